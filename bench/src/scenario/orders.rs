//! How many orders a second are taken of one thing that everybody wants: against the plain statement that takes one away.
use std::io::Write;
use std::process::{Command as Program, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use adapter_crypto::AesCipher;
use adapter_local::SystemEntropy;
use domain::ids::AccountId;
use domain::shop::Money;
use domain::shop::checkout::{Agreed, Quantity};
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use service::shop::{Command, People, Placing, Shop, Wish};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use xtask::infra::{Setup, TempDir, find_program};
use xtask::workspace::Workspace;

use super::stores::{Database, origin, runtime};
use super::{Measured, Scale};
use crate::Outcome;
use crate::measure::{Counted, Spent, Stretch, float};
use crate::results::{Asked, Bound, Results};

pub(super) const NAME: &str = "orders";

const BUYERS: usize = 64;
const RATE: &str = "orders/s";
const DATABASE_TIME: &str = "PostgreSQL CPU us per order";

struct Orders {
    runtime: Runtime,
    database: Database,
    shop: Shop,
    /// Carts that each buyer orders, one after the other.
    each: usize,
    window: Duration,
    /// Whose carts were ordered already.
    used: i64,
}

pub(super) fn prepare(scale: Scale, _: &Workspace) -> Outcome<Box<dyn Measured>> {
    let runtime = runtime()?;
    let (database, shop) = runtime.block_on(async {
        let database = Database::start(&Setup::durable().with("min_wal_size", "1GB")).await?;
        let store = &database.store;
        let (people, leases) = (People::new(store.clone(), Arc::new(AesCipher)), store.clone());
        let clock = Arc::new(SystemEntropy);
        let shop = Shop::new(store.clone(), store.clone(), store.clone(), people, leases, clock);
        tokio::spawn(shop.clone().keep_up());
        shop.loaded().await;
        shop.import(&[rook()?], &origin(None)).await?;
        shop.import_stock(&[(rook()?.id, Pieces::parse(Some(1_000_000_000))?)], &origin(None)).await?;
        shop.imported().await?;
        Outcome::Ok((database, shop))
    })?;
    let window = scale.seconds(8, 3);
    let mut orders = Orders { runtime, database, shop, each: scale.number(300, 60), window, used: 0 };
    let (_, warm) = (orders.rookery()?, orders.runtime.block_on(orders.pgbench())?);
    eprintln!(" warm: {:.0} of the plain statement a second", warm.0);
    Ok(Box::new(orders))
}

fn rook() -> Outcome<Product> {
    Ok(Product {
        id: ProductId::parse("rook")?,
        wording: Wording {
            name: ProductName::parse("Rook")?,
            description: Summary::default(),
            long_text: LongText::default(),
            category: Category::default(),
            small_image: None,
            large_image: None,
        },
        price: Money::price(Some(1_995), "EUR")?,
        tax_class: TaxClass::default(),
        disabled: false,
    })
}

/// What somebody asks for who is not to be told from another attempt of theirs.
fn command(by: AccountId) -> Command {
    Command { origin: origin(Some(by)), key: None }
}

/// Fills somebody's cart, as it is shown to them then.
async fn fill(shop: &Shop, by: AccountId, product: ProductId) -> Outcome<Agreed> {
    let wish = Wish { product, quantity: Quantity::parse(Some(1))?, version: None };
    let cart = shop.put(by, &wish, &command(by)).await?.answer;
    Ok(Agreed { version: cart.version, hash: cart.hash })
}

impl Orders {
    /// So many buyers, each with as many carts that they order one after the other.
    fn rookery(&mut self) -> Outcome<(f64, Spent)> {
        let first = self.used;
        self.used += i64::try_from(BUYERS * self.each)?;
        let this = &*self;
        this.runtime.block_on(async {
            let carts = this.fill_all(first).await?;
            let stretch = Stretch::of(&[this.database.counted()?, Counted::Alone(std::process::id())])?;
            let began = Instant::now();
            let mut buying = JoinSet::new();
            for carts in carts {
                let shop = this.shop.clone();
                buying.spawn(async move {
                    for (by, agreed) in carts {
                        match shop
                            .order(by, agreed, &command(by))
                            .await
                            .map_err(|error| error.to_string())?
                            .answer
                        {
                            Placing::Placed(_) => {}
                            other => return Err(format!("not placed: {other:?}")),
                        }
                    }
                    Ok(())
                });
            }
            while let Some(bought) = buying.join_next().await {
                bought??;
            }
            let taken = began.elapsed().as_secs_f64();
            let spent = stretch.end()?;
            Ok((float(u64::try_from(BUYERS * this.each)?) / taken, spent))
        })
    }

    async fn fill_all(&self, first: i64) -> Outcome<Vec<Vec<(AccountId, Agreed)>>> {
        let product = rook()?.id;
        let mut filling = JoinSet::new();
        for buyer in 0..BUYERS {
            let (shop, product, each) = (self.shop.clone(), product.clone(), self.each);
            let first = first + i64::try_from(buyer * each)? + 1;
            filling.spawn(async move {
                let mut carts = Vec::with_capacity(each);
                for n in 0..i64::try_from(each)? {
                    let by = AccountId::stored(first + n);
                    carts.push((by, fill(&shop, by, product.clone()).await?));
                }
                Outcome::Ok(carts)
            });
        }
        let mut all = Vec::new();
        while let Some(carts) = filling.join_next().await {
            all.push(carts??);
        }
        Ok(all)
    }

    /// The plain statement with a row for the order, in one transaction.
    async fn pgbench(&self) -> Outcome<(f64, Spent)> {
        sqlx::raw_sql(TABLES).execute(&self.database.pool).await?;
        let folder = TempDir::new("pgbench")?;
        let script = folder.path().join("order.sql");
        std::fs::File::create(&script)?.write_all(SCRIPT.as_bytes())?;
        let program = find_program("pgbench").ok_or("pgbench is not installed")?;
        let stretch = Stretch::of(&[self.database.counted()?])?;
        let output = Program::new(program)
            .args(["-n", "-M", "prepared", "-j", "2", "-c", &BUYERS.to_string()])
            .args(["-T", &self.window.as_secs().to_string()])
            .arg("-f")
            .arg(&script)
            .arg(&self.database.url)
            .stdin(Stdio::null())
            .output()?;
        let spent = stretch.end()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        let failed = || format!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok((rate.ok_or_else(failed)?, spent))
    }
}

impl Measured for Orders {
    fn round(&mut self, results: &mut Results) -> Outcome<()> {
        let (rate, spent) = self.rookery()?;
        results.add(NAME, "rookery", RATE, rate);
        if let [database, own] = spent.each[..] {
            results.add(NAME, "rookery", DATABASE_TIME, database * 1e6 / (rate * spent.wall));
            results.add(NAME, "rookery", "own CPU us per order", own * 1e6 / (rate * spent.wall));
        }
        let (rate, spent) = self.runtime.block_on(self.pgbench())?;
        results.add(NAME, "pgbench", RATE, rate);
        results.add(NAME, "pgbench", DATABASE_TIME, spent.cpu() * 1e6 / (rate * spent.wall));
        Ok(())
    }

    fn judge(&self, results: &mut Results) {
        results.compare(NAME, RATE, ["rookery", "pgbench"], Asked::Floor(Bound::AtLeast(3.0)));
        results.note(
            "orders: 64 buyers order carts of one and the same thing, as they were shown, one after the other each; an order \
             counts when everything that follows from it is appended and read again. Carts are filled before. One of pgbench \
             is the plain statement that takes one away, and a row for the order. Nothing is pinned.",
        );
    }
}

const TABLES: &str = "
drop table if exists pgbench_stock, pgbench_orders;
create table pgbench_stock (product text primary key, stock bigint not null);
insert into pgbench_stock values ('rook', 1000000000);
create table pgbench_orders (id uuid primary key, buyer bigint not null, product text not null, quantity bigint not null,
    name text not null, price bigint not null, currency text not null, at timestamptz not null);";

const SCRIPT: &str = r"\set buyer random(1, 1000000)
begin;
update pgbench_stock set stock = stock - 1 where product = 'rook' and stock >= 1;
insert into pgbench_orders values (gen_random_uuid(), :buyer, 'rook', 1, 'Rook', 1995, 'EUR', now());
end;
";
