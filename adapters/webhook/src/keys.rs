//! How a message is signed, so that whoever is called knows who calls.
use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;

/// What messages are signed with: one secret, or two while one takes the place of the other.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys(Vec<Vec<u8>>);

/// What nothing is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "is not whsec_ and {} to {} bytes in base64, or two of these with a space between",
    Keys::SHORTEST,
    Keys::LONGEST
)]
pub struct NotKeys;

impl Keys {
    /// Bytes of the shortest secret.
    const SHORTEST: usize = 24;
    /// Bytes of the longest.
    const LONGEST: usize = 64;
    /// How many there are at the most.
    const MOST: usize = 2;

    /// The signatures of a message that is sent then: one by each secret.
    #[must_use]
    pub fn sign(&self, id: &str, seconds: &str, body: &[u8]) -> String {
        let by = |key: &Vec<u8>| {
            let code = <Hmac<Sha256> as Mac>::new_from_slice(key).ok()?;
            let said = [id.as_bytes(), b".", seconds.as_bytes(), b".", body];
            let code = said.into_iter().fold(code, Mac::chain_update);
            Some(format!("v1,{}", STANDARD.encode(code.finalize().into_bytes())))
        };
        // a key of any length can be used
        self.0.iter().filter_map(by).collect::<Vec<_>>().join(" ")
    }
}

impl FromStr for Keys {
    type Err = NotKeys;

    fn from_str(text: &str) -> Result<Self, NotKeys> {
        let words = text.split([' ', ',', '\n']).map(str::trim).filter(|word| !word.is_empty());
        let keys: Vec<Vec<u8>> = words.map(key).collect::<Option<_>>().ok_or(NotKeys)?;
        if (1..=Self::MOST).contains(&keys.len()) { Ok(Self(keys)) } else { Err(NotKeys) }
    }
}

fn key(word: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(word.strip_prefix("whsec_")?).ok()?;
    (Keys::SHORTEST..=Keys::LONGEST).contains(&key.len()).then_some(key)
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLISHED: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const OTHER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    fn sign(keys: &str) -> String {
        let keys: Keys = keys.parse().unwrap();
        keys.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", br#"{"test": 2432232314}"#)
    }

    #[test]
    fn a_message_is_signed_as_standard_webhooks_has_it() {
        assert_eq!(sign(PUBLISHED), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn while_one_secret_takes_the_place_of_the_other_both_sign() {
        let both = format!("{} {}", sign(PUBLISHED), sign(OTHER));
        for between in [" ", ",", ", ", "\n"] {
            assert_eq!(sign(&format!("{PUBLISHED}{between}{OTHER}")), both, "{between:?}");
        }
        assert_ne!(sign(PUBLISHED), sign(OTHER));
    }

    #[test]
    fn what_is_too_short_too_long_or_no_secret_at_all_is_said_to_be_so_and_not_shown() {
        let of = |bytes: usize| format!("whsec_{}", STANDARD.encode(vec![7; bytes]));
        for good in [24, 25, 64] {
            assert!(of(good).parse::<Keys>().is_ok(), "{good}");
        }
        let three = format!("{PUBLISHED} {PUBLISHED} {OTHER}");
        for bad in ["", " ", "whsec_", "secret", &PUBLISHED[6..], "whsec_****", &of(23), &of(65), &three] {
            assert_eq!(bad.parse::<Keys>(), Err(NotKeys), "{bad}");
        }
        assert_eq!(
            NotKeys.to_string(),
            "is not whsec_ and 24 to 64 bytes in base64, or two of these with a space between"
        );
        assert!(!format!("{:?}", PUBLISHED.parse::<Keys>().unwrap()).contains("Mf"));
    }
}
