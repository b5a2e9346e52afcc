//! Somebody is told what others did.
use std::time::Duration;

use cucumber::gherkin::Step;
use cucumber::{then, when};
use domain::ids::{AccountId, PostId};
use features::drive::Part;
use tokio::time::{Instant, sleep};

use crate::words::Who;
use crate::world::Rookery;

/// Longer than anything takes that is well, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(15);

#[when(expr = "{who} asks for her/his/their notifications")]
async fn asks(world: &mut Rookery, who: Who) {
    let session = world.session(&who).await;
    let answer = world.drive().notifications(session.as_ref(), Part::default()).await;
    world.note(&who, answer);
}

/// They follow from what happened, in its order: once the newest is there, nothing older is missing.
#[then(expr = "{who} has these notifications, the newest first:")]
async fn has(world: &mut Rookery, who: Who, step: &Step) {
    let mut expected: Vec<(String, AccountId, Option<PostId>)> = vec![];
    for row in &step.table.as_ref().expect("a table").rows {
        let [kind, by, text] = row.as_slice() else { panic!("three columns: {row:?}") };
        let by: Who = by.parse().unwrap_or_else(|unknown| panic!("{unknown:?}"));
        let post = (!text.is_empty()).then(|| world.post(text));
        expected.push((kind.clone(), world.account(&by).await, post));
    }
    let end = Instant::now() + PATIENCE;
    loop {
        let session = world.session(&who).await;
        let answer = world.drive().notifications(session.as_ref(), Part::default()).await;
        let page = answer.unwrap_or_else(|refused| panic!("{refused}"));
        let told: Vec<_> = page.items.into_iter().map(|told| (told.kind, told.by, told.post)).collect();
        if told.first() == expected.first() || Instant::now() > end {
            assert_eq!(told, expected);
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
}
