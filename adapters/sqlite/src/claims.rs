//! Who is at which effect.
use std::time::Duration;

use async_trait::async_trait;
use sourcing::{Claim, Claims, StreamName, Unavailable};
use sqlx::{query, query_scalar};
use uuid::Uuid;

use crate::Sqlite;
use crate::outbox::micros;
use crate::time::now;

/// How often it was begun, if it may be begun now.
const CLAIM: &str = concat!(
    "insert into sourced_claims (effect, event, until, begun, done) values (?1, ?2, ",
    now!(),
    " + ?3, 1, 0) on conflict (effect, event) do update set begun = begun + 1, until = ",
    now!(),
    " + ?3 where not done and until <= ",
    now!(),
    " returning begun"
);

const IS_DONE: &str = "select done from sourced_claims where effect = ?1 and event = ?2";

const DONE: &str = "
insert into sourced_claims (effect, event, until, begun, done) values (?1, ?2, 0, 1, 1)
on conflict (effect, event) do update set done = 1";

#[async_trait]
impl Claims for Sqlite {
    async fn claim(&self, effect: &StreamName, event: Uuid, term: Duration) -> Result<Claim, Unavailable> {
        let claim = async {
            let mut stroke = self.pen.begin().await?;
            let begun = query_scalar(CLAIM).bind(effect.as_str()).bind(event).bind(micros(term));
            let begun: Option<i64> = begun.fetch_optional(&mut *stroke).await?;
            let claim = match begun {
                Some(1) => Claim::New,
                Some(_) => Claim::Unknown,
                None => {
                    let done = query_scalar(IS_DONE).bind(effect.as_str()).bind(event);
                    if done.fetch_one(&mut *stroke).await? { Claim::Done } else { Claim::Taken }
                }
            };
            stroke.commit().await?;
            Ok::<_, sqlx::Error>(claim)
        };
        claim.await.map_err(Unavailable::new)
    }

    async fn done(&self, effect: &StreamName, event: Uuid) -> Result<(), Unavailable> {
        let done = async {
            let mut stroke = self.pen.begin().await?;
            query(DONE).bind(effect.as_str()).bind(event).execute(&mut *stroke).await?;
            stroke.commit().await
        };
        done.await.map_err(Unavailable::new)
    }
}
