//! A session that waits by itself while the log is away.
use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use service::realtime::{Cut, Format, Label, Session, Step};

use super::render::resumed;

/// How long a connection waits before it asks the log again for what it missed.
const PAUSE: Duration = Duration::from_millis(500);

/// What to write next, or why to close. Dropping the future loses nothing.
pub(super) async fn next(session: &mut Session) -> Result<VecDeque<Bytes>, Cut> {
    loop {
        match session.next().await {
            Step::Write(frames) => return Ok(frames),
            Step::Close(cut) => return Err(cut),
            Step::Pause(error) => {
                tracing::debug!(%error, "catching up waits for the log");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The frame by which a client that resumes learns where it stands.
pub(super) fn greeting(session: &Session, recovered: bool, label: &Label, format: Format) -> Bytes {
    resumed(recovered, session.cursor(), label, format)
}
