//! Reading a row from left to right.
use domain::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{Decode, Postgres, Row, Type};

use crate::time::Time;

/// The columns of a row, taken one after another in the order in which the query names them.
pub(crate) struct Columns<'r> {
    row: &'r PgRow,
    next: usize,
}

impl<'r> Columns<'r> {
    pub(crate) fn of(row: &'r PgRow) -> Self {
        Self { row, next: 0 }
    }

    /// The next column.
    pub(crate) fn take<T: Decode<'r, Postgres> + Type<Postgres>>(&mut self) -> sqlx::Result<T> {
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
        Ok(self.take::<Time>()?.0)
    }

    /// The next column, a moment or none.
    pub(crate) fn maybe_time(&mut self) -> sqlx::Result<Option<Timestamp>> {
        Ok(self.take::<Option<Time>>()?.map(|time| time.0))
    }
}
