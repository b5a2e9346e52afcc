//! A provider that a test plays: what is believed of it, and what is not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod issuer;

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use adapter_oidc::{Client, Provider};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use domain::Timestamp;
use domain::identity::{Digest, Email, ForeignId, Secret};
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use jiff::ToSpan;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use service::Entropy;
use service::identity::{IdentifyError, IdentityProvider, Outing};
use tokio::net::TcpListener;
use uuid::Uuid;

/// A clock that goes on when a test says so.
struct Clock(Mutex<Timestamp>);

impl Entropy for Clock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }
}

/// The other server.
#[derive(Default)]
struct Other {
    base: String,
    /// What it calls itself, if not by its address.
    alias: Option<String>,
    keys: Mutex<Vec<Value>>,
    key_reads: AtomicUsize,
    /// What it gives for a code; nothing refuses.
    id_token: Mutex<Option<String>>,
    person: Mutex<Value>,
    asked: Mutex<Vec<(String, String)>>,
}

struct World {
    other: Arc<Other>,
    key: EncodingKey,
    clock: Arc<Clock>,
    provider: Provider,
}

impl Other {
    fn answer(&self, path: &str) -> (u16, Value) {
        let base = &self.base;
        match path {
            "/.well-known/openid-configuration" => {
                let issuer = self.alias.as_ref().unwrap_or(base);
                let found = json!({
                    "issuer": issuer, "authorization_endpoint": format!("{base}/auth?tenant=7"),
                    "token_endpoint": format!("{base}/token"), "jwks_uri": format!("{base}/keys"),
                    "userinfo_endpoint": format!("{base}/me"),
                });
                (200, found)
            }
            "/keys" => {
                self.key_reads.fetch_add(1, Ordering::SeqCst);
                (200, json!({ "keys": *self.keys.lock().unwrap() }))
            }
            "/token" => match &*self.id_token.lock().unwrap() {
                Some(token) => {
                    (200, json!({ "id_token": token, "access_token": "at", "token_type": "Bearer" }))
                }
                None => (400, json!({ "error": "invalid_grant" })),
            },
            "/me" => (200, self.person.lock().unwrap().clone()),
            _ => (404, Value::Null),
        }
    }

    async fn hear(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        let path = request.uri().path().to_owned();
        let bearer = request.headers().get("authorization").map(|value| value.to_str().unwrap().to_owned());
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let said = format!("{} {}", bearer.unwrap_or_default(), String::from_utf8_lossy(&body));
        self.asked.lock().unwrap().push((path.clone(), said));
        let (status, answer) = self.answer(&path);
        Ok(Response::builder().status(status).body(Full::from(answer.to_string())).unwrap())
    }
}

fn key(n: u8) -> (EncodingKey, Value) {
    let key = SigningKey::from_bytes(&[n; 32]);
    let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
    let jwk =
        json!({ "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": n.to_string(), "x": x });
    (EncodingKey::from_ed_der(key.to_pkcs8_der().unwrap().as_bytes()), jwk)
}

impl World {
    async fn new(alias: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (key, jwk) = key(1);
        let strange = json!({ "kty": "??", "kid": "2" });
        let shared = json!({ "kty": "oct", "kid": "3", "k": "c2VjcmV0" });
        let other = Arc::new(Other {
            base: base.clone(),
            alias: alias.map(str::to_owned),
            keys: Mutex::new(vec![strange, shared, jwk]),
            ..Other::default()
        });
        let hearing = other.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let other = hearing.clone();
                let answer = service_fn(move |request| {
                    let other = other.clone();
                    async move { other.hear(request).await }
                });
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer),
                );
            }
        });
        let clock = Arc::new(Clock(Mutex::new(Timestamp::from_second(1_000_000).unwrap())));
        let client = Client {
            name: "other".to_owned(),
            title: "The other".to_owned(),
            issuer: base.parse().unwrap(),
            id: "rook ery".to_owned(),
            secret: Secret::new("s:1"),
        };
        let provider = Provider::new(client, clock.clone()).unwrap();
        Self { other, key, clock, provider }
    }

    fn said(&self) -> Value {
        json!({
            "iss": self.other.base, "sub": "7", "aud": "rook ery", "exp": 1_000_300, "iat": 1_000_000, "nonce": "n",
            "email": "ada@r.example", "email_verified": true,
        })
    }

    fn gives(&self, kid: &str, key: &EncodingKey, said: &Value) {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
        self.gives_token(&jsonwebtoken::encode(&header, said, key).unwrap());
    }

    fn gives_token(&self, token: &str) {
        *self.other.id_token.lock().unwrap() = Some(token.to_owned());
    }

    async fn identify(&self) -> Result<domain::identity::Foreigner, IdentifyError> {
        self.provider.identify(&Secret::new("code"), None, &outing()).await
    }

    async fn refuses(&self, what: &str) {
        let answer = self.identify().await;
        assert!(matches!(answer, Err(IdentifyError::Refused)), "{what}: {answer:?}");
    }

    fn key_reads(&self) -> usize {
        self.other.key_reads.load(Ordering::SeqCst)
    }

    fn wait(&self, seconds: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now += seconds.seconds();
    }
}

fn outing() -> Outing {
    Outing {
        state: Secret::new("s"),
        nonce: Secret::new("n"),
        verifier: Secret::new("v"),
        challenge: Digest::stored("c"),
        back: "https://r.example/back".to_owned(),
    }
}

#[tokio::test]
async fn a_browser_is_sent_where_the_provider_says() {
    let world = World::new(None).await;
    let way = world.provider.way(&outing()).await.unwrap();
    let expected = "/auth?tenant=7&response_type=code&client_id=rook+ery&redirect_uri=https%3A%2F%2Fr.example%2Fback\
                    &scope=openid+email+profile&state=s&nonce=n&code_challenge=c&code_challenge_method=S256";
    assert_eq!(way.strip_prefix(&world.other.base), Some(expected));
}

#[tokio::test]
async fn who_it_is_stands_in_what_the_provider_signed() {
    let world = World::new(None).await;
    world.gives("1", &world.key, &world.said());
    let ada = world.identify().await.unwrap();
    assert_eq!(ada.id, ForeignId::stored(&world.other.base, "7"));
    assert_eq!((ada.email, ada.vouched), (Some(Email::parse("ada@r.example").unwrap()), true));
    let asked = world.other.asked.lock().unwrap().clone();
    let (_, said) = asked.iter().find(|(path, _)| path == "/token").unwrap();
    let expected =
        "grant_type=authorization_code&code=code&redirect_uri=https%3A%2F%2Fr.example%2Fback&code_verifier=v";
    assert_eq!(*said, format!("Basic cm9vaytlcnk6cyUzQTE= {expected}"));
}

#[tokio::test]
async fn what_the_provider_did_not_sign_for_us_is_nothing() {
    let world = World::new(None).await;
    world.refuses("a code that is no good").await;
    for (field, value) in [
        ("nonce", json!("m")),
        ("aud", json!("another")),
        ("iss", json!("https://evil.example")),
        ("exp", json!(999_000)),
        ("azp", json!("another")),
        ("sub", json!("")),
    ] {
        let mut said = world.said();
        said[field] = value;
        world.gives("1", &world.key, &said);
        world.refuses(field).await;
    }
    let (foreign, _) = key(9);
    world.gives("1", &foreign, &world.said());
    world.refuses("another's signature").await;
    let shared = EncodingKey::from_secret(b"secret");
    let header = Header { kid: Some("3".to_owned()), ..Header::new(Algorithm::HS256) };
    world.gives_token(&jsonwebtoken::encode(&header, &world.said(), &shared).unwrap());
    world.refuses("a shared secret").await;
    let good = {
        world.gives("1", &world.key, &world.said());
        world.other.id_token.lock().unwrap().clone().unwrap()
    };
    let body = good.split('.').nth(1).unwrap();
    world.gives_token(&format!("eyJhbGciOiJub25lIn0.{body}."));
    world.refuses("no signature").await;
    world.gives_token("gibberish");
    world.refuses("gibberish").await;
    world.gives_token(&good);
    assert!(world.identify().await.is_ok());
}

#[tokio::test]
async fn unknown_keys_are_asked_for_once_in_a_minute() {
    let world = World::new(None).await;
    let (newer, jwk) = key(4);
    world.gives("4", &newer, &world.said());
    for _ in 0..5 {
        world.refuses("a key that nobody has").await;
    }
    assert_eq!(world.key_reads(), 1);
    world.other.keys.lock().unwrap().push(jwk);
    world.wait(59);
    world.refuses("too early").await;
    world.wait(1);
    assert!(world.identify().await.is_ok());
    assert!(world.identify().await.is_ok());
    assert_eq!(world.key_reads(), 2);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_is_believed_for_an_hour_at_the_most() {
    let world = World::new(None).await;
    world.gives("1", &world.key, &world.said());
    assert!(world.identify().await.is_ok());
    world.other.keys.lock().unwrap().clear();
    world.wait(60);
    assert!(world.identify().await.is_ok());
    world.wait(3_600);
    world.refuses("withdrawn").await;
}

#[tokio::test]
async fn an_address_is_asked_for_where_the_token_does_not_tell_it() {
    let world = World::new(None).await;
    let mut said = world.said();
    said["email"] = Value::Null;
    world.gives("1", &world.key, &said);
    for (sub, found) in [("8", false), ("7", true)] {
        *world.other.person.lock().unwrap() =
            json!({ "sub": sub, "email": "ada@r.example", "email_verified": false });
        let ada = world.identify().await.unwrap();
        assert_eq!((ada.email.is_some(), ada.vouched && found), (found, false));
    }
}

#[tokio::test]
async fn a_provider_that_calls_itself_otherwise_is_not_believed() {
    let world = World::new(Some("https://evil.example")).await;
    assert!(world.provider.way(&outing()).await.is_err());
    assert!(matches!(world.identify().await, Err(IdentifyError::Port(_))));
    let world = World::new(None).await;
    world.gives("1", &world.key, &world.said());
    let issuer = |issuer: &str| Some(issuer.to_owned());
    let mixed_up =
        world.provider.identify(&Secret::new("code"), issuer("https://evil.example"), &outing()).await;
    assert!(matches!(mixed_up, Err(IdentifyError::Refused)), "{mixed_up:?}");
    let named = world.provider.identify(&Secret::new("code"), issuer(&world.other.base), &outing()).await;
    assert!(named.is_ok(), "{named:?}");
}
