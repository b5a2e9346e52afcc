//! Everything wired together, as the binaries do with their adapters.
use std::sync::Arc;
use std::time::Duration;

use adapter_crypto::AesCipher;
use adapter_images::Darkroom;
use adapter_local::{LocalQueue, SystemEntropy};
use adapter_memory::Memory;
use adapter_payments::{Seal, Trial};
use domain::identity::{LogInRules, Secret};
use service::Entropy;
use service::channels::{ChannelPorts, Channels, Rooms};
use service::duty::{Due, Errand};
use service::edits::Edits;
use service::identity::{AccountPorts, Accounts, Apps, Sessions, Site, Tokens};
use service::leaving::{Leaving, LeavingPorts};
use service::media::{MediaPorts, Portraits, Uploads};
use service::notifications::{NotificationPorts, Notifications};
use service::polls::Polls;
use service::posts::{PostPorts, Posts, Schedule};
use service::reading::{Reading, ReadingPorts};
use service::search::{Search, SearchPorts};
use service::shop::{People, Shop};
use tokio::sync::OnceCell;

use super::bookkeeping::calling;
use super::doors::{CountedSecrets, KnownTokens, PlainHasher};
use super::live::Live;
use super::mailbox::Mailbox;
use super::{Answer, DOMAIN, InProcess};

/// How long nothing is looked for that is due whenever.
const PAUSE: Duration = Duration::from_millis(100);

impl InProcess {
    /// An empty Rookery, with its relay and its hub running.
    pub async fn start() -> Answer<Self> {
        let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
        let store = Arc::new(Memory::new(Arc::clone(&entropy)));
        let signer = Arc::<KnownTokens>::default();
        let tokens = Tokens::new(store.clone(), signer.clone(), Arc::clone(&entropy));
        let ports = PostPorts {
            posts: store.clone(),
            timelines: store.clone(),
            follows: store.clone(),
            requests: store.clone(),
            tags: store.clone(),
            relations: store.clone(),
            accounts: store.clone(),
            media: store.clone(),
        };
        let media = MediaPorts {
            media: store.clone(),
            portraits: store.clone(),
            store: store.clone(),
            maker: Arc::new(Darkroom::default()),
        };
        let (reading, search) = (ReadingPorts::on(&store), SearchPorts::on(&store));
        let posts = Posts::new(ports, Arc::clone(&entropy), DOMAIN);
        let schedule = Schedule::new(store.clone(), store.clone(), posts.clone(), Arc::clone(&entropy));
        let secrets = Arc::<CountedSecrets>::default();
        let doors = AccountPorts {
            accounts: store.clone(),
            credentials: store.clone(),
            hasher: Arc::new(PlainHasher),
            secrets: secrets.clone(),
            entropy: Arc::clone(&entropy),
        };
        let site = Site { title: "Rookery".to_owned(), root: format!("https://{DOMAIN}") };
        let accounts = Accounts::new(doors, tokens.clone(), site, LogInRules::default());
        let mailbox = Mailbox::of(store.clone(), Arc::clone(&entropy));
        let told = NotificationPorts::on(&store);
        let notifications = Notifications::new(told, Arc::clone(&entropy));
        let effect = Arc::new(notifications.clone());
        let leaving = LeavingPorts {
            departures: store.clone(),
            posts: store.clone(),
            follows: store.clone(),
            media: store.clone(),
            files: store.clone(),
            channels: ChannelPorts::on(&store),
        };
        let channels = Channels::new(ChannelPorts::on(&store), Arc::clone(&entropy));
        let (edits, polls) = (store.clone(), store.clone());
        let people = People::new(store.clone(), Arc::new(AesCipher));
        let (clock, told, leases) = (Arc::clone(&entropy), store.clone(), store.clone());
        let shop = Shop::new(store.clone(), told, store.clone(), people, leases, clock);
        let trial = Trial::new(store.clone(), Arc::clone(&entropy), Seal::under(Secret::new("seal")));
        let shop = shop.paid_by(Arc::new(trial), Duration::from_mins(15));
        let leaving = Leaving::new(leaving, tokens.clone(), Arc::clone(&entropy)).with_shop(shop.clone());
        tokio::spawn(shop.clone().keep_up());
        shop.loaded().await;
        let calling: Arc<dyn Errand> = Arc::new(calling(&shop, store.clone(), &entropy)?);
        for errand in shop.errands().into_iter().chain([calling]) {
            tokio::spawn(over_and_over(errand, Arc::clone(&entropy)));
        }
        let live = Live::start(
            store.clone(),
            Arc::new(LocalQueue::new()),
            effect,
            Arc::clone(&entropy),
            (tokens.clone(), Rooms::of(channels.clone())),
        )
        .await?;
        Ok(Self {
            sessions: Sessions::new(
                store.clone(),
                secrets.clone(),
                accounts.clone(),
                tokens.clone(),
                Arc::clone(&entropy),
            ),
            apps: Apps::new(
                store.clone(),
                store,
                secrets,
                accounts.clone(),
                tokens.clone(),
                Arc::clone(&entropy),
            ),
            app: OnceCell::new(),
            portraits: Portraits::new(&media, accounts.clone(), Arc::clone(&entropy)),
            accounts,
            reading: Reading::new(reading, posts.clone()),
            leaving,
            uploads: Uploads::new(media, Arc::clone(&entropy)),
            search: Search::new(search, posts.clone(), DOMAIN),
            edits: Edits::new(edits, posts.clone()),
            polls: Polls::new(polls, posts.clone(), Arc::clone(&entropy)),
            posts,
            rooms: Rooms::of(channels.clone()),
            channels,
            shop,
            schedule,
            notifications,
            tokens,
            signer,
            entropy,
            live,
            mailbox,
        })
    }
}

/// What one server at a time does for all: here is one alone, so it needs no lease.
async fn over_and_over(errand: Arc<dyn Errand>, entropy: Arc<dyn Entropy>) {
    while let Ok(due) = errand.run(entropy.now()).await {
        if !matches!(due, Due::Now) {
            tokio::time::sleep(PAUSE).await;
        }
    }
}
