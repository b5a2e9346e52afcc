//! Websockets, whatever is spoken over them.
//!
//! What comes in is taken apart by tungstenite. What goes out was made once for all who get it, so it goes past tungstenite: all
//! frames that wait leave in one call, without being copied.
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::future::pending;
use std::io::{self, ErrorKind, Read, Write};
use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::net::TcpStream;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::handshake::server::create_response_with_body;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};
use tokio_tungstenite::tungstenite::{self, Message, Utf8Bytes};
use wire::ApiError;
use wire::serve::take_over;

use crate::frame;
use crate::pipe::Pipe;

/// Bytes that are read in one call, unless a frame is longer: most clients say little.
const READ: usize = 1024;

/// That the connection is over.
pub(crate) struct Over;

/// A request for a websocket.
pub(crate) struct Upgrade {
    response: Response,
    connection: BoxFuture<'static, Option<(TcpStream, Vec<u8>)>>,
}

impl<S: Sync> FromRequest<S> for Upgrade {
    type Rejection = Response;

    async fn from_request(mut request: Request, _: &S) -> Result<Self, Response> {
        match create_response_with_body(&request, Body::empty) {
            Ok(response) => Ok(Self { response, connection: Box::pin(take_over(&mut request)) }),
            Err(error) => Err(no_websocket(request.headers(), &error)),
        }
    }
}

/// The answer to who asked for no websocket, or for one that we don't speak.
fn no_websocket(headers: &HeaderMap, error: &tungstenite::Error) -> Response {
    let mut response = if headers.contains_key(UPGRADE) {
        ApiError::bad_request(error.to_string()).into_response()
    } else {
        let mut response = ApiError::new(StatusCode::UPGRADE_REQUIRED, "This is a websocket").into_response();
        response.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
        response
    };
    response.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

impl Upgrade {
    /// Says which subprotocol is spoken.
    pub(crate) fn speaking(mut self, protocol: Option<HeaderValue>) -> Self {
        self.response.headers_mut().extend(protocol.map(|protocol| (SEC_WEBSOCKET_PROTOCOL, protocol)));
        self
    }

    /// Answers, and has the socket served by itself from then on. A frame of the client may have `longest` bytes; `beat` is how often the client has to show that it lives.
    pub(crate) fn serve<F: Future<Output = ()> + Send>(
        self,
        longest: usize,
        beat: Duration,
        serve: impl FnOnce(Box<Socket>) -> F + Send + 'static,
    ) -> Response {
        tokio::spawn(async move {
            // whoever went before the answer has nothing to be told
            if let Some((stream, said)) = self.connection.await {
                serve(Box::new(Socket::new(stream, said, longest, beat))).await;
            }
        });
        self.response
    }
}

/// An open websocket.
pub(crate) struct Socket {
    pipe: Arc<Pipe>,
    /// Takes apart what comes in, and answers pings and the end.
    incoming: WebSocketContext,
    beat: Interval,
    /// Whether the client said anything since the last beat.
    alive: bool,
}

/// What is heard of a client.
pub(crate) enum Heard {
    /// It said something, or is gone.
    Said(Option<tungstenite::Result<Message>>),
    /// It is time to look whether it is still there.
    Beat,
}

impl Socket {
    fn new(stream: TcpStream, said: Vec<u8>, longest: usize, beat: Duration) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ)
            .write_buffer_size(0)
            .max_message_size(Some(longest))
            .max_frame_size(Some(longest));
        let incoming = WebSocketContext::from_partially_read(said, Role::Server, Some(config));
        let mut beat = interval(beat);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        Self { pipe: Arc::new(Pipe::of(stream)), incoming, beat, alive: true }
    }

    /// What the client does next. Dropping the future loses nothing.
    pub(crate) async fn hear(&mut self) -> Heard {
        tokio::task::consume_budget().await;
        let Self { pipe, incoming, beat, .. } = self;
        // what it said while it was written to shows that it lives
        std::future::poll_fn(|cx| match read(incoming, pipe, cx) {
            Poll::Ready(said) => Poll::Ready(Heard::Said(said)),
            Poll::Pending => beat.poll_tick(cx).map(|_| Heard::Beat),
        })
        .await
    }

    /// Does what any connection does about what it hears; gives what is left to be understood.
    pub(crate) async fn take(&mut self, heard: Heard) -> Result<Option<Utf8Bytes>, Over> {
        match heard {
            Heard::Beat if !mem::take(&mut self.alive) => Err(Over),
            Heard::Beat => self.send(frame::ping()).await.map(|()| None),
            Heard::Said(message) => {
                self.alive = true;
                match message {
                    Some(Ok(Message::Text(text))) => Ok(Some(text)),
                    Some(Ok(Message::Binary(_))) => self.close(1003, "text only").await.map(|()| None),
                    Some(Ok(Message::Ping(_))) => self.flush().await.map(|()| None),
                    Some(Ok(Message::Pong(_) | Message::Frame(_))) => Ok(None),
                    Some(Ok(Message::Close(_))) => {
                        // a client that waits for the answer in vain takes this for trouble
                        let _ = self.flush().await;
                        Err(Over)
                    }
                    None => Err(Over),
                    Some(Err(error)) => self.refuse(&error).await.map(|()| None),
                }
            }
        }
    }

    /// The way out, for others who write.
    pub(crate) fn outlet(&self) -> Arc<Pipe> {
        Arc::clone(&self.pipe)
    }

    /// Writes all frames that wait; of who is `cut_off` meanwhile, no patience is asked.
    pub(crate) async fn write(
        &mut self,
        frames: VecDeque<Bytes>,
        cut_off: impl Future<Output = ()>,
    ) -> Result<(), Over> {
        self.pipe.finish(frames, cut_off).await.map_err(|_| Over)
    }

    /// Writes one frame.
    pub(crate) async fn send(&mut self, frame: Bytes) -> Result<(), Over> {
        self.write([frame].into(), pending()).await
    }

    /// Says why it ends.
    pub(crate) async fn close(&mut self, code: u16, reason: &str) -> Result<(), Over> {
        let _ = self.send(frame::close(code, reason)).await;
        Err(Over)
    }

    /// What is no proper frame ends the connection with the code that RFC 6455 has for it.
    async fn refuse(&mut self, error: &tungstenite::Error) -> Result<(), Over> {
        let code = match error {
            tungstenite::Error::Capacity(_) => 1009,
            tungstenite::Error::Utf8(_) => 1007,
            tungstenite::Error::Protocol(_) => 1002,
            _ => return Err(Over),
        };
        self.close(code, "").await
    }

    /// Has what tungstenite answers by itself leave.
    async fn flush(&mut self) -> Result<(), Over> {
        // the pipe takes an answer when it is empty, and keeps what does not leave yet
        self.write(VecDeque::new(), pending()).await?;
        let _ = self.incoming.flush(&mut Wire(&self.pipe));
        self.write(VecDeque::new(), pending()).await
    }
}

/// The next message; nothing if the connection has ended as it should.
fn read(
    incoming: &mut WebSocketContext,
    pipe: &Pipe,
    cx: &mut Context<'_>,
) -> Poll<Option<tungstenite::Result<Message>>> {
    loop {
        match incoming.read(&mut Wire(pipe)) {
            Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                if let Err(error) = ready!(pipe.stream.poll_read_ready(cx)) {
                    return Poll::Ready(Some(Err(error.into())));
                }
            }
            Err(tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed) => {
                return Poll::Ready(None);
            }
            message => return Poll::Ready(Some(message)),
        }
    }
}

/// A socket as tungstenite reads and writes it: what can't be done now would block.
struct Wire<'a>(&'a Pipe);

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.stream.try_read(buffer)
    }
}

impl Write for Wire<'_> {
    /// Whole frames, which the pipe keeps if the socket doesn't take them; as long as it keeps some, nothing more.
    fn write(&mut self, frames: &[u8]) -> io::Result<usize> {
        if self.0.is_blocked() {
            return Err(ErrorKind::WouldBlock.into());
        }
        self.0.try_write([Bytes::copy_from_slice(frames)].into())?;
        Ok(frames.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
