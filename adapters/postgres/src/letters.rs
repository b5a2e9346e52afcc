//! Letters that wait to be delivered.
use std::time::Duration;

use async_trait::async_trait;
use domain::identity::{Email, Letter, Undelivered};
use domain::ids::AccountId;
use service::PortError;
use service::mail::LetterRepository;
use sqlx::{PgConnection, query, query_as};
use uuid::Uuid;

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

const WRITE_ONCE: &str = "
with once as (insert into letters_once (id) values ($1) on conflict do nothing returning id)
insert into letters (id, recipient, subject, body)
select once.id, c.email, $3, $4 from once, credentials c where c.account = $2";

const WRITE: &str = "insert into letters (id, recipient, subject, body) values ($1, $2, $3, $4)";

/// By the clock and not by the time of the transaction, which may have begun earlier.
const TAKE: &str = "
update letters set due_at = clock_timestamp() + make_interval(secs => $2), attempts = attempts + 1
where id in (
    select id from letters where due_at <= clock_timestamp() order by due_at limit $1 for update skip locked
)
returning id, recipient, subject, body, attempts, written_at";

const PUT_OFF: &str =
    "update letters set due_at = clock_timestamp() + make_interval(secs => $2) where id = $1";

#[async_trait]
impl LetterRepository for Postgres {
    async fn write_once(&self, id: Uuid, to: AccountId, subject: &str, text: &str) -> Result<(), PortError> {
        let row = query(WRITE_ONCE).bind(id).bind(to.raw()).bind(subject).bind(text);
        row.execute(&self.background).await.map_err(away)?;
        Ok(())
    }

    async fn take_due(&self, most: u16, lease: Duration) -> Result<Vec<Undelivered>, PortError> {
        let rows = query_as(TAKE).bind(i64::from(most)).bind(lease.as_secs_f64());
        let rows: Vec<(Uuid, String, String, String, i32, Time)> =
            rows.fetch_all(&self.background).await.map_err(away)?;
        let undelivered = |(id, to, subject, text, attempts, written_at): (_, String, _, _, i32, Time)| {
            let letter = Letter { id, to: Email::stored(&to), subject, text };
            Undelivered { letter, attempts: attempts.unsigned_abs(), written_at: written_at.0 }
        };
        Ok(rows.into_iter().map(undelivered).collect())
    }

    async fn put_off(&self, letter: Uuid, pause: Duration) -> Result<(), PortError> {
        let row = query(PUT_OFF).bind(letter).bind(pause.as_secs_f64());
        row.execute(&self.background).await.map_err(away)?;
        Ok(())
    }

    async fn remove(&self, letter: Uuid) -> Result<(), PortError> {
        let row = query("delete from letters where id = $1").bind(letter);
        row.execute(&self.background).await.map_err(away)?;
        Ok(())
    }
}

/// Writes a letter, which is due at once.
pub(crate) async fn write(connection: &mut PgConnection, letter: &Letter) -> sqlx::Result<()> {
    query(WRITE)
        .bind(letter.id)
        .bind(letter.to.as_str())
        .bind(&letter.subject)
        .bind(&letter.text)
        .execute(connection)
        .await?;
    Ok(())
}
