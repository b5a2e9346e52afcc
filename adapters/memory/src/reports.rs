//! Reports.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{NewReport, Report};
use domain::ids::ReportId;
use service::PortError;
use service::reports::ReportRepository;

use crate::Memory;

#[async_trait]
impl ReportRepository for Memory {
    async fn file(&self, said: NewReport) -> Result<Report, PortError> {
        let reports = &mut self.world().reports;
        let last = reports.last_key_value().map_or(0, |(id, _)| id.raw());
        let report = Report { id: ReportId::stored(last + 1), said, resolved_at: None };
        reports.insert(report.id, report.clone());
        Ok(report)
    }

    async fn list_open(&self, most: u16) -> Result<Vec<Report>, PortError> {
        let world = self.world();
        let open = world.reports.values().filter(|report| report.resolved_at.is_none());
        Ok(open.take(most.into()).cloned().collect())
    }

    async fn resolve(&self, id: ReportId, at: Timestamp) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let open = world.reports.get_mut(&id).filter(|report| report.resolved_at.is_none());
        Ok(open.map(|report| report.resolved_at = Some(at)).is_some())
    }
}
