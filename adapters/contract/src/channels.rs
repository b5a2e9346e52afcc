//! What a [`ChannelRepository`](service::channels::ChannelRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Recorded;
use domain::channels::{
    Category, Channel, ChannelEvent, ChannelFollow, Grant, Points, PointsRule, Presentation, Presenting,
    Title,
};
use domain::identity::{Measure, Profile};
use domain::ids::AccountId;
use domain::page::{Listed, Window};
use domain::realtime::Event;
use service::channels::{ChannelView, Granted};
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, told, waiting};
use crate::{Store, a, windows};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! channel_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, channels:
            a_channel_is_opened_changed_and_told,
            a_channel_that_says_the_same_again_leaves_no_trace,
            a_follow_is_counted_told_and_ended_once,
            of_twenty_follows_of_a_channel_one_is_counted,
            blocking_ends_that_either_follows_the_others_channel,
            a_follow_of_a_channel_and_a_block_at_once_never_leave_both,
            whoever_comes_first_is_welcomed_once_ever,
            of_many_grants_each_counts,
            nobody_is_given_more_than_anybody_may_have,
            each_window_over_channels_is_that_of_the_reference,
            only_those_are_listed_where_something_is_on,
        }
    };
}

fn presenting(by: &Profile, title: &str, live: Option<bool>) -> Presenting {
    let what = Presentation { title: Title::stored(title), category: Category::stored("Birds"), live };
    Channel::present(by.clone(), what, a::cause(by.account.id))
}

async fn open(store: &dyn Store, by: &Profile) -> Channel {
    store.channels().present(presenting(by, "rooks", None)).await.unwrap().unwrap()
}

fn following(channel: &Profile, by: &Profile) -> Recorded<ChannelFollow> {
    ChannelFollow::begin(channel.account.id, by, &a::cause(by.account.id)).unwrap()
}

fn leaving(channel: &Profile, by: &Profile) -> Recorded<ChannelFollow> {
    let (channel, by) = (channel.account.id, by.account.id);
    ChannelFollow { channel, by }.end(&a::cause(by))
}

async fn view(store: &dyn Store, of: &Profile, reader: Option<&Profile>) -> ChannelView {
    let reader = reader.map(|reader| reader.account.id);
    store.channels().find(of.account.id, reader).await.unwrap().unwrap()
}

async fn points(store: &dyn Store, channel: &Profile, of: &Profile) -> u64 {
    store.channels().points(channel.account.id, of.account.id).await.unwrap().number()
}

pub async fn a_channel_is_opened_changed_and_told(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    assert_eq!(b.channels().find(ada.account.id, None).await.unwrap(), None);
    let opened = open(&a, &ada).await;
    assert_eq!((opened.id, opened.live), (ada.account.id, false));
    let seen = view(&b, &ada, Some(&bob)).await;
    assert_eq!((&seen.channel, seen.followers, seen.following), (&opened, 0, Some(false)));
    assert_eq!(seen.owner.account, ada.account);
    let changed = b.channels().present(presenting(&ada, "crows", Some(true))).await.unwrap().unwrap();
    assert_eq!(view(&a, &ada, None).await.channel, changed);
    assert_eq!((changed.title.as_str(), changed.category.as_str(), changed.live), ("crows", "Birds", true));
    let told = told(&b).await;
    let Some(Event::Channels(ChannelEvent::Updated(update))) = told.last() else { panic!("{told:?}") };
    assert_eq!((update.title.as_str(), update.live, update.by.id), ("crows", true, ada.account.id));
    let nobody =
        Profile { account: domain::identity::Account { id: AccountId::stored(7), ..bob.account }, ..bob };
    assert_eq!(a.channels().present(presenting(&nobody, "rooks", None)).await.unwrap(), None);
}

pub async fn a_channel_that_says_the_same_again_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let first = open(&a, &ada).await;
    let before = waiting(&a).await;
    assert_eq!(open(&b, &ada).await, first);
    assert_eq!(waiting(&a).await, before);
}

pub async fn a_follow_is_counted_told_and_ended_once(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    assert_eq!(a.channels().follow(following(&ada, &bob)).await.unwrap(), Saved::Gone);
    open(&a, &ada).await;
    assert_eq!(a.channels().follow(following(&ada, &bob)).await.unwrap(), Saved::New(()));
    assert_eq!(b.channels().follow(following(&ada, &bob)).await.unwrap(), Saved::Repeated(()));
    let seen = view(&b, &ada, Some(&bob)).await;
    assert_eq!((seen.followers, seen.following), (1, Some(true)));
    assert_eq!(view(&b, &ada, None).await.following, None);
    let both = ChannelFollow { channel: ada.account.id, by: bob.account.id };
    assert_eq!(b.channels().list_followed(bob.account.id, 9).await.unwrap(), [both]);
    assert!(b.channels().unfollow(leaving(&ada, &bob)).await.unwrap());
    assert!(!a.channels().unfollow(leaving(&ada, &bob)).await.unwrap());
    assert_eq!(view(&a, &ada, Some(&bob)).await.followers, 0);
    assert_eq!(a.channels().list_followed(bob.account.id, 9).await.unwrap(), []);
    assert_eq!(kinds_after(&a, 2).await, ["channel.updated", "channel.followed", "channel.unfollowed"]);
}

pub async fn of_twenty_follows_of_a_channel_one_is_counted(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    open(&a, &ada).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, follow) = (stores[n % 2].clone(), following(&ada, &bob));
        async move { store.channels().follow(follow).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_new()).count(), 1, "{answers:?}");
    assert_eq!(view(&*stores[1], &ada, None).await.followers, 1);
    assert_eq!(points(&*stores[0], &ada, &bob).await, 1_000);
}

pub async fn blocking_ends_that_either_follows_the_others_channel(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = a::people(&a, ["ada", "bob", "cleo"]).await;
    for one in [&ada, &bob] {
        open(&a, one).await;
    }
    for (channel, by) in [(&ada, &bob), (&bob, &ada), (&ada, &cleo)] {
        a::new_one(a.channels().follow(following(channel, by)).await.unwrap());
    }
    a::block(&a, &ada, &bob).await;
    assert_eq!((view(&b, &ada, Some(&bob)).await.followers, view(&b, &bob, None).await.followers), (1, 0));
    assert_eq!(view(&b, &ada, Some(&bob)).await.following, Some(false));
    assert_eq!(b.channels().list_followed(ada.account.id, 9).await.unwrap(), []);
    assert_eq!(points(&b, &ada, &bob).await, 1_000, "what one has stays");
    let told = told(&b).await;
    let [.., Event::Blocked(_), Event::Channels(one), Event::Channels(other)] = &told[..] else {
        panic!("{told:?}")
    };
    let [ChannelEvent::Unfollowed(one), ChannelEvent::Unfollowed(other)] = [one, other] else {
        panic!("{told:?}")
    };
    assert_eq!((one.channel, one.by), (ada.account.id, bob.account.id));
    assert_eq!((other.channel, other.by), (bob.account.id, ada.account.id));
    let before = waiting(&a).await;
    assert_eq!(a.channels().follow(following(&ada, &bob)).await.unwrap(), Saved::Gone);
    assert_eq!(waiting(&b).await, before);
}

pub async fn a_follow_of_a_channel_and_a_block_at_once_never_leave_both(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    open(&a, &ada).await;
    let stores = shared(a, b);
    together((0..20).map(|n| {
        let (store, ada, bob) = (stores[n % 2].clone(), ada.clone(), bob.clone());
        async move {
            if n == 10 {
                a::block(&*store, &ada, &bob).await;
            } else {
                store.channels().follow(following(&ada, &bob)).await.unwrap();
            }
        }
    }))
    .await;
    let seen = view(&*stores[0], &ada, Some(&bob)).await;
    assert_eq!((seen.followers, seen.following), (0, Some(false)));
}

pub async fn whoever_comes_first_is_welcomed_once_ever(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = a::people(&a, ["ada", "bob", "cleo"]).await;
    open(&a, &ada).await;
    for _ in 0..2 {
        a.channels().follow(following(&ada, &bob)).await.unwrap();
        assert_eq!(points(&b, &ada, &bob).await, 1_000);
        assert!(b.channels().unfollow(leaving(&ada, &bob)).await.unwrap());
    }
    assert_eq!(points(&b, &ada, &cleo).await, 0);
    let grant = Grant { channel: ada.account.id, to: cleo.account.id, points: Points::new(5) };
    assert_eq!(a.channels().grant(grant).await.unwrap(), Granted::Given(Points::new(5)));
    assert_eq!(view(&b, &ada, Some(&cleo)).await.following, Some(false), "points are no follow");
    a.channels().follow(following(&ada, &cleo)).await.unwrap();
    assert_eq!(points(&b, &ada, &cleo).await, 1_005);
}

pub async fn of_many_grants_each_counts(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    open(&a, &ada).await;
    let before = waiting(&a).await;
    let grant = Grant { channel: ada.account.id, to: bob.account.id, points: Points::new(7) };
    let stores = shared(a, b);
    together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { assert!(matches!(store.channels().grant(grant).await.unwrap(), Granted::Given(_))) }
    }))
    .await;
    assert_eq!(points(&*stores[0], &ada, &bob).await, 140);
    assert_eq!(waiting(&*stores[0]).await, before, "nobody is told");
}

pub async fn nobody_is_given_more_than_anybody_may_have(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let grant = |to: &Profile, points| Grant {
        channel: ada.account.id,
        to: to.account.id,
        points: Points::new(points),
    };
    assert_eq!(a.channels().grant(grant(&bob, 1)).await.unwrap(), Granted::Gone, "there is no channel");
    open(&a, &ada).await;
    let most = Points::new(Points::MOST);
    assert_eq!(a.channels().grant(grant(&bob, Points::MOST)).await.unwrap(), Granted::Given(most));
    let full = Granted::Full(PointsRule::Full { max: Points::MOST });
    assert_eq!(b.channels().grant(grant(&bob, 1)).await.unwrap(), full);
    assert_eq!(points(&a, &ada, &bob).await, Points::MOST);
    let mut nobody = bob;
    nobody.account.id = AccountId::stored(7);
    assert_eq!(b.channels().grant(grant(&nobody, 1)).await.unwrap(), Granted::Gone);
}

pub async fn each_window_over_channels_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let mut all = Vec::new();
    for n in 0..12 {
        let one = a::person(&a, &format!("rook{n}")).await;
        let channel = open(&a, &one).await;
        all.insert(0, Listed { at: channel.id.into(), item: channel.id });
    }
    let ask = async |window: Window| {
        let rows = b.channels().list(false, None, window).await.unwrap();
        rows.into_iter().map(|row| Listed { at: row.at, item: row.item.channel.id }).collect()
    };
    windows::check("channels", &all, ask).await;
}

pub async fn only_those_are_listed_where_something_is_on(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = a::people(&a, ["ada", "bob", "cleo"]).await;
    for (one, live) in [(&ada, true), (&bob, false), (&cleo, true)] {
        a.channels().present(presenting(one, "rooks", Some(live))).await.unwrap();
    }
    let listed = async |only_live| {
        let rows = b.channels().list(only_live, None, Window::newest(9)).await.unwrap();
        rows.into_iter().map(|row| row.item.channel.id).collect::<Vec<_>>()
    };
    let [first, second, third] = [&ada, &bob, &cleo].map(|one| one.account.id);
    assert_eq!(listed(false).await, [third, second, first]);
    assert_eq!(listed(true).await, [third, first]);
    a.accounts().edit(Measure::Suspend.on(third, a::cause(first))).await.unwrap();
    assert_eq!(listed(true).await, [first], "nothing of who was shut out");
}
