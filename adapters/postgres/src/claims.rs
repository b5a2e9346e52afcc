//! Who is at which effect.
use std::time::Duration;

use async_trait::async_trait;
use sourcing::{Claim, Claims, StreamName, Unavailable};
use sqlx::{query, query_scalar};
use uuid::Uuid;

use crate::Postgres;

/// How often it was begun, if it may be begun now.
const CLAIM: &str = "
insert into sourced_claims as known (effect, event, until)
values ($1, $2, clock_timestamp() + make_interval(secs => $3))
on conflict (effect, event) do update set begun = known.begun + 1, until = clock_timestamp() + make_interval(secs => $3)
where not known.done and known.until <= clock_timestamp()
returning begun";

const IS_DONE: &str = "select done from sourced_claims where effect = $1 and event = $2";

const DONE: &str = "
insert into sourced_claims (effect, event, until, done) values ($1, $2, clock_timestamp(), true)
on conflict (effect, event) do update set done = true";

#[async_trait]
impl Claims for Postgres {
    async fn claim(&self, effect: &StreamName, event: Uuid, term: Duration) -> Result<Claim, Unavailable> {
        let begun = query_scalar(CLAIM).bind(effect.as_str()).bind(event).bind(term.as_secs_f64());
        let begun: Option<i64> = begun.fetch_optional(&self.background).await.map_err(Unavailable::new)?;
        Ok(match begun {
            Some(1) => Claim::New,
            Some(_) => Claim::Unknown,
            None => {
                let done = query_scalar(IS_DONE).bind(effect.as_str()).bind(event);
                let done: bool = done.fetch_one(&self.background).await.map_err(Unavailable::new)?;
                if done { Claim::Done } else { Claim::Taken }
            }
        })
    }

    async fn done(&self, effect: &StreamName, event: Uuid) -> Result<(), Unavailable> {
        let done = query(DONE).bind(effect.as_str()).bind(event);
        done.execute(&self.background).await.map_err(Unavailable::new)?;
        Ok(())
    }
}
