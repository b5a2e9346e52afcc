//! What a stage of the tests found, as it is kept in `target/report/<stage>.json`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The cases of one stage.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// Its name, and that of its file.
    pub stage: String,
    /// How long it took.
    pub seconds: f64,
    /// Each thing that was tried.
    pub cases: Vec<Case>,
    /// How many of them are of a kind that is counted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counted: BTreeMap<String, usize>,
}

/// One thing that was tried.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// A sentence about behaviour.
    pub name: String,
    /// On what it ran: an adapter, a way to drive the servers.
    pub backend: String,
    /// How it ended.
    pub result: Outcome,
    /// What repeats it, where chance was at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How long it took, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As it should.
    #[serde(alias = "ok")]
    Passed,
    /// Not as it should.
    Failed,
    /// It was not tried.
    #[serde(alias = "ignored")]
    Skipped,
}

impl Case {
    /// A case of which nothing but its end is known.
    pub fn new(name: impl Into<String>, backend: impl Into<String>, result: Outcome) -> Self {
        Self { name: name.into(), backend: backend.into(), result, seed: None, seconds: None }
    }
}

impl Report {
    /// How many cases ended so.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.cases.iter().filter(|case| case.result == outcome).count()
    }

    /// Where the report of this stage is kept.
    pub fn file(folder: &Path, stage: &str) -> PathBuf {
        folder.join(format!("{stage}.json"))
    }

    /// Writes it into the folder, which is made when it is missing.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(Self::file(folder, &self.stage), serde_json::to_string_pretty(self)? + "\n")
    }

    /// Reads what a stage wrote.
    pub fn read(folder: &Path, stage: &str) -> io::Result<Self> {
        Ok(serde_json::from_str(&fs::read_to_string(Self::file(folder, stage))?)?)
    }
}
