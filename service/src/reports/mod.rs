//! What people report of others, for those who look after the server.
mod ports;

pub use ports::ReportRepository;

use std::sync::Arc;

use domain::identity::{Category, Comment, NewReport, Profile, Report};
use domain::ids::{AccountId, PostId, ReportId};
use thiserror::Error;

use crate::identity::Accounts;
use crate::{Entropy, Failure, Kind, PortError};

/// What is done with reports.
#[derive(Clone)]
pub struct Reports {
    reports: Arc<dyn ReportRepository>,
    accounts: Accounts,
    entropy: Arc<dyn Entropy>,
}

/// Why nothing was reported.
#[derive(Debug, Error)]
pub enum ReportError {
    /// There is no such account, or not for the one who reports it.
    #[error("Record not found")]
    NotThere,
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for ReportError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotThere => Kind::NotFound,
            Self::Port(error) => error.kind(),
        }
    }
}

impl Reports {
    /// Reports that are listed at once.
    const LISTED: u16 = 100;

    /// Over these ports.
    #[must_use]
    pub fn new(reports: Arc<dyn ReportRepository>, accounts: Accounts, entropy: Arc<dyn Entropy>) -> Self {
        Self { reports, accounts, entropy }
    }

    /// Somebody reports an account; gives the report, with the account.
    pub async fn file(
        &self,
        by: AccountId,
        about: AccountId,
        posts: Vec<PostId>,
        comment: Comment,
        category: Category,
    ) -> Result<(Report, Profile), ReportError> {
        let profile = self.accounts.visit(about, Some(by)).await?.ok_or(ReportError::NotThere)?;
        let new = NewReport { by, about, posts, comment, category, created_at: self.entropy.now() };
        Ok((self.reports.file(new).await?, profile))
    }

    /// What nobody has dealt with, the oldest first.
    pub async fn open(&self) -> Result<Vec<Report>, PortError> {
        self.reports.list_open(Self::LISTED).await
    }

    /// Somebody has dealt with it; whether it was open.
    pub async fn resolve(&self, id: ReportId) -> Result<bool, PortError> {
        self.reports.resolve(id, self.entropy.now()).await
    }
}
