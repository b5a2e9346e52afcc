//! The one who takes the orders of a server.
use std::sync::Arc;
use std::time::Duration;

use sourcing::{Append, Batch, EventStore, Outcome, Position, StreamName, Unavailable, View};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::super::browse::{Browsed, PATIENCE};
use super::super::tills::Tills;
use super::super::warehouse::Warehouse;
use super::judging::{Judged, Judging};
use super::{Decided, Settled, Waiting};
use crate::shop::ShopError;
use crate::{Entropy, PortError};

/// Who are served at once.
const CROWD: usize = 256;
/// How often an order is judged anew because another server was faster. Each time some server has got on.
const TRIES: usize = 64;

/// What orders are judged by.
#[derive(Clone)]
pub(in crate::shop) struct Known {
    pub(in crate::shop) tills: View<Tills>,
    pub(in crate::shop) warehouse: View<Warehouse>,
    pub(in crate::shop) catalog: View<Browsed>,
}

/// The one who takes the orders of a server.
pub(in crate::shop) struct Clerk {
    pub(in crate::shop) store: Arc<dyn EventStore>,
    pub(in crate::shop) entropy: Arc<dyn Entropy>,
    pub(in crate::shop) known: Known,
    pub(in crate::shop) waiting: mpsc::Receiver<Waiting>,
    /// Told through where something was sold.
    pub(in crate::shop) sold: tokio::sync::watch::Sender<u64>,
    /// Orders have to be paid in so long, if there is somebody who takes the money.
    pub(in crate::shop) pay_within: Option<Duration>,
}

/// What became of a round.
enum Round {
    /// This happened, as of there; it was judged by what was known as of there.
    Done(Vec<(Waiting, Judged)>, [Position; 2]),
    /// A stream was not where it was expected.
    Conflict(Vec<Waiting>, StreamName),
}

/// Those who were judged, what is to be appended because of it, and how much was known then.
type Verdicts = (Vec<(Waiting, Judged)>, Result<Vec<Append>, ShopError>, Position);

impl Clerk {
    /// Serves whoever comes, until nobody can come any more.
    pub(in crate::shop) async fn work(mut self) {
        let mut next = Vec::new();
        loop {
            if next.is_empty() && self.waiting.recv_many(&mut next, CROWD).await == 0 {
                return;
            }
            while next.len() < CROWD
                && let Ok(waiting) = self.waiting.try_recv()
            {
                next.push(waiting);
            }
            next = self.serve(next).await;
        }
    }

    /// Serves these; who is left comes first next time.
    async fn serve(&self, mut waiting: Vec<Waiting>) -> Vec<Waiting> {
        if let Err(error) = self.catch_up().await {
            refuse(waiting, error);
            return vec![];
        }
        waiting = self.without_the_settled(waiting).await;
        match self.round(waiting).await {
            None => vec![],
            Some(Round::Done(judged, [at, known])) => self.settle(judged, at, known).await,
            Some(Round::Conflict(waiting, stream)) => again(waiting, &stream),
        }
    }

    /// Returns when as much is known as anybody was ever told.
    async fn catch_up(&self) -> Result<(), ShopError> {
        let head = self.store.head().await?.position;
        self.known.reached(head).await
    }

    /// Tells those whose order was carried out by another server under the same key.
    async fn without_the_settled(&self, waiting: Vec<Waiting>) -> Vec<Waiting> {
        let mut left = Vec::with_capacity(waiting.len());
        for mut one in waiting {
            let keyed = one.keyed.as_ref().filter(|_| one.doubted);
            let earlier = match keyed {
                Some(keyed) => keyed.earlier::<Decided>(&*self.store).await,
                None => Ok(None),
            };
            match earlier {
                Ok(None) => {
                    one.doubted = false;
                    left.push(one);
                }
                Ok(Some((decided, at))) => one.tell(Ok(Settled::Already(decided, at))),
                Err(error) => one.tell(Err(error)),
            }
        }
        left
    }

    /// Judges them all and appends what comes of it; nothing if the store is away, which they were told then.
    async fn round(&self, waiting: Vec<Waiting>) -> Option<Round> {
        let (judged, appends, known) = self.judge(waiting);
        let batch = match appends {
            Ok(appends) if appends.is_empty() => return Some(Round::Done(judged, [known, known])),
            Ok(appends) => Batch::new(appends).map_err(ShopError::from),
            Err(error) => Err(error),
        };
        let waiting =
            |judged: Vec<(Waiting, Judged)>| judged.into_iter().map(|(waiting, _)| waiting).collect();
        let appended = match batch {
            Ok(batch) => self.store.append(batch).await.map_err(ShopError::from),
            Err(error) => Err(error),
        };
        match appended {
            Ok(Outcome::Appended(at) | Outcome::Repeated(at)) => Some(Round::Done(judged, [at, known])),
            Ok(Outcome::Conflict(conflict)) => Some(Round::Conflict(waiting(judged), conflict.stream)),
            // there is no mark in it
            Ok(Outcome::Overtaken(_)) => Some(Round::Done(vec![], [known, known])),
            Err(error) => {
                refuse(waiting(judged), error);
                None
            }
        }
    }

    fn judge(&self, waiting: Vec<Waiting>) -> Verdicts {
        let (tills, warehouse, catalog) =
            (self.known.tills.read(), self.known.warehouse.read(), self.known.catalog.read());
        let at = tills.at.min(warehouse.at).min(catalog.at);
        let when = (self.entropy.now(), self.pay_within);
        let mut judging = Judging::new(&tills.model, catalog.model.catalog(), &warehouse.model, when);
        let judged = waiting
            .into_iter()
            .map(|waiting| {
                let judged = judging.judge(&waiting);
                (waiting, judged)
            })
            .collect();
        (judged, judging.into_appends(), at)
    }

    /// Tells everybody what happened, which is so whether it can be read here by now or not; who was put off is left.
    async fn settle(&self, judged: Vec<(Waiting, Judged)>, at: Position, known: Position) -> Vec<Waiting> {
        self.sold.send_replace(at.number());
        let mut left = vec![];
        for (mut waiting, judged) in judged {
            match judged {
                Judged::Decided(decided) => waiting.tell(Ok(Settled::Decided(decided, at))),
                Judged::Changed(cart) => self.say_no(waiting, Ok(Settled::Changed(cart, known))).await,
                Judged::Refused(error) => self.say_no(waiting, Err(error)).await,
                Judged::Later => {
                    waiting.doubted = true;
                    left.push(waiting);
                }
            }
        }
        left
    }

    /// Tells somebody that nothing came of it, unless it is what they wanted that is in the way: it was carried out under their
    /// key after they had looked. It stands in what was appended then, so whoever was judged by the one finds the other.
    async fn say_no(&self, waiting: Waiting, no: Result<Settled, ShopError>) {
        let earlier = match &waiting.keyed {
            Some(keyed) => keyed.earlier::<Decided>(&*self.store).await,
            None => Ok(None),
        };
        waiting.tell(match earlier {
            Ok(Some((decided, at))) => Ok(Settled::Already(decided, at)),
            Err(ShopError::KeyReused) => Err(ShopError::KeyReused),
            Ok(None) | Err(_) => no,
        });
    }
}

impl Known {
    /// Returns when all of it goes so far, if it does soon.
    async fn reached(&self, position: Position) -> Result<(), ShopError> {
        let reached = async {
            self.tills.reached(position).await?;
            self.warehouse.reached(position).await?;
            self.catalog.reached(position).await
        };
        Ok(timeout(PATIENCE, reached).await.map_err(|_| ShopError::Busy)??)
    }
}

/// Those who try again: who was in the way under the same key is looked up, and who tried too often is told.
fn again(waiting: Vec<Waiting>, conflict: &StreamName) -> Vec<Waiting> {
    let mut left = Vec::with_capacity(waiting.len());
    for mut one in waiting {
        one.tries += 1;
        one.doubted |= one.keyed.as_ref().is_some_and(|keyed| keyed.stream() == conflict);
        if one.tries < TRIES { left.push(one) } else { one.tell(Err(ShopError::Busy)) }
    }
    left
}

/// Tells all of them the same.
fn refuse(waiting: Vec<Waiting>, error: ShopError) {
    let error = Arc::new(error);
    for one in waiting {
        let why: Box<dyn std::error::Error + Send + Sync> = Box::new(error.clone());
        one.tell(Err(match &*error {
            ShopError::Busy => ShopError::Busy,
            ShopError::Stopped(stopped) => ShopError::Stopped(stopped.clone()),
            _ => PortError::from(Unavailable::new(why)).into(),
        }));
    }
}
