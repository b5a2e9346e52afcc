//! What is said in the rooms of channels.
use async_trait::async_trait;
use domain::channels::{Message, MessageKey, MessageText, Unsaid};
use domain::ids::{AccountId, MessageId};
use domain::page::{Listed, Window};
use domain::{Draft, Recorded};
use service::PortError;
use service::channels::{MessageView, RoomRepository, Uttered};
use sqlx::sqlite::SqliteRow;
use sqlx::{query, query_scalar};

use crate::columns::Columns;
use crate::failure::away;
use crate::profiles::{profile, take};
use crate::window::{Bounds, in_order};
use crate::writer::Tx;
use crate::{Sqlite, time};

/// What [`message`] reads, of the messages `m`.
macro_rules! message_columns {
    () => {
        "m.id, m.room, m.author, m.text, m.said_at, m.event"
    };
}

const FIND: &str =
    concat!("select ", message_columns!(), " from channel_messages m where room = ?1 and id = ?2");

const KEPT: &str = concat!(
    "select ",
    message_columns!(),
    " from channel_messages m where author = ?1 and room = ?2 and key = ?3"
);

const BY: &str =
    concat!("select ", message_columns!(), " from channel_messages m where author = ?1 order by id limit ?2");

const SAVE: &str = "
insert into channel_messages (id, room, author, text, key, said_at, event) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

macro_rules! page {
    ($order:literal) => {
        concat!(
            "with m as materialized (
                select * from channel_messages where room = ?1 and id < ?2 and id > ?3
                    and author not in (select account from restricted where suspended)
                order by id ",
            $order,
            " limit ?4
            ) select ",
            message_columns!(),
            ", ",
            profile!("a"),
            " from m join accounts a on a.id = m.author order by m.id desc"
        )
    };
}

#[async_trait]
impl RoomRepository for Sqlite {
    async fn say(&self, draft: Draft<Message>, key: Option<MessageKey>) -> Result<Uttered, PortError> {
        self.write(|tx| Box::pin(say(tx, draft, key))).await
    }

    async fn find_said(&self, room: AccountId, id: MessageId) -> Result<Option<Message>, PortError> {
        let row = query(FIND).bind(room.raw()).bind(id.raw());
        let row = row.fetch_optional(&self.readers).await.map_err(away)?;
        row.map(|row| message(&mut Columns::of(&row))).transpose().map_err(away)
    }

    async fn list_said(
        &self,
        room: AccountId,
        window: Window,
    ) -> Result<Vec<Listed<MessageView>>, PortError> {
        let Bounds { before, after, limit } = window.into();
        let rows = query(in_order!(window, page)).bind(room.raw()).bind(before).bind(after).bind(limit);
        let rows = rows.fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(listed).collect::<sqlx::Result<_>>().map_err(away)
    }

    async fn unsay(&self, unsaid: Recorded<Unsaid>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(unsay(tx, unsaid))).await
    }

    async fn list_said_by(&self, by: AccountId, most: u16) -> Result<Vec<Message>, PortError> {
        let rows = query(BY).bind(by.raw()).bind(i64::from(most));
        let rows = rows.fetch_all(&self.readers).await.map_err(away)?;
        rows.iter().map(|row| message(&mut Columns::of(row))).collect::<sqlx::Result<_>>().map_err(away)
    }
}

async fn say(tx: &mut Tx, draft: Draft<Message>, key: Option<MessageKey>) -> sqlx::Result<Uttered> {
    let new = tx.complete(draft).await?;
    let there = "select true from channels where id = ?1";
    let there: Option<bool> = query_scalar(there).bind(new.room.raw()).fetch_optional(&mut **tx).await?;
    if there.is_none() {
        return Ok(Uttered::Gone);
    }
    if let Some(key) = &key {
        let row = query(KEPT).bind(new.by.raw()).bind(new.room.raw()).bind(key.as_str());
        if let Some(row) = row.fetch_optional(&mut **tx).await? {
            let earlier = message(&mut Columns::of(&row))?;
            return Ok(if earlier.text == new.text { Uttered::Repeated(earlier) } else { Uttered::Taken });
        }
    }
    query(SAVE)
        .bind(new.id.raw())
        .bind(new.room.raw())
        .bind(new.by.raw())
        .bind(new.text.as_str())
        .bind(key.as_ref().map(MessageKey::as_str))
        .bind(time::stored(new.at))
        .bind(new.event)
        .execute(&mut **tx)
        .await?;
    tx.tell(new.events());
    Ok(Uttered::New(new.into_state()))
}

async fn unsay(tx: &mut Tx, unsaid: Recorded<Unsaid>) -> sqlx::Result<bool> {
    let gone = query("delete from channel_messages where room = ?1 and id = ?2");
    let gone = gone.bind(unsaid.room.raw()).bind(unsaid.id.raw()).execute(&mut **tx).await?;
    let was_there = gone.rows_affected() > 0;
    if was_there {
        tx.tell(unsaid.events());
    }
    Ok(was_there)
}

fn listed(row: &SqliteRow) -> sqlx::Result<Listed<MessageView>> {
    let mut columns = Columns::of(row);
    let message = message(&mut columns)?;
    Ok(Listed { at: message.id.into(), item: MessageView { message, author: take(&mut columns)? } })
}

fn message(columns: &mut Columns<'_>) -> sqlx::Result<Message> {
    Ok(Message {
        id: MessageId::stored(columns.take()?),
        room: AccountId::stored(columns.take()?),
        by: AccountId::stored(columns.take()?),
        text: MessageText::stored(columns.take()?),
        at: columns.time()?,
        event: columns.take()?,
    })
}
