//! What a round wrote down, and what is wrong with it.
use std::fs;
use std::io;
use std::path::Path;

use ledger::Plant;
use serde::Serialize;

use crate::faults::Verdict;

/// What came of a round.
pub(super) trait Evidence: Send {
    /// What is wrong, in words.
    fn faults(&self) -> &[String];

    /// Spoils what was written down, and judges it again: that must be found.
    fn spoil(&mut self, plant: Plant, seed: u64);

    /// Keeps it for whoever has to find out why.
    fn keep(&self, file: &Path) -> io::Result<()>;
}

/// Something that can be judged by itself.
pub(super) trait Record: Serialize + Send {
    /// What is wrong, in words.
    fn judge(&self) -> Vec<String>;

    /// Spoils it, as far as such a thing can happen to it.
    fn spoil(&mut self, plant: Plant, seed: u64);
}

/// A record, judged.
pub(super) struct Judged<R> {
    record: R,
    /// What was found out besides.
    besides: Vec<String>,
    faults: Vec<String>,
}

impl<R: Record> Judged<R> {
    /// Judges it; these things are wrong besides.
    pub(super) fn new(record: R, besides: Vec<String>) -> Self {
        let mut judged = Self { record, besides, faults: vec![] };
        judged.judge();
        judged
    }

    fn judge(&mut self) {
        self.faults = self.record.judge();
        self.faults.extend(self.besides.iter().cloned());
    }
}

impl<R: Record> Evidence for Judged<R> {
    fn faults(&self) -> &[String] {
        &self.faults
    }

    fn spoil(&mut self, plant: Plant, seed: u64) {
        self.record.spoil(plant, seed);
        self.judge();
    }

    fn keep(&self, file: &Path) -> io::Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(file, serde_json::to_string(&self.record)?)
    }
}

impl Evidence for Verdict {
    fn faults(&self) -> &[String] {
        &self.faults
    }

    fn spoil(&mut self, plant: Plant, seed: u64) {
        self.spoil(plant, seed);
    }

    fn keep(&self, file: &Path) -> io::Result<()> {
        self.keep(file)
    }
}
