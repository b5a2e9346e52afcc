//! How many events pass the broker each second: `cargo run -p adapter-rabbitmq --features infra --example rate`.
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use adapter_rabbitmq::RabbitQueue;
use domain::Timestamp;
use domain::identity::{Account, Profile, Username};
use domain::ids::{AccountId, PostId};
use domain::posts::{NewPost, Post, PostText};
use domain::realtime::{Logged, Origin, Position};
use service::realtime::{Delivery, EventQueue};
use uuid::Uuid;
use xtask::infra::{RabbitMq, Setup};

const EVENTS: u64 = 50_000;
const BATCH: usize = 1_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let broker = RabbitMq::start(&Setup::for_tests())?;
    let exchange = format!("rookery.rate.{}", Uuid::new_v4().simple());
    let queue = RabbitQueue::connect_through(&broker.url(), &exchange)?;
    let events: Vec<_> = (1..=EVENTS).map(event).collect::<Result<_, _>>()?;
    queue.publish(&events[..BATCH]).await?;

    let began = Instant::now();
    for batch in events.chunks(BATCH) {
        queue.publish(batch).await?;
    }
    report("published to nobody", began);

    let mut listener = queue.subscribe().await?;
    let began = Instant::now();
    let (published, heard) = tokio::join!(
        async {
            for batch in events.chunks(BATCH) {
                queue.publish(batch).await?;
            }
            report("published to one listener", began);
            Ok::<_, service::PortError>(())
        },
        async {
            let mut heard = 0_u64;
            while let Some(Delivery::Event(event)) = listener.next().await {
                heard += 1;
                if event.position.number() == EVENTS {
                    break;
                }
            }
            heard
        }
    );
    published?;
    report("heard", began);
    println!("{heard} of {EVENTS} were heard");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn report(what: &str, began: Instant) {
    println!("{what}: {:.0} events/s", EVENTS as f64 / began.elapsed().as_secs_f64());
}

/// An ordinary post of some length.
fn event(position: u64) -> Result<Arc<Logged>, Box<dyn Error>> {
    let ada = Account::plain(AccountId::stored(1), Username::stored("ada"), Timestamp::UNIX_EPOCH);
    let new = NewPost::plain(PostText::stored(&"the rooks are back ".repeat(8)));
    let origin = Origin { actor: Some(ada.id), correlation: Uuid::nil(), causation: None, trace: None };
    let cause = origin.cause(Uuid::from_u128(position.into()), Timestamp::UNIX_EPOCH);
    let post =
        Post::publish(new, Profile::of_new(ada), cause)?.with_id(PostId::stored(position.cast_signed()));
    Ok(Arc::new(Logged { position: Position::new(position), envelope: post.events()[0].clone() }))
}
