//! The same pages through the api-server.
use std::time::{Duration, Instant};

use xtask::infra::{RabbitMq, Setup};

use super::super::community::Reader;
use super::super::programs::Programs;
use super::{NAME, Pages, add_rate};
use crate::Outcome;
use crate::load::{Request, Requests};
use crate::measure::{Counted, Pinned, Stretch, float};
use crate::results::Results;

/// Connections at once.
pub(super) const CONNECTIONS: usize = 64;

impl Pages {
    /// The same once through the api-server, on a core of its own.
    pub(super) fn measure_over_http(&self, results: &mut Results) -> Outcome<()> {
        let programs = Programs::build(&self.workspace)?;
        let broker = RabbitMq::start(&Setup::durable())?;
        for stored in &self.stored {
            let address = Programs::place();
            let public_url = format!("http://{address}");
            let settings = [
                ("DATABASE_URL", stored.url.clone()),
                ("AMQP_URL", broker.url()),
                ("PUBLIC_URL", public_url.clone()),
            ];
            let server = programs.start("api-server", address, &settings)?;
            let bearer = self.runtime.block_on(stored.bearer(Reader::Ten.account(0), &public_url))?;
            let _here = Pinned::generator()?;
            for (name, target, bearer) in [
                ("public over HTTP", "/api/v1/timelines/public?limit=20", None),
                ("home of 10 over HTTP", "/api/v1/timelines/home?limit=20", Some(&*bearer)),
            ] {
                let request = Request::get(target, bearer);
                let mut hands = Vec::new();
                for _ in 0..CONNECTIONS {
                    hands.push(Requests::to(address)?);
                }
                let stretch = Stretch::of(&[Counted::Tree(server.process.pid()), self.database()?])?;
                let pages = float(ask(hands, &request, self.window)?);
                let spent = stretch.end()?;
                let peer = format!("{name}, {} posts", stored.posts);
                results.add(NAME, &peer, "pages per CPU s of the server", pages / spent.each[0]);
                add_rate(results, &peer, pages, &spent);
            }
        }
        Ok(())
    }
}

/// Asks the same over many connections at once; gives how many answers came.
pub(in super::super) fn ask(hands: Vec<Requests>, request: &Request, during: Duration) -> Outcome<u64> {
    let end = Instant::now() + during;
    std::thread::scope(|scope| {
        let hurry = |mut hand: Requests| {
            scope.spawn(move || {
                let mut answers = 0;
                while Instant::now() < end {
                    hand.ask(request).map_err(|error| error.to_string())?;
                    answers += 1;
                }
                Ok::<u64, String>(answers)
            })
        };
        let hands: Vec<_> = hands.into_iter().map(hurry).collect();
        let mut answers = 0;
        for hand in hands {
            answers += hand.join().map_err(|_| "a thread panicked")??;
        }
        Ok(answers)
    })
}
