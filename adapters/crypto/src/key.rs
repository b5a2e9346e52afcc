//! New keys to sign with.
use domain::Timestamp;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use rand::TryRng;
use rand::rngs::SysRng;
use service::PortError;
use service::identity::SigningKey;
use uuid::Uuid;

/// A new Ed25519 key from the operating system's randomness, named `id`.
pub fn new_signing_key(id: Uuid, at: Timestamp) -> Result<SigningKey, PortError> {
    let mut seed = [0; ed25519_dalek::SECRET_KEY_LENGTH];
    SysRng.try_fill_bytes(&mut seed).map_err(failed)?;
    let pkcs8 = ed25519_dalek::SigningKey::from_bytes(&seed).to_pkcs8_der().map_err(failed)?;
    Ok(SigningKey { kid: id.simple().to_string(), pkcs8: pkcs8.as_bytes().to_vec(), created_at: at })
}

fn failed(source: impl std::error::Error + Send + Sync + 'static) -> PortError {
    PortError::new("key maker", source)
}
