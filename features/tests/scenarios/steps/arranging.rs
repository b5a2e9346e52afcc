//! Somebody arranges what they read.
use cucumber::{given, when};
use domain::ids::Snowflake;
use features::drive::Arranging;

use crate::words::Who;
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

#[when(expr = "{who} looks into the list of {who}")]
fn looks_into(world: &mut Rookery, who: Who, whose: Who) {
    let list = world.list(&whose);
    world.lists.insert(who, (list, None));
}

async fn arrange(world: &mut Rookery, who: &Who, arranging: Arranging) -> Option<Snowflake> {
    let session = world.session(who).await;
    let answer = world.drive().arrange(session.as_ref(), &arranging).await;
    world.note(who, answer).flatten()
}
