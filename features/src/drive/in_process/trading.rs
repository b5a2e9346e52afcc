//! What people do in the shop, by the use cases themselves.
use domain::identity::{Measure, Role, Secret, Username};
use domain::realtime::Origin;
use domain::shop::catalog::{Listing, PageAsked, Sort, Sought};
use domain::shop::checkout::{
    Agreed, CartShown, LineShown, Order, OrderState, Owner, PaymentToken, Quantity,
};
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use domain::shop::{Money, MoneyRule, ShopRule};
use service::shop::{Command, Count, Entry, Paying, Placing, ShopError, Sieve, StreamName, Wanted, Wish};

use super::super::{Answer, AtShop, Basket, Reader, Refused, Rule, Ware};
use super::{InProcess, entering, refusals};

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
        AtShop::Want(id, quantity) => {
            let (whose, origin) = owner(of, by, "write").await?;
            let (product, quantity) = (ProductId::parse(id)?, Quantity::parse(Some(*quantity))?);
            let wish = Wish { product, quantity, version: None };
            let done = of.shop.put(whose, &wish, &Command { origin, key: None }).await?;
            Ok(wanted(&done.answer))
        }
        AtShop::Cart => {
            let (whose, _) = owner(of, by, "read").await?;
            Ok(wanted(&of.shop.cart(whose)?.item))
        }
        AtShop::Visit => {
            let visit = of.sessions.visit(None)?;
            Ok(vec![Ware { name: visit.secret.reveal().to_owned(), ..nothing(visit.granted.bearer) }])
        }
        AtShop::Enter { held, email, password } => {
            let session = entering::log_in(of, email, password).await?;
            let (me, origin) = of.actor(Some(&session), "write").await?;
            let guest = of.sessions.guest(&Secret::new(held.as_str()));
            of.shop.join(guest, me, &Command { origin, key: None }).await?;
            Ok(vec![nothing(session.bearer)])
        }
        AtShop::Order(basket) => {
            let (me, origin) = of.actor(by, "write").await?;
            let agreed = Agreed { version: basket.version, hash: basket.hash };
            match of.shop.order(me, agreed, &Command { origin, key: None }).await?.answer {
                Placing::Placed(order) => Ok(vec![ordered(&order)]),
                Placing::OutOfStock { .. } | Placing::Changed(_) => Err(Refused::by(Rule::Misfit)),
            }
        }
        AtShop::Pay(id, token) => {
            let (me, origin) = of.actor(by, "write").await?;
            let order = id.parse().map_err(|_| Refused::by(Rule::NotThere))?;
            let token = PaymentToken::parse(token)?;
            match of.shop.pay(me, order, token, &Command { origin, key: None }).await?.answer {
                Paying::Paid(order) | Paying::Open(order) => Ok(vec![ordered(&order)]),
                Paying::Unpaid(_) => Err(Refused::by(Rule::Misfit)),
            }
        }
        AtShop::Cancel(id) => {
            let (me, origin) = of.actor(by, "write").await?;
            let order = id.parse().map_err(|_| Refused::by(Rule::NotThere))?;
            of.shop.cancel(me, order, &Command { origin, key: None }).await?;
            Ok(vec![])
        }
        AtShop::Orders => {
            let (me, _) = of.actor(by, "read").await?;
            let page = of.shop.orders(me, &PageAsked::parse(None, None, Sort::default(), None)?)?;
            Ok(page.item.items.iter().map(|order| ordered(order)).collect())
        }
        AtShop::Stock(id) => {
            let (me, _) = of.actor(by, "read").await?;
            let known = of.shop.stock(me, ProductId::parse(id)?).await?.item;
            let mut ware = nothing(known.product.to_string());
            (ware.available, ware.wanted) = (known.on_hand.number(), known.reserved.number());
            Ok(vec![ware])
        }
        AtShop::Past(id) => {
            let (me, _) = of.actor(by, "read").await?;
            let stream = StreamName::parse(&format!("product:{id}")).ok();
            let past = of.shop.past(me, &Sieve { stream, ..Sieve::default() }, None, 20).await?;
            let told = |entry: &Entry| Ware { name: entry.fact.kind.to_string(), ..nothing(id.clone()) };
            Ok(past.events.iter().map(told).collect())
        }
        AtShop::Look(id) => Ok(vec![shown(&of.shop.product(&ProductId::parse(id)?)?.item)]),
        AtShop::Browse(category, sort) => {
            let (sort, category) = (Sort::parse(sort)?, Category::parse(category)?);
            page(of, &PageAsked::parse(None, Some(100), sort, Some(category))?)
        }
        AtShop::Search { category, words, most } => {
            let sought = Sought::parse(words, false, None, *most)?;
            let category = Category::parse(category)?;
            let asked = PageAsked::parse(None, Some(100), Sort::Name, Some(category))?;
            page(of, &asked.of_what(sought))
        }
    }
}

/// Whose cart it is: a member's, if their token allows this, or a guest's.
async fn owner(of: &InProcess, by: Reader<'_>, scope: &str) -> Answer<(Owner, Origin)> {
    if let Some(session) = by
        && let Some(guest) = of.bearer(session).await?.grantee.guest()
    {
        return Ok((guest.into(), of.origin(None)));
    }
    let (account, origin) = of.actor(by, scope).await?;
    Ok((account.into(), origin))
}

fn page(of: &InProcess, asked: &PageAsked) -> Answer<Vec<Ware>> {
    Ok(of.shop.products(asked)?.item.items.iter().map(|listing| shown(listing)).collect())
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
        wanted: 0,
        basket: None,
    }
}

/// What is in a cart, and what it costs.
fn wanted(cart: &CartShown) -> Vec<Ware> {
    let basket = Some(Basket { version: cart.version, hash: cart.hash });
    let ware = |line: &LineShown| Ware {
        id: line.product.to_string(),
        name: line.sold.as_ref().map(|sold| sold.name.as_str().to_owned()).unwrap_or_default(),
        category: String::new(),
        price: line.sold.as_ref().map_or(0, |sold| i64::try_from(sold.total.amount()).unwrap_or(i64::MAX)),
        available: 0,
        wanted: line.quantity.number(),
        basket,
    };
    cart.lines.iter().map(ware).collect()
}

fn nothing(id: String) -> Ware {
    let (name, category) = (String::new(), String::new());
    Ware { id, name, category, price: 0, available: 0, wanted: 0, basket: None }
}

/// How an order stands, how much is in it, and what it costs.
fn ordered(order: &Order) -> Ware {
    let state = match order.state {
        OrderState::Placed => "placed",
        OrderState::Refused(_) => "refused",
        OrderState::Cancelled(_) => "cancelled",
        OrderState::Expired => "expired",
        OrderState::Paying { .. } => "paying",
        OrderState::Paid(_) => "paid",
    };
    let total = order.total.as_ref().map_or(0, Money::amount);
    Ware {
        name: state.to_owned(),
        price: i64::try_from(total).unwrap_or(i64::MAX),
        wanted: order.lines.iter().map(|line| line.quantity.number()).sum(),
        ..nothing(order.id.to_string())
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
