//! Models in files.
use std::fs;
use std::sync::Arc;

use contract::steered::Steered;
use sourcing::{EventStore, Feed, Head, Kept, Model, Position, Projection, Shown, Snapshots, View, Watched};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Rooks, fact, following, happen, store};

impl Kept for Rooks {
    const NAME: &'static str = "rooks";
    const SHAPE: u32 = 7;

    fn save(&self) -> Vec<u8> {
        format!("{} {}", self.there, self.landings).into_bytes()
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        let (there, landings) = std::str::from_utf8(saved).ok()?.split_once(' ')?;
        Some(Self { there: there.parse().ok()?, landings: landings.parse().ok()?, settled: 0 })
    }

    fn size(&self) -> usize {
        1
    }
}

/// The same, as tomorrow's program keeps it.
#[derive(Debug, Clone, Default)]
struct Later(Rooks);

impl Model for Later {
    type Event = i64;
    const CONTEXTS: &'static [&'static str] = Rooks::CONTEXTS;

    fn decode(entry: &sourcing::Entry) -> Result<Option<i64>, sourcing::Misread> {
        Rooks::decode(entry)
    }

    fn apply(&mut self, event: &i64) {
        self.0.apply(event);
    }
}

impl Kept for Later {
    const NAME: &'static str = Rooks::NAME;
    const SHAPE: u32 = Rooks::SHAPE + 1;

    fn save(&self) -> Vec<u8> {
        self.0.save()
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        Rooks::restore(saved).map(Self)
    }

    fn size(&self) -> usize {
        self.0.size()
    }
}

const STORE: Uuid = Uuid::from_u128(5);
/// The id of the event that stands at a place.
const fn id(at: u64) -> Uuid {
    Uuid::from_u128(100 + at as u128)
}

fn as_of(at: u64, model: Rooks) -> Shown<Rooks> {
    Shown { model, at: Position::new(at), last: id(at) }
}

fn head(position: u64) -> Head {
    Head { store: STORE, position: Position::new(position) }
}

/// A folder in which a model was kept that follows from three events.
fn kept() -> (TempDir, Snapshots, Rooks) {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(folder.path().join("models"));
    let rooks = Rooks { there: 2, landings: 3, settled: 0 };
    snapshots.keep(&as_of(3, rooks.clone()), STORE).unwrap();
    (folder, snapshots, rooks)
}

#[test]
fn what_was_kept_is_found() {
    let (_folder, snapshots, rooks) = kept();
    assert_eq!(snapshots.place::<Rooks>(), Some(Position::new(3)));
    assert_eq!(snapshots.find(head(3), id(3)), Some((rooks.clone(), Position::new(3))));
    let newer = Rooks { there: 9, ..rooks };
    snapshots.keep(&as_of(4, newer.clone()), STORE).unwrap();
    assert_eq!(snapshots.find(head(9), id(4)), Some((newer, Position::new(4))));
}

#[test]
fn what_is_torn_or_stale_or_not_ours_is_ignored() {
    let (folder, snapshots, _) = kept();
    let find = |head| snapshots.find::<Rooks>(head, id(3));
    assert_eq!(find(head(2)), None, "it knows of a future that the store does not know");
    assert_eq!(find(Head { store: Uuid::nil(), ..head(3) }), None, "another store's");
    assert_eq!(snapshots.find::<Rooks>(head(3), id(4)), None, "another past of it");
    assert!(snapshots.find::<Later>(head(3), id(3)).is_none(), "another shape");
    let path = folder.path().join("models/rooks.snapshot");
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(find(head(9)), None, "torn after {length} bytes");
    }
    for place in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert_eq!(find(head(u64::MAX)), None, "flipped at {place}");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(find(head(9)), None, "there is none");
}

#[test]
fn who_is_killed_while_writing_leaves_the_one_before() {
    let (folder, snapshots, rooks) = kept();
    fs::write(folder.path().join("models/rooks.new"), "half of").unwrap();
    assert_eq!(snapshots.find(head(3), id(3)), Some((rooks, Position::new(3))));
}

#[test]
fn while_another_process_keeps_the_same_nothing_is_torn() {
    let (folder, snapshots, rooks) = kept();
    let other = fs::File::open(folder.path().join("models/rooks.lock")).unwrap();
    other.lock().unwrap();
    let newer = Rooks { there: 9, ..rooks.clone() };
    snapshots.keep(&as_of(4, newer.clone()), STORE).unwrap();
    assert_eq!(
        snapshots.find(head(9), id(3)),
        Some((rooks, Position::new(3))),
        "it is left to the other one"
    );
    other.unlock().unwrap();
    snapshots.keep(&as_of(4, newer.clone()), STORE).unwrap();
    assert_eq!(snapshots.find(head(9), id(4)), Some((newer, Position::new(4))));
}

/// A store in which something happened, and the model that follows from it, kept.
async fn kept_at_100() -> (TempDir, Snapshots, Arc<dyn EventStore>, View<Rooks>) {
    let store = store();
    for n in 1..=50 {
        happen(&*store, "tower", vec![fact("rooks.landed", n), fact("rooks.left", 1)]).await;
    }
    let (view, _) = following(&store, Rooks::default(), Position::START);
    view.reached(Position::new(100)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(folder.path().to_owned());
    let at = view.keep(&snapshots, store.head().await.unwrap().store).unwrap();
    assert_eq!(at, Position::new(100));
    (folder, snapshots, store, view)
}

fn from_what_was_kept(store: &Arc<dyn EventStore>, snapshots: &Snapshots) -> View<Rooks> {
    let (projection, view) = Projection::new(Rooks::default(), Position::START);
    let feed = Feed::new(store.clone(), |_, _| {}).to(projection).from(snapshots.clone());
    tokio::spawn(feed.run());
    view
}

#[tokio::test]
async fn a_snapshot_and_the_rest_come_to_the_same_as_everything() {
    let (_folder, snapshots, store, view) = kept_at_100().await;
    let end = happen(&*store, "tower", vec![fact("rooks.landed", 7)]).await;
    let restored = from_what_was_kept(&store, &snapshots);
    view.reached(end).await.unwrap();
    restored.reached(end).await.unwrap();
    assert_eq!(restored.written(), view.written(), "byte for byte");
    let progress = restored.progress();
    assert_eq!(
        (progress.restored, progress.applied),
        (Position::new(100), 1),
        "only what came after it was read"
    );
}

#[tokio::test]
async fn with_a_torn_snapshot_everything_is_read_again() {
    let (folder, snapshots, store, view) = kept_at_100().await;
    let path = folder.path().join("rooks.snapshot");
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 1]).unwrap();
    let restored = from_what_was_kept(&store, &snapshots);
    restored.loaded().await.unwrap();
    assert_eq!(restored.written(), view.written());
    let progress = restored.progress();
    assert_eq!((progress.restored, progress.applied), (Position::START, 100));
}

#[tokio::test]
async fn what_was_kept_of_a_lost_future_is_noticed_though_the_store_has_grown_past_it() {
    let (_folder, snapshots, lost, _) = kept_at_100().await;
    // the same store, from a backup: it has the name that it had, and something else happens
    let name = lost.head().await.unwrap().store;
    let again = Arc::new(Steered::called(store(), name));
    for n in 1..=60 {
        happen(&*again, "tower", vec![fact("rooks.landed", n), fact("rooks.left", n)]).await;
    }
    let again: Arc<dyn EventStore> = again;
    let view = from_what_was_kept(&again, &snapshots);
    view.reached(Position::new(120)).await.unwrap();
    assert_eq!(view.progress().restored, Position::START);
    assert_eq!(view.read().model.there, 0);
}
