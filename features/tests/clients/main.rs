//! Clients of Mastodon and of PubSub that others wrote, unmodified, travel through Rookery: one process, and both kinds of server.
use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use features::cluster::{Cluster, Shape};
use xtask::infra::{Postgres, RabbitMq, Setup};
use xtask::report::{Case, Outcome, Report};

mod journey;

use journey::Client;

fn main() -> ExitCode {
    match travel() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("clients: {error}");
            ExitCode::FAILURE
        }
    }
}

/// All of them, on both grounds; whether all went well.
fn travel() -> io::Result<bool> {
    let begun = Instant::now();
    let mut report = Report { stage: "clients".to_owned(), ..Report::default() };
    report.cases = on("standalone", &Cluster::standalone(&logs("standalone"), &[])?)?;
    let setup = Setup::for_tests();
    let (postgres, rabbitmq) = (Postgres::start(&setup)?, RabbitMq::start(&setup)?);
    let both = Cluster::distributed(&Shape {
        api: 2,
        ws: 2,
        database_url: &postgres.database("clients")?,
        amqp_url: &rabbitmq.url(),
        logs: &logs("distributed"),
        // nobody pulls a plug
        settings: &[("ROOKERY_ALLOW_FSYNC_OFF", "true")],
    })?;
    report.cases.extend(on("distributed", &both)?);
    report.seconds = begun.elapsed().as_secs_f64();
    report.write(&reports())?;
    let (passed, failed) = (report.count(Outcome::Passed), report.count(Outcome::Failed));
    println!("clients: {passed} passed, {failed} failed in {:.1} s", report.seconds);
    Ok(failed == 0)
}

/// Each client with people of its own.
fn on(ground: &str, cluster: &Cluster) -> io::Result<Vec<Case>> {
    let servers: Vec<&str> = cluster.api.iter().map(|server| server.base.as_str()).collect();
    let servers = servers.as_slice();
    let operator = &operator(cluster)?;
    let mut cases = vec![];
    for group in Client::GROUPS {
        let travelled: Vec<_> = thread::scope(|scope| {
            let begin = |&client: &Client| scope.spawn(move || client.travels(ground, servers, operator));
            let travels: Vec<_> = group.iter().map(begin).collect();
            let ends = travels.into_iter().map(thread::ScopedJoinHandle::join);
            ends.map(|end| end.map_err(|_| io::Error::other("a journey panicked"))?).collect()
        });
        for travel in travelled {
            cases.extend(travel?);
        }
    }
    Ok(cases)
}

/// The token of somebody who runs the servers.
fn operator(cluster: &Cluster) -> io::Result<String> {
    let person =
        ["--username", "ops", "--email", "ops@rookery.example", "--password", "correct horse battery"];
    cluster.operate(&[&["accounts", "create"], &person[..]].concat())?;
    Ok(cluster.operate(&["tokens", "create", "--username", "ops", "--admin"])?.trim().to_owned())
}

fn logs(ground: &str) -> PathBuf {
    reports().join("clients").join(ground)
}

fn reports() -> PathBuf {
    let beside = || Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("report");
    env::var_os("ROOKERY_REPORTS").map_or_else(beside, PathBuf::from)
}
