//! Windows as queries have them.
use domain::ids::Snowflake;
use domain::page::Window;

/// The bounds of a page, with nothing left open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Strictly older than this.
    pub(crate) before: i64,
    /// Strictly newer than this.
    pub(crate) after: i64,
    /// Rows at the most.
    pub(crate) limit: i64,
}

impl From<Window> for Bounds {
    fn from(window: Window) -> Self {
        Self {
            before: window.before.map_or(i64::MAX, Snowflake::raw),
            after: window.lower().map_or(i64::MIN, Snowflake::raw),
            limit: i64::from(window.limit),
        }
    }
}

/// Chooses between the two orders that a window can be read in. `$query!("asc")` is the query in one of them, up to a
/// string literal, so that no query is put together at run time.
macro_rules! in_order {
    ($window:expr, $query:ident) => {
        if $window.ascending() { $query!("asc") } else { $query!("desc") }
    };
}
pub(crate) use in_order;
