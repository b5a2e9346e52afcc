//! What ends with the token that it was opened with.
use std::sync::Arc;

use domain::identity::{Grantee, Revocation, TokenId};
use domain::posts::Visibility;
use domain::realtime::Origin;
use uuid::Uuid;

use super::super::NewConnection;
use super::{READER, apply, catch_up, cause, hub, know, listening, published, waiting};
use crate::realtime::{Channel, Cut, Format};

fn held(n: u128) -> (TokenId, Grantee) {
    (TokenId(Uuid::from_u128(n)), Grantee::Member(READER))
}

#[test]
fn who_holds_a_token_that_has_ended_is_cut_off_and_gets_nothing_more() {
    let hub = hub();
    let open = |n| {
        let new = NewConnection {
            viewer: Some(READER),
            held: Some(held(n)),
            format: Format::Plain,
            since: None,
            lane_of: None,
        };
        let started = hub.connect(new);
        if hub.expect_reader(READER) {
            know(&hub, &[]);
        }
        hub.subscribe(started.id, &listening(&Channel::Public));
        hub.expected_reader(READER);
        catch_up(&hub, started.id, started.cursor.position);
        started
    };
    let (ended, other) = (open(1), open(2));
    apply(&hub, 1, published(Visibility::Public));
    let cause = published(Visibility::Public);
    let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
    let revocation = Revocation::Token(held(1).0).record(&origin.cause(Uuid::nil(), cause.time));
    apply(&hub, 2, revocation.events()[0].clone());
    apply(&hub, 3, published(Visibility::Public));
    let taken = ended.outbound.try_take().unwrap();
    assert_eq!((taken.cut, taken.frames.len()), (Some(Cut::Revoked), 0), "what waited is gone too");
    assert_eq!(waiting(&other.outbound).len(), 2);
    let everything = Revocation::Account(READER).record(&origin.cause(Uuid::nil(), cause.time));
    apply(&hub, 4, everything.events()[0].clone());
    assert_eq!(other.outbound.try_take().unwrap().cut, Some(Cut::Revoked));
}

#[test]
fn a_lane_ends_with_its_token_and_its_client_stays() {
    let hub = hub();
    let (since, format) = (None, Format::Gateway);
    let client = hub.connect(NewConnection { viewer: None, held: None, format, since, lane_of: None });
    let lane = |n| {
        let lane_of = Some(Arc::clone(&client.outbound));
        let lane =
            hub.connect(NewConnection { viewer: Some(READER), held: Some(held(n)), format, since, lane_of });
        if hub.expect_reader(READER) {
            know(&hub, &[]);
        }
        hub.subscribe(lane.id, &listening(&Channel::Public));
        hub.expected_reader(READER);
        catch_up(&hub, lane.id, lane.cursor.position);
        lane.id
    };
    let (ended, other) = (lane(1), lane(2));
    assert_eq!(hub.connections(), 1, "a client is one, however many lanes it has");
    apply(&hub, 1, published(Visibility::Public));
    apply(&hub, 2, Revocation::Token(held(1).0).record(&cause()).events()[0].clone());
    apply(&hub, 3, published(Visibility::Public));
    let taken = client.outbound.try_take().unwrap();
    assert_eq!((taken.frames.len(), taken.revoked, taken.cut), (2, vec![ended], None));
    assert_eq!(hub.cut_some(10, Cut::Stopping), 0);
    apply(&hub, 4, published(Visibility::Public));
    let taken = client.outbound.try_take().unwrap();
    assert_eq!(
        (taken.leaving, taken.frames.len(), taken.cut),
        (true, 1, None),
        "it gets what happens until it goes"
    );
    hub.disconnect(other);
    apply(&hub, 5, published(Visibility::Public));
    assert_eq!(client.outbound.try_take(), None);
}
