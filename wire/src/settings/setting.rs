//! One thing that can be set.
use clap::{Arg, ArgAction, Command};

/// One thing that can be set: as a flag, a variable, or a line of the TOML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Setting {
    /// Its name, as in its flag: `public-url`. In the file it is `public_url`, as a variable `ROOKERY_PUBLIC_URL`.
    pub name: &'static str,
    /// What holds when nobody says; `None` if there is no such thing.
    pub default: Option<&'static str>,
    /// How a good value looks.
    pub example: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Whether nobody else may read it: then `ROOKERY_..._FILE` may name a file that holds it.
    pub secret: bool,
    /// Whether its flag needs no value.
    pub switch: bool,
}

impl Setting {
    /// A setting without a default.
    #[must_use]
    pub const fn new(name: &'static str, example: &'static str, about: &'static str) -> Self {
        Self { name, default: None, example, about, secret: false, switch: false }
    }

    /// The same with a default.
    #[must_use]
    pub const fn or(self, default: &'static str) -> Self {
        Self { default: Some(default), ..self }
    }

    /// The same, hidden from others.
    #[must_use]
    pub const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    /// The same, off by default and on by its bare flag.
    #[must_use]
    pub const fn switch(self) -> Self {
        Self { default: Some("false"), switch: true, ..self }
    }

    /// Its name in the file.
    #[must_use]
    pub fn key(&self) -> String {
        self.name.replace('-', "_")
    }

    /// Its variable.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("ROOKERY_{}", self.key().to_ascii_uppercase())
    }

    fn arg(&self) -> Arg {
        let default = self.default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
        let help = format!("{} [env: {}]{default}", self.about, self.variable());
        let arg = Arg::new(self.name).long(self.name).help(help).global(true).help_heading("Settings");
        if self.switch {
            arg.num_args(0..=1).require_equals(true).default_missing_value("true").value_name("BOOL")
        } else {
            arg.value_name(self.example).action(ArgAction::Set)
        }
    }
}

/// The command with a flag for each setting, and `--config`.
#[must_use]
pub fn flags(command: Command, settings: &[Setting]) -> Command {
    let config = Arg::new("config")
        .long("config")
        .value_name("FILE")
        .help("TOML file with settings by their names [env: ROOKERY_CONFIG]")
        .global(true)
        .help_heading("Settings");
    settings.iter().fold(command.arg(config), |command, setting| command.arg(setting.arg()))
}
