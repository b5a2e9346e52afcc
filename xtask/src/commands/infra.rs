//! A PostgreSQL and a RabbitMQ that stay until they are told to go.

use std::env;
use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{self, ExitCode, Stdio};
use std::thread::{self, sleep};
use std::time::Duration;

use clap::Subcommand;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde::{Deserialize, Serialize};
use xtask::infra::{AMQP_VARIABLE, DATABASE_VARIABLE, Postgres, RabbitMq, Setup};
use xtask::workspace::Workspace;

use super::interrupt::Interrupt;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start both and print the variables that name them: eval "$(cargo xtask infra up)"
    Up,
    /// Stop both
    Down,
    /// Hold both until SIGTERM; `up` starts this
    #[command(hide = true)]
    Hold,
}

#[derive(Serialize, Deserialize)]
struct Held {
    pid: i32,
    database_url: String,
    amqp_url: String,
}

/// Starts both at the same time.
pub(crate) fn start(setup: &Setup) -> io::Result<(Postgres, RabbitMq)> {
    thread::scope(|scope| {
        let postgres = scope.spawn(|| Postgres::start(setup));
        let rabbitmq = RabbitMq::start(setup);
        let postgres = postgres.join().map_err(|_| io::Error::other("starting PostgreSQL panicked"))?;
        Ok((postgres?, rabbitmq?))
    })
}

pub(crate) fn run(workspace: &Workspace, command: &Command) -> io::Result<ExitCode> {
    let place = Place { folder: workspace.target.join("infra") };
    match command {
        Command::Up => place.up()?,
        Command::Down => place.down()?,
        Command::Hold => place.hold()?,
    }
    Ok(ExitCode::SUCCESS)
}

struct Place {
    folder: PathBuf,
}

impl Place {
    fn up(&self) -> io::Result<()> {
        let held = match self.held() {
            Some(held) => held,
            None => self.start_holder()?,
        };
        println!("export {DATABASE_VARIABLE}={}", held.database_url);
        println!("export {AMQP_VARIABLE}={}", held.amqp_url);
        Ok(())
    }

    fn start_holder(&self) -> io::Result<Held> {
        fs::create_dir_all(&self.folder)?;
        let log = File::create(self.log())?;
        let mut holder = process::Command::new(env::current_exe()?)
            .args(["infra", "hold"])
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0)
            .spawn()?;
        loop {
            if let Some(held) = self.held() {
                return Ok(held);
            }
            if holder.try_wait()?.is_some() {
                return Err(io::Error::other(fs::read_to_string(self.log())?));
            }
            sleep(Duration::from_millis(50));
        }
    }

    fn hold(&self) -> io::Result<()> {
        let mut interrupt = Interrupt::watch()?;
        let (postgres, rabbitmq) = start(&Setup::private())?;
        let pid = i32::try_from(process::id()).map_err(io::Error::other)?;
        let held = Held { pid, database_url: postgres.url(), amqp_url: rabbitmq.url() };
        let half = self.folder.join("half");
        fs::write(&half, serde_json::to_string_pretty(&held)?)?;
        fs::rename(half, self.state())?;
        interrupt.wait();
        drop((postgres, rabbitmq));
        fs::remove_file(self.state())
    }

    fn down(&self) -> io::Result<()> {
        let Some(holder) = self.held().and_then(|held| Pid::from_raw(held.pid)) else {
            println!("nothing was up");
            return Ok(());
        };
        kill_process(holder, Signal::TERM)?;
        while self.held().is_some() {
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// What is up now; a file that outlived its holder counts for nothing.
    fn held(&self) -> Option<Held> {
        let held: Held = serde_json::from_str(&fs::read_to_string(self.state()).ok()?).ok()?;
        Pid::from_raw(held.pid).is_some_and(|pid| test_kill_process(pid).is_ok()).then_some(held)
    }

    fn state(&self) -> PathBuf {
        self.folder.join("state.json")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}
