//! What people do in the shop, by the use cases themselves.
use domain::identity::{Measure, Role, Username};
use domain::shop::catalog::{Listing, PageAsked, Sort};
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use domain::shop::{Money, MoneyRule, ShopRule};
use service::shop::{Command, Count, ShopError, Wanted};

use super::super::{Answer, AtShop, Reader, Refused, Rule, Ware};
use super::{InProcess, refusals};

pub(super) async fn trade(of: &InProcess, by: Reader<'_>, act: &AtShop) -> Answer<Vec<Ware>> {
    match act {
        AtShop::Keep(name) => {
            let name = Username::parse(name).map_err(|_| Refused::by(Rule::NotThere))?;
            let who = of.accounts.look_up(&name).await?.ok_or_else(|| Refused::by(Rule::NotThere))?;
            let origin = of.origin(None);
            of.accounts.take(Measure::Appoint(Role::Admin), who.account.id, &origin).await?;
            Ok(vec![])
        }
        AtShop::Describe(ware) => {
            let (me, origin) = of.actor(by, "write").await?;
            let command = Command { origin, key: None };
            of.shop.describe(me, Wanted { product: product(ware)?, version: None }, &command).await?;
            Ok(vec![])
        }
        AtShop::Disable(id) => {
            let (me, origin) = of.actor(by, "write").await?;
            of.shop.disable(me, &ProductId::parse(id)?, &Command { origin, key: None }).await?;
            Ok(vec![])
        }
        AtShop::Count(id, pieces) => {
            let (me, origin) = of.actor(by, "write").await?;
            let (product, on_hand) = (ProductId::parse(id)?, Pieces::parse(Some(*pieces))?);
            let count = Count { product, on_hand, version: None };
            of.shop.count(me, count, &Command { origin, key: None }).await?;
            Ok(vec![])
        }
        AtShop::Look(id) => Ok(vec![shown(&of.shop.product(&ProductId::parse(id)?)?.item)]),
        AtShop::Browse(category, sort) => {
            let (sort, category) = (Sort::parse(sort)?, Category::parse(category)?);
            let page = of.shop.products(&PageAsked::parse(None, Some(100), sort, Some(category))?)?;
            Ok(page.item.items.iter().map(|listing| shown(listing)).collect())
        }
    }
}

fn product(ware: &Ware) -> Answer<Product> {
    Ok(Product {
        id: ProductId::parse(&ware.id)?,
        wording: Wording {
            name: ProductName::parse(&ware.name)?,
            description: Summary::default(),
            long_text: LongText::default(),
            category: Category::parse(&ware.category)?,
            small_image: None,
            large_image: None,
        },
        price: Money::price(Some(ware.price), "EUR").map_err(unpriced)?,
        tax_class: TaxClass::default(),
        disabled: false,
    })
}

fn unpriced(rule: MoneyRule) -> ShopRule {
    ShopRule::Money { field: "price", rule }
}

fn shown(listing: &Listing) -> Ware {
    Ware {
        id: listing.product.to_string(),
        name: listing.wording.name.as_str().to_owned(),
        category: listing.wording.category.as_str().to_owned(),
        price: i64::try_from(listing.price.amount()).unwrap_or(i64::MAX),
        available: listing.available.number(),
    }
}

impl From<ShopError> for Refused {
    fn from(error: ShopError) -> Self {
        refusals::plain(&error)
    }
}

impl From<ShopRule> for Refused {
    fn from(rule: ShopRule) -> Self {
        refusals::plain(&rule)
    }
}
