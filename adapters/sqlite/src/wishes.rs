//! What somebody wants of whom they follow, as columns hold it.
use domain::posts::{FollowWishes, Languages};

use crate::json;

/// The columns: boosts, notify, languages.
pub(crate) type Stored = (bool, bool, Option<String>);

pub(crate) fn read((boosts, notify, languages): Stored) -> sqlx::Result<FollowWishes> {
    let languages: Vec<String> = languages.as_deref().map(json::read).transpose()?.unwrap_or_default();
    let languages = Languages::stored(languages.iter().map(String::as_str));
    Ok(FollowWishes { boosts, notify, languages })
}

/// The languages to store: none where all are read.
pub(crate) fn languages(wishes: &FollowWishes) -> sqlx::Result<Option<String>> {
    let named: Vec<&str> = wishes.languages.iter().collect();
    if named.is_empty() { Ok(None) } else { json::list(&named).map(Some) }
}
