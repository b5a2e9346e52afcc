//! A way to the broker that can be cut, blocked and made silent.
use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the way is like.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Way {
    /// Everything passes.
    Open,
    /// Connections are closed, those that there are and new ones.
    Cut,
    /// Connections stay, and nothing passes.
    Silent,
}

/// Stands between a queue and its broker.
pub(crate) struct Proxy {
    address: SocketAddr,
    broker: String,
    way: watch::Sender<Way>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Before the broker of that URL.
    pub(crate) async fn before(url: &str) -> Self {
        let (way, _) = watch::channel(Way::Open);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let broker = url.to_owned();
        let accepting = tokio::spawn(accept(listener, authority(url).to_owned(), way.clone()));
        Self { address, broker, way, accepting }
    }

    /// The broker's URL through here.
    pub(crate) fn url(&self) -> String {
        self.broker.replace(authority(&self.broker), &self.address.to_string())
    }

    /// Changes the way, also for connections that there are.
    pub(crate) fn make(&self, way: Way) {
        self.way.send_replace(way);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn authority(url: &str) -> &str {
    let rest = url.split_once("://").unwrap().1;
    let place = rest.split('/').next().unwrap();
    place.rsplit_once('@').map_or(place, |(_, place)| place)
}

async fn accept(listener: TcpListener, broker: String, way: watch::Sender<Way>) {
    loop {
        let (client, _) = listener.accept().await.unwrap();
        tokio::spawn(pass(client, broker.clone(), way.subscribe()));
    }
}

async fn pass(mut client: TcpStream, broker: String, mut way: watch::Receiver<Way>) {
    let Ok(mut server) = TcpStream::connect(broker).await else { return };
    loop {
        let now = *way.borrow_and_update();
        tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server), if now == Way::Open => return,
            changed = way.changed() => if changed.is_err() || *way.borrow() == Way::Cut { return },
            () = std::future::ready(()), if now == Way::Cut => return,
        }
    }
}
