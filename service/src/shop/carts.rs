//! Somebody puts things into their cart.
use domain::shop::catalog::Catalog;
use domain::shop::checkout::{Cart, CartOpened, CartShown, CheckoutEvent, Owner, Quantity};
use domain::shop::pim::ProductId;
use sourcing::{Position, Version};

use super::book::ready;
use super::tills::Tills;
use super::{AsOf, Command, Outcome, Shop, ShopError, told};

/// So many of something.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Of what.
    pub product: ProductId,
    /// So many; 0 takes it out.
    pub quantity: Quantity,
    /// Where whoever asks believes that the cart stands; they may not say.
    pub version: Option<u64>,
}

impl Shop {
    /// Somebody's cart as it is to be shown now.
    pub fn cart(&self, of: impl Into<Owner>) -> Result<AsOf<CartShown>, ShopError> {
        ready(&self.tills.view)?;
        ready(&self.catalog)?;
        let (tills, catalog) = (self.tills.view.read(), self.catalog.read());
        let position = tills.at.min(catalog.at).number();
        let of = self.people.known(&tills.model, of.into());
        Ok(AsOf { position, item: shown(&tills.model, of, catalog.model.catalog()) })
    }

    /// From now on there are so many of something in somebody's cart. The answer is the whole cart as it is then, also to who
    /// asks again under the same key: what others have put into it since is not kept from them.
    pub async fn put(
        &self,
        of: impl Into<Owner>,
        wish: &Wish,
        command: &Command,
    ) -> Result<Outcome<CartShown>, ShopError> {
        ready(&self.catalog)?;
        ready(&self.tills.view)?;
        let asks = of.into();
        let of = self.named(asks).await?;
        let Wish { product, quantity, version } = wish;
        let asked = ("put", product, quantity, version);
        // whoever is the first to put something into a cart opens it
        let new = self.entropy.uuid();
        let done = self.tills.carry_out(command, &asked, |tills, telling| {
            let catalog = self.catalog.read();
            let sold = |id: &ProductId| catalog.model.catalog().find(id).map(|listing| &**listing);
            let nothing = Cart::default();
            let (id, at, cart) = match tills.of(of) {
                Some((id, at, cart)) => (id, at, cart),
                None => (new, Version::NONE, &nothing),
            };
            told::expect(at, *version)?;
            let Some(changed) = cart.put(id, product, *quantity, sold)? else { return Ok(()) };
            if at == Version::NONE {
                let opened = CheckoutEvent::Opened(CartOpened { cart: id, owner: of });
                telling.tell(told::stream("buyer", &of)?, Version::NONE, &[opened])?;
            }
            Ok(telling.tell(told::stream("cart", &id)?, at, &[CheckoutEvent::Changed(changed)])?)
        });
        let done = done.await?;
        self.known(Position::new(done.position)).await?;
        let cart = self.cart(asks)?;
        Ok(Outcome { answer: cart.item, position: cart.position, replayed: done.replayed })
    }
}

/// Somebody's cart as they are shown it.
pub(super) fn shown(tills: &Tills, of: impl Into<Owner>, catalog: &Catalog) -> CartShown {
    let sold = |id: &ProductId| catalog.find(id).map(|listing| &**listing);
    match tills.of(of) {
        Some((id, at, cart)) => CartShown::of(Some(id), at.number(), cart, sold),
        None => CartShown::of(None, 0, &Cart::default(), sold),
    }
}
