//! Apps.
use async_trait::async_trait;
use domain::identity::{App, AppName, ClientId, Digest, NewApp, RedirectUri, Scopes, Website};
use domain::ids::AppId;
use service::PortError;
use service::identity::AppRepository;
use sqlx::{FromRow, query_as, query_scalar};

use crate::Postgres;
use crate::failure::away;
use crate::time::Time;

const REGISTER: &str = "
insert into apps (client_id, secret, name, website, redirects, scopes, created_at)
values ($1, $2, $3, $4, $5, $6, $7) returning id";

macro_rules! find {
    ($by:literal) => {
        concat!(
            "select id, client_id, secret, name, website, redirects, scopes, created_at from apps where ",
            $by,
            " = $1"
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
    redirects: Vec<String>,
    scopes: String,
    created_at: Time,
}

impl From<Row> for App {
    fn from(row: Row) -> Self {
        let about = NewApp {
            client_id: ClientId::new(row.client_id),
            secret: Digest::stored(&row.secret),
            name: AppName::stored(&row.name),
            website: row.website.as_deref().map(Website::stored),
            redirects: row.redirects.iter().map(|raw| RedirectUri::stored(raw)).collect(),
            scopes: Scopes::stored(&row.scopes),
            created_at: row.created_at.0,
        };
        Self { id: AppId::stored(row.id), about }
    }
}

#[async_trait]
impl AppRepository for Postgres {
    async fn register(&self, app: NewApp) -> Result<App, PortError> {
        let redirects: Vec<&str> = app.redirects.iter().map(RedirectUri::as_str).collect();
        let row = query_scalar(REGISTER)
            .bind(app.client_id.as_str())
            .bind(app.secret.as_str())
            .bind(app.name.as_str())
            .bind(app.website.as_ref().map(Website::as_str))
            .bind(redirects)
            .bind(app.scopes.as_str())
            .bind(Time(app.created_at));
        let id: i64 = row.fetch_one(&self.requests).await.map_err(away)?;
        Ok(App { id: AppId::stored(id), about: app })
    }

    async fn find_client(&self, client: &ClientId) -> Result<Option<App>, PortError> {
        let row = query_as(find!("client_id")).bind(client.as_str());
        let found: Option<Row> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(App::from))
    }

    async fn find_app(&self, id: AppId) -> Result<Option<App>, PortError> {
        let row = query_as(find!("id")).bind(id.raw());
        let found: Option<Row> = row.fetch_optional(&self.requests).await.map_err(away)?;
        Ok(found.map(App::from))
    }
}
