//! Servers that are driven, and what they are told.
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize};

use tokio::sync::OnceCell;

use super::OverTheWire;
use crate::bookkeeper::Bookkeeper;
use crate::cluster::{Cluster, Shape};
use crate::rest::Rest;

impl OverTheWire {
    /// Leaves the server that browsers use to them, where there is another: what one reads there was written elsewhere.
    #[must_use]
    pub fn beside_browsers(mut self) -> Self {
        if self.api.len() > 1 {
            self.api.remove(0);
        }
        self
    }

    /// One process with a data folder of its own.
    pub fn standalone(logs: &Path, settings: &[(&str, &str)]) -> io::Result<Self> {
        let mail = mail_folder(logs)?;
        let books = Bookkeeper::ours()?.url();
        let settings = [&[("ROOKERY_MAIL_FOLDER", mail.as_str())], &told(&books)[..], settings].concat();
        Ok(Self::on("standalone", Cluster::standalone(logs, &settings)?, &mail))
    }

    /// Two api-servers and two ws-servers.
    pub fn distributed(
        database_url: &str,
        amqp_url: &str,
        logs: &Path,
        settings: &[(&str, &str)],
    ) -> io::Result<Self> {
        // scenarios lose no power
        let mail = mail_folder(logs)?;
        let own = [("ROOKERY_ALLOW_FSYNC_OFF", "true"), ("ROOKERY_MAIL_FOLDER", mail.as_str())];
        let books = Bookkeeper::ours()?.url();
        let settings = &[&own, &told(&books)[..], settings].concat();
        let shape = Shape { api: 2, ws: 2, database_url, amqp_url, logs, settings };
        Ok(Self::on("distributed", Cluster::distributed(&shape)?, &mail))
    }

    fn on(name: &'static str, cluster: Cluster, mail: &str) -> Self {
        Self {
            name,
            page: cluster.api.first().map(|server| server.base.clone()).unwrap_or_default(),
            api: cluster.api.iter().map(|server| Rest::new(&server.base)).collect(),
            streaming: cluster.streaming(),
            turn: AtomicUsize::new(0),
            shop_seen: AtomicU64::new(0),
            app: OnceCell::new(),
            mail: mail.into(),
            cluster,
        }
    }
}

/// Whoever keeps the books there is told of orders.
fn told(books: &str) -> [(&str, &str); 2] {
    [("ROOKERY_SHOP_WEBHOOK", books), ("ROOKERY_SHOP_WEBHOOK_SECRET", Bookkeeper::SECRET)]
}

/// A folder of their own, whatever was delivered before.
fn mail_folder(logs: &Path) -> io::Result<String> {
    let folder = logs.join("mail");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    Ok(folder.display().to_string())
}
