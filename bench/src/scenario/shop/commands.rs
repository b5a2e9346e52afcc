//! How many rows a second are understood as products, beside splitting the same text where a comma stands.
use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::shop::pim::{Product, ProductForm};
use domain::shop::{Sample, Sheet};
use xtask::workspace::Workspace;

use super::super::{Measured, Scale};
use crate::Outcome;
use crate::measure::float;
use crate::results::{Asked, Results};

pub(in super::super) const NAME: &str = "commands";

const RATE: &str = "rows/s";
const OURS: &str = "Rookery, products that may be sold";
const READ: &str = "Rookery, rows of a sheet";
const LIMIT: &str = "split at commas";
const ROWS: u64 = 5_000;

struct Commands {
    sheet: String,
    window: Duration,
}

#[expect(clippy::unnecessary_wraps, reason = "as all scenarios are prepared")]
pub(in super::super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let sheet = Sample::new(ROWS, 1).products().collect();
    Ok(Box::new(Commands { sheet, window: scale.seconds(3, 1) }))
}

fn understood(sheet: &str) -> usize {
    let rows = Sheet::new(sheet).filter_map(|(_, row)| row.ok());
    count(rows.filter_map(|fields| Product::parse(&ProductForm::of_row(&fields, "EUR").ok()?).ok()))
}

fn read(sheet: &str) -> usize {
    count(Sheet::new(sheet).filter_map(|(_, row)| row.ok()))
}

fn split(sheet: &str) -> usize {
    count(sheet.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>()))
}

/// How many there are, each of them made.
fn count<T>(all: impl Iterator<Item = T>) -> usize {
    all.fold(0, |count, one| {
        drop(black_box(one));
        count + 1
    })
}

impl Commands {
    /// How many rows a second it comes to, where it finds so many each time.
    fn measure(&self, reads: fn(&str) -> usize, found: u64) -> Outcome<f64> {
        let (began, mut rows) = (Instant::now(), 0);
        while began.elapsed() < self.window {
            let count = u64::try_from(reads(black_box(&self.sheet)))?;
            if count != found {
                return Err(format!("{count} of {found} are found").into());
            }
            rows += ROWS;
        }
        Ok(float(rows) / began.elapsed().as_secs_f64())
    }
}

/// How many rows of a text somebody finds.
type Reading = fn(&str) -> usize;

impl Measured for Commands {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        // a row has two lines
        let peers: [(&str, Reading, u64); 3] =
            [(OURS, understood, ROWS), (READ, read, ROWS), (LIMIT, split, 2 * ROWS)];
        for (peer, reads, found) in peers {
            results.add(NAME, peer, RATE, self.measure(reads, found)?);
        }
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.compare(NAME, RATE, [OURS, LIMIT], Asked::Nothing);
        results.compare(NAME, RATE, [READ, LIMIT], Asked::Nothing);
        results.note(format!("commands: {ROWS} rows again and again, one thread"));
    }
}
