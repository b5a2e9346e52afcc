//! Letters that wait to be delivered.
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{Letter, Undelivered};
use domain::ids::AccountId;
use service::PortError;
use service::mail::LetterRepository;
use uuid::Uuid;

use crate::Memory;
use crate::outbox::end_of;
use crate::world::World;

/// A letter that waits.
pub(crate) struct Waiting {
    pub(crate) undelivered: Undelivered,
    due_at: Timestamp,
}

impl World {
    pub(crate) fn write(&mut self, letter: Letter, now: Timestamp) {
        let undelivered = Undelivered { letter, attempts: 0, written_at: now };
        self.letters.push(Waiting { undelivered, due_at: now });
    }
}

#[async_trait]
impl LetterRepository for Memory {
    async fn write_once(&self, id: Uuid, to: AccountId, subject: &str, text: &str) -> Result<(), PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        let has_left = world.departures.contains_key(&to);
        if world.letters_once.insert(id)
            && !has_left
            && let Some(member) = world.members.get(&to)
        {
            let (to, subject, text) = (member.credential.email.clone(), subject.to_owned(), text.to_owned());
            world.write(Letter { id, to, subject, text }, now);
        }
        Ok(())
    }

    async fn take_due(&self, most: u16, lease: Duration) -> Result<Vec<Undelivered>, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        let mut due: Vec<&mut Waiting> =
            world.letters.iter_mut().filter(|waiting| waiting.due_at <= now).collect();
        due.sort_by_key(|waiting| waiting.due_at);
        due.truncate(most.into());
        let taken = due.into_iter().map(|waiting| {
            waiting.due_at = end_of(lease, now);
            waiting.undelivered.attempts += 1;
            waiting.undelivered.clone()
        });
        Ok(taken.collect())
    }

    async fn put_off(&self, letter: Uuid, pause: Duration) -> Result<(), PortError> {
        let due_at = end_of(pause, self.entropy.now());
        let world = &mut *self.world();
        if let Some(waiting) =
            world.letters.iter_mut().find(|waiting| waiting.undelivered.letter.id == letter)
        {
            waiting.due_at = due_at;
        }
        Ok(())
    }

    async fn remove(&self, letter: Uuid) -> Result<(), PortError> {
        self.world().letters.retain(|waiting| waiting.undelivered.letter.id != letter);
        Ok(())
    }
}
