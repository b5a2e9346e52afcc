//! How the hub gets its bytes.
use bytes::Bytes;
use domain::reading::FilterHit;
use domain::realtime::{Cursor, Logged, Passing};

use super::Label;

/// How a connection wants its frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Websocket frames.
    Plain,
    /// Websocket frames that carry their position.
    Resumable,
    /// Server-sent events; they always carry their position.
    Sse,
    /// Messages of the gateway; each carries its position.
    Gateway,
    /// The same, of what was missed.
    Replayed,
}

/// What is told of an event: rendered once, put into every frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name in the interface.
    pub name: &'static str,
    /// Its content, as it stands in a frame of any format; empty if there is none.
    pub payload: String,
}

/// Makes frames of events.
pub trait Renderer: Send + Sync {
    /// What is told of an event to somebody whose filters match its post so; nothing of many.
    fn tell(&self, event: &Logged, hits: &[FilterHit<'_>]) -> Option<Told>;

    /// The frame of something that is kept nowhere; nothing where the interface knows no such thing.
    fn pass(&self, _passing: &Passing, _label: &Label) -> Option<Bytes> {
        None
    }

    /// The frame of it on a stream.
    fn frame(
        &self,
        event: &Logged,
        told: &Told,
        label: &Label,
        format: Format,
        cursor: Option<Cursor>,
    ) -> Bytes;
}
