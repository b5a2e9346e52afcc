//! Who followed whom at which place of the log, as the log tells it.
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use domain::ids::AccountId;
use domain::posts::{FollowWishes, Home};
use domain::realtime::{Event, Logged, Position};

type Wishes = Option<FollowWishes>;

/// Every change of who follows whom.
#[derive(Default)]
pub(super) struct Follows {
    changes: BTreeMap<(AccountId, AccountId), Vec<(Position, Wishes)>>,
}

impl Follows {
    pub(super) fn of<'a>(log: impl Iterator<Item = &'a Logged>) -> Self {
        let mut this = Self::default();
        for Logged { position, envelope } in log {
            let (follower, followee, wishes) = match &envelope.event {
                Event::Followed(followed) => {
                    (followed.follower, followed.followee, Some(followed.wishes.clone()))
                }
                Event::Unfollowed(unfollowed) => (unfollowed.follower, unfollowed.followee, None),
                _ => continue,
            };
            this.changes.entry((follower, followee)).or_default().push((*position, wishes));
        }
        this
    }

    /// The homes that a reader may have had somewhere in a part of the log, as far as these authors matter: a hub knows each
    /// author's state at one place of it, not necessarily the same for all.
    pub(super) fn homes(
        &self,
        reader: AccountId,
        authors: &[AccountId],
        part: &RangeInclusive<Position>,
    ) -> Vec<Home> {
        let mut homes = vec![Home::of(reader)];
        for author in authors {
            let states = self.states(reader, *author, part);
            homes = homes
                .into_iter()
                .flat_map(|home| states.iter().map(move |wishes| with(&home, *author, wishes.clone())))
                .collect();
        }
        homes
    }

    /// Whom everybody follows in the end.
    pub(super) fn last(&self, reader: AccountId) -> BTreeMap<AccountId, FollowWishes> {
        let own = self.changes.iter().filter(|((follower, _), _)| *follower == reader);
        own.filter_map(|((_, followee), changes)| Some((*followee, changes.last()?.1.clone()?))).collect()
    }

    fn states(&self, reader: AccountId, author: AccountId, part: &RangeInclusive<Position>) -> Vec<Wishes> {
        let none = vec![];
        let changes = self.changes.get(&(reader, author)).unwrap_or(&none);
        let (before, after): (Vec<_>, Vec<_>) =
            changes.iter().cloned().partition(|(at, _)| at <= part.start());
        let first = before.last().and_then(|(_, wishes)| wishes.clone());
        let mut states = vec![first];
        for (_, wishes) in after.into_iter().filter(|(at, _)| at <= part.end()) {
            if !states.contains(&wishes) {
                states.push(wishes);
            }
        }
        states
    }
}

fn with(home: &Home, author: AccountId, wishes: Wishes) -> Home {
    let mut home = home.clone();
    home.follows.extend(wishes.map(|wishes| (author, wishes)));
    home
}
