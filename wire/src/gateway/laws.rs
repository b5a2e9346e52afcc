//! What holds whatever comes in a frame: for tests and for the fuzzer.
use serde_json::{Value, json};
use service::realtime::gateway::{Command, Content, Listen, Presence, Publish, Reauth, Since, Unlisten};

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
    if let Command::Listen(Listen { token: Some(token), .. })
    | Command::Publish(Publish { token: Some(token), .. })
    | Command::Reauth(Reauth { token: Some(token), .. }) = &command
    {
        assert!(!token.is_empty() && token.len() <= LONGEST.1);
    }
    assert_eq!(parse(&written(&command).to_string()), command, "said again it means the same");
}

fn nonce(command: &Command) -> &str {
    match command {
        Command::Ping => "",
        Command::Malformed { nonce }
        | Command::Hello { nonce, .. }
        | Command::Listen(Listen { nonce, .. })
        | Command::Publish(Publish { nonce, .. })
        | Command::Reauth(Reauth { nonce, .. })
        | Command::Presence(Presence { nonce, .. })
        | Command::Unlisten(Unlisten { nonce, .. }) => nonce,
    }
}

/// How many bytes of the client's are kept.
fn kept(command: &Command) -> usize {
    let all = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    let of_it = match command {
        Command::Ping | Command::Hello { .. } | Command::Malformed { .. } => 0,
        Command::Listen(Listen { topics, token, since, .. }) => {
            let since = match since {
                Since::Now => 0,
                Since::All(position) => position.len(),
                Since::Each(each) => each.iter().map(|(topic, position)| topic.len() + position.len()).sum(),
            };
            all(topics) + token.as_deref().map_or(0, str::len) + since
        }
        Command::Unlisten(Unlisten { topics, .. }) => all(topics),
        Command::Presence(Presence { topic, .. }) => topic.len(),
        Command::Reauth(Reauth { token, .. }) => token.as_deref().map_or(0, str::len),
        Command::Publish(Publish { topic, message, id, token, .. }) => {
            let words = match message {
                Content::TooLong | Content::NoObject => 0,
                Content::Members(members) => {
                    members.iter().map(|(name, text)| name.len() + text.as_deref().map_or(0, str::len)).sum()
                }
            };
            let texts = [id, token].map(|text| text.as_deref().map_or(0, str::len));
            topic.len() + words + texts[0] + texts[1]
        }
    };
    nonce(command).len() + of_it
}

/// The plainest frame that says it.
fn written(command: &Command) -> Value {
    match command {
        Command::Ping => json!({ "type": "PING" }),
        Command::Malformed { nonce } => json!({ "nonce": nonce }),
        Command::Hello { nonce, keepalive } => {
            let features = if *keepalive { json!(["keepalive"]) } else { json!([]) };
            json!({ "type": "HELLO", "nonce": nonce, "data": { "v": 2, "features": features } })
        }
        Command::Unlisten(Unlisten { nonce, topics }) => {
            json!({ "type": "UNLISTEN", "nonce": nonce, "data": { "topics": topics } })
        }
        Command::Presence(Presence { nonce, topic }) => {
            json!({ "type": "PRESENCE", "nonce": nonce, "data": { "topic": topic } })
        }
        Command::Reauth(Reauth { nonce, token }) => {
            let token = token.as_ref().map(|token| prefixed(token));
            json!({ "type": "REAUTH", "nonce": nonce, "data": { "auth_token": token } })
        }
        Command::Publish(Publish { nonce, topic, message, id, token }) => {
            let message = match message {
                Content::TooLong => " ".repeat(Content::MAX + 1),
                Content::NoObject => String::new(),
                // what is no text is written as the shortest thing that is none
                Content::Members(members) => {
                    let value =
                        |text: &Option<String>| text.as_ref().map_or_else(|| json!(0), |text| json!(text));
                    let members = members.iter().map(|(name, text)| (name.clone(), value(text)));
                    Value::Object(members.collect()).to_string()
                }
            };
            let token = token.as_ref().map(|token| prefixed(token));
            let data = json!({ "topic": topic, "message": message, "id": id, "auth_token": token });
            json!({ "type": "PUBLISH", "nonce": nonce, "data": data })
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
    fn what_is_published_means_the_same_when_it_is_said_again() {
        hold(
            r#"{"type":"PUBLISH","data":{"topic":"a","message":"{\"text\":\"hi\",\"n\":[1]}","id":"x","auth_token":"oauth:t"}}"#,
        );
        hold(r#"{"type":"PUBLISH","data":{"topic":"a","message":"caw"}}"#);
    }

    #[test]
    fn a_token_that_was_pasted_with_two_prefixes_loses_one() {
        hold(r#"{"type":"LISTEN","data":{"topics":["a"],"auth_token":"Bearer oauth:x","since":{"a":"p"}}}"#);
    }
}
