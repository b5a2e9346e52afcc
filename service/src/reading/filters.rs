//! Somebody filters what they read.
use std::sync::Arc;

use domain::ids::{AccountId, FilterId, PostId, Snowflake};
use domain::reading::{Filter, FilterChange, FilterRule, Filters};
use domain::realtime::Origin;
use thiserror::Error;

use super::Reading;
use crate::posts::FindError;
use crate::{Failure, Kind, PortError};

/// Why something was not done with filters.
#[derive(Debug, Error)]
pub enum FilterError {
    /// It must not be.
    #[error(transparent)]
    Rule(#[from] FilterRule),
    /// What it is about was not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<PortError> for FilterError {
    fn from(error: PortError) -> Self {
        Self::Find(error.into())
    }
}

impl Failure for FilterError {
    fn kind(&self) -> Kind {
        match self {
            Self::Rule(rule) => rule.kind(),
            Self::Find(error) => error.kind(),
        }
    }
}

impl Failure for FilterRule {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound => Kind::NotFound,
            _ => Kind::Invalid,
        }
    }
}

impl Reading {
    /// All filters of an account, as they are now.
    pub async fn filters(&self, of: AccountId) -> Result<Filters, PortError> {
        let ticket = self.lately.ticket();
        let filters = self.filters.of(of).await?;
        self.lately.keep(ticket, of, Arc::new(filters.clone()), self.posts.now());
        Ok(filters)
    }

    /// The same as they were a moment ago: good enough for a page. What is changed here is known here at once.
    pub async fn filters_lately(&self, of: AccountId) -> Result<Arc<Filters>, PortError> {
        match self.lately.find(&of, self.posts.now()) {
            Some(filters) => Ok(filters),
            None => Ok(Arc::new(self.filters(of).await?)),
        }
    }

    /// A filter of an account.
    pub async fn filter(&self, id: FilterId, of: AccountId) -> Result<Filter, FilterError> {
        let filters = self.filters(of).await?.filters;
        Ok(filters.into_iter().find(|filter| filter.id == id).ok_or(FilterRule::NotFound)?)
    }

    /// Changes something about an account's filters. Gives them as they are then, and the id of what was changed.
    pub async fn change_filters(
        &self,
        of: AccountId,
        change: FilterChange,
        origin: &Origin,
    ) -> Result<(Filters, Snowflake), FilterError> {
        let changed = self.filters.change(of, change, self.posts.cause(origin)).await?;
        self.lately.forget(|filters| filters.owner == of);
        Ok(changed?)
    }

    /// Filters a post by itself; it has to be one that they may see.
    pub async fn filter_post(
        &self,
        id: FilterId,
        post: PostId,
        of: AccountId,
        origin: &Origin,
    ) -> Result<(Filters, Snowflake), FilterError> {
        let post = self.posts.find(post, Some(of)).await?.post.post.id;
        self.change_filters(of, FilterChange::AddPost(id, post), origin).await
    }
}
