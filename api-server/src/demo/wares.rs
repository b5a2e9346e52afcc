//! What the community sells: a few things, and a drop that everybody has waited for.
use domain::ids::AccountId;
use domain::posts::{IdempotencyKey, PostText, TextLimit};
use domain::shop::Money;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use service::posts::Writing;
use service::shop::{Command, Count, ShopError, Wanted};

use super::DemoError;
use super::people::{Community, KEEPER, somebody};
use crate::UseCases;

/// What the keeper says of it.
const DROP: &str = "The drop is on: First light over the tower, five hundred linocuts in nine colours, and never again. It is in the shop \
                    from this minute, and you can watch it go. #thedrop";
/// So many there are again when somebody has made more.
const FRESH: i64 = 40;

/// Something that is made here.
struct Ware {
    id: &'static str,
    name: &'static str,
    line: &'static str,
    category: &'static str,
    cents: i64,
    pieces: i64,
}

const fn ware(id: &'static str, name: &'static str, line: &'static str) -> Ware {
    Ware { id, name, line, category: "Prints", cents: 2_400, pieces: 60 }
}

const WARES: [Ware; 8] = [
    Ware {
        pieces: 500,
        cents: 4_500,
        ..ware(
            "first-light",
            "First light over the tower",
            "The drop: a linocut in nine colours, 500 of them and never again",
        )
    },
    ware("rook-on-ridge", "Rook on the ridge", "Two-colour linocut on kozo, signed"),
    ware("late-crows", "Late for the same thing", "Woodcut of nineteen crows and one who is not"),
    Ware {
        category: "Workshop",
        cents: 3_800,
        pieces: 12,
        ..ware("bone-folder", "Bone folder", "Cut, filed and polished at the long bench")
    },
    Ware {
        category: "Workshop",
        cents: 6_900,
        pieces: 5,
        ..ware("spokeshave", "The other spokeshave", "So that the one on the hook stays there")
    },
    Ware {
        category: "Kitchen",
        cents: 1_900,
        pieces: 30,
        ..ware("kiln-mug", "Mug from kiln 2", "Leans a little. So do we.")
    },
    Ware {
        category: "Kitchen",
        cents: 750,
        pieces: 80,
        ..ware("plum-jam", "Plum jam", "Has been traded for worse")
    },
    Ware {
        category: "Evenings",
        cents: 1_200,
        pieces: 25,
        ..ware("soup-ticket", "Soup and soldering", "An evening at the big table, soup included")
    },
];

/// Puts everything into the shop, once; if it is still theirs who would keep it.
pub(super) async fn stock_up(
    use_cases: &UseCases,
    community: &Community,
    limit: TextLimit,
) -> Result<(), DemoError> {
    let keeper = community[KEEPER];
    if !keeps_the_shop(use_cases, keeper).await? {
        return Ok(());
    }
    for ware in &WARES {
        let wanted = Wanted { product: ware.product()?, version: None };
        done(use_cases.shop.describe(keeper, wanted, &once(use_cases, keeper, "ware", ware.id)).await)?;
        let count = Count {
            product: ProductId::parse(ware.id)?,
            on_hand: Pieces::parse(Some(ware.pieces))?,
            version: None,
        };
        done(use_cases.shop.count(keeper, count, &once(use_cases, keeper, "pieces", ware.id)).await)?;
    }
    announce(use_cases, keeper, limit).await
}

async fn keeps_the_shop(use_cases: &UseCases, account: AccountId) -> Result<bool, DemoError> {
    let known = use_cases.accounts.find(account).await?;
    Ok(known.is_some_and(|known| known.account.role.keeps_the_shop()))
}

/// What was asked in other words under its key is done, too: an earlier version had them.
fn done<T>(outcome: Result<T, ShopError>) -> Result<(), ShopError> {
    match outcome {
        Ok(_) | Err(ShopError::KeyReused) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn announce(use_cases: &UseCases, by: AccountId, limit: TextLimit) -> Result<(), DemoError> {
    // a server may allow fewer characters
    let Ok(text) = PostText::parse(DROP, limit) else { return Ok(()) };
    let once = once(use_cases, by, "drop", WARES[0].id);
    use_cases.posts.publish(by, Writing::plain(text), once.key, &once.origin).await?;
    Ok(())
}

/// Somebody takes a few of something home; where none is left, more are made. `chance` is where it falls.
pub(super) async fn sell(
    use_cases: &UseCases,
    community: &Community,
    chance: usize,
) -> Result<(), DemoError> {
    let keeper = community[KEEPER];
    if !keeps_the_shop(use_cases, keeper).await? {
        return Ok(());
    }
    // half of them want what all want
    let ware = WARES.get(chance % (2 * WARES.len())).unwrap_or(&WARES[0]);
    let product = ProductId::parse(ware.id)?;
    let known = use_cases.shop.stock(keeper, product.clone()).await?.item;
    let left = i64::try_from(known.on_hand.number())?;
    let taken = i64::try_from(1 + chance % 3)?;
    // what somebody has ordered stays theirs
    let promised = i64::try_from(known.reserved.number())?;
    let on_hand = if left <= promised { promised + FRESH } else { (left - taken).max(promised) };
    let count = Count { product, on_hand: Pieces::parse(Some(on_hand))?, version: Some(known.version) };
    let command = Command { origin: somebody(use_cases, Some(keeper)), key: None };
    use_cases.shop.count(keeper, count, &command).await?;
    Ok(())
}

/// What is done once, however often this begins.
fn once(use_cases: &UseCases, by: AccountId, what: &str, of: &str) -> Command {
    let key = IdempotencyKey::parse(by, &format!("demo-{what}-{of}")).ok().flatten();
    Command { origin: somebody(use_cases, Some(by)), key }
}

impl Ware {
    fn product(&self) -> Result<Product, DemoError> {
        Ok(Product {
            id: ProductId::parse(self.id)?,
            wording: Wording {
                name: ProductName::parse(self.name)?,
                description: Summary::parse(self.line)?,
                long_text: LongText::default(),
                category: Category::parse(self.category)?,
                small_image: None,
                large_image: None,
            },
            price: Money::price(Some(self.cents), "EUR")?,
            tax_class: TaxClass::default(),
            disabled: false,
        })
    }
}
