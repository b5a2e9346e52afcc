//! What a [`ChannelPollRepository`](service::channels::ChannelPollRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Draft;
use domain::channels::{ChannelPoll, ChannelPollRule, ChannelPollStatus, NewChannelPoll, PollEnding, Voting};
use domain::identity::Profile;
use domain::ids::ChannelPollId;
use domain::page::{Listed, Window};
use jiff::SignedDuration;
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, waiting};
use crate::{Store, a, windows};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! channel_poll_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, channel_polls:
            a_channel_asks_one_thing_at_a_time,
            of_twenty_votes_in_a_channel_by_one_account_one_counts,
            of_votes_in_a_channel_by_many_each_counts,
            a_channel_poll_is_ended_once_by_its_owner_or_in_time,
            each_window_over_channel_polls_is_that_of_the_reference,
        }
    };
}

fn asking(channel: &Profile) -> Draft<ChannelPoll> {
    let me = channel.account.id;
    let new = NewChannelPoll::parse("which?", &["a \"rook\"", "a crow"], Some(15)).unwrap();
    ChannelPoll::begin(me, me, new, a::cause(me)).unwrap()
}

async fn ask(store: &dyn Store, channel: &Profile) -> ChannelPoll {
    a::new_one(store.channel_polls().begin_poll(asking(channel)).await.unwrap())
}

fn voting(poll: &ChannelPoll, by: &Profile, choice: usize) -> Voting {
    Voting { poll: poll.id, by: by.account.id, choice, cause: a::cause(by.account.id) }
}

fn ending(poll: &ChannelPoll) -> PollEnding {
    PollEnding { poll: poll.id, by: Some(poll.channel), cause: a::cause(poll.channel) }
}

fn votes(poll: &ChannelPoll) -> Vec<u64> {
    poll.choices.iter().map(|choice| choice.votes).collect()
}

pub async fn a_channel_asks_one_thing_at_a_time(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    assert_eq!(a.channel_polls().begin_poll(asking(&bob)).await.unwrap(), Saved::Gone);
    a::channel(&a, &ada).await;
    let poll = ask(&a, &ada).await;
    assert_eq!(b.channel_polls().begin_poll(asking(&ada)).await.unwrap(), Saved::Repeated(poll.clone()));
    let seen = b.channel_polls().find_poll(poll.id, Some(bob.account.id)).await.unwrap().unwrap();
    assert_eq!((&seen.poll, seen.choice), (&poll, None));
    assert_eq!(b.channel_polls().find_poll(ChannelPollId::stored(7), None).await.unwrap(), None);
    assert_eq!(kinds_after(&a, 3).await, ["channel_poll.created"]);
}

pub async fn of_twenty_votes_in_a_channel_by_one_account_one_counts(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    a::channel(&a, &ada).await;
    let poll = ask(&a, &ada).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, voting) = (stores[n % 2].clone(), voting(&poll, &bob, n % 2));
        async move { store.channel_polls().cast_vote(voting).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let refused = answers.iter().filter(|answer| **answer == Err(ChannelPollRule::Voted));
    assert_eq!(refused.count(), 19, "{answers:?}");
    let seen = stores[1].channel_polls().find_poll(poll.id, Some(bob.account.id)).await.unwrap().unwrap();
    assert_eq!(votes(&seen.poll).iter().sum::<u64>(), 1);
    assert_eq!(votes(&seen.poll)[seen.choice.unwrap()], 1);
    assert_eq!(kinds_after(&*stores[0], 4).await, ["channel_poll.progressed"]);
}

pub async fn of_votes_in_a_channel_by_many_each_counts(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let crowd = a::people(&a, ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"]).await;
    a::channel(&a, &ada).await;
    let poll = ask(&a, &ada).await;
    let stores = shared(a, b);
    together(crowd.iter().enumerate().map(|(n, by)| {
        let (store, voting) = (stores[n % 2].clone(), voting(&poll, by, usize::from(n == 0)));
        async move { store.channel_polls().cast_vote(voting).await.unwrap().unwrap() }
    }))
    .await;
    let seen = stores[0].channel_polls().find_poll(poll.id, None).await.unwrap().unwrap();
    assert_eq!(votes(&seen.poll), [7, 1]);
}

pub async fn a_channel_poll_is_ended_once_by_its_owner_or_in_time(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    a::channel(&a, &ada).await;
    let poll = ask(&a, &ada).await;
    let others = PollEnding { by: Some(bob.account.id), ..ending(&poll) };
    assert_eq!(a.channel_polls().end_poll(others).await.unwrap(), Err(ChannelPollRule::NotTheirs));
    let early = poll.ends_at - SignedDuration::from_secs(1);
    assert_eq!(b.channel_polls().list_due_polls(early, 9).await.unwrap(), []);
    assert_eq!(b.channel_polls().list_due_polls(poll.ends_at, 9).await.unwrap(), [poll.id]);
    let ended = b.channel_polls().end_poll(ending(&poll)).await.unwrap().unwrap();
    assert_eq!(ended.status, ChannelPollStatus::Ended);
    let before = waiting(&a).await;
    assert_eq!(a.channel_polls().end_poll(ending(&poll)).await.unwrap(), Err(ChannelPollRule::Over));
    assert_eq!(
        a.channel_polls().cast_vote(voting(&poll, &bob, 0)).await.unwrap(),
        Err(ChannelPollRule::Over)
    );
    assert_eq!(a.channel_polls().list_due_polls(poll.ends_at, 9).await.unwrap(), []);
    assert_eq!(waiting(&b).await, before);
    ask(&b, &ada).await;
}

pub async fn each_window_over_channel_polls_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    a::channel(&a, &ada).await;
    let mut all = Vec::new();
    for _ in 0..12 {
        let poll = ask(&a, &ada).await;
        a.channel_polls().end_poll(ending(&poll)).await.unwrap().unwrap();
        all.insert(0, Listed { at: poll.id.into(), item: poll.id });
    }
    let ask = async |window: Window| {
        let rows = b.channel_polls().list_polls(ada.account.id, None, window).await.unwrap();
        rows.into_iter().map(|row| Listed { at: row.at, item: row.item.poll.id }).collect()
    };
    windows::check("polls of a channel", &all, ask).await;
}
