//! Models as they are kept: sorted, so that what is the same is written the same.
use serde::Serialize;
use serde::de::DeserializeOwned;

/// As it is kept. What can't be written is kept as what nobody can read, and so is not used.
pub(super) fn write(what: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(what).unwrap_or_default()
}

/// As it was kept.
pub(super) fn read<T: DeserializeOwned>(saved: &[u8]) -> Option<T> {
    serde_json::from_slice(saved).ok()
}
