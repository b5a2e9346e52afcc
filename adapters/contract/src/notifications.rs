//! What a [`NotificationRepository`](service::notifications::NotificationRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Draft;
use domain::identity::Profile;
use domain::ids::{NotificationId, Snowflake};
use domain::page::Window;
use domain::posts::{
    Deed, FollowWishes, MuteExtent, Notification, NotificationKind, Post, PostCounts, Visibility,
};
use domain::realtime::Position;
use service::duty::{Step, Stepped};
use service::notifications::{Change, NotificationView, Wanted};
use service::realtime::Epoch;
use uuid::Uuid;

use crate::race::together;
use crate::store::shared;
use crate::told::{LONG, kinds_after};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! notification_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, notifications:
            what_is_told_is_listed_with_its_post_and_its_event,
            a_fenced_step_tells_nobody,
            of_twenty_same_steps_one_has_its_effect,
            nobody_is_told_the_same_twice,
            of_a_post_that_is_gone_nobody_is_told,
            a_notification_goes_with_its_post,
            what_is_taken_back_is_forgotten,
            changes_are_made_in_order,
            lists_the_wanted_kinds_by_whom_they_are_wanted,
            notifications_are_paged_by_their_ids,
            only_their_own_can_be_found_and_dismissed,
            clearing_takes_all_of_ones_own,
            counts_what_came_after_an_id_up_to_a_limit,
            knows_who_wants_to_be_told_of_each_post,
            somebody_is_told_of_a_post_for_followers_as_long_as_they_may_see_it,
            nobody_is_told_of_those_whom_a_block_or_a_mute_keeps_away,
        }
    };
}

const NAME: &str = "notifications";

/// A follower at its place.
pub(crate) struct Follower {
    epoch: Epoch,
    place: u64,
}

impl Follower {
    pub(crate) async fn of(store: &dyn Store) -> Self {
        let epoch = store.leases().acquire(NAME, Uuid::from_u128(9), LONG).await.unwrap().unwrap();
        Self { epoch, place: 0 }
    }

    fn step(&self) -> Step {
        let (from, through) = (Position::new(self.place), Position::new(self.place + 1));
        Step { follower: NAME, epoch: self.epoch, from, through }
    }

    pub(crate) async fn take(&mut self, store: &dyn Store, changes: Vec<Change>) {
        let taken = store.notifications().take(self.step(), changes).await.unwrap();
        assert_eq!(taken, Stepped::Done);
        self.place += 1;
    }
}

fn told(
    kind: NotificationKind,
    by: &Profile,
    post: &Post,
    author: &Profile,
    to: &Profile,
) -> Draft<Notification> {
    let deed = Deed::about(kind, by.into(), post, author, PostCounts::default());
    deed.tell(to.account.id, &a::cause(by.account.id)).unwrap()
}

fn liked(by: &Profile, post: &Post, author: &Profile) -> Draft<Notification> {
    told(NotificationKind::Favourite, by, post, author, author)
}

fn followed(by: &Profile, whom: &Profile) -> Draft<Notification> {
    let deed = Deed { kind: NotificationKind::Follow, by: by.into(), about: None };
    deed.tell(whom.account.id, &a::cause(by.account.id)).unwrap()
}

fn forget_follow(by: &Profile, whom: &Profile) -> Change {
    let (kind, follower, followee) = (NotificationKind::Follow, by.account.id, whom.account.id);
    Change::ForgetFollow { kind, follower, followee }
}

fn everything() -> Wanted {
    Wanted { kinds: NotificationKind::ALL.to_vec(), by: None }
}

async fn listed(store: &dyn Store, of: &Profile) -> Vec<NotificationView> {
    store.notifications().list(of.account.id, &everything(), Window::newest(80)).await.unwrap()
}

async fn kinds(store: &dyn Store, of: &Profile) -> Vec<NotificationKind> {
    listed(store, of).await.iter().map(|view| view.notification.kind).collect()
}

pub async fn what_is_told_is_listed_with_its_post_and_its_event(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("caw")).await;
    let mut follower = Follower::of(&a).await;
    follower.take(&a, vec![Change::Tell(vec![liked(&bob, &post, &ada), followed(&bob, &ada)])]).await;
    let all = listed(&b, &ada).await;
    let [follow, like] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((follow.notification.kind, &follow.post), (NotificationKind::Follow, &None));
    assert_eq!((follow.by.account.id, like.by.account.id), (bob.account.id, bob.account.id));
    assert_eq!(like.post.as_ref().map(|entry| entry.post.post.clone()), Some(post));
    assert!(like.notification.id < follow.notification.id);
    assert_eq!(listed(&a, &bob).await, []);
    assert_eq!(kinds_after(&b, 3).await, ["notification.created", "notification.created"]);
}

pub async fn a_fenced_step_tells_nobody(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let old = Follower::of(&a).await;
    let new = Follower::of(&b).await;
    let tell = || vec![Change::Tell(vec![followed(&bob, &ada)])];
    assert_eq!(a.notifications().take(old.step(), tell()).await.unwrap(), Stepped::Fenced);
    let elsewhere = Follower { place: 7, ..new };
    assert_eq!(a.notifications().take(elsewhere.step(), tell()).await.unwrap(), Stepped::Fenced);
    assert_eq!(listed(&b, &ada).await, []);
    assert_eq!(kinds_after(&b, 2).await, [""; 0]);
}

pub async fn of_twenty_same_steps_one_has_its_effect(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let step = Follower::of(&a).await.step();
    let stores = shared(a, b);
    let steps = together((0..20).map(|n| {
        let (store, draft) = (stores[n % 2].clone(), followed(&bob, &ada));
        async move { store.notifications().take(step, vec![Change::Tell(vec![draft])]).await.unwrap() }
    }))
    .await;
    assert_eq!(steps.iter().filter(|stepped| **stepped == Stepped::Done).count(), 1, "{steps:?}");
    assert_eq!(listed(&*stores[0], &ada).await.len(), 1);
    assert_eq!(kinds_after(&*stores[1], 2).await, ["notification.created"]);
}

pub async fn nobody_is_told_the_same_twice(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("caw")).await;
    let mut follower = Follower::of(&a).await;
    let twice = vec![liked(&bob, &post, &ada), liked(&bob, &post, &ada), followed(&bob, &ada)];
    follower.take(&a, vec![Change::Tell(twice)]).await;
    follower.take(&b, vec![Change::Tell(vec![followed(&bob, &ada), liked(&bob, &post, &ada)])]).await;
    assert_eq!(kinds(&b, &ada).await, [NotificationKind::Follow, NotificationKind::Favourite]);
    assert_eq!(kinds_after(&a, 3).await.len(), 2);
}

pub async fn of_a_post_that_is_gone_nobody_is_told(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("caw")).await;
    assert!(a::deletion(&a, &post).await);
    let mut follower = Follower::of(&a).await;
    follower.take(&b, vec![Change::Tell(vec![liked(&bob, &post, &ada)])]).await;
    assert_eq!(listed(&b, &ada).await, []);
    assert_eq!(kinds_after(&a, 3).await, ["post.deleted"]);
}

pub async fn a_notification_goes_with_its_post(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("caw")).await;
    let mut follower = Follower::of(&a).await;
    follower.take(&a, vec![Change::Tell(vec![liked(&bob, &post, &ada), followed(&bob, &ada)])]).await;
    let like = listed(&a, &ada).await[1].notification.id;
    assert!(a::deletion(&b, &post).await);
    assert_eq!(kinds(&b, &ada).await, [NotificationKind::Follow], "also before anybody has followed");
    assert_eq!(b.notifications().find(like, ada.account.id).await.unwrap(), None);
    follower.take(&a, vec![Change::ForgetPost(post.id)]).await;
    assert_eq!(kinds(&b, &ada).await, [NotificationKind::Follow]);
}

pub async fn what_is_taken_back_is_forgotten(a: impl Store, b: impl Store) {
    use NotificationKind::{Favourite, Follow, Reblog};
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("caw")).await;
    let mut follower = Follower::of(&a).await;
    let boosted = told(NotificationKind::Reblog, &bob, &post, &ada, &ada);
    let all = vec![
        liked(&bob, &post, &ada),
        boosted,
        followed(&bob, &ada),
        liked(&cyd, &post, &ada),
        followed(&bob, &cyd),
    ];
    follower.take(&a, vec![Change::Tell(all)]).await;
    let (by, post) = (bob.account.id, post.id);
    let unliked = Change::ForgetDeed { kind: NotificationKind::Favourite, by, post };
    follower.take(&b, vec![unliked]).await;
    assert_eq!(kinds(&a, &ada).await, [Favourite, Follow, Reblog], "what others did stays");
    let unboosted = Change::ForgetDeed { kind: Reblog, by, post };
    let unfollowed = forget_follow(&bob, &ada);
    follower.take(&a, vec![unboosted, unfollowed]).await;
    assert_eq!((kinds(&b, &ada).await, kinds(&b, &cyd).await), (vec![Favourite], vec![Follow]));
}

pub async fn changes_are_made_in_order(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let mut follower = Follower::of(&a).await;
    follower.take(&a, vec![Change::Tell(vec![followed(&bob, &ada)])]).await;
    let first = listed(&b, &ada).await[0].notification.id;
    let end = forget_follow(&bob, &ada);
    follower.take(&a, vec![end, Change::Tell(vec![followed(&bob, &ada)])]).await;
    let again = listed(&b, &ada).await;
    assert!(again.len() == 1 && again[0].notification.id > first, "{again:?}");
}

pub async fn lists_the_wanted_kinds_by_whom_they_are_wanted(a: impl Store, b: impl Store) {
    use NotificationKind::{Favourite, Follow, Mention};
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let post = a::post(&a, &ada, a::writing("caw")).await;
    let mut follower = Follower::of(&a).await;
    let all = vec![liked(&bob, &post, &ada), followed(&bob, &ada), liked(&cyd, &post, &ada)];
    follower.take(&a, vec![Change::Tell(all)]).await;
    let count = async |kinds: &[NotificationKind], by: Option<&Profile>| {
        let wanted = Wanted { kinds: kinds.to_vec(), by: by.map(|by| by.account.id) };
        let list = b.notifications().list(ada.account.id, &wanted, Window::newest(80)).await.unwrap();
        let count =
            b.notifications().count(ada.account.id, &wanted, Snowflake::default(), 100).await.unwrap();
        assert_eq!(list.len() as u64, count);
        count
    };
    assert_eq!(count(&[Favourite], None).await, 2);
    assert_eq!(count(&[Favourite, Follow], Some(&bob)).await, 2);
    assert_eq!(count(&[Follow], Some(&cyd)).await, 0);
    assert_eq!((count(&[Mention], None).await, count(&[], None).await), (0, 0));
}

/// Somebody whom so many follow, with the ids of what they are told of it, newest first.
async fn popular(store: &dyn Store, count: usize) -> (Profile, Vec<NotificationId>) {
    let ada = a::person(store, "ada").await;
    let mut drafts = Vec::new();
    for n in 0..count {
        drafts.push(followed(&a::person(store, &format!("fan{n}")).await, &ada));
    }
    Follower::of(store).await.take(store, vec![Change::Tell(drafts)]).await;
    let ids = listed(store, &ada).await.iter().map(|view| view.notification.id).collect();
    (ada, ids)
}

pub async fn notifications_are_paged_by_their_ids(a: impl Store, b: impl Store) {
    let (ada, all) = popular(&a, 7).await;
    let page = async |window: Window| {
        let page = b.notifications().list(ada.account.id, &everything(), window).await.unwrap();
        page.iter().map(|view| view.notification.id).collect::<Vec<_>>()
    };
    let newest = Window::newest(3);
    let at = |n: usize| Some(Snowflake::from(all[n]));
    assert_eq!(page(newest).await, all[..3]);
    assert_eq!(page(Window { before: at(2), ..newest }).await, all[3..6]);
    assert_eq!(page(Window { above: at(6), ..newest }).await, all[3..6]);
    assert_eq!(page(Window { since: at(2), ..newest }).await, all[..2]);
}

pub async fn only_their_own_can_be_found_and_dismissed(a: impl Store, b: impl Store) {
    let (ada, all) = popular(&a, 2).await;
    let stranger = a::person(&a, "bob").await.account.id;
    assert_eq!(b.notifications().find(all[0], stranger).await.unwrap(), None);
    assert!(!b.notifications().dismiss(all[0], stranger).await.unwrap());
    let found = b.notifications().find(all[0], ada.account.id).await.unwrap().unwrap();
    assert_eq!(found.notification.id, all[0]);
    assert!(b.notifications().dismiss(all[0], ada.account.id).await.unwrap());
    assert!(!a.notifications().dismiss(all[0], ada.account.id).await.unwrap());
    assert_eq!(listed(&a, &ada).await.len(), 1);
}

pub async fn clearing_takes_all_of_ones_own(a: impl Store, b: impl Store) {
    let (ada, _) = popular(&a, 3).await;
    let bob = a::person(&a, "bob").await;
    let mut follower = Follower { place: 1, ..Follower::of(&a).await };
    follower.take(&a, vec![Change::Tell(vec![followed(&ada, &bob)])]).await;
    b.notifications().clear(ada.account.id).await.unwrap();
    assert_eq!((listed(&a, &ada).await.len(), listed(&a, &bob).await.len()), (0, 1));
}

pub async fn counts_what_came_after_an_id_up_to_a_limit(a: impl Store, b: impl Store) {
    let (ada, all) = popular(&a, 5).await;
    let count = async |after: Snowflake, limit| {
        b.notifications().count(ada.account.id, &everything(), after, limit).await.unwrap()
    };
    assert_eq!(count(Snowflake::default(), 100).await, 5);
    assert_eq!(count(all[1].into(), 100).await, 1);
    assert_eq!(count(Snowflake::default(), 3).await, 3);
}

pub async fn knows_who_wants_to_be_told_of_each_post(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let wishes = FollowWishes { notify: true, ..FollowWishes::default() };
    a.follows().follow(a::following(&bob, &ada, wishes)).await.unwrap();
    a::follow(&a, &cyd, &ada).await;
    assert_eq!(b.notifications().wanting_posts_of(ada.account.id).await.unwrap(), [bob.account.id]);
    assert_eq!(b.notifications().wanting_posts_of(bob.account.id).await.unwrap(), []);
}

pub async fn somebody_is_told_of_a_post_for_followers_as_long_as_they_may_see_it(
    a: impl Store,
    b: impl Store,
) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let follow = a::follow(&a, &bob, &ada).await;
    let post = a::post(&a, &ada, a::whispering("psst", Visibility::Private)).await;
    let status = told(NotificationKind::Status, &ada, &post, &ada, &bob);
    Follower::of(&a).await.take(&a, vec![Change::Tell(vec![status])]).await;
    assert_eq!(kinds(&b, &bob).await, [NotificationKind::Status]);
    assert!(a.follows().unfollow(follow.end(&a::cause(bob.account.id))).await.unwrap());
    assert_eq!(kinds(&b, &bob).await, []);
}

pub async fn nobody_is_told_of_those_whom_a_block_or_a_mute_keeps_away(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "blocked", "blocker", "muted", "half", "friend"]).await;
    let [ada, blocked, blocker, muted, half, friend] = &people;
    let mut follower = Follower::of(&a).await;
    let first: Vec<_> = people[1..].iter().map(|by| followed(by, ada)).collect();
    follower.take(&a, vec![Change::Tell(first)]).await;
    assert_eq!(listed(&b, ada).await.len(), 5);
    a::block(&a, ada, blocked).await;
    a::block(&a, blocker, ada).await;
    a::mute(&a, ada, muted).await;
    let extent = MuteExtent { notifications: false, until: None };
    a.relations().mute(a::muting(ada, half, extent)).await.unwrap();
    let by = async || listed(&b, ada).await.iter().map(|view| view.by.account.id).collect::<Vec<_>>();
    assert_eq!(by().await, [friend.account.id, half.account.id], "what was told before is hidden");
    let unread = b.notifications().count(ada.account.id, &everything(), Snowflake::default(), 80).await;
    assert_eq!(unread.unwrap(), 2);
    let post = a::post(&a, ada, a::writing("caw")).await;
    let before = kinds_after(&a, 0).await.len();
    let again: Vec<_> = people[1..].iter().map(|by| liked(by, &post, ada)).collect();
    follower.take(&a, vec![Change::Tell(again)]).await;
    assert_eq!(by().await.len(), 4);
    assert_eq!(kinds_after(&b, before).await, ["notification.created"; 2], "no trace of the others");
}
