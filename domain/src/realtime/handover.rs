//! What a connection to the gateway leaves to the next one of the same client.
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::Cursor;
use crate::identity::TokenId;

/// What a client listens to, for the server that it goes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Handover {
    /// Topics that were granted together, and go on together.
    pub lanes: Vec<Handed>,
}

/// Topics that one token allows, from the same place on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handed {
    /// What allowed them; nothing where all may listen.
    pub token: Option<TokenId>,
    /// What follows this is still to be told.
    pub since: Cursor,
    /// As the client wrote them.
    pub topics: Vec<String>,
}

impl Handover {
    /// How long its key is good: as long as the slowest clients take to come back.
    pub const GOOD_FOR: SignedDuration = SignedDuration::from_mins(2);

    /// Whether another server can go on with it: something is listened to, and each token can be looked up there.
    #[must_use]
    pub fn can_be_taken(&self) -> bool {
        let is_nowhere = |handed: &Handed| handed.token.is_some_and(TokenId::has_no_row);
        !self.lanes.is_empty() && !self.lanes.iter().any(is_nowhere)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{LogId, Position};
    use super::*;
    use crate::identity::ForeignId;

    #[test]
    fn what_nobody_can_check_again_is_not_handed_over() {
        let since = Cursor { log: LogId(Uuid::nil()), position: Position::new(7) };
        let of = |token| Handed { token, since, topics: vec!["timeline:public".to_owned()] };
        let (ours, theirs) = (TokenId(Uuid::from_u128(7)), ForeignId::stored("https://a.example", "7"));
        let check = |lanes: Vec<Handed>, expected| {
            let handover = Handover { lanes };
            assert_eq!(handover.can_be_taken(), expected, "{handover:?}");
        };
        check(vec![], false);
        check(vec![of(None), of(Some(ours))], true);
        check(vec![of(None), of(Some(TokenId::of_foreign(&theirs)))], false);
    }
}
