//! Where a setting comes from: the topmost layer that says something.
use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::str::FromStr;

use clap::ArgMatches;
use clap::parser::ValueSource;
use thiserror::Error;

use super::{Program, Setting};

/// What was said, layer upon layer.
#[derive(Clone, Default)]
pub struct Layers {
    flags: HashMap<&'static str, String>,
    variables: HashMap<String, String>,
    file: Option<(String, toml::Table)>,
}

/// A setting that makes no sense: one line for whoever started the program.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Mistake(String);

impl Mistake {
    /// What is wrong with a setting.
    pub fn new(setting: &Setting, place: &str, wrong: impl fmt::Display) -> Self {
        let example = setting.example;
        // A driver's or parser's words may have several lines.
        let wrong = wrong.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        Self(format!("setting {} ({place}): {wrong}; for example {example}", setting.key()))
    }

    /// A mistake that no single setting made.
    pub fn other(wrong: impl fmt::Display) -> Self {
        Self(wrong.to_string())
    }
}

impl Layers {
    /// Takes the flags of these settings, the process's variables, and the file that `--config` or `ROOKERY_CONFIG` names.
    pub fn gather(program: Program, matches: &ArgMatches) -> Result<Self, Mistake> {
        let said = |id: &str| {
            let by_hand = matches.value_source(id) == Some(ValueSource::CommandLine);
            matches.get_one::<String>(id).filter(|_| by_hand).cloned()
        };
        let flags = program
            .settings()
            .iter()
            .filter_map(|setting| Some((setting.name, said(setting.name)?)))
            .collect();
        let variables: HashMap<_, _> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, value)| name.starts_with("ROOKERY_") && !value.is_empty())
            .collect();
        let file = said("config").or_else(|| variables.get("ROOKERY_CONFIG").cloned());
        let text = file.map(|path| Ok((path.clone(), read(&path)?))).transpose()?;
        Self::of(flags, variables, text)
    }

    /// The layers themselves: flags by name, variables by name, the file's path and text.
    pub fn of(
        flags: HashMap<&'static str, String>,
        variables: HashMap<String, String>,
        file: Option<(String, String)>,
    ) -> Result<Self, Mistake> {
        let file = match file {
            None => None,
            Some((path, text)) => {
                let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
                    Mistake(format!("{path} is no TOML: {}", error.message()))
                })?;
                let known = |name: &str| {
                    Program::all_settings().iter().any(|s| s.key() == name || file_of(s) == name)
                };
                if let Some(name) = table.keys().find(|name| !known(name) && *name != "oidc") {
                    return Err(Mistake(format!("{path}: there is no setting {name}; --help lists all")));
                }
                Some((path, table))
            }
        };
        Ok(Self { flags, variables, file })
    }

    /// A setting that has to be there.
    pub fn read<T>(&self, setting: &Setting) -> Result<T, Mistake>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let missing = || Mistake::new(setting, &setting.variable(), "is missing");
        self.find(setting)?.ok_or_else(missing)
    }

    /// A setting that may be missing.
    pub fn find<T>(&self, setting: &Setting) -> Result<Option<T>, Mistake>
    where
        T: FromStr<Err: fmt::Display>,
    {
        let Some((place, text)) = self.said(setting)? else { return Ok(None) };
        text.trim().parse().map(Some).map_err(|wrong| Mistake::new(setting, &place, wrong))
    }

    /// Where a setting was said, and what: the topmost layer wins.
    fn said(&self, setting: &Setting) -> Result<Option<(String, String)>, Mistake> {
        if let Some(text) = self.flags.get(setting.name) {
            return Ok(Some((format!("--{}", setting.name), text.clone())));
        }
        let variable = setting.variable();
        if let Some(text) = self.variables.get(&variable) {
            return Ok(Some((variable, text.clone())));
        }
        if let Some(path) = self.variables.get(&format!("{variable}_FILE")).filter(|_| setting.secret) {
            return Ok(Some((format!("{variable}_FILE"), read(path)?)));
        }
        if let Some(said) = self.in_file(setting)? {
            return Ok(Some(said));
        }
        Ok(setting.default.map(|default| ("default".to_owned(), default.to_owned())))
    }

    /// Variables whose name begins so, without the beginning.
    pub(super) fn variables_after(&self, beginning: &str) -> impl Iterator<Item = (&str, &str)> {
        self.variables
            .iter()
            .filter_map(move |(name, value)| Some((name.strip_prefix(beginning)?, value.as_str())))
    }

    /// A table of the file, with the file's path.
    pub(super) fn tables(&self, name: &str) -> Result<Option<(&str, &toml::Table)>, Mistake> {
        let Some((path, file)) = &self.file else { return Ok(None) };
        match file.get(name) {
            None => Ok(None),
            Some(toml::Value::Table(table)) => Ok(Some((path, table))),
            Some(_) => Err(Mistake(format!("{path}: {name} is no table"))),
        }
    }

    /// What stands in a file that a setting names.
    pub(super) fn read_file(path: &str) -> Result<String, Mistake> {
        read(path)
    }

    fn in_file(&self, setting: &Setting) -> Result<Option<(String, String)>, Mistake> {
        let Some((path, table)) = &self.file else { return Ok(None) };
        if let Some(value) = table.get(&setting.key()) {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Integer(_) | toml::Value::Boolean(_) | toml::Value::Float(_) => {
                    value.to_string()
                }
                toml::Value::Array(items) => {
                    items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
                }
                _ => return Err(Mistake::new(setting, path, "is a table or a date")),
            };
            return Ok(Some((path.clone(), text)));
        }
        match table.get(&file_of(setting)).and_then(toml::Value::as_str) {
            Some(secret) if setting.secret => Ok(Some((secret.to_owned(), read(secret)?))),
            _ => Ok(None),
        }
    }
}

fn file_of(setting: &Setting) -> String {
    format!("{}_file", setting.key())
}

fn read(path: &str) -> Result<String, Mistake> {
    fs::read_to_string(path).map_err(|error| Mistake(format!("{path} can't be read: {error}")))
}
