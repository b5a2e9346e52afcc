//! Tokens of another server, which are taken as they are.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{DisplayName, Email, ForeignId, Foreigner, Measure, Scopes};
use domain::ids::AccountId;
use service::PortError;
use service::identity::{ForeignBearer, ForeignIssuer};

use crate::door::{Call, Member, Seen, World, nobodys};

/// Another server, whose tokens look like `other.NAME.SECOND.SCOPES`; it is away where somebody is called away.
pub(crate) struct Other;

#[async_trait]
impl ForeignIssuer for Other {
    async fn open(&self, bearer: &str) -> Result<Option<ForeignBearer>, PortError> {
        let parts: Vec<&str> = bearer.split('.').collect();
        let ["other", name, second, scopes] = parts[..] else { return Ok(None) };
        if name == "away" {
            return Err(PortError::new("the other server", "it is away"));
        }
        let scopes = Some(scopes.replace('+', " ")).filter(|scopes| !scopes.is_empty());
        Ok(Some(ForeignBearer {
            who: Foreigner {
                id: ForeignId::parse("https://other.example", name).unwrap(),
                email: Email::parse(&format!("{name}@r.example")).ok(),
                vouched: true,
                name: Some(name.to_owned()),
                display_name: DisplayName::default(),
            },
            scopes: scopes.map(|scopes| Scopes::stored(&scopes)),
            issued_at: second.parse().ok().and_then(|second| Timestamp::from_second(second).ok()),
        }))
    }
}

fn bearer(token: &str) -> Member {
    Member { id: String::new(), token: token.to_owned() }
}

async fn whoami(world: &World, token: &str) -> Seen {
    world.call(Call::get("/api/v1/accounts/verify_credentials").by(&bearer(token))).await
}

#[tokio::test]
async fn an_account_is_made_when_somebody_is_first_seen_and_is_theirs_from_then_on() {
    let world = World::new().await;
    let first = whoami(&world, "other.ada.9999999999.").await;
    assert_eq!((first.status, &first.body["username"]), (200, &"ada".into()), "{first:?}");
    assert_eq!(whoami(&world, "other.ada.9999999998.").await.id(), first.id());
    assert_ne!(whoami(&world, "other.eve.9999999999.").await.id(), first.id());
    let post = Call::post("/api/v1/statuses").form(&[("status", "caw")]).by(&bearer("other.ada.9999999999."));
    assert_eq!(world.call(post).await.body["account"]["id"], first.body["id"]);
}

#[tokio::test]
async fn nobody_gets_the_account_of_somebody_else_by_a_name_or_an_address() {
    let world = World::new().await;
    let ada = world.member("ada").await;
    let guest = whoami(&world, "other.ada.9999999999.").await;
    assert_eq!(guest.status, 200);
    assert_ne!(guest.id(), ada.id);
    assert!(guest.body["username"].as_str().unwrap().starts_with("ada_"), "{guest:?}");
}

#[tokio::test]
async fn a_token_that_names_scopes_of_ours_is_limited_to_them() {
    let world = World::new().await;
    let post = |token: &str| Call::post("/api/v1/statuses").form(&[("status", "caw")]).by(&bearer(token));
    assert_eq!(whoami(&world, "other.ada.9999999999.read").await.status, 200);
    let refused = world.call(post("other.ada.9999999999.read")).await;
    refused.refuses(403, "This action is outside the authorized scopes");
    assert_eq!(world.call(post("other.ada.9999999999.read+write")).await.status, 200);
}

#[tokio::test]
async fn what_is_no_token_of_that_server_is_refused() {
    let world = World::new().await;
    for token in ["other", "other.ada", "a.b.c", "....", "eyJhbGciOiJub25lIn0.e30."] {
        whoami(&world, token).await.refuses(401, "The access token is invalid");
    }
    assert_eq!(whoami(&world, "other.away.1.").await.status, 503);
}

#[tokio::test]
async fn whoever_is_suspended_logged_out_everywhere_or_gone_does_not_come_in_by_an_old_token() {
    let world = World::new().await;
    let new = "other.ada.9999999999.";
    let id: AccountId = whoami(&world, new).await.id().parse().unwrap();
    let (accounts, tokens) = (&world.use_cases.accounts, &world.use_cases.tokens);
    accounts.take(Measure::Suspend, id, &nobodys()).await.unwrap().unwrap();
    whoami(&world, new).await.refuses(401, "The access token is invalid");
    accounts.take(Measure::Unsuspend, id, &nobodys()).await.unwrap().unwrap();
    assert_eq!(whoami(&world, new).await.status, 200);

    assert!(tokens.end_everything_of(id, &nobodys()).await.unwrap());
    whoami(&world, "other.ada.1.").await.refuses(401, "The access token is invalid");
    whoami(&world, "other.ada.unknown.").await.refuses(401, "The access token is invalid");
    assert_eq!(whoami(&world, new).await.status, 200, "it was made after");

    assert!(world.use_cases.leaving.leave(id, &nobodys()).await.unwrap());
    whoami(&world, "other.ada.1.").await.refuses(401, "The access token is invalid");
    let anew = whoami(&world, new).await;
    assert_eq!(anew.status, 200, "{anew:?}");
    assert_ne!(anew.id(), id.to_string(), "another account, under another name");
}
