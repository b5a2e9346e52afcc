//! Somebody arranges what they read.
use cucumber::{given, then, when};
use domain::ids::Snowflake;
use features::drive::{Arranging, Sight};

use crate::words::{Place, Who};
use crate::world::Rookery;

#[given(expr = "{who} makes the list {string}")]
#[when(expr = "{who} makes the list {string}")]
async fn makes_list(world: &mut Rookery, who: Who, title: String) {
    if let Some(id) = arrange(world, &who, Arranging::MakeList(title)).await {
        world.lists.insert(who, (id.into(), None));
    }
}

#[given(expr = "{who} puts {who} into her/his/their list")]
#[when(expr = "{who} puts {who} into her/his/their list")]
async fn puts_in(world: &mut Rookery, who: Who, whom: Who) {
    let (list, account) = (world.list(&who), world.account(&whom).await);
    arrange(world, &who, Arranging::PutIn(list, account)).await;
    if let Some((_, member)) = world.lists.get_mut(&who) {
        *member = Some(whom);
    }
}

#[when(expr = "{who} takes {who} out of her/his/their list")]
async fn takes_out(world: &mut Rookery, who: Who, whom: Who) {
    let (list, account) = (world.list(&who), world.account(&whom).await);
    arrange(world, &who, Arranging::TakeOut(list, account)).await;
}

#[when(expr = "{who} deletes her/his/their list")]
async fn deletes_list(world: &mut Rookery, who: Who) {
    let list = world.list(&who);
    arrange(world, &who, Arranging::DeleteList(list)).await;
}

#[given(expr = "{who} follows the tag #{word}")]
#[when(expr = "{who} follows the tag #{word}")]
async fn follows_tag(world: &mut Rookery, who: Who, tag: String) {
    arrange(world, &who, Arranging::FollowTag(tag)).await;
}

#[when(expr = "{who} no longer follows the tag #{word}")]
async fn no_longer_follows_tag(world: &mut Rookery, who: Who, tag: String) {
    arrange(world, &who, Arranging::UnfollowTag(tag)).await;
}

#[when(expr = "{who} looks into the list of {who}")]
fn looks_into(world: &mut Rookery, who: Who, whose: Who) {
    let list = world.list(&whose);
    world.lists.insert(who, (list, None));
}

#[given(expr = "{who} filters {string}")]
#[when(expr = "{who} filters {string}")]
async fn filters(world: &mut Rookery, who: Who, word: String) {
    if let Some(id) = arrange(world, &who, Arranging::Filter(word)).await {
        world.filters.insert(who, id.into());
    }
}

#[when(expr = "{who} filters it no longer")]
async fn filters_no_longer(world: &mut Rookery, who: Who) {
    let filter = world.filters[&who];
    arrange(world, &who, Arranging::DeleteFilter(filter)).await;
}

#[then(expr = "{who} is warned of {string} in {where}")]
async fn is_warned_in(world: &mut Rookery, who: Who, text: String, place: Place) {
    assert!(!warnings(world, &who, &text, &place).await.is_empty());
}

#[then(expr = "{who} is not warned of {string} in {where}")]
async fn is_not_warned_in(world: &mut Rookery, who: Who, text: String, place: Place) {
    assert_eq!(warnings(world, &who, &text, &place).await, Vec::<String>::new());
}

async fn warnings(world: &mut Rookery, who: &Who, text: &str, place: &Place) -> Vec<String> {
    let id = world.post(text);
    let found = world.whole(who, place).await.into_iter().find(|post| post.post == id);
    found.expect("it is there").filtered
}

#[then(expr = "{who} is shown {string} with a warning")]
async fn is_shown_with_warning(world: &mut Rookery, who: Who, text: String) {
    assert!(!warning_shown(world, &who, &text).await.is_empty());
}

#[then(expr = "{who} is shown {string} without a warning")]
async fn is_shown_without_warning(world: &mut Rookery, who: Who, text: String) {
    assert_eq!(warning_shown(world, &who, &text).await, Vec::<String>::new());
}

async fn warning_shown(world: &mut Rookery, who: &Who, text: &str) -> Vec<String> {
    let id = world.post(text);
    let is_it = |sight: &Sight| matches!(sight, Sight::Post(post) if post.post == id);
    world.wait_for(who, text, is_it).await;
    let shown = world.screen(who).posts().find(|post| post.post == id);
    shown.expect("it was shown").filtered.clone()
}

async fn arrange(world: &mut Rookery, who: &Who, arranging: Arranging) -> Option<Snowflake> {
    let session = world.session(who).await;
    let answer = world.drive().arrange(session.as_ref(), &arranging).await;
    world.note(who, answer).flatten()
}
