//! The programs, each with its settings and defaults.
use super::{Setting, table};

/// One of our programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// REST and the pages, over PostgreSQL and RabbitMQ.
    Api,
    /// The sockets, over PostgreSQL and RabbitMQ.
    Ws,
    /// Both in one process, over SQLite.
    Rookery,
}

/// Without a default it is in the data folder.
const MEDIA: Setting = Setting { default: None, ..table::MEDIA_FOLDER };

impl Program {
    /// Its settings.
    #[must_use]
    pub fn settings(self) -> Vec<Setting> {
        let own: &[Setting] = match self {
            Self::Api => &[
                table::DATABASE_URL,
                table::AMQP_URL,
                table::ALLOW_FSYNC_OFF,
                table::MEDIA_FOLDER,
                table::DEMO,
                table::MAIL_FOLDER,
                table::SMTP_URL,
                table::MAIL_FROM,
            ],
            Self::Ws => &[table::DATABASE_URL, table::AMQP_URL, table::ALLOW_FSYNC_OFF],
            Self::Rookery => &[
                table::DATA,
                table::MEMORY,
                MEDIA,
                table::DEMO,
                table::MAIL_FOLDER,
                table::SMTP_URL,
                table::MAIL_FROM,
            ],
        };
        let differing = [self.listen(), self.public_url(), self.streaming_url()];
        let bucket: &[Setting] = if self == Self::Ws { &[] } else { &table::BUCKET };
        let shop: &[Setting] = if self == Self::Ws { &[] } else { &table::SHOP };
        let sockets: &[Setting] = if self == Self::Api { &[] } else { &table::SOCKETS };
        [&differing[..], table::SHARED, own, shop, bucket, sockets].concat()
    }

    /// The settings of all programs: one file may serve them all.
    #[must_use]
    pub fn all_settings() -> Vec<Setting> {
        let api = Self::Api.settings();
        let new = |setting: &Setting| api.iter().all(|known| known.name != setting.name);
        let rest: Vec<Setting> = Self::Rookery.settings().into_iter().filter(new).collect();
        [api, rest].concat()
    }

    pub(super) fn listen(self) -> Setting {
        match self {
            Self::Api | Self::Rookery => table::LISTEN.or("127.0.0.1:8000"),
            Self::Ws => table::LISTEN.or("127.0.0.1:8001"),
        }
    }

    /// Without a default it is where the program listens.
    pub(super) fn public_url(self) -> Setting {
        match self {
            Self::Api | Self::Rookery => table::PUBLIC_URL,
            Self::Ws => table::PUBLIC_URL.or("http://127.0.0.1:8000"),
        }
    }

    /// Without a default it is where the program listens; see [`super::SocketRules::elsewhere`].
    pub(super) fn streaming_url(self) -> Setting {
        match self {
            Self::Api => table::STREAMING_URL.or("ws://127.0.0.1:8001"),
            Self::Ws | Self::Rookery => table::STREAMING_URL,
        }
    }
}
