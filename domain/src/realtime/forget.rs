//! What events say of somebody who left for good is taken out of them.
use super::{Envelope, Event};
use crate::identity::AuthorFacts;
use crate::ids::AccountId;
use crate::posts::{Audience, Conversed, Notified, PostFacts};

impl Envelope {
    /// Takes out what the event says of somebody who left: name, profile, and whatever they wrote. Places and numbers stay, so that
    /// the log has no hole. Gives whether there was anything.
    #[must_use]
    pub fn forget(&mut self, who: AccountId) -> bool {
        let before = self.event.clone();
        self.event.forget(who);
        self.event != before
    }
}

impl Event {
    /// Whether it says more of somebody than their number.
    #[must_use]
    pub fn speaks_of(&self, who: AccountId) -> bool {
        match self {
            Self::Registered(told) => told.account.id == who,
            Self::AccountChanged(told) => told.account.id == who,
            Self::Published(told) => told.author.id == who,
            Self::Edited(told) => told.author.id == who,
            Self::Deleted(told) => told.audience.author == who,
            Self::Boosted(told) => [told.boost.by.id, told.author.id].contains(&who),
            Self::TagFollowed(told) => told.by == who,
            Self::TagUnfollowed(told) => told.by == who,
            Self::Notified(told) => {
                [told.to, told.by.id].contains(&who)
                    || told.author.as_ref().is_some_and(|author| author.id == who)
            }
            Self::FiltersChanged(told) => told.owner == who,
            Self::Conversed(told) => {
                told.author.id == who || told.of == who || told.with.iter().any(|one| one.id == who)
            }
            Self::Channels(told) => told.speaks_of(who),
            Self::Shop(told) => told.speaks_of(who),
            Self::Announced(told) => told.by == who,
            _ => false,
        }
    }

    fn forget(&mut self, who: AccountId) {
        match self {
            Self::Registered(told) => told.account.forget(who),
            Self::AccountChanged(told) => told.account.forget(who),
            Self::Published(told) => {
                told.post.forget(who);
                told.author.forget(who);
            }
            Self::Edited(told) => {
                told.post.forget(who);
                told.author.forget(who);
            }
            Self::Deleted(told) => told.audience.forget(who),
            Self::Boosted(told) => {
                // nobody is shown that they passed it on
                if told.boost.by.id == who {
                    told.post.blank();
                }
                told.boost.by.forget(who);
                told.post.forget(who);
                told.author.forget(who);
            }
            Self::Notified(told) => told.forget(who),
            Self::Conversed(told) => told.forget(who),
            Self::Announced(told) => told.forget(who),
            Self::FiltersChanged(told) if told.owner == who => told.filters.clear(),
            Self::Channels(told) => told.forget(who),
            Self::Shop(told) => told.forget(who),
            Self::TagFollowed(told) if told.by == who => told.tag.clear(),
            Self::TagUnfollowed(told) if told.by == who => told.tag.clear(),
            Self::TagFollowed(_)
            | Self::TagUnfollowed(_)
            | Self::AccountDeleted(_)
            | Self::Unboosted(_)
            | Self::Favourited(_)
            | Self::Unfavourited(_)
            | Self::PollEnded(_)
            | Self::Followed(_)
            | Self::Unfollowed(_)
            | Self::Requested(_)
            | Self::RequestAccepted(_)
            | Self::RequestRejected(_)
            | Self::RequestWithdrawn(_)
            | Self::TokenRevoked(_)
            | Self::Blocked(_)
            | Self::Unblocked(_)
            | Self::Muted(_)
            | Self::Unmuted(_)
            | Self::FiltersChanged(_)
            | Self::Unknown(_) => {}
        }
    }
}

impl Notified {
    fn forget(&mut self, who: AccountId) {
        if [self.to, self.by.id].contains(&who) {
            self.post.iter_mut().for_each(PostFacts::blank);
        }
        self.by.forget(who);
        self.post.iter_mut().for_each(|post| post.forget(who));
        self.author.iter_mut().for_each(|author| author.forget(who));
    }
}

impl Conversed {
    fn forget(&mut self, who: AccountId) {
        if self.of == who {
            self.post.blank();
        }
        self.post.forget(who);
        self.author.forget(who);
        self.with.iter_mut().for_each(|one| one.forget(who));
    }
}

impl PostFacts {
    /// What somebody who left wrote; that others mention them stays, for it is what others wrote.
    fn forget(&mut self, who: AccountId) {
        if self.author == who {
            self.blank();
            self.language = None;
            self.mentions.clear();
            self.hashtags.clear();
            self.application = None;
        }
    }
}

impl Audience {
    fn forget(&mut self, who: AccountId) {
        if self.author == who {
            self.hashtags.clear();
            self.language = None;
        }
    }
}

impl AuthorFacts {
    fn forget(&mut self, who: AccountId) {
        if self.id == who {
            *self = Self::of_nobody(who);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::identity::{Account, DisplayName, Note, Profile, ProfileField, Username};
    use crate::ids::{NotificationId, PostId};
    use crate::posts::{Deed, NewPost, NotificationKind, Post, PostCounts, PostText, Spoiler};
    use crate::realtime::{Cause, Origin};

    const WORD: &str = "zyzzyva";

    fn cause() -> Cause {
        let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
        origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH)
    }

    /// Somebody who says the word wherever something can be said.
    fn leaver() -> Profile {
        Profile::of_new(Account {
            display_name: DisplayName::stored(WORD),
            note: Note::stored(WORD),
            fields: vec![ProfileField::stored(WORD, WORD)],
            ..Account::plain(AccountId::stored(1), Username::stored(WORD), Timestamp::UNIX_EPOCH)
        })
    }

    fn other() -> Profile {
        let id = AccountId::stored(2);
        Profile::of_new(Account::plain(id, Username::stored("bob"), Timestamp::UNIX_EPOCH))
    }

    fn post(id: i64, by: &Profile, text: &str) -> (Post, Envelope) {
        let new = NewPost {
            spoiler: Spoiler::stored(text),
            ..NewPost::plain(PostText::stored(&format!("{text} #{text}")))
        };
        let post = Post::publish(new, by.clone(), cause()).unwrap().with_id(PostId::stored(id));
        let told = post.events()[0].clone();
        (post.into_state(), told)
    }

    fn notified(by: &Profile, to: &Profile, of: Option<(&Post, &Profile)>) -> Envelope {
        let about = of.map(|(post, author)| (post.into(), author.into(), PostCounts::default()));
        let deed = Deed { kind: NotificationKind::Mention, by: by.into(), about };
        let told = deed.tell(to.account.id, &cause()).unwrap().with_id(NotificationId::stored(9));
        told.events()[0].clone()
    }

    #[test]
    fn what_events_say_of_somebody_who_left_is_taken_out_and_nothing_else() {
        let (who, other) = (leaver(), other());
        let (theirs, published) = post(1, &who, WORD);
        let (others, kept) = post(2, &other, "caw");
        let boost = |post: &Post, author: &Profile, by: &Profile| {
            let boost = post.boost(author, PostCounts::default(), by, cause()).unwrap();
            boost.with_id(PostId::stored(3)).events()[0].clone()
        };
        let mut told = [
            published,
            boost(&others, &other, &who),
            boost(&theirs, &who, &other),
            theirs.delete(who.account.id, cause()).unwrap().with_boosts(&[]).events()[0].clone(),
            notified(&who, &other, None),
            notified(&who, &other, Some((&theirs, &who))),
            notified(&other, &who, Some((&theirs, &who))),
        ];
        for envelope in &mut told {
            let topics = envelope.event.topics().len();
            assert!(serde_json::to_string(&envelope).unwrap().contains(WORD), "{envelope:?}");
            assert!(envelope.event.speaks_of(who.account.id), "{envelope:?}");
            assert!(envelope.forget(who.account.id), "{envelope:?}");
            assert!(!serde_json::to_string(&envelope).unwrap().contains(WORD), "{envelope:?}");
            assert!(envelope.event.topics().len() <= topics);
            assert!(!envelope.forget(who.account.id), "once is enough");
            let is_shown = match &envelope.event {
                Event::Published(told) => !told.post.is_blank(),
                Event::Boosted(told) => !told.post.is_blank(),
                Event::Notified(told) => !told.is_blank(),
                _ => false,
            };
            assert!(!is_shown, "{envelope:?}");
        }
        for mut others in
            [kept.clone(), boost(&others, &other, &other), notified(&other, &leaver_of(3), None)]
        {
            assert!(!others.forget(who.account.id), "{others:?}");
        }
    }

    fn leaver_of(id: i64) -> Profile {
        let mut profile = other();
        profile.account.id = AccountId::stored(id);
        profile
    }
}
