//! Websockets, whatever is spoken over them.
use std::collections::VecDeque;
use std::time::Duration;

use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use axum::http::StatusCode;
use axum::http::header::{HeaderMap, HeaderValue, SEC_WEBSOCKET_VERSION, UPGRADE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::SinkExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite;
use wire::ApiError;

/// How long a write may take.
const WRITE: Duration = Duration::from_secs(5);

/// That the connection is over.
pub(crate) struct Over;

/// The answer to who asked for no websocket, or for one that we don't speak.
pub(crate) fn no_websocket(headers: &HeaderMap, rejection: &WebSocketUpgradeRejection) -> Response {
    let mut response = if headers.contains_key(UPGRADE) {
        ApiError::bad_request(rejection.body_text()).into_response()
    } else {
        let mut response = ApiError::new(StatusCode::UPGRADE_REQUIRED, "This is a websocket").into_response();
        response.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
        response
    };
    response.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    response
}

/// Writes all frames that wait, and flushes once: that is what makes a burst cheap.
pub(crate) async fn write(socket: &mut WebSocket, frames: VecDeque<Bytes>) -> Result<(), Over> {
    let writing = async {
        for frame in frames {
            let text = Utf8Bytes::try_from(frame).map_err(axum::Error::new)?;
            socket.feed(Message::Text(text)).await?;
        }
        socket.flush().await
    };
    match timeout(WRITE, writing).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Over),
    }
}

pub(crate) async fn send(socket: &mut WebSocket, message: Message) -> Result<(), Over> {
    match timeout(WRITE, socket.send(message)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(Over),
    }
}

pub(crate) async fn close(socket: &mut WebSocket, code: u16, reason: &str) -> Result<(), Over> {
    let _ = send(socket, Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    Err(Over)
}

/// What is no proper frame ends the connection with the code that RFC 6455 has for it.
pub(crate) async fn refuse(socket: &mut WebSocket, error: axum::Error) -> Result<(), Over> {
    let code = match error.into_inner().downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => 1009,
        Some(tungstenite::Error::Utf8(_)) => 1007,
        Some(tungstenite::Error::Protocol(_)) => 1002,
        _ => return Err(Over),
    };
    close(socket, code, "").await
}
