//! The keys of people in events.
use async_trait::async_trait;
use sourcing::{Key, Keys, Secret, Unavailable};
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::Postgres;

const KEEP: &str =
    "insert into sourced_keys (id, person, secret) values ($1, $2, $3) on conflict (person) do nothing";

const OF: &str = "select id, person, secret from sourced_keys where person = $1";

const FIND: &str = "select id, person, secret from sourced_keys where id = any($1)";

const LIST: &str = "select id, person, secret from sourced_keys where id > $1 order by id limit $2";

type Row = (Uuid, String, Vec<u8>);

#[async_trait]
impl Keys for Postgres {
    async fn keep(&self, key: Key) -> Result<Key, Unavailable> {
        loop {
            let kept = query(KEEP).bind(key.id).bind(&*key.person).bind(&key.secret.0[..]);
            kept.execute(&self.background).await.map_err(Unavailable::new)?;
            let of = query_as(OF).bind(&*key.person).fetch_optional(&self.background);
            // one that was destroyed in between leaves room for this one
            if let Some(row) = of.await.map_err(Unavailable::new)? {
                return stored(row);
            }
        }
    }

    async fn find(&self, ids: &[Uuid]) -> Result<Vec<Key>, Unavailable> {
        let found = query_as(FIND).bind(ids).fetch_all(&self.background);
        found.await.map_err(Unavailable::new)?.into_iter().map(stored).collect()
    }

    async fn list(&self, after: Uuid, most: u16) -> Result<Vec<Key>, Unavailable> {
        let listed = query_as(LIST).bind(after).bind(i64::from(most)).fetch_all(&self.background);
        listed.await.map_err(Unavailable::new)?.into_iter().map(stored).collect()
    }

    async fn destroy(&self, person: &str) -> Result<bool, Unavailable> {
        let gone = query("delete from sourced_keys where person = $1").bind(person);
        let gone = gone.execute(&self.background).await.map_err(Unavailable::new)?;
        Ok(gone.rows_affected() > 0)
    }
}

fn stored((id, person, secret): Row) -> Result<Key, Unavailable> {
    let secret = secret.try_into().map_err(|_| Unavailable::new("a key is not as long as it was"))?;
    Ok(Key { id, person: person.into(), secret: Secret(secret) })
}
