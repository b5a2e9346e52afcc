//! What a client publishes: on which topic, and whether it has the shape of what is told there.
use std::collections::BTreeMap;

use domain::channels::{MessageKey, MessageRule, MessageText};
use domain::ids::AccountId;
use domain::realtime::{LiveTopic, TopicName};

use super::machine::topic;
use super::{Code, Content, Publish, Refused};

/// Something that a client may publish, if its token allows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// What the client calls its command.
    pub nonce: String,
    /// Where it is to be told.
    pub topic: LiveTopic,
    /// The room that the topic is of.
    pub room: AccountId,
    /// The scope that it takes.
    pub scope: &'static str,
    /// What is to be told.
    pub what: Said,
    /// Who asks.
    pub token: Option<String>,
}

/// What clients tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Words in a room, under a name if the client gave them one.
    Message(MessageText, Option<MessageKey>),
    /// That words in a room are being written.
    Typing,
}

impl Posting {
    /// Checks what a client wants to publish.
    pub fn of(publish: Publish) -> Result<Self, Refused> {
        let Publish { nonce, topic: label, message, id, token } = publish;
        let refuse = |code, reason: &str| Refused { topic: label.clone(), code, reason: reason.to_owned() };
        let members = match message {
            Content::Members(members) => members,
            Content::TooLong => return Err(refuse(Code::BadMessage, "message_too_long")),
            Content::NoObject => return Err(refuse(Code::BadMessage, "message_no_object")),
        };
        let topic = topic(&label).map_err(|reason| refuse(Code::BadTopic, reason))?;
        let publishing = topic.name.entry().publish.zip(topic.account());
        let (publishing, room) = publishing.ok_or_else(|| refuse(Code::BadTopic, "topic_not_published"))?;
        let key = MessageKey::parse(id.as_deref().unwrap_or_default());
        let key = key.map_err(|rule| refuse(Code::BadMessage, reason(&rule)))?;
        let what = match topic.name {
            TopicName::RoomMessage => words(members).map(|text| Said::Message(text, key)),
            TopicName::RoomTyping if members.is_empty() => Ok(Said::Typing),
            TopicName::RoomTyping => Err("member_unknown"),
            _ => return Err(refuse(Code::BadTopic, "topic_not_published")),
        };
        let what = what.map_err(|reason| refuse(Code::BadMessage, reason))?;
        Ok(Self { nonce, topic, room, scope: publishing.scope, what, token })
    }
}

/// `{"text":"..."}`, and nothing else.
fn words(mut members: BTreeMap<String, Option<String>>) -> Result<MessageText, &'static str> {
    let text = members.remove("text").flatten().ok_or("text_missing")?;
    if !members.is_empty() {
        return Err("member_unknown");
    }
    MessageText::parse(&text).map_err(|rule| reason(&rule))
}

/// A rule in the words of the protocol.
pub(super) fn reason(rule: &MessageRule) -> &'static str {
    match rule {
        MessageRule::Blank => "text_blank",
        MessageRule::TooLong { .. } => "text_too_long",
        MessageRule::Control => "text_control",
        MessageRule::Key { .. } => "id_malformed",
        MessageRule::Taken => "id_taken",
        MessageRule::NotHere | MessageRule::NotTheirs => "not_allowed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(topic: &str, members: &[(&str, Option<&str>)], id: &str) -> Result<Posting, Refused> {
        let members = members.iter().map(|&(name, text)| (name.to_owned(), text.map(str::to_owned)));
        Posting::of(Publish {
            nonce: "n".to_owned(),
            topic: topic.to_owned(),
            message: Content::Members(members.collect()),
            id: Some(id.to_owned()),
            token: None,
        })
    }

    #[test]
    fn words_for_a_room_are_taken() {
        let taken = posting("room:message.42", &[("text", Some(" caw "))], "one").unwrap();
        let expected = Said::Message(MessageText::stored("caw"), MessageKey::parse("one").unwrap());
        assert_eq!((taken.room, taken.scope), (AccountId::stored(42), "room:write:message"));
        assert_eq!(taken.what, expected);
        assert_eq!(posting("room:typing.42", &[], "").unwrap().what, Said::Typing);
    }

    #[test]
    fn what_is_no_topic_or_not_of_its_shape_says_why() {
        let check = |topic: &str, members: &[(&str, Option<&str>)], id: &str, code, why: &str| {
            let refused = posting(topic, members, id).unwrap_err();
            assert_eq!((refused.code, &*refused.reason), (code, why), "{topic} {members:?} {id}");
        };
        let (good, caw) = ("room:message.42", [("text", Some("caw"))]);
        check("room:messages.42", &caw, "", Code::BadTopic, "topic_unknown");
        check("Room:message.42", &caw, "", Code::BadTopic, "topic_malformed");
        check("room:message", &caw, "", Code::BadTopic, "topic_argument");
        check("channel:update.42", &caw, "", Code::BadTopic, "topic_not_published");
        check(good, &caw, &"x".repeat(65), Code::BadMessage, "id_malformed");
        check(good, &[], "", Code::BadMessage, "text_missing");
        check(good, &[("text", None)], "", Code::BadMessage, "text_missing");
        check(good, &[("text", Some("caw")), ("loud", None)], "", Code::BadMessage, "member_unknown");
        check("room:typing.42", &caw, "", Code::BadMessage, "member_unknown");
        check(good, &[("text", Some(" "))], "", Code::BadMessage, "text_blank");
        check(good, &[("text", Some("a\0"))], "", Code::BadMessage, "text_control");
        check(good, &[("text", Some(&"x".repeat(501)))], "", Code::BadMessage, "text_too_long");
    }
}
