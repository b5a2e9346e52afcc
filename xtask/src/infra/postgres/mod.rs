//! A PostgreSQL of one's own.

mod connection;
mod programs;

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::Signal;

use self::connection::{Address, execute};
use self::programs::Programs;
use super::accounts::{self, Account};
use super::container::{self, Container, Image};
use super::host::Host;
use super::launch::Launch;
use super::process::Process;
use super::setup::Setup;
use super::tempdir::{TempDir, others_may_enter};
use super::{free_port, packages};

/// The variable that names a PostgreSQL to use instead of a private one; its user must be allowed to create databases.
pub const DATABASE_VARIABLE: &str = "ROOKERY_TEST_DATABASE_URL";

const PATIENCE: Duration = Duration::from_mins(1);

/// A PostgreSQL that listens on loopback only. Dropping it stops it and deletes its data.
#[derive(Debug)]
pub struct Postgres {
    // the order matters: the server ends before its data go
    host: Host,
    _folder: Option<TempDir>,
    kept: Option<PathBuf>,
    address: Address,
}

impl Postgres {
    /// Finds or brings a server: the environment's (where the setup allows it), local programs, a container engine, Debian packages.
    pub fn start(setup: &Setup) -> io::Result<Self> {
        if let (true, Ok(url)) = (setup.may_be_given, env::var(DATABASE_VARIABLE)) {
            let host = Host::Given { variable: DATABASE_VARIABLE };
            return Self { host, _folder: None, kept: None, address: Address::parse(&url)? }.ready();
        }
        if let Some(programs) = Programs::find() {
            return Self::local(&programs, setup);
        }
        if let Some(engine) = container::engine() {
            return Self::contained(engine, setup);
        }
        if packages::possible() {
            packages::install(&["postgresql"])?;
            if let Some(programs) = Programs::find() {
                return Self::local(&programs, setup);
            }
        }
        Err(io::Error::other(ADVICE))
    }

    fn local(programs: &Programs, setup: &Setup) -> io::Result<Self> {
        let account = accounts::other_than_root(&["postgres"]);
        let folder = TempDir::new("postgres")?;
        own(folder.path(), account)?;
        let kept = setup.folder.as_deref().and_then(|kept| enterable(kept, account));
        let data = kept.clone().unwrap_or_else(|| folder.path().join("data"));
        if !data.join("PG_VERSION").exists() {
            programs.make_cluster(&data, account)?;
        }
        let port = setup.port.unwrap_or_else(free_port);
        let launch = Launch::of(&programs.postgres)
            .arg("-D")
            .arg(&data)
            .args(settings(setup).into_iter().flat_map(|setting| ["-c".to_owned(), setting]))
            .args(["-c".to_owned(), "listen_addresses=127.0.0.1".to_owned()])
            .args(["-c".to_owned(), format!("port={port}")])
            .args(["-c", "unix_socket_directories="])
            .folder("/")
            .log(folder.path().join("log"))
            .account(account);
        let host = Host::Process(Process::start(launch)?);
        Self { host, _folder: Some(folder), kept, address: Address::private(port) }.ready()
    }

    fn contained(engine: PathBuf, setup: &Setup) -> io::Result<Self> {
        let port = setup.port.unwrap_or_else(free_port);
        let args: Vec<String> =
            settings(setup).into_iter().flat_map(|setting| ["-c".to_owned(), setting]).collect();
        let image = Image {
            name: "postgres:15",
            port: (port, 5432),
            env: &[("POSTGRES_HOST_AUTH_METHOD", "trust")],
            args: &args,
        };
        let host = Host::Container(Container::start(engine, &image)?);
        Self { host, _folder: None, kept: None, address: Address::private(port) }.ready()
    }

    /// The URL of its first database.
    pub fn url(&self) -> String {
        self.address.url()
    }

    /// Where its data stay after it, if they do.
    pub fn kept(&self) -> Option<&Path> {
        self.kept.as_deref()
    }

    /// Makes an empty database, in place of one that has the name already, and gives its URL.
    pub fn database(&self, name: &str) -> io::Result<String> {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(io::Error::other(format!("{name:?} is not a plain database name")));
        }
        execute(&self.address, &format!("drop database if exists \"{name}\" with (force)"))?;
        execute(&self.address, &format!("create database \"{name}\""))?;
        Ok(self.address.of_database(name).url())
    }

    /// Runs a statement on the first database.
    pub fn execute(&self, sql: &str) -> io::Result<()> {
        execute(&self.address, sql)
    }

    /// Its first process, the postmaster; none where the server was given.
    pub fn pid(&self) -> Option<u32> {
        self.host.pid()
    }

    /// `kill -9` of the postmaster.
    pub fn kill9(&mut self) -> io::Result<()> {
        self.host.kill9()
    }

    /// Starts it again on the same port with the same data, and waits until it answers.
    pub fn restart(&mut self) -> io::Result<()> {
        // orphaned backends of a killed postmaster hold its memory for a moment, and until then a new one gives up
        let mut attempts = 0;
        loop {
            self.host.restart()?;
            match self.wait() {
                Err(_) if attempts < 50 => attempts += 1,
                result => return result,
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Makes the whole server stand still, its sockets open.
    pub fn pause(&self) -> io::Result<()> {
        self.host.pause()
    }

    /// Lets it go on.
    pub fn resume(&self) -> io::Result<()> {
        self.host.resume()
    }

    fn ready(mut self) -> io::Result<Self> {
        self.wait()?;
        Ok(self)
    }

    fn wait(&mut self) -> io::Result<()> {
        let address = &self.address;
        self.host.wait_until(PATIENCE, || execute(address, "select 1").is_ok())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Host::Process(process) = &mut self.host {
            let _ = process.resume();
            // "immediate" where the data are thrown away, "fast" where they stay; both end the backends too
            let signal = if self.kept.is_some() { Signal::INT } else { Signal::QUIT };
            let _ = process.stop_with(signal, Duration::from_secs(10));
        }
    }
}

/// The folder for data that stay, made and given to the server's user, where that user can get there.
fn enterable(folder: &Path, account: Option<Account>) -> Option<PathBuf> {
    let parent = folder.parent()?;
    let made = fs::create_dir_all(folder).and_then(|()| own(folder, account));
    (made.is_ok() && others_may_enter(parent)).then(|| folder.to_owned())
}

fn own(folder: &Path, account: Option<Account>) -> io::Result<()> {
    account.map_or(Ok(()), |account| chown(folder, Some(account.uid), Some(account.gid)))
}

fn settings(setup: &Setup) -> Vec<String> {
    let on = if setup.durable { "on" } else { "off" };
    let mut settings =
        vec!["max_connections=300".to_owned(), format!("fsync={on}"), format!("full_page_writes={on}")];
    settings.extend(setup.settings.iter().map(|(name, value)| format!("{name}={value}")));
    settings
}

const ADVICE: &str = "PostgreSQL is needed, and none was found. One of these helps:

  - set ROOKERY_TEST_DATABASE_URL to a server whose user may create databases,
      for example postgres://postgres@127.0.0.1:5432/postgres
  - install its programs (they are started privately, a running server is left alone):
      Debian, Ubuntu   apt-get install postgresql   (done for you when you are root)
      Fedora           dnf install postgresql-server
      Arch             pacman -S postgresql
      macOS            brew install postgresql@15
  - start docker or podman

What needs no infrastructure runs with: cargo xtask test --embedded";
