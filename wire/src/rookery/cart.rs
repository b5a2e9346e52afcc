//! Carts as those who fill them read them.
use domain::realtime::LiveTopic;
use domain::shop::Money;
use domain::shop::checkout::{CartShown, LineShown, SoldLine};
use domain::shop::pim::ImageUrl;
use serde::Serialize;
use uuid::Uuid;

use super::Price;
use super::product::written;

/// A cart.
#[derive(Debug, Clone, Serialize)]
pub struct Cart<'a> {
    /// Which; nothing as long as nothing was ever put into it.
    pub id: Option<Uuid>,
    /// How often something has happened to it.
    pub version: u64,
    /// Of all that an order depends on: another hash is another cart.
    pub hash: Uuid,
    /// What is in it.
    pub lines: Vec<Line<'a>>,
    /// For everything that can be had.
    pub total: Option<Price<'a>>,
}

/// A line of a cart. Of what nobody sells any more only the first two are known.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Line<'a> {
    /// What.
    pub product: &'a str,
    /// How many.
    pub quantity: u64,
    /// Of all that an order takes from this line.
    pub hash: Uuid,
    /// Whether it is sold at all.
    pub sold: bool,
    /// What it is called.
    pub name: Option<&'a str>,
    /// A small picture.
    pub small_image: Option<&'a str>,
    /// For one.
    pub unit_price: Option<Price<'a>>,
    /// For all of them.
    pub total: Option<Price<'a>>,
    /// How it is taxed.
    pub tax_class: Option<&'a str>,
    /// Whether there are so many.
    pub in_stock: bool,
    /// Whether there are more.
    pub more_in_stock: bool,
    /// The topic of the gateway on which changes of the product are told.
    #[serde(serialize_with = "written")]
    pub topic: LiveTopic,
}

impl<'a> From<&'a Money> for Price<'a> {
    fn from(money: &'a Money) -> Self {
        Self { amount: money.amount(), currency: money.currency().as_str() }
    }
}

impl<'a> From<&'a CartShown> for Cart<'a> {
    fn from(shown: &'a CartShown) -> Self {
        Self {
            id: shown.id,
            version: shown.version,
            hash: shown.hash,
            lines: shown.lines.iter().map(Line::from).collect(),
            total: shown.total.as_ref().map(Price::from),
        }
    }
}

impl<'a> From<&'a LineShown> for Line<'a> {
    fn from(line: &'a LineShown) -> Self {
        let sold = line.sold.as_ref();
        Self {
            product: line.product.as_str(),
            quantity: line.quantity.number(),
            hash: line.hash,
            sold: sold.is_some(),
            name: sold.map(|sold| sold.name.as_str()),
            small_image: sold.and_then(|sold| sold.small_image.as_ref()).map(ImageUrl::as_str),
            unit_price: sold.map(|sold| Price::from(&sold.unit_price)),
            total: sold.map(|sold: &SoldLine| Price::from(&sold.total)),
            tax_class: sold.map(|sold| sold.tax_class.as_str()),
            in_stock: sold.is_some_and(|sold| sold.in_stock),
            more_in_stock: sold.is_some_and(|sold| sold.more_in_stock),
            topic: LiveTopic::product(&line.product),
        }
    }
}
