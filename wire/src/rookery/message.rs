//! What is said in rooms, as clients read it.
use domain::ids::{AccountId, MessageId};
use serde::Serialize;
use service::channels::MessageView;

use crate::mastodon::{Account, Links, Moment};

/// A message.
#[derive(Debug, Clone, Serialize)]
pub struct Message {
    /// Its id: a room is paged by it.
    pub id: MessageId,
    /// Where: the channel's id.
    pub room: AccountId,
    /// Who said it.
    pub account: Account,
    /// What.
    pub text: String,
    /// When.
    pub at: Moment,
}

impl Message {
    /// A message as it was said.
    #[must_use]
    pub fn of(view: &MessageView, links: &Links) -> Self {
        let MessageView { message, author } = view;
        Self {
            id: message.id,
            room: message.room,
            account: Account::of(author, links),
            text: message.text.as_str().to_owned(),
            at: Moment(message.at),
        }
    }
}
