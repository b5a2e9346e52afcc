//! What a [`PollRepository`](service::polls::PollRepository) owes its callers, and posts that ask something.
#![expect(missing_docs, reason = "a case is named by what it proves")]
use domain::Timestamp;
use domain::identity::Profile;
use domain::posts::{Choices, Ending, NewPoll, NewPost, Poll, Post, Vote};
use domain::realtime::Event;
use jiff::SignedDuration;
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{told, waiting};
use crate::{Store, a};

fn asking(text: &str, multiple: bool) -> NewPost {
    let poll = NewPoll::parse(&["a \"rook\"", "a crow", "both"], Some(300), multiple, true).unwrap();
    NewPost { poll: Some(poll), ..a::writing(text) }
}

fn vote(post: &Post, by: &Profile, places: &[usize]) -> Vote {
    Vote { post: post.id, by: by.account.id, choices: Choices::among(9, places).unwrap(), at: a::now() }
}

async fn poll_of(store: &dyn Store, post: &Post) -> Poll {
    store.posts().find(post.id, None).await.unwrap().unwrap().post.post.poll.unwrap()
}

fn votes(poll: &Poll) -> Vec<u64> {
    poll.options.iter().map(|option| option.votes).collect()
}

async fn choices(store: &dyn Store, post: &Post, by: &Profile) -> Vec<usize> {
    let entry = store.posts().find(post.id, Some(by.account.id)).await.unwrap().unwrap();
    entry.post.marks.unwrap().vote.map(|choices| choices.places().collect()).unwrap_or_default()
}

fn later(than: Timestamp) -> Timestamp {
    than + SignedDuration::from_mins(6)
}

pub async fn a_post_asks_and_tells_so(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let post = a::post(&a, &ada, asking("which?", true)).await;
    let poll = post.poll.clone().unwrap();
    assert_eq!((votes(&poll), poll.voters, poll.is_over), (vec![0; 3], 0, false));
    assert_eq!(b.posts().find(post.id, None).await.unwrap().unwrap().post.post, post);
    let told = told(&b).await;
    let Some(Event::Published(published)) = told.last() else { panic!("{told:?}") };
    assert_eq!(Post::from(&published.post), post);
}

pub async fn a_vote_is_counted_and_seen_by_who_gave_it(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = a::people(&a, ["ada", "bob", "cleo"]).await;
    let post = a::post(&a, &ada, asking("which?", true)).await;
    let other = a::post(&a, &ada, asking("and here?", true)).await;
    let before = waiting(&a).await;
    assert_eq!(a.polls().vote(vote(&post, &bob, &[0, 2])).await.unwrap(), Saved::New(()));
    assert_eq!(b.polls().vote(vote(&post, &cleo, &[2])).await.unwrap(), Saved::New(()));
    let poll = poll_of(&b, &post).await;
    assert_eq!((votes(&poll), poll.voters), (vec![1, 0, 2], 2));
    assert_eq!(choices(&b, &post, &bob).await, [0, 2]);
    assert_eq!(b.polls().list_voters(post.id).await.unwrap(), [bob.account.id, cleo.account.id]);
    assert_eq!(b.polls().list_voters(other.id).await.unwrap(), []);
    assert_eq!(choices(&b, &post, &cleo).await, [2]);
    assert_eq!(choices(&b, &post, &ada).await, [0; 0]);
    assert_eq!(choices(&b, &other, &bob).await, [0; 0]);
    assert_eq!(votes(&poll_of(&b, &other).await), [0; 3]);
    assert_eq!(waiting(&a).await, before, "nobody is told");
}

pub async fn of_twenty_votes_of_one_account_one_counts(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, asking("which?", false)).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, vote) = (stores[n % 2].clone(), vote(&post, &bob, &[n % 3]));
        async move { store.polls().vote(vote).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_new()).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| **answer == Saved::Repeated(())).count(), 19, "{answers:?}");
    let poll = poll_of(&*stores[0], &post).await;
    assert_eq!((poll.votes(), poll.voters), (1, 1));
}

pub async fn of_votes_by_many_at_once_each_is_counted(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let crowd = a::people(&a, ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"]).await;
    let post = a::post(&a, &ada, asking("which?", true)).await;
    let stores = shared(a, b);
    together(crowd.iter().enumerate().map(|(n, by)| {
        let (store, vote) = (stores[n % 2].clone(), vote(&post, by, &[n % 2, 2]));
        async move { assert_eq!(store.polls().vote(vote).await.unwrap(), Saved::New(())) }
    }))
    .await;
    let poll = poll_of(&*stores[1], &post).await;
    assert_eq!((votes(&poll), poll.voters), (vec![5, 5, 10], 10));
}

pub async fn a_vote_that_a_poll_does_not_take_leaves_no_trace(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let one = a::post(&a, &ada, asking("which?", false)).await;
    let plain = a::post(&a, &ada, a::writing("no question")).await;
    let gone = a::post(&a, &ada, asking("gone", false)).await;
    assert!(a::deletion(&b, &gone).await);
    for refused in
        [vote(&one, &bob, &[0, 1]), vote(&one, &bob, &[7]), vote(&plain, &bob, &[0]), vote(&gone, &bob, &[0])]
    {
        assert_eq!(a.polls().vote(refused).await.unwrap(), Saved::Gone, "{refused:?}");
    }
    assert_eq!(votes(&poll_of(&b, &one).await), [0; 3]);
    assert_eq!(b.polls().vote(vote(&one, &bob, &[1])).await.unwrap(), Saved::New(()));
}

pub async fn a_poll_is_ended_once_when_its_time_is_over(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let (one, two) =
        (a::post(&a, &ada, asking("one", false)).await, a::post(&a, &ada, asking("two", false)).await);
    let ends_at = one.poll.as_ref().unwrap().ends_at;
    assert_eq!(a.polls().list_due(ends_at - SignedDuration::from_secs(1), 9).await.unwrap(), []);
    let due = b.polls().list_due(later(a::now()), 9).await.unwrap();
    let first = Ending { post: one.id, author: ada.account.id, ends_at };
    assert_eq!(due.iter().map(|ending| ending.post).collect::<Vec<_>>(), [one.id, two.id]);
    assert_eq!(due[0], first);
    assert_eq!(b.polls().list_due(later(a::now()), 1).await.unwrap(), [first]);

    let end = |ending: Ending| ending.end(&a::cause(ada.account.id));
    let before = waiting(&a).await;
    let early = Ending { ends_at: ends_at - SignedDuration::from_secs(1), ..first };
    assert!(!a.polls().end(end(early)).await.unwrap(), "it lasts until another time");
    let stores = shared(a, b);
    let ended = together((0..8).map(|n| {
        let (store, ending) = (stores[n % 2].clone(), end(first));
        async move { store.polls().end(ending).await.unwrap() }
    }))
    .await;
    assert_eq!(ended.iter().filter(|ended| **ended).count(), 1, "{ended:?}");
    let [a, b] = &stores;
    assert_eq!(waiting(&**a).await, before + 1, "told once");
    assert!(poll_of(&**b, &one).await.is_over);
    assert!(!poll_of(&**b, &two).await.is_over);
    let left = a.polls().list_due(later(a::now()), 9).await.unwrap();
    assert_eq!(left.iter().map(|ending| ending.post).collect::<Vec<_>>(), [two.id]);
    assert_eq!(a.polls().vote(vote(&one, &bob, &[0])).await.unwrap(), Saved::Gone);
    assert!(a::deletion(&**a, &two).await);
    assert!(!b.polls().end(end(left[0])).await.unwrap());
    let told = told(&**b).await;
    let ends = told.iter().filter(|event| matches!(event, Event::PollEnded(it) if it.post == one.id));
    assert_eq!(ends.count(), 1, "{told:?}");
}

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! poll_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, polls:
            a_post_asks_and_tells_so,
            a_vote_is_counted_and_seen_by_who_gave_it,
            of_twenty_votes_of_one_account_one_counts,
            of_votes_by_many_at_once_each_is_counted,
            a_vote_that_a_poll_does_not_take_leaves_no_trace,
            a_poll_is_ended_once_when_its_time_is_over,
        }
    };
}
