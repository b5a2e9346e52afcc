//! Each rule by the smallest history that breaks it.
use ledger::{
    Audience, DeliveryFault, End, Entry, Event, Frame, Framing, History, Id, Kind, Listener, Operation,
    Outcome, Position, Session, Start, StoreFault, Violation, check,
};

/// Three posts, of which Ada alone may see the second, and Bob, who got what he should.
fn history() -> History {
    let publish =
        |n: u64| Operation::Publish { key: format!("k{n}").into(), outcome: Outcome::Ok(Id(n * 10)) };
    let mut log: Vec<Entry> = (1..=3).map(|n| entry(n, update(n * 10, n))).collect();
    log[1].audience = Audience::Only(["ada".into()].into());
    History {
        operations: (1..=3).map(publish).collect(),
        log,
        stored: Some(vec![Id(10), Id(20), Id(30)]),
        owes_deleted: true,
        listeners: vec![Listener {
            name: "bob".into(),
            viewer: Some("bob".into()),
            streams: vec!["public".into()],
            framing: Framing::Once,
            ended: None,
            sessions: vec![session(Start::After(Position(0)), &[10, 30], End::Reached(Position(3)))],
        }],
        ..History::default()
    }
}

fn update(id: u64, key: u64) -> Event {
    Event::Update { id: Id(id), key: format!("k{key}").into() }
}

fn entry(position: u64, event: Event) -> Entry {
    let (streams, audience) = (vec!["public".into()], Audience::Everyone);
    Entry { position: Position(position), event, streams, audience, unsettled: [].into() }
}

fn session(start: Start, ids: &[u64], end: End) -> Session {
    let frame = |id: &u64| Frame { kind: Kind::Update, id: Id(*id), position: None, stream: None };
    Session { start, frames: ids.iter().map(frame).collect(), end }
}

fn told(history: &mut History, key: &str, outcome: Outcome<Id>) {
    history.operations.push(Operation::Publish { key: key.into(), outcome });
}

/// What a spoilt history is found to be.
fn store(spoil: impl Fn(&mut History)) -> Vec<String> {
    found(spoil, |violation| matches!(violation, Violation::Store(_)))
}

fn delivery<const N: usize>(sessions: [Session; N]) -> Vec<String> {
    let sessions = Vec::from(sessions);
    let spoil = |history: &mut History| history.listeners[0].sessions.clone_from(&sessions);
    found(spoil, |violation| matches!(violation, Violation::Delivery { .. }))
}

fn found(spoil: impl Fn(&mut History), of: impl Fn(&Violation) -> bool) -> Vec<String> {
    let mut history = history();
    spoil(&mut history);
    check(&history).into_iter().filter(of).map(|violation| violation.to_string()).collect()
}

#[test]
fn a_history_without_fault_is_clean() {
    assert_eq!(check(&history()), []);
    assert_eq!(check(&History::default()), []);
}

#[test]
fn writes_are_there_as_they_were_answered() {
    assert_eq!(
        store(|h| told(h, "k9", Outcome::Ok(Id(90)))),
        [r#"store: write "k9" was acknowledged as 90 and is not in the log"#]
    );
    assert!(store(|h| told(h, "k9", Outcome::Info)).is_empty(), "an unanswered write need not be there");
    assert!(store(|h| told(h, "k1", Outcome::Fail)).is_empty(), "an attempt may fail where another did not");
    let wrong = StoreFault::AnsweredTwice { key: "k1".into(), first: Id(10), second: Id(11) };
    assert_eq!(store(|h| told(h, "k1", Outcome::Ok(Id(11)))), [format!("store: {wrong}")]);
    let wrong = StoreFault::WrongId { key: "k3".into(), acknowledged: Id(31), logged: Id(30) };
    let answer = Operation::Publish { key: "k3".into(), outcome: Outcome::Ok(Id(31)) };
    assert_eq!(store(|h| h.operations[2] = answer.clone()), [format!("store: {wrong}")]);
}

#[test]
fn nothing_is_there_that_nobody_wrote_or_that_was_refused_or_twice() {
    let position = Position(3);
    let refused = StoreFault::DoneThoughRefused { key: "k3".into(), id: Id(30), position };
    let answer = Operation::Publish { key: "k3".into(), outcome: Outcome::Fail };
    assert_eq!(store(|h| h.operations[2] = answer.clone()), [format!("store: {refused}")]);
    let unwritten = StoreFault::Unwritten { key: "k3".into(), id: Id(30), position };
    assert_eq!(store(|h| drop(h.operations.pop())), [format!("store: {unwritten}")]);
    let twice = StoreFault::Twice { key: "k1".into(), id: Id(40), position: Position(4) };
    let again = |h: &mut History| {
        h.log.push(entry(4, update(40, 1)));
        h.stored.as_mut().expect("looked").push(Id(40));
    };
    assert_eq!(store(again), [format!("store: {twice}")]);
}

#[test]
fn positions_and_ids_are_given_once_and_without_a_hole() {
    let hole = StoreFault::Position { expected: Position(3), found: Position(4) };
    assert_eq!(store(|h| h.log[2].position = Position(4)), [format!("store: {hole}")]);
    let twice = StoreFault::IdTwice { id: Id(10), position: Position(3) };
    assert!(store(|h| h.log[2].event = update(10, 3)).contains(&format!("store: {twice}")));
    assert!(store(|h| h.log.push(entry(4, Event::Silent))).is_empty(), "other events take positions, too");
}

#[test]
fn deletes_happen_as_they_were_answered() {
    let delete = |history: &mut History, outcome| {
        history.log.push(entry(4, Event::Delete { id: Id(30) }));
        history.stored.as_mut().expect("looked").pop();
        history.operations.extend(outcome);
    };
    let answer = |outcome| Some(Operation::Delete { id: Id(30), outcome });
    let (id, position) = (Id(30), Position(4));
    assert!(store(|h| delete(h, answer(Outcome::Ok(())))).is_empty());
    assert!(store(|h| delete(h, answer(Outcome::Info))).is_empty());
    let refused = StoreFault::DeletedThoughRefused { id, position };
    assert_eq!(store(|h| delete(h, answer(Outcome::Fail))), [format!("store: {refused}")]);
    assert_eq!(
        store(|h| delete(h, None)),
        [format!("store: {}", StoreFault::DeletedUnasked { id, position })]
    );
    let lost = |h: &mut History| h.operations.extend(answer(Outcome::Ok(())));
    assert_eq!(store(lost), [format!("store: {}", StoreFault::DeleteLost { id })]);
    let twice = StoreFault::DeletedTwice { id, position: Position(5) };
    let again = |h: &mut History| {
        delete(h, answer(Outcome::Info));
        h.log.push(entry(5, Event::Delete { id }));
    };
    assert_eq!(store(again), [format!("store: {twice}")]);
    let early = |h: &mut History| {
        delete(h, answer(Outcome::Ok(())));
        h.log.rotate_right(1);
        (1..).zip(&mut h.log).for_each(|(n, entry)| entry.position = Position(n));
    };
    let unmade = StoreFault::DeletedUnmade { id, position: Position(1) };
    assert!(store(early).contains(&format!("store: {unmade}")));
}

#[test]
fn the_store_lists_what_the_log_says() {
    let lists = |ids: &'static [u64]| store(|h| h.stored = Some(ids.iter().copied().map(Id).collect()));
    let fault = |fault: StoreFault| vec![format!("store: {fault}")];
    assert_eq!(lists(&[10, 30]), fault(StoreFault::Unlisted { id: Id(20), position: Position(2) }));
    assert_eq!(lists(&[10, 20, 20, 30]), fault(StoreFault::ListedTwice { id: Id(20) }));
    assert_eq!(lists(&[10, 20, 30, 40]), fault(StoreFault::Unlogged { id: Id(40) }));
    assert_eq!(lists(&[20, 10, 30]), fault(StoreFault::ListedOutOfOrder { id: Id(10), after: Id(20) }));
    let deleted = |h: &mut History| {
        h.log.push(entry(4, Event::Delete { id: Id(30) }));
        h.operations.push(Operation::Delete { id: Id(30), outcome: Outcome::Ok(()) });
    };
    assert_eq!(store(deleted), fault(StoreFault::StillListed { id: Id(30), position: Position(4) }));
}

#[test]
fn a_session_gets_all_that_is_owed_once_and_in_order() {
    let whole = |ids: &[u64]| delivery([session(Start::After(Position(0)), ids, End::Reached(Position(3)))]);
    let fault = |fault: DeliveryFault| vec![format!("listener bob, session 0: {fault}")];
    let (kind, id, position) = (Kind::Update, Id(10), Position(1));
    assert!(whole(&[10, 30]).is_empty());
    assert_eq!(whole(&[30]), fault(DeliveryFault::Missed { from: position, to: position, count: 1 }));
    assert_eq!(whole(&[]), fault(DeliveryFault::Missed { from: position, to: Position(3), count: 2 }));
    assert_eq!(whole(&[10, 30, 10]), fault(DeliveryFault::Repeated { kind, id, position }));
    assert_eq!(whole(&[30, 10]), fault(DeliveryFault::OutOfOrder { kind, id, position, after: Position(3) }));
    assert_eq!(whole(&[10, 15, 30]), fault(DeliveryFault::Phantom { kind, id: Id(15) }));
    let unauthorised = DeliveryFault::Unauthorised { kind, id: Id(20), position: Position(2) };
    assert_eq!(whole(&[10, 20, 30]), fault(unauthorised));
}

#[test]
fn a_session_from_now_on_begins_within_what_is_known() {
    let now = |not_before: u64, not_after: u64, ids: &[u64]| {
        let start = Start::Now { not_before: Position(not_before), not_after: Position(not_after) };
        delivery([session(start, ids, End::Reached(Position(3)))])
    };
    for ids in [&[10, 30][..], &[30], &[]] {
        assert!(now(0, 3, ids).is_empty(), "{ids:?}");
    }
    assert!(now(0, 1, &[30]).is_empty());
    assert_eq!(now(0, 1, &[]), ["listener bob, session 0: 1 owed from position 3 to 3 never came"]);
    let start = Position(1);
    let old = DeliveryFault::TooOld { kind: Kind::Update, id: Id(10), position: Position(1), start };
    assert_eq!(now(1, 3, &[10, 30]), [format!("listener bob, session 0: {old}")]);
    let beyond = DeliveryFault::BeyondLog { position: Position(9), head: Position(3) };
    assert_eq!(now(0, 9, &[10, 30]), [format!("listener bob, session 0: {beyond}")]);
}

#[test]
fn what_a_session_resumes_after_came_in_the_one_before() {
    let resumed = |first: &[u64], after: u64, second: &[u64]| {
        let end = End::Reached(Position(3));
        delivery([
            session(Start::After(Position(0)), first, End::Cut),
            session(Start::After(Position(after)), second, end),
        ])
    };
    assert!(resumed(&[10], 1, &[30]).is_empty());
    assert!(resumed(&[10], 2, &[30]).is_empty());
    assert!(resumed(&[], 0, &[10, 30]).is_empty());
    assert!(resumed(&[10, 30], 1, &[30]).is_empty(), "who asks again gets it again");
    assert_eq!(resumed(&[], 1, &[30]), ["listener bob, session 0: 1 owed from position 1 to 1 never came"]);
    assert_eq!(resumed(&[10], 1, &[]), ["listener bob, session 1: 1 owed from position 3 to 3 never came"]);
}

#[test]
fn frames_under_several_streams_are_complete_for_each_and_in_one_order() {
    let check_frames = |frames: &[(u64, &str)]| {
        let spoil = |h: &mut History| {
            h.log[2].streams.push("hashtag:a".into());
            let bob = &mut h.listeners[0];
            bob.streams.push("hashtag:a".into());
            bob.framing = Framing::PerStream;
            let frame = |(id, stream): &(u64, &str)| {
                let position = Some(Position(id / 10));
                Frame { kind: Kind::Update, id: Id(*id), position, stream: Some((*stream).into()) }
            };
            bob.sessions[0].frames = frames.iter().map(frame).collect();
        };
        found(spoil, |_| true)
    };
    assert!(check_frames(&[(10, "public"), (30, "public"), (30, "hashtag:a")]).is_empty());
    assert!(check_frames(&[(10, "public"), (30, "hashtag:a"), (30, "public")]).is_empty());
    assert_eq!(check_frames(&[(10, "public"), (30, "public")]).len(), 1, "one is missing");
    assert_eq!(check_frames(&[(30, "hashtag:a"), (10, "public"), (30, "public")]).len(), 1, "out of order");
    let unasked = DeliveryFault::Unasked { kind: Kind::Update, id: Id(10), position: Position(1) };
    let strange = check_frames(&[(10, "hashtag:a"), (10, "public"), (30, "public"), (30, "hashtag:a")]);
    assert_eq!(strange, [format!("listener bob, session 0: {unasked}")]);
}

#[test]
fn a_position_on_a_frame_is_its_own() {
    let frame = Frame { kind: Kind::Update, id: Id(30), position: Some(Position(2)), stream: None };
    let start = Start::After(Position(2));
    let wrong = delivery([Session { start, frames: vec![frame], end: End::Cut }]);
    assert_eq!(wrong, ["listener bob, session 0: the update of 30 came with position 2; it is at 3"]);
}

#[test]
fn what_was_deleted_or_unsettled_may_be_left_out() {
    let left_out = |spoil: fn(&mut History)| {
        let spoil = |h: &mut History| {
            h.listeners[0].sessions[0].frames.remove(0);
            spoil(h);
        };
        found(spoil, |violation| matches!(violation, Violation::Delivery { .. }))
    };
    assert_eq!(left_out(|_| ()).len(), 1);
    assert!(left_out(|h| h.log[0].unsettled.extend(["bob".into()])).is_empty());
    assert!(left_out(|h| h.log[0].audience = Audience::Only([].into())).is_empty());
    let delete = |h: &mut History| h.log.push(entry(4, Event::Delete { id: Id(10) }));
    assert_eq!(left_out(delete).len(), 1);
    assert!(
        left_out(|h| {
            h.log.push(entry(4, Event::Delete { id: Id(10) }));
            h.owes_deleted = false;
        })
        .is_empty()
    );
}

#[test]
fn nothing_comes_to_somebody_whose_right_to_listen_has_ended() {
    let ended_at = |ended: u64, ids: &[u64]| {
        let spoil = |h: &mut History| {
            h.listeners[0].ended = Some(Position(ended));
            h.listeners[0].sessions =
                vec![session(Start::After(Position(0)), ids, End::Reached(Position(3)))];
        };
        found(spoil, |_| true)
    };
    assert!(ended_at(3, &[10]).is_empty());
    assert!(ended_at(4, &[10, 30]).is_empty());
    assert_eq!(ended_at(3, &[]), ["listener bob, session 0: 1 owed from position 1 to 1 never came"]);
    let (position, ended) = (Position(3), Position(2));
    let late = DeliveryFault::AfterTheEnd { kind: Kind::Update, id: Id(30), position, ended };
    assert_eq!(ended_at(2, &[10, 30]), [format!("listener bob, session 0: {late}")]);
}
