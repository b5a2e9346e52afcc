//! A thousand who listen to topics of the gateway, come and go, and miss nothing while servers are killed.
use std::io;
use std::time::Duration;

use tokio::time::sleep;

use super::{Told, blow};
use crate::crowd::{Crowd, Finished};
use crate::dice::Dice;
use crate::faults::{Blow, Ground};

/// How many listen.
const LISTENERS: usize = 1_000;
/// Of each guest who is shown out.
const GUESTS: usize = 3;
/// Milliseconds within which all of them begin.
const ARRIVAL: u64 = 2_000;
/// Those who write, and how long each rests after each thing.
const HANDS: usize = 4;
const PACE: Duration = Duration::from_millis(150);
/// How long writing goes on around each blow.
const LEAD: Duration = Duration::from_millis(800);

pub(super) async fn round(ground: &mut Ground, dice: &mut Dice) -> io::Result<Told> {
    let blows = blows(dice);
    let name = blows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", then ");
    println!("  {LISTENERS} listen; {name}");
    let mut crowd = Crowd::gather(ground).await?;
    let mut members = crowd.square.guests(GUESTS, &crowd.sockets, dice);
    members.extend(crowd.square.crowd(LISTENERS - members.len(), &crowd.sockets, dice));
    crowd.listen(members, ARRIVAL).await?;
    crowd.write(HANDS, PACE, dice);
    sleep(LEAD).await;
    for (nth, blow) in blows.into_iter().enumerate() {
        ground.strike(blow).await?;
        sleep(LEAD).await;
        if nth == 1 {
            crowd.show_guests_out().await?;
        }
    }
    let published = crowd.published();
    let Finished { mut verdict, frames, connections, .. } = crowd.finish().await?;
    verdict.faults.extend((published == 0).then(|| "nothing was told by PUBLISH".to_owned()));
    let words = format!(
        "{} things, {published} of them by PUBLISH, {frames} frames over {connections} connections",
        verdict.posts
    );
    Ok(Told { name: format!("{LISTENERS} listen to topics; {name}"), evidence: Box::new(verdict), words })
}

/// Each kind of server is killed, in any order, and something else happens besides.
fn blows(dice: &mut Dice) -> Vec<Blow> {
    let down = |dice: &mut Dice| Duration::from_millis(dice.below(1_500));
    let mut blows = vec![
        Blow::SocketsKilled(dice.place(2)),
        Blow::BrokerKilled(down(dice)),
        Blow::DatabaseKilled(down(dice)),
        blow(dice),
    ];
    for last in (1..blows.len()).rev() {
        blows.swap(last, dice.place(last + 1));
    }
    blows
}
