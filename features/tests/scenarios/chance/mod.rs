//! Towns in which things happen by chance: whatever is shown to anybody, anywhere, is what a simple model says.
mod asking;
mod deed;
mod looking;
mod model;
mod screens;
mod town;

use std::sync::Arc;
use std::time::Duration;

use features::drive::Drive;
use tokio::time::Instant;

use deed::{Deed, deeds};
use town::{PEOPLE, Town};

/// How long to look for a shorter story.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is wrong, in words.
type Judged = Result<(), String>;

/// Lets so many things happen in a new town, and then lets everybody look everywhere.
pub(crate) async fn live(drive: &Arc<dyn Drive>, seed: u64, count: usize) -> Judged {
    let deeds = deeds(seed, count, PEOPLE.len());
    let Err(wrong) = judge(drive, &deeds).await else { return Ok(()) };
    if drive.name() != "in_process" {
        return Err(format!("by chance {seed}: {wrong}"));
    }
    let (deeds, wrong) = shrunk(drive, deeds, wrong).await;
    Err(format!("by chance {seed}: {wrong}\nafter no more than this: {deeds:#?}"))
}

async fn judge(drive: &Arc<dyn Drive>, deeds: &[Deed]) -> Judged {
    let mut town = Town::founded(Arc::clone(drive)).await?;
    for deed in deeds {
        town.perform(*deed).await?;
    }
    town.check_screens().await?;
    town.tell_everybody().await?;
    town.look_everywhere().await
}

/// Leaves out what makes no difference, as far as that is soon done: where many towns are wrong, each is to say so.
async fn shrunk(drive: &Arc<dyn Drive>, mut deeds: Vec<Deed>, mut wrong: String) -> (Vec<Deed>, String) {
    let end = Instant::now() + PATIENCE;
    for place in (0..deeds.len()).rev() {
        if Instant::now() > end {
            break;
        }
        let mut fewer = deeds.clone();
        fewer.remove(place);
        if let Err(still) = judge(drive, &fewer).await {
            (deeds, wrong) = (fewer, still);
        }
    }
    (deeds, wrong)
}
