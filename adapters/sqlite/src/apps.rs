//! Apps.
use async_trait::async_trait;
use domain::identity::{App, AppName, ClientId, Digest, NewApp, RedirectUri, Scopes, Website};
use domain::ids::AppId;
use service::PortError;
use service::identity::AppRepository;
use sqlx::{FromRow, query_as, query_scalar};

use crate::failure::away;
use crate::{Sqlite, json, time};

const REGISTER: &str = "
insert into apps (client_id, secret, name, website, redirects, scopes, created_at)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7) returning id";

macro_rules! find {
    ($by:literal) => {
        concat!(
            "select id, client_id, secret, name, website, redirects, scopes, created_at from apps where ",
            $by,
            " = ?1"
        )
    };
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: i64,
    client_id: String,
    secret: String,
    name: String,
    website: Option<String>,
    redirects: String,
    scopes: String,
    created_at: i64,
}

impl TryFrom<Row> for App {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let redirects: Vec<String> = json::read(&row.redirects)?;
        let about = NewApp {
            client_id: ClientId::new(row.client_id),
            secret: Digest::stored(&row.secret),
            name: AppName::stored(&row.name),
            website: row.website.as_deref().map(Website::stored),
            redirects: redirects.iter().map(|raw| RedirectUri::stored(raw)).collect(),
            scopes: Scopes::stored(&row.scopes),
            created_at: time::read(row.created_at)?,
        };
        Ok(Self { id: AppId::stored(row.id), about })
    }
}

#[async_trait]
impl AppRepository for Sqlite {
    async fn register(&self, app: NewApp) -> Result<App, PortError> {
        let redirects: Vec<&str> = app.redirects.iter().map(RedirectUri::as_str).collect();
        let mut stroke = self.pen.begin().await.map_err(away)?;
        let row = query_scalar(REGISTER)
            .bind(app.client_id.as_str())
            .bind(app.secret.as_str())
            .bind(app.name.as_str())
            .bind(app.website.as_ref().map(Website::as_str))
            .bind(json::list(&redirects).map_err(away)?)
            .bind(app.scopes.as_str())
            .bind(time::stored(app.created_at));
        let id: i64 = row.fetch_one(&mut *stroke).await.map_err(away)?;
        stroke.commit().await.map_err(away)?;
        Ok(App { id: AppId::stored(id), about: app })
    }

    async fn find_client(&self, client: &ClientId) -> Result<Option<App>, PortError> {
        let row = query_as(find!("client_id")).bind(client.as_str());
        let found: Option<Row> = row.fetch_optional(&self.readers).await.map_err(away)?;
        found.map(App::try_from).transpose().map_err(away)
    }

    async fn find_app(&self, id: AppId) -> Result<Option<App>, PortError> {
        let row = query_as(find!("id")).bind(id.raw());
        let found: Option<Row> = row.fetch_optional(&self.readers).await.map_err(away)?;
        found.map(App::try_from).transpose().map_err(away)
    }
}
