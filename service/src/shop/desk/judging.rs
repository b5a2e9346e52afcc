//! Judging orders one after the other, each by what the ones before it leave.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use domain::Timestamp;
use domain::ids::AccountId;
use domain::realtime::Cause;
use domain::shop::ShopEvent;
use domain::shop::catalog::Catalog;
use domain::shop::checkout::{
    Agreed, Cart, CartOrdered, CartShown, CheckoutEvent, Order, OrderLine, OrderPlaced, OrderRefused,
    OrderRule, OrderState, PaymentRule, Refusal,
};
use domain::shop::fulfilment::{FulfilmentEvent, Lacking, Stock};
use domain::shop::pim::ProductId;
use sourcing::{Append, Batch, Fact, StreamName, Version};
use uuid::Uuid;

use super::super::tills::Tills;
use super::super::told::{self, Telling};
use super::super::warehouse::Warehouse;
use super::super::{ShopError, shown};
use super::{Decided, Matter, Waiting};

/// Events at once; what belongs to one order is far less.
const MOST: usize = Batch::MOST - 8;
/// Bytes of their payloads at once, with room for what is added at the end.
const LARGEST: usize = Batch::LARGEST / 2;
/// Bytes that it takes to say sealed who somebody is.
const SEAL: usize = 128;
/// Bytes of what is said of one line beside the order itself, at the most.
const PER_LINE: usize = 512;

/// What is to be said to one who waits, once it has happened.
pub(super) enum Judged {
    /// This comes of it.
    Decided(Decided),
    /// It is not the cart that was shown, but this.
    Changed(CartShown),
    /// There is no room for it now.
    Later,
    /// It is refused.
    Refused(ShopError),
}

impl<E: Into<ShopError>> From<E> for Judged {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// What there is of one thing after the orders before, and what they tell of it.
struct Shelf {
    at: Version,
    stock: Stock,
    facts: Vec<Fact>,
    /// On whose behalf something was taken last.
    cause: Cause,
}

/// One round: what is known, and what is to happen.
pub(super) struct Judging<'a> {
    pub(super) tills: &'a Tills,
    pub(super) catalog: &'a Catalog,
    pub(super) warehouse: &'a Warehouse,
    pub(super) now: Timestamp,
    /// Orders have to be paid in so long.
    pay_within: Option<Duration>,
    /// Carts that are empty by now, and where their streams stand.
    emptied: HashMap<AccountId, (Uuid, Version)>,
    shelves: BTreeMap<ProductId, Shelf>,
    /// Orders that something becomes of in this round.
    moved: HashSet<Uuid>,
    keys: HashSet<StreamName>,
    commands: Vec<Append>,
    appends: Vec<Append>,
    events: usize,
    bytes: usize,
}

impl<'a> Judging<'a> {
    pub(super) fn new(
        tills: &'a Tills,
        catalog: &'a Catalog,
        warehouse: &'a Warehouse,
        (now, pay_within): (Timestamp, Option<Duration>),
    ) -> Self {
        Self {
            tills,
            catalog,
            warehouse,
            now,
            pay_within,
            emptied: HashMap::new(),
            shelves: BTreeMap::new(),
            moved: HashSet::new(),
            keys: HashSet::new(),
            commands: vec![],
            appends: vec![],
            events: 0,
            bytes: 0,
        }
    }

    /// Judges the next one.
    pub(super) fn judge(&mut self, waiting: &Waiting) -> Judged {
        match self.settle(waiting) {
            Ok(decided) => Judged::Decided(decided),
            Err(judged) => judged,
        }
    }

    /// All that is to happen, and what there is of each thing after it: what commands came to stands first, so that a conflict
    /// about one of them is told before all others.
    pub(super) fn into_appends(self) -> Result<Vec<Append>, ShopError> {
        let mut appends = self.commands;
        appends.extend(self.appends);
        for (product, Shelf { at, stock, mut facts, cause }) in self.shelves {
            let last = stock.told(&product);
            let id = Uuid::new_v5(&cause.id, product.as_str().as_bytes());
            facts.push(told::fact(id, &cause, last.kind(), &last)?);
            appends.push(Append { stream: told::stream("stock", &product)?, expected: at, facts });
        }
        Ok(appends)
    }

    fn settle(&mut self, waiting: &Waiting) -> Result<Decided, Judged> {
        let repeats = waiting.keyed.as_ref().is_some_and(|keyed| self.keys.contains(keyed.stream()));
        if repeats || self.events + 4 > MOST {
            // which of two under one key it is shows when the first is settled
            return Err(Judged::Later);
        }
        match waiting.matter {
            Matter::Place { buyer, agreed } => self.place(waiting, buyer, agreed),
            Matter::Cancel(reason) => self.go_on(waiting, Decided::Cancelled(waiting.order), |order, _| {
                Ok(order.cancel(reason)?.map(CheckoutEvent::Cancelled))
            }),
            Matter::Expire => self.go_on(waiting, Decided::Expired(waiting.order), |order, now| {
                Ok(order.expire(now).map(CheckoutEvent::Expired))
            }),
            Matter::Pay(payment) => self.go_on(waiting, Decided::Paying(waiting.order), |order, now| {
                Ok(Some(CheckoutEvent::Paying(order.pay(payment, now)?)))
            }),
            Matter::Hear(payment, taking) => {
                self.go_on(waiting, Decided::Heard(waiting.order), |order, _| Ok(order.hear(payment, taking)))
            }
        }
    }

    /// What becomes of an order that is there, if anything; what was kept for one that ends is free.
    fn go_on(
        &mut self,
        waiting: &Waiting,
        decided: Decided,
        judge: impl FnOnce(&Order, Timestamp) -> Result<Option<CheckoutEvent>, PaymentRule>,
    ) -> Result<Decided, Judged> {
        if self.moved.contains(&waiting.order) {
            return Err(Judged::Later);
        }
        let (at, order) = self.tills.standing(waiting.order).ok_or(ShopError::NotFound)?;
        let Some(event) = judge(order, self.now)? else {
            return self.tell(waiting, decided, &[], &[]);
        };
        let released = match event {
            CheckoutEvent::Cancelled(_) | CheckoutEvent::Expired(_) => self.release(order),
            _ => vec![],
        };
        let said = (told::stream("order", &waiting.order)?, at, event);
        let decided = self.tell(waiting, decided, &[said], &released)?;
        self.moved.insert(waiting.order);
        Ok(decided)
    }

    fn release(&self, order: &Order) -> Vec<FulfilmentEvent> {
        let free =
            |line: &OrderLine| self.stock(&line.product).1.release(&line.product, order.id, line.quantity);
        order.lines.iter().map(free).collect()
    }

    fn place(&mut self, waiting: &Waiting, buyer: AccountId, agreed: Agreed) -> Result<Decided, Judged> {
        let (cart, at, now) = self.cart(buyer);
        let (lines, total) = match now.order(agreed) {
            Err(OrderRule::Changed) => return Err(Judged::Changed(now)),
            ordered => ordered?,
        };
        let (order, hash) = (waiting.order, now.hash);
        let stream = told::stream("order", &order)?;
        match self.reserve(order, &lines) {
            Ok(reserved) => {
                let pay_by = self.pay_within.and_then(|term| self.now.checked_add(term).ok());
                let placed = OrderPlaced { order, buyer, cart, hash, lines, total, pay_by };
                let placed = CheckoutEvent::Placed(placed);
                let emptied = CheckoutEvent::Ordered(CartOrdered { cart, order });
                let said = [(stream, Version::NONE, placed), (told::stream("cart", &cart)?, at, emptied)];
                let decided = self.tell(waiting, Decided::Placed(order), &said, &reserved)?;
                self.emptied.insert(buyer, (cart, at.next()));
                Ok(decided)
            }
            Err(lacking) => {
                let refusal = Refusal::OutOfStock { lacking: lacking.clone() };
                if let Some(order) = self.refused(buyer, hash, &refusal) {
                    return self.tell(waiting, Decided::OutOfStock(order, lacking), &[], &[]);
                }
                let refused = CheckoutEvent::Refused(OrderRefused { order, buyer, cart, hash, refusal });
                let said = [(stream, Version::NONE, refused)];
                self.tell(waiting, Decided::OutOfStock(order, lacking), &said, &[])
            }
        }
    }

    /// Somebody's last order, if it came to nothing in the same way: that is no news.
    fn refused(&self, buyer: AccountId, hash: Uuid, refusal: &Refusal) -> Option<Uuid> {
        let last = self.tills.orders(Some(buyer)).last().and_then(|id| self.tills.order(*id))?;
        let same = last.hash == hash && matches!(&last.state, OrderState::Refused(why) if why == refusal);
        same.then_some(last.id)
    }

    /// Somebody's cart after the orders before this one.
    fn cart(&self, of: AccountId) -> (Uuid, Version, CartShown) {
        if let Some((id, at)) = self.emptied.get(&of) {
            return (*id, *at, CartShown::of(Some(*id), at.number(), &Cart::default(), |_| None));
        }
        let (id, at) = self.tills.of(of).map_or((Uuid::nil(), Version::NONE), |(id, at, _)| (id, at));
        (id, at, shown(self.tills, of, self.catalog))
    }

    /// What is promised to an order, line by line: all of it, or what is lacking. What several lines want of one thing is
    /// wanted together.
    fn reserve(&self, order: Uuid, lines: &[OrderLine]) -> Result<Vec<FulfilmentEvent>, Vec<Lacking>> {
        let (mut reserved, mut lacking) = (vec![], vec![]);
        // a cart has one line for each thing
        for line in lines {
            let stock = self.stock(&line.product).1;
            match stock.reserve(&line.product, order, line.quantity) {
                Ok(event) => reserved.push(event),
                Err(lack) => lacking.push(lack),
            }
        }
        if lacking.is_empty() { Ok(reserved) } else { Err(lacking) }
    }

    fn stock(&self, product: &ProductId) -> (Version, Stock) {
        let known = || self.warehouse.find(product);
        self.shelves.get(product).map_or_else(known, |shelf| (shelf.at, shelf.stock))
    }

    /// Takes down what comes of an order: all of it, or nothing.
    fn tell(
        &mut self,
        waiting: &Waiting,
        decided: Decided,
        said: &[(StreamName, Version, CheckoutEvent)],
        of_stocks: &[FulfilmentEvent],
    ) -> Result<Decided, Judged> {
        let cause = waiting.command.origin.cause(waiting.id, self.now);
        let mut telling = Telling::new(&cause);
        for (stream, at, event) in said {
            telling.tell(stream.clone(), *at, std::slice::from_ref(event))?;
        }
        let facts: Result<Vec<Fact>, _> =
            of_stocks.iter().map(|event| telling.fact(event.kind(), event)).collect();
        let facts = facts?;
        if let Some(keyed) = &waiting.keyed {
            keyed.tell(&decided, &mut telling)?;
        }
        let appends = telling.into_appends();
        self.make_room(&appends, facts.len())?;
        for (event, fact) in of_stocks.iter().zip(facts) {
            self.put(event, fact, &cause);
        }
        for append in appends {
            let is_command = waiting.keyed.as_ref().is_some_and(|keyed| *keyed.stream() == append.stream);
            if is_command {
                self.keys.insert(append.stream.clone());
                self.commands.push(append);
            } else {
                self.appends.push(append);
            }
        }
        Ok(decided)
    }

    /// Refuses what can't be kept at all, and puts off what there is no room for now.
    fn make_room(&mut self, appends: &[Append], lines: usize) -> Result<(), Judged> {
        let payloads = || appends.iter().flat_map(|append| &append.facts).map(|fact| fact.payload.len());
        if payloads().any(|size| size > Fact::LONGEST - SEAL) {
            return Err(OrderRule::TooLong.into());
        }
        let (events, bytes) = (appends.len() + 2 * lines, payloads().sum::<usize>() + PER_LINE * lines);
        if self.events + events > MOST || self.bytes + bytes > LARGEST {
            return Err(Judged::Later);
        }
        self.events += events;
        self.bytes += bytes;
        Ok(())
    }

    fn put(&mut self, event: &FulfilmentEvent, fact: Fact, cause: &Cause) {
        let (at, stock) = self.stock(event.product());
        let new = || Shelf { at, stock, facts: vec![], cause: cause.clone() };
        let shelf = self.shelves.entry(event.product().clone()).or_insert_with(new);
        shelf.stock.apply(event);
        shelf.facts.push(fact);
        shelf.cause = cause.clone();
    }
}
