//! Somebody reads what was said to them and few others.
use std::collections::HashMap;

use domain::identity::Profile;
use domain::ids::{AccountId, ConversationId};
use domain::page::Window;
use domain::posts::others;

use super::{ConversationView, Notifications, Talk};
use crate::PortError;
use crate::posts::{FindError, NotFound};

impl Notifications {
    /// With whom somebody speaks, the latest first.
    pub async fn conversations(
        &self,
        of: AccountId,
        window: Window,
    ) -> Result<Vec<ConversationView>, PortError> {
        let talks = self.conversations.list(of, window).await?;
        self.with_people(talks).await
    }

    /// They have read it.
    pub async fn read_conversation(
        &self,
        id: ConversationId,
        of: AccountId,
    ) -> Result<ConversationView, FindError> {
        let mut talk = self.conversations.find(id, of).await?.ok_or(NotFound)?;
        talk.conversation.unread &= !self.conversations.read(id, of).await?;
        let views = self.with_people(vec![talk]).await?;
        Ok(views.into_iter().next().ok_or(NotFound)?)
    }

    /// They want to see it no more, until more is said.
    pub async fn remove_conversation(&self, id: ConversationId, of: AccountId) -> Result<(), FindError> {
        if self.conversations.remove(id, of).await? { Ok(()) } else { Err(NotFound.into()) }
    }

    async fn with_people(&self, talks: Vec<Talk>) -> Result<Vec<ConversationView>, PortError> {
        let mut all: Vec<AccountId> = talks.iter().flat_map(Talk::people).collect();
        all.sort_unstable();
        all.dedup();
        let found = if all.is_empty() { vec![] } else { self.accounts.list(&all).await? };
        let found: HashMap<AccountId, Profile> =
            found.into_iter().map(|profile| (profile.account.id, profile)).collect();
        let view = |talk: Talk| {
            let people = others(talk.people(), talk.conversation.of, |id| *id);
            let with = people.iter().filter_map(|id| found.get(id).cloned()).collect();
            ConversationView { talk, with }
        };
        Ok(talks.into_iter().map(view).collect())
    }
}
