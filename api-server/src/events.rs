//! All that happened in the shop: in a file, from a file, and in a few letters. And sheets of products that nobody made up.
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use domain::shop::Sample;
use service::shop::Shop;

/// What to do with all that happened in the shop.
#[derive(Debug, Subcommand)]
pub enum Events {
    /// Print what follows from all that happened, in a few letters: the same wherever the same happened.
    StateHash {
        /// Read all events, and not what was kept of them.
        #[arg(long)]
        replay: bool,
    },
    /// Write all that happened into a new file.
    Export {
        /// The file that is made: a line of JSON for each event.
        file: PathBuf,
        /// Nobody in it is who they are.
        #[arg(long)]
        mask: bool,
    },
    /// Have all happen here that a file says: where nothing has happened in the shop yet.
    Import {
        /// A file that export wrote.
        file: PathBuf,
    },
}

/// What to make up.
#[derive(Debug, Subcommand)]
pub enum Generate {
    /// A sheet of products, as import reads them; the same for the same seed.
    Products {
        /// How many.
        #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=9_999_999))]
        count: u64,
        /// Another seed gives other products.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The file that is made.
        #[arg(long, default_value = "products.csv")]
        to: PathBuf,
        /// A second one: of a hundred products ten are gone, thirty changed, and fifteen new.
        #[arg(long)]
        update: Option<PathBuf>,
        /// A sheet of stocks of the same products.
        #[arg(long)]
        stock: Option<PathBuf>,
    },
}

/// After how many of a thing it is said how far it is.
const STEP: u64 = 20_000;

impl Events {
    pub(crate) async fn run(self, shop: &Shop) -> Result<String, String> {
        match self {
            Self::StateHash { replay } => state_hash(shop.clone(), replay).await,
            Self::Export { file, mask } => {
                let mut out = BufWriter::new(made(&file)?);
                let written = shop.export(mask, &mut out, |at, of| progress("exported", at, of)).await;
                let count = written.map_err(|error| wire::chain(&error))?;
                let kept = out.into_inner().map_err(io::Error::from).and_then(|file| file.sync_all());
                kept.map_err(|error| format!("{} can't be written: {error}", file.display()))?;
                Ok(format!("{count} events are in {}", file.display()))
            }
            Self::Import { file } => {
                let open = || File::open(&file).map(BufReader::new);
                let copied = shop.copy(open, |at, of| progress("imported", at, of)).await;
                let count = copied.map_err(|error| wire::chain(&error))?;
                Ok(format!("{count} events of {} happened here", file.display()))
            }
        }
    }
}

async fn state_hash(shop: Shop, replay: bool) -> Result<String, String> {
    let shop = if replay { shop.without_snapshots() } else { shop };
    tokio::spawn(shop.clone().keep_up());
    shop.loaded().await;
    shop.ready()?;
    let hash = shop.state_hash().await.map_err(|error| wire::chain(&error))?;
    let line = |(model, hash): &(&str, _)| format!("{hash} {model}\n");
    let models: String = hash.models.iter().map(line).collect();
    Ok(format!("{models}{} all, through event {}", hash.all, hash.position))
}

impl Generate {
    pub(crate) fn run(self) -> Result<String, String> {
        let Self::Products { count, seed, to, update, stock } = self;
        let sample = Sample::new(count, seed);
        write(&to, Sample::HEADER, sample.products())?;
        if let Some(update) = &update {
            write(update, Sample::HEADER, sample.update())?;
        }
        if let Some(stock) = &stock {
            write(stock, "id,quantity\n", sample.stock())?;
        }
        Ok(format!("{count} products are in {}", to.display()))
    }
}

fn write(to: &Path, header: &str, rows: impl Iterator<Item = String>) -> Result<(), String> {
    let wrong = |error: io::Error| format!("{} can't be written: {error}", to.display());
    let mut out = BufWriter::new(made(to)?);
    out.write_all(header.as_bytes()).map_err(wrong)?;
    for (row, number) in rows.zip(1_u64..) {
        out.write_all(row.as_bytes()).map_err(wrong)?;
        if number.is_multiple_of(STEP) {
            tracing::info!(rows = number, file = %to.display(), "generated");
        }
    }
    out.flush().map_err(wrong)
}

fn made(file: &Path) -> Result<File, String> {
    File::create_new(file).map_err(|error| format!("{} can't be made: {error}", file.display()))
}

fn progress(what: &str, at: u64, of: u64) {
    if at == of || at / STEP != at.saturating_sub(1_024) / STEP {
        tracing::info!(events = at, of, "{what}");
    }
}
