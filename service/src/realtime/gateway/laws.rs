//! What holds whatever a client says, and whenever.
use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::*;

use super::{Act, Command, Limits, Listen, Machine, Since, Unlisten};

const TOPICS: usize = 5;

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
    prop_oneof![
        1 => Just(Command::Ping),
        1 => nonce.prop_map(|nonce| Command::Malformed { nonce }),
        4 => listen,
        2 => (nonce, topics()).prop_map(|(nonce, topics)| Command::Unlisten(Unlisten { nonce, topics })),
    ]
}

proptest! {
    #[test]
    fn what_is_held_is_what_was_granted_and_not_left_and_never_too_much(
        said in prop::collection::vec((command(), 0_u64..2_000, any::<bool>()), 0..60),
    ) {
        let mut machine = Machine::new(Limits { topics: TOPICS, ..Limits::default() });
        let mut expected: BTreeSet<String> = BTreeSet::new();
        let mut at = Duration::ZERO;
        for (command, later, allowed) in said {
            at += Duration::from_millis(later);
            let nonce = match &command {
                Command::Ping => String::new(),
                Command::Listen(listen) => listen.nonce.clone(),
                Command::Unlisten(unlisten) => unlisten.nonce.clone(),
                Command::Malformed { nonce } => nonce.clone(),
            };
            match machine.hear(command, at) {
                Act::Pong => {}
                Act::Answer(answer) => prop_assert_eq!((answer.nonce, answer.error.is_some()), (nonce, true)),
                Act::Grant(request) => {
                    prop_assert_eq!(&request.nonce, &nonce);
                    prop_assert!(!request.wanted.is_empty());
                    prop_assert!(request.partial || request.refused.is_empty());
                    if allowed {
                        expected.extend(request.wanted.iter().map(|wanted| wanted.label.to_string()));
                        machine.granted(request.wanted.into_iter().map(|wanted| wanted.label));
                    }
                }
                Act::Leave(left, answer) => {
                    prop_assert_eq!((answer.nonce, answer.error), (nonce, None));
                    for topic in left {
                        prop_assert!(expected.remove(&*topic), "{topic} was not held");
                    }
                }
                Act::Close(_) => return Ok(()),
            }
            let held: BTreeSet<String> = machine.held().iter().map(ToString::to_string).collect();
            prop_assert_eq!(held.len(), machine.held().len(), "each once");
            prop_assert_eq!(&held, &expected);
            prop_assert!(held.len() <= TOPICS);
        }
    }
}
