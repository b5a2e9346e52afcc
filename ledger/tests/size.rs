//! A big history is checked like a small one.
use ledger::{
    Audience, End, Entry, Event, Frame, Framing, History, Id, Kind, Listener, Operation, Outcome, Plant,
    Position, Session, Start, Stream, check,
};

/// `entries` in the log over `streams` streams; each listener follows `follows` of them and reconnects after each 50 frames.
fn history(entries: usize, streams: usize, listeners: usize, follows: usize) -> History {
    let names: Vec<Stream> = (0..streams).map(|n| format!("account:{n}").into()).collect();
    let mut history = History::default();
    for n in 1..=entries {
        let key = format!("write {n}");
        history.operations.push(Operation::Publish { key: key.as_str().into(), outcome: Outcome::Ok(id(n)) });
        history.log.push(Entry {
            position: at(n),
            event: Event::Update { id: id(n), key: key.into() },
            streams: vec![names[n % streams].clone()],
            audience: Audience::Everyone,
            unsettled: [].into(),
        });
    }
    history.stored = Some((1..=entries).map(id).collect());
    for n in 0..listeners {
        let followed = |stream: usize| (stream + streams - n % streams) % streams < follows;
        let heard: Vec<usize> = (1..=entries).filter(|n| followed(n % streams)).collect();
        history.listeners.push(Listener {
            name: format!("listener {n}"),
            viewer: None,
            streams: (0..streams).filter(|n| followed(*n)).map(|n| names[n].clone()).collect(),
            framing: Framing::Once,
            ended: None,
            sessions: sessions(&heard, entries),
        });
    }
    history
}

fn sessions(heard: &[usize], end: usize) -> Vec<Session> {
    let frame = |n: &usize| Frame { kind: Kind::Update, id: id(*n), position: Some(at(*n)), stream: None };
    let mut start = Start::Now { not_before: at(0), not_after: at(1) };
    let mut sessions = Vec::new();
    for heard in heard.chunks(50) {
        sessions.push(Session { start, frames: heard.iter().map(frame).collect(), end: End::Cut });
        start = Start::After(at(heard[heard.len() - 1]));
    }
    sessions.push(Session { start, frames: Vec::new(), end: End::Reached(at(end)) });
    sessions
}

fn id(n: usize) -> Id {
    Id((n as u64) << 16)
}

fn at(n: usize) -> Position {
    Position(n as u64)
}

#[test]
fn a_big_history_is_clean_and_each_plant_in_it_is_found() {
    let history = history(5_000, 100, 50, 10);
    assert_eq!(check(&history), []);
    for plant in Plant::ALL {
        let mut spoilt = history.clone();
        let planted = plant.spoil(&mut spoilt, 1).expect("planted");
        assert_ne!(check(&spoilt), [], "{planted}");
    }
}
