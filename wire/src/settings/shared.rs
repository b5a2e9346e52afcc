//! The settings of every program, and what they come to.
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use domain::identity::LogInRules;
use url::Url;

use super::{Layers, Mistake, Program, Proxies, table};
use crate::mastodon::{About, Links};
use crate::serve::Limits;

/// What every program is told.
#[derive(Debug, Clone)]
pub struct Shared {
    /// Where it listens.
    pub listen: SocketAddr,
    /// All absolute addresses.
    pub links: Links,
    /// What the server says of itself.
    pub about: About,
    /// What is logged, and how.
    pub log: LogSettings,
    /// Who may say on whose behalf they ask.
    pub proxies: Proxies,
    /// What is asked of those who log in.
    pub log_in: LogInRules,
    /// How often one may ask.
    pub rates: RateLimits,
    /// Whether apps may log people in by e-mail and password.
    pub password_grant: bool,
    /// Limits of the accept loop.
    pub limits: Limits,
    /// How long the end may take.
    pub drain: Duration,
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// How a line looks.
    pub format: LogFormat,
    /// Which lines: a level, or `target=level,...`.
    pub filter: String,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            _ => Err("is neither human nor json"),
        }
    }
}

/// How often one may do something; 0 is as often as one likes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    /// Requests of each account, in five minutes.
    pub account: u32,
    /// Requests of each address without an account, in five minutes.
    pub address: u32,
    /// Files that each account uploads, in half an hour.
    pub media: u32,
    /// Posts and boosts that each account takes back, in half an hour.
    pub deletes: u32,
    /// Accounts that an address registers, in half an hour.
    pub registrations: u32,
    /// Mails to an address that somebody asks for, in half an hour; four times as many by one who asks.
    pub mails: u32,
    /// Wrong passwords for an account from one address, in a quarter of an hour; four times as many for all accounts.
    pub wrong_passwords: u32,
    /// Archives that each account takes along, in an hour.
    pub exports: u32,
}

impl RateLimits {
    /// As often as one likes.
    pub const OFF: Self = Self {
        account: 0,
        address: 0,
        media: 0,
        deletes: 0,
        registrations: 0,
        mails: 0,
        wrong_passwords: 0,
        exports: 0,
    };

    fn read(layers: &Layers) -> Result<Self, Mistake> {
        let limits = Self {
            account: layers.read(&table::RATE_LIMIT)?,
            address: layers.read(&table::RATE_LIMIT_ADDRESS)?,
            media: layers.read(&table::RATE_LIMIT_MEDIA)?,
            deletes: layers.read(&table::RATE_LIMIT_DELETES)?,
            registrations: layers.read(&table::RATE_LIMIT_REGISTRATIONS)?,
            mails: layers.read(&table::RATE_LIMIT_MAILS)?,
            wrong_passwords: layers.read(&table::RATE_LIMIT_WRONG_PASSWORDS)?,
            exports: layers.read(&table::RATE_LIMIT_EXPORTS)?,
        };
        Ok(if limits.account == 0 { Self::OFF } else { limits })
    }
}

impl Shared {
    /// Reads them, with the defaults of this program.
    pub fn read(layers: &Layers, program: Program) -> Result<Self, Mistake> {
        let listen: SocketAddr = layers.read(&program.listen())?;
        let (public, streaming) = (program.public_url(), program.streaming_url());
        let links = Links::new(
            &layers.find(&public)?.map_or_else(|| here("http", listen), Ok)?,
            &layers.find(&streaming)?.map_or_else(|| here("ws", listen), Ok)?,
        );
        let links = links.map_err(|wrong| Mistake::new(&public, "or streaming_url", wrong))?;
        let max_characters = layers.read(&table::MAX_CHARACTERS)?;
        if !(1..=100_000).contains(&max_characters) {
            return Err(Mistake::new(&table::MAX_CHARACTERS, "range", "is not between 1 and 100000"));
        }
        let about = About {
            title: layers.read(&table::TITLE)?,
            description: layers.read(&table::DESCRIPTION)?,
            email: layers.read(&table::CONTACT_EMAIL)?,
            max_characters,
            registrations: layers.read(&table::REGISTRATIONS)?,
        };
        Ok(Self {
            listen,
            links,
            about,
            log: LogSettings { format: layers.read(&table::LOG)?, filter: layers.read(&table::LOG_FILTER)? },
            proxies: layers.read(&table::TRUSTED_PROXIES)?,
            log_in: LogInRules {
                confirmed: layers.read(&table::CONFIRM_EMAIL)?,
                registrations: layers.read(&table::REGISTRATIONS)?,
            },
            rates: RateLimits::read(layers)?,
            password_grant: layers.read(&table::PASSWORD_GRANT)?,
            limits: Limits { connections: layers.read(&table::MAX_CONNECTIONS)?, ..Limits::default() },
            drain: Duration::from_secs(layers.read(&table::DRAIN)?),
        })
    }
}

/// Where we listen, as those on this machine write it.
fn here(scheme: &str, listen: SocketAddr) -> Result<Url, Mistake> {
    let host = if listen.ip().is_unspecified() { IpAddr::from([127, 0, 0, 1]) } else { listen.ip() };
    format!("{scheme}://{}", SocketAddr::new(host, listen.port())).parse().map_err(Mistake::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(program: Program, variables: &[(&str, &str)], file: &str) -> Result<Shared, String> {
        let variables = variables.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let file = Some(("rookery.toml".to_owned(), file.to_owned()));
        let layers = Layers::of([].into(), variables, file).map_err(|mistake| mistake.to_string())?;
        Shared::read(&layers, program).map_err(|mistake| mistake.to_string())
    }

    #[test]
    fn addresses_follow_the_place_where_one_listens() {
        let links = |program, listen| read(program, &[("ROOKERY_LISTEN", listen)], "").unwrap().links;
        assert_eq!(links(Program::Rookery, "0.0.0.0:9000").at("/"), "http://127.0.0.1:9000/");
        assert_eq!(links(Program::Rookery, "127.0.0.1:9000").streaming(), "ws://127.0.0.1:9000");
        assert_eq!(links(Program::Api, "127.0.0.1:9000").streaming(), "ws://127.0.0.1:8001");
        assert_eq!(links(Program::Ws, "127.0.0.1:9000").at(""), "http://127.0.0.1:8000");
    }

    #[test]
    fn variables_stand_above_the_file() {
        let read =
            |variables: &[_]| read(Program::Api, variables, "max_characters = 280\nlog = 'json'").unwrap();
        assert_eq!(read(&[]).about.max_characters, 280);
        assert_eq!(read(&[("ROOKERY_MAX_CHARACTERS", "100")]).about.max_characters, 100);
        assert_eq!(read(&[]).log.format, LogFormat::Json);
    }

    #[test]
    fn a_mistake_is_one_line_that_names_the_setting_and_shows_a_good_one() {
        let wrong = |name: &str, value: &str| read(Program::Api, &[(name, value)], "").unwrap_err();
        assert_eq!(
            wrong("ROOKERY_LISTEN", "here"),
            "setting listen (ROOKERY_LISTEN): invalid socket address syntax; for example 127.0.0.1:8000"
        );
        assert_eq!(
            wrong("ROOKERY_LOG", "xml"),
            "setting log (ROOKERY_LOG): is neither human nor json; for example json"
        );
        assert!(wrong("ROOKERY_MAX_CHARACTERS", "0").starts_with("setting max_characters"));
        assert!(wrong("ROOKERY_PUBLIC_URL", "http://a/b").contains("without a path"));
        let unknown = read(Program::Api, &[], "lisen = '127.0.0.1:1'").unwrap_err();
        assert_eq!(unknown, "rookery.toml: there is no setting lisen; --help lists all");
    }
}
