//! Prints what is told on topics: `listen ADDRESS TOPIC…`; the token, if one is needed, from ROOKERY_TOKEN.
use std::env;
use std::sync::Arc;

use rookery_client::{Heard, Live, Token};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut words = env::args().skip(1);
    let Some(address) = words.next() else {
        eprintln!("listen ADDRESS TOPIC...");
        return;
    };
    let token: Token = Arc::new(|| Box::pin(async { env::var("ROOKERY_TOKEN").ok() }));
    let mut live = Live::listen(address, words.map(|topic| (topic, None)), token);
    while let Some(heard) = live.next().await {
        match heard {
            Heard::Listening { topic, position } => println!("{topic}: from {position}"),
            Heard::Message(message) => println!("{}: {}", message.topic, message.message),
            Heard::Missed { topic } => println!("{topic}: something was missed"),
            Heard::Refused(refusal) => println!("{}: {} {}", refusal.topic, refusal.code, refusal.reason),
        }
    }
}
