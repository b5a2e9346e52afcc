//! Frames that say no more than the ledger wants to know.
use bytes::Bytes;
use domain::reading::FilterHit;
use domain::realtime::{Cursor, Event, Logged};
use ledger::{Frame, Id, Kind, Position, Stream};
use service::realtime::{Format, Label, Renderer, Told};

/// A label that ends so has frames of [`FAT`] bytes: a few of them are more than may wait for one connection.
pub(super) const FATTENED: &str = "+fat";
const FAT: usize = 20 * 1024;

/// Renders events as `kind id position label`.
pub(super) struct Terse;

impl Renderer for Terse {
    fn tell(&self, event: &Logged, _: &[FilterHit<'_>]) -> Option<Told> {
        let (name, id) = match &event.envelope.event {
            Event::Published(published) if published.post.is_blank() => return None,
            Event::Boosted(boosted) if boosted.post.is_blank() => return None,
            Event::Published(published) => ("update", published.post.id),
            Event::Boosted(boosted) => ("update", boosted.boost.id),
            Event::Deleted(deleted) => ("delete", deleted.audience.post),
            Event::Unboosted(unboosted) => ("delete", unboosted.boost),
            _ => return None,
        };
        Some(Told { name, payload: id.to_string() })
    }

    fn frame(
        &self,
        _: &Logged,
        told: &Told,
        Label(label): &Label,
        format: Format,
        cursor: Option<Cursor>,
    ) -> Bytes {
        let position =
            cursor.filter(|_| format != Format::Plain).map_or(0, |cursor| cursor.position.number());
        let mut frame = format!("{} {} {position} {label} ", told.name, told.payload).into_bytes();
        if label.ends_with(FATTENED) {
            frame.resize(FAT, b'.');
        }
        frame.into()
    }
}

/// What a client reads in a frame.
pub(super) fn read(frame: &[u8]) -> Option<Frame> {
    let text = std::str::from_utf8(frame).ok()?;
    let mut words = text.split(' ');
    let kind = if words.next()? == "update" { Kind::Update } else { Kind::Delete };
    let id = Id(words.next()?.parse().ok()?);
    let position = words.next()?.parse().ok().filter(|position| *position > 0).map(Position);
    let label = words.next()?;
    let stream = Stream::from(label.strip_suffix(FATTENED).unwrap_or(label));
    Some(Frame { kind, id, position, stream: Some(stream) })
}
