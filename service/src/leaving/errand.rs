//! What is kept of those who left goes: a timer.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::Departure;
use domain::realtime::{Cause, Origin};
use jiff::SignedDuration;

use super::{Leaving, Redacted, Traces};
use crate::PortError;
use crate::channels::Estate;
use crate::duty::{Due, Errand};

impl Leaving {
    /// Departures that are looked after at once.
    const TOGETHER: u16 = 16;
    /// Posts and the like that go in one step.
    const AT_ONCE: u16 = 50;
    /// Rows that are told to nobody, and events, that go in one step.
    const IN_SILENCE: u16 = 1_000;
    /// How long requests may take that had begun before: what they saved is looked for once more.
    const STRAGGLERS: SignedDuration = SignedDuration::from_mins(1);
    /// How long events take to be moved to the log.
    const MOVING: SignedDuration = SignedDuration::from_millis(500);

    /// Has some of what is left of somebody go, and says when there is more. What was cut off in the middle is found again.
    async fn step(&self, departure: Departure, now: Timestamp) -> Result<Due, PortError> {
        let of = departure.account;
        let traces = self.departures.list_traces(of, Self::AT_ONCE).await?;
        if !traces.is_empty() {
            self.take_back(departure, traces).await?;
            return Ok(Due::Now);
        }
        let cause = || self.on_behalf_of(departure);
        if Estate::of(&self.channels).leave_some(of, Self::AT_ONCE, cause).await? {
            return Ok(Due::Now);
        }
        if self.burn_some(departure).await? || self.departures.forget(of, Self::IN_SILENCE).await? {
            return Ok(Due::Now);
        }
        // while the shop stands still all else goes
        let out_of_the_shop = self.leave_shop(departure).await;
        let last_look = departure.at.checked_add(Self::STRAGGLERS).unwrap_or(now);
        match self.departures.redact(of, Self::IN_SILENCE).await? {
            Redacted::Some => Ok(Due::Now),
            Redacted::Waiting => Ok(Due::At(now + Self::MOVING)),
            Redacted::All if now < last_look => Ok(Due::At(last_look)),
            Redacted::All => {
                out_of_the_shop?;
                self.departures.end(of).await?;
                Ok(Due::Now)
            }
        }
    }

    async fn leave_shop(&self, departure: Departure) -> Result<(), PortError> {
        let Some(shop) = &self.shop else { return Ok(()) };
        shop.clear(departure.account, &self.on_behalf_of(departure).origin).await?;
        shop.forget(departure.account).await
    }

    /// What others know of is taken back as its owner would: whoever shows it is told. Who follows them is told last, so that homes
    /// hear of every post that goes.
    async fn take_back(&self, departure: Departure, traces: Traces) -> Result<(), PortError> {
        let is_silent = traces.posts.is_empty() && traces.boosts.is_empty();
        for boost in traces.boosts {
            self.posts.unboost(boost.undo(&self.on_behalf_of(departure))).await?;
        }
        for post in traces.posts {
            // nobody but its author is asked for it
            if let Ok(removal) = post.delete(departure.account, self.on_behalf_of(departure)) {
                self.posts.delete(removal).await?;
            }
        }
        for favourite in traces.favourites {
            self.posts.unfavourite(favourite.undo(&self.on_behalf_of(departure))).await?;
        }
        for follow in traces.follows.into_iter().filter(|_| is_silent) {
            self.follows.unfollow(follow.end(&self.on_behalf_of(departure))).await?;
        }
        Ok(())
    }

    /// Files go before their rows, so that whatever is cut off in the middle is done again.
    async fn burn_some(&self, departure: Departure) -> Result<bool, PortError> {
        let taken = self.departures.take_media(departure.account, Self::AT_ONCE).await?;
        for media in &taken {
            self.files.delete(&media.picture.full.key).await?;
            self.files.delete(&media.picture.preview.key).await?;
        }
        let ids: Vec<_> = taken.iter().map(|media| media.id).collect();
        if !ids.is_empty() {
            self.media.forget(&ids).await?;
        }
        Ok(!ids.is_empty())
    }

    fn on_behalf_of(&self, departure: Departure) -> Cause {
        let actor = Some(departure.account);
        let origin = Origin { actor, correlation: self.entropy.uuid(), causation: None, trace: None };
        origin.cause(self.entropy.uuid(), self.entropy.now())
    }
}

#[async_trait]
impl Errand for Leaving {
    fn name(&self) -> &'static str {
        "accounts.forget"
    }

    async fn run(&self, now: Timestamp) -> Result<Due, PortError> {
        let mut soonest = Ok(Due::Whenever);
        for departure in self.departures.list_open(Self::TOGETHER).await? {
            // who can't go on holds up nobody else
            soonest = match (soonest, self.step(departure, now).await) {
                (Err(error), _) | (_, Err(error)) => Err(error),
                (Ok(Due::Now), _) | (_, Ok(Due::Now)) => Ok(Due::Now),
                (Ok(Due::At(one)), Ok(Due::At(other))) => Ok(Due::At(one.min(other))),
                (due, Ok(Due::Whenever)) | (Ok(Due::Whenever), due) => due,
            };
        }
        soonest
    }
}
