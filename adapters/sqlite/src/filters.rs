//! What people filter: one document for each of them, because it is always read as a whole.
use async_trait::async_trait;
use domain::ids::{AccountId, Snowflake};
use domain::reading::{Filter, FilterChange, FilterRule, Filters};
use domain::realtime::Cause;
use service::PortError;
use service::reading::FilterRepository;
use sqlx::{SqliteExecutor, query, query_scalar};

use crate::failure::away;
use crate::writer::Tx;
use crate::{Sqlite, json};

const FIND: &str = "select filters from filters where owner = ?1";
const SAVE: &str = "
insert into filters (owner, filters) values (?1, ?2)
on conflict (owner) do update set filters = excluded.filters";

#[async_trait]
impl FilterRepository for Sqlite {
    async fn of(&self, owner: AccountId) -> Result<Filters, PortError> {
        find(&self.readers, owner).await.map_err(away)
    }

    async fn change(
        &self,
        owner: AccountId,
        change: FilterChange,
        cause: Cause,
    ) -> Result<Result<(Filters, Snowflake), FilterRule>, PortError> {
        self.write(move |tx| Box::pin(save(tx, owner, change, cause))).await
    }
}

async fn find(executor: impl SqliteExecutor<'_>, owner: AccountId) -> sqlx::Result<Filters> {
    let stored: Option<String> = query_scalar(FIND).bind(owner.raw()).fetch_optional(executor).await?;
    let filters: Option<Vec<Filter>> = stored.as_deref().map(json::read).transpose()?;
    Ok(Filters { owner, filters: filters.unwrap_or_default() })
}

/// Nobody else writes meanwhile.
async fn save(
    tx: &mut Tx,
    owner: AccountId,
    change: FilterChange,
    cause: Cause,
) -> sqlx::Result<Result<(Filters, Snowflake), FilterRule>> {
    let mut ids = Vec::new();
    for _ in 0..change.ids() {
        ids.push(tx.next_id().await?);
    }
    let (recorded, id) = match find(&mut **tx, owner).await?.change(change, ids, &cause) {
        Ok(changed) => changed,
        Err(rule) => return Ok(Err(rule)),
    };
    query(SAVE).bind(owner.raw()).bind(json::list(&recorded.filters)?).execute(&mut **tx).await?;
    tx.tell(recorded.events());
    Ok(Ok((recorded.into_state(), id)))
}
