//! Posts, boosts and favourites.
mod boosts;
mod delete;
mod favourites;
mod publish;
mod thread;
mod with_media;

pub(crate) use publish::{insert, made_with, row};

use async_trait::async_trait;
use domain::identity::Profile;
use domain::ids::{AccountId, MediaId, PostId};
use domain::page::{Listed, Window};
use domain::posts::{Boost, Favourite, IdempotencyKey, Post, Removal};
use domain::{Draft, Recorded};
use service::PortError;
use service::posts::{Entry, PostRepository, Saved, Thread, ThreadLimits};
use sqlx::query;

use crate::Sqlite;
use crate::entries::{admitted, entries, entry};
use crate::failure::away;
use crate::profiles::{list_for, listed};
use crate::ties::apart;
use crate::window::in_order;

const FIND: &str = entries!(concat!("select id from posts e where id = ?2 and ", admitted!("e")));

macro_rules! favourited_by {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, account as who from favourites where post = ?1 and id < ?2 and id > ?3 and account not in ",
            apart!("?5"),
            " order by id ",
            $order,
            " limit ?4"
        ))
    };
}

macro_rules! boosted_by {
    ($order:literal) => {
        listed!(concat!(
            "select id as at, author as who from posts where boost_of = ?1 and id < ?2 and id > ?3 and author not in ",
            apart!("?5"),
            " order by id ",
            $order,
            " limit ?4"
        ))
    };
}

#[async_trait]
impl PostRepository for Sqlite {
    async fn publish(
        &self,
        draft: Draft<Post>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError> {
        self.writes.publish(draft, key).await
    }

    async fn publish_with_media(
        &self,
        draft: Draft<Post>,
        media: Vec<MediaId>,
        key: Option<IdempotencyKey>,
    ) -> Result<Saved<Post>, PortError> {
        self.write(|tx| Box::pin(with_media::publish(tx, draft, media, key))).await
    }

    async fn find(&self, id: PostId, reader: Option<AccountId>) -> Result<Option<Entry>, PortError> {
        let reader = reader.map(AccountId::raw);
        let row = query(FIND).bind(reader).bind(id.raw()).fetch_optional(&self.readers).await;
        row.map_err(away)?.as_ref().map(entry).transpose().map_err(away)
    }

    async fn delete(&self, removal: Removal) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(delete::delete(tx, removal))).await
    }

    async fn thread(
        &self,
        id: PostId,
        reader: Option<AccountId>,
        limits: ThreadLimits,
    ) -> Result<Thread, PortError> {
        thread::read(&self.readers, id, reader, limits).await.map_err(away)
    }

    async fn boost(&self, draft: Draft<Boost>) -> Result<Saved<Boost>, PortError> {
        self.write(|tx| Box::pin(boosts::save(tx, draft))).await
    }

    async fn find_boost(&self, post: PostId, by: AccountId) -> Result<Option<Boost>, PortError> {
        boosts::find(&self.readers, post, by).await.map_err(away)
    }

    async fn unboost(&self, boost: Recorded<Boost>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(boosts::undo(tx, boost))).await
    }

    async fn favourite(&self, draft: Draft<Favourite>) -> Result<Saved<Favourite>, PortError> {
        self.write(|tx| Box::pin(favourites::save(tx, draft))).await
    }

    async fn find_favourite(&self, post: PostId, by: AccountId) -> Result<Option<Favourite>, PortError> {
        favourites::find(&self.readers, post, by).await.map_err(away)
    }

    async fn unfavourite(&self, favourite: Recorded<Favourite>) -> Result<bool, PortError> {
        self.write(|tx| Box::pin(favourites::undo(tx, favourite))).await
    }

    async fn favourited_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let sql = in_order!(window, favourited_by);
        list_for(&self.readers, sql, post.raw(), reader, window).await.map_err(away)
    }

    async fn boosted_by(
        &self,
        post: PostId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<Profile>>, PortError> {
        let sql = in_order!(window, boosted_by);
        list_for(&self.readers, sql, post.raw(), reader, window).await.map_err(away)
    }
}
