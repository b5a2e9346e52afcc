//! The accept loop: limits for those who connect, and an end without losing anybody.
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum_core::body::Body;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::{Service, ServiceExt};

use crate::request::{Peer, Seat};

/// The end of a server: told to all, waited for by all.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Shutdown {
    /// Begins at SIGTERM or SIGINT.
    pub fn on_signal() -> std::io::Result<Self> {
        let shutdown = Self::default();
        let stop = shutdown.stop.clone();
        let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        tokio::spawn(async move {
            tokio::select! {
                _ = term.recv() => {}
                _ = int.recv() => {}
            }
            tracing::info!("stopping");
            stop.cancel();
        });
        Ok(shutdown)
    }

    /// Is cancelled when the end begins.
    #[must_use]
    pub fn token(&self) -> &CancellationToken {
        &self.stop
    }

    /// Runs something that is waited for at the end; it must look at the token itself.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// Begins the end, and waits until all is done, but no longer than this: whether all was done.
    pub async fn drained(&self, within: Duration) -> bool {
        self.stop.cancel();
        self.tasks.close();
        let done = tokio::time::timeout(within, self.tasks.wait()).await.is_ok();
        if !done {
            tracing::warn!(tasks.left = self.tasks.len(), "stopped before all was done");
        }
        done
    }
}

/// Waits for the connection of a request that asks to speak something else from now on, once it was answered so; with what the
/// client has said by then. Nothing if it ended before that.
pub fn take_over<B>(request: &mut Request<B>) -> impl Future<Output = Option<(TcpStream, Vec<u8>)>> + use<B> {
    let upgrade = hyper::upgrade::on(request);
    async {
        let parts = auto::upgrade::downcast::<TokioIo<TcpStream>>(upgrade.await.ok()?).ok()?;
        // mostly nothing; the buffer that it was read into is a large one
        Some((parts.io.into_inner(), parts.read_buf.to_vec()))
    }
}

/// Limits of the accept loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once; more wait in the backlog.
    pub connections: usize,
    /// How long the headers of a request may take, and how long a connection may wait for its next one.
    pub header: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 20_000, header: Duration::from_secs(10) }
    }
}

/// Bytes that the kernel keeps of what a client does not take: without a bound they are megabytes for each who does not read.
const UNSENT: u32 = 256 * 1024;

/// Has the kernel keep no more than so many bytes that it could not send yet; what is on its way is not among them. Where the
/// system has nothing of the kind, nothing happens.
pub fn keep_unsent(stream: &TcpStream, bytes: u32) {
    #[cfg(target_os = "linux")]
    let _ = socket2::SockRef::from(stream).set_tcp_notsent_lowat(bytes);
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, bytes);
}

/// Serves until the end begins; then takes nobody new, and lets everybody finish who is being answered. Sockets that were
/// upgraded go on: they belong to whoever upgraded them.
pub async fn serve<S>(listener: TcpListener, service: S, limits: Limits, shutdown: &Shutdown)
where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let seats = Arc::new(Semaphore::new(limits.connections));
    loop {
        let next = async {
            let seat = Arc::clone(&seats).acquire_owned().await.ok()?;
            Some((listener.accept().await, Seat::taken(seat)))
        };
        let (accepted, seat) = tokio::select! {
            () = shutdown.stop.cancelled() => return,
            Some(next) = next => next,
        };
        match accepted {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                keep_unsent(&stream, UNSENT);
                shutdown.spawn(connection(
                    stream,
                    peer,
                    seat,
                    service.clone(),
                    limits,
                    shutdown.stop.clone(),
                ));
            }
            Err(error) => {
                // Usually no descriptor is left: give those who have one the time to end.
                tracing::warn!(error.chain = %error, "accept failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn connection<S>(
    stream: TcpStream,
    peer: SocketAddr,
    seat: Seat,
    service: S,
    limits: Limits,
    stop: CancellationToken,
) where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let begun = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&begun);
    let service = service_fn(move |mut request: Request<Incoming>| {
        asked.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(seat.clone());
        service.clone().oneshot(request)
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .max_buf_size(64 * 1024)
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(128)
        .max_header_list_size(64 * 1024)
        .keep_alive_interval(Duration::from_secs(30));
    let serving = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    tokio::pin!(serving);
    // Finding out which HTTP it is has no time limit of its own.
    let silent = async {
        tokio::time::sleep(limits.header).await;
        if begun.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        // What goes wrong on a connection is its client's business.
        _ = &mut serving => {}
        () = silent => {}
        () = stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            let _ = serving.await;
        }
    }
}
