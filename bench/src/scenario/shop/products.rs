//! A page of the catalogue over HTTP, beside an answer of the same server that never changes.
use std::sync::Arc;
use std::time::Duration;

use adapter_crypto::AesCipher;
use adapter_local::SystemEntropy;
use domain::shop::Sample;
use service::shop::{People, Shop};
use tokio::runtime::Runtime;
use xtask::infra::{RabbitMq, Setup};
use xtask::workspace::Workspace;

use super::super::pages::ask;
use super::super::programs::{Programs, Server};
use super::super::stores::{Database, origin, runtime};
use super::super::{Measured, Scale};
use crate::Outcome;
use crate::load::{Request, Requests};
use crate::measure::{Counted, Pinned, Stretch, float};
use crate::results::{Asked, Bound, Results};

pub(in super::super) const NAME: &str = "products";

/// Connections at once.
const CONNECTIONS: usize = 64;
const PER_CPU: &str = "answers per CPU s of the server";
const STATIC: &str = "/healthz, which never changes";
const PAGE: &str = "the first page of 20";
/// Each with what is asked for.
const ASKED: [(&str, &str); 5] = [
    (STATIC, "/healthz"),
    (PAGE, "/api/rookery/v1/shop/products"),
    ("page 2,500 by price", "/api/rookery/v1/shop/products?page=2500&sort=price"),
    ("a page by words", "/api/rookery/v1/shop/products?q=winter%20jackdaw%20mug"),
    ("a page of what costs less", "/api/rookery/v1/shop/products?max_price=2000&sort=newest"),
];

struct Products {
    _runtime: Runtime,
    _database: Database,
    _broker: RabbitMq,
    server: Server,
    window: Duration,
    count: u64,
}

pub(in super::super) fn prepare(scale: Scale, workspace: &Workspace) -> Outcome<Box<dyn Measured>> {
    let runtime = runtime()?;
    let programs = Programs::build(workspace)?;
    let count = scale.number(100_000, 60_000);
    let database = runtime.block_on(async {
        let database = Database::start(&Setup::durable()).await?;
        let store = &database.store;
        let (people, leases) = (People::new(store.clone(), Arc::new(AesCipher)), store.clone());
        let clock = Arc::new(SystemEntropy);
        let shop = Shop::new(store.clone(), store.clone(), store.clone(), people, leases, clock);
        let task = tokio::spawn(shop.clone().keep_up());
        shop.loaded().await;
        let sheet: String = Sample::new(count, 1).products().collect();
        shop.import_products(&sheet, "EUR", &origin(None), |_, _| {}).await?;
        task.abort();
        Outcome::Ok(database)
    })?;
    let broker = RabbitMq::start(&Setup::durable())?;
    let address = Programs::place();
    let settings = [
        ("DATABASE_URL", database.url.clone()),
        ("AMQP_URL", broker.url()),
        ("PUBLIC_URL", format!("http://{address}")),
    ];
    let server = programs.start("api-server", address, &settings)?;
    let window = scale.seconds(3, 1);
    Ok(Box::new(Products { _runtime: runtime, _database: database, _broker: broker, server, window, count }))
}

impl Measured for Products {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        let _here = Pinned::generator()?;
        for (name, target) in ASKED {
            let request = Request::get(target, None);
            let mut hands = Vec::new();
            for _ in 0..CONNECTIONS {
                hands.push(Requests::to(self.server.address)?);
            }
            let stretch = Stretch::of(&[Counted::Tree(self.server.process.pid())])?;
            let answers = float(ask(hands, &request, self.window)?);
            let spent = stretch.end()?;
            results.add(NAME, name, PER_CPU, answers / spent.each[0]);
            results.add(NAME, name, "answers/s", answers / spent.wall);
        }
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.compare(NAME, PER_CPU, [PAGE, STATIC], Asked::Goal(Bound::AtLeast(0.5)));
        for (name, _) in &ASKED[2..] {
            results.compare(NAME, PER_CPU, [name, PAGE], Asked::Nothing);
        }
        results.note(format!(
            "products: {} of them, {CONNECTIONS} connections, api-server on core 0",
            self.count
        ));
    }
}
