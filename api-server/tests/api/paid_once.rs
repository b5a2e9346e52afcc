//! Paying while answers are lost and people go away: the order and whoever takes the money say the same in the end.
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use adapter_payments::Trial;
use async_trait::async_trait;
use domain::Timestamp;
use domain::shop::checkout::{OrderState, PaymentStanding, PaymentToken};
use service::outward::Breaker;
use service::shop::{Command, Payment, PaymentMessage, Payments, Shop, Unheard};
use service::{Entropy, PortError};
use tokio::time::sleep;
use uuid::Uuid;

use crate::cart::{put, shop};
use crate::door::{Member, World, nobodys};
use crate::orders::{order, stock};
use crate::shop::counts;

/// Somebody who does what is asked for, and of whose answers one in four arrives.
struct Lossy {
    trial: Trial,
    asked: AtomicU32,
}

impl Lossy {
    fn lose<T>(&self, answer: Result<T, PortError>) -> Result<T, PortError> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        // as by chance, and the same each time
        if asked.wrapping_mul(2_654_435_761) >> 30 == 0 {
            answer
        } else {
            Err(PortError::new("lossy", "the answer was lost"))
        }
    }
}

#[async_trait]
impl Payments for Lossy {
    fn name(&self) -> &'static str {
        self.trial.name()
    }

    async fn authorise(&self, payment: &Payment) -> Result<PaymentStanding, PortError> {
        self.lose(self.trial.authorise(payment).await)
    }

    async fn capture(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        self.lose(self.trial.capture(payment).await)
    }

    async fn call_off(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        self.lose(self.trial.call_off(payment).await)
    }

    async fn look_up(&self, payment: Uuid) -> Result<PaymentStanding, PortError> {
        self.lose(self.trial.look_up(payment).await)
    }

    fn hear(&self, message: PaymentMessage<'_>, now: Timestamp) -> Result<Uuid, Unheard> {
        self.trial.hear(message, now)
    }
}

/// An order of one rook.
async fn ordered(world: &World, by: &Member) -> Uuid {
    let shown = put(world, by, "rook", 1).await.body;
    order(world, by, &shown).await.id().parse().unwrap()
}

async fn pay(shop: &Shop, by: &Member, order: Uuid) {
    let (token, command) =
        (PaymentToken::parse("trial_ok").unwrap(), Command { origin: nobodys(), key: None });
    // what came of it is asked later
    let _ = shop.pay(by.id.parse().unwrap(), order, token, &command).await;
}

/// Lets time pass, and payments be looked after meanwhile, until nothing is left to do.
async fn settle(shop: &Shop, entropy: &Arc<dyn Entropy>) {
    let errands = shop.errands();
    let cashier = errands.iter().find(|errand| errand.name() == "shop.payments").unwrap();
    for _ in 0..40 {
        let then = entropy.now() + Duration::from_secs(10);
        while entropy.now() < then {}
        sleep(Breaker::REST).await;
        cashier.run(entropy.now()).await.unwrap();
    }
}

/// Whether an order is paid, which whoever takes the money says too.
async fn is_paid(world: &World, trial: &Trial, by: &Member, order: Uuid) -> bool {
    let found = world.use_cases.shop.ordered(by.id.parse().unwrap(), order).await.unwrap().item;
    let mut taken = 0;
    for payment in &found.payments {
        let stands = trial.look_up(*payment).await.unwrap();
        assert_ne!(stands, PaymentStanding::Authorised, "nothing stays set aside");
        taken += usize::from(stands == PaymentStanding::Captured);
    }
    let is_paid = matches!(found.state, OrderState::Paid(_));
    assert!(is_paid || found.state == OrderState::Placed, "{found:?}");
    assert_eq!(taken, usize::from(is_paid), "{found:?}");
    assert!(found.astray.is_empty(), "{found:?}");
    is_paid
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_lost_take_nothing_twice() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    world.call(counts("rook", 100).by(&keeper)).await;
    let bob = world.member("bob").await;
    let lossy = Lossy { trial: world.trial(), asked: AtomicU32::default() };
    let here = world.another_shop().await.paid_by(Arc::new(lossy), Duration::from_mins(15));
    let mut orders = vec![];
    for _ in 0..6 {
        // whoever is left alone is asked again
        sleep(Breaker::REST).await;
        orders.push(ordered(&world, &bob).await);
        pay(&here, &bob, orders[orders.len() - 1]).await;
    }
    settle(&here, &world.use_cases.entropy).await;
    world.use_cases.shop.state_hash().await.unwrap();
    for order in orders {
        assert!(is_paid(&world, &world.trial(), &bob, order).await, "nobody was told to leave it");
    }
    assert_eq!(stock(&world, &keeper, "rook").await.1, 6, "nothing that stands is freed");
}

#[tokio::test(start_paused = true)]
async fn whoever_goes_away_in_between_has_paid_once_or_not_at_all() {
    let world = World::new().await;
    let keeper = shop(&world).await;
    world.call(counts("rook", 100).by(&keeper)).await;
    let bob = world.member("bob").await;
    let here = &world.use_cases.shop;
    let mut orders = vec![];
    for polls in 0..24 {
        let order = ordered(&world, &bob).await;
        let mut paying = pin!(pay(here, &bob, order));
        let mut left = polls;
        poll_fn(|context| {
            if left == 0 {
                return Poll::Ready(());
            }
            left -= 1;
            paying.as_mut().poll(context)
        })
        .await;
        orders.push(order);
    }
    settle(here, &world.use_cases.entropy).await;
    let mut paid = 0;
    for order in orders {
        paid += usize::from(is_paid(&world, &world.trial(), &bob, order).await);
    }
    assert!((1..24).contains(&paid), "{paid} of 24: some went before, some after");
}
