//! Where a crowd meets: people who write and have channels, people who read at home, and guests who are shown out.
use std::io;

use ledger::Viewer;
use serde_json::json;
use tokio::sync::watch;

use crate::dice::Dice;
use crate::faults::{Person, answered, register};
use crate::rest::{Ask, Rest};

use super::member::Member;

/// Those who write: each has a channel.
const WRITERS: usize = 4;
/// Those who follow them, each all but one.
const READERS: usize = 4;
/// Those who follow the first of them.
const GUESTS: usize = 4;

/// Everybody with an account.
#[derive(Debug, Clone)]
pub(crate) struct Square {
    pub(crate) writers: Vec<Person>,
    pub(crate) readers: Vec<Person>,
    pub(crate) guests: Vec<Person>,
    /// The token of whoever runs the servers.
    pub(crate) operator: String,
}

impl Square {
    /// Makes everybody an account; `tag` makes their names new.
    pub(crate) async fn found(base: &str, tag: &str, operator: String) -> io::Result<Self> {
        let rest = Rest::new(base);
        let mut groups = vec![];
        for (kind, count) in [("w", WRITERS), ("r", READERS), ("g", GUESTS)] {
            let mut group = vec![];
            for nth in 0..count {
                group.push(register(&rest, &format!("{kind}{nth}{tag}")).await?);
            }
            groups.push(group);
        }
        let [writers, readers, guests]: [Vec<Person>; 3] =
            groups.try_into().map_err(|_| io::Error::other("three groups"))?;
        let square = Self { writers, readers, guests, operator };
        for writer in &square.writers {
            let live = json!({ "title": "begins", "category": "caws", "live": true });
            let ask = Ask::by(Some(&writer.bearer)).with(live);
            answered(rest.put("/api/rookery/v1/channel", ask).await.map_err(io::Error::other)?)?;
        }
        for (nth, writer) in square.writers.iter().enumerate() {
            for follower in square.followers(nth) {
                let path = format!("/api/v1/accounts/{}/follow", writer.id);
                let ask = Ask::by(Some(&follower.bearer));
                answered(rest.post(&path, ask).await.map_err(io::Error::other)?)?;
            }
        }
        Ok(square)
    }

    /// Those who follow a writer.
    pub(crate) fn followers(&self, writer: usize) -> impl Iterator<Item = &Person> {
        let readers =
            self.readers.iter().enumerate().filter(move |(nth, _)| writer == 0 || nth % WRITERS != writer);
        readers.map(|(_, reader)| reader).chain(self.guests.iter().filter(move |_| writer == 0))
    }

    /// Topics of a channel.
    pub(crate) fn channel(&self, nth: usize) -> [String; 3] {
        let id = &self.writers[nth % WRITERS].id;
        ["channel:update", "room:message", "account:post"].map(|name| format!("{name}.{id}"))
    }

    /// So many who listen, to this and that; most of them come and go.
    pub(crate) fn crowd(&self, size: usize, servers: &[String], dice: &mut Dice) -> Vec<Member> {
        (0..size).map(|nth| self.member(nth, servers, dice)).collect()
    }

    /// The same, who all begin at the first server and stay.
    pub(crate) fn residents(&self, size: usize, servers: &[String], dice: &mut Dice) -> Vec<Member> {
        let stay = |member: Member| Member { stays: None, servers: servers.to_vec(), ..member };
        self.crowd(size, servers, dice).into_iter().map(stay).collect()
    }

    /// So many who listen to what is on in the first channel. Some read nothing before they are told to, and the kernel keeps so
    /// many bytes for them.
    pub(crate) fn audience(
        &self,
        name: &str,
        size: usize,
        servers: &[String],
        stalls: Option<(&watch::Receiver<bool>, u32)>,
        dice: &mut Dice,
    ) -> Vec<Member> {
        let [update, ..] = self.channel(0);
        let member = |nth| Member {
            name: format!("{name} {nth}"),
            topics: vec![update.clone()],
            token: None,
            viewer: None,
            guest: false,
            servers: servers.to_vec(),
            stays: None,
            stalls: stalls.map(|(until, _)| until.clone()),
            dice: Dice::new(dice.roll()),
            room: stalls.map(|(_, room)| room),
        };
        (0..size).map(member).collect()
    }

    fn member(&self, nth: usize, servers: &[String], dice: &mut Dice) -> Member {
        let [update, room, posts] = self.channel(nth / 20);
        let public = || "timeline:public".to_owned();
        let mut reader = None;
        let topics = match nth % 20 {
            0..6 => vec![public()],
            6..9 => vec![update],
            9..12 => vec![room],
            12..15 => vec![posts],
            15..17 => vec![update, room, posts],
            17 => vec![public(), "channel:update".to_owned()],
            _ => {
                reader = Some(&self.readers[nth / 20 % READERS]);
                vec![]
            }
        };
        let member = Member {
            name: format!("listener {nth}"),
            topics,
            token: None,
            viewer: None,
            guest: false,
            servers: in_turn(servers, nth),
            stays: (!dice.happens(300)).then_some((800, 6_000)),
            stalls: None,
            dice: Dice::new(dice.roll()),
            room: None,
        };
        reader.map_or_else(|| member.clone(), |reader| at_home(reader, member.clone()))
    }

    /// Those who will be shown out, so many of each.
    pub(crate) fn guests(&self, each: usize, servers: &[String], dice: &mut Dice) -> Vec<Member> {
        let guest = |(nth, guest): (usize, &Person)| {
            let member = Member {
                name: format!("guest {nth}"),
                topics: vec![],
                token: None,
                viewer: None,
                guest: true,
                servers: in_turn(servers, nth),
                stays: None,
                stalls: None,
                dice: Dice::new(dice.roll()),
                room: None,
            };
            at_home(guest, member)
        };
        self.guests.iter().cycle().take(each * GUESTS).enumerate().map(guest).collect()
    }
}

/// The same, at the home of somebody.
fn at_home(person: &Person, member: Member) -> Member {
    let topics = vec![home(person)];
    let viewer: Viewer = person.id.as_str().into();
    Member { topics, token: Some(person.bearer.clone()), viewer: Some(viewer), ..member }
}

/// The topic of somebody's home.
pub(crate) fn home(person: &Person) -> String {
    format!("timeline:home.{}", person.id)
}

fn in_turn(servers: &[String], first: usize) -> Vec<String> {
    let mut servers = servers.to_vec();
    let first = first % servers.len().max(1);
    servers.rotate_left(first);
    servers
}
