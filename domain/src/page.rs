//! Keyset pagination: a window over ids, newest first.
use crate::ids::Snowflake;

/// How many rows a page may have, and has when nothing was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize {
    /// Rows when the caller does not say.
    pub default: u16,
    /// Rows at the most.
    pub max: u16,
}

impl PageSize {
    /// Timelines: 20, at most 40.
    pub const POSTS: Self = Self { default: 20, max: 40 };
    /// Lists of accounts: 40, at most 80.
    pub const ACCOUNTS: Self = Self { default: 40, max: 80 };

    /// Lists of tags: 100, at most 200.
    pub const TAGS: Self = Self { default: 100, max: 200 };

    /// What the caller asked for, made legal: clients ask for too many and must not be refused.
    #[must_use]
    pub fn clamp(self, asked: Option<i64>) -> u16 {
        asked.map_or(self.default, |n| u16::try_from(n.max(1)).unwrap_or(u16::MAX).min(self.max))
    }
}

/// Which rows of a list: newest first, bounded by ids, never by offset, so that new rows shift nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Strictly older than this (`max_id`).
    pub before: Option<Snowflake>,
    /// Strictly newer than this; the newest ones first (`since_id`).
    pub since: Option<Snowflake>,
    /// Strictly newer than this; the ones just above it (`min_id`), still answered newest first.
    pub above: Option<Snowflake>,
    /// Rows at the most.
    pub limit: u16,
}

impl Window {
    /// The newest rows.
    #[must_use]
    pub const fn newest(limit: u16) -> Self {
        Self { before: None, since: None, above: None, limit }
    }

    /// The older end, exclusive: the stricter of `since` and `above`.
    #[must_use]
    pub fn lower(&self) -> Option<Snowflake> {
        self.since.max(self.above)
    }

    /// Whether the rows next to the older end are wanted, rather than the newest.
    #[must_use]
    pub const fn ascending(&self) -> bool {
        self.above.is_some()
    }

    /// Applies the window to rows in ascending order of id: the reference for what adapters do in SQL.
    pub fn of<T>(&self, ascending: impl DoubleEndedIterator<Item = Listed<T>>) -> Vec<Listed<T>> {
        let within = |row: &Listed<T>| {
            self.before.is_none_or(|end| row.at < end) && self.lower().is_none_or(|start| row.at > start)
        };
        let limit = usize::from(self.limit);
        if self.ascending() {
            let mut rows: Vec<_> = ascending.filter(within).take(limit).collect();
            rows.reverse();
            rows
        } else {
            ascending.rev().filter(within).take(limit).collect()
        }
    }
}

/// A row of a list with the id that pages it: often not the id of the item itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The cursor.
    pub at: Snowflake,
    /// What is listed.
    pub item: T,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(window: Window) -> Vec<i64> {
        let rows = (1..=9).map(|n| Listed { at: Snowflake::stored(n), item: () });
        window.of(rows).into_iter().map(|row| row.at.raw()).collect()
    }

    fn id(n: i64) -> Snowflake {
        Snowflake::stored(n)
    }

    #[test]
    fn each_bound_does_what_mastodon_says() {
        let newest = Window::newest(3);
        assert_eq!(page(newest), [9, 8, 7]);
        assert_eq!(page(Window { before: Some(id(7)), ..newest }), [6, 5, 4]);
        assert_eq!(page(Window { since: Some(id(2)), ..newest }), [9, 8, 7]);
        assert_eq!(page(Window { above: Some(id(2)), ..newest }), [5, 4, 3]);
        assert_eq!(page(Window { before: Some(id(5)), since: Some(id(3)), ..newest }), [4]);
        assert_eq!(page(Window { before: Some(id(5)), above: Some(id(1)), ..newest }), [4, 3, 2]);
    }

    #[test]
    fn a_limit_is_clamped_and_never_refused() {
        let cases =
            [(None, 20), (Some(0), 1), (Some(-1), 1), (Some(80), 40), (Some(i64::MAX), 40), (Some(7), 7)];
        for (asked, given) in cases {
            assert_eq!(PageSize::POSTS.clamp(asked), given, "{asked:?}");
        }
    }
}
