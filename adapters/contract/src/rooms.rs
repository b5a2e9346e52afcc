//! What a [`RoomRepository`](service::channels::RoomRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Draft;
use domain::channels::{
    Category, Channel, ChannelEvent, Message, MessageKey, MessageText, Presentation, Title,
};
use domain::identity::{Measure, Profile};
use domain::ids::MessageId;
use domain::page::{Listed, Window};
use domain::realtime::Event;
use service::channels::Uttered;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, logged, told, waiting};
use crate::{Store, a, windows};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! room_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, rooms:
            what_is_said_is_found_listed_and_told,
            a_name_that_was_used_answers_the_first_message_and_leaves_no_trace,
            of_twenty_messages_of_one_name_one_is_said,
            what_is_taken_away_is_gone_from_rows_and_log_once,
            each_window_over_a_room_is_that_of_the_reference,
            nothing_is_heard_of_who_was_shut_out,
        }
    };
}

fn saying(room: &Profile, by: &Profile, text: &str) -> Draft<Message> {
    let text = MessageText::stored(text);
    Message::say(room.account.id, by.clone(), text, false, a::cause(by.account.id)).unwrap()
}

fn key(name: &str) -> Option<MessageKey> {
    MessageKey::parse(name).unwrap()
}

async fn say(store: &dyn Store, room: &Profile, by: &Profile, text: &str) -> Message {
    match store.rooms().say(saying(room, by, text), None).await.unwrap() {
        Uttered::New(message) => message,
        other => panic!("nothing was said: {other:?}"),
    }
}

async fn host(store: &dyn Store, name: &str) -> Profile {
    let host = a::person(store, name).await;
    let what = Presentation { title: Title::stored("rooks"), category: Category::default(), live: None };
    let presenting = Channel::present(host.clone(), what, a::cause(host.account.id));
    store.channels().present(presenting).await.unwrap().unwrap();
    host
}

async fn texts(store: &dyn Store, room: &Profile) -> Vec<String> {
    let rows = store.rooms().list_said(room.account.id, Window::newest(40)).await.unwrap();
    rows.into_iter().map(|row| row.item.message.text.as_str().to_owned()).collect()
}

pub async fn what_is_said_is_found_listed_and_told(a: impl Store, b: impl Store) {
    let bob = a::person(&a, "bob").await;
    let unopened = b.rooms().say(saying(&bob, &bob, "caw"), None).await.unwrap();
    assert_eq!(unopened, Uttered::Gone);
    let (ada, cleo) = (host(&a, "ada").await, host(&a, "cleo").await);
    let first = say(&a, &ada, &bob, "a \"rook\"").await;
    say(&b, &ada, &ada, "two").await;
    say(&b, &cleo, &bob, "elsewhere").await;
    assert_eq!(b.rooms().find_said(ada.account.id, first.id).await.unwrap().as_ref(), Some(&first));
    assert_eq!(b.rooms().find_said(cleo.account.id, first.id).await.unwrap(), None);
    assert_eq!(texts(&b, &ada).await, ["two", "a \"rook\""]);
    let rows = b.rooms().list_said(ada.account.id, Window::newest(9)).await.unwrap();
    assert_eq!((&rows[1].item.message, rows[1].item.author.account.id), (&first, bob.account.id));
    assert_eq!(b.rooms().list_said_by(bob.account.id, 9).await.unwrap().len(), 2);
    assert_eq!(b.rooms().list_said_by(bob.account.id, 1).await.unwrap(), std::slice::from_ref(&first));
    told(&a).await;
    let logged = logged(&b).await;
    let event = logged.iter().find(|event| event.envelope.id == first.event).unwrap();
    let Event::Channels(ChannelEvent::Said(said)) = &event.envelope.event else { panic!("{event:?}") };
    assert_eq!((said.id, said.room, said.by.id), (first.id, ada.account.id, bob.account.id));
    assert_eq!((said.text.as_str(), said.at), (first.text.as_str(), first.at));
}

pub async fn a_name_that_was_used_answers_the_first_message_and_leaves_no_trace(
    a: impl Store,
    b: impl Store,
) {
    let (ada, cleo, bob) = (host(&a, "ada").await, host(&a, "cleo").await, a::person(&a, "bob").await);
    let Uttered::New(first) = a.rooms().say(saying(&ada, &bob, "caw"), key("one")).await.unwrap() else {
        panic!("nothing was said")
    };
    let before = waiting(&a).await;
    let again = b.rooms().say(saying(&ada, &bob, "caw"), key("one")).await.unwrap();
    assert_eq!(again, Uttered::Repeated(first));
    assert_eq!(b.rooms().say(saying(&ada, &bob, "kraa"), key("one")).await.unwrap(), Uttered::Taken);
    assert_eq!(waiting(&a).await, before);
    for (room, by) in [(&cleo, &bob), (&ada, &ada)] {
        let other = b.rooms().say(saying(room, by, "caw"), key("one")).await.unwrap();
        assert!(matches!(other, Uttered::New(_)), "another room, or author: {other:?}");
    }
}

pub async fn of_twenty_messages_of_one_name_one_is_said(a: impl Store, b: impl Store) {
    let ada = host(&a, "ada").await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, draft) = (stores[n % 2].clone(), saying(&ada, &ada, "caw"));
        async move { store.rooms().say(draft, key("one")).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Uttered::New(_))).count(), 1, "{answers:?}");
    assert_eq!(texts(&*stores[0], &ada).await, ["caw"]);
    assert_eq!(kinds_after(&*stores[1], 2).await, ["room.said"]);
}

pub async fn what_is_taken_away_is_gone_from_rows_and_log_once(a: impl Store, b: impl Store) {
    let (ada, bob) = (host(&a, "ada").await, a::person(&a, "bob").await);
    let secret = say(&a, &ada, &bob, "a secret").await;
    let kept = say(&a, &ada, &bob, "no secret").await;
    told(&a).await;
    let taking = || secret.take_back(&a::cause(ada.account.id));
    assert!(b.rooms().unsay(taking()).await.unwrap());
    assert!(!a.rooms().unsay(taking()).await.unwrap());
    assert_eq!(b.rooms().find_said(ada.account.id, secret.id).await.unwrap(), None);
    assert_eq!(texts(&a, &ada).await, ["no secret"]);
    let told = told(&b).await;
    let said = |id: MessageId| {
        let said = told.iter().find_map(|event| match event {
            Event::Channels(ChannelEvent::Said(said)) if said.id == id => Some(said.text.clone()),
            _ => None,
        });
        said.unwrap()
    };
    assert_eq!((said(secret.id).as_str(), said(kept.id).as_str()), ("", "no secret"));
    let gone = told.iter().filter(|event| event.deletes() == Some(secret.id.into()));
    assert_eq!(gone.count(), 1);
    // whoever is taken away before the relay has seen it leaves no word either
    let fast = say(&a, &ada, &bob, "a quick secret").await;
    assert!(a.rooms().unsay(fast.take_back(&a::cause(bob.account.id))).await.unwrap());
    let words: Vec<String> = crate::told::told(&b).await.iter().map(|event| format!("{event:?}")).collect();
    assert!(words.iter().all(|words| !words.contains("a quick secret")), "{words:?}");
}

pub async fn each_window_over_a_room_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let (ada, cleo) = (host(&a, "ada").await, host(&a, "cleo").await);
    let mut all = Vec::new();
    for n in 0..12 {
        let message = say(&a, &ada, &ada, &format!("rook {n}")).await;
        say(&b, &cleo, &ada, "crow").await;
        all.insert(0, Listed { at: message.id.into(), item: message });
    }
    let ask = async |window: Window| {
        let rows = b.rooms().list_said(ada.account.id, window).await.unwrap();
        rows.into_iter().map(|row| Listed { at: row.at, item: row.item.message }).collect()
    };
    windows::check("messages", &all, ask).await;
}

pub async fn nothing_is_heard_of_who_was_shut_out(a: impl Store, b: impl Store) {
    let (ada, bob) = (host(&a, "ada").await, a::person(&a, "bob").await);
    say(&a, &ada, &bob, "eggs!").await;
    say(&a, &ada, &ada, "caw").await;
    a.accounts().edit(Measure::Suspend.on(bob.account.id, a::cause(ada.account.id))).await.unwrap();
    assert_eq!(texts(&b, &ada).await, ["caw"]);
}
