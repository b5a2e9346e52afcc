//! A server whose tokens are taken as they are: which of them are, and which are not.
use adapter_oidc::{Issuer, Trust};
use domain::Timestamp;
use domain::identity::ForeignId;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use service::identity::{ForeignBearer, ForeignIssuer};

use super::{World, key};

const CLAIM: &str = "https://rooks.example/id";

fn issuer(world: &World) -> Issuer {
    let trust = Trust {
        issuer: world.other.base.parse().unwrap(),
        audience: "https://rooks.example/api".to_owned(),
        claim: CLAIM.to_owned(),
    };
    Issuer::new(trust, world.clock.clone()).unwrap()
}

fn said(world: &World) -> Value {
    json!({
        "iss": world.other.base, "sub": "auth0|7", CLAIM: "ada", "aud": ["https://rooks.example/api", "userinfo"],
        "exp": 1_000_300, "iat": 999_990, "scope": "openid profile read write:statuses", "nickname": "ada",
    })
}

fn signed(kid: &str, key: &EncodingKey, said: &Value) -> String {
    let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
    jsonwebtoken::encode(&header, said, key).unwrap()
}

async fn open(world: &World, issuer: &Issuer, said: &Value) -> Option<ForeignBearer> {
    issuer.open(&signed("1", &world.key, said)).await.unwrap()
}

#[tokio::test]
async fn a_token_for_us_says_who_shows_it_and_what_it_is_limited_to() {
    let world = World::new(None).await;
    let issuer = issuer(&world);
    let opened = open(&world, &issuer, &said(&world)).await.unwrap();
    assert_eq!(opened.who.id, ForeignId::stored(&world.other.base, "ada"));
    assert_eq!(opened.scopes.unwrap().as_str(), "read write:statuses", "their words mean nothing here");
    assert_eq!(opened.issued_at, Timestamp::from_second(999_990).ok());
    assert_eq!(opened.who.name.as_deref(), Some("ada"));
    let mut bare = said(&world);
    bare["scope"] = "openid profile".into();
    bare[CLAIM] = 7.into();
    bare["iss"] = format!("{}/", world.other.base).into();
    let opened = open(&world, &issuer, &bare).await.unwrap();
    assert_eq!((opened.scopes, opened.who.id.subject()), (None, "7"));
}

#[tokio::test]
async fn a_token_that_does_not_hold_for_us_now_is_none() {
    let world = World::new(None).await;
    let issuer = issuer(&world);
    let changes: [(&str, Value); 16] = [
        ("iss", "https://evil.example".into()),
        ("iss", Value::Null),
        ("aud", "another".into()),
        ("aud", json!(["another"])),
        ("aud", Value::Null),
        ("aud", json!({"https://rooks.example/api": true})),
        ("exp", 999_970.into()),
        ("exp", Value::Null),
        ("exp", "1000300".into()),
        ("nbf", 1_000_031.into()),
        ("nbf", "soon".into()),
        ("iat", 1_000_031.into()),
        (CLAIM, Value::Null),
        (CLAIM, "".into()),
        (CLAIM, "a\nb".into()),
        (CLAIM, json!(["ada"])),
    ];
    for (name, value) in changes {
        let mut said = said(&world);
        said[name] = value;
        assert_eq!(open(&world, &issuer, &said).await, None, "{said}");
    }
    let mut fits = said(&world);
    (fits["nbf"], fits["exp"]) = (1_000_030.into(), json!(999_971.5));
    assert!(open(&world, &issuer, &fits).await.is_some(), "clocks are half a minute apart");
}

#[tokio::test]
async fn a_token_that_nobody_there_signed_is_none() {
    let world = World::new(None).await;
    let issuer = issuer(&world);
    let said = said(&world);
    let good = signed("1", &world.key, &said);
    let (head, rest) = good.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    // {"alg":"none"}, with and without a signature
    let none = "eyJhbGciOiJub25lIn0";
    let by_secret = jsonwebtoken::encode(
        &Header { kid: Some("3".to_owned()), ..Header::new(Algorithm::HS256) },
        &said,
        &EncodingKey::from_secret(b"secret"),
    );
    let by_public = jsonwebtoken::encode(
        &Header { kid: Some("1".to_owned()), ..Header::new(Algorithm::HS256) },
        &said,
        &EncodingKey::from_secret(world.other.keys.lock().unwrap()[2]["x"].as_str().unwrap().as_bytes()),
    );
    let bad = [
        String::new(),
        "....".to_owned(),
        format!("{none}.{body}."),
        format!("{none}.{body}.{signature}"),
        format!("{head}.{body}."),
        format!("{head}.{body}.{}", signature.to_ascii_lowercase()),
        format!("{head}.{body}"),
        signed("1", &key(2).0, &said),
        by_secret.unwrap(),
        by_public.unwrap(),
        "x".repeat(4_000),
    ];
    for token in bad {
        assert_eq!(issuer.open(&token).await.unwrap(), None, "{token}");
    }
    assert!(issuer.open(&good).await.unwrap().is_some());
}

#[tokio::test]
async fn a_token_of_anybody_else_asks_that_server_nothing() {
    let world = World::new(None).await;
    let issuer = issuer(&world);
    let mut said = said(&world);
    said["iss"] = "https://r.example".into();
    assert_eq!(open(&world, &issuer, &said).await, None);
    assert!(world.other.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_new_key_is_found_and_one_that_was_withdrawn_is_believed_for_an_hour_at_the_most() {
    let world = World::new(None).await;
    let issuer = issuer(&world);
    let mut said = said(&world);
    said["exp"] = 2_000_000.into();
    assert!(open(&world, &issuer, &said).await.is_some());
    let (second, jwk) = key(2);
    *world.other.keys.lock().unwrap() = vec![jwk];
    world.wait(61);
    assert!(issuer.open(&signed("2", &second, &said)).await.unwrap().is_some());
    assert_eq!(open(&world, &issuer, &said).await, None, "it was withdrawn");
}

#[tokio::test]
async fn a_server_that_calls_itself_otherwise_is_not_believed() {
    let world = World::new(Some("https://evil.example")).await;
    let issuer = issuer(&world);
    assert!(issuer.open(&signed("1", &world.key, &said(&world))).await.is_err());
}
