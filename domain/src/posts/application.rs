//! What a post was written with.
use serde::{Deserialize, Serialize};

/// The app that its author used, as it called itself then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Its name.
    pub name: String,
    /// Where one learns about it.
    pub website: Option<String>,
}
