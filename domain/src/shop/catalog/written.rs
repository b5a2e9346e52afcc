//! What somebody wrote of a thing to show it, kept beside it.
use std::sync::OnceLock;

/// What was written of a listing: once, by whoever shows it first. What comes in the place of that listing begins without.
#[derive(Debug, Default)]
pub struct Written(OnceLock<Box<str>>);

impl Written {
    /// What was written; now, if nothing was yet.
    pub fn or(&self, write: impl FnOnce() -> String) -> &str {
        self.0.get_or_init(|| write().into_boxed_str())
    }
}

/// A copy may be about to change.
impl Clone for Written {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// It follows from the rest.
impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Written {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_once_and_a_copy_begins_without() {
        let written = Written::default();
        assert_eq!(written.or(|| "rook".to_owned()), "rook");
        assert_eq!(written.or(|| "crow".to_owned()), "rook");
        assert_eq!(written.clone().or(|| "crow".to_owned()), "crow");
    }
}
