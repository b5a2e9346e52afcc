//! Sessions made up, and those that the fuzzer found.
use std::fs;
use std::time::Duration;

use proptest::prelude::*;

use super::{Step, hold, steps};
use crate::realtime::gateway::{Command, Content, Listen, Presence, Publish, Reauth, Since, Unlisten};

fn topic() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (0..8).prop_map(|n| format!("channel:update.{n}")),
        1 => Just("timeline:public".to_owned()),
        1 => "[a-z:.0-9]{0,12}",
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let nonce = "[a-z]{0,3}";
    let topics = || prop::collection::vec(topic(), 0..4);
    let listen = (nonce, topics(), any::<bool>()).prop_map(|(nonce, topics, partial)| {
        Command::Listen(Listen { nonce, topics, partial, token: None, since: Since::Now })
    });
    let rooms = prop_oneof![4 => Just("room:message.1".to_owned()), 1 => topic()];
    let words = prop::collection::btree_map("text|x", prop::option::of("[ a]{0,2}"), 0..2);
    let message = prop_oneof![8 => words.prop_map(Content::Members), 1 => Just(Content::NoObject)];
    let publish = (nonce, rooms, message).prop_map(|(nonce, topic, message)| {
        Command::Publish(Publish { nonce, topic, message, id: None, token: None })
    });
    prop_oneof![
        2 => publish,
        1 => Just(Command::Ping),
        1 => (nonce, any::<bool>()).prop_map(|(nonce, keepalive)| Command::Hello { nonce, keepalive }),
        1 => nonce.prop_map(|nonce| Command::Malformed { nonce }),
        1 => (nonce, topic()).prop_map(|(nonce, topic)| Command::Presence(Presence { nonce, topic })),
        1 => (nonce, prop::option::of("[a-z]{1,3}"))
            .prop_map(|(nonce, token)| Command::Reauth(Reauth { nonce, token })),
        4 => listen,
        2 => (nonce, topics()).prop_map(|(nonce, topics)| Command::Unlisten(Unlisten { nonce, topics })),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => (command(), any::<bool>()).prop_map(|(command, allowed)| Step::Said(command, allowed)),
        12 => (0_u64..2_000).prop_map(|millis| Step::Later(Duration::from_millis(millis))),
        1 => (2_u64..60).prop_map(|seconds| Step::Later(Duration::from_secs(seconds))),
        2 => any::<usize>().prop_map(Step::Ended),
        1 => Just(Step::SentOff),
    ]
}

proptest! {
    #[test]
    fn whatever_a_client_says_and_whenever_the_laws_hold(session in prop::collection::vec(step(), 0..120)) {
        hold(session);
    }

    #[test]
    fn whatever_bytes_tell_of_a_session_the_laws_hold(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        hold(steps(&bytes));
    }
}

#[test]
fn what_the_fuzzer_found_still_holds() {
    let kept = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/session")).unwrap();
    let found = kept.map(|entry| fs::read(entry.unwrap().path()).unwrap());
    assert!(found.inspect(|bytes| hold(steps(bytes))).count() > 5);
}
