//! Something that accepts connections and never says a word.
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{copy, sink};
use tokio::net::TcpListener;

/// Counts who came, and who is still there.
pub(crate) struct Silent {
    address: SocketAddr,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    accepted: AtomicUsize,
    gone: AtomicUsize,
}

impl Silent {
    pub(crate) async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let counts = Arc::new(Counts::default());
        tokio::spawn(accept(listener, Arc::clone(&counts)));
        Self { address, counts }
    }

    pub(crate) fn url(&self) -> String {
        format!("amqp://{}/%2f", self.address)
    }

    pub(crate) fn accepted(&self) -> usize {
        self.counts.accepted.load(Ordering::SeqCst)
    }

    pub(crate) fn open(&self) -> usize {
        let gone = self.counts.gone.load(Ordering::SeqCst);
        self.accepted() - gone
    }
}

async fn accept(listener: TcpListener, counts: Arc<Counts>) {
    loop {
        let (mut client, _) = listener.accept().await.unwrap();
        counts.accepted.fetch_add(1, Ordering::SeqCst);
        let counts = Arc::clone(&counts);
        tokio::spawn(async move {
            let _ = copy(&mut client, &mut sink()).await;
            counts.gone.fetch_add(1, Ordering::SeqCst);
        });
    }
}
