//! What a token may be used for at the live gateway.

/// A scope of the live gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveScope {
    /// Its name: what it is about, and what may be done with that.
    pub name: &'static str,
    /// What it allows, in words that people read before they agree.
    pub meaning: &'static str,
    /// The scope of REST that allows the same, and so stands for it.
    pub twin: &'static str,
}

impl LiveScope {
    /// All that there are. None of them has a parent: `user` and `user:read` are no scopes.
    pub const ALL: [Self; 7] = [
        Self {
            name: "user:read:notifications",
            meaning: "hear at once what you are notified of",
            twin: "read:notifications",
        },
        Self {
            name: "user:read:home",
            meaning: "hear at once what comes to your home timeline",
            twin: "read:statuses",
        },
        Self {
            name: "user:read:conversations",
            meaning: "hear at once what is said to you and few others",
            twin: "read:statuses",
        },
        Self { name: "user:read:cart", meaning: "hear at once what is in your cart", twin: "read" },
        Self { name: "user:read:orders", meaning: "hear at once what becomes of your orders", twin: "read" },
        Self {
            name: "room:write:message",
            meaning: "say something in chats for you",
            twin: "write:statuses",
        },
        Self {
            name: "room:write:typing",
            meaning: "show in chats that you are writing",
            twin: "write:statuses",
        },
    ];

    /// What the tokens of those who run the server have, and no app ever gets: telling anything to anybody, and ending what
    /// others listen to.
    pub const ADMIN: &'static str = "admin:gateway";

    /// The one of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name == name)
    }
}
