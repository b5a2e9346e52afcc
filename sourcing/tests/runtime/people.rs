//! Who is forgotten is named nowhere any more, and all that they did stays.
use std::collections::BTreeMap;
use std::sync::Arc;

use adapter_crypto::AesCipher;
use adapter_memory::Memory;
use contract::a::Clock;
use serde_json::{Value, json};
use sourcing::{
    Entry, EventStore, Fact, Feed, Kept, Keyring, Keys, Misread, Model, Named, Position, Projection, Sealed,
    Snapshots, Version, View, Watched,
};

use crate::{fact, happen, name};

/// How many nests each has built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Nests(BTreeMap<u64, u64>);

impl Model for Nests {
    type Event = u64;
    const CONTEXTS: &'static [&'static str] = &["nests"];

    fn decode(entry: &Entry) -> Result<Option<u64>, Misread> {
        let said: Value = serde_json::from_str(&entry.fact.payload).unwrap();
        let who = said["by"].as_str().unwrap().parse();
        who.map(Some).map_err(|error| Misread::malformed(entry, &error))
    }

    fn apply(&mut self, by: &u64) {
        *self.0.entry(*by).or_default() += 1;
    }
}

impl Kept for Nests {
    const NAME: &'static str = "nests";
    const SHAPE: u32 = 1;

    fn save(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap()
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        serde_json::from_slice(saved).ok().map(Self)
    }

    fn size(&self) -> usize {
        self.0.len()
    }
}

const NAMED: &[Named] = &[("nests.built", "by")];
/// Two people.
const ADA: &str = "117654321012345001";
const BOB: &str = "117654321012345002";

/// A server: what it knows of people, and the store as it sees it.
struct Server {
    ring: Arc<Keyring>,
    store: Arc<dyn EventStore>,
}

fn server(raw: &Memory) -> Server {
    let ring = Arc::new(Keyring::new(Arc::new(raw.clone()), Arc::new(AesCipher)));
    let store = Arc::new(Sealed::new(Arc::new(raw.clone()), ring.clone(), NAMED));
    Server { ring, store }
}

impl Server {
    async fn build(&self, who: &str) -> Position {
        let by = self.ring.of(who).await.unwrap().alias.to_string();
        let built = Fact {
            actor: Some(format!("account:{who}").into()),
            ..fact("nests.built", json!({ "by": by, "of": "twigs" }))
        };
        happen(&*self.store, &format!("nest:{by}"), vec![built]).await
    }

    /// What follows from everything, from what was kept or from the beginning.
    async fn nests(&self, kept: Option<&Snapshots>) -> View<Nests> {
        let (projection, view) = Projection::new(Nests::default(), Position::START);
        let feed = Feed::new(self.store.clone(), |_, _| {}).to(projection);
        let feed = match kept {
            Some(kept) => feed.from(kept.clone()),
            None => feed,
        };
        tokio::spawn(feed.run());
        view.reached(self.store.head().await.unwrap().position).await.unwrap();
        view.loaded().await.unwrap();
        view
    }

    fn built(&self, nests: &View<Nests>, who: &str) -> Option<u64> {
        nests.read().model.0.get(&self.ring.find(who)?.alias).copied()
    }
}

/// A store in which Ada has built three nests and Bob one.
async fn built() -> (Memory, Server) {
    let raw = Memory::new(Arc::new(Clock));
    let server = server(&raw);
    for who in [ADA, BOB, ADA, ADA] {
        server.build(who).await;
    }
    (raw, server)
}

async fn all(store: &dyn EventStore) -> Vec<Entry> {
    store.read(Position::START, 100).await.unwrap()
}

#[tokio::test]
async fn an_event_names_nobody_and_who_has_the_key_reads_who_it_is() {
    let (raw, server) = built().await;
    for entry in all(&raw).await {
        let said = format!("{entry:?}");
        assert!(!said.contains(ADA) && !said.contains(BOB), "{said}");
        assert!(entry.fact.payload.contains(r#""by":"sealed:"#), "{said}");
    }
    let first = &all(&*server.store).await[0];
    assert_eq!(server.ring.open(first.fact.actor.as_deref().unwrap()).as_deref(), Some(ADA));
    let said: Value = serde_json::from_str(&first.fact.payload).unwrap();
    assert_eq!(said["of"], "twigs", "what names nobody is as it was");
    let by = server.ring.who(said["by"].as_str().unwrap().parse().unwrap());
    assert_eq!(&*by.unwrap().name, ADA);
    let nests = server.nests(None).await;
    assert_eq!((server.built(&nests, ADA), server.built(&nests, BOB)), (Some(3), Some(1)));
}

#[tokio::test]
async fn on_every_server_somebody_is_the_same() {
    let (raw, here) = built().await;
    let there = server(&raw);
    there.ring.load().await.unwrap();
    assert_eq!(there.ring.find(ADA), here.ring.find(ADA));
    assert_eq!(here.nests(None).await.written(), there.nests(None).await.written());
}

#[tokio::test]
async fn a_key_that_another_server_made_is_known_with_its_first_event() {
    let (raw, here) = built().await;
    let there = server(&raw);
    let nests = there.nests(None).await;
    assert_eq!(there.built(&nests, ADA), Some(3), "nobody loaded the keys");
    let at = here.build("117654321012345003").await;
    nests.reached(at).await.unwrap();
    assert_eq!(there.built(&nests, "117654321012345003"), Some(1));
}

#[tokio::test]
async fn whoever_is_erased_is_nobody_and_everything_follows_as_before() {
    let (raw, here) = built().await;
    let before = here.nests(None).await;
    let sealed = all(&raw).await[0].fact.actor.clone().unwrap();
    let alias = here.ring.find(ADA).unwrap().alias;
    assert!(here.ring.destroy(ADA).await.unwrap());
    let there = server(&raw);
    there.ring.load().await.unwrap();
    for server in [&here, &there] {
        let after = server.nests(None).await;
        assert_eq!(after.written(), before.written(), "the log replays, to the same bytes");
        assert_eq!((server.ring.who(alias), server.ring.open(&sealed)), (None, None));
        assert_eq!((server.built(&after, ADA), server.built(&after, BOB)), (None, Some(1)));
    }
    let again = there.ring.of(ADA).await.unwrap();
    assert_ne!(again.alias, alias, "who comes back is somebody else");
}

#[tokio::test]
async fn what_is_somebodys_has_one_name_that_follows_from_their_key_alone() {
    let (raw, here) = built().await;
    let there = server(&raw);
    let named = async |server: &Server, who| server.ring.of(who).await.unwrap().name_for("a nest");
    let of_ada = named(&here, ADA).await;
    assert_eq!(named(&there, ADA).await, of_ada, "on every server");
    assert_ne!(named(&here, BOB).await, of_ada);
    let bobs = here.ring.of(BOB).await.unwrap();
    assert_ne!(bobs.name_for("a nest"), bobs.name_for("another"));
    here.ring.destroy(ADA).await.unwrap();
    assert_ne!(named(&here, ADA).await, of_ada, "without the key nobody finds it again");
}

#[tokio::test]
async fn a_snapshot_from_before_brings_nobody_back() {
    let (raw, here) = built().await;
    let folder = tempfile::tempdir().unwrap();
    let kept = Snapshots::new(folder.path().to_owned());
    here.nests(None).await.keep(&kept, raw.head().await.unwrap().store).unwrap();
    let file = std::fs::read(folder.path().join("nests.snapshot")).unwrap();
    assert!(!String::from_utf8_lossy(&file).contains(ADA), "it names nobody");
    here.ring.destroy(ADA).await.unwrap();
    here.build(BOB).await;
    let there = server(&raw);
    there.ring.load().await.unwrap();
    let (restored, replayed) = (there.nests(Some(&kept)).await, there.nests(None).await);
    assert_eq!(restored.progress().restored, Position::new(4), "it began with the snapshot");
    assert_eq!(restored.written(), replayed.written());
    assert_eq!((there.built(&restored, ADA), there.built(&restored, BOB)), (None, Some(2)));
}

#[tokio::test]
async fn another_server_forgets_when_it_looks_again_and_keeps_whoever_came_meanwhile() {
    let (raw, here) = built().await;
    let there = server(&raw);
    there.ring.load().await.unwrap();
    here.ring.destroy(ADA).await.unwrap();
    assert!(there.ring.find(ADA).is_some(), "nobody has told it");
    let carl = there.ring.of("117654321012345009").await.unwrap();
    there.ring.load().await.unwrap();
    assert_eq!((there.ring.find(ADA), there.ring.who(carl.alias)), (None, Some(carl)));
    assert_eq!(raw.list(uuid::Uuid::nil(), 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_was_appended_before_there_were_keys_is_read_as_it_is() {
    let raw = Memory::new(Arc::new(Clock));
    let old = Fact { actor: Some("account:7".into()), ..fact("nests.built", json!({ "by": "7" })) };
    happen(&raw, "nest:7", vec![old]).await;
    let server = server(&raw);
    let read = server.store.read_stream(&name("nest:7"), Version::NONE, 10).await.unwrap();
    assert_eq!(read, all(&raw).await);
    assert_eq!(server.nests(None).await.read().model.0[&7], 1);
}
