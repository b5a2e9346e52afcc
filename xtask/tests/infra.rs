//! Private servers start, die, come back with what they had kept, and leave nothing behind.

use std::path::Path;
use std::time::{Duration, Instant};

use xtask::infra::{Postgres, RabbitMq, Setup};

fn is_alive(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

#[test]
fn postgres_keeps_what_it_confirmed_over_a_kill() {
    let begun = Instant::now();
    let mut postgres = Postgres::start(&Setup::durable()).expect("a server");
    eprintln!("postgres up in {:?}", begun.elapsed());
    let url = postgres.database("kept").expect("a database");
    assert!(url.ends_with("/kept"), "{url}");
    postgres.execute("create table t (n int)").expect("a table");

    let first = postgres.pid().expect("a process");
    postgres.kill9().expect("killed");
    assert!(!is_alive(first));
    assert!(postgres.execute("select 1").is_err());

    let begun = Instant::now();
    postgres.restart().expect("restarted");
    eprintln!("postgres back in {:?}", begun.elapsed());
    postgres.execute("insert into t values (1)").expect("the table is still there");
    let second = postgres.pid().expect("a process");
    drop(postgres);
    assert!(!is_alive(second));
}

#[test]
fn a_paused_postgres_answers_when_it_goes_on() {
    let postgres = Postgres::start(&Setup::private()).expect("a server");
    postgres.pause().expect("paused");
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| postgres.execute("select 1"));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!answer.is_finished());
        postgres.resume().expect("resumed");
        answer.join().expect("no panic").expect("an answer");
    });
}

#[test]
fn rabbitmq_comes_back_after_a_kill() {
    let begun = Instant::now();
    let mut rabbitmq = RabbitMq::start(&Setup::durable()).expect("a broker");
    eprintln!("rabbitmq up in {:?}", begun.elapsed());
    let first = rabbitmq.pid().expect("a process");
    rabbitmq.pause().expect("paused");
    rabbitmq.resume().expect("resumed");
    rabbitmq.kill9().expect("killed");
    assert!(!is_alive(first));

    let begun = Instant::now();
    rabbitmq.restart().expect("restarted");
    eprintln!("rabbitmq back in {:?}", begun.elapsed());
    let second = rabbitmq.pid().expect("a process");
    drop(rabbitmq);
    assert!(!is_alive(second));
}
