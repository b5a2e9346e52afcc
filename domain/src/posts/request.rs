//! Asking to follow somebody who wants to be asked.
use super::{Follow, FollowRule, FollowWishes, Followed, RequestAccepted, RequestEnded, Requested};
use crate::identity::Account;
use crate::ids::{AccountId, FollowId, FollowRequestId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// That one account asks to follow another. Until it is answered it follows nobody: it is shown nothing more, and not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowRequest {
    /// Its id: it stays when the wishes change.
    pub id: FollowRequestId,
    /// Who asks.
    pub follower: AccountId,
    /// Whom.
    pub followee: AccountId,
    /// What of.
    pub wishes: FollowWishes,
}

/// That a request is granted: a follow, complete but for its id.
#[must_use = "a change that is not saved did not happen"]
#[derive(Debug)]
pub struct Grant {
    request: FollowRequest,
    cause: Cause,
}

impl Grant {
    /// What was asked for: it ends with this.
    #[must_use]
    pub fn request(&self) -> &FollowRequest {
        &self.request
    }

    /// Completes the follow with its id.
    pub fn with_id(self, id: FollowId) -> Recorded<Follow> {
        let FollowRequest { follower, followee, wishes, .. } = self.request;
        let granted = Event::RequestAccepted(RequestAccepted { follower, followee });
        let followed = Event::Followed(Followed { follower, followee, wishes: wishes.clone() });
        Recorded::new(Follow { id, follower, followee, wishes }, &self.cause, [granted, followed])
    }
}

impl Numbered for FollowRequest {
    type Id = FollowRequestId;
}

impl FollowRequest {
    /// Whether `follower` has to ask before they follow: those whose account is locked want to be asked by everybody, and
    /// everybody wants to be asked by the silenced.
    #[must_use]
    pub fn is_due(follower: &Account, followee: &Account) -> bool {
        followee.locked || follower.silenced
    }

    /// `follower` asks to follow `followee`, or changes the wishes.
    pub fn ask(
        follower: AccountId,
        followee: AccountId,
        wishes: FollowWishes,
        cause: Cause,
    ) -> Result<Draft<Self>, FollowRule> {
        if follower == followee {
            return Err(FollowRule::Oneself);
        }
        Ok(Draft::new(move |id| {
            let event = Event::Requested(Requested { follower, followee, wishes: wishes.clone() });
            Recorded::new(Self { id, follower, followee, wishes }, &cause, [event])
        }))
    }

    /// Whoever was asked agrees.
    pub fn accept(self, cause: Cause) -> Grant {
        Grant { request: self, cause }
    }

    /// Whoever was asked does not agree.
    pub fn reject(self, cause: &Cause) -> Recorded<Self> {
        let ended = self.ended_by(self.followee);
        Recorded::new(self, cause, [ended])
    }

    /// Whoever asked does not want it any more.
    pub fn withdraw(self, cause: &Cause) -> Recorded<Self> {
        let ended = self.ended_by(self.follower);
        Recorded::new(self, cause, [ended])
    }

    /// What is told when one of the two has ended it.
    pub(super) fn ended_by(&self, by: AccountId) -> Event {
        let ended = RequestEnded { follower: self.follower, followee: self.followee };
        if by == self.followee { Event::RequestRejected(ended) } else { Event::RequestWithdrawn(ended) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::identity::Username;

    #[test]
    fn the_locked_are_asked_and_the_silenced_ask() {
        let plain =
            |id| Account::plain(AccountId::stored(id), Username::stored("ada"), Timestamp::UNIX_EPOCH);
        let locked = Account { locked: true, ..plain(2) };
        let silenced = Account { silenced: true, ..plain(3) };
        let cases = [
            (&plain(1), &plain(4), false),
            (&plain(1), &locked, true),
            (&locked, &plain(1), false),
            (&silenced, &plain(1), true),
            (&plain(1), &silenced, false),
        ];
        for (follower, followee, is_due) in cases {
            assert_eq!(FollowRequest::is_due(follower, followee), is_due, "{} {}", follower.id, followee.id);
        }
    }
}
