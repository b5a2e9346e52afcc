//! What many missed at once: it is made once, given a little at a time, and forgotten when it is taken back.
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// Frames that say what the post says, padded to a length, and how many were made.
struct Wordy {
    len: usize,
    made: AtomicUsize,
}

impl Renderer for Wordy {
    fn tell(&self, event: &Logged, _: &[FilterHit<'_>]) -> Option<Told> {
        let domain::realtime::Event::Published(told) = &event.envelope.event else { return None };
        (!told.post.is_blank()).then(|| Told { name: "post", payload: told.post.text.clone() })
    }

    fn frame(&self, _: &Logged, told: &Told, _: &Label, _: Format, _: Option<Cursor>) -> Bytes {
        self.made.fetch_add(1, Ordering::Relaxed);
        format!("{:len$}", told.payload, len = self.len).into()
    }
}

fn wordy(len: usize) -> (Hub, Arc<Wordy>) {
    let wordy = Arc::new(Wordy { len, made: AtomicUsize::new(0) });
    let hub = Hub::new(wordy.clone());
    hub.start_over(LOG, Position::START);
    (hub, wordy)
}

/// The sizes of the steps in which it catches up.
fn steps(hub: &Hub, started: &Started) -> Vec<usize> {
    let (mut steps, mut after) = (vec![], started.cursor.position);
    loop {
        match hub.page(started.id, after) {
            Page::Frames { frames, through } => {
                assert!(through > after, "it gets on");
                steps.push(frames.len());
                after = through;
            }
            Page::Follows => return steps,
            page => panic!("{page:?}"),
        }
    }
}

#[test]
fn what_many_missed_is_made_once() {
    let (hub, wordy) = wordy(10);
    for position in 1..=40 {
        apply(&hub, position, published(Visibility::Public));
    }
    for _ in 0..100 {
        let started = open(&hub, Format::Resumable, Some(0), &[Channel::Public]);
        assert_eq!(steps(&hub, &started).iter().sum::<usize>(), 40);
    }
    assert_eq!(wordy.made.load(Ordering::Relaxed), 40);
}

#[test]
fn a_step_gives_a_little_at_a_time() {
    // what has to be made, and what was made before
    let (hub, _) = wordy(1_000);
    for position in 1..=300 {
        apply(&hub, position, published(Visibility::Public));
    }
    let started = open(&hub, Format::Resumable, Some(0), &[Channel::Public]);
    assert!(steps(&hub, &started).into_iter().all(|step| step <= 16));
    let again = open(&hub, Format::Resumable, Some(0), &[Channel::Public]);
    assert_eq!(steps(&hub, &again), [66, 66, 66, 66, 36]);
    // of what is on other streams, too, not all is looked at
    let other = open(&hub, Format::Resumable, Some(0), &[Channel::Notifications]);
    assert_eq!(steps(&hub, &other), [0, 0]);
}

#[test]
fn a_part_of_the_log_is_given_a_little_at_a_time_too() {
    let (hub, _) = wordy(10);
    hub.start_over(LOG, Position::new(100));
    let started = open(&hub, Format::Resumable, Some(0), &[Channel::Public]);
    let event = |number| {
        Arc::new(Logged { position: Position::new(number), envelope: published(Visibility::Public) })
    };
    let slice = Slice { events: (1..=20).map(event).collect(), through: Position::new(90) };
    let mut came = vec![];
    let mut after = Position::START;
    while after < slice.through {
        let Page::Frames { frames, through } = hub.render(started.id, &slice, after, Position::new(100))
        else {
            panic!("closed")
        };
        came.push((frames.len(), through));
        after = through;
    }
    assert_eq!(came, [(16, Position::new(16)), (4, Position::new(90))]);
}

#[test]
fn what_was_taken_back_is_not_given_from_memory() {
    for taken_back in [deleted(), Departure::of(AUTHOR, &cause()).events()[0].clone()] {
        let (hub, _) = wordy(10);
        apply(&hub, 1, published(Visibility::Public));
        let before = open(&hub, Format::Resumable, Some(0), &[Channel::Public]);
        assert_eq!(steps(&hub, &before), [1]);
        apply(&hub, 2, taken_back);
        let after = open(&hub, Format::Resumable, Some(0), &[Channel::Public]);
        assert_eq!(steps(&hub, &after).iter().sum::<usize>(), 0);
    }
}

fn deleted() -> Envelope {
    let told = published(Visibility::Public);
    let domain::realtime::Event::Published(before) = &told.event else { panic!("another kind") };
    let gone = domain::posts::Deleted { audience: before.post.audience() };
    Envelope { event: domain::realtime::Event::Deleted(gone), ..told }
}
