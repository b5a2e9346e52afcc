//! What the community sells: a few things, and a drop that everybody has waited for.
use std::fmt::Display;

use domain::ids::AccountId;
use domain::posts::IdempotencyKey;
use domain::shop::Money;
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use service::shop::{Command, Count, ShopError, Wanted};

use super::DemoError;
use super::people::{Community, KEEPER, somebody};
use crate::UseCases;

/// What everybody waits for. There is none before it is announced.
pub(super) const DROP: &str = "first-light";

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
        pieces: 0,
        cents: 4_500,
        ..ware(
            DROP,
            "First light over the tower",
            "The drop: a linocut in nine colours, 500 of each printing",
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
pub(super) async fn stock_up(use_cases: &UseCases, community: &Community) -> Result<(), DemoError> {
    let keeper = community[KEEPER];
    if !keeps_the_shop(use_cases, keeper).await? {
        return Ok(());
    }
    for ware in &WARES {
        let wanted = Wanted { product: ware.product()?, version: None };
        done(use_cases.shop.describe(keeper, wanted, &once(use_cases, keeper, "ware", ware.id)).await)?;
        if ware.id == DROP {
            continue;
        }
        let count = Count {
            product: ProductId::parse(ware.id)?,
            on_hand: Pieces::parse(Some(ware.pieces))?,
            version: None,
        };
        done(use_cases.shop.count(keeper, count, &once(use_cases, keeper, "pieces", ware.id)).await)?;
    }
    Ok(())
}

/// Whether it is still theirs to say what is sold.
pub(super) async fn keeps_the_shop(use_cases: &UseCases, account: AccountId) -> Result<bool, DemoError> {
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

/// What is done once, however often this begins.
pub(super) fn once(use_cases: &UseCases, by: AccountId, what: &str, of: impl Display) -> Command {
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
