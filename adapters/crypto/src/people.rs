//! Who somebody is in events, sealed under a key of their own.
use rand::TryRng;
use rand::rngs::SysRng;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::error::Unspecified;
use sourcing::{Cipher, Key, Secret, Unavailable};
use uuid::{Builder, Uuid};

/// AES-256-GCM, by keys from the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct AesCipher;

/// A key seals one text, whose it is, whenever it seals anything: so it needs no other number beside it, and what is sealed is
/// always the same.
fn once() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

fn with(secret: &Secret) -> Result<LessSafeKey, Unspecified> {
    UnboundKey::new(&AES_256_GCM, &secret.0).map(LessSafeKey::new)
}

impl Cipher for AesCipher {
    fn key(&self, person: &str) -> Result<Key, Unavailable> {
        let (mut id, mut secret) = ([0; 16], [0; 32]);
        SysRng.try_fill_bytes(&mut id).map_err(Unavailable::new)?;
        SysRng.try_fill_bytes(&mut secret).map_err(Unavailable::new)?;
        let id = Builder::from_random_bytes(id).into_uuid();
        Ok(Key { id, person: person.into(), secret: Secret(secret) })
    }

    fn seal(&self, key: &Key) -> Result<Vec<u8>, Unavailable> {
        let mut text = key.person.as_bytes().to_vec();
        let sealed = with(&key.secret)
            .and_then(|with| with.seal_in_place_append_tag(once(), Aad::from(key.id.as_bytes()), &mut text));
        sealed.map_err(|_| Unavailable::new("nothing can be sealed"))?;
        Ok(text)
    }

    fn open(&self, key: Uuid, secret: &Secret, sealed: &[u8]) -> Option<String> {
        let mut text = sealed.to_vec();
        let with = with(secret).ok()?;
        let opened = with.open_in_place(once(), Aad::from(key.as_bytes()), &mut text).ok()?;
        String::from_utf8(opened.to_vec()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_by_its_key_and_by_no_other() {
        let [one, other] = [AesCipher.key("42").unwrap(), AesCipher.key("42").unwrap()];
        assert!(one.id != other.id && one.secret != other.secret);
        let sealed = AesCipher.seal(&one).unwrap();
        assert_eq!(sealed, AesCipher.seal(&one).unwrap(), "it is the same each time");
        assert!(!sealed.windows(2).any(|text| text == b"42"));
        let open = |key: &Key, sealed: &[u8]| AesCipher.open(key.id, &key.secret, sealed);
        assert_eq!(open(&one, &sealed).as_deref(), Some("42"));
        assert_eq!(open(&other, &sealed), None);
        assert_eq!(AesCipher.open(other.id, &one.secret, &sealed), None, "nor under another name");
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(open(&one, &changed), None, "changed at {place}");
            assert_eq!(open(&one, &sealed[..place]), None, "torn after {place}");
        }
    }
}
