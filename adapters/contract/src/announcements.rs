//! What an [`AnnouncementRepository`](service::realtime::AnnouncementRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Recorded;
use domain::ids::AccountId;
use domain::realtime::{Announcement, AnnouncementKey, Event, LiveMessage};
use jiff::ToSpan;
use service::realtime::Earlier;

use crate::race::together;
use crate::store::shared;
use crate::told::{logged, told, waiting};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! announcement_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, announcements:
            what_is_told_waits_in_the_outbox_word_for_word,
            a_key_is_told_once_and_answers_what_it_was_used_for,
            two_who_use_the_same_key_disturb_each_other_not,
            of_twenty_under_one_key_one_is_told,
            a_key_is_remembered_as_long_as_the_log_goes_back,
        }
    };
}

const ADA: AccountId = AccountId::stored(1);
const BOB: AccountId = AccountId::stored(2);
const HI: &str = r#"{ "type": "hi",  "data": {"a": "\"\u00e9🦜"} }"#;

fn draft(by: AccountId, key: Option<&str>, message: &str) -> Recorded<Announcement> {
    let key = key.map(|key| AnnouncementKey::parse(key).unwrap());
    let message = LiveMessage::of_object(message).unwrap();
    Announcement::tell(by, "channel:update.42".parse().unwrap(), message, key, &a::cause(by)).unwrap()
}

pub async fn what_is_told_waits_in_the_outbox_word_for_word(a: impl Store, b: impl Store) {
    let announcement = draft(ADA, None, HI);
    let id = announcement.id;
    assert_eq!(a.announcements().announce(announcement).await.unwrap(), None);
    told(&b).await;
    let events = logged(&b).await;
    assert_eq!((events.len(), events[0].envelope.id), (1, id));
    let Event::Announced(announced) = &events[0].envelope.event else { panic!("{events:?}") };
    assert_eq!((announced.topic.as_str(), announced.message.as_str()), ("channel:update.42", HI));
}

pub async fn a_key_is_told_once_and_answers_what_it_was_used_for(a: impl Store, b: impl Store) {
    let first = draft(ADA, Some("k"), "{}");
    let earlier = Some(Earlier { id: first.id, fingerprint: first.fingerprint });
    assert_eq!(a.announcements().announce(first).await.unwrap(), None);
    assert_eq!(b.announcements().announce(draft(ADA, Some("k"), "{}")).await.unwrap(), earlier);
    assert_eq!(b.announcements().announce(draft(ADA, Some("k"), HI)).await.unwrap(), earlier);
    assert_eq!(waiting(&a).await, 1);
    assert_eq!(b.announcements().announce(draft(ADA, Some("K"), HI)).await.unwrap(), None);
    assert_eq!(a.announcements().announce(draft(ADA, None, HI)).await.unwrap(), None);
    assert_eq!(a.announcements().announce(draft(ADA, None, HI)).await.unwrap(), None);
    assert_eq!(waiting(&a).await, 4);
}

pub async fn two_who_use_the_same_key_disturb_each_other_not(a: impl Store, b: impl Store) {
    assert_eq!(a.announcements().announce(draft(ADA, Some("k"), "{}")).await.unwrap(), None);
    assert_eq!(b.announcements().announce(draft(BOB, Some("k"), HI)).await.unwrap(), None);
    assert_eq!(waiting(&a).await, 2);
}

pub async fn of_twenty_under_one_key_one_is_told(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let told = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move {
            let announcement = draft(ADA, Some("k"), "{}");
            let id = announcement.id;
            let earlier = store.announcements().announce(announcement).await.unwrap();
            (id, earlier.map(|earlier| earlier.id))
        }
    }))
    .await;
    let new: Vec<_> = told.iter().filter(|(_, earlier)| earlier.is_none()).collect();
    let [(winner, None)] = new[..] else { panic!("{told:?}") };
    assert!(told.iter().all(|(id, earlier)| earlier.unwrap_or(*id) == *winner), "{told:?}");
    assert_eq!(waiting(&*stores[0]).await, 1);
}

pub async fn a_key_is_remembered_as_long_as_the_log_goes_back(a: impl Store, b: impl Store) {
    a.announcements().announce(draft(ADA, Some("k"), "{}")).await.unwrap();
    b.log().trim(a::now() - 1.hours()).await.unwrap();
    assert!(a.announcements().announce(draft(ADA, Some("k"), "{}")).await.unwrap().is_some());
    b.log().trim(a::now() + 1.hours()).await.unwrap();
    assert_eq!(a.announcements().announce(draft(ADA, Some("k"), "{}")).await.unwrap(), None);
}
