//! What it costs to look one thing up in a model, with and without somebody who changes it, beside other ways to share a map.
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use adapter_local::SystemEntropy;
use adapter_memory::Memory;
use arc_swap::ArcSwap;
use sourcing::{
    Append, Batch, Entry, EventStore, Fact, Feed, Kept, Kind, Misread, Model, Position, Projection,
    StreamName, Version, View,
};
use tokio::runtime::Runtime;
use uuid::Uuid;
use xtask::workspace::Workspace;

use super::super::stores::runtime;
use super::super::{Measured, Scale};
use crate::Outcome;
use crate::measure::float;
use crate::results::{Asked, Bound, Results};

pub(in super::super) const NAME: &str = "reads";

/// How many things there are.
const THINGS: u64 = 10_000;
/// How often one of them changes, when somebody changes them.
const CHANGES: u64 = 1_000;
const OURS: &str = "Rookery's model";

/// A map that some read while one may change it.
trait Map: Send + Sync {
    fn read(&self, key: u64) -> Option<u64>;
    fn write(&self, key: u64, value: u64);
}

impl Map for RwLock<HashMap<u64, u64>> {
    fn read(&self, key: u64) -> Option<u64> {
        Self::read(self).unwrap_or_else(PoisonError::into_inner).get(&key).copied()
    }

    fn write(&self, key: u64, value: u64) {
        Self::write(self).unwrap_or_else(PoisonError::into_inner).insert(key, value);
    }
}

/// Each change is a copy of the whole.
impl Map for ArcSwap<HashMap<u64, u64>> {
    fn read(&self, key: u64) -> Option<u64> {
        self.load().get(&key).copied()
    }

    fn write(&self, key: u64, value: u64) {
        let mut next = HashMap::clone(&self.load());
        next.insert(key, value);
        self.store(Arc::new(next));
    }
}

impl Map for papaya::HashMap<u64, u64> {
    fn read(&self, key: u64) -> Option<u64> {
        self.pin().get(&key).copied()
    }

    fn write(&self, key: u64, value: u64) {
        self.pin().insert(key, value);
    }
}

/// A model that follows from events.
#[derive(Clone, Default)]
struct Numbers(HashMap<u64, u64>);

impl Model for Numbers {
    type Event = (u64, u64);
    const CONTEXTS: &'static [&'static str] = &["numbers"];

    fn decode(entry: &Entry) -> Result<Option<(u64, u64)>, Misread> {
        let read = serde_json::from_str(&entry.fact.payload);
        read.map(Some).map_err(|error| Misread::malformed(entry, &error))
    }

    fn apply(&mut self, (key, value): &(u64, u64)) {
        self.0.insert(*key, *value);
    }
}

impl Kept for Numbers {
    const NAME: &'static str = "numbers";
    const SHAPE: u32 = 1;

    fn save(&self) -> Vec<u8> {
        vec![]
    }

    fn restore(_: &[u8]) -> Option<Self> {
        None
    }

    fn size(&self) -> usize {
        self.0.len()
    }
}

struct Ours {
    runtime: Runtime,
    store: Arc<dyn EventStore>,
    view: View<Numbers>,
}

impl Ours {
    fn new(things: HashMap<u64, u64>) -> Outcome<Self> {
        let (runtime, store) = (runtime()?, Arc::new(Memory::new(Arc::new(SystemEntropy))));
        let (projection, view) = Projection::new(Numbers(things), Position::START);
        runtime.spawn(Feed::new(store.clone(), |_, _| {}).to(projection).run());
        runtime.block_on(view.loaded())?;
        Ok(Self { runtime, store, view })
    }

    async fn append(&self, key: u64, value: u64) -> Outcome<()> {
        let stream = StreamName::parse(&format!("number:{}", Uuid::new_v4()))?;
        let fact = Fact {
            id: Uuid::new_v4(),
            kind: Kind::parse("numbers.changed")?,
            schema: 1,
            at: service::Entropy::now(&SystemEntropy),
            actor: None,
            correlation: Uuid::nil(),
            causation: None,
            trace: None,
            payload: format!("[{key},{value}]").into(),
        };
        let append = Append { stream, expected: Version::NONE, facts: vec![fact] };
        self.store.append(Batch::new(vec![append])?).await?;
        Ok(())
    }
}

impl Map for Ours {
    fn read(&self, key: u64) -> Option<u64> {
        self.view.read().model.0.get(&key).copied()
    }

    fn write(&self, key: u64, value: u64) {
        // what is not appended shows in the figures of the writer
        let _ = self.runtime.block_on(self.append(key, value));
    }
}

struct Reads {
    each: Duration,
}

#[expect(clippy::unnecessary_wraps, reason = "as all scenarios are prepared")]
pub(in super::super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    Ok(Box::new(Reads { each: scale.seconds(3, 1) }))
}

/// How many reads a second all readers came to.
fn measure(map: &dyn Map, readers: usize, is_changed: bool, each: Duration) -> f64 {
    let over = AtomicBool::new(false);
    let began = Instant::now();
    let reads: u64 = thread::scope(|scope| {
        let reading: Vec<_> = (0..readers)
            .map(|reader| {
                let over = &over;
                scope.spawn(move || read(map, reader as u64, over))
            })
            .collect();
        if is_changed {
            scope.spawn(|| change(map, &over));
        }
        thread::sleep(each);
        over.store(true, Ordering::Relaxed);
        reading.into_iter().map(|reader| reader.join().unwrap_or_default()).sum()
    });
    float(reads) / began.elapsed().as_secs_f64()
}

fn read(map: &dyn Map, reader: u64, over: &AtomicBool) -> u64 {
    let (mut key, mut reads, mut sum) = (reader * 7 + 1, 0, 0_u64);
    while !over.load(Ordering::Relaxed) {
        for _ in 0..256 {
            key = key.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sum = sum.wrapping_add(map.read((key >> 33) % THINGS).unwrap_or_default());
        }
        reads += 256;
    }
    std::hint::black_box(sum);
    reads
}

fn change(map: &dyn Map, over: &AtomicBool) {
    let (began, mut done) = (Instant::now(), 0);
    while !over.load(Ordering::Relaxed) {
        map.write(done % THINGS, done);
        done += 1;
        let due = began
            + Duration::from_secs(1) * u32::try_from(done).unwrap_or(u32::MAX)
                / u32::try_from(CHANGES).unwrap_or(1);
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
}

impl Measured for Reads {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        let things: HashMap<u64, u64> = (0..THINGS).map(|key| (key, key)).collect();
        let papaya: papaya::HashMap<u64, u64> = things.iter().map(|(key, value)| (*key, *value)).collect();
        let peers: [(&str, Box<dyn Map>); 4] = [
            (OURS, Box::new(Ours::new(things.clone())?)),
            ("RwLock", Box::new(RwLock::new(things.clone()))),
            ("arc-swap, copied", Box::new(ArcSwap::from_pointee(things))),
            ("papaya", Box::new(papaya)),
        ];
        for (peer, map) in &peers {
            let per = |readers, is_changed| measure(&**map, readers, is_changed, self.each);
            let (one, two) = (per(1, false), per(2, false));
            results.add(NAME, peer, "ns a read, one reader", 1e9 / one);
            results.add(NAME, peer, "ns a read, one reader and a writer", 1e9 / per(1, true));
            results.add(NAME, peer, "million reads/s, two readers", two / 1e6);
            results.add(NAME, peer, "million reads/s, two readers and a writer", per(2, true) / 1e6);
            results.add(NAME, peer, "two readers / one", two / one);
        }
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        let most = Asked::Goal(Bound::AtMost(50.0));
        results.claim(NAME, OURS, "ns a read, one reader", most);
        results.claim(NAME, OURS, "ns a read, one reader and a writer", most);
        results.claim(NAME, OURS, "two readers / one", Asked::Goal(Bound::AtLeast(1.0)));
        for peer in ["RwLock", "arc-swap, copied", "papaya"] {
            let what = "million reads/s, two readers and a writer";
            results.compare(NAME, what, [OURS, peer], Asked::Nothing);
        }
    }
}
