//! Somebody watches.
use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use domain::ids::{AccountId, PostId};
use features::drive::{ShownPost, Sight, Way, Writing};

use super::reading::{everybody, judge};
use super::{column, number, numbered};
use crate::words::{By, Noise, Place, Who};
use crate::world::Rookery;

#[given(expr = "{who} is watching {where}")]
#[when(expr = "{who} watches {where}")]
async fn watches(world: &mut Rookery, who: Who, place: Place) {
    world.begin_watching(&who, &place, Way::default()).await;
}

#[given(expr = "{string} are all watching {where}")]
async fn all_watch(world: &mut Rookery, names: String, place: Place) {
    let has_home = |who: &Who| place != Place::Home || who.is_member();
    for who in Who::list(&names).into_iter().filter(has_home) {
        world.begin_watching(&who, &place, Way::default()).await;
    }
}

#[given(expr = "{who} is watching {where} {way}")]
#[when(expr = "{who} watches {where} {way}")]
async fn watches_by(world: &mut Rookery, who: Who, place: Place, by: By) {
    world.begin_watching(&who, &place, by.0).await;
}

#[given(expr = "{who} is watching the public timeline at every server")]
async fn watches_everywhere(world: &mut Rookery, who: Who) {
    world.watch_at_every_server(&who).await;
}

#[given(expr = "every server shows {string}")]
async fn every_server_shows(world: &mut Rookery, text: String) {
    let post = world.post(&text);
    let shown = world.shown_at_servers(post).await;
    assert!(!shown.is_empty() && shown.iter().all(|shown| *shown), "{text:?} is shown at {shown:?}");
}

#[then(expr = "no server shows {string}")]
async fn no_server_shows(world: &mut Rookery, text: String) {
    let post = world.post(&text);
    let shown = world.shown_at_servers(post).await;
    assert!(shown.iter().all(|shown| !shown), "{text:?} is shown at {shown:?}");
}

#[when(expr = "{who} loses the connection")]
async fn loses_connection(world: &mut Rookery, who: Who) {
    world.cut(&who).await;
}

#[when("every server has heard of it")]
async fn every_server_has_heard(world: &mut Rookery) {
    world.wait_for_everybody().await;
}

#[when(expr = "{who} is connected again")]
async fn is_connected_again(world: &mut Rookery, who: Who) {
    world.resume(&who).await;
}

#[when(expr = "{who} publishes {int} posts while {who} loses the connection after each")]
async fn publishes_while_cut(world: &mut Rookery, who: Who, count: usize, watcher: Who) {
    for text in numbered(1, count) {
        world.publish(&who, Writing::plain(text)).await;
        world.cut(&watcher).await;
        world.resume(&watcher).await;
    }
}

#[when(expr = "{who}'s screen sends {noise}")]
async fn screen_sends(world: &mut Rookery, who: Who, noise: Noise) {
    world.screen(&who).watch().blunder(noise.0).await;
}

#[then(expr = "{who}'s connection ends")]
async fn connection_ends(world: &mut Rookery, who: Who) {
    assert!(world.screen(&who).ends().await, "it goes on");
}

#[given(expr = "{who} is shown {string} by {who}")]
#[then(expr = "{who} is shown {string} by {who}")]
async fn is_shown(world: &mut Rookery, who: Who, text: String, author: Who) {
    let (id, author) = (world.post(&text), world.account(&author).await);
    world.wait_for(&who, &text, |sight| is_post(sight, id, author, None)).await;
    let spelt = world.spelt(&text).await;
    let shown = world.screen(&who).posts().find(|post| post.post == id).expect("it was shown");
    assert_eq!(shown.text, spelt);
}

#[then(expr = "{who} is shown {string} boosted by {who}")]
async fn is_shown_boosted(world: &mut Rookery, who: Who, text: String, booster: Who) {
    let id = world.post(&text);
    let author = world.as_its_author(&text).await.author;
    let booster = world.account(&booster).await;
    world.wait_for(&who, &text, |sight| is_post(sight, id, author, Some(booster))).await;
}

fn is_post(sight: &Sight, id: PostId, author: AccountId, booster: Option<AccountId>) -> bool {
    matches!(sight, Sight::Post(post) if post.post == id && post.author == author && post.booster == booster)
}

#[then(expr = "{who} is not shown {string}")]
async fn is_not_shown(world: &mut Rookery, who: Who, text: String) {
    assert_eq!(times_shown(world, &who, &text).await, 0);
}

#[then(expr = "{who} is not shown {string} boosted by {who}")]
async fn is_not_shown_boosted(world: &mut Rookery, who: Who, text: String, booster: Who) {
    let (id, booster) = (world.post(&text), world.account(&booster).await);
    world.wait_for_all(&who).await;
    let boosted = |post: &ShownPost| post.post == id && post.booster == Some(booster);
    assert!(!world.screen(&who).posts().any(boosted), "it was shown");
}

#[then(expr = "{who} is shown {string} once")]
async fn is_shown_once(world: &mut Rookery, who: Who, text: String) {
    assert_eq!(times_shown(world, &who, &text).await, 1);
}

async fn times_shown(world: &mut Rookery, who: &Who, text: &str) -> usize {
    let id = world.post(text);
    world.wait_for_all(who).await;
    world.screen(who).posts().filter(|post| post.post == id).count()
}

#[then(expr = "exactly {string} are shown it")]
async fn are_shown_it(world: &mut Rookery, readers: String) {
    let (_, id) = world.last();
    for who in everybody() {
        let shown = if world.screens.contains_key(&who) {
            world.wait_for_all(&who).await;
            world.screen(&who).posts().any(|post| post.post == id)
        } else {
            false
        };
        judge(&readers, &who, shown);
    }
}

#[then(expr = "{who} is shown {string} to {string}, once each and in this order")]
async fn is_shown_numbered(world: &mut Rookery, who: Who, from: String, to: String) {
    is_shown_just(world, &who, numbered(number(&from), number(&to))).await;
}

#[then(expr = "{who} is shown, once each and in this order:")]
async fn is_shown_table(world: &mut Rookery, who: Who, step: &Step) {
    is_shown_just(world, &who, column(step)).await;
}

async fn is_shown_just(world: &mut Rookery, who: &Who, expected: Vec<String>) {
    world.wait_for_all(who).await;
    let posts: Vec<_> = world.screen(who).posts().cloned().collect();
    let shown: Vec<_> = posts.into_iter().filter(|post| world.is_ours(post)).map(|post| post.text).collect();
    assert_eq!(shown, expected);
}

#[then(expr = "{string} disappears from {who}'s screen")]
async fn disappears(world: &mut Rookery, text: String, who: Who) {
    let gone = Sight::Gone(world.post(&text));
    world.wait_for(&who, "that it is gone", |sight| *sight == gone).await;
}

#[then(expr = "{string} is not on {who}'s screen")]
async fn is_not_on_screen(world: &mut Rookery, text: String, who: Who) {
    let id = world.post(&text);
    world.wait_for_all(&who).await;
    let of_it = |sight: &&Sight| match sight {
        Sight::Post(post) | Sight::Changed(post) => post.post == id,
        Sight::Gone(gone) => *gone == id,
        Sight::Shop(_) | Sight::Told(_) => false,
    };
    let last = world.screen(&who).shown.iter().rfind(of_it);
    assert!(!matches!(last, Some(Sight::Post(_) | Sight::Changed(_))), "it is still there");
}

#[then(expr = "{who}'s boost of {string} disappears from {who}'s screen")]
async fn boost_disappears(world: &mut Rookery, booster: Who, text: String, who: Who) {
    let gone = Sight::Gone(world.boost(&booster, &text));
    world.wait_for(&who, "that it is gone", |sight| *sight == gone).await;
}

#[then(expr = "{who}'s screen shows what her/his home timeline shows")]
async fn screen_is_home(world: &mut Rookery, who: Who) {
    world.wait_for_all(&who).await;
    let shown: Vec<_> = world.screen(&who).posts().cloned().collect();
    let mut shown: Vec<_> = shown.iter().filter(|post| world.is_ours(post)).map(|post| post.entry).collect();
    shown.reverse();
    let home = world.whole(&who, &Place::Home).await;
    assert_eq!(shown, home.iter().map(|post| post.entry).collect::<Vec<_>>());
}
