//! Scopes in words that people read before they agree.
use domain::identity::{LiveScope, Scopes};

/// A scope, and what it means.
pub(crate) struct Scope<'a> {
    pub(crate) name: &'a str,
    pub(crate) words: String,
}

/// Each scope with what it means.
pub(crate) fn worded(scopes: &Scopes) -> Vec<Scope<'_>> {
    scopes.iter().map(|name| Scope { name, words: words(name) }).collect()
}

fn words(scope: &str) -> String {
    if let Some(live) = LiveScope::find(scope) {
        return live.meaning.to_owned();
    }
    match scope {
        "read" => "read all that you can read, private posts too".to_owned(),
        "write" => "post, delete and change everything that you can".to_owned(),
        "follow" => "follow, mute and block for you".to_owned(),
        "push" => "send you notifications".to_owned(),
        "profile" => "see who you are, and nothing else".to_owned(),
        fine => match fine.split_once(':') {
            Some(("read", subject)) => format!("read your {subject}"),
            Some((_, subject)) => format!("change your {subject}"),
            None => fine.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_words() {
        for scope in Scopes::known() {
            assert_ne!(words(&scope), scope);
        }
        assert_eq!(words("write:mutes"), "change your mutes");
        assert_eq!(words("room:write:message"), "say something in chats for you");
    }
}
