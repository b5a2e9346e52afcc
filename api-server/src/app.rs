//! What the handlers work with.
use std::sync::Arc;

use service::Entropy;
use service::channels::{ChannelPorts, Channels, Rooms};
use service::duty::Leases;
use service::edits::{EditRepository, Edits};
use service::exports::Exports;
use service::identity::{
    AccountPorts, AccountRepository, Accounts, AppRepository, Apps, CodeRepository, CredentialRepository,
    Elsewhere, ElsewherePorts, ForeignIssuer, ForeignRepository, Guests, IdentityProvider, KeyRepository,
    Keyring, Keys, PasswordHasher, SecretMaker, SessionRepository, Sessions, Site, TokenRepository,
    TokenSigner, Tokens,
};
use service::leaving::{DepartureRepository, Leaving, LeavingPorts};
use service::media::{MediaPorts, Portraits, Uploads};
use service::notifications::{NotificationPorts, Notifications};
use service::polls::{PollRepository, Polls};
use service::posts::{PostPorts, Posts, Schedule, ScheduleRepository};
use service::reading::{Reading, ReadingPorts};
use service::realtime::{AnnouncementRepository, Announcements};
use service::reports::{ReportRepository, Reports};
use service::search::{Search, SearchPorts};
use service::shop::{EventStore, NewsOutbox, People, Shop};
use wire::health::Readiness;
use wire::mastodon::{About, Links};
use wire::settings::{Proxies, RateLimits, Shared};
use wire::telemetry::Metrics;

/// The use cases under their settings, and what is told about the server.
#[derive(Clone)]
pub struct App {
    /// What people can do.
    pub use_cases: UseCases,
    /// All absolute addresses.
    pub links: Links,
    /// What the server says of itself.
    pub about: About,
    /// Who may say on whose behalf they ask.
    pub proxies: Proxies,
    /// How often one may ask.
    pub rates: RateLimits,
    /// Whether apps may log people in by e-mail and password.
    pub password_grant: bool,
    /// Whether every part is ready.
    pub readiness: Readiness,
    /// What was counted and measured.
    pub metrics: Metrics,
}

/// What people can do.
#[derive(Clone)]
pub struct UseCases {
    /// With accounts.
    pub accounts: Accounts,
    /// With apps.
    pub apps: Apps,
    /// With being logged in.
    pub sessions: Sessions,
    /// With accounts elsewhere.
    pub elsewhere: Elsewhere,
    /// With taking everything along.
    pub exports: Exports,
    /// With leaving for good.
    pub leaving: Leaving,
    /// With reports.
    pub reports: Reports,
    /// With posts.
    pub posts: Posts,
    /// With posts that wait for their time.
    pub schedule: Schedule,
    /// With what they read.
    pub reading: Reading,
    /// With what they are told.
    pub notifications: Notifications,
    /// With what they look for.
    pub search: Search,
    /// With what their posts say from now on.
    pub edits: Edits,
    /// With polls.
    pub polls: Polls,
    /// With channels.
    pub channels: Channels,
    /// With what is said there.
    pub rooms: Rooms,
    /// With the shop.
    pub shop: Shop,
    /// With pictures.
    pub uploads: Uploads,
    /// With the pictures of their accounts.
    pub portraits: Portraits,
    /// With tokens.
    pub tokens: Tokens,
    /// With what is told on topics.
    pub announcements: Announcements,
    /// With the keys of tokens.
    pub keys: Keys,
    /// With secrets.
    pub secrets: Arc<dyn SecretMaker>,
    /// Time and chance.
    pub entropy: Arc<dyn Entropy>,
}

/// What the use cases stand on.
#[derive(Clone)]
pub struct Ports {
    /// Keeps accounts.
    pub accounts: Arc<dyn AccountRepository>,
    /// Keeps what people log in with.
    pub credentials: Arc<dyn CredentialRepository>,
    /// Keeps who leaves.
    pub departures: Arc<dyn DepartureRepository>,
    /// Keeps accounts elsewhere.
    pub foreigners: Arc<dyn ForeignRepository>,
    /// Another server whose tokens are taken as they are.
    pub issuer: Option<Arc<dyn ForeignIssuer>>,
    /// Other servers that people may log in with.
    pub providers: Vec<Arc<dyn IdentityProvider>>,
    /// Keeps reports.
    pub reports: Arc<dyn ReportRepository>,
    /// Keeps tokens.
    pub tokens: Arc<dyn TokenRepository>,
    /// Keeps apps.
    pub apps: Arc<dyn AppRepository>,
    /// Keeps codes.
    pub codes: Arc<dyn CodeRepository>,
    /// Keeps sessions.
    pub sessions: Arc<dyn SessionRepository>,
    /// Keeps posts, timelines, and who follows whom.
    pub posts: PostPorts,
    /// Keeps what is published later.
    pub schedule: Arc<dyn ScheduleRepository>,
    /// Keeps what people arrange for themselves.
    pub reading: ReadingPorts,
    /// Keeps what people are told, and how far they have read.
    pub notifications: NotificationPorts,
    /// Finds people, tags and posts.
    pub search: SearchPorts,
    /// Keeps what posts said before.
    pub edits: Arc<dyn EditRepository>,
    /// Keeps votes.
    pub polls: Arc<dyn PollRepository>,
    /// Keeps channels.
    pub channels: ChannelPorts,
    /// Tells things on topics.
    pub announcements: Arc<dyn AnnouncementRepository>,
    /// Keeps what happens in the shop.
    pub events: Arc<dyn EventStore>,
    /// Tells everybody of it.
    pub news: Arc<dyn NewsOutbox>,
    /// Who people are whom its events name.
    pub people: People,
    /// Who of all servers does something.
    pub leases: Arc<dyn Leases>,
    /// Keeps pictures, and reads them.
    pub media: MediaPorts,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// Makes secrets.
    pub secrets: Arc<dyn SecretMaker>,
    /// Signs tokens.
    pub signer: Arc<dyn TokenSigner>,
    /// Keeps the keys that it signs with.
    pub keys: Arc<dyn KeyRepository>,
    /// Holds them.
    pub keyring: Arc<dyn Keyring>,
    /// Time and chance.
    pub entropy: Arc<dyn Entropy>,
}

impl UseCases {
    /// Over these ports, under these settings.
    #[must_use]
    pub fn over(ports: Ports, shared: &Shared) -> Self {
        let Ports {
            accounts,
            credentials,
            departures,
            foreigners,
            issuer,
            providers,
            reports,
            tokens,
            apps,
            codes,
            sessions,
            posts,
            schedule,
            reading,
            notifications,
            search,
            media,
            edits,
            polls,
            announcements,
            channels,
            events,
            news,
            people,
            leases,
            hasher,
            secrets,
            signer,
            keys,
            keyring,
            entropy,
        } = ports;
        let domain = shared.links.domain();
        let tokens = Tokens::new(tokens, signer.clone(), entropy.clone());
        let tokens = match issuer {
            Some(issuer) => {
                tokens.admitting(Guests::of(issuer, foreigners.clone(), accounts.clone(), entropy.clone()))
            }
            None => tokens,
        };
        let authors = posts.accounts.clone();
        let exports = Exports::new(posts.clone(), reading.clone(), edits.clone(), media.store.clone());
        let leaving = LeavingPorts {
            departures,
            posts: posts.posts.clone(),
            follows: posts.follows.clone(),
            media: media.media.clone(),
            files: media.store.clone(),
            channels: channels.clone(),
        };
        let channels = Channels::new(channels, entropy.clone());
        let posts = Posts::new(posts, entropy.clone(), domain);
        let site = Site { title: shared.about.title.clone(), root: shared.links.at("") };
        let shop = Shop::new(events, news, accounts.clone(), people, leases, entropy.clone());
        let doors = AccountPorts {
            accounts,
            credentials,
            hasher,
            secrets: secrets.clone(),
            entropy: entropy.clone(),
        };
        let accounts = Accounts::new(doors, tokens.clone(), site, shared.log_in);
        let (their_secrets, clock) = (secrets.clone(), entropy.clone());
        let sessions = Sessions::new(sessions, their_secrets, accounts.clone(), tokens.clone(), clock);
        let abroad = ElsewherePorts {
            providers,
            foreigners,
            secrets: secrets.clone(),
            signer,
            entropy: entropy.clone(),
        };
        let reports = Reports::new(reports, accounts.clone(), entropy.clone());
        let root = shared.links.at("");
        let elsewhere = Elsewhere::new(abroad, accounts.clone(), sessions.clone(), root);
        let portraits = Portraits::new(&media, accounts.clone(), entropy.clone());
        Self {
            portraits,
            apps: Apps::new(apps, codes, secrets.clone(), accounts.clone(), tokens.clone(), entropy.clone()),
            sessions,
            secrets,
            accounts,
            reading: Reading::new(reading, posts.clone()),
            search: Search::new(search, posts.clone(), domain),
            schedule: Schedule::new(schedule, authors, posts.clone(), entropy.clone()),
            edits: Edits::new(edits, posts.clone()),
            polls: Polls::new(polls, posts.clone(), entropy.clone()),
            rooms: Rooms::of(channels.clone()),
            channels,
            posts,
            uploads: Uploads::new(media, entropy.clone()),
            notifications: Notifications::new(notifications, entropy.clone()),
            elsewhere,
            exports: exports.with_shop(shop.clone()),
            leaving: Leaving::new(leaving, tokens.clone(), entropy.clone()).with_shop(shop.clone()),
            reports,
            shop,
            tokens,
            announcements: Announcements::new(announcements, entropy.clone()),
            keys: Keys::new(keys, keyring, entropy.clone()),
            entropy,
        }
    }
}

impl App {
    /// These use cases under these settings.
    #[must_use]
    pub fn new(use_cases: UseCases, shared: &Shared, readiness: Readiness, metrics: Metrics) -> Self {
        let shop = use_cases.shop.clone();
        let readiness = readiness.check("shop", move || {
            let shop = shop.clone();
            async move { shop.goes_on().await }
        });
        Self {
            use_cases,
            links: shared.links.clone(),
            about: shared.about.clone(),
            proxies: shared.proxies.clone(),
            rates: shared.rates,
            password_grant: shared.password_grant,
            readiness,
            metrics,
        }
    }

    pub(crate) fn accounts(&self) -> &Accounts {
        &self.use_cases.accounts
    }

    pub(crate) fn apps(&self) -> &Apps {
        &self.use_cases.apps
    }

    pub(crate) fn sessions(&self) -> &Sessions {
        &self.use_cases.sessions
    }

    pub(crate) fn notifications(&self) -> &Notifications {
        &self.use_cases.notifications
    }

    pub(crate) fn edits(&self) -> &Edits {
        &self.use_cases.edits
    }

    pub(crate) fn polls(&self) -> &Polls {
        &self.use_cases.polls
    }

    pub(crate) fn channels(&self) -> &Channels {
        &self.use_cases.channels
    }

    pub(crate) fn rooms(&self) -> &Rooms {
        &self.use_cases.rooms
    }

    pub(crate) fn shop(&self) -> &Shop {
        &self.use_cases.shop
    }

    pub(crate) fn uploads(&self) -> &Uploads {
        &self.use_cases.uploads
    }

    pub(crate) fn portraits(&self) -> &Portraits {
        &self.use_cases.portraits
    }

    pub(crate) fn posts(&self) -> &Posts {
        &self.use_cases.posts
    }

    pub(crate) fn schedule(&self) -> &Schedule {
        &self.use_cases.schedule
    }

    pub(crate) fn search(&self) -> &Search {
        &self.use_cases.search
    }

    pub(crate) fn reading(&self) -> &Reading {
        &self.use_cases.reading
    }
}
