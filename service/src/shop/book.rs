//! A context's book: what is known by heart, and how something is written into it.
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sourcing::{Append, Batch, EventStore, Model, Position, View};
use uuid::Uuid;

use super::aliases::People;
use super::command::Keyed;
use super::told::Telling;
use super::{Command, Outcome, ShopError};
use crate::Entropy;

/// How often a command is judged anew because somebody else was faster.
const TRIES: usize = 16;

/// What one context knows, and writes.
pub(super) struct Book<M> {
    store: Arc<dyn EventStore>,
    pub(super) view: View<M>,
    people: People,
    entropy: Arc<dyn Entropy>,
}

impl<M> Clone for Book<M> {
    fn clone(&self) -> Self {
        let Self { store, view, people, entropy } = self;
        Self { store: store.clone(), view: view.clone(), people: people.clone(), entropy: entropy.clone() }
    }
}

impl<M: Model> Book<M> {
    pub(super) fn new(
        store: Arc<dyn EventStore>,
        view: View<M>,
        people: People,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { store, view, people, entropy }
    }

    /// Where it is written.
    pub(super) fn store(&self) -> &Arc<dyn EventStore> {
        &self.store
    }

    /// Carries a command out: it is judged by what is known, and what it leads to is appended if nobody else was faster; else
    /// it is judged again. Under a key that was used before nothing is appended, and the answer is the one of then.
    /// It returns when all that it led to is known here.
    pub(super) async fn carry_out<T: Serialize + DeserializeOwned>(
        &self,
        command: &Command,
        asked: &(impl Serialize + Sync),
        judge: impl Fn(&M, &mut Telling<'_>) -> Result<T, ShopError>,
    ) -> Result<Outcome<T>, ShopError> {
        let done = self.write(command, asked, judge).await?;
        self.view.reached(Position::new(done.position)).await?;
        Ok(done)
    }

    /// The same, but it returns when that is appended: whoever asks for the next thing, which has nothing to do with it, need not
    /// wait until it is known here.
    pub(super) async fn write<T: Serialize + DeserializeOwned>(
        &self,
        command: &Command,
        asked: &(impl Serialize + Sync),
        judge: impl Fn(&M, &mut Telling<'_>) -> Result<T, ShopError>,
    ) -> Result<Outcome<T>, ShopError> {
        ready(&self.view)?;
        let keyed = Keyed::of(command, asked, &self.people, &*self.store).await?;
        let id = keyed.as_ref().map_or_else(|| self.entropy.uuid(), |keyed| keyed.asked);
        if let Some((answer, at)) = self.earlier(keyed.as_ref()).await? {
            return Ok(done(answer, at, true));
        }
        for _ in 0..TRIES {
            let (answer, appends, at) = match self.judged(command, id, keyed.as_ref(), &judge) {
                Ok(judged) => judged,
                // what is in the way may be what was wanted, carried out under this key meanwhile
                Err(error) => {
                    let earlier = self.earlier(keyed.as_ref()).await?;
                    return earlier.map(|(answer, at)| done(answer, at, true)).ok_or(error);
                }
            };
            if appends.is_empty() {
                return Ok(done(answer, at, false));
            }
            match self.store.append(Batch::new(appends)?).await? {
                sourcing::Outcome::Appended(at) => return Ok(done(answer, at, false)),
                sourcing::Outcome::Repeated(at) => return Ok(done(answer, at, true)),
                sourcing::Outcome::Conflict(_) | sourcing::Outcome::Overtaken(_) => {}
            }
            if let Some((answer, at)) = self.earlier(keyed.as_ref()).await? {
                return Ok(done(answer, at, true));
            }
            self.view.reached(self.store.head().await?.position).await?;
        }
        Err(ShopError::Busy)
    }

    fn judged<T: Serialize>(
        &self,
        command: &Command,
        id: Uuid,
        keyed: Option<&Keyed>,
        judge: impl Fn(&M, &mut Telling<'_>) -> Result<T, ShopError>,
    ) -> Result<(T, Vec<Append>, Position), ShopError> {
        let cause = command.origin.cause(id, self.entropy.now());
        let mut telling = Telling::new(&cause);
        let seen = self.view.read();
        let answer = judge(&seen.model, &mut telling)?;
        if let Some(keyed) = keyed {
            keyed.tell(&answer, &mut telling)?;
        }
        Ok((answer, telling.into_appends(), seen.at))
    }

    async fn earlier<T: DeserializeOwned>(
        &self,
        keyed: Option<&Keyed>,
    ) -> Result<Option<(T, Position)>, ShopError> {
        match keyed {
            Some(keyed) => keyed.earlier(&*self.store).await,
            None => Ok(None),
        }
    }
}

fn done<T>(answer: T, at: Position, replayed: bool) -> Outcome<T> {
    Outcome { answer, position: at.number(), replayed }
}

/// Refuses as long as a model is not loaded, and when it goes on no more.
pub(super) fn ready<M: Model>(view: &View<M>) -> Result<(), ShopError> {
    match view.standstill() {
        Some(stopped) => Err(stopped.into()),
        None if view.progress().loaded => Ok(()),
        None => Err(ShopError::Loading),
    }
}
