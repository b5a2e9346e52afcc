//! How a program is started, kept so that it can be started again.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::accounts::Account;

/// A program with its arguments and surroundings.
#[derive(Clone, Debug)]
pub struct Launch {
    program: PathBuf,
    args: Vec<OsString>,
    env: BTreeMap<OsString, OsString>,
    folder: Option<PathBuf>,
    log: Option<PathBuf>,
    account: Option<Account>,
    alone: bool,
}

impl Launch {
    /// This program, with our environment, without input, its output thrown away.
    pub fn of(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            args: Vec::new(),
            env: BTreeMap::new(),
            folder: None,
            log: None,
            account: None,
            alone: true,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.insert(name.into(), value.into());
        self
    }

    /// Starts it in this folder.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Appends what it prints to this file.
    #[must_use]
    pub fn log(mut self, file: impl Into<PathBuf>) -> Self {
        self.log = Some(file.into());
        self
    }

    /// Lets it print where we print.
    #[must_use]
    pub fn in_sight(mut self) -> Self {
        self.alone = false;
        self
    }

    /// Starts it as this user.
    pub(super) fn account(mut self, account: Option<Account>) -> Self {
        self.account = account;
        self
    }

    /// Where it prints, if that is a file.
    pub fn log_file(&self) -> Option<&Path> {
        self.log.as_deref()
    }

    /// The program's name, for messages.
    pub fn name(&self) -> String {
        self.program.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// In a process group of its own: Ctrl-C in a terminal ends us, and we end it.
    pub(super) fn spawn(&self) -> io::Result<Child> {
        self.command()?.process_group(0).spawn().map_err(|error| {
            io::Error::new(error.kind(), format!("cannot start {}: {error}", self.program.display()))
        })
    }

    /// Runs it to its end; its output is the error's text when it fails.
    pub(super) fn run(&self) -> io::Result<()> {
        let output = self.command()?.stdout(Stdio::piped()).stderr(Stdio::piped()).output()?;
        if output.status.success() {
            return Ok(());
        }
        let said =
            String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        Err(io::Error::other(format!("{} failed ({}): {}", self.name(), output.status, said.trim())))
    }

    fn command(&self) -> io::Result<Command> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).envs(&self.env).stdin(Stdio::null());
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        if let Some(Account { uid, gid }) = self.account {
            command.uid(uid).gid(gid);
        }
        if let Some(log) = &self.log {
            let file = File::options().create(true).append(true).open(log)?;
            command.stdout(file.try_clone()?).stderr(file);
        } else if self.alone {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        Ok(command)
    }
}
