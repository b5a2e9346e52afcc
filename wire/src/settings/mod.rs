//! What a program is told: defaults, then a TOML file, then `ROOKERY_*` variables, then flags.
mod bucket;
mod foreign;
mod layers;
mod mail;
mod program;
mod providers;
mod proxies;
mod secret;
mod setting;
mod shared;
mod shop;
mod sockets;
pub mod table;

pub use bucket::BucketSettings;
pub use foreign::ForeignSettings;
pub use layers::{Layers, Mistake};
pub use mail::MailSettings;
pub use program::Program;
pub use providers::ProviderSettings;
pub use proxies::{NotProxies, Proxies};
pub use secret::Secret;
pub use setting::{Setting, flags};
pub use shared::{LogFormat, LogSettings, RateLimits, Shared};
pub use shop::TillSettings;
pub use sockets::SocketRules;
