//! Where connections stand whose client is sent off.
use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use super::*;

/// Says when it comes to a tag, and takes its time over that.
struct Slow(Mutex<Sender<()>>);

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
            self.0.lock().unwrap().send(()).unwrap();
            thread::sleep(Duration::from_millis(100));
        }
        Plain.frame(event, told, label, format, cursor)
    }
}

#[test]
fn who_is_sent_off_between_two_lanes_stands_where_both_have_got_their_frames() {
    let (comes, came) = mpsc::channel();
    let hub = Hub::new(Arc::new(Slow(Mutex::new(comes))));
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
        (waiting(&outbound), hub.standing(|| outbound.take_more()))
    });
    assert_eq!(before, ["public post.published@1"]);
    assert_eq!(here, Some(Cursor { log: LOG, position: Position::new(1) }));
    assert_eq!(more.iter().map(text).collect::<Vec<_>>(), ["tag post.published@1"]);
}
