//! What those do who want what is dropped: they put it into their carts, order it as it is shown, and pay it, or not.
use domain::ids::AccountId;
use domain::shop::catalog::{PageAsked, Sort};
use domain::shop::checkout::{Agreed, Order, OrderState, PaymentToken, Quantity};
use domain::shop::pim::ProductId;
use service::shop::{Command, Placing, Shop, ShopError, Wish};
use uuid::Uuid;

use super::people::somebody;
use super::wares::DROP;
use super::{DemoError, chance};
use crate::UseCases;

/// So many of it somebody wants at once, at the most.
const MOST: usize = 4;
/// Of so many orders one is taken back, one is paid with what is declined and then taken back, one with what is declined and
/// then with what is not, and one with what says so twice.
const FATES: usize = 12;

/// Who takes the money of a demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Money {
    /// The test provider, who takes none.
    Trial,
    /// Nobody: what is ordered stands.
    Nobodys,
}

/// What somebody does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Puts so many into their cart.
    Take(u64),
    /// Orders the cart as it is shown.
    Order(Agreed),
    /// Pays an order with that.
    Pay(Uuid, &'static str),
    /// Takes an order back.
    GiveBack(Uuid),
    /// Waits for what comes of a payment.
    Wait,
}

/// How it is bought.
pub(super) struct Buying {
    pub(super) use_cases: UseCases,
    money: Money,
}

impl Money {
    /// Nothing where somebody takes real money: what is ordered there would never be paid.
    pub(super) fn of(shop: &Shop) -> Option<Self> {
        match shop.taker() {
            Some("trial") => Some(Self::Trial),
            Some(_) => None,
            None => Some(Self::Nobodys),
        }
    }
}

impl Buying {
    pub(super) fn new(use_cases: UseCases, money: Money) -> Self {
        Self { use_cases, money }
    }

    /// Somebody does the next thing, whatever they did before and whenever that was. Whether there is anything: where nothing is
    /// left nobody begins anew, and who was shut out does nothing.
    pub(super) async fn go_on(&self, buyer: AccountId, left: u64) -> Result<bool, DemoError> {
        let known = self.use_cases.accounts.find(buyer).await?;
        if known.is_none_or(|known| known.account.suspended) {
            return Ok(false);
        }
        let Some(act) = self.next(buyer, left)? else { return Ok(false) };
        self.act(buyer, act).await?;
        Ok(true)
    }

    fn next(&self, buyer: AccountId, left: u64) -> Result<Option<Act>, DemoError> {
        let UseCases { shop, entropy, .. } = &self.use_cases;
        let last = shop.orders(buyer, &PageAsked::parse(None, Some(1), Sort::default(), None)?)?.item.items;
        if let Some(act) = last.first().and_then(|order| intended(order, self.money)) {
            return Ok(Some(act));
        }
        let cart = shop.cart(buyer)?.item;
        if !cart.lines.is_empty() {
            return Ok(Some(Act::Order(Agreed { version: cart.version, hash: cart.hash })));
        }
        let wanted = left.min(u64::try_from(1 + chance(entropy.uuid(), MOST))?);
        Ok((wanted > 0).then_some(Act::Take(wanted)))
    }

    async fn act(&self, buyer: AccountId, act: Act) -> Result<(), ShopError> {
        let shop = &self.use_cases.shop;
        let command = Command { origin: somebody(&self.use_cases, Some(buyer)), key: None };
        match act {
            Act::Take(wanted) => self.put(buyer, wanted, &command).await,
            Act::Order(agreed) => self.order(buyer, agreed, &command).await,
            Act::Pay(order, token) => {
                shop.pay(buyer, order, PaymentToken::parse(token)?, &command).await.map(drop)
            }
            Act::GiveBack(order) => shop.cancel(buyer, order, &command).await.map(drop),
            Act::Wait => Ok(()),
        }
    }

    /// Somebody orders their cart; where it can't be had, there is less in it.
    async fn order(&self, buyer: AccountId, agreed: Agreed, command: &Command) -> Result<(), ShopError> {
        match self.use_cases.shop.order(buyer, agreed, command).await.map(|placing| placing.answer) {
            // others were faster: what there still is will do
            Ok(Placing::OutOfStock { lacking, .. }) => {
                let left = lacking.first().map_or(0, |lacking| lacking.available.number());
                self.put(buyer, left, command).await
            }
            // it is not sold any more
            Err(ShopError::Order(_)) => self.put(buyer, 0, command).await,
            outcome => outcome.map(drop),
        }
    }

    /// So many are in somebody's cart.
    async fn put(&self, buyer: AccountId, wanted: u64, command: &Command) -> Result<(), ShopError> {
        let quantity = Quantity::parse(i64::try_from(wanted).ok())?;
        let wish = Wish { product: ProductId::parse(DROP)?, quantity, version: None };
        self.use_cases.shop.put(buyer, &wish, command).await.map(drop)
    }
}

/// What whoever placed an order does about it, if anything: it follows from its id.
fn intended(order: &Order, money: Money) -> Option<Act> {
    match (&order.state, money, chance(order.id, FATES), order.payments.len()) {
        (OrderState::Paying { .. }, Money::Trial, ..) => Some(Act::Wait),
        (OrderState::Placed, _, 0, _) | (OrderState::Placed, Money::Trial, 1, 1..) => {
            Some(Act::GiveBack(order.id))
        }
        (OrderState::Placed, Money::Trial, 1 | 2, 0) => Some(Act::Pay(order.id, "trial_decline")),
        (OrderState::Placed, Money::Trial, 3, _) => Some(Act::Pay(order.id, "trial_twice")),
        (OrderState::Placed, Money::Trial, ..) => Some(Act::Pay(order.id, "trial_ok")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    /// One of these for each of so many ids.
    fn orders(state: &OrderState, payments: usize) -> Vec<Order> {
        let order = |id| Order {
            id: Uuid::from_u128(id),
            buyer: AccountId::stored(1),
            at: Timestamp::UNIX_EPOCH,
            hash: Uuid::nil(),
            lines: vec![],
            total: None,
            state: state.clone(),
            pay_by: None,
            payments: vec![Uuid::nil(); payments],
            astray: vec![],
        };
        (0..600).map(order).collect()
    }

    fn count(orders: &[Order], money: Money, does: impl Fn(Option<Act>) -> bool) -> usize {
        orders.iter().filter(|order| does(intended(order, money))).count()
    }

    #[test]
    fn most_pay_and_some_are_declined_or_think_better_of_it() {
        let with = |token: &'static str| move |act: Option<Act>| matches!(act, Some(Act::Pay(_, used)) if used == token);
        let gives_back = |act: Option<Act>| matches!(act, Some(Act::GiveBack(_)));
        let new = orders(&OrderState::Placed, 0);
        assert!(count(&new, Money::Trial, with("trial_ok")) > 300);
        for (some, what) in [
            (count(&new, Money::Trial, with("trial_decline")), "declined"),
            (count(&new, Money::Trial, with("trial_twice")), "said twice"),
            (count(&new, Money::Trial, gives_back), "taken back"),
        ] {
            assert!((20..200).contains(&some), "{what}: {some}");
        }
        let tried = orders(&OrderState::Placed, 1);
        assert_eq!(count(&tried, Money::Trial, with("trial_decline")), 0, "nobody tries that twice");
        assert!(count(&tried, Money::Trial, gives_back) > count(&new, Money::Trial, gives_back));
    }

    #[test]
    fn where_nobody_takes_money_an_order_stands_unless_it_is_taken_back() {
        let new = orders(&OrderState::Placed, 0);
        let taken_back = count(&new, Money::Nobodys, |act| matches!(act, Some(Act::GiveBack(_))));
        let left_alone = count(&new, Money::Nobodys, |act| act.is_none());
        assert!(taken_back > 20 && left_alone > 300, "{taken_back} {left_alone}");
        assert_eq!(taken_back + left_alone, new.len());
    }

    #[test]
    fn nothing_is_done_about_an_order_that_is_over_or_being_paid() {
        for state in [OrderState::Paid(Uuid::nil()), OrderState::Expired] {
            assert_eq!(count(&orders(&state, 1), Money::Trial, |act| act.is_some()), 0, "{state:?}");
        }
        let paying = OrderState::Paying { payment: Uuid::nil(), since: Timestamp::UNIX_EPOCH };
        assert_eq!(count(&orders(&paying, 1), Money::Trial, |act| act == Some(Act::Wait)), 600);
    }
}
