//! Whose a command was is not to be found by guessing what they sent.
use domain::posts::IdempotencyKey;
use serde_json::{Value, json};
use service::shop::{Command, EventStore, Read, StreamName};
use sourcing::{Append, Batch, Entry, Fact, Kind, Position, Version};
use uuid::Uuid;

use crate::{ADA, World, command, kept_up, origin, rook, wish};

/// The root of the names that were made of nothing but whose a command was, and its key.
const PLAIN: Uuid = Uuid::from_u128(0x019a_a61c_5d3e_7c4f_9a51_6d0e_8b0f_2c77);

/// What Ada's command was called then, and what she asked for.
fn plain(key: &str, asked: &Value) -> (StreamName, Uuid) {
    let name = Uuid::new_v5(&PLAIN, format!("{ADA}:{key}").as_bytes());
    (StreamName::stored(&format!("command:{name}")), Uuid::new_v5(&name, asked.to_string().as_bytes()))
}

async fn all(store: &dyn EventStore) -> Vec<Entry> {
    store.read(Position::START, 1_000).await.unwrap()
}

fn wanted(quantity: i64) -> Value {
    json!(["put", rook(), quantity, 0])
}

/// It was carried out by an earlier version that somebody wants so many.
async fn once_carried_out(store: &dyn EventStore, key: &str, quantity: i64) {
    let (stream, asked) = plain(key, &wanted(quantity));
    let fact = Fact {
        id: asked,
        kind: Kind::stored("command.carried_out"),
        schema: 1,
        at: domain::Timestamp::UNIX_EPOCH,
        actor: None,
        correlation: Uuid::nil(),
        causation: None,
        trace: None,
        payload: json!({ "asked": asked, "answer": null }).to_string().into(),
    };
    let append = Append { stream, expected: Version::NONE, facts: vec![fact] };
    store.append(Batch::new(vec![append]).unwrap()).await.unwrap();
}

#[tokio::test]
async fn what_a_command_is_called_does_not_follow_from_whose_it_is_and_its_key() {
    let world = World::new();
    let (here, there) = (world.shop().await, kept_up(world.shop_over(world.store())).await);
    let put = here.put(ADA, &wish(2, Some(0)), &command(ADA, "k")).await.unwrap();
    let (guessed, asked) = plain("k", &wanted(2));
    let told = all(&*world.store()).await;
    let carried_out: Vec<&Entry> =
        told.iter().filter(|entry| entry.stream.as_str().starts_with("command:")).collect();
    assert_eq!(carried_out.len(), 1);
    assert_ne!(carried_out[0].stream, guessed);
    assert!(!format!("{told:?}").contains(&asked.to_string()));
    let mut ids = (0..4_usize).map(|n| Uuid::new_v5(&asked, &n.to_be_bytes()));
    assert!(ids.all(|id| told.iter().all(|entry| entry.fact.id != id)), "nor do the ids follow");
    there.at_least(put.position, Read::Cart).await.unwrap();
    let again = there.put(ADA, &wish(2, Some(0)), &command(ADA, "k")).await.unwrap();
    assert!(again.replayed, "another server finds it all the same");
}

#[tokio::test]
async fn what_was_carried_out_under_a_plain_name_is_still_known() {
    let world = World::new();
    let shop = world.shop().await;
    once_carried_out(&*world.store(), "old", 2).await;
    let again = shop.put(ADA, &wish(2, Some(0)), &command(ADA, "old")).await.unwrap();
    assert_eq!((again.replayed, again.answer.version), (true, 0), "it is not done once more");
    let another = shop.put(ADA, &wish(3, Some(0)), &command(ADA, "old")).await;
    assert!(matches!(another, Err(service::shop::ShopError::KeyReused)), "{another:?}");
}

#[tokio::test]
async fn a_guest_is_nobody_and_gets_no_key() {
    let world = World::new();
    let shop = world.shop().await;
    let guest = domain::identity::GuestId::of(&domain::identity::Digest::stored("a secret"));
    let by = domain::shop::checkout::Owner::from(guest);
    let key = IdempotencyKey::parse(by.stand_in(), "k").unwrap();
    for replayed in [false, true] {
        let put = shop.put(by, &wish(1, None), &Command { origin: origin(None), key: key.clone() }).await;
        assert_eq!(put.unwrap().replayed, replayed);
    }
    assert_eq!(sourcing::Keys::list(&world.memory, Uuid::nil(), 9).await.unwrap(), []);
}

#[tokio::test]
async fn in_a_masked_file_no_name_and_no_id_is_what_it_was() {
    let world = World::new();
    let shop = world.shop().await;
    once_carried_out(&*world.store(), "old", 2).await;
    shop.put(ADA, &wish(1, Some(0)), &command(ADA, "k")).await.unwrap();
    let mut file = vec![];
    shop.export(true, &mut file, |_, _| {}).await.unwrap();
    let text = String::from_utf8(file.clone()).unwrap();
    for entry in all(&*world.store()).await {
        assert!(!text.contains(&entry.fact.id.to_string()), "{entry:?}");
        let stream = entry.stream.as_str();
        assert!(!stream.starts_with("command:") || !text.contains(stream), "{stream}");
    }
    let (_, asked) = plain("old", &wanted(2));
    assert!(!text.contains(&asked.to_string()));
    let (copy, before) = (World::new(), shop.state_hash().await.unwrap().position);
    let there = kept_up(copy.shop_over(copy.store())).await;
    assert_eq!(there.copy(|| Ok(&file[..]), |_, _| {}).await.unwrap(), before);
    assert_eq!(there.state_hash().await.unwrap().position, before, "and it can be read");
}
