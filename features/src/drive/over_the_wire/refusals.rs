//! From what the wire answers to the rule behind it.
use serde_json::Value;

use super::super::{Answer, Field, Flaw, Refused, Rule};
use crate::listener::Unopened;
use crate::rest::{NoAnswer, Reply};

/// The reply, if it says yes. A reply that says no must have the interface's own shape, whatever was asked.
pub(super) fn accepted(reply: Reply) -> Answer<Reply> {
    if reply.is_ok() {
        return Ok(reply);
    }
    // the shop says it as a problem document
    match reply.body["error"].as_str().or(reply.body["detail"].as_str()) {
        Some(words) if reply.is_json => {
            Err(Refused { rule: rule(reply.status, words, &reply.body["details"]), words: words.to_owned() })
        }
        _ => Err(Refused {
            rule: Rule::Broken,
            words: format!("{} without an error: {}", reply.status, reply.body),
        }),
    }
}

pub(super) fn no_answer(error: &NoAnswer) -> Refused {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    Refused { rule: Rule::Broken, words: format!("{error}: {source}") }
}

/// Why a socket was not opened.
pub(super) fn unopened(error: &Unopened) -> Refused {
    let words = error.to_string();
    match error {
        Unopened::Refused { status, body } => {
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            let words = body["error"].as_str().unwrap_or(&words).to_owned();
            Refused { rule: rule(*status, &words, &Value::Null), words }
        }
        Unopened::Unreachable(_) => Refused { rule: Rule::Broken, words },
    }
}

fn rule(status: u16, words: &str, details: &Value) -> Rule {
    match status {
        400 => Rule::Senseless,
        401 if words == "invalid_credentials" => Rule::Credentials,
        401 => Rule::LogIn,
        403 => Rule::NotAllowed,
        404 => Rule::NotThere,
        402 | 409 => Rule::Misfit,
        410 => Rule::Over,
        413 | 429 => Rule::TooMuch,
        422 => form(details).unwrap_or_else(|| invalid(words)),
        _ => Rule::Broken,
    }
}

/// Mastodon says which rule only in words; these are the documented ones.
fn invalid(words: &str) -> Rule {
    const KNOWN: [(&str, Rule); 11] = [
        ("content type is invalid", Rule::NoPicture),
        ("Media not found", Rule::NotTheirPicture),
        ("Poll options", Rule::Answers),
        ("You have already voted", Rule::Vote),
        ("You cannot vote in your own", Rule::Vote),
        ("Text can't be blank", Rule::Blank),
        ("character limit", Rule::TooLong),
        ("control characters", Rule::Control),
        ("too many accounts or tags", Rule::Crowd),
        ("Visibility", Rule::NoSuchVisibility),
        ("pinned", Rule::Unpinnable),
    ];
    KNOWN.iter().find(|(known, _)| words.contains(known)).map_or(Rule::Senseless, |(_, rule)| *rule)
}

/// What a refused registration says of its first field.
fn form(details: &Value) -> Option<Rule> {
    let (field, flaws) = details.as_object()?.iter().next()?;
    let field = match field.as_str() {
        "username" => Field::Name,
        "email" => Field::Address,
        "password" => Field::Password,
        _ => return None,
    };
    let flaw = match flaws[0]["error"].as_str()? {
        "ERR_BLANK" => Flaw::Missing,
        "ERR_TAKEN" => Flaw::Taken,
        "ERR_INVALID" => Flaw::Malformed,
        "ERR_TOO_SHORT" => Flaw::TooShort,
        "ERR_TOO_LONG" => Flaw::TooLong,
        "ERR_RESERVED" => Flaw::Reserved,
        _ => return None,
    };
    Some(Rule::Form(field, flaw))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(status: u16, body: Value) -> Rule {
        accepted(Reply { status, body, is_json: true, older: None, newer: None }).unwrap_err().rule
    }

    #[test]
    fn each_answer_means_a_rule() {
        assert_eq!(refused(422, json!({"error": "Validation failed: Text can't be blank"})), Rule::Blank);
        assert_eq!(refused(404, json!({"error": "Record not found"})), Rule::NotThere);
        assert_eq!(refused(401, json!({"error": "invalid_credentials"})), Rule::Credentials);
        let taken = json!({"error": "x", "details": {"email": [{"error": "ERR_TAKEN", "description": "x"}]}});
        assert_eq!(refused(422, taken), Rule::Form(Field::Address, Flaw::Taken));
    }

    #[test]
    fn a_refusal_without_its_shape_is_a_fault_of_the_server() {
        assert_eq!(refused(404, json!({"message": "no"})), Rule::Broken);
        assert_eq!(refused(500, json!({"error": "x"})), Rule::Broken);
    }
}
