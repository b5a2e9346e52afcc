//! A whole range, or all stocks, as a file has them: what differs happens, what is equal does not.
use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use domain::realtime::Origin;
use domain::shop::Sheet;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Product, ProductForm, ProductId};

use super::{Shop, ShopError};

/// Bytes of what is appended at once, about: half of what a batch may have.
const LARGE: usize = 1024 * 1024;
/// Rows that are carried out at once.
pub(super) const MANY: usize = Imported::AT_ONCE;

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// Rows that led to something.
    pub changed: usize,
    /// Rows that say what is so already.
    pub same: usize,
    /// What was taken out of the shop.
    pub gone: usize,
    /// The rows that could not be carried out: the line, and why. They stopped no other.
    pub bad: Vec<(usize, String)>,
}

/// A row that can be carried out, with its line.
type Row<T> = (usize, T);

/// The rows of a file.
struct Rows<T> {
    good: Vec<Row<T>>,
    bad: Vec<(usize, String)>,
}

impl Shop {
    /// Makes the range what a sheet says: id, name, description, long text, category, small image, large image, price in cents.
    /// What is missing is taken out of the shop, unless a row was bad: whoever can't be read may be there. A file without any
    /// product is refused, and whoever comes while another file is imported. `progress` is told how many rows of how many are done.
    pub async fn import_products(
        &self,
        sheet: &str,
        currency: &str,
        origin: &Origin,
        progress: impl Fn(usize, usize) + Send + Sync,
    ) -> Result<Imported, ShopError> {
        let product = |fields: &[String]| {
            let form = ProductForm::of_row(fields, currency).map_err(words)?;
            Product::parse(&form).map_err(words)
        };
        let rows = Rows::read(sheet, product, |product| &product.id);
        if rows.good.is_empty() && rows.bad.is_empty() {
            return Err(ShopError::EmptySheet);
        }
        let known: HashSet<ProductId> = rows.good.iter().map(|(_, product)| product.id.clone()).collect();
        let weigh = |product: &Product| 2 * product.weight();
        let does = async |these: &[Product]| self.import(these, origin).await;
        let work = async {
            let mut imported = rows.carry(weigh, does, progress).await?;
            if imported.bad.is_empty() {
                imported.gone = self.keep_only(&known, origin).await?;
            }
            Ok(imported)
        };
        let imported = self.alone(work).await?;
        self.imported().await?;
        Ok(imported)
    }

    /// Makes the stocks what a sheet says: id, quantity. Those that are missing stay. This, too, is done one file at a time.
    pub async fn import_stocks(
        &self,
        sheet: &str,
        origin: &Origin,
        progress: impl Fn(usize, usize) + Send + Sync,
    ) -> Result<Imported, ShopError> {
        let rows = Rows::read(sheet, counted, |(product, _)| product);
        let does = async |these: &[(ProductId, Pieces)]| self.import_stock(these, origin).await;
        let imported = self.alone(rows.carry(|_| ProductId::LONGEST * 4, does, progress)).await?;
        self.imported().await?;
        Ok(imported)
    }
}

impl<T> Rows<T> {
    /// The rows that can be read, each thing once; and what is wrong with the others. A first row that names columns is none.
    fn read(
        sheet: &str,
        parse: impl Fn(&[String]) -> Result<T, String>,
        id: impl Fn(&T) -> &ProductId,
    ) -> Self {
        let mut rows = Self { good: vec![], bad: vec![] };
        let mut lines: HashMap<ProductId, usize> = HashMap::new();
        for (line, row) in Sheet::new(sheet) {
            let row = match row {
                Ok(fields) if line == 1 && fields.first().is_some_and(|first| first == "id") => continue,
                Ok(fields) => parse(&fields),
                Err(rule) => Err(rule.to_string()),
            };
            match row {
                Err(why) => rows.bad.push((line, why)),
                Ok(row) => {
                    if let Some(first) = lines.get(id(&row)) {
                        rows.bad.push((line, format!("it stands in line {first} already")));
                    } else {
                        lines.insert(id(&row).clone(), line);
                        rows.good.push((line, row));
                    }
                }
            }
        }
        rows
    }

    /// Does what the rows say, many at once. Where that fails each is done alone, so that a row that can't be carried out stops
    /// no other. Where the shop itself does not answer it ends there: the same file goes on later.
    async fn carry(
        self,
        weigh: impl Fn(&T) -> usize,
        does: impl AsyncFn(&[T]) -> Result<usize, ShopError>,
        progress: impl Fn(usize, usize),
    ) -> Result<Imported, ShopError> {
        let Self { good, bad } = self;
        let (lines, rows): (Vec<usize>, Vec<T>) = good.into_iter().unzip();
        let mut imported = Imported { bad, ..Imported::default() };
        let mut from = 0;
        while from < rows.len() {
            let to = from + some(&rows[from..], &weigh);
            match does(&rows[from..to]).await {
                Ok(changed) => imported.count(changed, to - from),
                Err(error) if is_of_the_shop(&error) => return Err(error),
                Err(_) => {
                    for (line, row) in lines[from..to].iter().zip(&rows[from..to]) {
                        match does(std::slice::from_ref(row)).await {
                            Ok(changed) => imported.count(changed, 1),
                            Err(error) if is_of_the_shop(&error) => return Err(error),
                            Err(error) => imported.bad.push((*line, words(error))),
                        }
                    }
                }
            }
            from = to;
            progress(from, rows.len());
        }
        imported.bad.sort_unstable();
        Ok(imported)
    }
}

impl Imported {
    /// Rows that are carried out, and told of as progress, at once: each leads to four events at the most.
    pub const AT_ONCE: usize = sourcing::Batch::MOST / 4;

    fn count(&mut self, changed: usize, of: usize) {
        self.changed += changed;
        self.same += of - changed;
    }
}

/// Whether no row is to blame for that.
const fn is_of_the_shop(error: &ShopError) -> bool {
    matches!(error, ShopError::Port(_) | ShopError::Stopped(_) | ShopError::Loading)
}

/// How many of these are done at once: at least one.
fn some<T>(rows: &[T], weigh: impl Fn(&T) -> usize) -> usize {
    let mut weight = 0;
    let fits = rows.iter().take(MANY).take_while(|row| {
        weight += weigh(row);
        weight <= LARGE
    });
    fits.count().max(1)
}

fn counted(fields: &[String]) -> Result<(ProductId, Pieces), String> {
    let [id, quantity] = fields else {
        return Err(format!("a stock has 2 fields, this row has {}", fields.len()));
    };
    let pieces = Pieces::parse(quantity.trim().parse().ok()).map_err(words)?;
    Ok((ProductId::parse(id).map_err(words)?, pieces))
}

fn words(rule: impl Display) -> String {
    rule.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_done_at_once_as_are_appended_at_once() {
        assert_eq!(some(&[1; 1_000], |_| 1), MANY);
        assert_eq!(some(&[LARGE / 2; 9], |weight| *weight), 2);
        assert_eq!(some(&[2 * LARGE; 9], |weight| *weight), 1, "and always one");
    }
}
