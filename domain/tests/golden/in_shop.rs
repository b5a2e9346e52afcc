//! What happens in the shop, in folders of its own: each file is what one kind of event says.
use std::collections::BTreeSet;
use std::fs;

use domain::identity::{Digest, GuestId};
use domain::realtime::Envelope;
use domain::shop::catalog::CatalogEvent;
use domain::shop::checkout::{
    Cancelling, CartMerged, CartOpened, CartOrdered, CartShown, CheckoutEvent, LineShown, OrderCancelled,
    OrderExpired, OrderLine, OrderPaid, OrderPlaced, OrderRefused, OrderState, PaymentAstray, PaymentBegun,
    PaymentFailed, Quantity, QuantityChanged, Refusal, SoldLine, Unpaid,
};
use domain::shop::fulfilment::{FulfilmentEvent, Pieces, Stock};
use domain::shop::pim::{
    Category, ImageUrl, LongText, PimEvent, Product, ProductChanged, ProductId, ProductName, Summary,
    TaxClass, Wording,
};
use domain::shop::{
    CartChanged, GuestCartChanged, Money, OrderChanged, ProductGone, ProductOffered, ShopEvent, ShopNews,
    StockLeft,
};
use serde_json::{Value, json};

use super::{Path, PathBuf, Uuid, ada, add_fields, cause, last};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shop_events")
}

fn product() -> Product {
    Product {
        id: ProductId::parse("rook-print.2").unwrap(),
        wording: Wording {
            name: ProductName::parse("Rook, printed").unwrap(),
            description: Summary::parse("A print of a rook 🐦").unwrap(),
            long_text: LongText::parse("Lino.\nSigned.").unwrap(),
            category: Category::parse("Prints").unwrap(),
            small_image: ImageUrl::parse("https://r.example/small.png", "small_image").unwrap(),
            large_image: None,
        },
        price: Money::price(Some(1_995), "EUR").unwrap(),
        tax_class: TaxClass::Reduced,
        disabled: true,
    }
}

fn of_products() -> Vec<PimEvent> {
    let sold = Product { disabled: false, ..product() };
    let mut events = product().put(None);
    // that it is sold again, without what changes with it
    events.extend(sold.put(Some(&product())).into_iter().take(1));
    events
}

fn of_carts() -> Vec<CheckoutEvent> {
    let cart = Uuid::from_u128(0x019a_a5e8_0000_7000_8000_0000_0000_00c1);
    let (product, quantity) = (product().id, three());
    vec![
        CheckoutEvent::Opened(CartOpened { cart, owner: ada().account.id.into() }),
        CheckoutEvent::Changed(QuantityChanged { cart, product, quantity }),
        CheckoutEvent::Merged(CartMerged { cart, into: Uuid::from_u128(0xc1) }),
        CheckoutEvent::Ordered(CartOrdered { cart, order: ORDER }),
    ]
}

const ORDER: Uuid = Uuid::from_u128(0x019a_a5e8_0000_7000_8000_0000_0000_00d1);

fn three() -> Quantity {
    Quantity::parse(Some(3)).unwrap()
}

fn of_orders() -> Vec<CheckoutEvent> {
    let (cart, hash) = (Uuid::from_u128(0xc1), Uuid::from_u128(0xc2));
    let (buyer, product) = (ada().account.id, product());
    let line = OrderLine {
        product: product.id.clone(),
        quantity: three(),
        name: product.wording.name,
        small_image: product.wording.small_image,
        unit_price: product.price.clone(),
        total: product.price.times(3).unwrap(),
        tax_class: product.tax_class,
    };
    let lacking = vec![Stock::default().reserve(&product.id, ORDER, three()).unwrap_err()];
    let total = line.total.clone();
    let pay_by = Some("2026-11-22T10:15:00Z".parse().unwrap());
    let lines = vec![line];
    vec![
        CheckoutEvent::Cancelled(OrderCancelled { order: ORDER, reason: Cancelling::ByBuyer }),
        CheckoutEvent::Placed(OrderPlaced { order: ORDER, buyer, cart, hash, lines, total, pay_by }),
        CheckoutEvent::Refused(OrderRefused {
            order: ORDER,
            buyer,
            cart,
            hash,
            refusal: Refusal::OutOfStock { lacking },
        }),
    ]
}

fn of_payments() -> Vec<CheckoutEvent> {
    let (order, payment) = (ORDER, Uuid::from_u128(0x019a_a5e8_0000_5000_8000_0000_0000_00e1));
    vec![
        CheckoutEvent::Expired(OrderExpired { order }),
        CheckoutEvent::Paying(PaymentBegun { order, payment }),
        CheckoutEvent::Unpaid(PaymentFailed { order, payment, reason: Unpaid::CalledOff }),
        CheckoutEvent::Paid(OrderPaid { order, payment }),
        CheckoutEvent::Astray(PaymentAstray { order, payment }),
    ]
}

fn of_stocks() -> Vec<FulfilmentEvent> {
    let (product, mut stock) = (product().id, Stock::default());
    let mut events = stock.count(&product, Pieces::parse(Some(500)).unwrap()).unwrap();
    for event in &events {
        stock.apply(event);
    }
    events.push(stock.reserve(&product, ORDER, three()).unwrap());
    events.push(stock.release(&product, ORDER, three()));
    events
}

fn of_the_catalogue() -> Vec<CatalogEvent> {
    let told = |disabled| ProductChanged::from(Product { disabled, ..product() });
    let listed = [false, true].into_iter().filter_map(|disabled| CatalogEvent::of(told(disabled), true));
    let changed = of_stocks().into_iter().filter_map(|event| match event {
        FulfilmentEvent::Changed(told) => Some(told.into()),
        FulfilmentEvent::Corrected(_) | FulfilmentEvent::Reserved(_) | FulfilmentEvent::Released(_) => None,
    });
    listed.chain(changed).collect()
}

fn guest() -> GuestId {
    GuestId::of(&Digest::stored("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"))
}

/// What everybody else is told of it: in the log, beside all other events.
pub(super) fn news() -> Vec<Envelope> {
    let Product { id, wording, price, .. } = product();
    let (position, name) = (1_207, wording.name);
    let (quantity, total) = (Quantity::parse(Some(3)).unwrap(), price.times(3).unwrap());
    let sold = SoldLine {
        name: name.clone(),
        small_image: wording.small_image,
        unit_price: price.clone(),
        total: total.clone(),
        tax_class: TaxClass::Reduced,
        in_stock: true,
        more_in_stock: false,
    };
    let cart = CartShown {
        id: Some(Uuid::from_u128(0x019a_a5e8_0000_7000_8000_0000_0000_00c1)),
        version: 2,
        hash: Uuid::from_u128(0x019a_a5e8_0000_5000_8000_0000_0000_00c2),
        lines: vec![LineShown {
            product: id.clone(),
            quantity,
            hash: Uuid::from_u128(0x019a_a5e8_0000_5000_8000_0000_0000_00c3),
            sold: Some(sold),
        }],
        total: Some(total),
    };
    let available = Pieces::parse(Some(3)).unwrap();
    let state = OrderState::Placed.as_str().to_owned();
    [
        ShopNews::Offered(Box::new(ProductOffered { position, product: id.clone(), name, price })),
        ShopNews::Gone(ProductGone { position, product: id.clone() }),
        ShopNews::Stock(StockLeft { position, product: id, available }),
        ShopNews::Cart(Box::new(CartChanged { position, owner: ada().account.id, cart: cart.clone() })),
        ShopNews::GuestCart(Box::new(GuestCartChanged { position, guest: guest(), cart })),
        ShopNews::Order(OrderChanged { position, buyer: ada().account.id, order: ORDER, state }),
    ]
    .map(|news| last(&news.tell(&cause())))
    .into()
}

/// Each is written as its file says, and read back from it, also when a newer server has added to it.
fn check<E: ShopEvent + PartialEq + std::fmt::Debug>(events: Vec<E>, told: &mut BTreeSet<String>) {
    for event in events {
        let kind = event.kind();
        assert_eq!(kind.split_once('.').unwrap().0, E::CONTEXT);
        let path = folder().join(format!("{kind}.json"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), file, "{kind}");
        assert_eq!(E::read(kind, &file).unwrap().unwrap(), event, "{kind}");
        assert_eq!(E::read(kind, &mut serde_json::Deserializer::from_str(&text)).unwrap().unwrap(), event);
        add_fields(&mut file);
        assert_eq!(E::read(kind, &file).unwrap().unwrap(), event, "{kind}");
        told.insert(kind.to_owned());
    }
}

#[test]
fn what_happens_in_the_shop_is_written_as_its_files_say() {
    let mut told = BTreeSet::new();
    check(of_products(), &mut told);
    check(of_stocks(), &mut told);
    check(of_carts(), &mut told);
    check(of_orders(), &mut told);
    check(of_payments(), &mut told);
    check(of_the_catalogue(), &mut told);
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<String> =
        names.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(told, files);
    let opened = json!({ "cart": Uuid::nil(), "owner": guest() });
    let read = CheckoutEvent::read("checkout.cart_opened", &opened).unwrap().unwrap();
    assert_eq!(read, CheckoutEvent::Opened(CartOpened { cart: Uuid::nil(), owner: guest().into() }));
    assert!(PimEvent::read("pim.product_moulted", &Value::Null).is_none(), "unknown is not nothing");
    assert!(PimEvent::read("pim.product_priced", &Value::Null).unwrap().is_err());
}
