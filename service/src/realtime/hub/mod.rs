//! The hub: brings each event to everybody who listens, once and in order.
mod catch_up;
mod connections;
mod frames;
mod passing;
mod readers;
mod rendered;
mod ring;
mod route;
#[cfg(test)]
mod tests;
mod witness;

use std::collections::HashMap;
use std::ops::AddAssign;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::Timestamp;
use domain::identity::{Grantee, TokenId};
use domain::ids::AccountId;
use domain::posts::Home;
use domain::reading::{Filters, ListFeed};
use domain::realtime::{Cursor, Event, LogId, Logged, Position};

pub use catch_up::Page;
pub use connections::{ConnectionId, NewConnection, Started};
pub use witness::Witness;

use super::{Cut, Listening, Renderer};
use connections::Connections;
use readers::Readers;
use rendered::Rendered;
use ring::Ring;
use witness::Witnesses;

/// All connections of one server, and the end of the log that they follow. A machine: no sockets, no tasks.
pub struct Hub {
    state: Mutex<State>,
    renderer: Arc<dyn Renderer>,
}

struct State {
    log: LogId,
    position: Position,
    /// The time of the latest event: what ends by itself ends by it.
    now: Timestamp,
    ring: Ring,
    rendered: Rendered,
    connections: Connections,
    readers: Readers,
    witnesses: Witnesses,
}

impl Hub {
    /// A hub that stands nowhere, until [`Hub::start_over`] says where.
    #[must_use]
    pub fn new(renderer: Arc<dyn Renderer>) -> Self {
        let state = State {
            log: LogId::default(),
            position: Position::START,
            now: Timestamp::UNIX_EPOCH,
            ring: Ring::starting_after(Position::START),
            rendered: Rendered::default(),
            connections: Connections::default(),
            readers: Readers::default(),
            witnesses: Witnesses::default(),
        };
        Self { state: Mutex::new(state), renderer }
    }

    /// Where it stands; nowhere before the feed has begun.
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.standing(|| ()).0
    }

    /// Where it stands, and what a look at queues gives meanwhile: nothing is pushed between the two, so that those who follow
    /// have been given everything up to there.
    pub(super) fn standing<T>(&self, look: impl FnOnce() -> T) -> (Option<Cursor>, T) {
        let state = self.state();
        let here = Cursor { log: state.log, position: state.position };
        ((state.log != LogId::default()).then_some(here), look())
    }

    /// Whether what followed a position is still in memory.
    #[must_use]
    pub fn remembers(&self, position: Position) -> bool {
        self.state().ring.after(position).is_some()
    }

    /// Connections that are open.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.state().connections.len()
    }

    /// Takes the next events of the feed, and gives them to everybody who follows. Those that are told to the same connections
    /// go to each of them together, which costs less than one after the other.
    pub fn apply(&self, events: &[Arc<Logged>]) -> Fanned {
        let mut state = self.state();
        let mut fanned = Fanned::default();
        for run in events.chunk_by(|one, next| route::go_together(one, next)) {
            for event in run {
                state.note(event);
            }
            fanned += route::fan_out(&state, &*self.renderer, run);
            state.witnessed(run);
        }
        fanned
    }

    /// The feed begins, or begins anew because the log is another one: everybody is cut off and comes back.
    pub fn start_over(&self, log: LogId, position: Position) {
        let mut state = self.state();
        state.connections.cut_all(Cut::AnotherLog);
        state.log = log;
        state.position = position;
        state.ring = Ring::starting_after(position);
        state.rendered.forget(position);
        state.readers.start_over();
        state.witnesses.start_over();
    }

    /// Cuts off up to so many connections that are not cut off yet, and gives how many are left: a server that goes away
    /// sends its connections off a few at a time.
    pub fn cut_some(&self, most: usize, why: Cut) -> usize {
        self.state().connections.cut_some(most, why)
    }

    /// Opens a connection. It begins by catching up, from where it left off or from now; see [`Hub::page`].
    pub fn connect(&self, new: NewConnection) -> Started {
        let mut state = self.state();
        let here = Cursor { log: state.log, position: state.position };
        state.connections.open(new, here)
    }

    /// Adds a stream; the same one under the same name twice is one. One can only be added for a reader who is known:
    /// see [`Hub::expect_reader`].
    pub fn subscribe(&self, id: ConnectionId, listening: &Listening) {
        let State { connections, readers, .. } = &mut *self.state();
        let Some(viewer) = connections.subscribe(id, listening) else { return };
        if listening.channel.is_shown_by_reader() {
            readers.add_listener(viewer, id);
        }
        if listening.channel.is_of_followed() {
            readers.add_connection(viewer, id);
        }
    }

    /// Takes a stream away.
    pub fn unsubscribe(&self, id: ConnectionId, listening: &Listening) {
        let State { connections, readers, .. } = &mut *self.state();
        if let Some(viewer) = connections.unsubscribe(id, listening) {
            readers.remove_connection(viewer, id);
        }
    }

    /// The token that a connection ends with.
    pub(super) fn token_of(&self, id: ConnectionId) -> Option<TokenId> {
        self.state().connections.token_of(id)
    }

    /// Has connections end with another token from now on.
    pub(super) fn hold(&self, connections: &[ConnectionId], by: (TokenId, Grantee)) {
        self.state().connections.hold(connections, by);
    }

    /// Ends lanes as if their token had ended: their client hears of it.
    pub(super) fn revoke(&self, lanes: &[ConnectionId]) {
        let mut state = self.state();
        for &lane in lanes {
            state.connections.revoke(lane);
            state.close(lane);
        }
    }

    /// Closes a connection.
    pub fn disconnect(&self, id: ConnectionId) {
        self.state().close(id);
    }

    /// Says that a reader is about to listen to something. If it gives `true`, the caller MUST read the reader's
    /// [`Home`] from the store now and hand it to [`Hub::know_reader`]: what is followed meanwhile is not lost. In any case it
    /// says so with [`Hub::expected_reader`] when it is done.
    #[must_use]
    pub fn expect_reader(&self, reader: AccountId) -> bool {
        self.state().readers.expect(reader)
    }

    /// Takes in whom a reader follows and keeps away.
    pub fn know_reader(&self, home: Home) {
        self.state().readers.know(home);
    }

    /// Takes in what a reader filters who is expected; what was told meanwhile is newer, so it wins.
    pub fn know_filters(&self, filters: Filters) {
        self.state().readers.know_filters(filters);
    }

    /// Takes in who is in a list of a reader who is expected.
    pub fn know_list(&self, feed: ListFeed) {
        self.state().readers.know_list(feed);
    }

    /// Ends an expectation: by now they listen, or it came to nothing.
    pub fn expected_reader(&self, reader: AccountId) {
        self.state().readers.forget(reader);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes in what an event changes of what the hub knows.
    fn note(&mut self, event: &Arc<Logged>) {
        self.position = event.position;
        self.ring.push(event);
        self.now = self.now.max(event.envelope.time);
        self.readers.note(&event.envelope.event);
        if let Event::TokenRevoked(revoked) = &event.envelope.event {
            for lane in self.connections.end(revoked) {
                self.close(lane);
            }
        }
        if event.envelope.event.deletes().is_some() {
            self.rendered.forget(event.position);
        }
        if let Event::AccountDeleted(left) = &event.envelope.event {
            self.rendered.forget(event.position);
            self.ring.forget(left.account);
            self.connections.purge(left.account);
        }
        route::purge(self, &event.envelope.event);
    }

    /// Who waited for these is told where they stand.
    fn witnessed(&mut self, events: &[Arc<Logged>]) {
        for event in events {
            self.witnesses.note(event, self.log);
        }
    }

    fn close(&mut self, id: ConnectionId) {
        if let Some(viewer) = self.connections.close(id) {
            self.readers.remove_listener(viewer, id);
        }
    }
}

/// What became of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fanned {
    /// Connections that got one, for each of them.
    pub reached: usize,
    /// Connections that were cut off for not keeping up.
    pub cut: usize,
}

impl AddAssign for Fanned {
    fn add_assign(&mut self, more: Self) {
        self.reached += more.reached;
        self.cut += more.cut;
    }
}

type Homes = HashMap<AccountId, readers::Reader>;
