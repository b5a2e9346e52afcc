//! Granting topics: whose token it is, what it allows, where they begin.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::AccountId;
use domain::realtime::{Cursor, LogId, Position};
use tokio::time::timeout;

use super::super::{Channel, ListenError, Sessions};
use super::{
    Answer, Beginning, Code, Desk, Handing, Lane, Lanes, Posting, Refused, Request, Standing, Turn, Wanted,
    permit,
};
use crate::identity::{AuthError, Bearer, Tokens};
use crate::{Failure, Kind, PortError};

/// How long it may take to find out.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Opens topics to clients: what carries them, whose token it is, where they publish, and where they go on.
#[derive(Clone)]
pub struct Gateway {
    sessions: Arc<Sessions>,
    pub(super) tokens: Tokens,
    desk: Desk,
    pub(super) handing: Handing,
}

/// What became of a LISTEN.
pub struct Grant {
    /// The answer; to be sent before anything that the lanes bring.
    pub answer: Answer,
    /// Topics that are listened to from now on.
    pub topics: Vec<Arc<str>>,
    /// What brings them, once the client has been answered.
    pub lanes: Vec<Lane>,
    /// For whom.
    pub viewers: Vec<AccountId>,
}

impl Grant {
    pub(super) fn of(answer: Answer) -> Self {
        Self { answer, topics: vec![], lanes: vec![], viewers: vec![] }
    }

    pub(super) fn refusing(nonce: String, code: Code, refused: Vec<Refused>) -> Self {
        Self::of(Answer { refused, ..Answer::refusing(nonce, code) })
    }
}

impl Gateway {
    /// Over these sessions, for those whose tokens these are.
    #[must_use]
    pub fn new(sessions: Arc<Sessions>, tokens: Tokens, desk: Desk, handing: Handing) -> Self {
        Self { sessions, tokens, desk, handing }
    }

    /// A client that listens to nothing yet.
    #[must_use]
    pub fn connect(&self) -> Lanes {
        Lanes::open(&self.sessions)
    }

    /// Finds out whether topics may be listened to, and prepares it. `held` are those that the client listens to already.
    pub async fn grant(&self, lanes: &Lanes, held: &[Arc<str>], request: Request) -> Grant {
        let nonce = request.nonce.clone();
        match timeout(PATIENCE, self.decide(lanes, held, request)).await {
            Ok(Ok(grant)) => grant,
            Ok(Err(refused)) => Grant::refusing(nonce, refused.code, refused.details),
            Err(_) => Grant::refusing(nonce, Code::Server, vec![]),
        }
    }

    /// Publishes, and gives the answer. `turn` is that of the client.
    pub async fn publish(&self, turn: &Turn, posting: Posting) -> Answer {
        self.desk.publish((self.sessions.hub(), &self.tokens), turn, posting).await
    }

    async fn bearer(&self, token: Option<&str>) -> Result<Option<Bearer>, AuthError> {
        match token {
            Some(token) => self.tokens.check(token).await.map(Some),
            None => Ok(None),
        }
    }

    async fn decide(&self, lanes: &Lanes, held: &[Arc<str>], request: Request) -> Result<Grant, Refusal> {
        let Request { nonce, wanted, token, since, partial, mut refused } = request;
        let bearer = self.bearer(token.as_deref()).await?;
        let mut permitted = vec![];
        for Wanted { label, topic } in wanted {
            match permit(topic, bearer.as_ref()) {
                Ok(channel) => permitted.push((label, channel)),
                Err(refusal) => refused.push(refusal),
            }
        }
        let denied = refused.iter().any(|refused| refused.code == Code::BadAuth);
        if permitted.is_empty() || (denied && !partial) {
            return Err(Refusal { code: Code::BadAuth, details: refused });
        }
        let mut grant = Grant::of(Answer { refused, ..Answer::done(nonce) });
        grant.viewers.extend(bearer.as_ref().and_then(Bearer::account));
        // topics that begin at the same place catch up together
        let mut groups: BTreeMap<Option<&str>, Vec<(Arc<str>, Channel)>> = BTreeMap::new();
        for (label, channel) in permitted {
            let place = since.of(&label).filter(|_| !held.contains(&label));
            groups.entry(place).or_default().push((label, channel));
        }
        for (place, topics) in groups {
            grant.open(lanes, held, bearer.as_ref(), place, topics).await?;
        }
        // a token that ended while the lanes were opened is not known to them
        self.bearer(token.as_deref()).await?;
        Ok(grant)
    }
}

/// Why all of it was refused.
pub(super) struct Refusal {
    pub(super) code: Code,
    pub(super) details: Vec<Refused>,
}

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        let code = if error.kind() == Kind::Unavailable { Code::Server } else { Code::BadAuth };
        Self { code, details: vec![] }
    }
}

impl From<PortError> for Refusal {
    fn from(error: PortError) -> Self {
        AuthError::from(error).into()
    }
}

impl From<ListenError> for Refusal {
    fn from(error: ListenError) -> Self {
        tracing::debug!(%error, "a topic can't be listened to now");
        Self { code: Code::Server, details: vec![] }
    }
}

impl Grant {
    pub(super) async fn open(
        &mut self,
        lanes: &Lanes,
        held: &[Arc<str>],
        bearer: Option<&Bearer>,
        place: Option<&str>,
        topics: Vec<(Arc<str>, Channel)>,
    ) -> Result<(), Refusal> {
        let (known, new): (Vec<_>, Vec<_>) = topics.into_iter().partition(|(label, _)| held.contains(label));
        let here = lanes.here().unwrap_or(NOWHERE);
        let standing =
            |label: &Arc<str>, cursor, recovered| Standing { topic: label.to_string(), cursor, recovered };
        self.answer.topics.extend(known.iter().map(|(label, _)| standing(label, here, None)));
        if new.is_empty() {
            return Ok(());
        }
        let beginning = Beginning {
            viewer: bearer.and_then(Bearer::account),
            held: bearer.map(|bearer| (bearer.token, bearer.grantee)),
            // what is no position at all is one of another log: the client has to start afresh
            since: place.map(|place| place.parse().unwrap_or(NOWHERE)),
        };
        let labels: Vec<Arc<str>> = new.iter().map(|(label, _)| Arc::clone(label)).collect();
        let (lane, cursor, recovered) = lanes.prepare(beginning, new).await?;
        let recovered = place.map(|_| recovered);
        self.answer.topics.extend(labels.iter().map(|label| standing(label, cursor, recovered)));
        self.topics.extend(labels);
        self.lanes.push(lane);
        Ok(())
    }
}

pub(super) const NOWHERE: Cursor = Cursor { log: LogId(uuid::Uuid::nil()), position: Position::START };
