//! Two api-servers and two ws-servers over private PostgreSQL and RabbitMQ.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::{self, sleep};
use std::time::Duration;

use serde_json::json;
use xtask::infra::{Launch, Postgres, Process, RabbitMq, Setup};
use xtask::workspace::Workspace;

use crate::commands::interrupt::Interrupt;
use crate::commands::{build, web};

#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Args {
    /// Start two api-servers and two ws-servers over private PostgreSQL and RabbitMQ instead of one process
    #[arg(long, conflicts_with_all = ["listen", "data", "memory"])]
    pub(crate) distributed: bool,
    /// The api-servers listen on P and P+1, the ws-servers on P+10 and P+11
    #[arg(long, value_name = "P", default_value_t = 8000, requires = "distributed")]
    base_port: u16,
    /// Write addresses, process ids, database_url and amqp_url there as soon as all are ready
    #[arg(long, value_name = "FILE", requires = "distributed")]
    json: Option<PathBuf>,
}

pub(crate) fn run(workspace: &Workspace, args: &Args, demo: bool) -> io::Result<ExitCode> {
    web::build_or_say(workspace)?;
    let mut interrupt = Interrupt::watch()?;
    let folder = workspace.root.join("data/distributed");
    fs::create_dir_all(&folder)?;
    let (infra, programs) = thread::scope(|scope| {
        let infra = scope.spawn(|| start_infra(&folder));
        let programs = build::programs(workspace, &["api-server", "ws-server"]);
        (infra.join(), programs)
    });
    let (postgres, rabbitmq) =
        infra.map_err(|_| io::Error::other("starting the infrastructure panicked"))??;
    let programs = programs?;
    let program = |name: &str| {
        let built = programs.iter().find(|built| built.target == name && built.kind == "bin");
        built
            .map(|built| built.program.as_path())
            .ok_or_else(|| io::Error::other(format!("the build gave no {name}")))
    };
    let plan = Plan { base_port: args.base_port, postgres: &postgres, rabbitmq: &rabbitmq, folder: &folder };
    let mut servers = plan.start(program("api-server")?, program("ws-server")?, demo)?;
    if let Some(file) = &args.json {
        write_whole(file, &plan.json(&servers).to_string())?;
    }
    plan.tell();
    let end = watch(&mut servers, &mut interrupt);
    // sockets first, so that nobody is told of a server that is only being stopped
    for server in servers.iter_mut().rev() {
        if let Err(error) = server.process.terminate(Duration::from_secs(10)) {
            println!("{}: {error}", server.name);
        }
    }
    Ok(end)
}

fn start_infra(folder: &Path) -> io::Result<(Postgres, RabbitMq)> {
    thread::scope(|scope| {
        let rabbitmq = scope.spawn(|| RabbitMq::start(&Setup::durable()));
        let postgres = Postgres::start(&Setup::durable().kept_in(&folder.join("postgres")))?;
        let rabbitmq = rabbitmq.join().map_err(|_| io::Error::other("starting RabbitMQ panicked"))??;
        Ok((postgres, rabbitmq))
    })
}

struct Plan<'a> {
    base_port: u16,
    postgres: &'a Postgres,
    rabbitmq: &'a RabbitMq,
    folder: &'a Path,
}

struct Server {
    name: &'static str,
    process: Process,
}

impl Plan<'_> {
    /// One api-server first: it migrates the database.
    fn start(&self, api: &Path, ws: &Path, demo: bool) -> io::Result<Vec<Server>> {
        let mut servers = Vec::new();
        for (name, program, port) in [
            ("api-server 1", api, self.api(0)),
            ("api-server 2", api, self.api(1)),
            ("ws-server 1", ws, self.ws(0)),
            ("ws-server 2", ws, self.ws(1)),
        ] {
            let mut launch = self.launch(name, program, port);
            if demo && name == "api-server 1" {
                launch = launch.arg("--demo");
            }
            let mut process = Process::start(launch)?;
            process.wait_ready(&format!("http://127.0.0.1:{port}"), Duration::from_mins(1))?;
            servers.push(Server { name, process });
        }
        Ok(servers)
    }

    fn launch(&self, name: &str, program: &Path, port: u16) -> Launch {
        // each api-server names the ws-server beside it, so that both are used
        let streaming = if port == self.api(1) { self.ws(1) } else { self.ws(0) };
        Launch::of(program)
            .args(["--listen".to_owned(), format!("127.0.0.1:{port}")])
            .env("ROOKERY_DATABASE_URL", self.postgres.url())
            .env("ROOKERY_AMQP_URL", self.rabbitmq.url())
            .env("ROOKERY_PUBLIC_URL", format!("http://127.0.0.1:{}", self.api(0)))
            .env("ROOKERY_STREAMING_URL", format!("ws://127.0.0.1:{streaming}"))
            .env("ROOKERY_SHOP_PAYMENTS", "trial")
            .env("ROOKERY_SHOP_PAYMENTS_SECRET", "nobody's money")
            .env("ROOKERY_MEDIA_FOLDER", self.folder.join("media").display().to_string())
            .log(self.folder.join(format!("{}.log", name.replace(' ', "-"))))
    }

    fn api(&self, nth: u16) -> u16 {
        self.base_port + nth
    }

    fn ws(&self, nth: u16) -> u16 {
        self.base_port + 10 + nth
    }

    fn json(&self, servers: &[Server]) -> serde_json::Value {
        let pids = |kind: &str| -> Vec<u32> {
            let of_kind = servers.iter().filter(|server| server.name.starts_with(kind));
            of_kind.map(|server| server.process.pid()).collect()
        };
        let api = [0, 1].map(|nth| format!("http://127.0.0.1:{}", self.api(nth)));
        let ws = [0, 1].map(|nth| format!("ws://127.0.0.1:{}", self.ws(nth)));
        json!({
            "api": api,
            "ws": ws,
            "pids": {
                "api": pids("api-server"),
                "ws": pids("ws-server"),
                "postgres": self.postgres.pid(),
                "rabbitmq": self.rabbitmq.pid(),
            },
            "database_url": self.postgres.url(),
            "amqp_url": self.rabbitmq.url(),
        })
    }

    fn tell(&self) {
        println!("Rookery is up, distributed (Ctrl-C ends it):");
        for nth in 0..2 {
            println!("  api-server {}  http://127.0.0.1:{}", nth + 1, self.api(nth));
        }
        for nth in 0..2 {
            println!("  ws-server {}   ws://127.0.0.1:{}", nth + 1, self.ws(nth));
        }
        println!("  PostgreSQL    {}", self.postgres.url());
        println!("  RabbitMQ      {}", self.rabbitmq.url());
        println!("  logs          {}", self.folder.display());
        match self.postgres.kept() {
            Some(data) => println!("  data          {}", data.display()),
            None => println!("  data          in a temporary folder: gone at the end"),
        }
        println!("Open http://127.0.0.1:{} or http://127.0.0.1:{}", self.api(0), self.api(1));
    }
}

/// Until Ctrl-C, or until the last server has died; a dead one is told of, and the others go on.
fn watch(servers: &mut [Server], interrupt: &mut Interrupt) -> ExitCode {
    let mut told = Vec::new();
    while !interrupt.came() {
        for server in servers.iter_mut() {
            if let Some(status) = server.process.ended()
                && !told.contains(&server.name)
            {
                let log = server.process.launch().log_file().unwrap_or(Path::new("its log"));
                println!("{} died ({status}); the others go on; see {}", server.name, log.display());
                told.push(server.name);
            }
        }
        if told.len() == servers.len() {
            return ExitCode::FAILURE;
        }
        sleep(Duration::from_millis(100));
    }
    println!("stopping");
    ExitCode::SUCCESS
}

/// A reader never sees half of it.
fn write_whole(file: &Path, text: &str) -> io::Result<()> {
    let half = file.with_extension("half");
    fs::write(&half, text)?;
    fs::rename(half, file)
}
