//! What somebody could not get over who goes on no more.
use std::sync::{Mutex, PoisonError};

use sourcing::Stopped;

/// Whether somebody goes on, for those who look whether all do.
pub(super) struct Standstill {
    name: &'static str,
    noted: Mutex<Option<Stopped>>,
}

impl Standstill {
    /// Of a duty of that name, which goes on.
    pub(super) fn of(name: &'static str) -> Self {
        Self { name, noted: Mutex::default() }
    }

    /// They go on no more, or do again. What they come to is said once.
    pub(super) fn note(&self, stopped: Option<Stopped>) {
        if let Some(stopped) = self.news(stopped) {
            tracing::error!(duty = self.name, %stopped, "goes on no more");
        }
    }

    /// What they could not get over, if they go on no more.
    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes it, and gives what was not known before.
    fn news(&self, stopped: Option<Stopped>) -> Option<Stopped> {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let news = stopped.clone().filter(|_| *noted != stopped);
        *noted = stopped;
        news
    }
}

#[cfg(test)]
mod tests {
    use sourcing::Position;

    use super::*;

    #[test]
    fn what_somebody_stopped_at_is_news_once_until_they_go_on() {
        let stopped = |position| Some(Stopped { position: Position::new(position), why: "no".to_owned() });
        let standstill = Standstill::of("duty");
        assert_eq!(standstill.stopped(), None);
        for (what, is_new) in
            [(stopped(7), true), (stopped(7), false), (stopped(8), true), (None, false), (stopped(8), true)]
        {
            assert_eq!(standstill.news(what.clone()).is_some(), is_new, "{what:?}");
            assert_eq!(standstill.stopped(), what);
        }
    }
}
