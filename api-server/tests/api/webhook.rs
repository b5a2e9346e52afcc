//! Whoever keeps the books elsewhere: told of each change of an order, in order, until they have it.
use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::Timestamp;
use serde_json::{Value, json};
use service::PortError;
use service::duty::{Due, Errand};
use service::outward::Breaker;
use service::shop::{Answer, Call as Said, Calling, EventKind, EventStore, StreamName, Webhook};
use sourcing::{Append, Batch, Fact, Outcome, Position, Version};
use tokio::time::Instant;
use uuid::Uuid;

use crate::cart::{put, shop};
use crate::door::{Call, Member, World};
use crate::orders::{ORDERS, order};
use crate::shop::counts;

/// What comes of a call.
enum Comes {
    Answer(Answer),
    Trouble,
    /// Not even a word.
    Nothing,
}

/// Whoever keeps the books: answers with these one after the other, and takes all else but what they are deaf to.
#[derive(Default)]
struct Books {
    heard: Mutex<Vec<Said>>,
    answers: Mutex<VecDeque<Comes>>,
    deaf_to: Mutex<Option<String>>,
}

#[async_trait]
impl Webhook for Books {
    async fn call(&self, call: &Said) -> Result<Answer, PortError> {
        self.heard.lock().unwrap().push(call.clone());
        let next = self.answers.lock().unwrap().pop_front();
        let is_deaf = self.deaf_to.lock().unwrap().as_ref().is_some_and(|what| call.body.contains(what));
        match next {
            Some(Comes::Answer(answer)) => Ok(answer),
            Some(Comes::Trouble) => Err(PortError::new("books", "trouble")),
            Some(Comes::Nothing) => pending().await,
            None if is_deaf => Ok(Answer::Refused(400)),
            None => Ok(Answer::Taken),
        }
    }
}

impl Books {
    fn answers(&self, answers: impl IntoIterator<Item = Comes>) {
        self.answers.lock().unwrap().extend(answers);
    }

    fn said(&self) -> Vec<Value> {
        let heard = self.heard.lock().unwrap();
        heard.iter().map(|call| serde_json::from_str(&call.body).unwrap()).collect()
    }

    fn kinds(&self) -> Vec<String> {
        self.said().iter().map(|said| said["type"].as_str().unwrap().to_owned()).collect()
    }

    /// The orders that were spoken of, as often as they were.
    fn orders(&self) -> Vec<String> {
        self.said().iter().map(|said| said["data"]["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// A shop where Bob has an account, and whoever tells others of it, who has begun.
async fn begun() -> (World, Member, Member, Arc<Books>, Calling) {
    let world = World::new().await;
    let keeper = shop(&world).await;
    world.call(counts("rook", 99).by(&keeper)).await;
    let bob = world.member("bob").await;
    let books = Arc::<Books>::default();
    let calling = calling(&world, &books);
    tells(&world, &calling).await;
    (world, keeper, bob, books, calling)
}

fn calling(world: &World, books: &Arc<Books>) -> Calling {
    let (here, claims) = (&world.use_cases.shop, Arc::new(world.memory().clone()));
    Calling::new(here, claims, books.clone(), wire::rookery::order_changed)
}

fn now(world: &World) -> Timestamp {
    world.use_cases.entropy.now()
}

/// All is told that can be told now; gives when there is more to do.
async fn tells(world: &World, calling: &Calling) -> Due {
    loop {
        match calling.run(now(world)).await.unwrap() {
            Due::Now => {}
            due => return due,
        }
    }
}

async fn places(world: &World, by: &Member) -> String {
    let shown = put(world, by, "rook", 1).await.body;
    order(world, by, &shown).await.id()
}

/// An order as whoever keeps the shop is shown it.
async fn shown(world: &World, keeper: &Member, order: &str) -> Value {
    world.call(Call::get(&format!("{ORDERS}/{order}")).by(keeper)).await.body
}

#[tokio::test(start_paused = true)]
async fn each_change_is_told_once_in_order_and_as_the_order_stood_then() {
    let (world, keeper, bob, books, one) = begun().await;
    let mut expected = vec![];
    let paid = places(&world, &bob).await;
    expected.push(("order.placed", shown(&world, &keeper, &paid).await));
    let pays = Call::post(&format!("{ORDERS}/{paid}/payment")).json(&json!({ "token": "trial_ok" }));
    world.call(pays.by(&bob)).await;
    expected.push(("order.paid", shown(&world, &keeper, &paid).await));
    let left = places(&world, &bob).await;
    expected.push(("order.placed", shown(&world, &keeper, &left).await));
    world.call(Call::delete(&format!("{ORDERS}/{left}")).by(&keeper)).await;
    expected.push(("order.cancelled", shown(&world, &keeper, &left).await));
    let forgotten = places(&world, &bob).await;
    expected.push(("order.placed", shown(&world, &keeper, &forgotten).await));
    world.pass(Duration::from_mins(16));
    for errand in world.use_cases.shop.errands() {
        if errand.name() == "shop.unpaid" {
            errand.run(now(&world)).await.unwrap();
        }
    }
    expected.push(("order.expired", shown(&world, &keeper, &forgotten).await));
    let another = calling(&world, &books);
    tokio::join!(tells(&world, &one), tells(&world, &another));
    let kinds: Vec<&str> = expected.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(books.kinds(), kinds);
    let happened = EventStore::read(world.memory(), Position::START, 10_000).await.unwrap();
    let heard = books.heard.lock().unwrap().clone();
    for ((call, mut said), (kind, shown)) in heard.iter().zip(books.said()).zip(expected) {
        let place = said["data"]["position"].as_u64().unwrap();
        let event = &happened[usize::try_from(place).unwrap() - 1].fact;
        assert_eq!((call.id, said["timestamp"].as_str()), (event.id, Some(event.at.to_string().as_str())));
        let data = said["data"].as_object_mut().unwrap();
        data.remove("position");
        assert_eq!(data.remove("payment").unwrap().is_string(), kind == "order.paid");
        assert_eq!(said["data"], shown, "{kind}");
        assert_eq!(said["data"]["buyer"], bob.id.as_str());
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_taken_is_said_again_under_its_id_and_what_comes_after_waits() {
    let (world, _, bob, books, calling) = begun().await;
    let (first, second) = (places(&world, &bob).await, places(&world, &bob).await);
    books.answers([Comes::Answer(Answer::Refused(404)), Comes::Trouble, Comes::Trouble]);
    assert!(matches!(tells(&world, &calling).await, Due::At(_)));
    assert!(matches!(tells(&world, &calling).await, Due::At(_)), "nobody is asked again at once who said no");
    assert_eq!(books.orders(), std::slice::from_ref(&first));
    world.pass(Duration::from_secs(11));
    tells(&world, &calling).await;
    assert_eq!(books.orders().len(), 3, "whoever is in trouble is asked once more");
    world.pass(Duration::from_secs(21));
    tells(&world, &calling).await;
    assert_eq!(books.orders()[..4], [(); 4].map(|()| first.clone()));
    assert_eq!(books.orders()[4..], [second]);
    let heard = books.heard.lock().unwrap();
    assert!(heard[..4].iter().all(|call| *call == heard[0]), "{heard:?}");
    assert_ne!(heard[4].id, heard[0].id);
}

#[tokio::test(start_paused = true)]
async fn whoever_does_not_want_it_is_left_alone_for_longer_each_time_but_never_for_long() {
    let (world, _, bob, books, calling) = begun().await;
    *books.deaf_to.lock().unwrap() = Some(places(&world, &bob).await);
    let mut pauses = vec![];
    for _ in 0..10 {
        let Due::At(next) = tells(&world, &calling).await else { panic!("it is not told yet") };
        pauses.push(next.duration_since(now(&world)).as_secs());
        world.pass(Duration::from_mins(6));
    }
    assert_eq!(books.orders().len(), 10);
    assert!(pauses[0] <= 10 && pauses[2] >= 18 && pauses[9] >= 145, "{pauses:?}");
    assert!(pauses.iter().all(|pause| *pause <= 300), "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn what_nobody_takes_for_three_days_is_given_up_and_holds_up_nothing_more() {
    let (world, _, bob, books, calling) = begun().await;
    let (first, second) = (places(&world, &bob).await, places(&world, &bob).await);
    *books.deaf_to.lock().unwrap() = Some(first);
    for _ in 0..72 {
        tells(&world, &calling).await;
        assert!(!books.orders().contains(&second));
        world.pass(Duration::from_hours(1));
    }
    tells(&world, &calling).await;
    assert_eq!(books.orders().iter().filter(|order| **order == second).count(), 1);
    assert_eq!(books.orders().last(), Some(&second));
    assert_eq!(calling.stopped_by(), None);
}

#[tokio::test(start_paused = true)]
async fn servers_that_were_away_for_days_give_nothing_up_at_the_first_no() {
    let (world, _, bob, books, calling) = begun().await;
    let (first, second) = (places(&world, &bob).await, places(&world, &bob).await);
    world.pass(Duration::from_hours(100));
    // for nearly six hours
    books.answers((0..59).map(|_| Comes::Answer(Answer::Refused(401))));
    for _ in 0..60 {
        tells(&world, &calling).await;
        world.pass(Duration::from_mins(6));
    }
    let orders = books.orders();
    assert_eq!(orders.len(), 61);
    assert!(orders[..60].iter().all(|order| *order == first), "late, and not lost");
    assert_eq!(orders[60], second);
}

#[tokio::test(start_paused = true)]
async fn who_is_left_alone_for_a_while_has_refused_nothing() {
    let (world, _, bob, books, calling) = begun().await;
    places(&world, &bob).await;
    let failures = usize::try_from(Breaker::FAILURES).unwrap();
    books.answers((0..failures).map(|_| Comes::Trouble));
    // two at once, two at once, and one more
    for _ in 0..3 {
        assert!(matches!(tells(&world, &calling).await, Due::At(_)));
        world.pass(Duration::from_mins(6));
    }
    assert_eq!(books.orders().len(), failures);
    let began = Instant::now();
    assert_eq!(tells(&world, &calling).await, Due::Whenever, "they have it");
    assert!(began.elapsed() + Duration::from_secs(1) >= Breaker::REST, "{:?}", began.elapsed());
    assert_eq!(books.orders().len(), failures + 1);
}

#[tokio::test(start_paused = true)]
async fn whose_clock_is_set_back_waits_no_longer_for_it() {
    let (world, _, bob, books, calling) = begun().await;
    places(&world, &bob).await;
    books.answers([Comes::Answer(Answer::Refused(500))]);
    let Due::At(next) = tells(&world, &calling).await else { panic!("it is not told yet") };
    // nobody is at it any more
    world.pass(Duration::from_secs(11));
    calling.run(next - Duration::from_hours(24)).await.unwrap();
    assert_eq!(books.orders().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn it_begins_when_it_is_switched_on_and_goes_on_where_it_was() {
    let world = World::new().await;
    shop(&world).await;
    let (bob, books) = (world.member("bob").await, Arc::<Books>::default());
    places(&world, &bob).await;
    tells(&world, &calling(&world, &books)).await;
    assert_eq!(books.orders(), [""; 0], "nobody asked for what is past");
    let meanwhile = places(&world, &bob).await;
    let after = places(&world, &bob).await;
    tells(&world, &calling(&world, &books)).await;
    assert_eq!(books.orders(), [meanwhile, after]);
}

#[tokio::test(start_paused = true)]
async fn whoever_wants_to_hear_nothing_more_of_something_is_told_the_next() {
    let (world, _, bob, books, calling) = begun().await;
    let orders = [places(&world, &bob).await, places(&world, &bob).await];
    books.answers([Comes::Answer(Answer::Gone)]);
    tells(&world, &calling).await;
    assert_eq!(books.orders(), orders);
}

#[tokio::test(start_paused = true)]
async fn whoever_says_nothing_is_not_waited_for_and_told_again() {
    let (world, _, bob, books, calling) = begun().await;
    places(&world, &bob).await;
    books.answers([Comes::Nothing, Comes::Nothing]);
    let began = Instant::now();
    tells(&world, &calling).await;
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert_eq!(books.orders().len(), 2);
    world.pass(Duration::from_secs(11));
    tells(&world, &calling).await;
    assert_eq!(books.orders().len(), 3);
    assert_eq!(tells(&world, &calling).await, Due::Whenever, "they have it");
}

#[tokio::test(start_paused = true)]
async fn who_was_forgotten_is_named_to_nobody() {
    let (world, _, bob, books, calling) = begun().await;
    places(&world, &bob).await;
    world.use_cases.shop.forget(bob.id.parse().unwrap()).await.unwrap();
    tells(&world, &calling).await;
    assert_eq!(books.said()[0]["data"]["buyer"], "erased");
}

/// Something else happens, after so much in that stream.
pub(crate) async fn happens(world: &World, stream: &str, after: u64, kind: &str, payload: &Value) {
    let fact = Fact {
        id: Uuid::from_u128(1 << 100),
        kind: EventKind::parse(kind).unwrap(),
        schema: 1,
        at: now(world),
        actor: None,
        correlation: Uuid::nil(),
        causation: None,
        trace: None,
        payload: payload.to_string().into(),
    };
    let stream = StreamName::parse(stream).unwrap();
    let append = Append { stream, expected: Version::new(after), facts: vec![fact] };
    let appended = world.memory().append(Batch::new(vec![append]).unwrap()).await.unwrap();
    assert!(matches!(appended, Outcome::Appended(_)), "{appended:?}");
}

#[tokio::test(start_paused = true)]
async fn money_that_has_to_be_given_back_is_told() {
    let (world, _, bob, books, calling) = begun().await;
    let (placed, payment) = (places(&world, &bob).await, Uuid::from_u128(7));
    let said = json!({ "order": placed, "payment": payment });
    happens(&world, &format!("order:{placed}"), 1, "checkout.payment_astray", &said).await;
    tells(&world, &calling).await;
    assert_eq!(books.kinds(), ["order.placed", "order.payment_astray"]);
    let [before, after] = [0, 1].map(|nth| books.said()[nth]["data"].clone());
    assert_eq!((&before["to_give_back"], &before["payment"]), (&json!([]), &Value::Null));
    assert_eq!((&after["to_give_back"], &after["payment"]), (&json!([payment]), &json!(payment)));
}

#[tokio::test(start_paused = true)]
async fn what_nobody_here_understands_is_not_left_out() {
    let (world, _, bob, books, calling) = begun().await;
    let placed = places(&world, &bob).await;
    happens(&world, &format!("order:{placed}"), 1, "checkout.order_gilded", &json!({ "order": placed }))
        .await;
    tells(&world, &calling).await;
    assert_eq!(books.kinds(), ["order.placed"]);
    assert!(calling.stopped_by().unwrap().contains("checkout.order_gilded"));
}
