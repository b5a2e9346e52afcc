//! What somebody wants of whom they follow, as columns hold it.
use domain::posts::{FollowWishes, Languages};

/// The columns: boosts, notify, languages.
pub(crate) type Stored = (bool, bool, Option<Vec<String>>);

pub(crate) fn read((boosts, notify, languages): Stored) -> FollowWishes {
    let languages = languages.iter().flatten().map(String::as_str);
    FollowWishes { boosts, notify, languages: Languages::stored(languages) }
}

/// The languages to store: none where all are read.
pub(crate) fn languages(wishes: &FollowWishes) -> Option<Vec<String>> {
    let languages = &wishes.languages;
    (!languages.are_all()).then(|| languages.iter().map(str::to_owned).collect())
}
