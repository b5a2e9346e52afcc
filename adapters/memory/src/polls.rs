//! Votes, and the end of polls.
use async_trait::async_trait;
use domain::ids::{AccountId, PostId};
use domain::posts::{Choices, Ending, Poll, Vote};
use domain::{Recorded, Timestamp};
use service::PortError;
use service::polls::PollRepository;
use service::posts::Saved;

use crate::Memory;
use crate::world::{Row, World};

#[async_trait]
impl PollRepository for Memory {
    async fn vote(&self, vote: Vote) -> Result<Saved<()>, PortError> {
        let world = &mut *self.world();
        let Vote { post, by, choices, .. } = vote;
        let is_repeated = world.vote_of(post, by).is_some();
        let Some(poll) = world.poll(post) else { return Ok(Saved::Gone) };
        if is_repeated {
            return Ok(Saved::Repeated(()));
        }
        let Some(counted) = poll.clone().counting(choices) else { return Ok(Saved::Gone) };
        *poll = counted;
        world.votes.insert((post, by), choices);
        Ok(Saved::New(()))
    }

    async fn list_voters(&self, post: PostId) -> Result<Vec<AccountId>, PortError> {
        let world = self.world();
        let mut voters: Vec<AccountId> =
            world.votes.keys().filter(|(asking, _)| *asking == post).map(|(_, by)| *by).collect();
        voters.sort();
        Ok(voters)
    }

    async fn list_due(&self, now: Timestamp, most: usize) -> Result<Vec<Ending>, PortError> {
        let world = self.world();
        let due = world.posts().filter_map(|post| {
            let poll = post.poll.as_ref().filter(|poll| !poll.is_over && poll.ends_at <= now)?;
            Some(Ending { post: post.id, author: post.author, ends_at: poll.ends_at })
        });
        let mut due: Vec<Ending> = due.collect();
        due.sort_by_key(|ending| (ending.ends_at, ending.post));
        due.truncate(most);
        Ok(due)
    }

    async fn end(&self, ending: Recorded<Ending>) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let poll = world.poll(ending.post).filter(|poll| !poll.is_over && poll.ends_at == ending.ends_at);
        let Some(poll) = poll else { return Ok(false) };
        poll.is_over = true;
        world.tell(ending.events());
        Ok(true)
    }
}

impl World {
    fn poll(&mut self, post: PostId) -> Option<&mut Poll> {
        match self.rows.get_mut(&post)? {
            Row::Post(post) => post.poll.as_mut(),
            Row::Boost(_) => None,
        }
    }

    /// What somebody voted for.
    pub(crate) fn vote_of(&self, post: PostId, by: AccountId) -> Option<Choices> {
        self.votes.get(&(post, by)).copied()
    }

    /// Forgets the votes in a poll that goes.
    pub(crate) fn forget_votes(&mut self, post: PostId) {
        self.votes.retain(|(asking, _), _| *asking != post);
    }
}
