//! From one server to the next: whoever is sent off may go on there with what they listened to, by a key that is good once.
use std::sync::Arc;
use std::time::Duration;

use domain::identity::{Secret, TokenId};
use domain::realtime::{Handed, Handover};
use tokio::time::timeout;

use super::super::HandoverRepository;
use super::grant::{PATIENCE, Refusal};
use super::{Answer, Code, Gateway, Grant, Lanes, Refused, machine, permit};
use crate::identity::{AuthError, Bearer, SecretMaker};
use crate::{Entropy, PortError};

/// How long keeping it may take: who is sent off without a key listens anew.
const HASTE: Duration = Duration::from_secs(1);

/// Where connections hand over, and how keys are made.
#[derive(Clone)]
pub struct Handing {
    /// What every server finds it by.
    pub rows: Arc<dyn HandoverRepository>,
    /// Makes keys.
    pub secrets: Arc<dyn SecretMaker>,
    /// The time.
    pub entropy: Arc<dyn Entropy>,
}

impl Handing {
    async fn keep(&self, handover: &Handover) -> Result<Secret, PortError> {
        let (key, now) = (self.secrets.secret()?, self.entropy.now());
        let until = now.checked_add(Handover::GOOD_FOR).map_err(|error| PortError::new("clock", error))?;
        self.rows.hand_over(&self.secrets.digest(&key), handover, now, until).await?;
        Ok(key)
    }

    async fn take(&self, key: &Secret) -> Result<Option<Handover>, PortError> {
        self.rows.take_over(&self.secrets.digest(key), self.entropy.now()).await
    }
}

impl Gateway {
    /// Hands over what a client listens to, and gives the key for its next connection; none if there is nothing that another
    /// server could go on with, or if it can't be kept now: then the client listens anew.
    pub async fn hand_over(&self, handover: &Handover) -> Option<Secret> {
        if !handover.can_be_taken() {
            return None;
        }
        match timeout(HASTE, self.handing.keep(handover)).await {
            Ok(Ok(key)) => Some(key),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a client has to listen anew");
                None
            }
            Err(_) => None,
        }
    }

    /// Goes on with what was handed over under a key, up to so many topics, as far as it is still allowed. Refused with
    /// [`Code::BadAuth`] as a whole where there is nothing under the key, or not any more.
    pub async fn take_over(&self, lanes: &Lanes, most: usize, key: &Secret) -> Grant {
        match timeout(PATIENCE, self.reopen(lanes, most, key)).await {
            Ok(Ok(grant)) => grant,
            Ok(Err(Refusal { code, .. })) => Grant::refusing(String::new(), code, vec![]),
            Err(_) => Grant::refusing(String::new(), Code::Server, vec![]),
        }
    }

    async fn reopen(&self, lanes: &Lanes, most: usize, key: &Secret) -> Result<Grant, Refusal> {
        let nothing = || Refusal { code: Code::BadAuth, details: vec![] };
        let handover = self.handing.take(key).await?.ok_or_else(nothing)?;
        let mut grant = Grant::of(Answer::done(""));
        let tokens: Vec<TokenId> = handover.lanes.iter().filter_map(|handed| handed.token).collect();
        for Handed { token, since, topics } in handover.lanes {
            let bearer = self.recall(token).await?;
            if token.is_some() && bearer.is_none() {
                grant.answer.refused.extend(topics.into_iter().map(ended));
                continue;
            }
            let mut permitted = vec![];
            for topic in topics {
                let room = grant.topics.len() + permitted.len() < most;
                match again(&topic, room, bearer.as_ref()) {
                    Ok(channel) => permitted.push((Arc::from(topic), channel)),
                    Err(refused) => grant.answer.refused.push(refused),
                }
            }
            grant.open(lanes, &[], bearer.as_ref(), Some(&since.to_string()), permitted).await?;
            grant.viewers.extend(bearer.as_ref().and_then(Bearer::account));
        }
        // a token that ended while the lanes were opened is not known to them
        for token in tokens {
            if self.recall(Some(token)).await?.is_none()
                && grant.lanes.iter().any(|lane| lane.is_held_by(token))
            {
                return Err(nothing());
            }
        }
        Ok(grant)
    }

    /// What a token allows now; nothing if it has ended, or if there is none.
    async fn recall(&self, token: Option<TokenId>) -> Result<Option<Bearer>, Refusal> {
        let Some(token) = token else { return Ok(None) };
        match self.tokens.recall(token).await {
            Ok(bearer) => Ok(Some(bearer)),
            Err(AuthError::Port(error)) => Err(error.into()),
            Err(AuthError::Invalid | AuthError::OutsideScopes) => Ok(None),
        }
    }
}

fn ended(topic: String) -> Refused {
    Refused { topic, code: Code::BadAuth, reason: "token_invalid".to_owned() }
}

/// What carries a topic that was listened to before, if it may be listened to still.
fn again(label: &str, room: bool, bearer: Option<&Bearer>) -> Result<super::super::Channel, Refused> {
    let topic = machine::topic(label).and_then(|topic| if room { Ok(topic) } else { Err("topic_limit") });
    let refuse =
        |reason: &str| Refused { topic: label.to_owned(), code: Code::BadTopic, reason: reason.to_owned() };
    permit(topic.map_err(refuse)?, bearer).map_err(|refused| Refused { topic: label.to_owned(), ..refused })
}
