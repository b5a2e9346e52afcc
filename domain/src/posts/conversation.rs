//! What people say to each other and to nobody else.
use serde::{Deserialize, Serialize};

use super::PostFacts;
use crate::identity::AuthorFacts;
use crate::ids::{AccountId, ConversationId, PostId};
use crate::realtime::{Cause, Event};
use crate::recorded::{Draft, Numbered, Recorded};

/// A thread of direct posts, as one of those who take part in it has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conversation {
    /// Its id: that of its thread's first post.
    pub id: ConversationId,
    /// Who takes part.
    pub of: AccountId,
    /// What was said last.
    pub last: PostId,
    /// Whether somebody else said it, and they have not read it.
    pub unread: bool,
}

/// Somebody said something in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversed {
    /// The conversation.
    pub id: ConversationId,
    /// Who is told.
    pub of: AccountId,
    /// Whether it is new to them.
    pub unread: bool,
    /// With whom they speak; themselves where there is nobody else.
    pub with: Vec<AuthorFacts>,
    /// What was said.
    pub post: PostFacts,
    /// Who said it.
    pub author: AuthorFacts,
}

/// Something that was said to some people and nobody else.
#[derive(Debug, Clone)]
pub struct Said {
    /// What.
    pub post: PostFacts,
    /// By whom.
    pub author: AuthorFacts,
    /// Everybody who takes part, its author too.
    pub people: Vec<AuthorFacts>,
}

impl Numbered for Conversation {
    type Id = ConversationId;
}

impl Said {
    /// Tells one of those who take part.
    pub fn tell(&self, of: AccountId, cause: &Cause) -> Draft<Conversation> {
        let (said, cause) = (self.clone(), cause.clone());
        Draft::new(move |id| {
            let Self { post, author, people } = said;
            let with = others(people, of, |one| one.id);
            let unread = author.id != of;
            let conversation = Conversation { id, of, last: post.id, unread };
            let told = Conversed { id, of, unread, with, post, author };
            Recorded::new(conversation, &cause, [Event::Conversed(Box::new(told))])
        })
    }
}

/// With whom somebody speaks: all others, or themselves where there is nobody else.
pub fn others<T>(mut people: Vec<T>, of: AccountId, id: impl Fn(&T) -> AccountId) -> Vec<T> {
    if people.iter().any(|one| id(one) != of) {
        people.retain(|one| id(one) != of);
    }
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_speaks_with_the_others_or_with_oneself() {
        let [ada, bob] = [1, 2].map(AccountId::stored);
        assert_eq!(others(vec![ada, bob], ada, |id| *id), [bob]);
        assert_eq!(others(vec![ada], ada, |id| *id), [ada]);
    }
}
