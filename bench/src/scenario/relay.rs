//! How many events a second the one relay moves from the outbox to a subscriber.
use std::sync::Arc;
use std::time::{Duration, Instant};

use adapter_local::{LocalQueue, SystemEntropy};
use adapter_rabbitmq::RabbitQueue;
use domain::posts::{PostText, TextLimit};
use domain::realtime::Position;
use service::posts::Writing;
use service::realtime::{Delivery, EventQueue, Feed, Subscription};
use service::relay::Relay;
use tokio::runtime::Runtime;
use tokio::time::timeout;
use xtask::infra::{RabbitMq, Setup};
use xtask::workspace::Workspace;

use super::stores::{Database, origin, runtime};
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Spent, Stretch, float};
use crate::results::{Asked, Results};

pub(super) const NAME: &str = "relay";

struct Relaying {
    runtime: Runtime,
    database: Database,
    broker: RabbitMq,
    events: u32,
}

pub(super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let runtime = runtime()?;
    let broker = RabbitMq::start(&Setup::durable())?;
    let database = runtime.block_on(async {
        let database = Database::start(&Setup::durable()).await?;
        let author = database.author("writer").await?;
        let text = PostText::parse(&format!("{:.<200}", "A post about rooks"), TextLimit::new(500))?;
        database.posts().publish(author, Writing::plain(text), None, &origin(Some(author))).await?;
        sqlx::raw_sql(TEMPLATE).execute(&database.pool).await?;
        Outcome::Ok(database)
    })?;
    Ok(Box::new(Relaying { runtime, database, broker, events: scale.number(50_000, 5_000) }))
}

const TEMPLATE: &str = "
create table template as
    select envelope, happened_at, topics, tells_of, deletes from outbox where tells_of is not null limit 1;
delete from outbox";

const FILL: &str = "insert into outbox (envelope, happened_at, topics, tells_of, deletes)
    select envelope, happened_at, topics, tells_of, deletes from template, generate_series(1, $1)";

impl Relaying {
    async fn measure(&self, queue: Arc<dyn EventQueue>) -> Outcome<Spent> {
        sqlx::query(FILL).bind(i32::try_from(self.events)?).execute(&self.database.pool).await?;
        let store = &self.database.store;
        let subscription = queue.subscribe().await?;
        let feed = Feed::start(store.clone()).await?;
        let end = Position::new(feed.position().number() + u64::from(self.events));
        let relay = Arc::new(Relay::new(store.clone(), store.clone(), queue, Arc::new(SystemEntropy)));
        let broker = Counted::Tree(self.broker.pid().ok_or("the broker is not ours")?);
        let counted = [Counted::Alone(std::process::id()), self.database.counted()?, broker];
        let stretch = Stretch::of(&counted)?;
        let relaying = tokio::spawn({
            let relay = Arc::clone(&relay);
            async move { relay.run().await }
        });
        follow(feed, subscription, end).await?;
        let spent = stretch.end()?;
        relay.release().await?;
        relaying.abort();
        Ok(spent)
    }
}

/// Follows the queue up to a position.
async fn follow(mut feed: Feed, mut subscription: Box<dyn Subscription>, end: Position) -> Outcome<()> {
    let deadline = Instant::now() + Duration::from_mins(2);
    while feed.position() < end {
        if Instant::now() > deadline {
            return Err(format!("the feed stands at {} of {end}", feed.position()).into());
        }
        match timeout(Duration::from_secs(1), subscription.next()).await {
            Ok(Some(Delivery::Event(event))) => feed.take(event, &mut |_| {}).await?,
            Ok(Some(Delivery::Passing(_))) => {}
            Ok(Some(Delivery::Gap)) | Err(_) => feed.look(&mut |_| {}).await?,
            Ok(None) => return Err("the subscription ended".into()),
        }
    }
    Ok(())
}

impl Measured for Relaying {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        let peers = [("through RabbitMQ", Some(self.broker.url())), ("in one process", None)];
        for (peer, broker) in peers {
            let spent = self.runtime.block_on(async {
                let queue: Arc<dyn EventQueue> = match &broker {
                    Some(url) => Arc::new(RabbitQueue::connect(url)?),
                    None => Arc::new(LocalQueue::new()),
                };
                self.measure(queue).await
            })?;
            let events = float(self.events);
            results.add(NAME, peer, "events/s", events / spent.wall);
            let shares = ["own CPU us per event", "PostgreSQL CPU us per event", "RabbitMQ CPU us per event"];
            for (what, seconds) in shares.into_iter().zip(&spent.each) {
                results.add(NAME, peer, what, seconds * 1e6 / events);
            }
        }
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.compare(NAME, "events/s", ["through RabbitMQ", "in one process"], Asked::Nothing);
        results.note(format!(
            "relay: {} events wait when it begins; relay and subscriber are in one process",
            self.events
        ));
    }
}
