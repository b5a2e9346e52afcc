//! Where connections stand whose client is sent off.
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, TryLockError};
use std::thread;

use super::*;

/// Says when it comes to a tag, and goes on when somebody lets it.
struct Slow {
    comes: Mutex<Sender<()>>,
    goes: Mutex<Receiver<()>>,
}

impl Renderer for Slow {
    fn tell(&self, event: &Logged, hits: &[FilterHit<'_>]) -> Option<Told> {
        Plain.tell(event, hits)
    }

    fn frame(
        &self,
        event: &Logged,
        told: &Told,
        label: &Label,
        format: Format,
        cursor: Option<Cursor>,
    ) -> Bytes {
        if &*label.0 == "tag" {
            self.comes.lock().unwrap().send(()).unwrap();
            self.goes.lock().unwrap().recv().unwrap();
        }
        Plain.frame(event, told, label, format, cursor)
    }
}

#[test]
fn who_is_sent_off_between_two_lanes_stands_where_both_have_got_their_frames() {
    let (comes, came) = mpsc::channel();
    let (go, goes) = mpsc::channel();
    let hub = Hub::new(Arc::new(Slow { comes: Mutex::new(comes), goes: Mutex::new(goes) }));
    let is_shut = || matches!(hub.state.try_lock(), Err(TryLockError::WouldBlock));
    hub.start_over(LOG, Position::START);
    let outbound = Arc::<Outbound>::default();
    let tag = Channel::Hashtag(Hashtag::parse("rooks").unwrap());
    for channel in [Channel::Public, tag] {
        let lane_of = Some(Arc::clone(&outbound));
        let lane = NewConnection { viewer: None, held: None, format: Format::Gateway, since: None, lane_of };
        let started = hub.connect(lane);
        hub.subscribe(started.id, &listening(&channel));
        assert_eq!(hub.page(started.id, started.cursor.position), Page::Follows);
    }
    let (before, (here, more)) = thread::scope(|scope| {
        scope.spawn(|| apply(&hub, 1, published(Visibility::Public)));
        came.recv().unwrap();
        let (waits, before) = (is_shut(), waiting(&outbound));
        go.send(()).unwrap();
        assert!(waits, "whoever asks between two lanes");
        let look = || {
            assert!(is_shut(), "or something comes into the queues between the two");
            outbound.take_more()
        };
        (before, hub.standing(look))
    });
    assert_eq!(before, ["public post.published@1"]);
    assert_eq!(here, Some(Cursor { log: LOG, position: Position::new(1) }));
    assert_eq!(more.iter().map(text).collect::<Vec<_>>(), ["tag post.published@1"]);
}
