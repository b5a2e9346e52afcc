//! Publishing: what a client tells on a topic is saved as if it were told by REST, and answered once the hub has seen it; what is
//! kept nowhere is answered when the queue took it.
use std::sync::Arc;
use std::time::Duration;

use domain::identity::TokenId;
use domain::ids::AccountId;
use domain::realtime::{Cursor, Origin, Topic};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::super::{EventLog, EventQueue, Hub, Whereabouts};
use super::posting::reason;
use super::{Answer, Code, Posting, Published, Refused, Said};
use crate::channels::{ChannelError, Rooms, Utterance};
use crate::identity::{AuthError, Tokens};
use crate::rates::Rates;
use crate::{Entropy, Failure, Kind, PortError};

/// How long it may take until the hub has seen it.
const PATIENCE: Duration = Duration::from_secs(5);
/// Seconds in which a token may publish so often.
const MINUTE: i64 = 60;

/// Where clients hand in what they publish.
#[derive(Clone)]
pub struct Desk {
    rooms: Rooms,
    log: Arc<dyn EventLog>,
    queue: Arc<dyn EventQueue>,
    entropy: Arc<dyn Entropy>,
    rates: Arc<Rates<TokenId>>,
}

/// That one client's PUBLISHes are said one after another, in their order.
#[derive(Debug, Clone, Default)]
pub struct Turn(Arc<Mutex<()>>);

/// Why something was not published, or nobody knows whether it was.
struct Unpublished {
    code: Code,
    reason: String,
}

impl Desk {
    /// For those who say things in rooms; each token may do so many times in a minute, or as often as it likes if that is 0.
    #[must_use]
    pub fn new(
        rooms: Rooms,
        (log, queue): (Arc<dyn EventLog>, Arc<dyn EventQueue>),
        entropy: Arc<dyn Entropy>,
        per_minute: u32,
    ) -> Self {
        Self { rooms, log, queue, entropy, rates: Arc::new(Rates::new(per_minute, MINUTE)) }
    }

    /// Publishes, and gives the answer. One of [`Code::Server`] says that it may be published or not: whoever says the same under
    /// the same name finds out.
    pub(super) async fn publish(
        &self,
        (hub, tokens): (&Arc<Hub>, &Tokens),
        turn: &Turn,
        posting: Posting,
    ) -> Answer {
        let (nonce, topic) = (posting.nonce.clone(), posting.topic.to_string());
        let refused = match timeout(PATIENCE, self.post(hub, tokens, turn, posting)).await {
            Ok(Ok(published)) => return Answer { published: Some(published), ..Answer::done(nonce) },
            Ok(Err(Unpublished { code, reason })) => Refused { topic, code, reason },
            Err(_) => Refused { topic, code: Code::Server, reason: "timeout".to_owned() },
        };
        Answer::refusing_topic(nonce, refused)
    }

    async fn post(
        &self,
        hub: &Arc<Hub>,
        tokens: &Tokens,
        turn: &Turn,
        posting: Posting,
    ) -> Result<Published, Unpublished> {
        let now_saying = turn.0.lock().await;
        let by = self.member(tokens, &posting).await?;
        let origin =
            Origin { actor: Some(by), correlation: self.entropy.uuid(), causation: None, trace: None };
        let (text, key) = match posting.what {
            Said::Message(text, key) => (text, key),
            Said::Typing => {
                let passing = Arc::new(self.rooms.write(by, posting.room, &origin).await?);
                self.queue.pass(&passing).await?;
                return Ok(Published { id: passing.id, cursor: None });
            }
        };
        let here = hub.cursor().ok_or_else(|| Unpublished::server("starting"))?;
        let Utterance { view, repeated } = self.rooms.say(by, posting.room, text, key, &origin).await?;
        drop(now_saying);
        let id = view.message.event;
        // what was said before may have come by long ago
        let whereabouts = if repeated {
            self.log.whereabouts(&Topic::Live(posting.topic), id).await?
        } else {
            Whereabouts::Outbox
        };
        let cursor = match whereabouts {
            Whereabouts::At(position) if position <= here.position => {
                Some(Cursor { position, log: here.log })
            }
            Whereabouts::At(_) | Whereabouts::Outbox => {
                let seen = hub.witness(id, here.position).seen().await;
                Some(seen.ok_or_else(|| Unpublished::server("starting"))?)
            }
            Whereabouts::Gone => None,
        };
        Ok(Published { id, cursor })
    }

    /// Who publishes, if their token allows it, and not too often.
    async fn member(&self, tokens: &Tokens, posting: &Posting) -> Result<AccountId, Unpublished> {
        let denied = |reason: &str| Unpublished { code: Code::BadAuth, reason: reason.to_owned() };
        let token = posting.token.as_deref().ok_or_else(|| denied("token_missing"))?;
        let bearer = tokens.check(token).await?;
        if !bearer.scopes.allow(posting.scope) {
            return Err(denied(&format!("scope_missing:{}", posting.scope)));
        }
        let member = bearer.account().ok_or_else(|| denied("not_owner"))?;
        // it may try again later, and that is what this code means to clients
        match self.rates.charge(bearer.token, self.entropy.now()) {
            Some(charge) if charge.exceeded => Err(Unpublished::server("rate_limited")),
            _ => Ok(member),
        }
    }
}

impl Unpublished {
    fn server(reason: &str) -> Self {
        Self { code: Code::Server, reason: reason.to_owned() }
    }
}

impl From<AuthError> for Unpublished {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Port(error) => error.into(),
            AuthError::Invalid | AuthError::OutsideScopes => {
                Self { code: Code::BadAuth, reason: "token_invalid".to_owned() }
            }
        }
    }
}

impl From<PortError> for Unpublished {
    fn from(error: PortError) -> Self {
        tracing::debug!(%error, "something can't be published now");
        Self::server("unavailable")
    }
}

impl From<ChannelError> for Unpublished {
    fn from(error: ChannelError) -> Self {
        let code = match error.kind() {
            Kind::Invalid | Kind::Conflict => Code::BadMessage,
            Kind::Unauthenticated | Kind::Forbidden => Code::BadAuth,
            Kind::NotFound | Kind::Gone => Code::BadTopic,
            Kind::TooMany | Kind::Unavailable => Code::Server,
        };
        let reason = match (&error, code) {
            (ChannelError::Message(rule), _) => reason(rule),
            (_, Code::BadTopic) => "room_unknown",
            _ => "unavailable",
        };
        tracing::debug!(%error, "something was not published");
        Self { code, reason: reason.to_owned() }
    }
}
