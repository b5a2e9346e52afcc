//! What is known of all carts and orders.
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use domain::Timestamp;
use domain::ids::AccountId;
use domain::shop::ShopEvent;
use domain::shop::checkout::{Cart, CheckoutEvent, Order, Owner};
use sourcing::{Entry, Kept, Misread, Model, Version};
use uuid::Uuid;

use super::open_orders::OpenOrders;
use super::{kept, told};

/// All carts and orders, whose they are, and where the streams of carts stand.
#[derive(Debug, Clone, Default)]
pub(super) struct Tills {
    carts: HashMap<Uuid, (Version, Cart)>,
    owners: HashMap<Owner, Uuid>,
    /// The same, the other way round.
    owned: HashMap<Uuid, Owner>,
    orders: HashMap<Uuid, (Version, Arc<Order>)>,
    bought: HashMap<AccountId, Vec<Uuid>>,
    /// In the order in which they came.
    all: Vec<Uuid>,
    open: OpenOrders,
}

impl Tills {
    /// Whose a cart is.
    pub(super) fn owner(&self, cart: Uuid) -> Option<Owner> {
        self.owned.get(&cart).copied()
    }

    /// Whether somebody is named by their own number: in what happened before people had keys.
    pub(super) fn knows(&self, account: AccountId) -> bool {
        self.bought.contains_key(&account) || self.owners.contains_key(&account.into())
    }

    /// Somebody's cart, if they ever had one, and where its stream stands.
    pub(super) fn of(&self, owner: impl Into<Owner>) -> Option<(Uuid, Version, &Cart)> {
        let id = self.owners.get(&owner.into())?;
        self.carts.get(id).map(|(version, cart)| (*id, *version, cart))
    }

    /// An order, whatever became of it.
    pub(super) fn order(&self, id: Uuid) -> Option<&Arc<Order>> {
        self.orders.get(&id).map(|(_, order)| order)
    }

    /// The same, and where its stream stands.
    pub(super) fn standing(&self, id: Uuid) -> Option<(Version, &Arc<Order>)> {
        self.orders.get(&id).map(|(at, order)| (*at, order))
    }

    /// Somebody's orders as they came; everybody's if nobody is named.
    pub(super) fn orders(&self, of: Option<AccountId>) -> &[Uuid] {
        match of {
            Some(buyer) => self.bought.get(&buyer).map_or(&[], Vec::as_slice),
            None => &self.all,
        }
    }

    /// Orders that something is still to become of.
    pub(super) fn open(&self) -> &OpenOrders {
        &self.open
    }

    fn add(&mut self, at: Version, order: Order) {
        self.open.note(None, &order);
        self.bought.entry(order.buyer).or_default().push(order.id);
        self.all.push(order.id);
        self.orders.insert(order.id, (at, Arc::new(order)));
    }

    fn go_on(&mut self, version: Version, moment: Timestamp, event: &CheckoutEvent) {
        let Some((at, order)) = event.goes_on().and_then(|id| self.orders.get_mut(&id)) else { return };
        let after = order.after(event, moment);
        self.open.note(Some(&**order), &after);
        *at = version;
        *order = Arc::new(after);
    }
}

impl Model for Tills {
    type Event = (Version, Timestamp, CheckoutEvent);
    const CONTEXTS: &'static [&'static str] = &[CheckoutEvent::CONTEXT];

    fn decode(entry: &Entry) -> Result<Option<Self::Event>, Misread> {
        told::read(entry).map(|event| Some((entry.version, entry.fact.at, event)))
    }

    fn apply(&mut self, (version, moment, event): &Self::Event) {
        match event {
            CheckoutEvent::Opened(opened) => {
                self.owners.insert(opened.owner, opened.cart);
                self.owned.insert(opened.cart, opened.owner);
                self.carts.entry(opened.cart).or_default();
            }
            CheckoutEvent::Changed(changed) => {
                let (at, cart) = self.carts.entry(changed.cart).or_default();
                *at = *version;
                cart.apply(changed);
            }
            CheckoutEvent::Ordered(ordered) => {
                let (at, cart) = self.carts.entry(ordered.cart).or_default();
                *at = *version;
                cart.empty();
            }
            CheckoutEvent::Merged(merged) => {
                let (at, cart) = self.carts.entry(merged.cart).or_default();
                *at = *version;
                cart.empty();
            }
            CheckoutEvent::Placed(placed) => self.add(*version, Order::placed(placed, *moment)),
            CheckoutEvent::Refused(refused) => self.add(*version, Order::refused(refused, *moment)),
            CheckoutEvent::Cancelled(_)
            | CheckoutEvent::Expired(_)
            | CheckoutEvent::Paying(_)
            | CheckoutEvent::Unpaid(_)
            | CheckoutEvent::Paid(_)
            | CheckoutEvent::Astray(_) => self.go_on(*version, *moment, event),
        }
    }
}

impl Kept for Tills {
    const NAME: &'static str = CheckoutEvent::CONTEXT;
    const SHAPE: u32 = 2;

    fn save(&self) -> Vec<u8> {
        // whose a cart is, who ordered what, and what is still to be paid follows from the rest
        let Self { carts, owners, owned: _, orders, bought: _, all, open: _ } = self;
        let carts: BTreeMap<_, _> = carts.iter().collect();
        let orders: Vec<_> = all.iter().filter_map(|id| orders.get(id)).collect();
        kept::write(&(carts, owners.iter().collect::<BTreeMap<_, _>>(), orders))
    }

    fn restore(saved: &[u8]) -> Option<Self> {
        type Parts = (HashMap<Uuid, (Version, Cart)>, HashMap<Owner, Uuid>, Vec<(Version, Order)>);
        let (carts, owners, orders): Parts = kept::read(saved)?;
        let owned = owners.iter().map(|(owner, cart)| (*cart, *owner)).collect();
        let mut tills = Self { carts, owners, owned, ..Self::default() };
        for (at, order) in orders {
            tills.add(at, order);
        }
        Some(tills)
    }

    fn size(&self) -> usize {
        self.carts.len() + self.orders.len()
    }
}
