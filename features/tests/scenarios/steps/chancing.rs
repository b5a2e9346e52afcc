//! Things happen by chance.
use cucumber::{then, when};

use crate::chance;
use crate::world::Rookery;

#[when(expr = "{int} things happen by chance {int} in a town of its own")]
async fn happen(world: &mut Rookery, count: usize, seed: u64) {
    in_towns(world, count, seed..=seed).await;
}

#[when(expr = "{int} things happen by each of the chances {int} to {int}, each in a town of its own")]
async fn happen_often(world: &mut Rookery, count: usize, from: u64, to: u64) {
    in_towns(world, count, from..=to).await;
}

async fn in_towns(world: &mut Rookery, count: usize, seeds: impl Iterator<Item = u64>) {
    let drive = world.drive();
    let wrong = world.wrong.get_or_insert_default();
    for seed in seeds {
        wrong.extend(chance::live(&drive, seed, count).await.err());
    }
}

#[then("everybody was shown what was for them, wherever they looked, and nothing else")]
fn was_shown(world: &mut Rookery) {
    let wrong = world.wrong.take().expect("something happened");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
