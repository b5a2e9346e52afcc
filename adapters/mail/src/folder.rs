//! Letters into a folder: for development, and for whoever has no mail server yet.
use std::io;
use std::path::PathBuf;

use async_trait::async_trait;
use domain::identity::Letter;
use service::PortError;
use service::mail::{Mailer, Undeliverable};
use tokio::fs;

use crate::Sender;

/// Writes each letter as `<id>.eml`. One that is delivered again replaces itself.
#[derive(Debug, Clone)]
pub struct FolderMailer {
    folder: PathBuf,
    sender: Sender,
}

impl FolderMailer {
    /// Into that folder, which is made with the first letter.
    #[must_use]
    pub fn new(folder: PathBuf, sender: Sender) -> Self {
        Self { folder, sender }
    }

    /// Whole or not at all: whoever watches the folder never sees half a letter.
    async fn write(&self, name: &str, text: Vec<u8>) -> io::Result<()> {
        fs::create_dir_all(&self.folder).await?;
        let begun = self.folder.join(format!(".{name}"));
        fs::write(&begun, text).await?;
        fs::rename(begun, self.folder.join(format!("{name}.eml"))).await
    }
}

#[async_trait]
impl Mailer for FolderMailer {
    async fn deliver(&self, letter: &Letter) -> Result<(), Undeliverable> {
        let text = self.sender.envelope(letter)?.formatted();
        let written = self.write(&letter.id.to_string(), text).await;
        written.map_err(|error| PortError::new("the mail folder", error).into())
    }
}
