//! What a [`ListRepository`](service::reading::ListRepository) owes its callers, and what streams are told of lists.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::Profile;
use domain::ids::{AccountId, ListId, PostId};
use domain::page::{Listed, Window};
use domain::reading::{List, ListTitle, Replies};
use service::posts::Entry;
use service::reading::Added;

use crate::race::together;
use crate::store::shared;
use crate::told::waiting;
use crate::town::{Row, Town};
use crate::{Store, a, windows};

const ALL: Window = Window::newest(1_000);

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! list_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, lists:
            a_list_is_its_owners_alone,
            of_sixty_lists_as_many_are_made_as_there_may_be,
            only_whom_one_follows_is_in_a_list_and_once,
            of_those_who_are_put_in_together_all_are_in_or_none,
            of_six_hundred_at_once_as_many_are_in_as_there_may_be,
            who_is_no_longer_followed_is_in_no_list_any_more,
            a_list_shows_what_it_picks_out_of_home,
            a_list_shows_the_answers_that_its_owner_wants,
            each_window_of_a_list_is_that_of_the_reference,
            each_window_of_its_members_is_that_of_the_reference,
        }
    };
}

async fn list(store: &dyn Store, of: &Profile, replies: Replies) -> List {
    store.lists().make(of.account.id, ListTitle::stored("birds"), replies).await.unwrap().unwrap()
}

async fn put(store: &dyn Store, list: &List, whom: &[&Profile]) -> Added {
    let accounts = whom.iter().map(|one| one.account.id).collect();
    store.lists().add(list.id, list.owner, accounts).await.unwrap()
}

async fn members(store: &dyn Store, list: &List) -> Vec<AccountId> {
    let page = store.lists().members(list.id, ALL).await.unwrap();
    page.iter().map(|row| row.item.account.id).collect()
}

pub async fn a_list_is_its_owners_alone(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let before = waiting(&a).await;
    let (me, other) = (ada.account.id, bob.account.id);
    let one = list(&a, &ada, Replies::None).await;
    let two = list(&b, &ada, Replies::Followed).await;
    assert_eq!(b.lists().all(me).await.unwrap(), [one.clone(), two.clone()]);
    assert_eq!(b.lists().all(other).await.unwrap(), []);
    assert_eq!(b.lists().find(one.id, me).await.unwrap(), Some(one.clone()));
    assert_eq!(b.lists().find(one.id, other).await.unwrap(), None);
    assert_eq!(a.arrangements().list_feed(one.id, other).await.unwrap(), None);
    let changed = List { title: ListTitle::stored("rooks"), replies: Replies::Members, ..one.clone() };
    assert!(!b.lists().change(List { owner: other, ..changed.clone() }).await.unwrap());
    assert!(b.lists().change(changed.clone()).await.unwrap());
    assert_eq!(a.lists().find(one.id, me).await.unwrap(), Some(changed));
    assert!(!b.lists().delete(one.id, other).await.unwrap());
    assert!(b.lists().delete(one.id, me).await.unwrap());
    assert!(!a.lists().delete(one.id, me).await.unwrap());
    assert!(!a.lists().change(one).await.unwrap());
    assert_eq!(a.lists().all(me).await.unwrap(), [two]);
    assert_eq!(waiting(&a).await, before, "nobody is told");
}

pub async fn of_sixty_lists_as_many_are_made_as_there_may_be(a: impl Store, b: impl Store) {
    let owner = a::person(&a, "ada").await.account.id;
    let stores = shared(a, b);
    let answers = together((0..60).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.lists().make(owner, ListTitle::stored("birds"), Replies::None).await.unwrap() }
    }));
    let made = answers.await.into_iter().flatten().count();
    assert_eq!(made, usize::from(List::MOST));
    assert_eq!(stores[0].lists().all(owner).await.unwrap().len(), made);
}

pub async fn only_whom_one_follows_is_in_a_list_and_once(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let [birds, others] = [list(&a, &ada, Replies::None).await, list(&a, &ada, Replies::None).await];
    assert_eq!(put(&b, &birds, &[&bob]).await, Added::NotFollowed);
    a::follow(&a, &ada, &bob).await;
    a::follow(&a, &bob, &cyd).await;
    assert_eq!(put(&b, &birds, &[&bob, &bob]).await, Added::Yes);
    assert_eq!(put(&a, &birds, &[&bob]).await, Added::There);
    assert_eq!(put(&a, &others, &[&bob]).await, Added::Yes);
    assert_eq!(put(&a, &List { owner: bob.account.id, ..birds.clone() }, &[&cyd]).await, Added::Gone);
    assert_eq!(put(&a, &List { id: ListId::stored(1), ..birds.clone() }, &[&bob]).await, Added::Gone);
    assert_eq!(members(&b, &birds).await, [bob.account.id]);
    let with = b.lists().with(bob.account.id, ada.account.id).await.unwrap();
    assert_eq!(with, [birds.clone(), others.clone()]);
    assert_eq!(b.lists().with(cyd.account.id, ada.account.id).await.unwrap(), []);
    a.lists().remove(birds.id, bob.account.id, &[bob.account.id]).await.unwrap();
    assert_eq!(members(&b, &birds).await, [bob.account.id], "another does not take anybody out");
    let both = [bob.account.id, cyd.account.id];
    a.lists().remove(birds.id, ada.account.id, &both).await.unwrap();
    assert_eq!(members(&b, &birds).await, []);
    assert_eq!(b.lists().with(bob.account.id, ada.account.id).await.unwrap(), [others]);
}

pub async fn of_those_who_are_put_in_together_all_are_in_or_none(a: impl Store, b: impl Store) {
    let [ada, bob, cyd] = a::people(&a, ["ada", "bob", "cyd"]).await;
    let birds = list(&a, &ada, Replies::None).await;
    a::follow(&a, &ada, &bob).await;
    assert_eq!(put(&b, &birds, &[&bob, &cyd]).await, Added::NotFollowed);
    assert_eq!(members(&a, &birds).await, []);
    a::follow(&a, &ada, &cyd).await;
    assert_eq!(put(&b, &birds, &[&cyd]).await, Added::Yes);
    assert_eq!(put(&a, &birds, &[&bob, &cyd]).await, Added::There);
    assert_eq!(members(&b, &birds).await, [cyd.account.id]);
}

pub async fn of_six_hundred_at_once_as_many_are_in_as_there_may_be(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let birds = list(&a, &ada, Replies::None).await;
    let mut groups = vec![vec![]; 6];
    for n in 0..600 {
        let one = a::person(&a, &format!("n{n}")).await;
        a::follow(&b, &ada, &one).await;
        groups[n % 6].push(one.account.id);
    }
    let stores = shared(a, b);
    let answers = together(groups.into_iter().enumerate().map(|(n, group)| {
        let (store, id, owner) = (stores[n % 2].clone(), birds.id, birds.owner);
        async move { store.lists().add(id, owner, group).await.unwrap() }
    }))
    .await;
    let of = |outcome| answers.iter().filter(|answer| **answer == outcome).count();
    assert_eq!((of(Added::Yes), of(Added::Full)), (5, 1));
    assert_eq!(members(&*stores[0], &birds).await.len(), usize::from(List::MEMBERS));
}

pub async fn who_is_no_longer_followed_is_in_no_list_any_more(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let birds = list(&a, &ada, Replies::None).await;
    let me = ada.account.id;
    let follow = a::follow(&a, &ada, &bob).await;
    a::post(&a, &bob, a::writing("caw")).await;
    assert_eq!(put(&b, &birds, &[&bob]).await, Added::Yes);
    assert_eq!(b.lists().timeline(&birds, ALL).await.unwrap().len(), 1);
    let feed = b.arrangements().list_feed(birds.id, me).await.unwrap().unwrap();
    assert_eq!((feed.list, feed.members), (birds.clone(), [bob.account.id].into()));
    assert!(b.follows().unfollow(follow.end(&a::cause(me))).await.unwrap());
    for again in [false, true] {
        if again {
            a::follow(&a, &ada, &bob).await;
        }
        assert_eq!(members(&a, &birds).await, []);
        assert_eq!(a.lists().with(bob.account.id, me).await.unwrap(), []);
        assert_eq!(a.lists().timeline(&birds, ALL).await.unwrap(), []);
        assert!(a.arrangements().list_feed(birds.id, me).await.unwrap().unwrap().members.is_empty());
    }
    assert_eq!(put(&b, &birds, &[&bob]).await, Added::Yes, "they may be put in anew");
}

/// Lists of everybody whom somebody follows but the last, one for each choice of answers.
async fn lists_of(store: &dyn Store, town: &Town, owner: &Profile) -> Vec<List> {
    let follows = &town.home(owner).follows;
    let followed: Vec<&Profile> =
        town.people.iter().filter(|one| follows.contains_key(&one.account.id)).collect();
    let mut lists = Vec::new();
    for replies in Replies::ALL {
        let list = list(store, owner, replies).await;
        let some = &followed[..followed.len().saturating_sub(1).max(1).min(followed.len())];
        assert_eq!(put(store, &list, some).await, Added::Yes);
        lists.push(list);
    }
    lists
}

async fn expected(store: &dyn Store, town: &Town, owner: &Profile, list: &List) -> Vec<Row> {
    let feed = store.arrangements().list_feed(list.id, list.owner).await.unwrap().unwrap();
    town.rows(|row| {
        let booster = row.boost.map(|boost| boost.by);
        let audience = row.post.audience();
        town.is_of_followed(row, owner) && feed.picks(domain::posts::Shown { audience: &audience, booster })
    })
}

pub async fn a_list_shows_what_it_picks_out_of_home(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 21, 300).await;
    let mut shown = [0; 3];
    for owner in &town.people {
        for (n, list) in lists_of(&a, &town, owner).await.into_iter().enumerate() {
            let page: Vec<Row> = b.lists().timeline(&list, ALL).await.unwrap().iter().map(Row::of).collect();
            assert_eq!(page, expected(&b, &town, owner, &list).await, "{list:?}");
            shown[n] += page.len();
        }
    }
    assert!(shown[0] >= shown[1] && shown[1] >= shown[2] && shown[2] > 0, "{shown:?}");
}

pub async fn a_list_shows_the_answers_that_its_owner_wants(a: impl Store, b: impl Store) {
    let [ada, bob, cyd, dot] = a::people(&a, ["ada", "bob", "cyd", "dot"]).await;
    for one in [&bob, &cyd, &dot] {
        a::follow(&a, &ada, one).await;
    }
    let mut answers = Vec::new();
    for whom in [&bob, &ada, &cyd, &dot] {
        let post = a::post(&a, whom, a::writing("a question")).await;
        answers.push(a::post(&b, &bob, a::answering("an answer", &post)).await.id);
    }
    let wanted = [(Replies::Followed, 4), (Replies::Members, 3), (Replies::None, 2)];
    for (replies, many) in wanted {
        let birds = list(&a, &ada, replies).await;
        assert_eq!(put(&b, &birds, &[&bob, &cyd]).await, Added::Yes);
        let page = b.lists().timeline(&birds, ALL).await.unwrap();
        let mut shown: Vec<PostId> = page.iter().map(Entry::id).filter(|id| answers.contains(id)).collect();
        shown.reverse();
        assert_eq!(shown, answers[..many], "{replies:?}");
    }
}

pub async fn each_window_of_a_list_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 22, 200).await;
    let owner = &town.people[0];
    for list in lists_of(&a, &town, owner).await {
        let rows = expected(&a, &town, owner, &list).await;
        let rows: Vec<Listed<PostId>> =
            rows.iter().map(|row| Listed { at: row.at(), item: row.id() }).collect();
        let ask = async |window| -> Vec<Listed<PostId>> {
            let page = b.lists().timeline(&list, window).await.unwrap();
            page.iter().map(|entry: &Entry| Listed { at: entry.at(), item: entry.id() }).collect()
        };
        windows::check("list", &rows, ask).await;
    }
}

pub async fn each_window_of_its_members_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let birds = list(&a, &ada, Replies::None).await;
    let mut rows = Vec::new();
    for n in 0..12 {
        let one = a::person(&a, &format!("n{n}")).await;
        let follow = a::follow(&a, &ada, &one).await;
        if n % 3 != 0 {
            assert_eq!(put(&b, &birds, &[&one]).await, Added::Yes);
            rows.insert(0, Listed { at: follow.id.into(), item: one.account.id });
        }
    }
    let ask = async |window| -> Vec<Listed<AccountId>> {
        let page = b.lists().members(birds.id, window).await.unwrap();
        page.into_iter().map(|row| Listed { at: row.at, item: row.item.account.id }).collect()
    };
    windows::check("members", &rows, ask).await;
}
