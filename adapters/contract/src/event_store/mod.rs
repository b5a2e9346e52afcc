//! What an [`EventStore`](sourcing::EventStore) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

mod reference;

use std::time::Duration;

use sourcing::{
    Append, Batch, Entry, Fact, Kind, Mark, Outcome, Position, Sieve, StreamName, Stretch, Version,
};
use uuid::Uuid;

use crate::dice::Dice;
use crate::race::{soon, together};
use crate::store::{Shared, shared};
use crate::{Store, a};
use reference::Reference;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! event_store {
    ($fresh:expr) => {
        $crate::each! { $fresh, event_store:
            nothing_has_happened_at_first_and_the_first_event_is_not_nothing,
            what_was_appended_is_read_as_it_was,
            a_stream_has_its_events_and_no_others,
            the_same_events_again_are_acknowledged_and_not_appended,
            a_wrong_expected_version_is_refused_and_says_the_right_one,
            a_partial_overlap_is_refused,
            several_streams_are_appended_all_or_nothing,
            whatever_is_appended_the_outcome_is_that_of_the_reference,
            of_twenty_who_expect_the_same_version_one_gets_it,
            overlapping_streams_in_opposite_order_do_not_wait_for_each_other_for_ever,
            who_reads_while_many_append_finds_no_hole_and_nothing_behind,
            a_mark_is_moved_with_what_it_brought_or_not_at_all,
            of_twenty_who_move_a_mark_from_one_place_one_gets_on,
            who_looks_through_finds_what_they_look_for_backwards,
            all_marks_are_known_by_their_names,
            who_waits_for_growth_hears_of_it_wherever_it_happened,
        }
    };
}

fn stream(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

fn fact(id: Uuid) -> Fact {
    Fact {
        id,
        kind: Kind::parse("rooks.landed").unwrap(),
        schema: 3,
        at: a::now(),
        actor: None,
        correlation: Uuid::from_u128(7),
        causation: None,
        trace: None,
        payload: r#"{"where":"the tower"}"#.into(),
    }
}

/// So many new events for a stream that is expected there.
fn landing(name: &str, expected: u64, count: usize) -> Append {
    let facts = (0..count).map(|_| fact(Uuid::new_v4())).collect();
    Append { stream: stream(name), expected: Version::new(expected), facts }
}

async fn append(store: &dyn Store, appends: Vec<Append>) -> Outcome {
    store.events().append(Batch::new(appends).unwrap()).await.unwrap()
}

/// A store in which something happened, for tests of what only one adapter can be asked.
pub struct Rehearsal;

impl Rehearsal {
    /// Three events of one stream.
    pub async fn three_events(store: &dyn Store) {
        assert_eq!(append(store, vec![landing("r", 0, 3)]).await, appended(3));
    }
}

fn appended(position: u64) -> Outcome {
    Outcome::Appended(Position::new(position))
}

async fn all(store: &dyn Store) -> Vec<Entry> {
    store.events().read(Position::START, 10_000).await.unwrap()
}

async fn of(store: &dyn Store, name: &str, after: u64) -> Vec<u64> {
    let entries = store.events().read_stream(&stream(name), Version::new(after), 100).await.unwrap();
    entries.iter().map(|entry| entry.version.number()).collect()
}

pub async fn nothing_has_happened_at_first_and_the_first_event_is_not_nothing(a: impl Store, b: impl Store) {
    let head = a.events().head().await.unwrap();
    assert_eq!((head.position, all(&a).await.len()), (Position::START, 0));
    assert_eq!(head, b.events().head().await.unwrap(), "one store");
    assert_eq!(append(&a, vec![landing("r", 0, 1)]).await, appended(1));
    assert_eq!(all(&b).await[0].position, Position::START.next());
    assert_eq!(b.events().read(Position::new(1), 10).await.unwrap(), [], "it was seen");
    assert_eq!(b.events().head().await.unwrap().position, Position::new(1));
}

pub async fn what_was_appended_is_read_as_it_was(a: impl Store, b: impl Store) {
    let full = Fact {
        actor: Some("account:42".into()),
        causation: Some(Uuid::new_v4()),
        trace: Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into()),
        payload: r#"{ "text":"ein \"Räbe\"\\ \u0000 \n 🐦", "n":[1.50, 1e3] }"#.into(),
        schema: u16::MAX,
        ..fact(Uuid::new_v4())
    };
    let facts = vec![full.clone(), fact(Uuid::new_v4())];
    append(&a, vec![Append { stream: stream("r:1.a-b_c"), expected: Version::NONE, facts: facts.clone() }])
        .await;
    let read = all(&b).await;
    assert_eq!(read.iter().map(|entry| entry.fact.clone()).collect::<Vec<_>>(), facts);
    assert_eq!(read[0].stream, stream("r:1.a-b_c"));
    assert_eq!(b.events().read_stream(&read[0].stream, Version::NONE, 10).await.unwrap(), read);
}

pub async fn a_stream_has_its_events_and_no_others(a: impl Store, b: impl Store) {
    append(&a, vec![landing("r", 0, 3), landing("s", 0, 2)]).await;
    assert_eq!(append(&b, vec![landing("r", 3, 1)]).await, appended(6));
    assert_eq!(of(&a, "r", 0).await, [1, 2, 3, 4]);
    assert_eq!(of(&a, "r", 3).await, [4]);
    assert_eq!(of(&b, "s", 0).await, [1, 2]);
    assert_eq!(of(&b, "R", 0).await, [0; 0], "names are as they are written");
    let page = a.events().read(Position::new(2), 2).await.unwrap();
    assert_eq!(page.iter().map(|entry| entry.position.number()).collect::<Vec<_>>(), [3, 4]);
}

pub async fn the_same_events_again_are_acknowledged_and_not_appended(a: impl Store, b: impl Store) {
    let (first, second) = (landing("r", 0, 2), landing("s", 0, 1));
    let both = vec![first.clone(), second.clone()];
    assert_eq!(append(&a, both.clone()).await, appended(3));
    append(&a, vec![landing("r", 2, 1)]).await;
    assert_eq!(append(&b, both).await, Outcome::Repeated(Position::new(3)));
    assert_eq!(append(&b, vec![first]).await, Outcome::Repeated(Position::new(2)));
    assert_eq!(all(&a).await.len(), 4);
}

pub async fn a_wrong_expected_version_is_refused_and_says_the_right_one(a: impl Store, b: impl Store) {
    append(&a, vec![landing("r", 0, 2)]).await;
    for wrong in [0, 1, 3] {
        match append(&b, vec![landing("r", wrong, 1)]).await {
            Outcome::Conflict(conflict) => {
                assert_eq!((conflict.stream, conflict.expected), (stream("r"), Version::new(wrong)));
                assert_eq!(conflict.current, Version::new(2));
            }
            other => panic!("{wrong}: {other:?}"),
        }
    }
    assert_eq!(all(&a).await.len(), 2);
}

pub async fn a_partial_overlap_is_refused(a: impl Store, b: impl Store) {
    let known = landing("r", 0, 2);
    append(&a, vec![known.clone()]).await;
    let mut longer = known.clone();
    longer.facts.push(fact(Uuid::new_v4()));
    let mut shifted = known.clone();
    shifted.expected = Version::new(1);
    let mut swapped = known.clone();
    swapped.facts.reverse();
    for overlap in [vec![longer], vec![shifted], vec![swapped], vec![known, landing("s", 0, 1)]] {
        let outcome = append(&b, overlap.clone()).await;
        assert!(matches!(outcome, Outcome::Conflict(_)), "{overlap:?}: {outcome:?}");
    }
    assert_eq!(all(&a).await.len(), 2);
}

pub async fn several_streams_are_appended_all_or_nothing(a: impl Store, b: impl Store) {
    append(&a, vec![landing("t", 0, 1)]).await;
    let refused = append(&b, vec![landing("r", 0, 1), landing("s", 0, 1), landing("t", 0, 1)]).await;
    assert!(matches!(refused, Outcome::Conflict(_)), "{refused:?}");
    assert_eq!((of(&a, "r", 0).await.len(), of(&a, "s", 0).await.len()), (0, 0));
    assert_eq!(
        append(&b, vec![landing("t", 1, 1), landing("r", 0, 2)]).await,
        appended(4),
        "no hole is left"
    );
    let order = all(&a).await.into_iter().map(|entry| entry.stream.to_string()).collect::<Vec<_>>();
    assert_eq!(order, ["t", "t", "r", "r"], "in the order that was given");
}

pub async fn whatever_is_appended_the_outcome_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let (mut reference, handles) = (Reference::default(), [&a as &dyn Store, &b]);
    for seed in 1..=4 {
        let mut dice = Dice::seeded(seed);
        for step in 0..120 {
            let Some(batch) = reference.some_batch(&mut dice) else { continue };
            let expected = reference.append(&batch);
            let outcome = handles[dice.below(2)].events().append(batch.clone()).await.unwrap();
            let outcome = match outcome {
                Outcome::Appended(at) => ("appended", at.number()),
                Outcome::Repeated(at) => ("repeated", at.number()),
                Outcome::Overtaken(at) => ("overtaken", at.number()),
                Outcome::Conflict(conflict) => ("conflict", conflict.current.number()),
            };
            assert_eq!(outcome, expected, "seed {seed}, step {step}: {batch:?}");
        }
    }
    for store in handles {
        let read = all(store).await.into_iter();
        let read: Vec<_> =
            read.map(|entry| (entry.stream.to_string(), entry.version.number(), entry.fact.id)).collect();
        assert_eq!(read, reference.all());
    }
    reference.has_seen_every_outcome();
}

pub async fn of_twenty_who_expect_the_same_version_one_gets_it(a: impl Store, b: impl Store) {
    let handles = shared(a, b);
    let trying = (0..20).map(|n| {
        let store = handles[n % 2].clone();
        async move { append(&*store, vec![landing("r", 0, 1 + n % 2), landing(&format!("s{n}"), 0, 1)]).await }
    });
    let outcomes = together(trying).await;
    let (won, lost): (Vec<_>, Vec<_>) =
        outcomes.into_iter().partition(|outcome| matches!(outcome, Outcome::Appended(_)));
    assert_eq!((won.len(), lost.len()), (1, 19));
    assert!(lost.iter().all(|outcome| matches!(outcome, Outcome::Conflict(_))), "{lost:?}");
    assert_eq!(appended(all(&*handles[0]).await.len() as u64), won[0], "the others left no trace");
}

pub async fn overlapping_streams_in_opposite_order_do_not_wait_for_each_other_for_ever(
    a: impl Store,
    b: impl Store,
) {
    async fn both(store: Shared, names: [String; 2]) -> usize {
        let mut won = 0;
        while won < 10 {
            let mut appends = vec![];
            for name in &names {
                let at = store.events().read_stream(&stream(name), Version::NONE, 100).await.unwrap().len();
                appends.push(landing(name, at as u64, 1));
            }
            won += usize::from(matches!(append(&*store, appends).await, Outcome::Appended(_)));
        }
        won
    }
    let handles = shared(a, b);
    let there = both(handles[0].clone(), ["r", "s"].map(str::to_owned));
    let back = both(handles[1].clone(), ["s", "r"].map(str::to_owned));
    soon("both come to their end", async { tokio::join!(there, back) }).await;
    assert_eq!(all(&*handles[0]).await.len(), 40);
}

pub async fn who_reads_while_many_append_finds_no_hole_and_nothing_behind(a: impl Store, b: impl Store) {
    const EACH: usize = 15;
    let handles = shared(a, b);
    let writers = (0..8).map(|n| {
        let store = handles[n % 2].clone();
        async move {
            for version in 0..EACH {
                let (name, other) = (format!("r{n}"), format!("s{n}"));
                append(&*store, vec![landing(&name, version as u64, 1), landing(&other, version as u64, 1)])
                    .await;
            }
        }
    });
    let writing = tokio::spawn(together(writers.collect::<Vec<_>>()));
    let (mut seen, mut at) = (Vec::new(), Position::START);
    while seen.len() < 8 * EACH * 2 {
        let page = soon("there is more", async {
            handles[1].events().grown(at).await;
            handles[1].events().read(at, 7).await.unwrap()
        });
        for entry in page.await {
            at = at.next();
            assert_eq!(entry.position, at);
            seen.push(entry);
        }
    }
    writing.await.unwrap();
    assert_eq!(all(&*handles[0]).await, seen, "nothing came to stand behind");
}

fn moved(name: &str, from: u64, through: u64) -> Mark {
    Mark { name: stream(name), from: Position::new(from), through: Position::new(through) }
}

pub async fn a_mark_is_moved_with_what_it_brought_or_not_at_all(a: impl Store, b: impl Store) {
    let (bridge, known) = (stream("bridge"), landing("r", 0, 1));
    let step =
        |appends, mark| async { b.events().append(Batch::marked(appends, mark).unwrap()).await.unwrap() };
    assert_eq!(a.events().mark(&bridge).await.unwrap(), Position::START);
    assert_eq!(step(vec![known.clone()], moved("bridge", 0, 4)).await, appended(1));
    assert_eq!(a.events().mark(&bridge).await.unwrap(), Position::new(4));
    let again = step(vec![known], moved("bridge", 0, 4)).await;
    assert_eq!(again, Outcome::Overtaken(Position::new(4)), "the same step is taken once");
    let refused = step(vec![landing("r", 0, 1)], moved("bridge", 4, 5)).await;
    assert!(matches!(refused, Outcome::Conflict(_)), "{refused:?}");
    assert_eq!(a.events().mark(&bridge).await.unwrap(), Position::new(4), "what is refused moves nothing");
    assert_eq!(step(vec![], moved("bridge", 4, 9)).await, appended(1), "what brings nothing moves it alone");
    assert_eq!(a.events().mark(&bridge).await.unwrap(), Position::new(9));
    assert_eq!(a.events().mark(&stream("another")).await.unwrap(), Position::START);
    assert_eq!(all(&a).await.len(), 1);
}

pub async fn of_twenty_who_move_a_mark_from_one_place_one_gets_on(a: impl Store, b: impl Store) {
    let handles = shared(a, b);
    let trying = (0..20).map(|n| {
        let store = handles[n % 2].clone();
        let batch = Batch::marked(vec![landing(&format!("r{n}"), 0, 1)], moved("bridge", 0, 3)).unwrap();
        async move { store.events().append(batch).await.unwrap() }
    });
    let outcomes = together(trying).await;
    let won = outcomes.iter().filter(|outcome| **outcome == appended(1)).count();
    let lost = outcomes.iter().filter(|outcome| **outcome == Outcome::Overtaken(Position::new(3))).count();
    assert_eq!((won, lost), (1, 19), "{outcomes:?}");
    assert_eq!(all(&*handles[1]).await.len(), 1);
}

pub async fn who_looks_through_finds_what_they_look_for_backwards(a: impl Store, b: impl Store) {
    let at = |second| domain::Timestamp::from_second(second).unwrap();
    let happened = |kind: &str, second| Fact {
        kind: Kind::parse(kind).unwrap(),
        at: at(second),
        ..fact(Uuid::new_v4())
    };
    let facts = vec![happened("rooks.landed", 10), happened("rooks.left", 20), happened("rooks.landed", 30)];
    append(&a, vec![Append { stream: stream("r"), expected: Version::NONE, facts }]).await;
    let facts = vec![happened("rooks.landed", 40), happened("rooks.left", 20)];
    append(&a, vec![Append { stream: stream("s"), expected: Version::NONE, facts }]).await;
    let between = async |sieve: Sieve, after: u64, before: u64, limit| {
        let stretch = Stretch { after: Position::new(after), before: Position::new(before) };
        let found = b.events().look(&sieve, stretch, limit).await.unwrap();
        found.iter().map(|entry| entry.position.number()).collect::<Vec<_>>()
    };
    let look = async |sieve: Sieve, before: u64, limit| between(sieve, 0, before, limit).await;
    let all = Sieve::default;
    assert_eq!(look(all(), u64::MAX, 9).await, [5, 4, 3, 2, 1]);
    assert_eq!(look(all(), 4, 2).await, [3, 2], "before that, and no more than so many");
    assert_eq!(look(all(), 0, 9).await, [0; 0]);
    assert_eq!(between(all(), 2, 5, 9).await, [4, 3], "neither end is looked at");
    let of_r = Sieve { stream: Some(stream("r")), ..all() };
    assert_eq!(look(of_r.clone(), u64::MAX, 9).await, [3, 2, 1]);
    assert_eq!(between(of_r.clone(), 1, 3, 9).await, [2]);
    assert_eq!(look(of_r.clone(), u64::MAX, 2).await, [3, 2], "the last of it");
    let landed = Kind::parse("rooks.landed").unwrap();
    assert_eq!(look(Sieve { kind: Some(landed.clone()), ..all() }, u64::MAX, 9).await, [4, 3, 1]);
    assert_eq!(
        look(Sieve { since: Some(at(20)), until: Some(at(40)), ..all() }, u64::MAX, 9).await,
        [5, 3, 2]
    );
    let narrow = Sieve { kind: Some(landed), since: Some(at(11)), ..of_r };
    assert_eq!(look(narrow, u64::MAX, 9).await, [3]);
}

pub async fn all_marks_are_known_by_their_names(a: impl Store, b: impl Store) {
    assert_eq!(a.events().marks().await.unwrap(), []);
    append(&a, vec![landing("r", 0, 3)]).await;
    for (name, through) in [("b:1", 2), ("a", 3), ("B", 1)] {
        let mark = Mark { name: stream(name), from: Position::START, through: Position::new(through) };
        a.events().append(Batch::marked(vec![], mark).unwrap()).await.unwrap();
    }
    let marks = b.events().marks().await.unwrap();
    let known: Vec<_> = marks.iter().map(|(name, at)| (name.as_str(), at.number())).collect();
    assert_eq!(known, [("B", 1), ("a", 3), ("b:1", 2)]);
}

pub async fn who_waits_for_growth_hears_of_it_wherever_it_happened(a: impl Store, b: impl Store) {
    let handles = shared(a, b);
    for round in 0..3 {
        let waiting = handles.clone().map(|store| {
            tokio::spawn(async move {
                while store.events().head().await.unwrap().position == Position::new(round) {
                    store.events().grown(Position::new(round)).await;
                }
            })
        });
        tokio::time::sleep(Duration::from_millis(5)).await;
        append(&*handles[0], vec![landing("r", round, 1)]).await;
        for waiter in waiting {
            soon("it is heard", waiter).await.unwrap();
        }
        soon("what has grown is not waited for", handles[0].events().grown(Position::new(round))).await;
    }
}
