//! Those who leave for good.
use async_trait::async_trait;
use domain::identity::{Comment, Departure, Revocation};
use domain::ids::AccountId;
use domain::media::Media;
use domain::{Recorded, Timestamp};
use service::PortError;
use service::leaving::{DepartureRepository, Redacted, Traces};

use crate::Memory;
use crate::world::World;

/// Somebody who left. Their name stays among the names, so that nobody takes it.
pub(crate) struct Left {
    departure: Departure,
    is_done: bool,
}

#[async_trait]
impl DepartureRepository for Memory {
    async fn begin(&self, departure: Recorded<Departure>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let of = departure.account;
        if world.departures.contains_key(&of) {
            return Ok(false);
        }
        let Some(member) = world.members.get_mut(&of) else { return Ok(false) };
        member.account.suspended = true;
        (member.credential.password, member.credential.waiting) = (None, None);
        let email = member.credential.email.clone();
        world.letters.retain(|waiting| waiting.undelivered.letter.to != email);
        world.addresses.remove(&email);
        world.challenges.retain(|posed| posed.account != of);
        let guests = world.foreigners.iter().filter(|(_, (owner, _))| *owner == of);
        let guests: Vec<_> = guests.map(|(id, _)| (id.clone(), departure.at)).collect();
        world.left_guests.extend(guests);
        world.foreigners.retain(|_, (owner, _)| *owner != of);
        world.end(Revocation::Account(of), departure.at);
        world.departures.insert(of, Left { departure: *departure, is_done: false });
        world.tell(departure.events());
        Ok(true)
    }

    async fn list_open(&self, most: u16) -> Result<Vec<Departure>, PortError> {
        let world = self.world();
        let mut open: Vec<Departure> =
            world.departures.values().filter(|left| !left.is_done).map(|left| left.departure).collect();
        open.sort_by_key(|departure| (departure.at, departure.account));
        open.truncate(most.into());
        Ok(open)
    }

    async fn list_traces(&self, of: AccountId, most: u16) -> Result<Traces, PortError> {
        let (world, most) = (self.world(), usize::from(most));
        let posts = world.posts().rev().filter(|post| post.author == of);
        let boosts = world.boosts().filter(|boost| boost.by == of);
        let favourites = world.favourites.values().filter(|favourite| favourite.by == of);
        let follows =
            world.follows.values().filter(|follow| [follow.follower, follow.followee].contains(&of));
        Ok(Traces {
            posts: posts.take(most).cloned().collect(),
            boosts: boosts.take(most).copied().collect(),
            favourites: favourites.take(most).copied().collect(),
            follows: follows.take(most).cloned().collect(),
        })
    }

    async fn take_media(&self, of: AccountId, most: u16) -> Result<Vec<Media>, PortError> {
        let world = &mut *self.world();
        let theirs = world.media.values_mut().filter(|kept| kept.upload.owner == of);
        let taken = theirs.take(most.into()).map(|kept| {
            (kept.is_taken, kept.upload.post) = (true, None);
            kept.upload.media.clone()
        });
        Ok(taken.collect())
    }

    async fn forget(&self, of: AccountId, _most: u16) -> Result<bool, PortError> {
        let world = &mut *self.world();
        world.forget_alone(of);
        world.forget_between(of);
        Ok(world.members.remove(&of).is_some())
    }

    async fn redact(&self, of: AccountId, _most: u16) -> Result<Redacted, PortError> {
        let world = &mut *self.world();
        world.log.forget(of);
        let waits = world.outbox.iter().any(|envelope| envelope.event.speaks_of(of));
        Ok(if waits { Redacted::Waiting } else { Redacted::All })
    }

    async fn end(&self, of: AccountId) -> Result<(), PortError> {
        if let Some(left) = self.world().departures.get_mut(&of) {
            left.is_done = true;
        }
        Ok(())
    }
}

impl World {
    /// What was theirs alone.
    fn forget_alone(&mut self, of: AccountId) {
        self.marks.bookmarks.retain(|_, (_, by)| *by != of);
        self.marks.pins.retain(|_, pin| pin.by != of);
        self.marks.muted.retain(|(_, by)| *by != of);
        self.lists.forget(of);
        self.tag_follows.retain(|_, follow| follow.by != of);
        self.votes.retain(|(_, by), _| *by != of);
        self.channels.forget(of);
        self.markers.retain(|(by, _), _| *by != of);
        self.filters.remove(&of);
        self.conversations.retain(|(by, _), _| *by != of);
        self.scheduled.retain(|_, (plan, _)| plan.author != of);
        self.keys.retain(|key, _| key.account != of);
        self.announcements.retain(|told| told.by != of);
        self.challenges.retain(|posed| posed.account != of);
        self.foreigners.retain(|_, (owner, _)| *owner != of);
        self.ended.remove(&of);
        self.end(Revocation::Account(of), Timestamp::UNIX_EPOCH);
    }

    /// What is between them and others. Of what they reported only their words go: it concerns others.
    fn forget_between(&mut self, of: AccountId) {
        self.blocks.retain(|_, block| block.blocker != of && block.blocked != of);
        self.mutes.retain(|_, mute| mute.muter != of && mute.muted != of);
        self.notes.retain(|(by, about), _| *by != of && *about != of);
        self.requests.retain(|_, request| request.follower != of && request.followee != of);
        self.notifications.retain(|_, told| told.to != of && told.by != of);
        for report in self.reports.values_mut().filter(|report| report.said.by == of) {
            report.said.comment = Comment::default();
        }
    }
}
