//! A running program that tests may kill, stop and start again.

use std::fs;
use std::io;
use std::process::{Child, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::last_will::{self, Entry};
use super::launch::Launch;
use super::readiness;

/// A program that we started, with everything that it started. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    launch: Launch,
    child: Child,
    on_death: Option<Entry>,
}

impl Process {
    /// Starts it; it is not waited for.
    pub fn start(launch: Launch) -> io::Result<Self> {
        let child = launch.spawn()?;
        let on_death = Some(will_for(&child));
        Ok(Self { launch, child, on_death })
    }

    /// Its process id, which is that of its process group too.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// How it was started.
    pub fn launch(&self) -> &Launch {
        &self.launch
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let status = self.child.try_wait().ok().flatten();
        if status.is_some() {
            self.on_death = None;
        }
        status
    }

    /// Whether it is still there.
    pub fn is_running(&mut self) -> bool {
        self.ended().is_none()
    }

    /// `kill -9`, its children included; returns when it is gone.
    pub fn kill9(&mut self) -> io::Result<()> {
        if self.is_running() {
            self.signal_group(Signal::KILL)?;
            self.child.wait()?;
        }
        self.on_death = None;
        Ok(())
    }

    /// Asks it to stop (SIGTERM) and waits; what does not stop in time is killed, and that is an error.
    pub fn terminate(&mut self, patience: Duration) -> io::Result<ExitStatus> {
        self.stop_with(Signal::TERM, patience)
    }

    pub(super) fn stop_with(&mut self, signal: Signal, patience: Duration) -> io::Result<ExitStatus> {
        if self.is_running() {
            self.signal(signal)?;
        }
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline {
            if let Some(status) = self.ended() {
                return Ok(status);
            }
            sleep(Duration::from_millis(20));
        }
        self.kill9()?;
        Err(io::Error::other(format!(
            "{} did not stop within {patience:?} and was killed",
            self.launch.name()
        )))
    }

    /// SIGSTOP: it stands still, and its sockets stay open.
    pub fn pause(&self) -> io::Result<()> {
        self.signal_group(Signal::STOP)
    }

    /// SIGCONT: it goes on as if nothing had been.
    pub fn resume(&self) -> io::Result<()> {
        self.signal_group(Signal::CONT)
    }

    /// Starts it again as it was started; one that still runs is killed first.
    pub fn restart(&mut self) -> io::Result<()> {
        self.kill9()?;
        self.child = self.launch.spawn()?;
        self.on_death = Some(will_for(&self.child));
        Ok(())
    }

    /// Waits until `GET <base>/readyz` answers 200. An early end of the program is an error with the end of its log.
    pub fn wait_ready(&mut self, base: &str, patience: Duration) -> io::Result<()> {
        self.wait_until(patience, || {
            readiness::http_status(base, "/readyz").is_ok_and(|status| status == 200)
        })
    }

    pub(super) fn wait_until(&mut self, patience: Duration, ready: impl Fn() -> bool) -> io::Result<()> {
        let deadline = Instant::now() + patience;
        while !ready() {
            if let Some(status) = self.ended() {
                return Err(self.failure(&format!("ended early ({status})")));
            }
            if Instant::now() > deadline {
                return Err(self.failure(&format!("was not ready within {patience:?}")));
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn failure(&self, what: &str) -> io::Error {
        let log = self.launch.log_file().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        let tail: Vec<&str> = log.lines().rev().take(20).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        io::Error::other(format!("{} {what}\n{}", self.launch.name(), tail.join("\n")))
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        Ok(kill_process(Pid::from_child(&self.child), signal)?)
    }

    fn signal_group(&self, signal: Signal) -> io::Result<()> {
        Ok(kill_process_group(Pid::from_child(&self.child), signal)?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // nobody is left to tell, and the last will still holds
        let _ = self.kill9();
    }
}

fn will_for(child: &Child) -> Entry {
    last_will::add(format!("kill -KILL -{}", child.id()))
}
