//! What a [`SearchRepository`](service::search::SearchRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::identity::{AccountEdit, Profile};
use domain::ids::{AccountId, PostId};
use domain::page::{Listed, Window};
use domain::posts::{Hashtag, NewPost, Visibility};
use domain::reading::{NamePart, Words};
use service::search::{Part, PostQuery};

use crate::{Store, a, windows};

const ALL: Window = Window::newest(1_000);
const WHOLE: Part = Part { limit: 1_000, offset: 0 };

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! search_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, search:
            an_account_is_found_by_how_its_names_begin,
            the_one_of_that_name_comes_first_then_those_one_follows_then_the_most_followed,
            only_those_are_found_whom_one_follows_if_that_is_asked,
            what_was_found_comes_in_parts,
            tags_of_public_posts_are_found_by_how_they_begin,
            a_post_is_found_by_all_of_its_words_in_any_case_and_script,
            private_things_are_found_only_by_whom_they_are_for,
            public_posts_are_found_if_their_author_wants_that_or_one_had_to_do_with_them,
            what_is_deleted_is_found_no_more,
            nobody_finds_those_whom_a_block_keeps_away_nor_what_the_muted_write,
            each_window_over_what_was_found_is_that_of_the_reference,
        }
    };
}

async fn names(store: &dyn Store, beginning: &str, reader: Option<&Profile>, part: Part) -> Vec<String> {
    let beginning = NamePart::parse(beginning).unwrap();
    let reader = reader.map(|reader| reader.account.id);
    let found = store.search().accounts(&beginning, false, reader, part).await.unwrap();
    found.iter().map(|profile| profile.account.username.as_str().to_owned()).collect()
}

async fn tags(store: &dyn Store, beginning: &str, part: Part) -> Vec<String> {
    let found = store.search().hashtags(&Hashtag::parse(beginning).unwrap(), part).await.unwrap();
    found.iter().map(ToString::to_string).collect()
}

fn query(words: &str) -> PostQuery {
    PostQuery { words: Words::asked(words).unwrap(), by: None }
}

async fn posts(store: &dyn Store, words: &str, reader: Option<AccountId>) -> Vec<PostId> {
    let found = store.search().posts(&query(words), reader, ALL, 0).await.unwrap();
    found.iter().map(|entry| entry.post.post.id).collect()
}

async fn wants_to_be_found(store: &dyn Store, who: &Profile) {
    let edit = AccountEdit { indexable: Some(true), ..AccountEdit::default() };
    store.accounts().edit(edit.of(who.account.id, a::cause(who.account.id))).await.unwrap();
}

pub async fn an_account_is_found_by_how_its_names_begin(a: impl Store, b: impl Store) {
    a::people(&a, ["ada", "Adam", "bob", "x_y"]).await;
    for (beginning, expected) in [
        ("ad", &["ada", "Adam"][..]),
        (" ADA ", &["ada", "Adam"]),
        ("adam", &["Adam"]),
        ("da", &[]),
        ("tower", &["ada", "Adam", "bob", "x_y"]),
        ("the to", &["ada", "Adam", "bob", "x_y"]),
        ("ower", &[]),
        ("%", &[]),
        ("x_", &["x_y"]),
        ("_", &[]),
        ("adax", &[]),
    ] {
        assert_eq!(names(&b, beginning, None, WHOLE).await, expected, "{beginning:?}");
    }
}

pub async fn the_one_of_that_name_comes_first_then_those_one_follows_then_the_most_followed(
    a: impl Store,
    b: impl Store,
) {
    let [anna, ann, annette, annika, me] = a::people(&a, ["anna", "ann", "annette", "annika", "me"]).await;
    for follower in [&anna, &ann, &annette] {
        a::follow(&a, follower, &annika).await;
    }
    a::follow(&a, &me, &annette).await;
    assert_eq!(names(&b, "ann", Some(&me), WHOLE).await, ["ann", "annette", "annika", "anna"]);
    assert_eq!(names(&b, "ann", None, WHOLE).await, ["ann", "annika", "annette", "anna"]);
}

pub async fn only_those_are_found_whom_one_follows_if_that_is_asked(a: impl Store, b: impl Store) {
    let [ada, _, me] = a::people(&a, ["ada", "adam", "me"]).await;
    a::follow(&a, &me, &ada).await;
    let ask = async |reader| {
        let beginning = NamePart::parse("ad").unwrap();
        let found = b.search().accounts(&beginning, true, reader, WHOLE).await.unwrap();
        found.into_iter().map(|profile| profile.account.id).collect::<Vec<_>>()
    };
    assert_eq!(ask(Some(me.account.id)).await, [ada.account.id]);
    assert_eq!(ask(None).await, []);
}

pub async fn what_was_found_comes_in_parts(a: impl Store, b: impl Store) {
    let [ada, ..] = a::people(&a, ["ada", "adb", "adc", "add"]).await;
    let part = |limit, offset| Part { limit, offset };
    assert_eq!(names(&b, "ad", None, part(2, 0)).await, ["ada", "adb"]);
    assert_eq!(names(&b, "ad", None, part(2, 3)).await, ["add"]);
    a::post(&a, &ada, a::writing("#ra #rb #rc")).await;
    assert_eq!(tags(&b, "r", part(2, 1)).await, ["rb", "rc"]);
}

pub async fn tags_of_public_posts_are_found_by_how_they_begin(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    for text in ["#rooks", "#Rooks and #rookery", "#crows #rot", "#roo"] {
        a::post(&a, &ada, a::writing(text)).await;
    }
    a::post(&a, &ada, a::whispering("#roosecret", Visibility::Unlisted)).await;
    let gone = a::post(&a, &ada, a::writing("#roogone")).await;
    assert!(a::deletion(&b, &gone).await);
    assert_eq!(tags(&b, "#ROO", WHOLE).await, ["roo", "rookery", "rooks"]);
    assert_eq!(tags(&b, "rook", WHOLE).await, ["rookery", "rooks"]);
    assert_eq!(tags(&b, "z", WHOLE).await, [""; 0]);
}

pub async fn a_post_is_found_by_all_of_its_words_in_any_case_and_script(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let me = Some(ada.account.id);
    let rooks = a::post(&a, &ada, a::writing("The ROOKS are back -- 'tis \\ \"spring\" & so on")).await;
    let far = a::post(&a, &ada, a::writing("日本 is far, Grüße!")).await;
    let behind = NewPost { spoiler: domain::posts::Spoiler::stored("rooks inside"), ..a::writing("look") };
    let behind = a::post(&b, &ada, behind).await;
    let long = a::post(&a, &ada, a::writing(&"ä".repeat(3_000))).await;
    a::boost(&a, &ada, &rooks).await;
    for (words, expected) in [
        ("rooks", vec![behind.id, rooks.id]),
        ("back Rooks", vec![rooks.id]),
        ("rooks look", vec![behind.id]),
        ("rook", vec![]),
        ("spring OR nothing", vec![]),
        ("not rooks", vec![]),
        ("日", vec![far.id]),
        ("本日", vec![far.id]),
        ("grüße", vec![far.id]),
        ("grusse", vec![]),
        (&"Ä".repeat(2_000), vec![long.id]),
    ] {
        assert_eq!(posts(&b, words, me).await, expected, "{words:?}");
    }
}

pub async fn private_things_are_found_only_by_whom_they_are_for(a: impl Store, b: impl Store) {
    let [author, follower, mentioned, stranger] =
        a::people(&a, ["author", "follower", "mentioned", "stranger"]).await;
    wants_to_be_found(&a, &author).await;
    a::follow(&a, &follower, &author).await;
    for visibility in Visibility::ALL {
        let new = NewPost { visibility, mentions: vec![a::mention(&mentioned)], ..a::writing("a secret") };
        let post = a::post(&a, &author, new).await;
        let open = visibility == Visibility::Public;
        for (who, finds) in
            [(None, open), (Some(&stranger), open), (Some(&mentioned), true), (Some(&author), true)]
        {
            let found = posts(&b, "secret", who.map(|who| who.account.id)).await;
            assert_eq!(found.contains(&post.id), finds, "{visibility:?} by {who:?}");
        }
        let found = posts(&b, "secret", Some(follower.account.id)).await;
        assert_eq!(found.contains(&post.id), open, "what is for followers is no business of an index");
    }
}

pub async fn public_posts_are_found_if_their_author_wants_that_or_one_had_to_do_with_them(
    a: impl Store,
    b: impl Store,
) {
    let [shy, open, me] = a::people(&a, ["shy", "open", "me"]).await;
    wants_to_be_found(&a, &open).await;
    let found = a::post(&a, &open, a::writing("rooks")).await;
    let mut had = Vec::new();
    for n in 0..4 {
        had.push(a::post(&a, &shy, a::writing(&format!("rooks {n}"))).await);
    }
    let reader = me.account.id;
    assert_eq!(posts(&b, "rooks", Some(reader)).await, [found.id]);
    a::favourite(&a, &me, &had[0]).await;
    a::boost(&a, &me, &had[1]).await;
    assert!(a.marks().bookmark(had[2].id, reader).await.unwrap());
    assert_eq!(posts(&b, "rooks", Some(reader)).await, [had[2].id, had[1].id, had[0].id, found.id]);
    assert_eq!(posts(&b, "rooks", None).await, [found.id]);
    let by = PostQuery { by: Some(shy.account.id), ..query("rooks") };
    let theirs = b.search().posts(&by, Some(reader), ALL, 0).await.unwrap();
    assert_eq!(theirs.len(), 3);
}

pub async fn what_is_deleted_is_found_no_more(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let [kept, gone] =
        [a::post(&a, &ada, a::writing("rooks")).await, a::post(&a, &ada, a::writing("rooks too")).await];
    assert!(a::deletion(&a, &gone).await);
    assert_eq!(posts(&b, "rooks", Some(ada.account.id)).await, [kept.id]);
    assert_eq!(posts(&b, "too", Some(ada.account.id)).await, []);
}

pub async fn each_window_over_what_was_found_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let mut expected = Vec::new();
    for n in 0..12 {
        let post = a::post(&a, &ada, a::writing(&format!("rook {n}"))).await;
        a::post(&a, &ada, a::writing("crow")).await;
        expected.insert(0, Listed { at: post.id.into(), item: post.id });
    }
    let me = Some(ada.account.id);
    let ask = async |window| {
        let found = b.search().posts(&query("rook"), me, window, 0).await.unwrap();
        found.iter().map(|entry| Listed { at: entry.at(), item: entry.id() }).collect()
    };
    windows::check("what was found", &expected, ask).await;
    let past = b.search().posts(&query("rook"), me, Window::newest(3), 5).await.unwrap();
    let ids: Vec<_> = past.iter().map(service::posts::Entry::id).collect();
    assert_eq!(ids, expected[5..8].iter().map(|row| row.item).collect::<Vec<_>>());
}

pub async fn nobody_finds_those_whom_a_block_keeps_away_nor_what_the_muted_write(
    a: impl Store,
    b: impl Store,
) {
    let people = a::people(&a, ["ada", "crow_blocked", "crow_blocker", "crow_muted"]).await;
    let [ada, blocked, blocker, muted] = &people;
    for who in &people[1..] {
        wants_to_be_found(&a, who).await;
        a::post(&a, who, a::writing("caw")).await;
    }
    let found = async || {
        (names(&b, "crow", Some(ada), WHOLE).await.len(), posts(&b, "caw", Some(ada.account.id)).await.len())
    };
    assert_eq!(found().await, (3, 3));
    a::block(&a, ada, blocked).await;
    a::block(&a, blocker, ada).await;
    a::mute(&a, ada, muted).await;
    assert_eq!(found().await, (1, 0), "who is muted can be found on purpose");
    assert_eq!(posts(&b, "caw", None).await.len(), 3);
}
