//! Letters that were delivered, where people look for theirs.
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use domain::identity::Letter;
use service::Entropy;
use service::mail::{LetterRepository, Mailer, Postman, Undeliverable};

use super::super::{Answer, Refused};

/// All mailboxes, and the postman who fills them.
pub(super) struct Mailbox {
    delivered: Arc<Delivered>,
    postman: Postman,
}

#[derive(Default)]
struct Delivered(Mutex<Vec<Letter>>);

#[async_trait]
impl Mailer for Delivered {
    async fn deliver(&self, letter: &Letter) -> Result<(), Undeliverable> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
        Ok(())
    }
}

impl Mailbox {
    pub(super) fn of(letters: Arc<dyn LetterRepository>, entropy: Arc<dyn Entropy>) -> Self {
        let delivered = Arc::<Delivered>::default();
        Self { postman: Postman::new(letters, delivered.clone(), entropy), delivered }
    }

    /// The letter to that address that says this.
    pub(super) async fn find(&self, email: &str, about: &str) -> Answer<String> {
        while self.postman.round().await? > 0 {}
        let delivered = self.delivered.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = delivered
            .iter()
            .rev()
            .find(|letter| letter.to.as_str().eq_ignore_ascii_case(email) && letter.text.contains(about));
        found.map(|letter| letter.text.clone()).ok_or_else(|| Refused::by(super::super::Rule::NotThere))
    }
}
