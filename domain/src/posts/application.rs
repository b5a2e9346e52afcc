//! What a post was written with.
use serde::{Deserialize, Serialize};

use crate::identity::{App, Website};

/// The app that its author used, as it called itself then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// Where one learns about it.
    pub website: Option<String>,
}

impl From<&App> for Application {
    fn from(app: &App) -> Self {
        let website = app.about.website.as_ref().map(Website::as_str);
        Self { name: app.about.name.as_str().to_owned(), website: website.map(str::to_owned) }
    }
}
