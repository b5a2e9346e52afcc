//! Somebody leaves, and whoever was at it is killed in the middle, again and again.
use std::sync::Arc;

use adapter_memory::Memory;
use async_trait::async_trait;
use bytes::Bytes;
use domain::identity::{
    Account, BearerClaims, DisplayName, Email, NewAccount, PasswordHash, Profile, Username,
};
use domain::media::{Caption, Extent, FileKey, FileKind, Picture, StoredFile, Upload};
use domain::posts::{NewPost, Post, PostText};
use domain::realtime::{Cause, Origin};
use service::channels::ChannelPorts;
use service::duty::{Due, Errand};
use service::identity::{AccountRepository, Credentials, Registration, TokenSigner, Tokens};
use service::leaving::{DepartureRepository, Leaving, LeavingPorts};
use service::media::{MediaRepository, MediaStore};
use service::posts::PostRepository;
use service::realtime::{Advance, Outbox};
use service::{Entropy, PortError};
use uuid::Uuid;

use super::Clock;

/// Signs nothing: nobody is logged in.
struct NoSigner;

impl TokenSigner for NoSigner {
    fn sign(&self, _: &BearerClaims) -> Result<String, PortError> {
        Err(PortError::new("signer", "it signs nothing"))
    }

    fn verify(&self, _: &str) -> Option<BearerClaims> {
        None
    }

    fn seal(&self, _: &str) -> Result<String, PortError> {
        Err(PortError::new("signer", "it seals nothing"))
    }

    fn unseal(&self, _: &str) -> Option<String> {
        None
    }
}

/// Files that can't be let go for a while: the disk is away.
struct Stuck;

#[async_trait]
impl MediaStore for Stuck {
    async fn put(&self, _: &FileKey, _: Bytes) -> Result<(), PortError> {
        Err(PortError::new("files", "the disk is away"))
    }

    async fn get(&self, _: &FileKey) -> Result<Option<Bytes>, PortError> {
        Err(PortError::new("files", "the disk is away"))
    }

    async fn delete(&self, _: &FileKey) -> Result<(), PortError> {
        Err(PortError::new("files", "the disk is away"))
    }
}

struct World {
    clock: Arc<Clock>,
    store: Arc<Memory>,
}

impl World {
    fn new() -> Self {
        let clock = Arc::<Clock>::default();
        Self { store: Arc::new(Memory::new(clock.clone())), clock }
    }

    /// Another server, which knows nothing of what the one before it did.
    fn leaving(&self, files: Arc<dyn MediaStore>) -> Leaving {
        let ports = LeavingPorts {
            departures: self.store.clone(),
            posts: self.store.clone(),
            follows: self.store.clone(),
            media: self.store.clone(),
            files,
            channels: ChannelPorts::on(&self.store),
        };
        let tokens = Tokens::new(self.store.clone(), Arc::new(NoSigner), self.clock.clone());
        Leaving::new(ports, tokens, self.clock.clone())
    }

    fn cause(&self) -> Cause {
        self.origin().cause(self.clock.uuid(), self.clock.now())
    }

    fn origin(&self) -> Origin {
        Origin { actor: None, correlation: self.clock.uuid(), causation: None, trace: None }
    }

    async fn person(&self) -> Profile {
        let new = NewAccount {
            username: Username::parse("ada").unwrap(),
            display_name: DisplayName::default(),
            bot: false,
        };
        let email = Email::parse("ada@r.example").unwrap();
        let credentials = Credentials::vouched(email, PasswordHash::stored(""));
        match self.store.register(Account::register(new, self.cause()), credentials).await.unwrap() {
            Registration::New(account) => Profile::of_new(account),
            refused => panic!("{refused:?}"),
        }
    }

    async fn post(&self, by: &Profile, n: usize) {
        let new = NewPost::plain(PostText::stored(&format!("post {n}")));
        let draft = Post::publish(new, by.clone(), self.cause()).unwrap();
        self.store.publish(draft, None).await.unwrap();
    }

    async fn picture(&self, by: &Profile) -> FileKey {
        let file = |seed| StoredFile {
            key: FileKey::new(&[seed; 32], FileKind::Jpeg),
            extent: Extent { width: 4, height: 3 },
        };
        let picture = Picture { full: file(1), preview: file(2), blurhash: "L00000".into() };
        let key = picture.full.key.clone();
        self.store.put(&key, Bytes::from_static(b"a rook")).await.unwrap();
        let draft = Upload::begin(by.account.id, picture, Caption::default(), self.cause());
        MediaRepository::save(&*self.store, draft).await.unwrap();
        key
    }

    /// The relay moves what waits.
    async fn relay(&self) {
        let term = std::time::Duration::from_mins(1);
        let epoch = self.store.acquire(Uuid::from_u128(7), term).await.unwrap().unwrap();
        while matches!(self.store.advance(epoch, 100).await.unwrap(), Advance::Moved(events) if !events.is_empty())
        {
        }
    }

    async fn posts(&self) -> u64 {
        self.store.totals().await.unwrap().posts
    }
}

#[tokio::test]
async fn what_was_cut_off_in_the_middle_is_ended_by_whoever_comes_next() {
    let world = World::new();
    let ada = world.person().await;
    for n in 0..120 {
        world.post(&ada, n).await;
    }
    let key = world.picture(&ada).await;
    assert!(world.leaving(world.store.clone()).leave(ada.account.id, &world.origin()).await.unwrap());
    let mut steps = 0;
    // each step is another server's, and the disk is away for the first of those who burn files
    let (mut stuck, mut seen) = (true, vec![]);
    loop {
        let now = world.clock.now();
        let files: Arc<dyn MediaStore> = if stuck { Arc::new(Stuck) } else { world.store.clone() };
        steps += 1;
        assert!(steps < 100, "{seen:?}");
        match world.leaving(files).run(now).await {
            Err(_) => stuck = false,
            Ok(Due::Now) => seen.push(world.posts().await),
            Ok(Due::At(then)) => {
                assert!(then > now);
                world.relay().await;
                world.clock.pass(1);
            }
            Ok(Due::Whenever) => break,
        }
    }
    assert!(seen.contains(&70) && seen.contains(&20), "a little at a time: {seen:?}");
    assert!(!stuck, "the file was tried again");
    assert_eq!(world.store.get(&key).await.unwrap(), None);
    assert_eq!(AccountRepository::find(&*world.store, ada.account.id).await.unwrap(), None);
    assert_eq!(world.store.list_open(9).await.unwrap(), []);
}

#[tokio::test]
async fn what_was_on_its_way_when_somebody_left_goes_too() {
    let world = World::new();
    let ada = world.person().await;
    let leaving = world.leaving(world.store.clone());
    assert!(leaving.leave(ada.account.id, &world.origin()).await.unwrap());
    let left_at = world.clock.now();
    while leaving.run(world.clock.now()).await.unwrap() == Due::Now {}
    world.relay().await;
    while leaving.run(world.clock.now()).await.unwrap() == Due::Now {}
    // a request that had begun before is answered only now
    world.post(&ada, 1).await;
    assert_eq!(world.posts().await, 1);
    let end = left_at + jiff::SignedDuration::from_secs(60);
    while !world.store.list_open(9).await.unwrap().is_empty() {
        assert!(world.clock.now() <= end + jiff::SignedDuration::from_secs(60));
        if leaving.run(world.clock.now()).await.unwrap() != Due::Now {
            world.relay().await;
            world.clock.pass(10);
        }
    }
    assert!(world.clock.now() >= end, "they are waited for");
    assert_eq!(world.posts().await, 0);
}
