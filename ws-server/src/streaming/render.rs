//! Frames of Mastodon's streaming interface.
use crate::{frame, gateway};
use bytes::Bytes;
use domain::ids::PostId;
use domain::reading::FilterHit;
use domain::realtime::{Cursor, Event, Logged, Passing};
use serde::Serialize;
use service::realtime::{Format, Label, Renderer, Told};
use wire::mastodon::{Conversation, FilterResult, Links, Notification, Status};

/// Renders events as Mastodon clients read them.
pub struct MastodonFrames {
    links: Links,
}

impl MastodonFrames {
    /// With absolute addresses from these links.
    #[must_use]
    pub fn new(links: Links) -> Self {
        Self { links }
    }
}

impl Renderer for MastodonFrames {
    fn pass(&self, passing: &Passing, label: &Label) -> Option<Bytes> {
        crate::gateway::passing(passing, label)
    }

    fn tell(&self, event: &Logged, hits: &[FilterHit<'_>]) -> Option<Told> {
        let results: Vec<_> = hits.iter().map(FilterResult::from).collect();
        let seen = |status: Status| if hits.is_empty() { status } else { status.filtered_by(&results) };
        match &event.envelope.event {
            // its words were taken out because it was deleted since
            Event::Published(published) if published.post.is_blank() => None,
            Event::Boosted(boosted) if boosted.post.is_blank() => None,
            Event::Edited(edited) if edited.post.is_blank() => None,
            Event::Published(published) => told("update", &seen(Status::published(published, &self.links))),
            Event::Boosted(boosted) => told("update", &seen(Status::boosted(boosted, &self.links))),
            Event::Edited(edited) => told("status.update", &seen(Status::edited(edited, &self.links))),
            Event::Deleted(deleted) => Some(delete(deleted.audience.post)),
            Event::Unboosted(unboosted) => Some(delete(unboosted.boost)),
            Event::Notified(notified) if notified.is_blank() => None,
            Event::Notified(notified) => {
                let notification = Notification::told(notified, &self.links);
                let filtered = !hits.is_empty();
                told(
                    "notification",
                    &if filtered { notification.filtered_by(&results) } else { notification },
                )
            }
            Event::Announced(announced) if announced.message.is_empty() => None,
            Event::Announced(announced) => {
                Some(Told { name: "announced", payload: announced.message.clone() })
            }
            Event::FiltersChanged(_) => Some(Told { name: "filters_changed", payload: String::new() }),
            Event::Conversed(conversed) if conversed.post.is_blank() => None,
            Event::Conversed(conversed) => {
                let conversation = Conversation::told(conversed, &self.links);
                let filtered = !hits.is_empty();
                told(
                    "conversation",
                    &if filtered { conversation.filtered_by(&results) } else { conversation },
                )
            }
            Event::Channels(event) => {
                let (name, data) = wire::rookery::told(event)?;
                Some(Told { name, payload: data.to_string() })
            }
            Event::Shop(event) => {
                let (name, data) = wire::rookery::news(event)?;
                Some(Told { name, payload: data.to_string() })
            }
            Event::Registered(_)
            | Event::AccountChanged(_)
            | Event::AccountDeleted(_)
            | Event::Favourited(_)
            | Event::Unfavourited(_)
            | Event::PollEnded(_)
            | Event::Followed(_)
            | Event::Unfollowed(_)
            | Event::Requested(_)
            | Event::TagFollowed(_)
            | Event::TagUnfollowed(_)
            | Event::RequestAccepted(_)
            | Event::RequestRejected(_)
            | Event::RequestWithdrawn(_)
            | Event::TokenRevoked(_)
            | Event::Blocked(_)
            | Event::Unblocked(_)
            | Event::Muted(_)
            | Event::Unmuted(_)
            | Event::Unknown(_) => None,
        }
    }

    fn frame(
        &self,
        event: &Logged,
        told: &Told,
        label: &Label,
        format: Format,
        cursor: Option<Cursor>,
    ) -> Bytes {
        let Told { name, payload } = told;
        match (format, cursor) {
            (Format::Gateway | Format::Replayed, _) => {
                gateway::frame_of(event, told, label, cursor, format == Format::Replayed)
            }
            (Format::Sse, Some(cursor)) => format!("id: {cursor}\nevent: {name}\ndata: {payload}\n\n").into(),
            (Format::Sse, None) => format!("event: {name}\ndata: {payload}\n\n").into(),
            (Format::Resumable, Some(cursor)) => {
                text(name, payload, label, format_args!(r#","position":"{cursor}""#))
            }
            (Format::Resumable, None) | (Format::Plain, _) => text(name, payload, label, format_args!("")),
        }
    }
}

/// A frame that the connection itself has to say something by: where it resumes, or that it can't.
pub(crate) fn resumed(recovered: bool, cursor: Cursor, label: &Label, format: Format) -> Bytes {
    let name = if recovered { "resumed" } else { "resume_refused" };
    let payload = serde_json::json!({ "position": cursor.to_string() }).to_string();
    match format {
        Format::Sse => format!("id: {cursor}\nevent: {name}\ndata: {payload}\n\n").into(),
        Format::Plain | Format::Resumable | Format::Gateway | Format::Replayed => {
            text(name, &payload, label, format_args!(r#","position":"{cursor}""#))
        }
    }
}

/// The payload is a string that holds JSON.
fn text(name: &str, payload: &str, label: &Label, position: std::fmt::Arguments<'_>) -> Bytes {
    let payload = match payload {
        "" => String::new(),
        payload => format!(r#","payload":{}"#, serde_json::Value::from(payload)),
    };
    frame::text(&format!(r#"{{"stream":{},"event":"{name}"{payload}{position}}}"#, label.0))
}

fn told(name: &'static str, content: &impl Serialize) -> Option<Told> {
    Some(Told { name, payload: serde_json::to_string(content).ok()? })
}

fn delete(id: PostId) -> Told {
    Told { name: "delete", payload: id.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::realtime::{Envelope, LogId, Position, UnknownEvent};

    #[test]
    fn frames_have_the_shape_that_clients_read() {
        let frames = MastodonFrames::new(
            Links::new(&"http://a.example".parse().unwrap(), &"ws://a.example".parse().unwrap()).unwrap(),
        );
        let label = Label(r#"["hashtag","x"]"#.into());
        let told = Told { name: "update", payload: r#"{"id":"1"}"#.into() };
        let cursor = Cursor { log: LogId(uuid::Uuid::from_u128(1)), position: Position::new(7) };
        let envelope = Envelope {
            id: uuid::Uuid::nil(),
            version: 1,
            time: jiff::Timestamp::UNIX_EPOCH,
            actor: None,
            correlation: uuid::Uuid::nil(),
            causation: None,
            trace: None,
            event: Event::Unknown(UnknownEvent { kind: "x".to_owned() }),
        };
        let event = Logged { position: cursor.position, envelope };
        let check = |format, cursor, expected: &str| {
            let expected =
                if format == Format::Sse { expected.to_owned().into() } else { frame::text(expected) };
            assert_eq!(frames.frame(&event, &told, &label, format, cursor), expected, "{format:?}");
        };
        let plain = r#"{"stream":["hashtag","x"],"event":"update","payload":"{\"id\":\"1\"}"}"#;
        check(Format::Plain, Some(cursor), plain);
        check(Format::Resumable, None, plain);
        check(
            Format::Resumable,
            Some(cursor),
            &plain.replace("}\"}", &format!("}}\",\"position\":\"{cursor}\"}}")),
        );
        check(Format::Sse, Some(cursor), &format!("id: {cursor}\nevent: update\ndata: {{\"id\":\"1\"}}\n\n"));
    }
}
