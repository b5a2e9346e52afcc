//! Private things, on every path that something is read by.
use domain::identity::{Account, Profile};
use domain::ids::{AccountId, PostId};
use domain::page::Window;
use domain::posts::{Hashtag, MuteExtent, NewPost, Post, Visibility};
use jiff::ToSpan;
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

/// On which paths a reader comes across a post.
async fn paths_of(
    store: &dyn Store,
    reader: Option<&Profile>,
    people: &[Profile],
    post: &Post,
) -> Vec<String> {
    paths(&seen(store, reader.map(|one| one.account.id), people, &[post.id]).await, post)
}

pub async fn those_kept_apart_by_a_block_do_not_come_across_each_other(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "bob"]).await;
    let [ada, bob] = &people;
    a::follow(&a, ada, bob).await;
    a::follow(&a, bob, ada).await;
    let by_ada = a::post(&a, ada, a::writing("ada #rooks")).await;
    let by_bob = a::post(&a, bob, a::writing("bob #rooks")).await;
    let question = a::post(&a, ada, a::writing("a question")).await;
    let answer = a::post(&a, bob, a::answering("an answer", &question)).await;
    let block = a::block(&a, ada, bob).await;
    assert_eq!(paths_of(&b, Some(bob), &people, &by_ada).await, [""; 0], "who is blocked sees nothing");
    let on_purpose = ["account of bob", "account of bob by tag", "find"];
    assert_eq!(paths_of(&b, Some(ada), &people, &by_bob).await, on_purpose, "who blocks looks on purpose");
    let thread = async |reader: &Profile, of: &Post| {
        let thread = b.posts().thread(of.id, Some(reader.account.id), LIMITS).await.unwrap();
        (thread.ancestors.len(), thread.descendants.len())
    };
    assert_eq!(thread(ada, &question).await, (0, 0), "the answer is left out");
    assert_eq!(thread(bob, &answer).await, (0, 0), "what it answers is left out");
    assert_eq!(paths_of(&b, None, &people, &by_bob).await.len(), 5, "a visitor sees all of it");
    assert!(a.relations().unblock(block.end(&a::cause(ada.account.id))).await.unwrap());
    assert_eq!(
        paths_of(&b, Some(bob), &people, &by_ada).await.len(),
        5,
        "but for home: the follows have ended"
    );
}

pub async fn what_somebody_passes_on_of_one_who_is_blocked_is_left_out(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "bob", "cyd"]).await;
    let [ada, bob, cyd] = &people;
    a::follow(&a, ada, cyd).await;
    let post = a::post(&a, bob, a::writing("bob")).await;
    let boost = a::boost(&a, cyd, &post).await;
    let shows = async |reader: &Profile| {
        let id = Some(reader.account.id);
        let page =
            b.timelines().of_account(cyd.account.id, &AccountFilter::default(), id, ALL).await.unwrap();
        let home = b.timelines().home(reader.account.id, ALL).await.unwrap();
        let alone = b.posts().find(boost.id, id).await.unwrap();
        let who = b.posts().boosted_by(post.id, id, ALL).await.unwrap();
        [page.len(), home.len(), usize::from(alone.is_some()), who.len()]
    };
    assert_eq!(shows(ada).await, [1, 1, 1, 1]);
    a::block(&a, ada, bob).await;
    assert_eq!(shows(ada).await, [0, 0, 1, 1]);
    a::block(&a, cyd, ada).await;
    assert_eq!(shows(ada).await, [0, 0, 0, 0]);
}

pub async fn the_muted_are_read_on_purpose_only(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "bob", "cyd"]).await;
    let [ada, bob, cyd] = &people;
    a::follow(&a, ada, bob).await;
    a::follow(&a, ada, cyd).await;
    let post = a::post(&a, bob, a::writing("bob #rooks")).await;
    let answer = a::post(&a, cyd, a::answering("to bob", &post)).await;
    a::boost(&a, cyd, &post).await;
    assert_eq!(b.timelines().home(ada.account.id, ALL).await.unwrap().len(), 3);
    a::mute(&a, ada, bob).await;
    let on_purpose =
        ["account of bob", "account of bob by tag", "account of cyd", "account of cyd by tag", "find"];
    assert_eq!(paths_of(&b, Some(ada), &people, &post).await, on_purpose);
    assert_eq!(
        b.timelines().home(ada.account.id, ALL).await.unwrap(),
        [],
        "nor what answers or passes it on"
    );
    let thread = b.posts().thread(answer.id, Some(ada.account.id), LIMITS).await.unwrap();
    assert_eq!(thread.ancestors.len(), 1, "a thread stays whole");
    let by_ada = a::post(&a, ada, a::writing("ada #rooks")).await;
    assert_eq!(paths_of(&b, Some(bob), &people, &by_ada).await.len(), 5, "who is muted does not notice");
}

pub async fn a_mute_that_is_over_hides_nothing(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    a::follow(&a, &ada, &bob).await;
    a::post(&a, &bob, a::writing("bob")).await;
    let until = |seconds: i64| MuteExtent { notifications: true, until: Some(a::now() + seconds.seconds()) };
    let sights = async || {
        let home = b.timelines().home(ada.account.id, ALL).await.unwrap().len();
        let public = b.timelines().public(Some(ada.account.id), ALL).await.unwrap().len();
        let list = b.relations().muted(ada.account.id, ALL).await.unwrap().len();
        let muting = b.follows().relationships(ada.account.id, &[bob.account.id]).await.unwrap()[0].muting;
        (home, public, list, muting.is_some())
    };
    a.relations().mute(a::muting(&ada, &bob, until(3_600))).await.unwrap();
    assert_eq!(sights().await, (0, 0, 1, true));
    a.relations().mute(a::muting(&ada, &bob, until(-1))).await.unwrap();
    assert_eq!(sights().await, (1, 1, 0, false));
}

/// Shuts somebody out, or silences them.
async fn restrict(store: &dyn Store, whom: &Profile, suspended: bool, silenced: bool) {
    let id = whom.account.id;
    store.accounts().edit(Account::restrict(id, suspended, silenced, a::cause(id))).await.unwrap();
}

pub async fn of_those_shut_out_nothing_is_there(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "bob", "cyd"]).await;
    let [ada, bob, cyd] = &people;
    a::follow(&a, ada, bob).await;
    a::follow(&a, ada, cyd).await;
    let post = a::post(&a, bob, a::writing("bob #rooks")).await;
    let other = a::post(&a, cyd, a::writing("cyd")).await;
    a::boost(&a, cyd, &post).await;
    a::favourite(&a, bob, &other).await;
    restrict(&a, bob, true, false).await;
    for reader in [None, Some(ada), Some(cyd)] {
        assert_eq!(paths_of(&b, reader, &people, &post).await, [""; 0], "{reader:?}");
        let id = reader.map(|one| one.account.id);
        assert_eq!(b.posts().favourited_by(other.id, id, ALL).await.unwrap(), []);
        assert_eq!(b.follows().following(ada.account.id, id, ALL).await.unwrap().len(), 1);
    }
    assert!(!b.follows().home(ada.account.id).await.unwrap().follows.contains_key(&bob.account.id));
    let again = a.follows().follow(a::following(cyd, bob, domain::posts::FollowWishes::default())).await;
    assert_eq!(again.unwrap(), service::posts::Saved::Gone);
    restrict(&a, bob, false, false).await;
    assert_eq!(paths_of(&b, Some(ada), &people, &post).await.len(), 8, "all of it is back");
}

pub async fn the_silenced_are_offered_to_their_followers_alone(a: impl Store, b: impl Store) {
    let people = a::people(&a, ["ada", "bob", "cyd"]).await;
    let [ada, bob, cyd] = &people;
    a::follow(&a, ada, bob).await;
    let post = a::post(&a, bob, a::writing("bob #rooks")).await;
    restrict(&a, bob, false, true).await;
    let on_purpose = ["account of bob", "account of bob by tag", "find"];
    assert_eq!(paths_of(&b, None, &people, &post).await, on_purpose);
    assert_eq!(paths_of(&b, Some(cyd), &people, &post).await, on_purpose);
    assert_eq!(paths_of(&b, Some(ada), &people, &post).await.len(), 6);
    assert_eq!(paths_of(&b, Some(bob), &people, &post).await.len(), 6);
}
