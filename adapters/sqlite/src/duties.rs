//! Leases by name, and where followers stand.
use std::time::Duration;

use async_trait::async_trait;
use domain::realtime::Position;
use service::PortError;
use service::duty::{Leases, Step, Stepped};
use service::realtime::Epoch;
use sqlx::{SqliteConnection, query_scalar};
use uuid::Uuid;

use crate::Sqlite;
use crate::failure::away;
use crate::log::{position, raw};
use crate::outbox::micros;
use crate::time::now;

const ACQUIRE: &str = concat!(
    "insert into duties (name, epoch, holder, lease_until) values (?1, 1, ?2, ",
    now!(),
    " + ?3) on conflict (name) do update set epoch = epoch + 1, holder = ?2, lease_until = ",
    now!(),
    " + ?3 where holder is null or holder = ?2 or lease_until <= ",
    now!(),
    " returning epoch"
);

const RENEW: &str = concat!(
    "update duties set lease_until = ",
    now!(),
    " + ?3 where name = ?1 and epoch = ?2 returning true"
);

const RELEASE: &str = "update duties set holder = null where name = ?1 and epoch = ?2 returning true";

const PLACE: &str =
    "select coalesce((select place from duties where name = ?1), (select floor from log_head))";

const STEP: &str = "
update duties set place = ?4
where name = ?1 and epoch = ?2 and coalesce(place, (select floor from log_head)) = ?3
returning true";

#[async_trait]
impl Leases for Sqlite {
    async fn acquire(
        &self,
        name: &'static str,
        holder: Uuid,
        term: Duration,
    ) -> Result<Option<Epoch>, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let granted = query_scalar(ACQUIRE).bind(name).bind(holder).bind(micros(term));
        let granted = granted.fetch_optional(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(granted.map(Epoch))
    }

    async fn renew(&self, name: &'static str, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        self.update_duty(RENEW, name, epoch, micros(term)).await.map_err(away)
    }

    async fn release(&self, name: &'static str, epoch: Epoch) -> Result<(), PortError> {
        self.update_duty(RELEASE, name, epoch, 0).await.map_err(away)?;
        Ok(())
    }

    async fn place(&self, follower: &'static str) -> Result<Position, PortError> {
        let place = query_scalar(PLACE).bind(follower).fetch_one(&self.readers);
        Ok(position(place.await.map_err(away)?))
    }

    async fn step(&self, step: Step) -> Result<Stepped, PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let stepped = take(&mut stroke, step).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(stepped)
    }
}

impl Sqlite {
    /// Changes a duty, if it is still the one's.
    async fn update_duty(
        &self,
        sql: &'static str,
        name: &str,
        epoch: Epoch,
        with: i64,
    ) -> sqlx::Result<bool> {
        let mut stroke = self.pen.begin().await?;
        let row = query_scalar(sql).bind(name).bind(epoch.0).bind(with);
        let row: Option<bool> = row.fetch_optional(&mut *stroke).await?;
        stroke.commit().await?;
        Ok(row.is_some())
    }
}

/// Takes a step, if the follower stands where it begins and its term is the newest. Whoever saves an effect asks for this
/// first, in the same transaction, and saves nothing if the step is fenced.
pub(crate) async fn take(connection: &mut SqliteConnection, step: Step) -> sqlx::Result<Stepped> {
    let taken = query_scalar(STEP).bind(step.follower).bind(step.epoch.0);
    let taken = taken.bind(raw(step.from)).bind(raw(step.through));
    let taken: Option<bool> = taken.fetch_optional(connection).await?;
    Ok(taken.map_or(Stepped::Fenced, |_| Stepped::Done))
}
