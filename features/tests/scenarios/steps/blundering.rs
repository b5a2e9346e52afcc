//! Somebody says what makes no sense.
use cucumber::{then, when};

use crate::words::{Blunder, Who};
use crate::world::Rookery;

#[when(expr = "{who} sends {nonsense}")]
async fn sends(world: &mut Rookery, who: Who, nonsense: Blunder) {
    let session = world.session(&who).await;
    let answer = world.drive().blunder(session.as_ref(), nonsense.0).await;
    world.note(&who, answer);
}

#[then("nobody minds")]
fn nobody_minds(world: &mut Rookery) {
    world.settled();
}
