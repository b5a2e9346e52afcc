//! A bearer comes back as it was signed, and whatever somebody made up is refused.
#![expect(clippy::unwrap_used, reason = "a test that cannot be prepared has to fail")]

use adapter_crypto::{EdDsaSigner, new_signing_key};
use domain::Timestamp;
use domain::identity::{BearerClaims, Digest, GuestId, Scopes, TokenId};
use domain::ids::AccountId;
use ed25519_dalek::pkcs8::DecodePrivateKey;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::prelude::*;
use serde_json::{Value, json};
use service::identity::{Keyring, SigningKey, TokenSigner};
use uuid::Uuid;

const URL: &str = "https://rookery.example";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn key(id: u128, second: i64) -> SigningKey {
    new_signing_key(Uuid::from_u128(id), at(second)).unwrap()
}

fn claims() -> BearerClaims {
    BearerClaims {
        token: TokenId(Uuid::from_u128(7)),
        account: Some(AccountId::stored(116_000_000_000_000_001)),
        guest: None,
        issued_at: at(1_900_000_000),
        expires_at: None,
        live: None,
    }
}

fn signer(keys: &[&SigningKey]) -> EdDsaSigner {
    EdDsaSigner::new(&keys.iter().copied().cloned().collect::<Vec<_>>(), URL).unwrap()
}

/// What a bearer of ours says.
fn payload() -> Value {
    json!({
        "iss": URL, "aud": URL, "sub": "116000000000000001",
        "jti": "00000000-0000-0000-0000-000000000007", "iat": 1_900_000_000,
    })
}

fn header(key: &SigningKey) -> Header {
    Header { kid: Some(key.kid.clone()), ..Header::new(Algorithm::EdDSA) }
}

fn forged(header: &Header, payload: &Value, key: &SigningKey) -> String {
    encode(header, payload, &EncodingKey::from_ed_der(&key.pkcs8)).unwrap()
}

/// A bearer whose parts are these, signed by nobody.
fn unsigned(header: &Value, payload: &Value) -> String {
    let of_nobody = EncodingKey::from_secret(b"");
    let plain = |part: &Value| {
        let whole = encode(&Header::default(), part, &of_nobody).unwrap();
        whole.split('.').nth(1).unwrap().to_owned()
    };
    format!("{}.{}.", plain(header), plain(payload))
}

fn check(bearer: &str, key: &SigningKey, expected: Option<&BearerClaims>) {
    let signer = signer(&[key]);
    assert_eq!(signer.verify(bearer).as_ref(), expected, "{bearer}");
    assert_eq!(signer.verify(bearer).as_ref(), expected, "the second time: {bearer}");
}

#[test]
fn a_bearer_comes_back_as_it_was_signed_whether_or_not_it_is_over() {
    let key = key(1, 0);
    for expires_at in [None, Some(at(1)), Some(at(4_000_000_000))] {
        let claims = BearerClaims { expires_at, ..claims() };
        check(&signer(&[&key]).sign(&claims).unwrap(), &key, Some(&claims));
    }
    // the forgeries below are refused for the one thing that is wrong with each
    check(&forged(&header(&key), &payload(), &key), &key, Some(&claims()));
}

#[test]
fn the_bearer_of_an_app_itself_is_nobodys() {
    let key = key(1, 0);
    let claims = BearerClaims { account: None, ..claims() };
    check(&signer(&[&key]).sign(&claims).unwrap(), &key, Some(&claims));
}

#[test]
fn the_bearer_of_a_guest_is_theirs_and_no_members() {
    let key = key(1, 0);
    let guest = Some(GuestId::of(&Digest::stored("a")));
    let claims = BearerClaims { account: None, guest, expires_at: Some(at(2_000_000_000)), ..claims() };
    let bearer = signer(&[&key]).sign(&claims).unwrap();
    check(&bearer, &key, Some(&claims));
    for sub in ["guest:", "guest:42", "guest", "guest:116000000000000001"] {
        let mut wrong = payload();
        wrong["sub"] = json!(sub);
        check(&forged(&header(&key), &wrong, &key), &key, None);
    }
}

#[test]
fn a_bearer_of_the_live_gateway_says_so_and_is_nothing_else() {
    let key = key(1, 0);
    let live = Some(Scopes::live());
    let claims = BearerClaims { expires_at: Some(at(2_000_000_000)), live, ..claims() };
    let bearer = signer(&[&key]).sign(&claims).unwrap();
    assert!(bearer.len() < EdDsaSigner::LONGEST / 2, "{}", bearer.len());
    check(&bearer, &key, Some(&claims));
    let audience = format!("{URL}#live");
    for (aud, scopes) in
        [(URL, json!(["user:read:home"])), (audience.as_str(), Value::Null), (&audience, json!("read"))]
    {
        let mut wrong = payload();
        wrong["aud"] = json!(aud);
        wrong["scopes"] = scopes;
        check(&forged(&header(&key), &wrong, &key), &key, None);
    }
}

#[test]
fn a_bearer_is_legal_as_a_websocket_subprotocol_and_short() {
    let bearer = signer(&[&key(1, 0)]).sign(&claims()).unwrap();
    assert!(bearer.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b)), "{bearer}");
    assert!(bearer.len() < EdDsaSigner::LONGEST / 2, "{}", bearer.len());
}

#[test]
fn the_newest_key_signs_and_all_of_them_verify() {
    let (old, new) = (key(1, 100), key(2, 200));
    let before = signer(&[&old]).sign(&claims()).unwrap();
    for both in [signer(&[&old, &new]), signer(&[&new, &old])] {
        assert_eq!(both.verify(&before), Some(claims()));
        let after = both.sign(&claims()).unwrap();
        assert_eq!(signer(&[&new]).verify(&after), Some(claims()));
        assert_eq!(signer(&[&old]).verify(&after), None);
    }
}

#[test]
fn other_keys_take_over_while_it_is_in_use() {
    let (old, new) = (key(1, 100), key(2, 200));
    let signer = signer(&[&old]);
    let before = signer.sign(&claims()).unwrap();
    signer.hold(&[new.clone(), old.clone()], &old).unwrap();
    assert_eq!(signer.sign(&claims()).unwrap(), before, "the old key signs until it is told otherwise");
    signer.hold(&[new.clone(), old], &new).unwrap();
    let after = signer.sign(&claims()).unwrap();
    assert_ne!(after, before);
    assert_eq!(signer.verify(&before), Some(claims()), "a rotation logs nobody out");
    signer.hold(std::slice::from_ref(&new), &new).unwrap();
    assert_eq!(signer.verify(&before), None, "what a retired key signed is over, also if it was seen before");
    assert_eq!(signer.verify(&after), Some(claims()));
}

#[test]
fn without_a_usable_key_there_is_no_signer() {
    assert!(EdDsaSigner::new(&[], URL).is_err());
    let broken = SigningKey { pkcs8: vec![1, 2, 3], ..key(1, 0) };
    assert!(EdDsaSigner::new(&[key(2, 0), broken], URL).is_err());
}

#[test]
fn two_new_keys_differ() {
    assert_ne!(key(1, 0).pkcs8, key(1, 0).pkcs8);
}

#[test]
fn a_bearer_signed_by_nobody_is_refused() {
    let key = key(1, 0);
    for alg in ["none", "None", "NONE", "", "EdDSA"] {
        let header = json!({"alg": alg, "typ": "JWT", "kid": key.kid});
        check(&unsigned(&header, &payload()), &key, None);
    }
}

#[test]
fn a_bearer_under_the_public_key_taken_for_a_secret_is_refused() {
    let key = key(1, 0);
    let public = ed25519_dalek::SigningKey::from_pkcs8_der(&key.pkcs8).unwrap().verifying_key();
    for alg in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let header = Header { kid: Some(key.kid.clone()), ..Header::new(alg) };
        let secret = EncodingKey::from_secret(public.as_bytes());
        check(&encode(&header, &payload(), &secret).unwrap(), &key, None);
    }
}

#[test]
fn a_stranger_s_signature_is_refused_under_any_name() {
    let (key, stranger) = (key(1, 0), key(2, 0));
    check(&forged(&header(&key), &payload(), &stranger), &key, None);
    check(&forged(&header(&stranger), &payload(), &stranger), &key, None);
    check(&forged(&Header::new(Algorithm::EdDSA), &payload(), &stranger), &key, None);
    check(&forged(&Header::new(Algorithm::EdDSA), &payload(), &key), &key, None);
}

#[test]
fn a_header_that_brings_its_own_key_or_anything_else_is_refused() {
    let key = key(1, 0);
    let jwk: Jwk = serde_json::from_value(json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"})).unwrap();
    let mut extra = header(&key);
    extra.extras.insert("more", 1);
    for header in [
        Header { jwk: Some(jwk), ..header(&key) },
        Header { jku: Some("https://evil.example/jwks".into()), ..header(&key) },
        Header { x5u: Some("https://evil.example/cert".into()), ..header(&key) },
        Header { x5c: Some(vec!["AAAA".into()]), ..header(&key) },
        Header { crit: Some(vec!["exp".into()]), ..header(&key) },
        Header { cty: Some("JWT".into()), ..header(&key) },
        Header { typ: None, ..header(&key) },
        extra,
    ] {
        check(&forged(&header, &payload(), &key), &key, None);
    }
}

#[test]
fn a_bearer_of_or_for_another_installation_is_refused() {
    let key = key(1, 0);
    let evil = "https://evil.example";
    for (field, value) in [
        ("iss", json!(evil)),
        ("aud", json!(evil)),
        ("iss", json!([URL, evil])),
        ("aud", json!([URL, evil])),
        ("aud", json!(format!("{URL}/"))),
        ("iss", Value::Null),
        ("aud", Value::Null),
        ("sub", json!("ada")),
        ("sub", json!("-1")),
        ("sub", json!(1)),
        ("sub", Value::Null),
        ("jti", json!("7")),
        ("jti", Value::Null),
        ("iat", json!("soon")),
        ("iat", json!(i64::MAX)),
        ("iat", Value::Null),
        ("exp", json!(i64::MAX)),
        ("exp", json!(1.5)),
    ] {
        let mut wrong = payload();
        wrong[field] = value;
        check(&forged(&header(&key), &wrong, &key), &key, None);
        if field != "exp" {
            wrong.as_object_mut().unwrap().remove(field);
            check(&forged(&header(&key), &wrong, &key), &key, None);
        }
    }
    check(&forged(&header(&key), &json!([]), &key), &key, None);
}

#[test]
fn a_bearer_longer_than_ours_is_refused_unread() {
    let key = key(1, 0);
    let mut long = payload();
    long["more"] = json!("x".repeat(EdDsaSigner::LONGEST));
    check(&forged(&header(&key), &long, &key), &key, None);
}

proptest! {
    #[test]
    fn garbage_is_refused(garbage in "\\PC*") {
        prop_assert_eq!(signer(&[&key(1, 0)]).verify(&garbage), None);
    }

    #[test]
    fn three_parts_of_garbage_are_refused(garbage in "[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,80}\\.[A-Za-z0-9_-]{0,90}") {
        prop_assert_eq!(signer(&[&key(1, 0)]).verify(&garbage), None);
    }

    #[test]
    fn a_bearer_with_one_character_changed_is_refused(place in any::<prop::sample::Index>(), to in "[A-Za-z0-9_.-]") {
        let signer = signer(&[&key(1, 0)]);
        let bearer = signer.sign(&claims()).unwrap();
        let place = place.index(bearer.len());
        let mut changed = bearer.clone();
        changed.replace_range(place..=place, &to);
        prop_assert_eq!(signer.verify(&changed).is_some(), changed == bearer);
        // and what was found good before is of no help to it
        prop_assert_eq!(signer.verify(&bearer), Some(claims()));
        prop_assert_eq!(signer.verify(&changed).is_some(), changed == bearer);
    }

    #[test]
    fn a_shortened_bearer_is_refused(len in any::<prop::sample::Index>()) {
        let signer = signer(&[&key(1, 0)]);
        let bearer = signer.sign(&claims()).unwrap();
        prop_assert_eq!(signer.verify(&bearer[..len.index(bearer.len())]), None);
    }
}
