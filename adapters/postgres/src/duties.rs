//! Leases by name, and where followers stand.
use std::time::Duration;

use async_trait::async_trait;
use domain::realtime::Position;
use service::PortError;
use service::duty::{Leases, Step, Stepped};
use service::realtime::Epoch;
use sqlx::{PgConnection, query, query_as, query_scalar};
use uuid::Uuid;

use crate::Postgres;
use crate::failure::away;
use crate::log::{position, raw};

/// Whoever waits for a free lease locks nothing.
const ACQUIRE: &str = "
with taken as (
    update duties set epoch = epoch + 1, holder = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
    where name = $1 and (holder is null or holder = $2 or lease_until <= clock_timestamp())
    returning epoch
), made as (
    insert into duties (name, epoch, holder, lease_until)
    select $1, 1, $2, clock_timestamp() + make_interval(secs => $3)
    where not exists (select from duties where name = $1)
    on conflict (name) do nothing
    returning epoch
)
select epoch from taken union all select epoch from made";

const RENEW: &str = "
update duties set lease_until = clock_timestamp() + make_interval(secs => $3) where name = $1 and epoch = $2
returning true";

const PLACE: &str =
    "select coalesce((select place from duties where name = $1), (select floor from log_head))";

const STEP: &str = "
update duties set place = $4
where name = $1 and epoch = $2 and coalesce(place, (select floor from log_head)) = $3
returning true";

#[async_trait]
impl Leases for Postgres {
    async fn acquire(
        &self,
        name: &'static str,
        holder: Uuid,
        term: Duration,
    ) -> Result<Option<Epoch>, PortError> {
        let granted = query_scalar(ACQUIRE).bind(name).bind(holder).bind(term.as_secs_f64());
        Ok(granted.fetch_optional(&self.background).await.map_err(away)?.map(Epoch))
    }

    async fn renew(&self, name: &'static str, epoch: Epoch, term: Duration) -> Result<bool, PortError> {
        let renewed = query_scalar(RENEW).bind(name).bind(epoch.0).bind(term.as_secs_f64());
        let renewed: Option<bool> = renewed.fetch_optional(&self.background).await.map_err(away)?;
        Ok(renewed.is_some())
    }

    async fn release(&self, name: &'static str, epoch: Epoch) -> Result<(), PortError> {
        let given_up = query("update duties set holder = null where name = $1 and epoch = $2");
        given_up.bind(name).bind(epoch.0).execute(&self.background).await.map_err(away)?;
        Ok(())
    }

    async fn place(&self, follower: &'static str) -> Result<Position, PortError> {
        let (place,): (i64,) =
            query_as(PLACE).bind(follower).fetch_one(&self.background).await.map_err(away)?;
        Ok(position(place))
    }

    async fn step(&self, step: Step) -> Result<Stepped, PortError> {
        let mut connection = self.background.acquire().await.map_err(away)?;
        take(&mut connection, step).await.map_err(away)
    }
}

/// Takes a step, if the follower stands where it begins and its term is the newest. Whoever saves an effect asks for this
/// first, in the same transaction, and saves nothing if the step is fenced.
pub(crate) async fn take(connection: &mut PgConnection, step: Step) -> sqlx::Result<Stepped> {
    let taken = query_scalar(STEP).bind(step.follower).bind(step.epoch.0);
    let taken = taken.bind(raw(step.from)).bind(raw(step.through));
    let taken: Option<bool> = taken.fetch_optional(connection).await?;
    Ok(taken.map_or(Stepped::Fenced, |_| Stepped::Done))
}
