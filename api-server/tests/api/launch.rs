//! The drop of the small lively community: announced, bought by those whom it has made, and then again.
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use domain::identity::{DisplayName, Email, Measure, NewAccount, Password, Role, Username};
use domain::ids::AccountId;
use domain::page::Window;
use domain::posts::{Hashtag, PostText};
use domain::shop::catalog::{PageAsked, Sort};
use domain::shop::checkout::{Order, OrderState, PaymentStanding};
use domain::shop::pim::ProductId;
use service::PortError;
use service::posts::{TagQuery, Writing};
use service::shop::{Command, Payment, PaymentMessage, Payments, Unheard};
use uuid::Uuid;

use crate::demo::HERE;
use crate::door::{World, nobodys};
use crate::shop::at;

/// What is known of the drop at a moment.
#[derive(Debug, PartialEq, Eq)]
struct Standing {
    /// So many were ever printed.
    printed: u64,
    /// In orders that stand.
    sold: u64,
    /// That visitors find.
    left: u64,
}

impl World {
    async fn goes_on_for(&self, minutes: u64) {
        self.lives_for(Duration::from_mins(minutes), HERE).await;
    }

    /// All orders, as whoever keeps the shop sees them.
    async fn sales(&self) -> Vec<Arc<Order>> {
        let (ada, _) = self.ada().await;
        let mut all = vec![];
        for number in 1.. {
            let asked = PageAsked::parse(Some(number), Some(100), Sort::default(), None).unwrap();
            let page = self.use_cases.shop.sales(ada, &asked).await.unwrap().item;
            all.extend(page.items);
            if all.len() >= page.total {
                break;
            }
        }
        all
    }

    /// Of each thing one tells the same as the other.
    async fn standing(&self) -> Standing {
        let (ada, _) = self.ada().await;
        let product = ProductId::parse("first-light").unwrap();
        let stock = self.use_cases.shop.stock(ada, product).await.unwrap().item;
        let sold = units(&self.sales().await, stands);
        assert_eq!(stock.reserved.number(), sold, "what is kept is what is ordered");
        let left = self.get(&at("first-light")).await.body["available"].as_u64().unwrap();
        Standing { printed: stock.on_hand.number(), sold, left }
    }

    /// What was said of it, the last first.
    async fn told(&self) -> Vec<PostText> {
        let tag = TagQuery::one(Hashtag::stored("thedrop"));
        let found = self.use_cases.posts.tag_timeline(&tag, None, Window::newest(40)).await.unwrap();
        found.into_iter().map(|entry| entry.post.post.text).collect()
    }

    async fn bought_by(&self, buyer: AccountId) -> usize {
        self.sales().await.iter().filter(|order| order.buyer == buyer).count()
    }
}

fn stands(state: &OrderState) -> bool {
    matches!(state, OrderState::Placed | OrderState::Paying { .. } | OrderState::Paid(_))
}

fn units(orders: &[Arc<Order>], of: fn(&OrderState) -> bool) -> u64 {
    let of = orders.iter().filter(|order| of(&order.state));
    of.flat_map(|order| &order.lines).map(|line| line.quantity.number()).sum()
}

fn count(orders: &[Arc<Order>], state: &str) -> usize {
    orders.iter().filter(|order| order.state.as_str() == state).count()
}

#[tokio::test(start_paused = true)]
async fn what_is_sold_and_what_is_left_is_what_was_announced_whoever_begins_again() {
    let world = World::new().await;
    world.goes_on_for(2).await;
    let first = world.standing().await;
    assert_eq!((first.printed, first.sold + first.left), (500, 500), "{first:?}");
    let orders = world.sales().await;
    assert!(count(&orders, "paid") > 20 && count(&orders, "cancelled") > 0, "{}", orders.len());
    assert!(orders.iter().any(|order| order.payments.len() > 1), "somebody was declined, and paid otherwise");
    let told = world.told().await;
    assert_eq!(told.len(), 1);
    assert!(told[0].as_str().contains(" https://r.example/shop/products/first-light "), "{told:?}");
    world.goes_on_for(1).await;
    let then = world.standing().await;
    assert_eq!((then.printed, then.sold + then.left), (500, 500), "{then:?}");
    assert!(then.sold > first.sold + 20, "{first:?} {then:?}");
    assert_eq!(world.told().await, told, "said once");
}

#[tokio::test(start_paused = true)]
async fn what_is_sold_out_is_said_to_be_once_and_after_a_while_there_is_another_printing() {
    let world = World::new().await;
    world.goes_on_for(11).await;
    assert_eq!(world.standing().await, Standing { printed: 500, sold: 500, left: 0 });
    let orders = world.sales().await;
    assert_eq!(units(&orders, |state| matches!(state, OrderState::Paid(_))), 500, "all of it is paid");
    let sold_out = world.told().await;
    assert!(sold_out.len() == 2 && sold_out[0].as_str().contains("Sold out"), "{sold_out:?}");
    // whoever begins again waits anew
    world.goes_on_for(5).await;
    assert_eq!(world.told().await, sold_out);
    assert_eq!(world.sales().await.len(), orders.len(), "nobody wants what there is not");
    world.goes_on_for(12).await;
    let next = world.standing().await;
    assert_eq!((next.printed, next.sold + next.left), (1_000, 1_000), "{next:?}");
    assert!(next.sold > 520 && next.left > 0, "{next:?}");
    let told = world.told().await;
    assert!(told.len() == 3 && told[0].as_str().contains("numbers 501 to 1000"), "{told:?}");
    world.goes_on_for(1).await;
    assert_eq!(world.told().await, told);
}

#[tokio::test(start_paused = true)]
async fn what_was_said_long_ago_is_not_said_again() {
    let first = World::new().await;
    first.goes_on_for(1).await;
    let told = first.told().await;
    let world = World::new().await;
    world.member("ada").await;
    world.make_ada(Role::Admin).await;
    // its key is known no more
    let (ada, writing) = (world.ada().await.0, Writing::plain(told[0].clone()));
    world.use_cases.posts.publish(ada, writing, None, &nobodys()).await.unwrap();
    world.goes_on_for(1).await;
    assert_eq!(world.told().await, told);
    assert!(world.standing().await.sold > 20);
}

#[tokio::test(start_paused = true)]
async fn only_those_whom_the_demonstration_has_made_buy() {
    let world = World::new().await;
    let bo: AccountId = world.member("bo_larsen").await.id.parse().unwrap();
    let new = NewAccount {
        username: Username::parse("chidi_e").unwrap(),
        display_name: DisplayName::default(),
        bot: false,
    };
    // the nearest that anybody gets to the address of one of them
    let email = Email::parse("chidi_e@Buyers.rookery.example").unwrap();
    let password = Password::parse("correct horse").unwrap();
    let chidi = world.use_cases.accounts.register(new, email, &password, &nobodys()).await.unwrap().id;
    for _ in 0..2 {
        world.goes_on_for(1).await;
    }
    assert_eq!((world.bought_by(bo).await, world.bought_by(chidi).await), (0, 0));
    for person in [bo, chidi] {
        assert_eq!(world.use_cases.shop.cart(person).unwrap().item.id, None, "nor is it in their carts");
    }
    let buyers: BTreeSet<AccountId> = world.sales().await.iter().map(|order| order.buyer).collect();
    assert!(buyers.len() > 10, "{buyers:?}");
    for buyer in buyers {
        let account = world.use_cases.accounts.find(buyer).await.unwrap().unwrap().account;
        assert!(account.bot, "{account:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_takes_money_what_is_ordered_stands() {
    let mut world = World::new().await;
    world.use_cases.shop = world.another_shop().await;
    world.goes_on_for(2).await;
    let standing = world.standing().await;
    assert_eq!((standing.printed, standing.sold + standing.left), (500, 500), "{standing:?}");
    let orders = world.sales().await;
    let (placed, cancelled) = (count(&orders, "placed"), count(&orders, "cancelled"));
    assert!(placed > 20 && cancelled > 0, "{placed} {cancelled}");
    assert_eq!(placed + cancelled, orders.len());
}

#[tokio::test(start_paused = true)]
async fn who_was_shut_out_buys_nothing_any_more() {
    let world = World::new().await;
    world.goes_on_for(1).await;
    let buyer = world.sales().await[0].buyer;
    let bought = world.bought_by(buyer).await;
    world.use_cases.accounts.take(Measure::Suspend, buyer, &nobodys()).await.unwrap();
    world.goes_on_for(3).await;
    assert_eq!(world.bought_by(buyer).await, bought);
    assert!(world.standing().await.sold > 200, "the others do");
}

#[tokio::test(start_paused = true)]
async fn what_its_keeper_has_taken_out_is_neither_announced_nor_bought() {
    let world = World::new().await;
    world.goes_on_for(11).await;
    let (told, orders) = (world.told().await, world.sales().await.len());
    let (ada, product) = (world.ada().await.0, ProductId::parse("first-light").unwrap());
    let command = Command { origin: nobodys(), key: None };
    world.use_cases.shop.disable(ada, &product, &command).await.unwrap();
    world.goes_on_for(12).await;
    assert_eq!((world.told().await, world.sales().await.len()), (told, orders));
}

/// Whoever takes real money.
struct Bank;

#[async_trait]
impl Payments for Bank {
    fn name(&self) -> &'static str {
        "bank"
    }

    async fn authorise(&self, payment: &Payment) -> Result<PaymentStanding, PortError> {
        panic!("{payment:?}")
    }

    async fn capture(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        panic!("{payment}")
    }

    async fn call_off(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        panic!("{payment}")
    }

    async fn look_up(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        panic!("{payment}")
    }

    fn hear(&self, _: PaymentMessage<'_>, _: Timestamp) -> Result<Uuid, Unheard> {
        Err(Unheard::Forged)
    }
}

#[tokio::test(start_paused = true)]
async fn where_real_money_is_taken_nobody_buys() {
    let mut world = World::new().await;
    world.use_cases.shop = world.use_cases.shop.clone().paid_by(Arc::new(Bank), Duration::from_mins(15));
    world.goes_on_for(1).await;
    assert_eq!((world.sales().await.len(), world.told().await.len()), (0, 0));
    assert!(world.said().await > 45, "they talk all the same");
}
