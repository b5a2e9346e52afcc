//! What a token may be used for, in the words of OAuth.
use std::fmt;

use thiserror::Error;

use super::LiveScope;

/// What a token allows, as OAuth scopes: `read write`, or finer ones such as `write:statuses`; in the order asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scopes(String);

/// Why scopes were refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScopeRule {
    /// One that does not exist, or far too many.
    #[error("doesn't match configured on the server")]
    Unknown,
    /// More than the app may ever ask for.
    #[error("the requested scope is invalid, unknown, or malformed")]
    OutsideOfApp,
}

/// Those that stand for more than themselves, and `profile`.
const WHOLE: [&str; 5] = ["read", "write", "follow", "push", "profile"];
const READ: [&str; 10] = [
    "accounts",
    "blocks",
    "bookmarks",
    "favourites",
    "filters",
    "follows",
    "lists",
    "mutes",
    "notifications",
    "search",
];
const WRITE: [&str; 12] = [
    "accounts",
    "blocks",
    "bookmarks",
    "conversations",
    "favourites",
    "filters",
    "follows",
    "lists",
    "media",
    "mutes",
    "notifications",
    "reports",
];
/// What is there to read and to write.
const BOTH: &str = "statuses";
/// What `follow` stands for, of reading and of writing.
const FOLLOW: [&str; 3] = ["blocks", "follows", "mutes"];

impl Scopes {
    /// Bytes at the most: all that there are, and some room.
    pub const LONGEST: usize = 1_024;

    /// All that a person's own app may do.
    #[must_use]
    pub fn everything() -> Self {
        Self("read write follow push".to_owned())
    }

    /// All that there is at the live gateway, and nothing of REST.
    #[must_use]
    pub fn live() -> Self {
        Self(LiveScope::ALL.map(|scope| scope.name).join(" "))
    }

    /// What the tokens of those who run the server allow.
    #[must_use]
    pub fn admin() -> Self {
        Self(LiveScope::ADMIN.to_owned())
    }

    /// What the tokens of guests allow at the live gateway: hearing of their own cart. That they may fill it is not said by a scope.
    #[must_use]
    pub fn of_a_guest() -> Self {
        Self("user:read:cart".to_owned())
    }

    /// What an app gets that asks for nothing.
    #[must_use]
    pub fn reading() -> Self {
        Self("read".to_owned())
    }

    /// Scopes separated by spaces; each is kept once, in the order asked for. Nothing asked for is `read`.
    pub fn parse(raw: &str) -> Result<Self, ScopeRule> {
        if raw.len() > Self::LONGEST {
            return Err(ScopeRule::Unknown);
        }
        if !raw.split_whitespace().all(is_known) {
            return Err(ScopeRule::Unknown);
        }
        Ok(if raw.trim().is_empty() { Self::reading() } else { Self::joined(raw) })
    }

    /// Scopes as an adapter stored them.
    #[must_use]
    pub fn stored(raw: &str) -> Self {
        Self(raw.to_owned())
    }

    /// All of several, each once.
    #[must_use]
    pub fn joined(raw: &str) -> Self {
        let mut all: Vec<&str> = Vec::new();
        for scope in raw.split_whitespace() {
            if !all.contains(&scope) {
                all.push(scope);
            }
        }
        Self(all.join(" "))
    }

    /// All that can be asked for.
    #[must_use]
    pub fn known() -> Vec<String> {
        let fine = |of: &'static str, subjects: &[&str]| -> Vec<String> {
            subjects.iter().chain([&BOTH]).map(|subject| format!("{of}:{subject}")).collect()
        };
        let whole = WHOLE.iter().map(|&scope| scope.to_owned());
        let live = LiveScope::ALL.iter().map(|scope| scope.name.to_owned());
        whole.chain(fine("read", &READ)).chain(fine("write", &WRITE)).chain(live).collect()
    }

    /// Separated by spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|scope| !scope.is_empty())
    }

    /// Whether `wanted` is among them, itself or by what stands for it: `read` covers `read:statuses`, `follow` covers
    /// `write:mutes`, and what allows the same by REST covers a scope of the live gateway; never the other way round.
    #[must_use]
    pub fn allow(&self, wanted: &str) -> bool {
        if let Some(live) = LiveScope::find(wanted) {
            return self.iter().any(|scope| scope == wanted) || self.allow(live.twin);
        }
        let (parent, subject) = wanted.split_once(':').unwrap_or((wanted, ""));
        let followed = ["read", "write"].contains(&parent) && FOLLOW.contains(&subject);
        self.iter().any(|scope| scope == wanted || scope == parent || (followed && scope == "follow"))
    }

    /// Those among them that `all` allow.
    #[must_use]
    pub fn of(&self, all: &Self) -> Self {
        Self(self.iter().filter(|scope| all.allow(scope)).collect::<Vec<_>>().join(" "))
    }

    /// Refuses what goes beyond what an app said it might ask for.
    pub fn within(self, of_app: &Self) -> Result<Self, ScopeRule> {
        let covered = |scope: &str| match scope {
            "follow" => {
                of_app.allow("follow")
                    || FOLLOW.iter().all(|subject| {
                        of_app.allow(&format!("read:{subject}")) && of_app.allow(&format!("write:{subject}"))
                    })
            }
            scope => of_app.allow(scope),
        };
        let all = self.iter().all(covered);
        if all { Ok(self) } else { Err(ScopeRule::OutsideOfApp) }
    }
}

fn is_known(scope: &str) -> bool {
    match scope.split_once(':') {
        None => WHOLE.contains(&scope),
        Some(("read", subject)) => subject == BOTH || READ.contains(&subject),
        Some(("write", subject)) => subject == BOTH || WRITE.contains(&subject),
        Some(_) => LiveScope::find(scope).is_some(),
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_scope_covers_its_children_and_nothing_else() {
        let scopes = Scopes::stored("read write:statuses");
        for yes in ["read", "read:statuses", "write:statuses"] {
            assert!(scopes.allow(yes), "{yes}");
        }
        for no in ["write", "write:follows", "follow", "rea", "", "push"] {
            assert!(!scopes.allow(no), "{no}");
        }
        assert!(!Scopes::stored("").allow(""));
    }

    #[test]
    fn follow_stands_for_blocks_follows_and_mutes() {
        let scopes = Scopes::stored("follow");
        for yes in ["follow", "read:blocks", "write:blocks", "read:follows", "write:follows", "write:mutes"] {
            assert!(scopes.allow(yes), "{yes}");
        }
        for no in ["read", "write", "read:accounts", "write:statuses", "push:follows"] {
            assert!(!scopes.allow(no), "{no}");
        }
    }

    #[test]
    fn only_known_scopes_are_granted_in_the_order_asked_for() {
        let check = |raw: &str, expected: Result<&str, ScopeRule>| {
            assert_eq!(
                Scopes::parse(raw).as_ref().map(Scopes::as_str),
                expected.as_ref().copied(),
                "{raw:?}"
            );
        };
        check(" write  read:statuses\nread:statuses write ", Ok("write read:statuses"));
        check("", Ok("read"));
        check("read write follow push", Ok("read write follow push"));
        check("profile", Ok("profile"));
        check("user:read:home room:write:typing", Ok("user:read:home room:write:typing"));
        for bad in [
            "reed",
            "read:",
            "read:everything",
            "write:search",
            "admin:read",
            "push:x",
            "read,write",
            "user",
            "user:read",
            "user:read:everything",
            LiveScope::ADMIN,
        ] {
            check(bad, Err(ScopeRule::Unknown));
        }
        check(&"read ".repeat(300), Err(ScopeRule::Unknown));
        assert!(Scopes::known().iter().all(|scope| is_known(scope)));
        assert_eq!(Scopes::known().len(), 5 + 11 + 13 + 7);
    }

    #[test]
    fn what_allows_it_by_rest_allows_it_live_and_never_the_other_way_round() {
        let check = |held: &str, expected: &[&str]| {
            let scopes = Scopes::stored(held);
            let allowed: Vec<&str> =
                LiveScope::ALL.iter().map(|live| live.name).filter(|name| scopes.allow(name)).collect();
            assert_eq!(allowed, expected, "{held:?}");
        };
        let heard = [
            "user:read:notifications",
            "user:read:home",
            "user:read:conversations",
            "user:read:cart",
            "user:read:orders",
        ];
        check("read", &heard);
        check("read:notifications", &heard[..1]);
        check("read:statuses", &heard[1..3]);
        check("write", &["room:write:message", "room:write:typing"]);
        check("write:statuses", &["room:write:message", "room:write:typing"]);
        check("user:read:home", &["user:read:home"]);
        check("profile push follow read:lists write:media user room admin:gateway", &[]);
        let live = Scopes::live();
        for no in ["read", "write", "read:statuses", "write:statuses", "read:notifications", LiveScope::ADMIN]
        {
            assert!(!live.allow(no), "{no}");
            assert!(!Scopes::admin().allow(no) || no == LiveScope::ADMIN, "{no}");
        }
        assert!(!Scopes::everything().allow(LiveScope::ADMIN));
    }

    #[test]
    fn what_narrows_never_widens() {
        let live = Scopes::live();
        assert_eq!(live.of(&Scopes::everything()), live);
        assert_eq!(live.of(&Scopes::stored("read:notifications")).as_str(), "user:read:notifications");
        assert_eq!(live.of(&Scopes::stored("push")).as_str(), "");
    }

    #[test]
    fn an_app_gets_no_more_than_it_registered_for() {
        let within =
            |asked: &str, of_app: &str| Scopes::stored(asked).within(&Scopes::stored(of_app)).is_ok();
        assert!(within("read:statuses write", "read write"));
        assert!(within("follow", "read write"));
        assert!(!within("follow", "read write:statuses"));
        assert!(!within("read", "read:statuses"));
        assert!(!within("read push", "read write"));
        assert!(within("user:read:home", "read"));
        assert!(!within("read:statuses", "user:read:home"));
    }
}
