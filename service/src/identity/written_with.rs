//! What a post says of the app that it was written with.
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::ids::AppId;
use domain::posts::Application;

use super::{Apps, Bearer};
use crate::PortError;

/// What apps call themselves, as far as it was asked: that never changes.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<HashMap<AppId, Application>>);

impl Known {
    /// Those who are known at the most: beyond them all are asked anew, so that memory stays bounded.
    const MOST: usize = 10_000;

    fn find(&self, id: AppId) -> Option<Application> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn keep(&self, id: AppId, application: Application) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= Self::MOST {
            known.clear();
        }
        known.insert(id, application);
    }
}

impl Apps {
    /// What a post says of the app that it is written with; nothing where it is none, as in our own pages. Each app is looked up
    /// once.
    pub async fn written_with(&self, bearer: Option<&Bearer>) -> Result<Option<Application>, PortError> {
        let Some(id) = bearer.and_then(|bearer| bearer.grantee.app()) else { return Ok(None) };
        if let Some(known) = self.known.find(id) {
            return Ok(Some(known));
        }
        let found = self.find(id).await?.as_ref().map(Application::from);
        if let Some(application) = &found {
            self.known.keep(id, application.clone());
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_known_and_no_more() {
        let known = Known::default();
        let app = AppId::stored;
        let application = |n: i64| Application { name: n.to_string(), website: None };
        let most = i64::try_from(Known::MOST).unwrap();
        for n in 0..=most {
            known.keep(app(n), application(n));
        }
        assert_eq!((known.find(app(0)), known.find(app(most))), (None, Some(application(most))));
        assert!(known.0.lock().unwrap().len() <= Known::MOST);
    }
}
