//! From those who describe products to visitors: whatever happened meanwhile, they find what is so at last.
use service::shop::{ShopError, StreamName};

use crate::{World, kept_up, offer, origin, product, rook};

#[tokio::test]
async fn what_is_listed_and_taken_out_before_anybody_carries_it_over_is_found_by_nobody() {
    let world = World::new();
    let shop = kept_up(world.shop_over(world.store())).await;
    for disabled in [false, true] {
        shop.import(&[product(disabled)], &origin(None)).await.unwrap();
    }
    shop.imported().await.unwrap();
    let found = shop.product(&rook());
    assert!(matches!(found, Err(ShopError::NotFound)), "{found:?}");
    offer(&shop).await;
    assert!(shop.product(&rook()).is_ok());
    for disabled in [true, false, true] {
        shop.import(&[product(disabled)], &origin(None)).await.unwrap();
    }
    shop.imported().await.unwrap();
    assert!(shop.product(&rook()).is_err(), "it ends as it ended");
    assert_eq!(shop.ready(), Ok(()));
}

#[tokio::test]
async fn what_means_nothing_to_visitors_is_passed_and_nothing_is_told_of_it() {
    let world = World::new();
    let shop = kept_up(world.shop_over(world.store())).await;
    shop.import(&[product(true)], &origin(None)).await.unwrap();
    let head = world.store().head().await.unwrap().position;
    shop.imported().await.unwrap();
    assert_eq!(shop.ready(), Ok(()));
    assert_eq!(world.store().head().await.unwrap().position, head);
    let bridge = StreamName::stored("bridge:catalog");
    assert_eq!(world.store().mark(&bridge).await.unwrap(), head, "it is not looked at again");
}
