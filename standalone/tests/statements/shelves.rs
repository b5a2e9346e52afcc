//! Something to buy.
use api_server::UseCases;
use domain::identity::{Measure, Role, Username};
use domain::realtime::Origin;
use domain::shop::Money;
use domain::shop::pim::{Category, LongText, Product, ProductId, ProductName, Summary, TaxClass, Wording};
use service::shop::{Command, Wanted};

/// Ada keeps the shop, and puts so many things into it.
pub(crate) async fn fill(use_cases: &UseCases, size: usize) {
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
