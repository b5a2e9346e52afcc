//! Who may listen to a topic.
use domain::realtime::{LiveTopic, TopicName};

use super::super::Channel;
use super::{Code, Refused};
use crate::identity::Bearer;

/// Finds what carries a topic, if this bearer may listen to it.
pub fn permit(topic: LiveTopic, bearer: Option<&Bearer>) -> Result<Channel, Refused> {
    let refuse = |reason: String| Refused { topic: topic.to_string(), code: Code::BadAuth, reason };
    if let Some(scope) = topic.name.entry().scope {
        let Some(bearer) = bearer else { return Err(refuse("token_missing".to_owned())) };
        if !bearer.scopes.allow(scope) {
            return Err(refuse(format!("scope_missing:{scope}")));
        }
        if !owns(bearer, topic) {
            return Err(refuse("not_owner".to_owned()));
        }
    }
    Ok(channel(topic))
}

/// What is somebody's own is nobody's for the token of an app itself; guests have nothing but a cart.
fn owns(bearer: &Bearer, topic: LiveTopic) -> bool {
    match bearer.grantee.guest() {
        Some(guest) => topic == LiveTopic::cart_of_guest(guest),
        None => bearer.account().is_some() && bearer.account() == topic.account(),
    }
}

fn channel(topic: LiveTopic) -> Channel {
    match (topic.name, topic.account()) {
        (TopicName::TimelinePublic, _) => Channel::Public,
        (TopicName::TimelineHome, _) => Channel::Home,
        (TopicName::UserNotification, _) => Channel::Notifications,
        (TopicName::UserConversation, _) => Channel::Conversations,
        (TopicName::AccountPost, Some(author)) => Channel::Author(author),
        _ => Channel::Live(topic),
    }
}

#[cfg(test)]
mod tests {
    use domain::identity::{Digest, Grantee, GuestId, Scopes, TokenId};
    use domain::ids::{AccountId, AppId};
    use uuid::Uuid;

    use super::*;

    fn bearer(grantee: Grantee, scopes: &str) -> Bearer {
        Bearer { grantee, token: TokenId(Uuid::nil()), scopes: Scopes::stored(scopes) }
    }

    #[test]
    fn what_is_somebodys_own_is_theirs_with_the_scope_and_nobody_elses() {
        let ada = AccountId::stored(42);
        let home = LiveTopic::of(TopicName::TimelineHome, ada);
        let check = |bearer: Option<Bearer>, expected: Result<Channel, &str>| {
            let permitted = permit(home, bearer.as_ref());
            assert_eq!(
                permitted.map_err(|refused| refused.reason),
                expected.map_err(str::to_owned),
                "{bearer:?}"
            );
        };
        check(Some(bearer(Grantee::Member(ada), "user:read:home")), Ok(Channel::Home));
        check(None, Err("token_missing"));
        check(Some(bearer(Grantee::Member(ada), "room:write:message")), Err("scope_missing:user:read:home"));
        check(Some(bearer(Grantee::Member(AccountId::stored(43)), "user:read:home")), Err("not_owner"));
        check(Some(bearer(Grantee::App(AppId::stored(1)), "user:read:home")), Err("not_owner"));
    }

    #[test]
    fn a_guest_hears_of_their_own_cart_and_of_nothing_else_of_anybodys() {
        let guest = |secret: &str| GuestId::of(&Digest::stored(secret));
        let held = Bearer { scopes: Scopes::of_a_guest(), ..bearer(Grantee::Guest(guest("a")), "") };
        let own = LiveTopic::cart_of_guest(guest("a"));
        assert_eq!(permit(own, Some(&held)).ok(), Some(Channel::Live(own)));
        let number = AccountId::stored(i64::try_from(guest("a").number()).unwrap());
        for topic in [
            LiveTopic::cart_of_guest(guest("b")),
            LiveTopic::of(TopicName::CartUpdate, AccountId::stored(42)),
            LiveTopic::of(TopicName::TimelineHome, number),
            LiveTopic::of(TopicName::UserNotification, number),
        ] {
            assert!(permit(topic, Some(&held)).is_err(), "{topic}");
        }
    }

    #[test]
    fn what_is_public_needs_no_token() {
        for entry in TopicName::catalogue().iter().filter(|entry| entry.scope.is_none()) {
            assert!(permit(entry.example_topic.parse().unwrap(), None).is_ok(), "{}", entry.example_topic);
        }
    }
}
