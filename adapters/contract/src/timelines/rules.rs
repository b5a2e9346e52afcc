//! The rule of each timeline, compared with a small town at random.
use domain::ids::AccountId;
use domain::page::Window;
use domain::posts::{Hashtag, Visibility};
use service::posts::{AccountFilter, Entry, TagQuery};

use crate::town::{Row, Town};
use crate::{Store, a};

const ALL: Window = Window::newest(1_000);
const DEEDS: usize = 150;

fn rows(page: &[Entry]) -> Vec<Row> {
    page.iter().map(Row::of).collect()
}

fn tag(word: &str) -> Hashtag {
    Hashtag::parse(word).unwrap()
}

pub async fn public_shows_public_posts_that_answer_nobody_else(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 1, DEEDS).await;
    for reader in town.readers() {
        let expected = town.rows(|row| {
            row.boost.is_none()
                && row.post.audience().is_for_public_timelines()
                && town.is_offered(row, reader)
        });
        assert!(!expected.is_empty());
        assert_eq!(rows(&b.timelines().public(reader, ALL).await.unwrap()), expected, "for {reader:?}");
    }
}

/// Compares the timeline of tags with what a rule expects of each post.
async fn check_tags(store: &dyn Store, town: &Town, tags: &TagQuery, rule: impl Fn(&[Hashtag]) -> bool) {
    for reader in town.readers() {
        let expected = town.rows(|row| {
            let open = row.boost.is_none() && row.post.visibility == Visibility::Public;
            open && rule(&row.post.hashtags) && town.is_offered(row, reader)
        });
        let page = store.timelines().tagged(tags, reader, ALL).await.unwrap();
        assert_eq!(rows(&page), expected, "{tags:?} for {reader:?}");
    }
}

pub async fn a_tag_shows_public_posts_under_it(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 2, DEEDS).await;
    for word in ["rooks", "crows", "owls", "nothing"] {
        let tag = tag(word);
        check_tags(&b, &town, &TagQuery::one(tag.clone()), |tags| tags.contains(&tag)).await;
    }
}

pub async fn tags_are_combined_as_asked(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 3, DEEDS).await;
    let [rooks, crows, owls] = ["rooks", "crows", "owls"].map(tag);
    let any = TagQuery { any: vec![rooks.clone(), owls.clone()], ..TagQuery::one(rooks.clone()) };
    check_tags(&b, &town, &any, |tags| tags.contains(&rooks) || tags.contains(&owls)).await;
    let all = TagQuery { all: vec![crows.clone()], ..TagQuery::one(rooks.clone()) };
    check_tags(&b, &town, &all, |tags| tags.contains(&rooks) && tags.contains(&crows)).await;
    let none = TagQuery { none: vec![crows.clone()], ..any.clone() };
    check_tags(&b, &town, &none, |tags| {
        (tags.contains(&rooks) || tags.contains(&owls)) && !tags.contains(&crows)
    })
    .await;
    let never = TagQuery { all: vec![crows.clone()], none: vec![crows], ..any };
    check_tags(&b, &town, &never, |_| false).await;
}

/// Compares each account's timeline, for each reader, with what a rule expects of each row.
async fn check_accounts(store: &dyn Store, town: &Town, filter: &AccountFilter, rule: impl Fn(&Row) -> bool) {
    for of in &town.people {
        for reader in town.readers() {
            let of = of.account.id;
            let expected = town.rows(|row| row.by() == of && town.is_found(row, reader) && rule(row));
            let page = store.timelines().of_account(of, filter, reader, ALL).await.unwrap();
            assert_eq!(rows(&page), expected, "{of} for {reader:?}");
        }
    }
}

pub async fn an_account_shows_what_it_posted_and_boosted(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 4, DEEDS).await;
    check_accounts(&b, &town, &AccountFilter::default(), |_| true).await;
    let nobody = AccountId::stored(7);
    let page = b.timelines().of_account(nobody, &AccountFilter::default(), None, ALL).await.unwrap();
    assert_eq!(page, []);
}

pub async fn an_account_without_answers_keeps_its_own_threads(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 5, DEEDS).await;
    let answers_others = |row: &Row| row.post.reply_to.is_some_and(|parent| parent.author != row.post.author);
    let filter = AccountFilter { exclude_replies: true, exclude_boosts: true, ..AccountFilter::default() };
    check_accounts(&b, &town, &filter, |row| row.boost.is_none() && !answers_others(row)).await;
    let thread = |row: &Row| row.post.reply_to.is_some() && !answers_others(row);
    assert!(!town.rows(thread).is_empty(), "there is a thread to keep");
}

pub async fn an_account_without_boosts_shows_what_it_wrote(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 6, DEEDS).await;
    let filter = AccountFilter { exclude_boosts: true, ..AccountFilter::default() };
    check_accounts(&b, &town, &filter, |row| row.boost.is_none()).await;
}

pub async fn an_account_by_tag_shows_what_is_under_it(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 7, DEEDS).await;
    let rooks = tag("rooks");
    let filter =
        AccountFilter { tagged: Some(rooks.clone()), exclude_boosts: true, ..AccountFilter::default() };
    check_accounts(&b, &town, &filter, |row| row.boost.is_none() && row.post.hashtags.contains(&rooks)).await;
}

pub async fn home_is_what_the_rule_of_home_shows(a: impl Store, b: impl Store) {
    let town = Town::founded(&a, &b, 8, 2 * DEEDS).await;
    for reader in &town.people {
        let expected = town.rows(|row| town.is_at_home(row, reader));
        let page = b.timelines().home(reader.account.id, ALL).await.unwrap();
        assert_eq!(rows(&page), expected, "home of {}", reader.account.username);
        assert_eq!(a.follows().home(reader.account.id).await.unwrap(), *town.home(reader));
    }
}

pub async fn home_goes_by_whom_one_follows_now(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let own = a::post(&a, &ada, a::writing("mine")).await;
    let earlier = a::post(&a, &bob, a::writing("before she followed")).await;
    let home = async || -> Vec<_> {
        b.timelines().home(ada.account.id, ALL).await.unwrap().iter().map(Entry::id).collect()
    };
    assert_eq!(home().await, [own.id]);
    let follow = a::follow(&a, &ada, &bob).await;
    assert_eq!(home().await, [earlier.id, own.id]);
    assert!(a.follows().unfollow(follow.end(&a::cause(ada.account.id))).await.unwrap());
    assert_eq!(home().await, [own.id]);
}

pub async fn entries_are_shown_with_author_counts_and_marks(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let post = a::post(&a, &ada, a::writing("hello #rooks")).await;
    a::boost(&a, &bob, &post).await;
    a::favourite(&a, &bob, &post).await;
    a::follow(&a, &bob, &ada).await;
    let reader = Some(bob.account.id);
    let timelines = b.timelines();
    let all = AccountFilter::default();
    for page in [
        timelines.public(reader, ALL).await.unwrap(),
        timelines.tagged(&TagQuery::one(tag("rooks")), reader, ALL).await.unwrap(),
        timelines.of_account(ada.account.id, &all, reader, ALL).await.unwrap(),
        timelines.of_account(bob.account.id, &all, reader, ALL).await.unwrap(),
        timelines.home(bob.account.id, ALL).await.unwrap(),
    ] {
        assert!(!page.is_empty());
        for entry in page {
            assert_eq!(b.posts().find(entry.id(), reader).await.unwrap(), Some(entry));
        }
    }
}

pub async fn nothing_is_shown_of_a_store_without_posts(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    for reader in [None, Some(ada)] {
        assert_eq!(b.timelines().public(reader, ALL).await.unwrap(), []);
        assert_eq!(b.timelines().tagged(&TagQuery::one(tag("rooks")), reader, ALL).await.unwrap(), []);
        assert_eq!(b.timelines().of_account(ada, &AccountFilter::default(), reader, ALL).await.unwrap(), []);
    }
    assert_eq!(b.timelines().home(ada, ALL).await.unwrap(), []);
}
