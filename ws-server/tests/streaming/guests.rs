//! Streams by tokens of another server.
use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{DisplayName, ForeignId, Foreigner};
use service::PortError;
use service::identity::{ForeignBearer, ForeignIssuer};

use super::{Server, close_code, origin};

/// Another server, whose tokens look like `other.NAME`.
pub(super) struct Other;

#[async_trait]
impl ForeignIssuer for Other {
    async fn open(&self, bearer: &str) -> Result<Option<ForeignBearer>, PortError> {
        let Some(name) = bearer.strip_prefix("other.") else { return Ok(None) };
        let who = Foreigner {
            id: ForeignId::stored("https://other.example", name),
            email: None,
            vouched: false,
            name: Some(name.to_owned()),
            display_name: DisplayName::default(),
        };
        Ok(Some(ForeignBearer { who, scopes: None, issued_at: Timestamp::from_second(1).ok() }))
    }
}

#[tokio::test]
async fn a_guest_listens_by_socket_and_by_events_until_everything_of_theirs_ends() {
    let server = Server::start().await;
    let token = "other.eve";
    for path in ["?stream=user&access_token=other.eve", "?access_token=other.eve"] {
        server.open(path).await;
    }
    let (mut socket, _) = server.dial("?stream=user", &[("sec-websocket-protocol", token)]).await.unwrap();
    let events = server.get("/api/v1/streaming/user", "authorization: Bearer other.eve\r\n").await;
    assert!(events.starts_with("HTTP/1.1 200"), "{events}");

    let account = server.tokens.check(token).await.unwrap().account().unwrap();
    assert!(server.tokens.end_everything_of(account, &origin(None)).await.unwrap());
    assert_eq!(close_code(&mut socket).await, 4501);
    assert_eq!(server.refused("?stream=user&access_token=other.eve", &[]).await, 401);
    let events = server.get("/api/v1/streaming/user", "authorization: Bearer other.eve\r\n").await;
    assert!(events.starts_with("HTTP/1.1 401"), "{events}");
}

#[tokio::test]
async fn garbage_listens_to_nothing() {
    let server = Server::start().await;
    for token in ["another.eve", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
        assert_eq!(server.refused(&format!("?stream=user&access_token={token}"), &[]).await, 401, "{token}");
    }
}
