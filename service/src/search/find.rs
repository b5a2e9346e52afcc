//! Somebody looks for something.
use domain::identity::{Profile, Username};
use domain::ids::{AccountId, PostId};
use domain::page::Window;
use domain::posts::Hashtag;
use domain::reading::{NamePart, Words};

use super::{Part, PostQuery, Search};
use crate::PortError;
use crate::posts::{Entry, FindError};

/// What an address of ours leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A post, or a boost of one.
    Post(PostId),
    /// An account.
    Account(Username),
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    /// Accounts.
    pub accounts: bool,
    /// Tags.
    pub hashtags: bool,
    /// Posts.
    pub posts: bool,
}

/// What somebody typed, and what they want to be told.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// What they typed.
    pub text: &'a str,
    /// What that leads to, if it is an address of ours: then it is that, and nothing else.
    pub target: Option<Target>,
    /// What they look for.
    pub kinds: Kinds,
    /// Whether only accounts count that they follow.
    pub following: bool,
    /// Whose posts count, if that matters.
    pub by: Option<AccountId>,
    /// Which posts; of accounts and tags only the limit counts.
    pub window: Window,
    /// How many are passed over.
    pub offset: u16,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Accounts, the best first.
    pub accounts: Vec<Profile>,
    /// Tags.
    pub hashtags: Vec<Hashtag>,
    /// Posts, the newest first.
    pub posts: Vec<Entry>,
}

impl Search {
    /// Finds what `reader` may see. `#word` means tags only, `@name` accounts only.
    pub async fn find(&self, asked: &Asked<'_>, reader: Option<AccountId>) -> Result<Found, PortError> {
        if let Some(target) = &asked.target {
            return self.resolve(target, asked.kinds, reader).await;
        }
        let text = asked.text.trim();
        let (is_tag, is_name) = (text.starts_with('#'), text.starts_with('@'));
        let part = Part { limit: asked.window.limit, offset: asked.offset };
        let mut found = Found::default();
        if asked.kinds.accounts && !is_tag {
            found.accounts = self.accounts(text, asked.following, reader, part).await?;
        }
        if asked.kinds.hashtags && !is_name {
            found.hashtags = self.hashtags(text, part).await?;
        }
        if asked.kinds.posts && !is_tag && !is_name {
            found.posts = self.posts_with(asked, reader).await?;
        }
        Ok(found)
    }

    /// Accounts whose name begins as somebody types it: `ad`, `@ad` or `ada@our.domain`.
    pub async fn accounts(
        &self,
        text: &str,
        following: bool,
        reader: Option<AccountId>,
        part: Part,
    ) -> Result<Vec<Profile>, PortError> {
        let text = text.trim().trim_start_matches('@');
        let name = match text.split_once('@') {
            Some((name, domain)) if domain.eq_ignore_ascii_case(&self.domain) => name,
            Some(_) => return Ok(vec![]),
            None => text,
        };
        match NamePart::parse(name) {
            Some(beginning) => self.index.accounts(&beginning, following, reader, part).await,
            None => Ok(vec![]),
        }
    }

    async fn hashtags(&self, text: &str, part: Part) -> Result<Vec<Hashtag>, PortError> {
        match Hashtag::parse(text) {
            Ok(beginning) => self.index.hashtags(&beginning, part).await,
            Err(_) => Ok(vec![]),
        }
    }

    async fn posts_with(
        &self,
        asked: &Asked<'_>,
        reader: Option<AccountId>,
    ) -> Result<Vec<Entry>, PortError> {
        let Some(words) = Words::asked(asked.text) else { return Ok(vec![]) };
        let query = PostQuery { words, by: asked.by };
        self.index.posts(&query, reader, asked.window, asked.offset).await
    }

    async fn resolve(
        &self,
        target: &Target,
        kinds: Kinds,
        reader: Option<AccountId>,
    ) -> Result<Found, PortError> {
        let mut found = Found::default();
        match target {
            Target::Post(id) if kinds.posts => match self.posts.find(*id, reader).await {
                Ok(entry) => found.posts.push(entry),
                Err(FindError::NotFound(_)) => {}
                Err(FindError::Port(error)) => return Err(error),
            },
            Target::Account(name) if kinds.accounts => {
                let profile = self.accounts.find_by_username(name).await?;
                found.accounts.extend(profile.filter(|profile| profile.is_shown_to(reader)));
            }
            Target::Post(_) | Target::Account(_) => {}
        }
        Ok(found)
    }
}
