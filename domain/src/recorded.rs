//! A change and its trace travel together.
use std::ops::Deref;

use crate::ids::Snowflake;
use crate::realtime::{Cause, Envelope, Event};

/// A new state with the events that say what happened.
///
/// Only a domain method can make one, and repositories save nothing else: so no change goes untold.
#[must_use = "a change that is not saved did not happen"]
#[derive(Debug, Clone)]
pub struct Recorded<T> {
    state: T,
    events: Vec<Envelope>,
}

impl<T> Recorded<T> {
    pub(crate) fn new(state: T, cause: &Cause, events: impl IntoIterator<Item = Event>) -> Self {
        let events =
            events.into_iter().enumerate().map(|(n, event)| Envelope::new(cause, n, event)).collect();
        Self { state, events }
    }

    /// What happened, in order.
    #[must_use]
    pub fn events(&self) -> &[Envelope] {
        &self.events
    }

    /// Gives up the trace: for a repository that has saved it.
    #[must_use]
    pub fn into_state(self) -> T {
        self.state
    }
}

impl<T> Deref for Recorded<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.state
    }
}

/// Something whose public id is a [`Snowflake`] that the repository gives.
pub trait Numbered: Sized {
    /// The type of its id.
    type Id: From<Snowflake> + Copy + Send;
}

/// A change that is complete but for its id, which only the repository's transaction can give.
#[must_use = "a change that is not saved did not happen"]
pub struct Draft<T: Numbered>(Box<dyn FnOnce(T::Id) -> Recorded<T> + Send>);

impl<T: Numbered> Draft<T> {
    pub(crate) fn new(complete: impl FnOnce(T::Id) -> Recorded<T> + Send + 'static) -> Self {
        Self(Box::new(complete))
    }

    /// Completes the change with its id.
    pub fn with_id(self, id: T::Id) -> Recorded<T> {
        (self.0)(id)
    }
}

impl<T: Numbered> std::fmt::Debug for Draft<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Draft")
    }
}
