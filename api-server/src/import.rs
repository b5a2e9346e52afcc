//! Files of products and of stocks: what they say is so afterwards, however often they are imported.
use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use domain::realtime::Origin;
use service::shop::{Imported, Shop};

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

/// After how many rows it is said how far it is.
const STEP: usize = 5_000;

impl Import {
    /// What was done; where a row was bad that is an error, though all others were carried out.
    pub(crate) async fn run(self, shop: &Shop, origin: &Origin) -> Result<String, String> {
        tokio::spawn(shop.clone().keep_up());
        shop.loaded().await;
        shop.ready()?;
        let imported = match &self {
            Self::Products { file, currency } => {
                shop.import_products(&read(file)?, currency, origin, progress).await
            }
            Self::Stock { file } => shop.import_stocks(&read(file)?, origin, progress).await,
        };
        let imported = imported.map_err(|error| wire::chain(&error))?;
        let told = self.report(&imported);
        if imported.bad.is_empty() { Ok(told) } else { Err(told) }
    }

    fn report(&self, imported: &Imported) -> String {
        let Imported { changed, same, gone, bad } = imported;
        let gone = match self {
            Self::Products { .. } => format!(", {gone} taken out"),
            Self::Stock { .. } => String::new(),
        };
        let lines = bad.iter().map(|(line, why)| format!("\nline {line}: {why}"));
        format!(
            "{changed} changed, {same} as they were{gone}, {} bad{}",
            bad.len(),
            lines.collect::<String>()
        )
    }
}

fn progress(done: usize, of: usize) {
    if done / STEP != done.saturating_sub(Imported::AT_ONCE) / STEP {
        tracing::info!(rows = done, of, "imported");
    }
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{} can't be read: {error}", file.display()))
}
