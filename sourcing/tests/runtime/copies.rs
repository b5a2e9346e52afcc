//! A store in a file, and the file in another store.
use std::sync::Arc;

use adapter_memory::Memory;
use contract::a::Clock;
use sourcing::{
    Batch, CopyError, Entry, EventStore, Key, Keys, Mark, Position, Secret, Version, export, import,
};
use uuid::Uuid;

use crate::{fact, happen, name, store};

/// Where nobody has a key.
fn nobodys() -> Memory {
    Memory::new(Arc::new(Clock))
}

/// A store in which streams took turns, and somebody has followed half of it.
async fn past() -> Arc<dyn EventStore> {
    let store = store();
    for n in 0..700 {
        let stream = ["tower", "field", "tower", "wood"][n % 4];
        happen(&*store, stream, vec![fact("rooks.landed", n), fact("crows.landed", n)]).await;
    }
    let mark = Mark { name: name("keeper"), from: Position::START, through: Position::new(700) };
    store.append(Batch::marked(vec![], mark).unwrap()).await.unwrap();
    store
}

async fn written(store: &dyn EventStore) -> Vec<u8> {
    let mut file = vec![];
    assert_eq!(export(store, None, |_| {}, &mut file, |_, _| {}).await.unwrap(), Position::new(1_400));
    file
}

#[tokio::test]
async fn a_copy_has_every_event_in_its_place_and_everybody_as_far_as_they_were() {
    let (from, to) = (past().await, store());
    let file = written(&*from).await;
    for _ in 0..2 {
        let end = import(&*to, &nobodys(), || Ok(&file[..]), |_, _| {}).await.unwrap();
        assert_eq!(end, Position::new(1_400), "and the same file again does nothing");
        let all = async |store: &dyn EventStore| store.read(Position::START, 5_000).await.unwrap();
        assert_eq!(all(&*to).await, all(&*from).await);
        assert_eq!(to.mark(&name("keeper")).await.unwrap(), Position::new(700));
    }
    assert_eq!(written(&*to).await, file, "byte for byte");
}

#[tokio::test]
async fn a_torn_file_changes_nothing_and_names_the_line() {
    let file = written(&*past().await).await;
    let text = String::from_utf8(file.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let without = |line: usize| [&lines[..line], &lines[line + 1..]].concat().join("\n");
    let changed = text.replacen(r#""payload":"3""#, r#""payload":"4""#, 1);
    assert_ne!(changed, text);
    for (torn, line) in [(without(9), 10), (without(lines.len() - 1), 1_402), (changed, 7)] {
        let to = store();
        match import(&*to, &nobodys(), || Ok(torn.as_bytes()), |_, _| {}).await {
            Err(CopyError::Torn { line: at, .. }) => assert_eq!(at, line),
            other => panic!("{other:?}"),
        }
        assert_eq!(to.head().await.unwrap().position, Position::START);
    }
    let half = store();
    let cut = &file[..file.len() / 2];
    assert!(matches!(import(&*half, &nobodys(), || Ok(cut), |_, _| {}).await, Err(CopyError::Torn { .. })));
    assert_eq!(half.head().await.unwrap().position, Position::START);
}

#[tokio::test]
async fn a_store_with_another_past_stays_as_it_is() {
    let file = written(&*past().await).await;
    let to = store();
    happen(&*to, "tower", vec![fact("rooks.landed", 1)]).await;
    assert!(matches!(
        import(&*to, &nobodys(), || Ok(&file[..]), |_, _| {}).await,
        Err(CopyError::Elsewhere(_))
    ));
    assert_eq!(to.head().await.unwrap().position, Position::new(1));
    let apart = store();
    happen(&*apart, "somewhere-else", vec![fact("rooks.landed", 1)]).await;
    assert!(matches!(
        import(&*apart, &nobodys(), || Ok(&file[..]), |_, _| {}).await,
        Err(CopyError::Elsewhere(_))
    ));
    assert_eq!(apart.head().await.unwrap().position, Position::new(1), "also where no stream is in the way");
}

#[tokio::test]
async fn a_longer_file_goes_on_where_a_shorter_one_ended() {
    let (from, to) = (past().await, store());
    let shorter = written(&*from).await;
    import(&*to, &nobodys(), || Ok(&shorter[..]), |_, _| {}).await.unwrap();
    happen(&*from, "tower", vec![fact("rooks.landed", 7)]).await;
    let mut longer = vec![];
    export(&*from, None, |_| {}, &mut longer, |_, _| {}).await.unwrap();
    import(&*to, &nobodys(), || Ok(&longer[..]), |_, _| {}).await.unwrap();
    import(&*to, &nobodys(), || Ok(&shorter[..]), |_, _| {}).await.unwrap();
    assert_eq!(to.head().await.unwrap().position, from.head().await.unwrap().position);
}

#[tokio::test]
async fn what_is_masked_is_written_so_and_can_be_copied() {
    let from = store();
    happen(&*from, "tower", vec![fact("rooks.landed", r#"{"who":"Ada"}"#)]).await;
    let mut file = vec![];
    let mask = |entry: &mut Entry| entry.fact.payload = r#"{"who":"somebody"}"#.into();
    export(&*from, None, mask, &mut file, |_, _| {}).await.unwrap();
    assert!(!String::from_utf8(file.clone()).unwrap().contains("Ada"));
    let to = store();
    import(&*to, &nobodys(), || Ok(&file[..]), |_, _| {}).await.unwrap();
    let copied = to.read_stream(&name("tower"), Version::NONE, 9).await.unwrap();
    assert_eq!(&*copied[0].fact.payload, r#"{"who":"somebody"}"#);
}

#[tokio::test]
async fn the_keys_of_people_are_taken_along_where_that_is_asked_for_and_nobodys_is_replaced() {
    let (from, to) = (nobodys(), nobodys());
    happen(&from, "tower", vec![fact("rooks.landed", 1)]).await;
    let key = Key { id: Uuid::from_u128(7), person: "42".into(), secret: Secret([9; 32]) };
    from.keep(key.clone()).await.unwrap();
    let mut file = vec![];
    export(&from, Some(&from), |_| {}, &mut file, |_, _| {}).await.unwrap();
    for _ in 0..2 {
        import(&to, &to, || Ok(&file[..]), |_, _| {}).await.unwrap();
        assert_eq!(to.list(Uuid::nil(), 9).await.unwrap(), std::slice::from_ref(&key));
    }
    let other = nobodys();
    let theirs = Key { id: Uuid::from_u128(8), ..key };
    other.keep(theirs.clone()).await.unwrap();
    let refused = import(&other, &other, || Ok(&file[..]), |_, _| {}).await;
    assert!(matches!(refused, Err(CopyError::Elsewhere(_))), "{refused:?}");
    assert_eq!(other.list(Uuid::nil(), 9).await.unwrap(), [theirs]);
    assert_eq!(EventStore::head(&other).await.unwrap().position, Position::START);
}

#[tokio::test]
async fn a_store_that_went_on_since_stays_as_it_is_and_who_was_forgotten_there_does_not_come_back() {
    let (from, to) = (nobodys(), nobodys());
    happen(&from, "tower", vec![fact("rooks.landed", 1), fact("rooks.landed", 2)]).await;
    let mark = |from, through| Mark { name: name("keeper"), from, through };
    let moved = async |store: &Memory, mark| {
        store.append(Batch::marked(vec![], mark).unwrap()).await.unwrap();
    };
    moved(&from, mark(Position::START, Position::new(2))).await;
    let [ada, bob] = [(7, "42"), (8, "43")].map(|(id, person)| Key {
        id: Uuid::from_u128(id),
        person: person.into(),
        secret: Secret([9; 32]),
    });
    for key in [&ada, &bob] {
        from.keep(key.clone()).await.unwrap();
    }
    let mut file = vec![];
    export(&from, Some(&from), |_| {}, &mut file, |_, _| {}).await.unwrap();
    let handed_in = async || import(&to, &to, || Ok(&file[..]), |_, _| {}).await.unwrap();
    assert_eq!(handed_in().await, Position::new(2));
    to.destroy("42").await.unwrap();
    assert_eq!(handed_in().await, Position::new(2), "it is where the file ends");
    assert_eq!(to.list(Uuid::nil(), 9).await.unwrap(), std::slice::from_ref(&bob));
    let went_on = happen(&to, "field", vec![fact("rooks.landed", 3)]).await;
    moved(&to, mark(Position::new(2), went_on)).await;
    let before = EventStore::read(&to, Position::START, 9).await.unwrap();
    assert_eq!(handed_in().await, Position::new(2), "and further on");
    assert_eq!(to.list(Uuid::nil(), 9).await.unwrap(), [bob]);
    assert_eq!(EventStore::read(&to, Position::START, 9).await.unwrap(), before);
    assert_eq!(EventStore::mark(&to, &name("keeper")).await.unwrap(), went_on, "nobody is sent back");
    happen(&from, "tower", vec![fact("rooks.landed", 4)]).await;
    let mut other = vec![];
    export(&from, Some(&from), |_| {}, &mut other, |_, _| {}).await.unwrap();
    let refused = import(&to, &to, || Ok(&other[..]), |_, _| {}).await;
    assert!(matches!(refused, Err(CopyError::Elsewhere(_))), "{refused:?}");
    assert_eq!(
        EventStore::read(&to, Position::START, 9).await.unwrap(),
        before,
        "another past changes nothing"
    );
    assert_eq!(to.list(Uuid::nil(), 9).await.unwrap().len(), 1);
}
