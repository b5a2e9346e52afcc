//! What an [`EventLog`](service::realtime::EventLog) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::sync::Arc;

use domain::Timestamp;
use domain::identity::Profile;
use domain::posts::{Hashtag, Visibility};
use domain::realtime::{Announcement, LiveMessage, Logged, Position, Topic};
use jiff::ToSpan;
use service::realtime::{ReadFrom, Slice, Whereabouts};
use uuid::Uuid;

use crate::dice::Dice;
use crate::told::{logged, moved, slice, term, told};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! event_log {
    ($fresh:expr) => {
        $crate::each! { $fresh, event_log:
            a_new_log_is_empty,
            all_handles_see_the_same_log,
            reads_what_follows_a_position,
            reads_no_further_than_asked,
            a_page_says_where_to_read_on,
            reading_at_the_head_finds_nothing,
            a_topic_has_its_events_and_no_others,
            an_event_under_two_of_the_topics_is_found_once,
            reading_on_by_topic_finds_all_of_it,
            trims_what_is_older,
            trims_as_a_prefix,
            never_trims_what_was_not_published,
            what_was_trimmed_is_said_to_be,
            goes_on_after_everything_was_trimmed,
            an_event_is_found_wherever_it_is,
        }
    };
}

const END: Position = Position::new(1 << 40);

fn numbers(events: &[Arc<Logged>]) -> Vec<u64> {
    events.iter().map(|logged| logged.position.number()).collect()
}

async fn read(store: &dyn Store, after: u64, through: u64, limit: usize) -> (Vec<u64>, u64) {
    let read = store.log().read(Position::new(after), Position::new(through), limit).await.unwrap();
    let Slice { events, through } = slice(read);
    (numbers(&events), through.number())
}

/// A log of so many posts, after the registration of their author.
async fn posts(store: &dyn Store, count: u64) -> Profile {
    let ada = a::person(store, "ada").await;
    for n in 1..count {
        a::post(store, &ada, a::writing(&format!("number {n}"))).await;
    }
    assert_eq!(told(store).await.len() as u64, count);
    ada
}

pub async fn a_new_log_is_empty(a: impl Store, b: impl Store) {
    let head = b.log().head().await.unwrap();
    assert_eq!(
        (head.position, head.floor, head.published),
        (Position::START, Position::START, Position::START)
    );
    assert_eq!(read(&a, 0, 100, 10).await, (vec![], 0));
}

pub async fn all_handles_see_the_same_log(a: impl Store, b: impl Store) {
    assert_eq!(a.log().head().await.unwrap(), b.log().head().await.unwrap());
    posts(&a, 3).await;
    assert_eq!(a.log().head().await.unwrap(), b.log().head().await.unwrap());
    assert_eq!(logged(&a).await, logged(&b).await);
}

pub async fn reads_what_follows_a_position(a: impl Store, b: impl Store) {
    posts(&a, 5).await;
    assert_eq!(read(&b, 0, 5, 10).await, (vec![1, 2, 3, 4, 5], 5));
    assert_eq!(read(&b, 3, 5, 10).await, (vec![4, 5], 5));
}

pub async fn reads_no_further_than_asked(a: impl Store, b: impl Store) {
    posts(&a, 5).await;
    assert_eq!(read(&b, 1, 3, 10).await, (vec![2, 3], 3));
    assert_eq!(read(&b, 1, 100, 10).await, (vec![2, 3, 4, 5], 5), "there is no more than there is");
}

pub async fn a_page_says_where_to_read_on(a: impl Store, b: impl Store) {
    posts(&a, 5).await;
    assert_eq!(read(&b, 0, 5, 2).await, (vec![1, 2], 2));
    assert_eq!(read(&b, 2, 5, 2).await, (vec![3, 4], 4));
    assert_eq!(read(&b, 4, 5, 2).await, (vec![5], 5));
    assert_eq!(read(&b, 0, 5, usize::MAX).await, (vec![1, 2, 3, 4, 5], 5));
}

pub async fn reading_at_the_head_finds_nothing(a: impl Store, b: impl Store) {
    posts(&a, 2).await;
    assert_eq!(read(&b, 2, 2, 10).await, (vec![], 2));
    assert_eq!(read(&b, 2, 100, 10).await, (vec![], 2));
    let topics = [Topic::Public];
    let read = b.log().read_topics(&topics, Position::new(2), END, 10).await.unwrap();
    assert_eq!(slice(read), Slice { events: vec![], through: Position::new(2) });
}

/// A log in which several people do several things.
async fn crowd(store: &dyn Store) -> [Profile; 3] {
    let people = a::people(store, ["ada", "bob", "cyd"]).await;
    let mut dice = Dice::seeded(7);
    let mut posts = vec![a::post(store, &people[0], a::writing("#rooks at dawn")).await];
    for _ in 0..40 {
        let (who, post) = (dice.one_of(&people).clone(), dice.one_of(&posts).clone());
        match dice.below(5) {
            0 => posts.push(a::post(store, &who, a::writing("#rooks and #crows")).await),
            1 => posts.push(a::post(store, &who, a::answering("indeed #rooks", &post)).await),
            2 => posts.push(a::post(store, &who, a::whispering("#rooks", Visibility::Unlisted)).await),
            3 => drop(a::draft(&who, a::writing("never published"))),
            _ => {
                let author = people.iter().find(|one| one.account.id == post.author).unwrap();
                store.posts().boost(a::boosting(&who, &post, author)).await.unwrap();
            }
        }
    }
    told(store).await;
    people
}

fn tag(word: &str) -> Topic {
    Topic::Hashtag(Hashtag::parse(word).unwrap())
}

fn under(topics: &[Topic], logged: &[Arc<Logged>]) -> Vec<u64> {
    let those = logged.iter().filter(|one| one.envelope.event.topics().iter().any(|it| topics.contains(it)));
    those.map(|one| one.position.number()).collect()
}

async fn by_topic(store: &dyn Store, topics: &[Topic]) -> Slice {
    slice(store.log().read_topics(topics, Position::START, END, usize::MAX).await.unwrap())
}

pub async fn a_topic_has_its_events_and_no_others(a: impl Store, b: impl Store) {
    let [ada, bob, _] = crowd(&a).await;
    let (all, head) = (logged(&a).await, a.log().head().await.unwrap().position);
    for topic in [Topic::Public, tag("rooks"), tag("crows"), tag("owls"), Topic::Account(ada.account.id)] {
        let topics = [topic];
        let found = by_topic(&b, &topics).await;
        assert_eq!(numbers(&found.events), under(&topics, &all), "{topics:?}");
        assert_eq!(found.through, head, "{topics:?}");
    }
    let bobs = [Topic::Account(bob.account.id)];
    let (after, through) = (Position::new(10), Position::new(20));
    let found = slice(b.log().read_topics(&bobs, after, through, usize::MAX).await.unwrap());
    assert_eq!((numbers(&found.events), found.through), (under(&bobs, &all[10..20]), through));
    assert_eq!(by_topic(&b, &[]).await.events, []);
}

pub async fn an_event_under_two_of_the_topics_is_found_once(a: impl Store, b: impl Store) {
    let people = crowd(&a).await;
    let all = logged(&a).await;
    let mut topics = vec![Topic::Public, tag("rooks"), tag("crows")];
    topics.extend(people.iter().map(|one| Topic::Account(one.account.id)));
    assert_eq!(numbers(&by_topic(&b, &topics).await.events), under(&topics, &all));
}

pub async fn reading_on_by_topic_finds_all_of_it(a: impl Store, b: impl Store) {
    crowd(&a).await;
    let (all, head) = (logged(&a).await, a.log().head().await.unwrap().position);
    let topics = [tag("crows"), tag("rooks")];
    let (mut found, mut at) = (Vec::new(), Position::START);
    while at < head {
        let page = slice(b.log().read_topics(&topics, at, head, 3).await.unwrap());
        assert!(page.events.len() <= 3 && page.through > at, "{page:?}");
        assert!(page.events.iter().all(|one| one.position > at && one.position <= page.through), "{page:?}");
        found.extend(numbers(&page.events));
        at = page.through;
    }
    assert_eq!(found, under(&topics, &all));
}

/// A log of posts of so many hours ago, published to the queue.
async fn aged(store: &dyn Store, hours: &[i64]) -> Timestamp {
    let now = a::now();
    let ada = a::person(store, "ada").await;
    let epoch = term(store).await;
    for ago in hours {
        let draft = a::draft_at(&ada, a::writing("#rooks"), now - ago.hours());
        store.posts().publish(draft, None).await.unwrap();
    }
    let last = moved(store, epoch, 1_000).await.last().unwrap().position;
    assert!(store.outbox().mark_published(epoch, last).await.unwrap());
    now
}

pub async fn trims_what_is_older(a: impl Store, b: impl Store) {
    let now = a::now();
    posts(&a, 4).await;
    let epoch = term(&a).await;
    assert!(a.outbox().mark_published(epoch, Position::new(4)).await.unwrap());
    assert_eq!(a.log().trim(now - 1.hour()).await.unwrap(), Position::START);
    assert_eq!(logged(&b).await.len(), 4, "nothing was older");
    assert_eq!(a.log().trim(now + 1.hour()).await.unwrap(), Position::new(4));
    let head = b.log().head().await.unwrap();
    assert_eq!((head.floor, head.position), (Position::new(4), Position::new(4)));
}

pub async fn trims_as_a_prefix(a: impl Store, b: impl Store) {
    let now = a::now();
    let epoch = term(&a).await;
    let ada = a::person(&a, "ada").await;
    a::post(&a, &ada, a::writing("now")).await;
    let late = a::draft_at(&ada, a::writing("long ago, saved late"), now - 9.hours());
    a.posts().publish(late, None).await.unwrap();
    moved(&a, epoch, 10).await;
    assert!(a.outbox().mark_published(epoch, Position::new(3)).await.unwrap());
    assert_eq!(b.log().trim(now - 5.hours()).await.unwrap(), Position::START, "the first is not old yet");
    assert_eq!(numbers(&logged(&b).await), [1, 2, 3]);
}

pub async fn never_trims_what_was_not_published(a: impl Store, b: impl Store) {
    posts(&a, 5).await;
    let epoch = term(&a).await;
    assert_eq!(b.log().trim(a::now() + 1.hour()).await.unwrap(), Position::START);
    assert!(a.outbox().mark_published(epoch, Position::new(3)).await.unwrap());
    assert_eq!(b.log().trim(a::now() + 1.hour()).await.unwrap(), Position::new(3));
    assert_eq!(read(&a, 3, 5, 10).await, (vec![4, 5], 5));
}

pub async fn what_was_trimmed_is_said_to_be(a: impl Store, b: impl Store) {
    aged(&a, &[1, 1, 1]).await;
    let floor = Position::new(4);
    assert_eq!(a.log().trim(a::now() + 1.hour()).await.unwrap(), floor);
    let topics = [Topic::Public];
    for after in [Position::START, Position::new(3)] {
        assert_eq!(b.log().read(after, END, 10).await.unwrap(), ReadFrom::Trimmed(floor));
        assert_eq!(b.log().read_topics(&topics, after, END, 10).await.unwrap(), ReadFrom::Trimmed(floor));
    }
    assert_eq!(read(&b, 4, 100, 10).await, (vec![], 4), "who has seen all of it may go on");
}

pub async fn goes_on_after_everything_was_trimmed(a: impl Store, b: impl Store) {
    aged(&a, &[1]).await;
    let floor = a.log().trim(a::now() + 1.hour()).await.unwrap();
    assert_eq!(
        (floor, b.log().trim(a::now() + 1.hour()).await.unwrap()),
        (Position::new(2), Position::new(2))
    );
    a::person(&b, "bob").await;
    let epoch = term(&b).await;
    assert_eq!(numbers(&moved(&b, epoch, 10).await), [3]);
    assert_eq!(read(&a, 2, 100, 10).await, (vec![3], 3));
}

pub async fn an_event_is_found_wherever_it_is(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    let topics = ["channel:update.42", "channel:update.43"].map(|topic| topic.parse().unwrap());
    let mut ids = Vec::new();
    for message in ["{}", "{ }"] {
        let message = LiveMessage::of_object(message).unwrap();
        let told = Announcement::tell(ada, topics[0], message, None, &a::cause(ada)).unwrap();
        ids.push(told.id);
        assert_eq!(a.announcements().announce(told).await.unwrap(), None);
    }
    let at = async |topic, id| b.log().whereabouts(&Topic::Live(topic), id).await.unwrap();
    let everywhere = topics[0].everywhere();
    assert_eq!([at(topics[0], ids[0]).await, at(everywhere, ids[1]).await], [Whereabouts::Outbox; 2]);
    assert_eq!(at(topics[1], ids[0]).await, Whereabouts::Gone, "it is of another topic");
    let epoch = term(&a).await;
    moved(&a, epoch, 10).await;
    for (id, position) in ids.iter().zip([2, 3]) {
        for topic in [topics[0], everywhere] {
            assert_eq!(at(topic, *id).await, Whereabouts::At(Position::new(position)));
        }
    }
    assert_eq!(at(topics[1], ids[0]).await, Whereabouts::Gone);
    assert_eq!(at(topics[0], Uuid::nil()).await, Whereabouts::Gone);
    assert!(a.outbox().mark_published(epoch, Position::new(3)).await.unwrap());
    a.log().trim(a::now() + 1.hour()).await.unwrap();
    assert_eq!(at(topics[0], ids[1]).await, Whereabouts::Gone, "it was trimmed");
}
