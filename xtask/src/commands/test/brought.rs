//! What the tests need of the machine; it is found or brought while Cargo compiles.

use std::io;
use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use xtask::infra::{AMQP_VARIABLE, DATABASE_VARIABLE, Postgres, RabbitMq, Setup};
use xtask::workspace::Workspace;

use super::runner::Runner;
use super::{Args, BROWSER, CLIENTS, clients};
use crate::commands::{chromium, infra};

pub(crate) struct Coming {
    browser: JoinHandle<io::Result<Option<PathBuf>>>,
    clients: Option<JoinHandle<io::Result<PathBuf>>>,
    servers: Option<JoinHandle<io::Result<(Postgres, RabbitMq)>>>,
}

pub(crate) struct Brought {
    pub(crate) browser: io::Result<Option<PathBuf>>,
    /// The Python that knows them; none where they are not wanted.
    pub(crate) clients: Option<io::Result<PathBuf>>,
    /// They live as long as this.
    pub(crate) servers: Option<(Postgres, RabbitMq)>,
}

impl Coming {
    pub(crate) fn start(workspace: &Workspace, args: &Args) -> Self {
        let may_install = !args.embedded && args.wants(BROWSER);
        let browser = thread::spawn(move || chromium::find(may_install));
        let clients = (!args.embedded && args.wants(CLIENTS)).then(|| {
            let workspace = workspace.clone();
            thread::spawn(move || clients::bring(&workspace))
        });
        let servers = (!args.embedded).then(|| thread::spawn(|| infra::start(&Setup::for_tests())));
        Self { browser, clients, servers }
    }

    /// Waits for all of it and tells the stages where it is. What could not be brought is a failure, and what needs it is left out.
    pub(crate) fn wait(self, runner: &mut Runner<'_>) -> io::Result<Brought> {
        let browser = joined(self.browser);
        if let Ok(Some(browser)) = &browser {
            runner.hand_down(chromium::VARIABLE, &browser.display().to_string());
        }
        let clients = self.clients.map(joined);
        if let Some(Ok(python)) = &clients {
            runner.hand_down(clients::VARIABLE, &python.display().to_string());
        }
        let servers = match self.servers.map(joined).transpose() {
            Ok(servers) => servers,
            Err(error) => {
                runner.fail("infra", &error.to_string())?;
                None
            }
        };
        if let Some((postgres, rabbitmq)) = &servers {
            runner.hand_down(DATABASE_VARIABLE, &postgres.url());
            runner.hand_down(AMQP_VARIABLE, &rabbitmq.url());
        }
        Ok(Brought { browser, clients, servers })
    }
}

fn joined<T>(thread: JoinHandle<io::Result<T>>) -> io::Result<T> {
    thread.join().map_err(|_| io::Error::other("a thread of the tests panicked"))?
}
