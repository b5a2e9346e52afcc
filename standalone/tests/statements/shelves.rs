//! Something to buy.
use api_server::UseCases;
use domain::identity::{Measure, Role, Username};
use domain::ids::AccountId;
use domain::realtime::Origin;
use domain::shop::Money;
use domain::shop::checkout::{Agreed, Quantity};
use domain::shop::fulfilment::Pieces;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use service::shop::{Command, Count, Placing, Shop, Wanted, Wish};

/// Ada keeps the shop, puts so many things into it, and orders each; the last of her orders.
pub(crate) async fn fill(use_cases: &UseCases, size: usize) -> String {
    tokio::spawn(use_cases.shop.clone().keep_up());
    use_cases.shop.loaded().await;
    let origin = Origin { actor: None, correlation: use_cases.entropy.uuid(), causation: None, trace: None };
    let ada = use_cases.accounts.look_up(&Username::parse("ada").unwrap()).await.unwrap().unwrap();
    let keeper = ada.account;
    use_cases.accounts.take(Measure::Appoint(Role::Admin), keeper.id, &origin).await.unwrap();
    for n in 1..=size {
        let command = Command { origin: origin.clone(), key: None };
        use_cases
            .shop
            .describe(keeper.id, Wanted { product: print(n), version: None }, &command)
            .await
            .unwrap();
    }
    order(&use_cases.shop, keeper.id, &origin, size).await
}

fn print(n: usize) -> Product {
    Product {
        id: ProductId::parse(&format!("print-{n}")).unwrap(),
        wording: Wording {
            name: ProductName::parse(&format!("Print {n}")).unwrap(),
            description: Summary::default(),
            long_text: LongText::default(),
            category: Category::default(),
            small_image: None,
            large_image: None,
        },
        price: Money::price(Some(995), "EUR").unwrap(),
        tax_class: TaxClass::default(),
        disabled: false,
    }
}

/// Ada orders so many things, one after the other; the last of her orders.
async fn order(shop: &Shop, ada: AccountId, origin: &Origin, size: usize) -> String {
    let command = || Command { origin: origin.clone(), key: None };
    let mut last = String::new();
    for n in 1..=size {
        let (product, one) = (print(n).id, Quantity::parse(Some(1)).unwrap());
        let count =
            Count { product: product.clone(), on_hand: Pieces::parse(Some(1)).unwrap(), version: None };
        shop.count(ada, count, &command()).await.unwrap();
        let wish = Wish { product, quantity: one, version: None };
        let cart = shop.put(ada, &wish, &command()).await.unwrap().answer;
        let agreed = Agreed { version: cart.version, hash: cart.hash };
        match shop.order(ada, agreed, &command()).await.unwrap().answer {
            Placing::Placed(order) => last = order.id.to_string(),
            other => panic!("{other:?}"),
        }
    }
    last
}
