//! What reports ask of the world.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{NewReport, Report};
use domain::ids::ReportId;

use crate::PortError;

/// Keeps reports.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ReportRepository: Send + Sync {
    /// Gives a report an id of its own and saves it.
    async fn file(&self, report: NewReport) -> Result<Report, PortError>;

    /// Up to so many that nobody has dealt with, the oldest first.
    async fn list_open(&self, most: u16) -> Result<Vec<Report>, PortError>;

    /// Remembers that somebody has dealt with a report; whether it was open.
    async fn resolve(&self, id: ReportId, at: Timestamp) -> Result<bool, PortError>;
}
