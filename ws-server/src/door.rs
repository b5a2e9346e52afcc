//! Who may come in: not too many at once, from nobody too many, and not all in one second.
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::ids::AccountId;
use tokio::time::Instant;
use wire::ApiError;
use wire::request::{Peer, Seat};
use wire::settings::SocketRules;

/// The door of one server.
pub(crate) struct Door {
    rules: SocketRules,
    inside: Mutex<Inside>,
}

#[derive(Default)]
struct Inside {
    sockets: usize,
    addresses: HashMap<IpAddr, u32>,
    members: HashMap<AccountId, u32>,
    /// Since when the present second is counted, and who came in it.
    second: Option<(Instant, u32)>,
}

/// A place inside, until it is dropped.
pub(crate) struct Place {
    door: Arc<Door>,
    of: Counted,
}

enum Counted {
    Socket(IpAddr),
    Member(AccountId),
}

impl Door {
    /// With these rules.
    pub(crate) fn new(rules: SocketRules) -> Arc<Self> {
        Arc::new(Self { rules, inside: Mutex::default() })
    }

    pub(crate) fn rules(&self) -> &SocketRules {
        &self.rules
    }

    fn enter(self: &Arc<Self>, address: IpAddr) -> Result<Place, ApiError> {
        let rules = &self.rules;
        let mut inside = self.lock();
        let full = rules.most > 0 && inside.sockets >= rules.most;
        if full || !inside.is_in_time(rules.per_second) {
            return Err(ApiError::busy(patience()));
        }
        if !admit(&mut inside.addresses, address, rules.per_address) {
            return Err(ApiError::too_many(patience()));
        }
        inside.sockets += 1;
        Ok(Place { door: Arc::clone(self), of: Counted::Socket(address) })
    }

    /// A connection is one of a member's; nothing if they have too many.
    pub(crate) fn seat(self: &Arc<Self>, member: AccountId) -> Option<Place> {
        let admitted = admit(&mut self.lock().members, member, self.rules.per_member);
        admitted.then(|| Place { door: Arc::clone(self), of: Counted::Member(member) })
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn is_in_time(&mut self, most: u32) -> bool {
        let now = Instant::now();
        let second = self.second.get_or_insert((now, 0));
        if now.duration_since(second.0).as_secs() >= 1 {
            *second = (now, 0);
        }
        second.1 += 1;
        most == 0 || second.1 <= most
    }
}

/// One more, unless there are so many.
fn admit<K: Eq + Hash>(counts: &mut HashMap<K, u32>, who: K, most: u32) -> bool {
    let count = counts.entry(who).or_default();
    let room = most == 0 || *count < most;
    *count += u32::from(room);
    room
}

fn dismiss<K: Eq + Hash>(counts: &mut HashMap<K, u32>, who: &K) {
    if let Some(count) = counts.get_mut(who) {
        *count -= 1;
        if *count == 0 {
            counts.remove(who);
        }
    }
}

/// Seconds to wait: each is told another number, so that they do not come back together.
fn patience() -> u64 {
    RandomState::new().build_hasher().finish() % 10 + 1
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.door.lock();
        match &self.of {
            Counted::Socket(address) => {
                inside.sockets -= 1;
                dismiss(&mut inside.addresses, address);
            }
            Counted::Member(member) => dismiss(&mut inside.members, member),
        }
    }
}

/// Lets in who asks for a socket or a stream; their seat keeps the place.
pub(crate) async fn pass(State(door): State<Arc<Door>>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().map_or(Ipv4Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
    let address = door.rules.proxies.counted(peer, request.headers());
    match door.enter(address) {
        Ok(place) => {
            if let Some(seat) = request.extensions_mut().remove::<Seat>() {
                request.extensions_mut().insert(seat.keeping(place));
            }
            next.run(request).await
        }
        Err(refused) => refused.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn rules() -> SocketRules {
        SocketRules { per_address: 2, per_member: 1, per_second: 4, most: 3, ..SocketRules::default() }
    }

    fn status(entered: &Result<Place, ApiError>) -> u16 {
        entered.as_ref().map_or_else(|error| error.status.as_u16(), |_| 200)
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_leaves_makes_room() {
        let door = Door::new(rules());
        let address = |n| IpAddr::from([10, 0, 0, n]);
        let first = door.enter(address(1));
        let second = door.enter(address(1));
        assert_eq!([status(&first), status(&second), status(&door.enter(address(1)))], [200, 200, 429]);
        drop(first);
        let third = door.enter(address(1));
        assert_eq!((status(&third), status(&door.enter(address(2)))), (200, 503), "too many in a second");
        tokio::time::advance(Duration::from_secs(1)).await;
        let fourth = door.enter(address(2));
        assert_eq!((status(&fourth), status(&door.enter(address(3)))), (200, 503), "the house is full");
        drop((second, third, fourth));
        assert!(door.lock().addresses.is_empty() && door.lock().sockets == 0);
    }

    #[test]
    fn a_member_has_so_many() {
        let door = Door::new(rules());
        let rook = AccountId::stored(1);
        let seat = door.seat(rook);
        assert!(seat.is_some() && door.seat(rook).is_none() && door.seat(AccountId::stored(2)).is_some());
        drop(seat);
        assert!(door.seat(rook).is_some());
    }
}
