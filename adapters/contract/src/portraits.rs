//! What a [`PortraitRepository`](service::media::PortraitRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]
use domain::Timestamp;
use domain::identity::{AccountEdit, Picture, Portrait, Profile};
use domain::ids::AccountId;
use jiff::ToSpan;

use crate::{Store, a};

fn picture(name: &str) -> Picture {
    Picture::stored(&format!("/media/{name}.png"))
}

async fn note(store: &impl Store, name: &str, of: &Profile, at: Timestamp) {
    store.portraits().note_portrait(&picture(name), of.account.id, at).await.unwrap();
}

async fn wear(store: &impl Store, who: &Profile, portrait: Portrait, name: Option<&str>) {
    let edit = AccountEdit::default().wearing(portrait, name.map(picture));
    store.accounts().edit(edit.of(who.account.id, a::cause(who.account.id))).await.unwrap().unwrap();
}

async fn unworn(store: &impl Store) -> Vec<Picture> {
    store.portraits().list_unworn(a::now(), 10).await.unwrap()
}

pub async fn what_an_account_has_is_left_alone(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    for name in ["face", "sky", "other"] {
        note(&a, name, &ada, a::now() - 1.hour()).await;
    }
    a.portraits().note_portrait(&picture("gone"), AccountId::stored(7), a::now() - 2.hours()).await.unwrap();
    wear(&a, &ada, Portrait::Avatar, Some("face")).await;
    wear(&b, &ada, Portrait::Header, Some("sky")).await;
    wear(&b, &bob, Portrait::Avatar, Some("other")).await;
    let left = [picture("gone"), picture("other")];
    assert_eq!(unworn(&b).await, left, "those of an account that is gone, and what is not theirs");
}

pub async fn what_an_account_has_no_longer_comes_until_it_is_forgotten(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    for (name, minutes) in [("first", 20), ("second", 30), ("third", 10)] {
        note(&a, name, &ada, a::now() - minutes.minutes()).await;
        wear(&a, &ada, Portrait::Avatar, Some(name)).await;
    }
    wear(&b, &ada, Portrait::Avatar, None).await;
    let all = [picture("second"), picture("first"), picture("third")];
    assert_eq!(unworn(&b).await, all, "the oldest first");
    assert_eq!(unworn(&a).await, all, "once more");
    assert_eq!(a.portraits().list_unworn(a::now(), 2).await.unwrap(), all[..2]);
    b.portraits().forget_portraits(&all[..2]).await.unwrap();
    b.portraits().forget_portraits(&all[..2]).await.unwrap();
    assert_eq!(unworn(&a).await, all[2..]);
}

pub async fn what_is_on_its_way_to_an_account_has_time(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let at = a::now();
    note(&a, "face", &ada, at).await;
    note(&a, "face", &ada, at - 1.hour()).await;
    let unworn = async |before| b.portraits().list_unworn(before, 10).await.unwrap();
    assert_eq!(unworn(at).await, [], "the first note counts");
    assert_eq!(unworn(at + 1.second()).await, [picture("face")]);
}

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! portrait_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, portraits:
            what_an_account_has_is_left_alone,
            what_an_account_has_no_longer_comes_until_it_is_forgotten,
            what_is_on_its_way_to_an_account_has_time,
        }
    };
}
