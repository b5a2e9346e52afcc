//! The beginning of a name.

/// What a name begins with, as somebody types it: without space around it, ASCII letters in lower case (as all stores can
/// compare them); never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamePart(String);

impl NamePart {
    /// Characters that count.
    const LONGEST: usize = 100;

    /// What somebody typed; nothing if that is nothing.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let shown = raw.trim().chars().filter(|c| !c.is_control());
        let part: String = shown.take(Self::LONGEST).collect::<String>().to_ascii_lowercase();
        (!part.is_empty()).then_some(Self(part))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
