//! What the shop asks of the world, beside its events.
use std::sync::Arc;

use async_trait::async_trait;
use domain::shop::checkout::{Order, PaymentStanding, PaymentToken};
use domain::shop::{Money, ShopNews};
use domain::{Recorded, Timestamp};
use sourcing::Mark;
use thiserror::Error;
use uuid::Uuid;

use crate::PortError;

/// Tells everybody what happened in the shop.
#[async_trait]
pub trait NewsOutbox: Send + Sync {
    /// Puts the news into the outbox, in order, and moves the mark on, which is one of the event store's: both, or neither. A mark
    /// that does not stand where it is to move from stays, and nothing MUST be told; gives whether it moved. Of several who move
    /// it from the same place one does.
    async fn publish(&self, mark: Mark, news: Vec<Recorded<ShopNews>>) -> Result<bool, PortError>;
}

/// What somebody is to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// What it is known by, from the beginning and to everybody.
    pub id: Uuid,
    /// What it is for.
    pub order: Uuid,
    /// How much.
    pub sum: Money,
    /// Who pays, and with what.
    pub token: PaymentToken,
}

/// A message that says that it is from whoever takes the money.
#[derive(Debug, Clone, Copy)]
pub struct PaymentMessage<'a> {
    /// What it is signed with.
    pub signature: &'a str,
    /// What it says, to the byte.
    pub body: &'a [u8],
}

/// Why a message is not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unheard {
    /// It is not from them, or not as they sent it.
    #[error("the signature is not that of this message")]
    Forged,
    /// It is of another time: somebody may have kept it.
    #[error("the message is older than five minutes, or of a time to come")]
    Stale,
}

/// Takes money. Whatever is asked for may be asked for again: it MUST NOT happen twice.
#[async_trait]
pub trait Payments: Send + Sync {
    /// Who it is, in one word: a page asks in their way for what a payment is made with.
    fn name(&self) -> &'static str;

    /// Has money set aside. Of a payment that was called off before, nothing MUST be set aside.
    async fn authorise(&self, payment: &Payment) -> Result<PaymentStanding, PortError>;

    /// Takes what is set aside, if it is.
    async fn capture(&self, payment: Uuid) -> Result<PaymentStanding, PortError>;

    /// Leaves a payment: what is set aside is free again, and nothing MUST be set aside for it from now on, also if nobody has
    /// heard of it yet. What is taken stays so.
    async fn call_off(&self, payment: Uuid) -> Result<PaymentStanding, PortError>;

    /// How a payment stands.
    async fn look_up(&self, payment: Uuid) -> Result<PaymentStanding, PortError>;

    /// The payment that a message is about. What it says of it beside that MUST NOT be believed: messages come late, twice, and
    /// in any order.
    fn hear(&self, message: PaymentMessage<'_>, now: Timestamp) -> Result<Uuid, Unheard>;
}

/// A change of an order, for whoever keeps the books elsewhere.
#[derive(Debug, Clone)]
pub struct OrderChange {
    /// What happened, in words that programs know it by.
    pub kind: &'static str,
    /// When.
    pub at: Timestamp,
    /// Its place among all that ever happened in the shop.
    pub position: u64,
    /// The order as it stood then.
    pub order: Arc<Order>,
    /// The payment that it is about, if it is about one.
    pub payment: Option<Uuid>,
}

/// How a change is said to those outside.
pub type Wording = fn(&OrderChange) -> String;

/// Something that is said to whoever keeps the books elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What it is known by, however often it is said.
    pub id: Uuid,
    /// What is said, to the byte.
    pub body: String,
}

/// What they answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They have it.
    Taken,
    /// They want nothing more of this.
    Gone,
    /// They did not take it, and answered with this status.
    Refused(u16),
}

/// Calls whoever keeps the books elsewhere.
#[async_trait]
pub trait Webhook: Send + Sync {
    /// Says something, signed, and as of now. That they can't be reached, or are in trouble themselves, is an error. Nothing MUST be
    /// sent elsewhere because they say so, and no more of what they answer be read than whether they took it.
    async fn call(&self, call: &Call) -> Result<Answer, PortError>;
}
