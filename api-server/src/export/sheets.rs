//! Accounts and posts as comma-separated lines, in the columns that Mastodon exports and imports.
use domain::identity::Profile;
use domain::posts::{FollowWishes, Hashtag};
use service::posts::Entry;
use wire::mastodon::Links;

/// Whom somebody follows.
pub(super) fn following(rows: &[(Profile, FollowWishes)], links: &Links) -> String {
    let line = |(profile, wishes): &(Profile, FollowWishes)| {
        let languages = wishes.languages.iter().collect::<Vec<_>>().join(", ");
        let languages = if languages.is_empty() { languages } else { quoted(&languages) };
        format!("{},{},{},{languages}\n", address(profile, links), wishes.boosts, wishes.notify)
    };
    with("Account address,Show boosts,Notify on new posts,Languages\n", rows.iter().map(line))
}

/// Who follows somebody.
pub(super) fn followers(rows: &[Profile], links: &Links) -> String {
    with("Account address\n", rows.iter().map(|profile| format!("{}\n", address(profile, links))))
}

/// Whom somebody blocks.
pub(super) fn blocked(rows: &[Profile], links: &Links) -> String {
    with("", rows.iter().map(|profile| format!("{}\n", address(profile, links))))
}

/// Whom somebody mutes. Until when is nothing that others read.
pub(super) fn muted(rows: &[(Profile, bool)], links: &Links) -> String {
    let line = |(profile, whole): &(Profile, bool)| format!("{},{whole}\n", address(profile, links));
    with("Account address,Hide notifications\n", rows.iter().map(line))
}

/// Whom somebody put into a list.
pub(super) fn listed(title: &str, rows: &[Profile], links: &Links) -> String {
    with("", rows.iter().map(|profile| format!("{},{}\n", quoted(title), address(profile, links))))
}

/// Tags that somebody follows.
pub(super) fn tags(rows: &[Hashtag]) -> String {
    with("", rows.iter().map(|tag| format!("{tag}\n")))
}

/// Posts that somebody keeps, or likes.
pub(super) fn posts(rows: &[Entry], links: &Links) -> String {
    let line = |entry: &Entry| {
        let view = &entry.post;
        format!("{}\n", links.post_uri(&view.author.account.username, view.post.id))
    };
    with("", rows.iter().map(line))
}

fn with(heading: &str, lines: impl Iterator<Item = String>) -> String {
    std::iter::once(heading.to_owned()).chain(lines).collect()
}

fn address(profile: &Profile, links: &Links) -> String {
    format!("{}@{}", profile.account.username, links.domain())
}

/// What begins like a formula is none to a program that calculates.
fn quoted(text: &str) -> String {
    let safe =
        if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", safe.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stays_in_its_column_and_calculates_nothing() {
        assert_eq!(quoted("birds, \"big\""), "\"birds, \"\"big\"\"\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
