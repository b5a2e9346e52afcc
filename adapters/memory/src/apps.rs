//! Apps.
use async_trait::async_trait;
use domain::identity::{App, ClientId, NewApp};
use domain::ids::AppId;
use service::PortError;
use service::identity::AppRepository;

use crate::Memory;

#[async_trait]
impl AppRepository for Memory {
    async fn register(&self, app: NewApp) -> Result<App, PortError> {
        let apps = &mut self.world().apps;
        let last = apps.last_key_value().map_or(0, |(id, _)| id.raw());
        let app = App { id: AppId::stored(last + 1), about: app };
        apps.insert(app.id, app.clone());
        Ok(app)
    }

    async fn find_client(&self, client: &ClientId) -> Result<Option<App>, PortError> {
        Ok(self.world().apps.values().find(|app| app.about.client_id == *client).cloned())
    }

    async fn find_app(&self, id: AppId) -> Result<Option<App>, PortError> {
        Ok(self.world().apps.get(&id).cloned())
    }
}
