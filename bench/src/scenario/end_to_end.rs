//! From the moment when a post is meant to be sent, through commit, relay, broker and hub, to the socket of the last follower.
use std::any::Any;
use std::collections::HashMap;
use std::thread::{JoinHandle, sleep};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xtask::infra::{Postgres, RabbitMq, Setup, TempDir};
use xtask::workspace::Workspace;

use super::programs::{Programs, Server};
use super::{Measured, Scale};
use crate::Outcome;
use crate::load::{Door, Mark, Request, Requests, Swarm};
use crate::measure::{Counted, Pinned, Stretch, float, quantile};
use crate::results::{Asked, Results};

pub(super) const DISTRIBUTED: &str = "end-to-end";
pub(super) const STANDALONE: &str = "end-to-end-standalone";

/// Posts a second.
const RATE: u32 = 20;
/// Connections that post in turn: one that waits for its answer holds nobody up.
const POSTING: u64 = 8;

struct EndToEnd {
    name: &'static str,
    peer: &'static str,
    api: Server,
    /// None where one process does both.
    streaming: Option<Server>,
    author: Member,
    followers: Vec<Member>,
    window: Duration,
    /// What the servers stand on; it ends after them.
    _below: Box<dyn Any>,
}

struct Member {
    id: String,
    bearer: String,
}

pub(super) fn distributed(scale: Scale, workspace: &Workspace) -> Outcome<Box<dyn Measured>> {
    let programs = Programs::build(workspace)?;
    let (database, broker) = (Postgres::start(&Setup::durable())?, RabbitMq::start(&Setup::durable())?);
    let (api, streaming) = (Programs::place(), Programs::place());
    let settings = [
        ("DATABASE_URL", database.url()),
        ("AMQP_URL", broker.url()),
        ("PUBLIC_URL", format!("http://{api}")),
        ("STREAMING_URL", format!("ws://{streaming}")),
    ];
    let api = programs.start("api-server", api, &settings)?;
    let streaming = Some(programs.start("ws-server", streaming, &settings)?);
    EndToEnd::prepare(DISTRIBUTED, "distributed", (api, streaming), Box::new((database, broker)), scale)
}

pub(super) fn standalone(scale: Scale, workspace: &Workspace) -> Outcome<Box<dyn Measured>> {
    let programs = Programs::build(workspace)?;
    let (data, address) = (TempDir::new("bench-data")?, Programs::place());
    let settings = [("DATA", data.path().display().to_string())];
    let server = programs.start("rookery", address, &settings)?;
    EndToEnd::prepare(STANDALONE, "standalone", (server, None), Box::new(data), scale)
}

impl EndToEnd {
    fn prepare(
        name: &'static str,
        peer: &'static str,
        (api, streaming): (Server, Option<Server>),
        below: Box<dyn Any>,
        scale: Scale,
    ) -> Outcome<Box<dyn Measured>> {
        let author = Member::register(&mut Requests::to(api.address)?, "author")?;
        let followers = gather(&api, &author, scale.number(1_000, 100))?;
        let window = scale.seconds(15, 3);
        Ok(Box::new(Self { name, peer, api, streaming, author, followers, window, _below: below }))
    }

    /// Opens a socket for each follower.
    fn listen(&self) -> Outcome<Swarm> {
        let mut swarm = Swarm::new()?;
        let address = self.streaming.as_ref().unwrap_or(&self.api).address;
        for Member { bearer, .. } in &self.followers {
            swarm.open(address, &Door::at(format!("/api/v1/streaming?stream=user&access_token={bearer}")))?;
        }
        Ok(swarm)
    }

    /// Posts at fixed times, however late everything is; gives how long each answer took, from the time meant.
    fn post(&self, began: Instant, posts: u64) -> Vec<JoinHandle<Result<Vec<f64>, String>>> {
        let begin = |first: u64| {
            let (address, bearer) = (self.api.address, self.author.bearer.clone());
            std::thread::spawn(move || {
                let post = || -> Outcome<Vec<f64>> {
                    let mut requests = Requests::to(address)?;
                    let mut answered = Vec::new();
                    for number in (first..posts).step_by(usize::try_from(POSTING)?) {
                        let meant = began + Duration::from_secs(1) / RATE * u32::try_from(number)?;
                        sleep(meant.saturating_duration_since(Instant::now()));
                        let at = u64::try_from((meant - began).as_nanos())?;
                        let text = format!("{:.<200}", Mark { number, at }.to_string());
                        requests.ask(&Request::post(
                            "/api/v1/statuses",
                            Some(&bearer),
                            &json!({ "status": text }),
                        ))?;
                        answered.push(meant.elapsed().as_secs_f64());
                    }
                    Ok(answered)
                };
                post().map_err(|error| error.to_string())
            })
        };
        (0..POSTING).map(begin).collect()
    }

    fn counted(&self) -> Vec<Counted> {
        let servers = [Some(&self.api), self.streaming.as_ref()].into_iter().flatten();
        servers.map(|server| Counted::Tree(server.process.pid())).collect()
    }
}

/// Has so many register and follow the author; two passwords are hashed at a time, so more connections gain nothing.
fn gather(api: &Server, author: &Member, followers: usize) -> Outcome<Vec<Member>> {
    const HANDS: usize = 4;
    let hand = |first: usize| -> Result<Vec<Member>, String> {
        let gather = || -> Outcome<Vec<Member>> {
            let mut requests = Requests::to(api.address)?;
            let mut members = Vec::new();
            for number in (first..followers).step_by(HANDS) {
                let member = Member::register(&mut requests, &format!("reader{number}"))?;
                let target = format!("/api/v1/accounts/{}/follow", author.id);
                requests.ask(&Request::post(&target, Some(&member.bearer), &json!({})))?;
                members.push(member);
            }
            Ok(members)
        };
        gather().map_err(|error| error.to_string())
    };
    std::thread::scope(|scope| {
        let hands: Vec<_> = (0..HANDS).map(|first| scope.spawn(move || hand(first))).collect();
        let mut all = Vec::new();
        for hand in hands {
            all.extend(hand.join().map_err(|_| "a thread panicked")??);
        }
        Ok(all)
    })
}

impl Member {
    fn register(requests: &mut Requests, name: &str) -> Outcome<Self> {
        let email = format!("{name}@bench.example");
        let body = json!({ "username": name, "email": email, "password": "correct horse battery" });
        let answer: Value =
            serde_json::from_slice(&requests.ask(&Request::post("/auth/register", None, &body))?)?;
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned).ok_or("the answer lacks something");
        Ok(Self { id: text(&answer["account"]["id"])?, bearer: text(&answer["access_token"])? })
    }
}

/// Who has not got which post yet, and how late the last one was.
#[derive(Default)]
struct Arrivals {
    missing: HashMap<u64, usize>,
    last: Vec<(u64, f64)>,
}

impl Arrivals {
    fn note(&mut self, mark: Mark, listeners: usize, began: Instant) {
        let missing = self.missing.entry(mark.number).or_insert(listeners);
        *missing = missing.saturating_sub(1);
        if *missing == 0 {
            self.last.push((mark.number, began.elapsed().as_secs_f64() - float(mark.at) / 1e9));
        }
    }
}

impl Measured for EndToEnd {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        let _here = Pinned::generator()?;
        let mut swarm = self.listen()?;
        let warm_up = u64::from(RATE);
        let posts = warm_up + self.window.as_secs() * u64::from(RATE);
        let stretch = Stretch::of(&self.counted())?;
        let began = Instant::now();
        let posting = self.post(began, posts);
        let mut arrivals = Arrivals::default();
        let (listeners, end) = (swarm.len(), began + self.window + Duration::from_secs(20));
        while (arrivals.last.len() as u64) < posts {
            if Instant::now() > end {
                return Err(format!("{} of {posts} posts reached everybody", arrivals.last.len()).into());
            }
            swarm.turn(Duration::from_millis(100), |_, mark| arrivals.note(mark, listeners, began))?;
        }
        let spent = stretch.end()?;
        let mut answered = Vec::new();
        for hand in posting {
            answered.extend(hand.join().map_err(|_| "a thread panicked")??);
        }
        let counted = arrivals.last.iter().filter(|(number, _)| *number >= warm_up);
        let mut last: Vec<f64> = counted.map(|(_, late)| late * 1e3).collect();
        let mut answered: Vec<f64> = answered.iter().map(|late| late * 1e3).collect();
        results.add(self.name, self.peer, "p50 ms to the last socket", quantile(&mut last, 0.5));
        results.add(self.name, self.peer, "p99 ms to the last socket", quantile(&mut last, 0.99));
        results.add(self.name, self.peer, "p50 ms to the answer", quantile(&mut answered, 0.5));
        results.add(self.name, self.peer, "p99 ms to the answer", quantile(&mut answered, 0.99));
        results.add(self.name, self.peer, "servers' share of their core", spent.cpu() / spent.wall);
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.claim(self.name, self.peer, "p50 ms to the last socket", Asked::Nothing);
        results.claim(self.name, self.peer, "p99 ms to the last socket", Asked::Nothing);
        results.note(format!(
            "end-to-end: {} followers on their user streams, {RATE} posts a second by one author, timed from when each was \
             meant to be sent; our servers share core 0, the database and the broker go where they like",
            self.followers.len()
        ));
    }
}
