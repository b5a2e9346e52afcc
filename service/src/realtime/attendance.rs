//! How many listen to rooms, at all servers together. A machine: what servers tell and time in, what is to be told out.
use std::collections::{BTreeSet, HashMap};

use domain::Timestamp;
use domain::ids::AccountId;
use domain::realtime::{Attended, Present, RoomAttended};
use jiff::SignedDuration;
use uuid::Uuid;

/// What one server knows of those who listen.
pub struct Attendance {
    server: Uuid,
    /// What this server told the others last, and when.
    told: HashMap<AccountId, (RoomAttended, Timestamp)>,
    /// What each server told of each room, and when.
    rooms: HashMap<AccountId, HashMap<Uuid, (RoomAttended, Timestamp)>>,
    /// What those who listen here were shown last, and when.
    shown: HashMap<AccountId, (Present, Timestamp)>,
}

impl Attendance {
    /// After so long the same is told again: for servers that began since, and in case it was lost.
    const AGAIN: SignedDuration = SignedDuration::from_secs(10);
    /// After so long what a server told is not believed any more.
    const BELIEVED: SignedDuration = SignedDuration::from_secs(30);
    /// Rooms in one message to others.
    const AT_ONCE: usize = 50;

    /// That of a server which has just started.
    #[must_use]
    pub fn new(server: Uuid) -> Self {
        Self { server, told: HashMap::new(), rooms: HashMap::new(), shown: HashMap::new() }
    }

    /// What is to be told to all servers, this one included, where these listen here now.
    pub fn tell(&mut self, here: Vec<RoomAttended>, now: Timestamp) -> Vec<Attended> {
        let mut rooms: Vec<RoomAttended> = vec![];
        let left = |room: &AccountId| !here.iter().any(|attended| attended.room == *room);
        for (room, _) in self.told.extract_if(|room, _| left(room)) {
            rooms.push(RoomAttended::by(room, []));
        }
        for attended in here {
            let known = self.told.get(&attended.room);
            if known.is_none_or(|(said, at)| *said != attended || is_past(*at, Self::AGAIN, now)) {
                self.told.insert(attended.room, (attended.clone(), now));
                rooms.push(attended);
            }
        }
        let part = |rooms: &[RoomAttended]| Attended { server: self.server, rooms: rooms.to_vec() };
        rooms.chunks(Self::AT_ONCE).map(part).collect()
    }

    /// Takes in what a server told.
    pub fn heed(&mut self, told: &Attended, now: Timestamp) {
        for attended in &told.rooms {
            let servers = self.rooms.entry(attended.room).or_default();
            if attended.is_empty() {
                servers.remove(&told.server);
            } else {
                servers.insert(told.server, (attended.clone(), now));
            }
        }
    }

    /// How many listen to a room, as far as this server has heard.
    #[must_use]
    pub fn present(&self, room: AccountId) -> Present {
        let nobody = Present { room, members: 0, visitors: 0 };
        self.rooms.get(&room).map_or(nobody, |servers| count(room, servers))
    }

    /// What those who listen here are to be shown: of rooms where it changed, or was not shown for a while.
    pub fn show(&mut self, now: Timestamp) -> Vec<Present> {
        for servers in self.rooms.values_mut() {
            servers.retain(|_, (_, at)| !is_past(*at, Self::BELIEVED, now));
        }
        self.rooms.retain(|_, servers| !servers.is_empty());
        let mut present: Vec<Present> =
            self.rooms.iter().map(|(room, servers)| count(*room, servers)).collect();
        let empty = self.shown.keys().filter(|room| !self.rooms.contains_key(room));
        present.extend(empty.map(|&room| Present { room, members: 0, visitors: 0 }));
        present.retain(|present| match self.shown.get(&present.room) {
            Some((shown, at)) => shown != present || is_past(*at, Self::AGAIN, now),
            None => true,
        });
        for &present in &present {
            if (present.members, present.visitors) == (0, 0) {
                self.shown.remove(&present.room);
            } else {
                self.shown.insert(present.room, (present, now));
            }
        }
        present
    }
}

fn count(room: AccountId, servers: &HashMap<Uuid, (RoomAttended, Timestamp)>) -> Present {
    let members: BTreeSet<AccountId> =
        servers.values().flat_map(|(attended, _)| &attended.members).copied().collect();
    let visitors = servers.values().map(|(attended, _)| attended.visitors).fold(0, u32::saturating_add);
    Present { room, members: u32::try_from(members.len()).unwrap_or(u32::MAX), visitors }
}

fn is_past(at: Timestamp, so_long: SignedDuration, now: Timestamp) -> bool {
    now.duration_since(at) >= so_long
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: AccountId = AccountId::stored(42);

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn by(members: &[i64], visitors: usize) -> RoomAttended {
        let members = members.iter().map(|&id| Some(AccountId::stored(id)));
        RoomAttended::by(ROOM, members.chain(std::iter::repeat_n(None, visitors)))
    }

    fn shown(attendance: &mut Attendance, second: i64) -> Vec<(u32, u32)> {
        attendance.show(at(second)).into_iter().map(|present| (present.members, present.visitors)).collect()
    }

    fn server(n: u128) -> Attendance {
        Attendance::new(Uuid::from_u128(n))
    }

    #[test]
    fn whoever_listens_at_two_servers_is_counted_once() {
        let (mut one, mut other) = (server(1), server(2));
        let told = [one.tell(vec![by(&[1, 2], 1)], at(0)), other.tell(vec![by(&[2, 3], 1)], at(0))].concat();
        for told in &told {
            one.heed(told, at(0));
            other.heed(told, at(0));
        }
        assert_eq!((shown(&mut one, 0), shown(&mut other, 0)), (vec![(3, 2)], vec![(3, 2)]));
        assert_eq!(one.present(ROOM), Present { room: ROOM, members: 3, visitors: 2 });
        let elsewhere = AccountId::stored(43);
        assert_eq!(one.present(elsewhere), Present { room: elsewhere, members: 0, visitors: 0 });
    }

    #[test]
    fn it_is_told_and_shown_when_it_changes_and_now_and_then() {
        let mut one = server(1);
        let mut told = |here: Vec<RoomAttended>, second| {
            let told = one.tell(here, at(second));
            for told in &told {
                one.heed(told, at(second));
            }
            (told.len(), shown(&mut one, second))
        };
        assert_eq!(told(vec![by(&[1], 0)], 0), (1, vec![(1, 0)]));
        assert_eq!(told(vec![by(&[1], 0)], 9), (0, vec![]));
        assert_eq!(told(vec![by(&[1], 0)], 10), (1, vec![(1, 0)]));
        assert_eq!(told(vec![by(&[1], 2)], 11), (1, vec![(1, 2)]));
        assert_eq!(told(vec![], 12), (1, vec![(0, 0)]));
        assert_eq!(told(vec![], 60), (0, vec![]));
        assert!(one.rooms.is_empty() && one.shown.is_empty() && one.told.is_empty(), "nothing is left of it");
    }

    #[test]
    fn what_a_server_told_that_was_killed_runs_out() {
        let mut one = server(1);
        let killed = server(2).tell(vec![by(&[1], 1)], at(0));
        one.heed(&killed[0], at(0));
        assert_eq!(shown(&mut one, 29), [(1, 1)]);
        assert_eq!(shown(&mut one, 30), [(0, 0)]);
    }
}
