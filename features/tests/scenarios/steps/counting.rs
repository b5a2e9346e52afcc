//! What a post or an account says of itself.
use cucumber::then;
use features::drive::{MemberList, Part, Reader, ShownPost};

use crate::words::Who;
use crate::world::Rookery;

#[then(expr = "a post may have {int} characters")]
async fn may_have(world: &mut Rookery, count: u64) {
    assert_eq!(world.drive().longest_post().await, Ok(count));
}

#[then(expr = "{string} has {int} reply/replies")]
async fn has_replies(world: &mut Rookery, text: String, count: u64) {
    assert_eq!(world.as_its_author(&text).await.counts.replies, count);
}

#[then(expr = "{string} has {int} favourite(s)")]
async fn has_favourites(world: &mut Rookery, text: String, count: u64) {
    assert_eq!(world.as_its_author(&text).await.counts.favourites, count);
}

#[then(expr = "{string} has {int} boost(s)")]
async fn has_boosts(world: &mut Rookery, text: String, count: u64) {
    assert_eq!(world.as_its_author(&text).await.counts.boosts, count);
}

#[then(expr = "{string} counts just those who favourited it")]
async fn counts_truly(world: &mut Rookery, text: String) {
    let counted = world.as_its_author(&text).await.counts.favourites;
    let list = MemberList::FavouritedBy(world.post(&text));
    assert_eq!(counted, names(world, None, list).await.len() as u64);
}

#[then(expr = "{string} answers {string}")]
async fn answers(world: &mut Rookery, text: String, parent: String) {
    assert_eq!(world.as_its_author(&text).await.reply_to, Some(world.post(&parent)));
}

#[then(expr = "{string} stands behind the warning {string}")]
async fn stands_behind(world: &mut Rookery, text: String, warning: String) {
    let ShownPost { warning: shown, sensitive, .. } = world.as_its_author(&text).await;
    assert_eq!((shown, sensitive), (warning, true));
}

#[then(expr = "{string} is in the language {string}")]
async fn is_in_language(world: &mut Rookery, text: String, language: String) {
    assert_eq!(world.as_its_author(&text).await.language, language);
}

#[then(expr = "{string} has the tags {string}")]
async fn has_tags(world: &mut Rookery, text: String, tags: String) {
    assert_eq!(world.as_its_author(&text).await.tags.join(", "), tags);
}

#[then(expr = "{string} shows a picture of {string}")]
async fn shows_picture(world: &mut Rookery, text: String, seen: String) {
    assert_eq!(world.as_its_author(&text).await.pictures, [seen]);
}

#[then(expr = "{string} has no tags")]
async fn has_no_tags(world: &mut Rookery, text: String) {
    assert_eq!(world.as_its_author(&text).await.tags, Vec::<String>::new());
}

#[then(expr = "{string} mentions {who}")]
async fn mentions(world: &mut Rookery, text: String, whom: Who) {
    let account = world.account(&whom).await;
    assert_eq!(world.as_its_author(&text).await.mentions, [account]);
}

#[then(expr = "{string} mentions nobody")]
async fn mentions_nobody(world: &mut Rookery, text: String) {
    assert!(world.as_its_author(&text).await.mentions.is_empty());
}

#[then(expr = "{who} sees that she/he favourited {string}")]
async fn sees_favourited(world: &mut Rookery, who: Who, text: String) {
    assert!(as_seen_by(world, &who, &text).await.favourited);
}

#[then(expr = "{who} does not see that she/he favourited {string}")]
async fn sees_not_favourited(world: &mut Rookery, who: Who, text: String) {
    assert!(!as_seen_by(world, &who, &text).await.favourited);
}

#[then(expr = "{who} sees that she/he boosted {string}")]
async fn sees_boosted(world: &mut Rookery, who: Who, text: String) {
    assert!(as_seen_by(world, &who, &text).await.boosted);
}

#[then(expr = "{who} does not see that she/he boosted {string}")]
async fn sees_not_boosted(world: &mut Rookery, who: Who, text: String) {
    assert!(!as_seen_by(world, &who, &text).await.boosted);
}

async fn as_seen_by(world: &mut Rookery, who: &Who, text: &str) -> ShownPost {
    let session = world.session(who).await;
    world.drive().read(session.as_ref(), world.post(text)).await.unwrap_or_else(|refused| panic!("{refused}"))
}

#[then(expr = "{who} has {int} post(s)")]
async fn has_posts(world: &mut Rookery, who: Who, count: u64) {
    assert_eq!(member(world, &who).await.posts, count);
}

#[then(expr = "{who} has {int} follower(s)")]
async fn has_followers(world: &mut Rookery, who: Who, count: u64) {
    assert_eq!(member(world, &who).await.followers, count);
}

#[then(expr = "{who} follows {int} account(s)")]
async fn follows_accounts(world: &mut Rookery, who: Who, count: u64) {
    assert_eq!(member(world, &who).await.following, count);
}

/// As anybody sees them.
async fn member(world: &mut Rookery, who: &Who) -> features::drive::Member {
    let username = world.person(who).await.form.username;
    world.drive().look_up(None, &username).await.unwrap_or_else(|refused| panic!("{refused}"))
}

#[then(expr = "{who} is followed by {string}")]
async fn is_followed_by(world: &mut Rookery, who: Who, followers: String) {
    let list = MemberList::Followers(world.account(&who).await);
    assert_eq!(names(world, None, list).await.join(", "), followers);
}

#[then(expr = "{who} is followed by nobody")]
async fn is_followed_by_nobody(world: &mut Rookery, who: Who) {
    is_followed_by(world, who, String::new()).await;
}

#[then(expr = "{who} follows nobody but {string}")]
async fn follows_nobody_but(world: &mut Rookery, who: Who, followees: String) {
    let list = MemberList::Following(world.account(&who).await);
    assert_eq!(names(world, None, list).await.join(", "), followees);
}

#[then(expr = "{who} is asked by {string}")]
async fn is_asked_by(world: &mut Rookery, who: Who, asking: String) {
    let session = world.session(&who).await;
    assert_eq!(names(world, session.as_ref(), MemberList::Asking).await.join(", "), asking);
}

#[then(expr = "{who} is asked by nobody")]
async fn is_asked_by_nobody(world: &mut Rookery, who: Who) {
    is_asked_by(world, who, String::new()).await;
}

#[then(expr = "{string} was favourited by {string}")]
async fn was_favourited_by(world: &mut Rookery, text: String, who: String) {
    let list = MemberList::FavouritedBy(world.post(&text));
    assert_eq!(names(world, None, list).await.join(", "), who);
}

#[then(expr = "{string} was favourited by nobody")]
async fn was_favourited_by_nobody(world: &mut Rookery, text: String) {
    was_favourited_by(world, text, String::new()).await;
}

#[then(expr = "{string} was boosted by {string}")]
async fn was_boosted_by(world: &mut Rookery, text: String, who: String) {
    let list = MemberList::BoostedBy(world.post(&text));
    assert_eq!(names(world, None, list).await.join(", "), who);
}

async fn names(world: &mut Rookery, by: Reader<'_>, list: MemberList) -> Vec<String> {
    let page =
        world.drive().members(by, list, Part::default()).await.unwrap_or_else(|refused| panic!("{refused}"));
    world.names(&page.items)
}
