//! Lists as the database takes and keeps them.
use domain::ids::AccountId;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A list to bind: `json_each` takes it apart.
pub(crate) fn list(of: &(impl Serialize + ?Sized)) -> sqlx::Result<String> {
    serde_json::to_string(of).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// A list that was stored.
pub(crate) fn read<T: DeserializeOwned>(stored: &str) -> sqlx::Result<T> {
    serde_json::from_str(stored).map_err(|error| sqlx::Error::Decode(error.into()))
}

/// Accounts to bind.
pub(crate) fn ids(of: &[AccountId]) -> sqlx::Result<String> {
    list(&of.iter().map(|account| account.raw()).collect::<Vec<_>>())
}
