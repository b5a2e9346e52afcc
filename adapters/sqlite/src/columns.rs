//! Reading a row from left to right.
use domain::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Decode, Row, Sqlite, Type};

use crate::time;

/// The columns of a row, taken one after another in the order in which the query names them.
pub(crate) struct Columns<'r> {
    row: &'r SqliteRow,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(crate) fn of(row: &'r SqliteRow) -> Self {
        Self { row, next: 0 }
    }

    /// The next column.
    pub(crate) fn take<T: Decode<'r, Sqlite> + Type<Sqlite>>(&mut self) -> sqlx::Result<T> {
        let value = self.row.try_get(self.next)?;
        self.next += 1;
        Ok(value)
    }

    /// The next column, something counted.
    pub(crate) fn count(&mut self) -> sqlx::Result<u64> {
        Ok(self.take::<i64>()?.try_into().unwrap_or_default())
    }

    /// The next column, a moment.
    pub(crate) fn time(&mut self) -> sqlx::Result<Timestamp> {
        time::read(self.take()?)
    }

    /// The next column, a moment or none.
    pub(crate) fn maybe_time(&mut self) -> sqlx::Result<Option<Timestamp>> {
        self.take::<Option<i64>>()?.map(time::read).transpose()
    }
}
