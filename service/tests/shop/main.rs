//! The shop over a memory store that a test can hold back: what else happens between two looks at it.
#![expect(clippy::unwrap_used, reason = "a test says what it expects")]
mod asked_again;
mod leaving;
mod listing;
mod names;
mod nobody;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use adapter_crypto::AesCipher;
use adapter_memory::Memory;
use async_trait::async_trait;
use contract::steered::Steered;
use domain::Timestamp;
use domain::ids::AccountId;
use domain::posts::IdempotencyKey;
use domain::realtime::Origin;
use domain::shop::Money;
use domain::shop::checkout::{Agreed, PaymentStanding, Quantity};
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use service::shop::{Command, EventStore, Payment, PaymentMessage, Payments, People, Shop, Unheard, Wish};
use service::{Entropy, PortError};
use uuid::Uuid;

/// Two people.
const ADA: AccountId = AccountId::stored(42);
const BOB: AccountId = AccountId::stored(43);

/// A clock that stands, and ids that nobody had before.
#[derive(Default)]
struct Clock(AtomicU64);

impl Entropy for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_000).unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::Relaxed)) + 1)
    }
}

/// Whoever takes the money: they say so of each payment, whatever they are asked.
struct Takes(PaymentStanding);

#[async_trait]
impl Payments for Takes {
    fn name(&self) -> &'static str {
        "takes"
    }

    async fn authorise(&self, _: &Payment) -> Result<PaymentStanding, PortError> {
        Ok(self.0)
    }

    async fn capture(&self, _: Uuid) -> Result<PaymentStanding, PortError> {
        Ok(self.0)
    }

    async fn call_off(&self, _: Uuid) -> Result<PaymentStanding, PortError> {
        Ok(self.0)
    }

    async fn look_up(&self, _: Uuid) -> Result<PaymentStanding, PortError> {
        Ok(self.0)
    }

    fn hear(&self, _: PaymentMessage<'_>, _: Timestamp) -> Result<Uuid, Unheard> {
        Err(Unheard::Forged)
    }
}

struct World {
    clock: Arc<Clock>,
    memory: Memory,
}

impl World {
    fn new() -> Self {
        let clock = Arc::<Clock>::default();
        Self { memory: Memory::new(clock.clone()), clock }
    }

    /// Its store, as it is.
    fn store(&self) -> Arc<dyn EventStore> {
        Arc::new(self.memory.clone())
    }

    /// A server's shop over such a store, which nobody keeps up yet.
    fn shop_over(&self, store: Arc<dyn EventStore>) -> Shop {
        let memory = Arc::new(self.memory.clone());
        let people = People::new(memory.clone(), Arc::new(AesCipher));
        Shop::new(store, memory.clone(), memory.clone(), people, memory, self.clock.clone())
    }

    /// The same where somebody takes money.
    fn shop_paid(&self, store: Arc<dyn EventStore>, standing: PaymentStanding) -> Shop {
        self.shop_over(store).paid_by(Arc::new(Takes(standing)), Duration::from_mins(15))
    }

    /// A server's shop, with rooks in it.
    async fn shop(&self) -> Shop {
        let shop = kept_up(self.shop_over(self.store())).await;
        offer(&shop).await;
        shop
    }

    /// The same over a store that is held back, and another server's.
    async fn two_shops(&self) -> (Shop, Arc<Steered>, Shop) {
        let (here, store) = (self.shop().await, Arc::new(Steered::over(self.store())));
        (here, store.clone(), kept_up(self.shop_over(store)).await)
    }
}

async fn kept_up(shop: Shop) -> Shop {
    tokio::spawn(shop.clone().keep_up());
    shop.loaded().await;
    shop
}

fn rook() -> ProductId {
    ProductId::parse("rook").unwrap()
}

fn product(disabled: bool) -> Product {
    Product {
        id: rook(),
        wording: Wording {
            name: ProductName::parse("Rook").unwrap(),
            description: Summary::default(),
            long_text: LongText::default(),
            category: Category::default(),
            small_image: None,
            large_image: None,
        },
        price: Money::price(Some(1_995), "EUR").unwrap(),
        tax_class: TaxClass::default(),
        disabled,
    }
}

/// Ten rooks are for sale.
async fn offer(shop: &Shop) {
    shop.import(&[product(false)], &origin(None)).await.unwrap();
    shop.import_stock(&[(rook(), Pieces::parse(Some(10)).unwrap())], &origin(None)).await.unwrap();
    shop.imported().await.unwrap();
}

fn origin(actor: Option<AccountId>) -> Origin {
    Origin { actor, correlation: Uuid::nil(), causation: None, trace: None }
}

/// What somebody asks for under a key, which is none if it is empty.
fn command(by: AccountId, key: &str) -> Command {
    Command { origin: origin(Some(by)), key: IdempotencyKey::parse(by, key).unwrap() }
}

fn wish(quantity: i64, version: Option<u64>) -> Wish {
    Wish { product: rook(), quantity: Quantity::parse(Some(quantity)).unwrap(), version }
}

/// Fills somebody's cart, as it is shown to them then.
async fn fill(shop: &Shop, by: AccountId) -> Agreed {
    let cart = shop.put(by, &wish(1, None), &command(by, "")).await.unwrap().answer;
    Agreed { version: cart.version, hash: cart.hash }
}
