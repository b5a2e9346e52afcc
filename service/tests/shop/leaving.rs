//! Somebody leaves while the shop stands still.
use std::sync::Arc;
use std::time::Duration;

use adapter_crypto::{EdDsaSigner, new_signing_key};
use adapter_memory::Memory;
use contract::steered::Steered;
use domain::identity::{Account, DisplayName, Email, NewAccount, PasswordHash, Profile, Username};
use domain::ids::AccountId;
use domain::posts::{NewPost, Post, PostText};
use service::channels::ChannelPorts;
use service::duty::{Due, Errand};
use service::identity::{AccountRepository, Credentials, Registration, Tokens};
use service::leaving::{DepartureRepository, Leaving, LeavingPorts};
use service::posts::PostRepository;
use service::realtime::{Advance, EventLog, Outbox};
use service::shop::Shop;
use service::{Entropy, PortError};
use sourcing::Keys;
use uuid::Uuid;

use crate::{World, command, kept_up, origin, wish};

/// Steps after which somebody should have left, whatever it is waited for.
const STEPS: usize = 100;

/// What somebody said once.
const WORDS: &str = "the rooks are back";

async fn register(world: &World, name: &str) -> Profile {
    let new = NewAccount {
        username: Username::parse(name).unwrap(),
        display_name: DisplayName::default(),
        bot: false,
    };
    let cause = origin(None).cause(world.clock.uuid(), world.clock.now());
    let email = Email::parse(&format!("{name}@r.example")).unwrap();
    let credentials = Credentials::vouched(email, PasswordHash::stored(""));
    match world.memory.register(Account::register(new, cause), credentials).await.unwrap() {
        Registration::New(account) => Profile::of_new(account),
        refused => panic!("{refused:?}"),
    }
}

async fn post(world: &World, by: &Profile) {
    let cause = origin(None).cause(world.clock.uuid(), world.clock.now());
    let draft = Post::publish(NewPost::plain(PostText::stored(WORDS)), by.clone(), cause).unwrap();
    world.memory.publish(draft, None).await.unwrap();
}

/// A server that lets people go.
fn leaving(world: &World, shop: Shop) -> Leaving {
    let store = Arc::new(world.memory.clone());
    let ports = LeavingPorts {
        departures: store.clone(),
        posts: store.clone(),
        follows: store.clone(),
        media: store.clone(),
        files: store.clone(),
        channels: ChannelPorts::on(&store),
    };
    let key = new_signing_key(world.clock.uuid(), world.clock.now()).unwrap();
    let signer = Arc::new(EdDsaSigner::new(&[key], "https://r.example").unwrap());
    let tokens = Tokens::new(store, signer, world.clock.clone());
    Leaving::new(ports, tokens, world.clock.clone()).with_shop(shop)
}

/// The relay moves what waits.
async fn relay(memory: &Memory) {
    let epoch = Outbox::acquire(memory, Uuid::from_u128(7), Duration::from_mins(1)).await.unwrap().unwrap();
    while matches!(memory.advance(epoch, 100).await.unwrap(), Advance::Moved(events) if !events.is_empty()) {}
}

/// Goes on until nothing is left to do, or it can't.
async fn let_go(world: &World, leaving: &Leaving) -> Result<(), PortError> {
    // it has been waited for those whose requests had begun before
    let later = world.clock.now() + jiff::SignedDuration::from_mins(5);
    for _ in 0..STEPS {
        match leaving.run(later).await? {
            Due::Now => {}
            Due::At(_) => relay(&world.memory).await,
            Due::Whenever => return Ok(()),
        }
    }
    panic!("it never comes to an end");
}

/// All that the log says.
async fn log(world: &World) -> String {
    let (start, end) = (domain::realtime::Position::new(0), domain::realtime::Position::new(1_000));
    format!("{:?}", EventLog::read(&world.memory, start, end, 1_000).await.unwrap())
}

async fn still_leaving(world: &World) -> Vec<AccountId> {
    let open = world.memory.list_open(9).await.unwrap();
    open.into_iter().map(|departure| departure.account).collect()
}

#[tokio::test]
async fn while_the_shop_stands_still_all_else_goes_and_who_leaves_is_let_go_when_it_goes_on() {
    let world = World::new();
    let shop = world.shop().await;
    let ada = register(&world, "ada").await;
    let id = ada.account.id;
    post(&world, &ada).await;
    shop.put(id, &wish(2, None), &command(id, "")).await.unwrap();
    let head = world.store().head().await.unwrap().position.number();
    let stuck = kept_up(world.shop_over(Arc::new(Steered::torn(world.store(), head)))).await;
    assert!(stuck.ready().is_err());
    relay(&world.memory).await;
    assert!(log(&world).await.contains(WORDS));
    let held_up = leaving(&world, stuck);
    assert!(held_up.leave(id, &origin(None)).await.unwrap());
    for _ in 0..2 {
        let_go(&world, &held_up).await.unwrap_err();
        assert_eq!(still_leaving(&world).await, [id], "it is not over");
        assert_eq!(world.memory.totals().await.unwrap().posts, 0, "all else is gone");
        assert!(!log(&world).await.contains(WORDS), "and the log says nothing of it");
        assert_eq!(AccountRepository::find(&world.memory, id).await.unwrap(), None);
        assert_eq!(
            Keys::list(&world.memory, Uuid::nil(), 9).await.unwrap().len(),
            1,
            "the key is needed until then"
        );
    }
    assert_eq!(world.store().head().await.unwrap().position.number(), head);
    let_go(&world, &leaving(&world, shop.clone())).await.unwrap();
    assert_eq!(still_leaving(&world).await, []);
    assert_eq!(Keys::list(&world.memory, Uuid::nil(), 9).await.unwrap(), [], "nobody can say who it was");
    let all = world.store().read(sourcing::Position::new(head), 9).await.unwrap();
    let emptied: Vec<&str> = all.iter().map(|entry| &*entry.fact.payload).collect();
    assert_eq!(emptied.len(), 1, "{emptied:?}");
    assert!(emptied[0].contains(r#""quantity":0"#), "nothing is in the cart: {emptied:?}");
}
