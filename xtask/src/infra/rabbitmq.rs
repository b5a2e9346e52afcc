//! A RabbitMQ of one's own.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::container::{self, Container, Image};
use super::host::Host;
use super::launch::Launch;
use super::process::Process;
use super::programs::{is_program, versions};
use super::setup::Setup;
use super::tempdir::TempDir;
use super::{find_program, free_port, packages, readiness};

/// The variable that names a RabbitMQ to use instead of a private one.
pub const AMQP_VARIABLE: &str = "ROOKERY_TEST_AMQP_URL";

const PATIENCE: Duration = Duration::from_secs(90);

/// A RabbitMQ that listens on loopback only, for the user `guest`. Dropping it stops it and deletes its data.
#[derive(Debug)]
pub struct RabbitMq {
    // the order matters: the broker ends before its data go
    host: Host,
    _epmd: Option<Process>,
    _data: Option<TempDir>,
    url: String,
}

impl RabbitMq {
    /// Finds or brings a broker: the environment's (where the setup allows it), local programs, a container engine, Debian packages.
    pub fn start(setup: &Setup) -> io::Result<Self> {
        if let (true, Ok(url)) = (setup.may_be_given, env::var(AMQP_VARIABLE)) {
            return Self { host: Host::Given { variable: AMQP_VARIABLE }, _epmd: None, _data: None, url }
                .ready();
        }
        if let Some(script) = script() {
            return Self::local(script, setup);
        }
        if let Some(engine) = container::engine() {
            return Self::contained(engine, setup);
        }
        if packages::possible() {
            packages::install(&["rabbitmq-server"])?;
            if let Some(script) = script() {
                return Self::local(script, setup);
            }
        }
        Err(io::Error::other(ADVICE))
    }

    fn local(script: PathBuf, setup: &Setup) -> io::Result<Self> {
        let folder = TempDir::new("rabbitmq")?;
        let (port, distribution, epmd_port) =
            (setup.port.unwrap_or_else(free_port), free_port(), free_port());
        write_settings(folder.path(), port, setup)?;
        let epmd = start_epmd(&script, epmd_port)?;
        let launch = Launch::of(script)
            .env("HOME", folder.path())
            .env("ERL_EPMD_PORT", epmd_port.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODENAME", format!("rookery-{port}@localhost"))
            .env("RABBITMQ_NODE_PORT", port.to_string())
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_DIST_PORT", distribution.to_string())
            .env("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}")
            .env("RABBITMQ_CONF_ENV_FILE", folder.path().join("env.conf"))
            .env("RABBITMQ_CONFIG_FILE", folder.path().join("rabbitmq.conf"))
            .env("RABBITMQ_ADVANCED_CONFIG_FILE", folder.path().join("advanced.config"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", folder.path().join("enabled_plugins"))
            .env("RABBITMQ_MNESIA_BASE", folder.path().join("data"))
            .env("RABBITMQ_LOG_BASE", folder.path().join("logs"))
            .env("RABBITMQ_GENERATED_CONFIG_DIR", folder.path().join("generated"))
            .env("RABBITMQ_SCHEMA_DIR", folder.path().join("schema"))
            .env("RABBITMQ_PID_FILE", folder.path().join("pid"))
            // makes the script become the broker, so that its process is the one we know
            .env("RUNNING_UNDER_SYSTEMD", "true")
            .folder(folder.path())
            .log(folder.path().join("log"));
        let host = Host::Process(Process::start(launch)?);
        Self { host, _epmd: epmd, _data: Some(folder), url: url(port) }.ready()
    }

    fn contained(engine: PathBuf, setup: &Setup) -> io::Result<Self> {
        let port = setup.port.unwrap_or_else(free_port);
        let image = Image { name: "rabbitmq:3", port: (port, 5672), env: &[], args: &[] };
        let host = Host::Container(Container::start(engine, &image)?);
        Self { host, _epmd: None, _data: None, url: url(port) }.ready()
    }

    /// Its URL, user and virtual host included.
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Its process; none where the broker was given.
    pub fn pid(&self) -> Option<u32> {
        self.host.pid()
    }

    /// `kill -9`.
    pub fn kill9(&mut self) -> io::Result<()> {
        self.host.kill9()
    }

    /// Starts it again on the same port with the same data, and waits until it answers.
    pub fn restart(&mut self) -> io::Result<()> {
        self.host.restart()?;
        self.wait()
    }

    /// Makes it stand still, its sockets open.
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
        let address = address(&self.url);
        self.host.wait_until(PATIENCE, || readiness::speaks_amqp(&address))
    }
}

fn url(port: u16) -> String {
    format!("amqp://guest:guest@127.0.0.1:{port}/%2f")
}

fn address(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let place = rest.split(['/', '?']).next().unwrap_or_default();
    let host = place.rsplit_once('@').map_or(place, |(_, host)| host);
    if host.contains(':') { host.to_owned() } else { format!("{host}:5672") }
}

/// The broker's own script. Debian's program in `PATH` is a wrapper that changes user, so it comes last.
fn script() -> Option<PathBuf> {
    let installed = versions(Path::new("/usr/lib/rabbitmq/lib"), "rabbitmq_server-").into_iter();
    installed
        .map(|version| version.join("sbin/rabbitmq-server"))
        .chain(find_program("rabbitmq-server"))
        .find(|script| is_program(script))
}

fn write_settings(folder: &Path, port: u16, setup: &Setup) -> io::Result<()> {
    let listen = ("listeners.tcp.1".to_owned(), format!("127.0.0.1:{port}"));
    let settings: Vec<String> = [&listen]
        .into_iter()
        .chain(&setup.settings)
        .map(|(name, value)| format!("{name} = {value}\n"))
        .collect();
    fs::write(folder.join("rabbitmq.conf"), settings.concat())?;
    fs::write(folder.join("env.conf"), "")?;
    fs::write(folder.join("advanced.config"), "[].\n")?;
    fs::write(folder.join("enabled_plugins"), "[].\n")
}

/// Erlang's port mapper, in the foreground and ours: the one that a broker starts by itself would outlive it.
fn start_epmd(script: &Path, port: u16) -> io::Result<Option<Process>> {
    let Some(epmd) =
        find_program("epmd").or_else(|| Some(script.with_file_name("epmd")).filter(|path| is_program(path)))
    else {
        return Ok(None);
    };
    let launch = Launch::of(epmd).args(["-address", "127.0.0.1", "-port", &port.to_string()]).folder("/");
    Process::start(launch).map(Some)
}

const ADVICE: &str = "RabbitMQ is needed, and none was found. One of these helps:

  - set ROOKERY_TEST_AMQP_URL to a broker,
      for example amqp://guest:guest@127.0.0.1:5672/%2f
  - install it (it is started privately, a running broker is left alone):
      Debian, Ubuntu   apt-get install rabbitmq-server   (done for you when you are root)
      Fedora           dnf install rabbitmq-server
      Arch             pacman -S rabbitmq
      macOS            brew install rabbitmq
  - start docker or podman

What needs no infrastructure runs with: cargo xtask test --embedded";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_what_stands_between_user_and_virtual_host() {
        assert_eq!(address("amqp://guest:guest@127.0.0.1:5673/%2f"), "127.0.0.1:5673");
        assert_eq!(address("amqp://broker"), "broker:5672");
    }
}
