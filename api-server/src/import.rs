//! Files of products and of stocks: what they say is so afterwards, however often they are imported.
use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use domain::realtime::Origin;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{
    Category, ImageUrl, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording,
};
use domain::shop::{Money, Sheet};
use futures_util::{StreamExt, stream};
use service::shop::{Shop, ShopError};

/// What to import.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// All products: id, name, description, long text, category, small image, large image, price in cents. Those that are
    /// missing are taken out of the shop, unless a row was bad.
    Products {
        /// A CSV file.
        file: PathBuf,
        /// What prices are in.
        #[arg(long, default_value = "EUR")]
        currency: String,
    },
    /// Stocks: id, quantity. Those that are missing stay.
    Stock {
        /// A CSV file.
        file: PathBuf,
    },
}

/// Rows that are worked on at once.
const AT_ONCE: usize = 64;
/// After how many rows it is said how far it is.
const STEP: usize = 5_000;

/// A row that can be imported, with its line.
type Row<T> = (usize, T);
/// What is wrong with which line.
type Bad = (usize, String);

impl Import {
    pub(crate) async fn run(self, shop: &Shop, origin: &Origin) -> Result<String, String> {
        tokio::spawn(shop.clone().keep_up());
        shop.loaded().await;
        shop.ready()?;
        let told = match self {
            Self::Products { file, currency } => products(shop, &read(&file)?, &currency, origin).await?,
            Self::Stock { file } => stock(shop, &read(&file)?, origin).await,
        };
        shop.imported().await.map_err(|error| wire::chain(&error))?;
        Ok(told)
    }
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} can't be read: {error}", file.display()))
}

async fn products(shop: &Shop, text: &str, currency: &str, origin: &Origin) -> Result<String, String> {
    let (rows, mut bad) = rows(text, |fields| product(fields, currency), |product| &product.id);
    if rows.is_empty() && bad.is_empty() {
        return Err("the file has no product, and so would empty the shop".to_owned());
    }
    let known: HashSet<ProductId> = rows.iter().map(|(_, product)| product.id.clone()).collect();
    let (changed, same) = carry(rows, &mut bad, |product| shop.import(product, origin)).await;
    // whoever can't be read may be there
    let gone = if bad.is_empty() { shop.keep_only(&known, origin).await } else { Ok(0) };
    let gone = gone.map_err(|error| wire::chain(&error))?;
    Ok(report(&format!("{changed} changed, {same} as they were, {gone} taken out"), &bad))
}

async fn stock(shop: &Shop, text: &str, origin: &Origin) -> String {
    let (rows, mut bad) = rows(text, counted, |(product, _)| product);
    let count = |(product, pieces)| async move { shop.import_stock(&product, pieces, origin).await };
    let (changed, same) = carry(rows, &mut bad, count).await;
    report(&format!("{changed} changed, {same} as they were"), &bad)
}

/// Does what each row says, many at once; how many led to something, and how many did not. A row that can't be carried out is a
/// bad one, and stops no other.
async fn carry<T, F>(rows: Vec<Row<T>>, bad: &mut Vec<Bad>, does: impl Fn(T) -> F) -> (usize, usize)
where
    F: Future<Output = Result<bool, ShopError>>,
{
    let all = rows.len();
    let does = |(line, row)| {
        let done = does(row);
        async move { (line, done.await) }
    };
    let mut done = stream::iter(rows).map(does).buffer_unordered(AT_ONCE);
    let (mut changed, mut same, mut looked_at) = (0, 0, 0);
    while let Some((line, new)) = done.next().await {
        match new {
            Ok(true) => changed += 1,
            Ok(false) => same += 1,
            Err(error) => bad.push((line, wire::chain(&error))),
        }
        looked_at += 1;
        if looked_at % STEP == 0 {
            tracing::info!(rows = looked_at, of = all, "imported");
        }
    }
    (changed, same)
}

/// The rows that can be read, each thing once; and what is wrong with the others. A first row that names columns is none.
fn rows<T>(
    text: &str,
    parse: impl Fn(&[String]) -> Result<T, String>,
    id: impl Fn(&T) -> &ProductId,
) -> (Vec<Row<T>>, Vec<Bad>) {
    let (mut good, mut bad): (Vec<Row<T>>, Vec<Bad>) = (vec![], vec![]);
    let mut lines: HashMap<ProductId, usize> = HashMap::new();
    for (line, row) in Sheet::new(text) {
        let row = match row {
            Ok(fields) if line == 1 && fields.first().is_some_and(|first| first == "id") => continue,
            Ok(fields) => parse(&fields),
            Err(rule) => Err(rule.to_string()),
        };
        match row {
            Err(why) => bad.push((line, why)),
            Ok(row) => {
                if let Some(first) = lines.get(id(&row)) {
                    bad.push((line, format!("it stands in line {first} already")));
                } else {
                    lines.insert(id(&row).clone(), line);
                    good.push((line, row));
                }
            }
        }
    }
    (good, bad)
}

fn product(fields: &[String], currency: &str) -> Result<Product, String> {
    let [id, name, description, long_text, category, small, large, price] = fields else {
        return Err(format!("a product has 8 fields, this row has {}", fields.len()));
    };
    let image = |url, field| ImageUrl::parse(url, field).map_err(words);
    Ok(Product {
        id: ProductId::parse(id).map_err(words)?,
        wording: Wording {
            name: ProductName::parse(name).map_err(words)?,
            description: Summary::parse(description).map_err(words)?,
            long_text: LongText::parse(long_text).map_err(words)?,
            category: Category::parse(category).map_err(words)?,
            small_image: image(small, "small_image")?,
            large_image: image(large, "large_image")?,
        },
        price: Money::price(price.trim().parse().ok(), currency).map_err(words)?,
        tax_class: TaxClass::default(),
        disabled: false,
    })
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

fn report(done: &str, bad: &[Bad]) -> String {
    let lines = bad.iter().map(|(line, why)| format!("\nline {line}: {why}"));
    format!("{done}, {} bad{}", bad.len(), lines.collect::<String>())
}
