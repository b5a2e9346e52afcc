//! Letters that wait to be delivered.
use std::time::Duration;

use async_trait::async_trait;
use domain::identity::{Email, Letter, Undelivered};
use domain::ids::AccountId;
use service::PortError;
use service::mail::LetterRepository;
use sqlx::{SqliteConnection, query, query_as};
use uuid::Uuid;

use crate::failure::away;
use crate::outbox::micros;
use crate::time::now;
use crate::{Sqlite, time};

const ONCE: &str = "insert into letters_once (id) values (?1) on conflict do nothing";

const WRITE_TO: &str = concat!(
    "insert into letters (id, recipient, subject, body, written_at, due_at) select ?1, email, ?3, ?4, ",
    now!(),
    ", ",
    now!(),
    " from credentials where account = ?2"
);

const WRITE: &str = concat!(
    "insert into letters (id, recipient, subject, body, written_at, due_at) values (?1, ?2, ?3, ?4, ",
    now!(),
    ", ",
    now!(),
    ")"
);

const DUE: &str = concat!("select exists (select 1 from letters where due_at <= ", now!(), ")");

const TAKE: &str = concat!(
    "update letters set due_at = ",
    now!(),
    " + ?2, attempts = attempts + 1 where id in (select id from letters where due_at <= ",
    now!(),
    " order by due_at, rowid limit ?1) returning id, recipient, subject, body, attempts, written_at"
);

const PUT_OFF: &str = concat!("update letters set due_at = ", now!(), " + ?2 where id = ?1");

#[async_trait]
impl LetterRepository for Sqlite {
    async fn write_once(&self, id: Uuid, to: AccountId, subject: &str, text: &str) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let once = query(ONCE).bind(id).execute(&mut *stroke).await.map_err(away)?;
        if once.rows_affected() > 0 {
            let row = query(WRITE_TO).bind(id).bind(to.raw()).bind(subject).bind(text);
            row.execute(&mut *stroke).await.map_err(away)?;
        }
        stroke.commit().await.map_err(away)
    }

    async fn take_due(&self, most: u16, lease: Duration) -> Result<Vec<Undelivered>, PortError> {
        // the pen is not taken for nothing
        let (due,): (bool,) = query_as(DUE).fetch_one(&self.readers).await.map_err(away)?;
        if !due {
            return Ok(vec![]);
        }
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let rows = query_as(TAKE).bind(i64::from(most)).bind(micros(lease));
        let rows: Vec<(Uuid, String, String, String, u32, i64)> =
            rows.fetch_all(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        let undelivered = |(id, to, subject, text, attempts, written_at): (_, String, _, _, _, i64)| {
            let letter = Letter { id, to: Email::stored(&to), subject, text };
            Ok(Undelivered { letter, attempts, written_at: time::read(written_at)? })
        };
        rows.into_iter().map(undelivered).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn put_off(&self, letter: Uuid, pause: Duration) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let row = query(PUT_OFF).bind(letter).bind(micros(pause));
        row.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }

    async fn remove(&self, letter: Uuid) -> Result<(), PortError> {
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let row = query("delete from letters where id = ?1").bind(letter);
        row.execute(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)
    }
}

/// Writes a letter, which is due at once.
pub(crate) async fn write(connection: &mut SqliteConnection, letter: &Letter) -> sqlx::Result<()> {
    query(WRITE)
        .bind(letter.id)
        .bind(letter.to.as_str())
        .bind(&letter.subject)
        .bind(&letter.text)
        .execute(connection)
        .await?;
    Ok(())
}
