//! Somebody reads page by page.
use cucumber::gherkin::Step;
use cucumber::{then, when};
use features::drive::{MemberList, Part, ShownPost, Writing};

use super::{column, number, numbered};
use crate::words::{Place, Who};
use crate::world::{Rookery, texts};

/// What somebody else does after each page.
enum Meanwhile {
    Nothing,
    Publishes(Who),
    DeletesTheLastRead(Who),
}

#[when(expr = "{who} pages through {where}, {int} at a time")]
async fn pages(world: &mut Rookery, who: Who, place: Place, limit: i64) {
    page_through(world, &who, &place, limit, &Meanwhile::Nothing).await;
}

#[when(expr = "{who} pages through {where}, {int} at a time, while {who} keeps publishing")]
async fn pages_while_publishing(world: &mut Rookery, who: Who, place: Place, limit: i64, author: Who) {
    page_through(world, &who, &place, limit, &Meanwhile::Publishes(author)).await;
}

#[when(expr = "{who} pages through {where}, {int} at a time, while {who} deletes what she has read")]
async fn pages_while_deleting(world: &mut Rookery, who: Who, place: Place, limit: i64, author: Who) {
    page_through(world, &who, &place, limit, &Meanwhile::DeletesTheLastRead(author)).await;
}

async fn page_through(world: &mut Rookery, who: &Who, place: &Place, limit: i64, meanwhile: &Meanwhile) {
    let session = world.begin_reading(who).await;
    let timeline = world.timeline(who, place).await;
    let mut part = Part { limit: Some(limit), ..Part::default() };
    loop {
        let page = world.drive().timeline(session.as_ref(), &timeline, part).await;
        let page = page.unwrap_or_else(|refused| panic!("{} was {refused}", who.0));
        assert!(page.items.len() <= usize::try_from(limit).expect("a size"), "a page is too long");
        let reached = page.items.last().map(|last| last.entry);
        let last_read = page.items.iter().rfind(|post| world.is_ours(post)).cloned();
        world.read.extend(page.items);
        if reached.is_none_or(|reached| world.is_before_us(reached.into())) {
            return;
        }
        go_on(world, meanwhile, last_read).await;
        part.before = page.older;
        if part.before.is_none() {
            return;
        }
    }
}

async fn go_on(world: &mut Rookery, meanwhile: &Meanwhile, last_read: Option<ShownPost>) {
    match (meanwhile, last_read) {
        (Meanwhile::Publishes(author), _) => {
            world.publish(author, Writing::plain("meanwhile")).await;
        }
        (Meanwhile::DeletesTheLastRead(author), Some(post)) => {
            let session = world.session(author).await;
            world.drive().delete(session.as_ref(), post.post).await.expect("one's own post");
        }
        _ => {}
    }
}

#[when(expr = "{who} catches up in {where} from {string}, {int} at a time")]
async fn catches_up(world: &mut Rookery, who: Who, place: Place, from: String, limit: i64) {
    let session = world.begin_reading(&who).await;
    let timeline = world.timeline(&who, &place).await;
    let mut part = Part { above: Some(world.post(&from).into()), limit: Some(limit), ..Part::default() };
    loop {
        let page = world.drive().timeline(session.as_ref(), &timeline, part).await;
        let page = page.unwrap_or_else(|refused| panic!("{} was {refused}", who.0));
        if page.items.is_empty() {
            return;
        }
        assert!(page.items.is_sorted_by(|a, b| a.entry > b.entry), "every page is newest first");
        world.read.extend(page.items.into_iter().rev());
        part.above = page.newer;
        assert!(part.above.is_some(), "a page says where the next newer one begins");
    }
}

#[then(expr = "{who} has read each of the {int} posts once, newest first")]
fn has_read_all(world: &mut Rookery, who: Who, count: usize) {
    world.is_reader(&who);
    assert!(
        world.read.is_sorted_by(|a, b| a.entry > b.entry),
        "newest first, and none twice: {:?}",
        texts(&world.read)
    );
    let mut expected = numbered(1, count);
    expected.reverse();
    assert_eq!(read_of_ours(world), expected);
}

#[then(expr = "{who} has read {string} to {string}, once each")]
fn has_read_from_to(world: &mut Rookery, who: Who, from: String, to: String) {
    world.is_reader(&who);
    assert_eq!(read_of_ours(world), numbered(number(&from), number(&to)));
}

fn read_of_ours(world: &Rookery) -> Vec<String> {
    let ours = world.read.iter().filter(|post| world.is_ours(post) && post.text.starts_with("post "));
    ours.map(|post| post.text.clone()).collect()
}

#[then(expr = "{who} sees in {where}, at most {int} newer than {string}:")]
async fn sees_newer(world: &mut Rookery, who: Who, place: Place, limit: i64, than: String, step: &Step) {
    let since = Some(world.post(&than).into());
    sees_part(world, &who, &place, Part { since, limit: Some(limit), ..Part::default() }, step).await;
}

#[then(expr = "{who} sees in {where}, the {int} that follow {string}:")]
async fn sees_following(world: &mut Rookery, who: Who, place: Place, limit: i64, what: String, step: &Step) {
    let above = Some(world.post(&what).into());
    sees_part(world, &who, &place, Part { above, limit: Some(limit), ..Part::default() }, step).await;
}

#[then(expr = "{who} sees in {where}, between {string} and {string}:")]
async fn sees_between(world: &mut Rookery, who: Who, place: Place, from: String, to: String, step: &Step) {
    let (since, before) = (Some(world.post(&from).into()), Some(world.post(&to).into()));
    sees_part(world, &who, &place, Part { since, before, ..Part::default() }, step).await;
}

async fn sees_part(world: &mut Rookery, who: &Who, place: &Place, part: Part, step: &Step) {
    let session = world.session(who).await;
    let timeline = world.timeline(who, place).await;
    let page = world.drive().timeline(session.as_ref(), &timeline, part).await;
    assert_eq!(texts(&page.unwrap_or_else(|refused| panic!("{refused}")).items), column(step));
}

#[when(expr = "{who} asks for {int} posts of {where}")]
async fn asks_for(world: &mut Rookery, who: Who, asked: i64, place: Place) {
    ask(world, &who, &place, Some(asked)).await;
}

#[when(expr = "{who} asks for {where}")]
async fn asks(world: &mut Rookery, who: Who, place: Place) {
    ask(world, &who, &place, None).await;
}

async fn ask(world: &mut Rookery, who: &Who, place: &Place, limit: Option<i64>) {
    let session = world.begin_reading(who).await;
    let timeline = world.timeline(who, place).await;
    let answer = world.drive().timeline(session.as_ref(), &timeline, Part { limit, ..Part::default() }).await;
    if let Some(page) = world.note(who, answer) {
        world.read = page.items;
    }
}

#[then(expr = "{who} gets {int} post(s)")]
fn gets(world: &mut Rookery, who: Who, count: usize) {
    world.is_reader(&who);
    assert_eq!(world.read.len(), count);
}

#[when(expr = "{who} pages through {who}'s followers, {int} at a time")]
async fn pages_followers(world: &mut Rookery, who: Who, of: Who, limit: i64) {
    let list = MemberList::Followers(world.account(&of).await);
    page_members(world, &who, list, limit).await;
}

#[when(expr = "{who} pages through those who favourited {string}, {int} at a time")]
async fn pages_favouriters(world: &mut Rookery, who: Who, text: String, limit: i64) {
    let list = MemberList::FavouritedBy(world.post(&text));
    page_members(world, &who, list, limit).await;
}

#[when(expr = "{who} asks who favourited {string}")]
async fn asks_who(world: &mut Rookery, who: Who, text: String) {
    let session = world.session(&who).await;
    let list = MemberList::FavouritedBy(world.post(&text));
    let answer = world.drive().members(session.as_ref(), list, Part::default()).await;
    world.note(&who, answer);
}

async fn page_members(world: &mut Rookery, who: &Who, list: MemberList, limit: i64) {
    let session = world.begin_reading(who).await;
    let mut part = Part { limit: Some(limit), ..Part::default() };
    loop {
        let page = world.drive().members(session.as_ref(), list, part).await;
        let page = page.unwrap_or_else(|refused| panic!("{} was {refused}", who.0));
        let is_empty = page.items.is_empty();
        world.listed.extend(page.items);
        part.before = page.older;
        if is_empty || part.before.is_none() {
            return;
        }
    }
}

#[then(expr = "{who} has read {string}")]
fn has_read_names(world: &mut Rookery, who: Who, names: String) {
    world.is_reader(&who);
    assert_eq!(world.names(&world.listed).join(", "), names);
}
