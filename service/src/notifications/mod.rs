//! Telling people what others did that concerns them.
mod conversations;
mod follow;
mod ports;
mod read;

pub use ports::{
    Change, ConversationRepository, ConversationView, MarkerRepository, NotificationRepository,
    NotificationView, Talk, Wanted,
};

use std::sync::Arc;

use crate::Entropy;
use crate::identity::AccountRepository;
use crate::polls::PollRepository;
use crate::posts::PostRepository;
use crate::reading::MarkRepository;

/// What people are told, and how far they have read it.
#[derive(Clone)]
pub struct Notifications {
    notifications: Arc<dyn NotificationRepository>,
    markers: Arc<dyn MarkerRepository>,
    conversations: Arc<dyn ConversationRepository>,
    posts: Arc<dyn PostRepository>,
    accounts: Arc<dyn AccountRepository>,
    marks: Arc<dyn MarkRepository>,
    polls: Arc<dyn PollRepository>,
    entropy: Arc<dyn Entropy>,
}

/// The ports that notifications need.
#[derive(Clone)]
pub struct NotificationPorts {
    /// Keeps what people are told.
    pub notifications: Arc<dyn NotificationRepository>,
    /// Keeps how far they have read.
    pub markers: Arc<dyn MarkerRepository>,
    /// Keeps with whom they speak.
    pub conversations: Arc<dyn ConversationRepository>,
    /// Keeps posts.
    pub posts: Arc<dyn PostRepository>,
    /// Keeps accounts.
    pub accounts: Arc<dyn AccountRepository>,
    /// Keeps whose threads they want to hear no more of.
    pub marks: Arc<dyn MarkRepository>,
    /// Keeps who voted.
    pub polls: Arc<dyn PollRepository>,
}

impl NotificationPorts {
    /// All of them on one store.
    #[must_use]
    pub fn on<S>(store: &Arc<S>) -> Self
    where
        S: NotificationRepository
            + MarkerRepository
            + ConversationRepository
            + PostRepository
            + AccountRepository
            + MarkRepository
            + PollRepository
            + 'static,
    {
        Self {
            notifications: store.clone(),
            markers: store.clone(),
            conversations: store.clone(),
            posts: store.clone(),
            accounts: store.clone(),
            marks: store.clone(),
            polls: store.clone(),
        }
    }
}

impl Notifications {
    /// Over these ports.
    #[must_use]
    pub fn new(ports: NotificationPorts, entropy: Arc<dyn Entropy>) -> Self {
        let NotificationPorts { notifications, markers, conversations, posts, accounts, marks, polls } =
            ports;
        Self { notifications, markers, conversations, posts, accounts, marks, polls, entropy }
    }
}
