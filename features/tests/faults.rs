//! What is promised while servers are killed, tried on real processes.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't begin has to fail")]
use std::io;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use features::faults::{Blow, Ground, Round, Verdict};
use tokio::time::sleep;
use xtask::workspace::Workspace;

static DISTRIBUTED: LazyLock<Mutex<Option<Ground>>> = LazyLock::new(Mutex::default);

/// How late a post may be told while the broker is away, with slack for a busy machine.
const LATE: Duration = Duration::from_secs(5);

/// Judges a round on the two kinds of server.
fn distributed(done: impl AsyncFnOnce(&mut Ground) -> io::Result<()>) -> Verdict {
    let mut ground = DISTRIBUTED.lock().unwrap_or_else(PoisonError::into_inner);
    let ground =
        ground.get_or_insert_with(|| Ground::distributed(&logs("distributed")).expect("servers start"));
    judged(ground, done)
}

fn judged(ground: &mut Ground, done: impl AsyncFnOnce(&mut Ground) -> io::Result<()>) -> Verdict {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let verdict = runtime.block_on(Round::through(ground, done)).expect("a round");
    println!("{} posts, the slowest told after {:?}", verdict.posts, verdict.slowest);
    if !verdict.faults.is_empty() {
        let file = logs("broken.json");
        verdict.keep(&file).expect("the report folder");
        panic!("{:#?}\nthe whole round is in {}", verdict.faults, file.display());
    }
    assert!(verdict.posts > 10, "only {} posts", verdict.posts);
    verdict
}

fn logs(name: &str) -> std::path::PathBuf {
    Ground::logs(&Workspace::find().expect("a workspace").reports(), name)
}

#[test]
fn posts_are_told_from_the_log_while_the_broker_is_dead() {
    let verdict = distributed(async |ground| ground.strike(Blow::BrokerKilled(Duration::from_secs(1))).await);
    assert!(verdict.slowest < LATE, "a post was told after {:?}", verdict.slowest);
}

#[test]
fn what_was_answered_before_the_database_died_is_kept_and_told() {
    let mut back = None;
    let verdict = distributed(async |ground| {
        ground.strike(Blow::DatabaseKilled(Duration::from_millis(300))).await?;
        back = Some(Instant::now());
        sleep(Duration::from_secs(2)).await;
        Ok(())
    });
    let silence = back.and_then(|back| verdict.silence_after(back));
    assert!(silence.is_some_and(|silence| silence < Duration::from_secs(5)), "answered after {silence:?}");
}

#[test]
fn another_server_publishes_what_a_killed_relay_left_behind() {
    distributed(async |ground| {
        for wait in [40, 310, 170] {
            ground.strike(Blow::RelayKilled).await?;
            sleep(Duration::from_millis(wait)).await;
        }
        Ok(())
    });
}

#[test]
fn who_listened_to_a_killed_server_goes_on_at_the_other() {
    distributed(async |ground| {
        for nth in [0, 1, 0] {
            ground.strike(Blow::SocketsKilled(nth)).await?;
            sleep(Duration::from_millis(300)).await;
        }
        Ok(())
    });
}

#[test]
fn a_relay_that_stood_still_beyond_its_lease_finds_another_in_its_place() {
    distributed(async |ground| {
        let first = ground.relay().await?;
        ground.strike(Blow::RelayPaused(Duration::from_secs(5))).await?;
        // it learns that it is the relay no more at its next beat
        sleep(Duration::from_millis(1_500)).await;
        let second = ground.relay().await?;
        assert_ne!(first, second, "the lease ran out and nobody took it");
        Ok(())
    });
}

#[test]
fn one_process_keeps_what_it_answered_when_it_is_killed() {
    let mut ground = Ground::standalone(&logs("standalone")).expect("it starts");
    judged(&mut ground, async |ground| {
        for wait in [200, 450, 320] {
            ground.strike(Blow::ApiKilled(0)).await?;
            sleep(Duration::from_millis(wait)).await;
        }
        Ok(())
    });
}
