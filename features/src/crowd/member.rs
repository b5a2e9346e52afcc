//! Somebody who listens to topics, and comes back wherever they were cut off.
use std::time::Duration;

use ledger::Viewer;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::ear::{Answer, Ear, Heard};
use super::notes::{Notebook, Rumours};
use crate::dice::Dice;

/// How long a connection, and an answer, may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long somebody waits before coming back, at least.
const BREATH: u64 = 100;

/// Somebody who listens.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) topics: Vec<String>,
    pub(crate) token: Option<String>,
    /// On whose behalf.
    pub(crate) viewer: Option<Viewer>,
    /// Whether their right to listen may be ended.
    pub(crate) guest: bool,
    /// Servers, the next of which is tried each time.
    pub(crate) servers: Vec<String>,
    /// How long they keep a connection, in milliseconds; for ever if nothing is said.
    pub(crate) stays: Option<(u64, u64)>,
    /// They read nothing on their first connection before this turns true.
    pub(crate) stalls: Option<watch::Receiver<bool>>,
    /// What chance has in it: when they begin, and when they go.
    pub(crate) dice: Dice,
    /// Bytes that the kernel keeps for them on their first connection.
    pub(crate) room: Option<u32>,
}

/// What is common to all who listen.
#[derive(Debug, Clone)]
pub(crate) struct Ends {
    pub(crate) rumours: Rumours,
    /// Turns true when all is over.
    pub(crate) over: watch::Receiver<bool>,
}

/// How a connection ended.
enum Parting {
    /// They went, or it broke.
    Gone,
    /// The server asked them to, and may have said by what path another one goes on.
    SentAway(Option<String>),
    /// There is nothing left to listen to.
    Over,
}

impl Member {
    /// Whether they are one of those who may be shown out.
    pub(crate) fn is_guest(&self) -> bool {
        self.guest
    }

    /// Listens until all is over. They begin within so many milliseconds.
    pub(crate) async fn listen(mut self, notebook: Notebook, within: u64, mut ends: Ends) {
        sleep(Duration::from_millis(self.dice.below(within))).await;
        let (mut turn, mut path) = (0, None);
        while !*ends.over.borrow() {
            let server = self.servers[turn % self.servers.len()].clone();
            turn += 1;
            let parting = match timeout(PATIENCE, self.open(&server, path.take(), &notebook)).await {
                Ok(Ok(ear)) => self.hear(ear, &notebook, &mut ends).await,
                Ok(Err(parting)) => parting,
                Err(_) => Parting::Gone,
            };
            match parting {
                Parting::Over => return,
                // half of them are clients that know nothing of it
                Parting::SentAway(there) => path = there.filter(|_| self.dice.happens(500)),
                Parting::Gone => sleep(Duration::from_millis(BREATH + self.dice.below(BREATH))).await,
            }
        }
    }

    /// Listens at one server, from where each topic was left.
    async fn open(
        &mut self,
        server: &str,
        path: Option<String>,
        notebook: &Notebook,
    ) -> Result<Ear, Parting> {
        let since = notebook.notes().since();
        let at = path.as_deref().unwrap_or("/pubsub");
        let mut ear = Ear::open(server, at, self.room.take()).await.map_err(|_| Parting::Gone)?;
        if path.is_some() {
            let standings = ear.resumed().await.map_err(|_| Parting::Gone)?;
            notebook.notes().go_on(standings.is_some());
            if let Some(standings) = standings.filter(|standings| standings.len() == self.topics.len()) {
                notebook.notes().begin(&standings);
                return Ok(ear);
            }
        }
        let answer = ear.listen(&self.topics, self.token.as_deref(), &since).await;
        match answer.map_err(|_| Parting::Gone)? {
            Answer::Granted(standings) => {
                notebook.notes().begin(&standings);
                Ok(ear)
            }
            // it could not be decided
            Answer::Refused(error) if error == "ERR_SERVER" => Err(Parting::Gone),
            Answer::Refused(error) => {
                notebook.notes().refused.push(error);
                Err(Parting::Over)
            }
        }
    }

    async fn hear(&mut self, mut ear: Ear, notebook: &Notebook, ends: &mut Ends) -> Parting {
        if let Some(mut stalls) = self.stalls.take() {
            let _ = stalls.wait_for(|read| *read).await;
        }
        let stays = self.stays.map(|(least, most)| Duration::from_millis(self.dice.between(least, most)));
        let leaves = Instant::now() + stays.unwrap_or(Duration::from_hours(1));
        loop {
            let heard = tokio::select! {
                heard = ear.next() => heard,
                () = sleep_until(leaves) => break,
                _ = ends.over.changed() => return Parting::Over,
            };
            match heard {
                Heard::Came(came) => notebook.notes().take(came, &ends.rumours),
                Heard::Revoked(topics) => {
                    let mut notes = notebook.notes();
                    notes.end(&topics);
                    if notes.topics.iter().all(|heard| heard.revoked) {
                        // that they are not let in again is found out by trying
                        return Parting::Gone;
                    }
                }
                Heard::SentAway(there) => {
                    notebook.notes().sent_away.get_or_insert_with(std::time::Instant::now);
                    ear.leave().await;
                    return Parting::SentAway(there);
                }
                Heard::Closed(code) => {
                    notebook.notes().closed.push(code);
                    return Parting::Gone;
                }
            }
        }
        // some say goodbye, others are just gone
        if self.dice.happens(500) {
            ear.leave().await;
        }
        Parting::Gone
    }
}
