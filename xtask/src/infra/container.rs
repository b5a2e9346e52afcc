//! A server in a container, where an engine is there and the programs are not.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::last_will::{self, Entry};
use super::{find_program, ports};

/// A container of ours; dropping it removes it.
#[derive(Debug)]
pub(super) struct Container {
    engine: PathBuf,
    name: String,
    _on_death: Entry,
}

/// What runs in a container.
pub(super) struct Image<'a> {
    pub(super) name: &'a str,
    /// Port here, port inside.
    pub(super) port: (u16, u16),
    pub(super) env: &'a [(&'a str, &'a str)],
    pub(super) args: &'a [String],
}

/// An engine that answers: docker or podman.
pub(super) fn engine() -> Option<PathBuf> {
    ["docker", "podman"].into_iter().filter_map(find_program).find(|engine| {
        let mut info = Command::new(engine);
        info.arg("info").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        info.status().is_ok_and(|status| status.success())
    })
}

impl Container {
    pub(super) fn start(engine: PathBuf, image: &Image<'_>) -> io::Result<Self> {
        let name = format!("rookery-{:08x}", ports::random() >> 32);
        let on_death = last_will::add(format!("{} rm -f {name}", engine.display()));
        let this = Self { engine, name, _on_death: on_death };
        let publish = format!("127.0.0.1:{}:{}", image.port.0, image.port.1);
        let mut args: Vec<String> =
            ["run", "-d", "--name", &this.name, "-p", &publish].map(String::from).into();
        for (name, value) in image.env {
            args.extend(["-e".to_owned(), format!("{name}={value}")]);
        }
        args.push(image.name.to_owned());
        args.extend(image.args.iter().cloned());
        this.engine(&args.iter().map(String::as_str).collect::<Vec<_>>())?;
        Ok(this)
    }

    pub(super) fn pid(&self) -> Option<u32> {
        self.engine(&["inspect", "-f", "{{.State.Pid}}", &self.name]).ok()?.trim().parse().ok()
    }

    pub(super) fn kill9(&self) -> io::Result<()> {
        self.engine(&["kill", "-s", "KILL", &self.name]).map(drop)
    }

    pub(super) fn restart(&self) -> io::Result<()> {
        self.engine(&["restart", "-t", "0", &self.name]).map(drop)
    }

    pub(super) fn pause(&self) -> io::Result<()> {
        self.engine(&["pause", &self.name]).map(drop)
    }

    pub(super) fn resume(&self) -> io::Result<()> {
        self.engine(&["unpause", &self.name]).map(drop)
    }

    fn engine(&self, args: &[&str]) -> io::Result<String> {
        let output = Command::new(&self.engine).args(args).stdin(Stdio::null()).output()?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(io::Error::other(format!("{} {} failed: {}", self.engine.display(), args.join(" "), said.trim())))
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        // nobody is left to tell, and the last will still holds
        let _ = self.engine(&["rm", "-f", &self.name]);
    }
}
