//! Counts, after everybody did everything at once.
use domain::identity::Profile;
use domain::page::Window;
use domain::posts::{FollowWishes, NewPost, Post, PostCounts, Visibility};
use service::posts::{AccountFilter, Entry};

use crate::dice::Dice;
use crate::race::together;
use crate::store::{Shared, shared};
use crate::{Store, a};

const ALL: Window = Window::newest(10_000);
const DEEDS: usize = 25;

/// Somebody who does this and that to these posts and people.
async fn busy(store: Shared, seed: u64, who: Profile, people: Vec<Profile>, posts: Vec<Post>) {
    let (mut dice, mut own) = (Dice::seeded(seed), Vec::new());
    for _ in 0..DEEDS {
        let post = dice.one_of(&posts);
        let author = people.iter().find(|one| one.account.id == post.author).unwrap();
        let (by, cause) = (who.account.id, a::cause(who.account.id));
        match dice.below(8) {
            0 => drop(store.posts().favourite(post.favourite(by, cause)).await.unwrap()),
            1 => {
                if let Some(favourite) = store.posts().find_favourite(post.id, by).await.unwrap() {
                    store.posts().unfavourite(favourite.undo(&cause)).await.unwrap();
                }
            }
            2 => drop(store.posts().boost(a::boosting(&who, post, author)).await.unwrap()),
            3 => {
                if let Some(boost) = store.posts().find_boost(post.id, by).await.unwrap() {
                    store.posts().unboost(boost.undo(&cause)).await.unwrap();
                }
            }
            4 | 5 => own.push(answer(&*store, &who, post, *dice.one_of(&Visibility::ALL)).await),
            6 => {
                if let Some(answer) = own.pop() {
                    assert!(a::deletion(&*store, &answer).await);
                }
            }
            _ => follow_or_part(&*store, &who, dice.one_of(&people)).await,
        }
        tokio::task::yield_now().await;
    }
}

async fn answer(store: &dyn Store, who: &Profile, post: &Post, visibility: Visibility) -> Post {
    a::post(store, who, NewPost { visibility, ..a::answering("yes", post) }).await
}

async fn follow_or_part(store: &dyn Store, who: &Profile, whom: &Profile) {
    match store.follows().find(who.account.id, whom.account.id).await.unwrap() {
        Some(follow) => drop(store.follows().unfollow(follow.end(&a::cause(who.account.id))).await.unwrap()),
        None if who != whom => {
            store.follows().follow(a::following(who, whom, FollowWishes::default())).await.unwrap();
        }
        None => {}
    }
}

pub async fn counts_never_drift(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "bob", "cyd", "dot"]).await.to_vec();
    let mut posts = Vec::new();
    for who in people.iter().chain(&people) {
        posts.push(a::post(&a, who, a::writing("count me")).await);
    }
    let stores = shared(a, b);
    // Each person is at two places at once.
    let mut deeds = Vec::new();
    for n in 0..2 * people.len() {
        let who = people[n % people.len()].clone();
        deeds.push(busy(stores[n % 2].clone(), n as u64 + 1, who, people.clone(), posts.clone()));
    }
    together(deeds).await;
    let doomed = posts.split_off(posts.len() / 2);
    let deletions = doomed.into_iter().enumerate().map(|(n, post)| {
        let store = stores[n % 2].clone();
        async move { assert!(a::deletion(&*store, &post).await) }
    });
    together(deletions).await;
    recount(&*stores[1], &people, &posts).await;
}

/// Everything that somebody wrote or boosted.
async fn entries(store: &dyn Store, of: &Profile) -> Vec<Entry> {
    let id = of.account.id;
    store.timelines().of_account(id, &AccountFilter::default(), Some(id), ALL).await.unwrap()
}

async fn recount(store: &dyn Store, people: &[Profile], posts: &[Post]) {
    let (mut written, mut total) = (Vec::new(), 0);
    for one in people {
        let theirs = entries(store, one).await;
        let counts = store.accounts().find(one.account.id).await.unwrap().unwrap().counts;
        let shown =
            theirs.iter().filter(|entry| entry.boost.is_some() || entry.post.post.is_counted()).count();
        let followers = store.follows().followers(one.account.id, None, ALL).await.unwrap().len();
        let following = store.follows().following(one.account.id, None, ALL).await.unwrap().len();
        let counted = (counts.posts, counts.followers, counts.following);
        assert_eq!(counted, (shown as u64, followers as u64, following as u64), "{}", one.account.username);
        total += theirs.iter().filter(|entry| entry.boost.is_none()).count() as u64;
        written.extend(theirs);
    }
    assert_eq!(store.accounts().totals().await.unwrap().posts, total);
    for post in posts {
        let answers =
            |entry: &&Entry| entry.boost.is_none() && entry.post.post.counted_parent() == Some(post.id);
        let expected = PostCounts {
            replies: written.iter().filter(answers).count() as u64,
            boosts: store.posts().boosted_by(post.id, None, ALL).await.unwrap().len() as u64,
            favourites: store.posts().favourited_by(post.id, None, ALL).await.unwrap().len() as u64,
        };
        let found = store.posts().find(post.id, None).await.unwrap().unwrap();
        assert_eq!(found.post.counts, expected, "{}", post.id);
    }
}
