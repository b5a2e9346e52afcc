//! What holds whatever comes in a frame: for tests and for the fuzzer.
use serde_json::{Value, json};
use service::realtime::gateway::{Command, Listen, Since, Unlisten};

use super::parse;

/// Bytes of the longest nonce and the longest token.
const LONGEST: (usize, usize) = (64, 4096);

/// Panics where a frame is understood as it must not be.
///
/// # Panics
///
/// When a law is broken.
pub fn hold(frame: &str) {
    let command = parse(frame);
    assert!(kept(&command) <= frame.len(), "what is kept was said");
    assert!(nonce(&command).len() <= LONGEST.0, "what is given back is short");
    if let Command::Listen(Listen { token: Some(token), .. }) = &command {
        assert!(!token.is_empty() && token.len() <= LONGEST.1);
    }
    assert_eq!(parse(&written(&command).to_string()), command, "said again it means the same");
}

fn nonce(command: &Command) -> &str {
    match command {
        Command::Ping => "",
        Command::Malformed { nonce }
        | Command::Listen(Listen { nonce, .. })
        | Command::Unlisten(Unlisten { nonce, .. }) => nonce,
    }
}

/// How many bytes of the client's are kept.
fn kept(command: &Command) -> usize {
    let all = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    let of_it = match command {
        Command::Ping | Command::Malformed { .. } => 0,
        Command::Listen(Listen { topics, token, since, .. }) => {
            let since = match since {
                Since::Now => 0,
                Since::All(position) => position.len(),
                Since::Each(each) => each.iter().map(|(topic, position)| topic.len() + position.len()).sum(),
            };
            all(topics) + token.as_deref().map_or(0, str::len) + since
        }
        Command::Unlisten(Unlisten { topics, .. }) => all(topics),
    };
    nonce(command).len() + of_it
}

/// The plainest frame that says it.
fn written(command: &Command) -> Value {
    match command {
        Command::Ping => json!({ "type": "PING" }),
        Command::Malformed { nonce } => json!({ "nonce": nonce }),
        Command::Unlisten(Unlisten { nonce, topics }) => {
            json!({ "type": "UNLISTEN", "nonce": nonce, "data": { "topics": topics } })
        }
        Command::Listen(Listen { nonce, topics, token, since, partial }) => {
            let since = match since {
                Since::Now => Value::Null,
                Since::All(position) => json!(position),
                Since::Each(each) => json!(each),
            };
            let token = token.as_ref().map(|token| prefixed(token));
            let data = json!({ "topics": topics, "auth_token": token, "since": since, "partial": partial });
            json!({ "type": "LISTEN", "nonce": nonce, "data": data })
        }
    }
}

/// One prefix is taken off: a token that has another one kept it.
fn prefixed(token: &str) -> String {
    let taken = ["oauth:", "Bearer "].iter().any(|prefix| token.starts_with(prefix));
    if taken { format!("oauth:{token}") } else { token.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::hold;

    #[test]
    fn what_the_fuzzer_found_still_holds() {
        let kept = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/frame")).unwrap();
        let found =
            kept.map(|entry| String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap()).into_owned());
        assert!(found.inspect(|frame| hold(frame)).count() > 5);
    }

    #[test]
    fn a_token_that_was_pasted_with_two_prefixes_loses_one() {
        hold(r#"{"type":"LISTEN","data":{"topics":["a"],"auth_token":"Bearer oauth:x","since":{"a":"p"}}}"#);
    }
}
