//! Private things, on every path that something is read by.
use domain::identity::Profile;
use domain::ids::{AccountId, PostId};
use domain::page::Window;
use domain::posts::{Hashtag, NewPost, Post, Visibility};
use service::posts::{AccountFilter, Entry, TagQuery, ThreadLimits};

use crate::{Store, a};

const ALL: Window = Window::newest(1_000);
const LIMITS: ThreadLimits = ThreadLimits { ancestors: 100, descendants: 100 };

/// Everything that a reader comes across, by any path.
async fn seen(
    store: &dyn Store,
    reader: Option<AccountId>,
    people: &[Profile],
    ids: &[PostId],
) -> Vec<(String, PostId)> {
    let mut seen = Vec::new();
    let mut add =
        |path: String, page: Vec<PostId>| seen.extend(page.into_iter().map(|id| (path.clone(), id)));
    let entries = |page: Vec<Entry>| page.iter().map(|entry| entry.post.post.id).collect::<Vec<_>>();
    let timelines = store.timelines();
    add("public".into(), entries(timelines.public(reader, ALL).await.unwrap()));
    let tag = TagQuery::one(Hashtag::parse("rooks").unwrap());
    add("tag".into(), entries(timelines.tagged(&tag, reader, ALL).await.unwrap()));
    for one in people {
        let of = one.account.id;
        let page = timelines.of_account(of, &AccountFilter::default(), reader, ALL).await.unwrap();
        add(format!("account of {}", one.account.username), entries(page));
        let tagged =
            AccountFilter { tagged: Some(Hashtag::parse("rooks").unwrap()), ..AccountFilter::default() };
        let page = timelines.of_account(of, &tagged, reader, ALL).await.unwrap();
        add(format!("account of {} by tag", one.account.username), entries(page));
    }
    if let Some(reader) = reader {
        add("home".into(), entries(timelines.home(reader, ALL).await.unwrap()));
    }
    for id in ids {
        let found = store.posts().find(*id, reader).await.unwrap();
        add("find".into(), entries(found.into_iter().collect()));
        let thread = store.posts().thread(*id, reader, LIMITS).await.unwrap();
        add("ancestors".into(), thread.ancestors.iter().map(|view| view.post.id).collect());
        add("descendants".into(), thread.descendants.iter().map(|view| view.post.id).collect());
    }
    seen
}

fn paths(seen: &[(String, PostId)], to: &Post) -> Vec<String> {
    let mut paths: Vec<String> =
        seen.iter().filter(|(_, id)| *id == to.id).map(|(path, _)| path.clone()).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

pub async fn private_things_are_seen_only_by_whom_they_are_for(a: impl Store, b: impl Store) {
    let [author, follower, mentioned, followed, stranger] =
        a::people(&a, ["author", "follower", "mentioned", "followed", "stranger"]).await;
    a::follow(&a, &follower, &author).await;
    a::follow(&a, &author, &followed).await;
    let people = [author.clone(), follower.clone(), mentioned.clone(), followed.clone(), stranger.clone()];
    let root = a::post(&a, &author, a::writing("root #rooks")).await;
    let (mut posts, mut ids) = (Vec::new(), vec![root.id]);
    for visibility in Visibility::ALL {
        let new =
            NewPost { visibility, mentions: vec![a::mention(&mentioned)], ..a::answering("#rooks", &root) };
        let post = a::post(&a, &author, new).await;
        let below = a::post(&a, &author, a::answering("below it", &post)).await;
        let own =
            post.boost(&author, domain::posts::PostCounts::default(), &author, a::cause(author.account.id));
        if let Ok(draft) = own {
            ids.push(a::new_one(a.posts().boost(draft).await.unwrap()).id);
        }
        ids.extend([post.id, below.id]);
        posts.push(post);
    }
    let readers = std::iter::once(None).chain(people.iter().map(Some));
    for reader in readers {
        let seen = seen(&b, reader.map(|one| one.account.id), &people, &ids).await;
        let follows = reader == Some(&follower);
        for post in &posts {
            let admitted = post.audience().admits(reader.map(|one| one.account.id), follows);
            let paths = paths(&seen, post);
            let who = reader.map_or("a visitor", |one| one.account.username.as_str());
            let what = format!("{who} sees what is {:?} by {paths:?}", post.visibility);
            assert_eq!(admitted, paths.contains(&"find".to_owned()), "{what}");
            assert_eq!(admitted, paths.contains(&"descendants".to_owned()), "{what}");
            assert_eq!(admitted, paths.contains(&"ancestors".to_owned()), "{what}");
            assert_eq!(admitted, paths.contains(&"account of author".to_owned()), "{what}");
            assert_eq!(admitted, paths.contains(&"account of author by tag".to_owned()), "{what}");
            let open = post.visibility == Visibility::Public;
            assert_eq!(open, paths.contains(&"public".to_owned()), "{what}");
            assert_eq!(open, paths.contains(&"tag".to_owned()), "{what}");
            let at_home = admitted && (follows || reader == Some(&author));
            assert_eq!(at_home, paths.contains(&"home".to_owned()), "{what}");
            assert!(admitted || paths.is_empty(), "{what}");
        }
    }
}

pub async fn an_own_boost_of_something_private_is_seen_only_by_followers(a: impl Store, b: impl Store) {
    let [author, follower, stranger] = a::people(&a, ["author", "follower", "stranger"]).await;
    a::follow(&a, &follower, &author).await;
    let post = a::post(&a, &author, a::whispering("for friends", Visibility::Private)).await;
    let boost = a::boost(&a, &author, &post).await;
    for (reader, sees) in
        [(None, false), (Some(&author), true), (Some(&follower), true), (Some(&stranger), false)]
    {
        let id = reader.map(|one| one.account.id);
        let found = b.posts().find(boost.id, id).await.unwrap();
        assert_eq!(found.is_some(), sees, "{reader:?}");
        let page =
            b.timelines().of_account(author.account.id, &AccountFilter::default(), id, ALL).await.unwrap();
        assert_eq!(page.len(), if sees { 2 } else { 0 }, "{reader:?}");
    }
}

pub async fn who_no_longer_follows_no_longer_sees(a: impl Store, b: impl Store) {
    let [author, reader] = a::people(&a, ["author", "reader"]).await;
    let follow = a::follow(&a, &reader, &author).await;
    let post = a::post(&a, &author, a::whispering("for friends", Visibility::Private)).await;
    let ids = [post.id];
    let people = [author.clone(), reader.clone()];
    let look = async || paths(&seen(&b, Some(reader.account.id), &people, &ids).await, &post);
    assert_eq!(look().await, ["account of author", "find", "home"]);
    assert!(a.follows().unfollow(follow.end(&a::cause(reader.account.id))).await.unwrap());
    assert_eq!(look().await, [""; 0]);
}
