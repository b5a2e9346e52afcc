//! How messages are signed: so that nobody else can write one, and nobody can send an old one again.
use std::fmt::Write;

use domain::Timestamp;
use domain::identity::Secret;
use hmac::{Hmac, Mac};
use service::shop::Unheard;
use sha2::Sha256;

/// Signs messages, and knows those that it has signed.
#[derive(Debug, Clone)]
pub struct Seal(Secret);

impl Seal {
    /// Seconds that a message may be old, or ahead of our clock.
    pub const LIFE: i64 = 300;

    /// Under this secret.
    #[must_use]
    pub const fn under(secret: Secret) -> Self {
        Self(secret)
    }

    /// The signature of a message that is sent then.
    #[must_use]
    pub fn sign(&self, body: &[u8], at: Timestamp) -> String {
        let seconds = at.as_second().to_string();
        let code = self.code(&seconds, body).map(|code| code.finalize().into_bytes());
        let mut signature = format!("t={seconds},v1=");
        for byte in code.iter().flatten() {
            // a string takes whatever is written
            let _ = write!(signature, "{byte:02x}");
        }
        signature
    }

    /// Whether a message has that signature, and is of now.
    pub fn check(&self, signature: &str, body: &[u8], now: Timestamp) -> Result<(), Unheard> {
        let part = |name: &str| {
            let mut parts = signature.split(',').filter_map(|part| part.trim().split_once('='));
            parts.find_map(|(key, value)| (key == name).then_some(value)).ok_or(Unheard::Forged)
        };
        let (seconds, hex) = (part("t")?, part("v1")?);
        let code = self.code(seconds, body).ok_or(Unheard::Forged)?;
        code.verify_slice(&bytes(hex).ok_or(Unheard::Forged)?).map_err(|_| Unheard::Forged)?;
        let sent: i64 = seconds.parse().map_err(|_| Unheard::Forged)?;
        let is_of_now = now.as_second().abs_diff(sent) <= Self::LIFE.unsigned_abs();
        if is_of_now { Ok(()) } else { Err(Unheard::Stale) }
    }

    /// Nothing if the secret can't be used, which is not so with any.
    fn code(&self, seconds: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
        let code = <Hmac<Sha256> as Mac>::new_from_slice(self.0.reveal().as_bytes()).ok()?;
        Some(code.chain_update(seconds).chain_update(".").chain_update(body))
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        hex.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    Some(digits.chunks_exact(2).map(|pair| (pair[0] << 4) | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_message_is_signed_as_others_can_sign_it() {
        // printf '1795229544.{}' | openssl dgst -sha256 -hmac secret
        let signed = Seal::under(Secret::new("secret")).sign(b"{}", at(1_795_229_544));
        assert_eq!(signed, format!("t=1795229544,v1={OPENSSL}"));
    }

    const OPENSSL: &str = "27fbdf2f22fff46d045a42a8b1de01a7d878ba28c7005a330e9e61262df5176e";

    #[test]
    fn a_message_is_heard_as_it_was_signed_and_for_five_minutes() {
        let seal = Seal::under(Secret::new("secret"));
        let signature = seal.sign(b"{}", at(1_000));
        for now in [700, 1_000, 1_300] {
            assert_eq!(seal.check(&signature, b"{}", at(now)), Ok(()), "{now}");
        }
        for now in [0, 699, 1_301, 1_000_000] {
            assert_eq!(seal.check(&signature, b"{}", at(now)), Err(Unheard::Stale), "{now}");
        }
        assert_eq!(seal.check(&signature, b"{ }", at(1_000)), Err(Unheard::Forged));
        let other = Seal::under(Secret::new("another"));
        assert_eq!(other.check(&signature, b"{}", at(1_000)), Err(Unheard::Forged));
        let later = signature.replace("t=1000", "t=2000");
        assert_eq!(seal.check(&later, b"{}", at(2_000)), Err(Unheard::Forged), "the time is signed too");
        let long = format!("{signature}00");
        for broken in ["", "t=1000", "v1=00", "t=1000,v1=", "t=1000,v1=zz", "=,=", &signature[1..], &long] {
            assert_eq!(seal.check(broken, b"{}", at(1_000)), Err(Unheard::Forged), "{broken:?}");
        }
    }
}
