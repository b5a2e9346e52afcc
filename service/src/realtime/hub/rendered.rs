//! Frames that were made for one who caught up: those who come back at the same time mostly missed the same.
use std::collections::{HashMap, VecDeque};
use std::mem;

use bytes::Bytes;
use domain::realtime::Position;

use super::frames::Made;

/// The frames of some events, with as many bytes as it may keep; those that were made first are given up first.
#[derive(Default)]
pub(super) struct Rendered {
    events: HashMap<Position, Made>,
    /// From the first that was made for on.
    order: VecDeque<Position>,
    bytes: usize,
    /// Where the hub stood when all of them were given up.
    forgotten: Position,
}

impl Rendered {
    /// Bytes at the most.
    const BYTES: usize = 4 * 1024 * 1024;

    /// Takes out the frames of an event; [`Rendered::keep`] takes them in again.
    pub(super) fn take(&mut self, position: Position) -> Made {
        let Some(made) = self.events.get_mut(&position) else { return Made::default() };
        let made = mem::take(made);
        self.bytes -= size(&made);
        made
    }

    /// Keeps the frames of an event.
    pub(super) fn keep(&mut self, position: Position, made: Made) {
        self.bytes += size(&made);
        if self.events.insert(position, made).is_none() {
            self.order.push_back(position);
        }
        while self.bytes > Self::BYTES
            && let Some(first) = self.order.pop_front()
        {
            self.bytes -= self.events.remove(&first).as_ref().map_or(0, size);
        }
    }

    /// Gives all of them up: what they tell may have been taken back by what happened here.
    pub(super) fn forget(&mut self, here: Position) {
        *self = Self { forgotten: here, ..Self::default() };
    }

    /// Whether nothing was given up since the hub stood there.
    pub(super) fn is_true_of(&self, position: Position) -> bool {
        self.forgotten <= position
    }
}

fn size(made: &Made) -> usize {
    made.values().map(Bytes::len).sum()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Format, Label};
    use super::*;

    fn made(bytes: usize) -> Made {
        [((Format::Replayed, true, Label("topic".into())), Bytes::from(vec![b'x'; bytes]))].into()
    }

    #[test]
    fn it_keeps_no_more_than_it_may_and_gives_up_what_was_made_first() {
        let mut rendered = Rendered::default();
        let third = Rendered::BYTES / 3;
        for position in [9, 1, 5] {
            rendered.keep(Position::new(position), made(third));
        }
        // having been taken out makes nothing younger
        let taken = rendered.take(Position::new(9));
        assert_eq!((size(&taken), rendered.bytes), (third, 2 * third));
        rendered.keep(Position::new(9), taken);
        rendered.keep(Position::new(7), made(third));
        let left = [9, 1, 5, 7].map(|position| rendered.take(Position::new(position)).len());
        assert_eq!((left, rendered.bytes), ([0, 1, 1, 1], 0));
        rendered.forget(Position::new(9));
        assert!(rendered.order.is_empty());
        assert_eq!([8, 9].map(|position| rendered.is_true_of(Position::new(position))), [false, true]);
    }
}
