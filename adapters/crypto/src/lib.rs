//! Password hashing and token signing.
#![doc = include_str!("../README.md")]

mod key;
mod password;
mod people;
mod secret;
mod seen;
mod signer;

pub use key::new_signing_key;
pub use password::Argon2Hasher;
pub use people::AesCipher;
pub use secret::SystemSecrets;
pub use signer::EdDsaSigner;
