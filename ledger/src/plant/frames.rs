//! Spoils what came to a listener.
use super::dice::Dice;
use super::store::new_id;
use super::{Plant, Site};
use crate::check::Index;
use crate::history::{
    Audience, End, Entry, Frame, Framing, History, Kind, Listener, Position, Session, Sight, Start,
};

/// A frame by its numbers: listener, session, frame.
type Place = (usize, usize, usize);

pub(super) fn spoil(plant: Plant, history: &mut History, dice: &mut Dice) -> Option<Site> {
    let place = match plant {
        Plant::Loss => lose(history, dice)?,
        Plant::Duplicate => repeat(history, dice)?,
        Plant::Reorder => swap(history, dice)?,
        Plant::Phantom => invent(history, dice)?,
        Plant::Unauthorised => betray(history, dice).or_else(|| forbid(history, dice))?,
        Plant::Misrouted => stray(history, dice)?,
        Plant::Late => linger(history, dice).or_else(|| end(history, dice))?,
    };
    let listener = history.listeners[place.0].name.clone();
    Some(Site::Frame { listener, session: place.1, frame: place.2 })
}

fn frames_mut(history: &mut History, place: Place) -> &mut Vec<Frame> {
    &mut history.listeners[place.0].sessions[place.1].frames
}

/// All frames that `choose` takes, given their listener and session.
fn places(history: &History, choose: impl Fn(&Listener, usize, usize) -> bool) -> Vec<Place> {
    let mut places = Vec::new();
    for (l, listener) in history.listeners.iter().enumerate() {
        for (s, session) in listener.sessions.iter().enumerate() {
            let chosen = (0..session.frames.len()).filter(|frame| choose(listener, s, *frame));
            places.extend(chosen.map(|frame| (l, s, frame)));
        }
    }
    places
}

fn lose(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let index = Index::of(history);
    let place = dice.pick(&places(history, |listener, s, frame| is_missed(&index, listener, s, frame)))?;
    frames_mut(history, place).remove(place.2);
    Some(place)
}

/// Whether this frame would be missed: it is owed, and what else is known of the session shows that it had to come in it.
fn is_missed(index: &Index, listener: &Listener, s: usize, frame: usize) -> bool {
    let session = &listener.sessions[s];
    let gone = &session.frames[frame];
    let Some(at) = index.find(gone.kind, gone.id) else { return false };
    let position = index.entry(at).position;
    index.owes(at, listener.viewer.as_ref())
        && !listener.had_ended(position)
        && (position > session.start.not_after() || has_earlier(listener.framing, session, frame))
        && (ends_after(session, listener.sessions.get(s + 1), position) || has_later(session, frame))
}

/// Another frame of its strand came before it.
fn has_earlier(framing: Framing, session: &Session, frame: usize) -> bool {
    let stream = &session.frames[frame].stream;
    session.frames[..frame].iter().rev().any(|other| framing == Framing::Once || other.stream == *stream)
}

/// A frame of another event came after it; the same event's may be parted by a cut.
fn has_later(session: &Session, frame: usize) -> bool {
    let this = &session.frames[frame];
    session.frames[frame..].last().is_some_and(|last| (last.kind, last.id) != (this.kind, this.id))
}

fn ends_after(session: &Session, next: Option<&Session>, position: Position) -> bool {
    let reached = matches!(session.end, End::Reached(end) if end >= position);
    reached || matches!(next.map(|next| next.start), Some(Start::After(start)) if start >= position)
}

fn repeat(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let (listener, session, frame) = dice.pick(&places(history, |_, _, _| true))?;
    let frames = frames_mut(history, (listener, session, frame));
    let to = frame + 1 + dice.below(frames.len() - frame);
    frames.insert(to, frames[frame].clone());
    Some((listener, session, to))
}

fn swap(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let place = dice.pick(&places(history, |listener, session, frame| {
        let frames = &listener.sessions[session].frames;
        let this = &frames[frame];
        frames.get(frame + 1).is_some_and(|next| (next.kind, next.id) != (this.kind, this.id))
    }))?;
    frames_mut(history, place).swap(place.2, place.2 + 1);
    Some(place)
}

/// Some session, with a place among its frames or behind them.
fn gap(history: &History, dice: &mut Dice) -> Option<Place> {
    let heard: Vec<usize> =
        (0..history.listeners.len()).filter(|l| !history.listeners[*l].sessions.is_empty()).collect();
    let listener = dice.pick(&heard)?;
    let session = dice.below(history.listeners[listener].sessions.len());
    let frame = dice.below(history.listeners[listener].sessions[session].frames.len() + 1);
    Some((listener, session, frame))
}

fn invent(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let place = gap(history, dice)?;
    let stream = history.listeners[place.0].streams.first().cloned();
    let kind = if dice.below(4) == 0 { Kind::Delete } else { Kind::Update };
    let frame = Frame { kind, id: new_id(history), position: None, stream };
    frames_mut(history, place).insert(place.2, frame);
    Some(place)
}

/// Shows somebody what another may see.
fn betray(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let place = gap(history, dice)?;
    bring(history, dice, place, |entry, listener| entry.sight(listener.viewer.as_ref()) == Sight::Forbidden)
}

/// Brings somebody what is on none of their streams.
fn stray(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let place = gap(history, dice)?;
    bring(history, dice, place, |entry, listener| {
        entry.sight(listener.viewer.as_ref()) != Sight::Forbidden
            && !listener.had_ended(entry.position)
            && !entry.streams.iter().any(|stream| listener.streams.contains(stream))
    })
}

/// Brings somebody what was told after their right to listen had ended.
fn linger(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let place = gap(history, dice)?;
    bring(history, dice, place, |entry, listener| {
        entry.sight(listener.viewer.as_ref()) != Sight::Forbidden && listener.had_ended(entry.position)
    })
}

/// Says of something that came that the right to listen had ended before.
fn end(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let place = dice.pick(&places(history, |_, _, _| true))?;
    let frame = &history.listeners[place.0].sessions[place.1].frames[place.2];
    let index = Index::of(history);
    let position = index.entry(index.find(frame.kind, frame.id)?).position;
    history.listeners[place.0].ended = Some(position);
    Some(place)
}

/// Puts one of these entries of the log there, under the first stream of whoever listens.
fn bring(
    history: &mut History,
    dice: &mut Dice,
    place: Place,
    which: impl Fn(&Entry, &Listener) -> bool,
) -> Option<Place> {
    let listener = &history.listeners[place.0];
    let these = history.log.iter().filter(|entry| which(entry, listener));
    let these: Vec<_> = these.filter_map(|entry| entry.event.seen_as()).collect();
    let (kind, id) = dice.pick(&these)?;
    let frame = Frame { kind, id, position: None, stream: listener.streams.first().cloned() };
    frames_mut(history, place).insert(place.2, frame);
    Some(place)
}

/// Says of something that came that its viewer may not see it.
fn forbid(history: &mut History, dice: &mut Dice) -> Option<Place> {
    let place = dice.pick(&places(history, |_, _, _| true))?;
    let listener = &history.listeners[place.0];
    let frame = &listener.sessions[place.1].frames[place.2];
    let at = Index::of(history).find(frame.kind, frame.id)?;
    let viewer = listener.viewer.clone();
    let entry = &mut history.log[at];
    let mut these = match &entry.audience {
        Audience::Everyone => [].into(),
        Audience::Only(these) => these.clone(),
    };
    if let Some(viewer) = &viewer {
        these.remove(viewer);
        entry.unsettled.remove(viewer);
    }
    entry.audience = Audience::Only(these);
    Some(place)
}
