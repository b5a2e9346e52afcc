//! Letters on their way.
#![doc = include_str!("../README.md")]

mod envelope;
mod folder;
mod smtp;

pub use envelope::{NotASender, Sender};
pub use folder::FolderMailer;
pub use smtp::{NotAServer, SmtpMailer};

use std::path::PathBuf;
use std::sync::Arc;

use service::mail::Mailer;

/// To the server of that URL, or else into the folder.
pub fn mailer(server: Option<&str>, folder: PathBuf, sender: Sender) -> Result<Arc<dyn Mailer>, NotAServer> {
    match server {
        Some(url) => Ok(Arc::new(SmtpMailer::new(url, sender)?)),
        None => Ok(Arc::new(FolderMailer::new(folder, sender))),
    }
}
