//! What is to be published later, by the use cases.
use std::time::Duration;

use domain::ids::AccountId;
use domain::page::Window;
use service::posts::ScheduleError;

use super::refusals::plain;
use super::{InProcess, writing_of};
use crate::drive::{Answer, Reader, Refused, Writing};

impl InProcess {
    pub(super) async fn plan_it(&self, by: Reader<'_>, text: &str, minutes: u32) -> Answer<Vec<String>> {
        let (author, origin) = self.actor(by, "write:statuses").await?;
        let due = self.entropy.now() + Duration::from_secs(u64::from(minutes) * 60);
        self.schedule.plan(author, writing_of(&Writing::plain(text))?, due, None, &origin).await?;
        self.planned(author).await
    }

    pub(super) async fn unplan_last(&self, by: Reader<'_>) -> Answer<Vec<String>> {
        let (author, _) = self.actor(by, "write:statuses").await?;
        let last = self.schedule.list(author, Window::newest(1)).await?;
        for plan in last {
            self.schedule.cancel(plan.id, author).await?;
        }
        self.planned(author).await
    }

    async fn planned(&self, author: AccountId) -> Answer<Vec<String>> {
        let plans = self.schedule.list(author, Window::newest(40)).await?;
        Ok(plans.into_iter().map(|plan| plan.plan.text).collect())
    }
}

impl From<ScheduleError> for Refused {
    fn from(error: ScheduleError) -> Self {
        match error {
            ScheduleError::Schedule(_) => plain(&error),
            ScheduleError::Publish(error) => error.into(),
        }
    }
}
