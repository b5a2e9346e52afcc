//! Models in files.
use std::fs;

use sourcing::{Head, Kept, Model, Position, Projection, Snapshots};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Rooks, fact, happen, store};

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
}

const STORE: Uuid = Uuid::from_u128(5);

fn head(position: u64) -> Head {
    Head { store: STORE, position: Position::new(position) }
}

/// A folder in which a model was kept that follows from three events.
fn kept() -> (TempDir, Snapshots, Rooks) {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(folder.path().join("models"));
    let rooks = Rooks { there: 2, landings: 3, settled: 0 };
    snapshots.keep(&rooks, STORE, Position::new(3)).unwrap();
    (folder, snapshots, rooks)
}

#[test]
fn what_was_kept_is_found() {
    let (_folder, snapshots, rooks) = kept();
    assert_eq!(snapshots.find(head(3)), Some((rooks.clone(), Position::new(3))));
    let newer = Rooks { there: 9, ..rooks };
    snapshots.keep(&newer, STORE, Position::new(4)).unwrap();
    assert_eq!(snapshots.find(head(9)), Some((newer, Position::new(4))));
}

#[test]
fn what_is_torn_or_stale_or_not_ours_is_ignored() {
    let (folder, snapshots, _) = kept();
    assert_eq!(snapshots.find::<Rooks>(head(2)), None, "it knows of a future that the store does not know");
    assert_eq!(snapshots.find::<Rooks>(Head { store: Uuid::nil(), ..head(3) }), None, "another store's");
    assert!(snapshots.find::<Later>(head(3)).is_none(), "another shape");
    let path = folder.path().join("models/rooks.snapshot");
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(snapshots.find::<Rooks>(head(9)), None, "torn after {length} bytes");
    }
    for place in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert_eq!(snapshots.find::<Rooks>(head(u64::MAX)), None, "flipped at {place}");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(snapshots.find::<Rooks>(head(9)), None, "there is none");
}

#[test]
fn who_is_killed_while_writing_leaves_the_one_before() {
    let (folder, snapshots, rooks) = kept();
    fs::write(folder.path().join("models/rooks.new"), "half of").unwrap();
    assert_eq!(snapshots.find(head(3)), Some((rooks, Position::new(3))));
}

#[tokio::test]
async fn a_snapshot_and_the_rest_come_to_the_same_as_everything() {
    let store = store();
    for n in 1..=50 {
        happen(&*store, "tower", vec![fact("rooks.landed", n), fact("rooks.left", 1)]).await;
    }
    let (whole, view) = Projection::new(store.clone(), Rooks::default(), Position::START);
    let _whole = tokio::spawn(whole.run());
    view.reached(Position::new(100)).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::new(folder.path().to_owned());
    let head: Head = store.head().await.unwrap();
    {
        let seen = view.read();
        snapshots.keep(&seen.model, head.store, seen.at).unwrap();
    }
    let end = happen(&*store, "tower", vec![fact("rooks.landed", 7)]).await;
    let (model, at) = snapshots.find::<Rooks>(store.head().await.unwrap()).unwrap();
    assert_eq!(at, Position::new(100));
    let (rest, restored) = Projection::new(store.clone(), model, at);
    let _rest = tokio::spawn(rest.run());
    view.reached(end).await.unwrap();
    restored.reached(end).await.unwrap();
    assert_eq!(restored.read().model.save(), view.read().model.save());
}
