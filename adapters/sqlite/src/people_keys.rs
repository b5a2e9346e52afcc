//! The keys of people in events.
use async_trait::async_trait;
use sourcing::{Key, Keys, Secret, Unavailable};
use sqlx::{query, query_as};
use uuid::Uuid;

use crate::Sqlite;

const KEEP: &str =
    "insert into sourced_keys (id, person, secret) values (?1, ?2, ?3) on conflict (person) do nothing";

const OF: &str = "select id, person, secret from sourced_keys where person = ?1";

const FIND: &str = "select id, person, secret from sourced_keys where id = ?1";

const LIST: &str = "select id, person, secret from sourced_keys where id > ?1 order by id limit ?2";

type Row = (Uuid, String, Vec<u8>);

#[async_trait]
impl Keys for Sqlite {
    async fn keep(&self, key: Key) -> Result<Key, Unavailable> {
        let kept = async {
            let mut stroke = self.pen.begin().await?;
            let keep = query(KEEP).bind(key.id).bind(&*key.person).bind(&key.secret.0[..]);
            keep.execute(&mut *stroke).await?;
            let row: Row = query_as(OF).bind(&*key.person).fetch_one(&mut *stroke).await?;
            stroke.commit().await?;
            Ok::<_, sqlx::Error>(row)
        };
        stored(kept.await.map_err(Unavailable::new)?)
    }

    async fn find(&self, ids: &[Uuid]) -> Result<Vec<Key>, Unavailable> {
        let mut reader = self.readers.acquire().await.map_err(Unavailable::new)?;
        let mut found = Vec::with_capacity(ids.len());
        // it is a file: to ask once more costs nothing
        for id in ids {
            let row = query_as(FIND).bind(id).fetch_optional(&mut *reader).await;
            found.extend(row.map_err(Unavailable::new)?.map(stored));
        }
        found.into_iter().collect()
    }

    async fn list(&self, after: Uuid, most: u16) -> Result<Vec<Key>, Unavailable> {
        let listed = query_as(LIST).bind(after).bind(most).fetch_all(&self.readers);
        listed.await.map_err(Unavailable::new)?.into_iter().map(stored).collect()
    }

    async fn destroy(&self, person: &str) -> Result<bool, Unavailable> {
        let gone = async {
            let mut stroke = self.pen.begin().await?;
            // what was there is written over, which is not so of what is deleted else
            query("pragma secure_delete = on").execute(&mut *stroke).await?;
            let gone = query("delete from sourced_keys where person = ?1").bind(person);
            let gone = gone.execute(&mut *stroke).await?.rows_affected();
            query("pragma secure_delete = off").execute(&mut *stroke).await?;
            stroke.commit().await?;
            Ok::<_, sqlx::Error>(gone > 0)
        };
        gone.await.map_err(Unavailable::new)
    }
}

fn stored((id, person, secret): Row) -> Result<Key, Unavailable> {
    let secret = secret.try_into().map_err(|_| Unavailable::new("a key is not as long as it was"))?;
    Ok(Key { id, person: person.into(), secret: Secret(secret) })
}
