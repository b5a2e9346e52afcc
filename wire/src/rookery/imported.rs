//! What came of a file, as those who keep the shop read it.
use serde::Serialize;
use service::shop;

/// What came of a file.
#[derive(Debug, Clone, Serialize)]
pub struct Imported<'a> {
    /// Rows that led to something.
    pub changed: usize,
    /// Rows that say what was so already.
    pub same: usize,
    /// What was taken out of the shop.
    pub gone: usize,
    /// How many rows could not be carried out.
    pub bad: usize,
    /// The first of those.
    pub rows: Vec<BadRow<'a>>,
}

/// A row that could not be carried out.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct BadRow<'a> {
    /// The line that it begins in, from 1.
    pub line: usize,
    /// Why.
    pub reason: &'a str,
}

impl Imported<'_> {
    /// Bad rows that are told at the most.
    pub const TOLD: usize = 200;
}

impl<'a> From<&'a shop::Imported> for Imported<'a> {
    fn from(imported: &'a shop::Imported) -> Self {
        let shop::Imported { changed, same, gone, bad } = imported;
        let rows = bad.iter().take(Self::TOLD).map(|(line, reason)| BadRow { line: *line, reason });
        Self { changed: *changed, same: *same, gone: *gone, bad: bad.len(), rows: rows.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_file_that_is_all_wrong_no_more_is_told_than_anybody_reads() {
        let bad = (1..=Imported::TOLD + 1).map(|line| (line, "no".to_owned())).collect();
        let imported = shop::Imported { bad, ..shop::Imported::default() };
        let told = Imported::from(&imported);
        assert_eq!((told.bad, told.rows.len()), (Imported::TOLD + 1, Imported::TOLD));
        assert_eq!((told.rows[0].line, told.rows[0].reason), (1, "no"));
    }
}
