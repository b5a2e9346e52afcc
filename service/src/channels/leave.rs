//! What becomes of channels when somebody leaves for good.
use domain::ids::AccountId;
use domain::realtime::Cause;

use super::{ChannelRepository, RoomRepository};
use crate::PortError;

/// Takes back up to so many of each kind of what others know of; whether there was anything. Each has a cause of its own.
pub async fn leave_some(
    channels: &dyn ChannelRepository,
    rooms: &dyn RoomRepository,
    of: AccountId,
    most: u16,
    cause: impl Fn() -> Cause + Send,
) -> Result<bool, PortError> {
    let messages = rooms.list_said_by(of, most).await?;
    for message in &messages {
        rooms.unsay(message.take_back(&cause())).await?;
    }
    let follows = channels.list_followed(of, most).await?;
    for follow in &follows {
        channels.unfollow(follow.end(&cause())).await?;
    }
    Ok(!messages.is_empty() || !follows.is_empty())
}
