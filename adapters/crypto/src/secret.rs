//! Secrets from the operating system's randomness, and their digests.
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::identity::{Digest, Secret};
use rand::TryRng;
use rand::rngs::SysRng;
use service::PortError;
use service::identity::SecretMaker;
use sha2::{Digest as _, Sha256};

/// Makes secrets of 256 bits, and keeps their SHA-256: nobody guesses such a secret, so nothing slow is needed.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemSecrets;

impl SecretMaker for SystemSecrets {
    fn secret(&self) -> Result<Secret, PortError> {
        let mut bytes = [0; 32];
        SysRng.try_fill_bytes(&mut bytes).map_err(|error| PortError::new("secret maker", error))?;
        Ok(Secret::new(URL_SAFE_NO_PAD.encode(bytes)))
    }

    fn digest(&self, secret: &Secret) -> Digest {
        Digest::stored(&URL_SAFE_NO_PAD.encode(Sha256::digest(secret.reveal())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_and_are_plain_text() {
        let [one, other] = [SystemSecrets.secret().unwrap(), SystemSecrets.secret().unwrap()];
        assert_ne!(one, other);
        assert_eq!(one.reveal().len(), 43);
        assert!(one.reveal().bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)));
    }

    #[test]
    fn a_digest_is_what_pkce_makes_of_a_verifier() {
        // the example of RFC 7636, appendix B
        let digest = SystemSecrets.digest(&Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(digest.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
