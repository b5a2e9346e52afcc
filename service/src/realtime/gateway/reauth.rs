//! A token is replaced by a newer one, and all that is listened to by it goes on.
use domain::realtime::LiveTopic;
use tokio::time::timeout;

use super::super::ConnectionId;
use super::grant::{PATIENCE, Refusal};
use super::{Answer, Code, Gateway, Lane, Lanes, Reauth, Refused, permit};
use crate::PortError;
use crate::identity::{AuthError, Bearer};

impl Gateway {
    /// Has all that a client listens to as a member end with another token of theirs. Refused, and nothing changes, where that
    /// does not allow all of it, or nothing is listened to by whose it is. One that ends at this very moment takes the topics along.
    pub async fn reauthorize(&self, lanes: &Lanes, reauth: Reauth) -> Answer {
        let Reauth { nonce, token } = reauth;
        let token = token.unwrap_or_default();
        let (bearer, ids) = match self.may_hold(lanes, &token).await {
            Ok(found) => found,
            Err(Refusal { code, details }) => {
                return Answer { refused: details, ..Answer::refusing(nonce, code) };
            }
        };
        lanes.hold(&ids, (bearer.token, bearer.grantee));
        // of a token that ended before this the lanes never heard
        match self.believed(&token).await {
            Ok(_) => Answer::done(nonce),
            Err(error) => {
                lanes.revoke(&ids);
                match error {
                    AuthError::Port(_) => Answer::refusing(nonce, Code::Server),
                    _ => Answer::done(nonce),
                }
            }
        }
    }

    /// Whose token it is, and the lanes that it may hold: all of theirs.
    async fn may_hold(&self, lanes: &Lanes, token: &str) -> Result<(Bearer, Vec<ConnectionId>), Refusal> {
        let bearer = self.believed(token).await?;
        let theirs: Vec<&Lane> = lanes.of(bearer.account()).collect();
        let topics = theirs.iter().flat_map(|lane| lane.labels());
        let denied: Vec<Refused> = topics.filter_map(|label| denied(label, &bearer)).collect();
        if theirs.is_empty() || !denied.is_empty() {
            return Err(Refusal { code: Code::BadAuth, details: denied });
        }
        let ids = theirs.iter().map(|lane| lane.id()).collect();
        Ok((bearer, ids))
    }

    async fn believed(&self, token: &str) -> Result<Bearer, AuthError> {
        let late = |_| AuthError::Port(PortError::new("tokens", "it takes too long"));
        timeout(PATIENCE, self.tokens.check(token)).await.map_err(late)?
    }
}

/// Why a topic may not be listened to by a token, if it may not.
fn denied(label: &str, bearer: &Bearer) -> Option<Refused> {
    // what is listened to is a topic
    let topic: LiveTopic = label.parse().ok()?;
    let refused = permit(topic, Some(bearer)).err()?;
    Some(Refused { topic: label.to_owned(), ..refused })
}
