//! A channel, and what its owner says of it.
use super::line::{LineRule, full_line, line};
use super::{ChannelEvent, ChannelUpdated};
use crate::identity::Profile;
use crate::ids::AccountId;
use crate::realtime::{Cause, Event};
use crate::recorded::Recorded;

/// What is on, in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

/// What kind of thing is on; empty for none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Category(String);

impl Title {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 140;

    /// Checks what somebody wrote.
    pub fn parse(raw: &str) -> Result<Self, LineRule> {
        full_line(raw, "Title", Self::MAX).map(Self)
    }

    /// A title as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Category {
    /// Characters at the most, as people see them.
    pub const MAX: usize = 100;

    /// Checks what somebody wrote.
    pub fn parse(raw: &str) -> Result<Self, LineRule> {
        line(raw, "Category", Self::MAX).map(Self)
    }

    /// A category as an adapter stored it.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// The text; empty for none.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An account's channel. It has the id of its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    /// Its id, and its owner's.
    pub id: AccountId,
    /// What is on.
    pub title: Title,
    /// What kind of thing that is.
    pub category: Category,
    /// Whether something is on now.
    pub live: bool,
}

/// What an owner says of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// What is on.
    pub title: Title,
    /// What kind of thing that is.
    pub category: Category,
    /// Whether something is on now; as before if not said, and at first it is not.
    pub live: Option<bool>,
}

/// An owner says something of a channel: what was said before, only the repository knows.
#[derive(Debug, Clone)]
pub struct Presenting {
    by: Profile,
    what: Presentation,
    cause: Cause,
}

impl Channel {
    /// `by` opens their channel, or has it say this.
    #[must_use]
    pub fn present(by: Profile, what: Presentation, cause: Cause) -> Presenting {
        Presenting { by, what, cause }
    }
}

impl Presenting {
    /// Whose channel it is.
    #[must_use]
    pub fn channel(&self) -> AccountId {
        self.by.account.id
    }

    /// The channel as it is then. Where it says what it said before, nothing is told.
    pub fn over(self, before: Option<&Channel>) -> Recorded<Channel> {
        let Self { by, what: Presentation { title, category, live }, cause } = self;
        let was_live = before.is_some_and(|channel| channel.live);
        let channel = Channel { id: by.account.id, title, category, live: live.unwrap_or(was_live) };
        let told = (before != Some(&channel)).then(|| {
            Event::Channels(ChannelEvent::Updated(Box::new(ChannelUpdated {
                channel: channel.id,
                by: (&by).into(),
                title: channel.title.as_str().to_owned(),
                category: channel.category.as_str().to_owned(),
                live: channel.live,
            })))
        });
        Recorded::new(channel, &cause, told)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::identity::{Account, Username};
    use crate::realtime::Origin;

    #[test]
    fn a_channel_that_says_the_same_again_is_not_told_of() {
        let id = AccountId::stored(1);
        let ada = Profile::of_new(Account::plain(id, Username::stored("ada"), Timestamp::UNIX_EPOCH));
        let origin = Origin { actor: Some(id), correlation: Uuid::nil(), causation: None, trace: None };
        let present = |before: Option<&Channel>, title: &str, live: Option<bool>| {
            let what = Presentation { title: Title::stored(title), category: Category::default(), live };
            let cause = origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH);
            Channel::present(ada.clone(), what, cause).over(before)
        };
        let first = present(None, "rooks", None);
        assert_eq!((first.live, first.events().len()), (false, 1));
        let live = present(Some(&first), "rooks", Some(true));
        assert_eq!((live.live, live.events().len()), (true, 1));
        let same = present(Some(&live), "rooks", None);
        assert_eq!((same.live, same.events().len()), (true, 0));
        assert_eq!(present(Some(&same), "crows", None).events().len(), 1);
    }
}
