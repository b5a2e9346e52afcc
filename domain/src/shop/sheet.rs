//! Sheets: rows of texts, separated by commas (RFC 4180).
use thiserror::Error;

/// Why a row can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SheetRule {
    /// A quote was opened and never closed: nothing behind it can be read.
    #[error("a quote is not closed")]
    Open,
    /// A quote stands where none can.
    #[error("a quote stands in the middle of a field")]
    Quote,
    /// A product is written otherwise.
    #[error("a product has 8 fields, this row has {found}")]
    Product {
        /// So many fields.
        found: usize,
    },
}

/// A row of these fields, with its end; what would be read otherwise is put into quotes.
pub(super) fn written(fields: &[impl AsRef<str>]) -> String {
    let quoted = |field: &str| {
        if field.contains([',', '"', '\n', '\r', '\u{feff}']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.to_owned()
        }
    };
    let fields: Vec<String> = fields.iter().map(|field| quoted(field.as_ref())).collect();
    fields.join(",") + "\n"
}

/// The rows of a sheet, each with the line that it begins in, from 1. Empty lines are none. A row that can't be read is told, and
/// the next one begins in the next line.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Sheet<'a> {
    /// All that a text holds.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        // what some programs write at the beginning is no text
        Self { rest: text.strip_prefix('\u{feff}').unwrap_or(text), line: 1 }
    }

    /// Takes so many bytes away.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        self.line += taken.bytes().filter(|byte| *byte == b'\n').count();
        taken
    }

    /// The rest of the line, without its end.
    fn line(&mut self) -> &'a str {
        let end = self.rest.find('\n').map_or(self.rest.len(), |end| end + 1);
        self.take(end).trim_end_matches(['\n', '\r'])
    }

    /// A field in quotes, which were opened already.
    fn quoted(&mut self) -> Result<String, SheetRule> {
        let mut field = String::new();
        loop {
            let Some(quote) = self.rest.find('"') else {
                self.take(self.rest.len());
                return Err(SheetRule::Open);
            };
            field.push_str(self.take(quote));
            self.take(1);
            if !self.rest.starts_with('"') {
                return Ok(field);
            }
            field.push('"');
            self.take(1);
        }
    }

    fn row(&mut self) -> Result<Vec<String>, SheetRule> {
        let mut fields = vec![];
        loop {
            let field = if self.rest.starts_with('"') {
                self.take(1);
                self.quoted()?
            } else {
                let end = self.rest.find([',', '\n', '"']).unwrap_or(self.rest.len());
                self.take(end).trim_end_matches('\r').to_owned()
            };
            fields.push(field);
            let next = self.rest.strip_prefix('\r').unwrap_or(self.rest).chars().next();
            match next {
                Some(',') => self.take(1),
                Some('\n') | None => {
                    self.line();
                    return Ok(fields);
                }
                Some(_) => {
                    self.line();
                    return Err(SheetRule::Quote);
                }
            };
        }
    }
}

impl Iterator for Sheet<'_> {
    type Item = (usize, Result<Vec<String>, SheetRule>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.rest.starts_with(['\n', '\r']) {
            self.take(1);
        }
        let line = self.line;
        (!self.rest.is_empty()).then(|| (line, self.row()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(text: &str) -> Vec<(usize, Result<Vec<String>, SheetRule>)> {
        Sheet::new(text).collect()
    }

    fn row(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|field| (*field).to_owned()).collect()
    }

    #[test]
    fn rows_are_read_with_the_lines_that_they_begin_in() {
        let text = "\u{feff}id,name\r\n\r\n1,\"a \"\"rook\"\",\nprinted\",\n2,,x";
        let read = [
            (1, Ok(row(&["id", "name"]))),
            (3, Ok(row(&["1", "a \"rook\",\nprinted", ""]))),
            (5, Ok(row(&["2", "", "x"]))),
        ];
        assert_eq!(rows(text), read);
        assert_eq!(rows(""), []);
    }

    #[test]
    fn a_bad_row_is_told_and_stops_nothing_but_what_it_swallows() {
        let text = "1,a\"b\n2,\"c\"d\n3,e\n4,\"f\n5,g\n";
        let read = [
            (1, Err(SheetRule::Quote)),
            (2, Err(SheetRule::Quote)),
            (3, Ok(row(&["3", "e"]))),
            (4, Err(SheetRule::Open)),
        ];
        assert_eq!(rows(text), read);
    }

    proptest! {
        #[test]
        fn what_is_written_in_quotes_is_read_as_it_was(sheet in prop::collection::vec(prop::collection::vec("[a,\"\r\n é]{0,6}", 1..4), 0..6)) {
            let quoted = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
            let all: Vec<String> = sheet.iter().map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(",")).collect();
            let read: Vec<Vec<String>> = rows(&all.join("\r\n")).into_iter().map(|(_, row)| row.unwrap()).collect();
            prop_assert_eq!(&read, &sheet);
            let ours: String = sheet.iter().filter(|row| **row != [""]).map(|row| written(row)).collect();
            let read = rows(&ours).into_iter().map(|(_, row)| row.unwrap());
            prop_assert!(read.eq(sheet.into_iter().filter(|row| *row != [""])));
        }

        #[test]
        fn whatever_is_read_comes_to_an_end(text in "[a,\"\r\n]{0,40}") {
            let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
            let read = rows(&text);
            prop_assert!(read.len() <= lines);
            prop_assert!(read.iter().all(|(line, _)| *line <= lines));
        }
    }
}
