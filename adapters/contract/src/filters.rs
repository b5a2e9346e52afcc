//! What a [`FilterRepository`](service::reading::FilterRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Timestamp;
use domain::identity::Profile;
use domain::ids::{FilterId, Snowflake};
use domain::reading::{
    Context, Expiry, FilterAction, FilterChange, FilterEdit, FilterRule, FilterTitle, Filters, KeywordEdit,
    NewFilter, Phrase,
};
use domain::realtime::Event;

use crate::race::together;
use crate::store::shared;
use crate::told::{told, waiting};
use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! filter_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, filters:
            filters_are_their_owners_alone_and_told_as_they_are_then,
            what_the_rule_refuses_leaves_no_trace,
            of_twenty_changes_at_once_none_is_lost,
        }
    };
}

fn word(text: &str) -> KeywordEdit {
    KeywordEdit { phrase: Some(Phrase::parse(text).unwrap()), ..KeywordEdit::default() }
}

fn new(words: &[&str]) -> FilterChange {
    FilterChange::Make(NewFilter {
        title: FilterTitle::parse("\"eggs\" \\ {}").unwrap(),
        contexts: vec![Context::Home, Context::Thread],
        action: FilterAction::Hide,
        expires_at: Some(Timestamp::from_second(4_000_000_000).unwrap()),
        keywords: words.iter().map(|text| word(text)).collect(),
    })
}

async fn change(
    store: &dyn Store,
    of: &Profile,
    change: FilterChange,
) -> Result<(Filters, Snowflake), FilterRule> {
    let me = of.account.id;
    store.filters().change(me, change, a::cause(me)).await.unwrap()
}

pub async fn filters_are_their_owners_alone_and_told_as_they_are_then(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let me = ada.account.id;
    let (made, id) = change(&a, &ada, new(&["egg", "ü' --"])).await.unwrap();
    assert_eq!(made.filters[0].id, FilterId::from(id));
    let keywords = &made.filters[0].keywords;
    assert!(id > bob.account.id.into(), "an id of the store");
    assert!(Snowflake::from(keywords[0].id) > id && keywords[1].id > keywords[0].id, "each has its own");
    assert_eq!(b.filters().of(me).await.unwrap(), made);
    assert_eq!(b.filters().of(bob.account.id).await.unwrap().filters, []);
    let edit = FilterEdit { expiry: Expiry::Never, ..FilterEdit::default() };
    let edit = FilterChange::Edit(made.filters[0].id, edit);
    assert_eq!(change(&b, &bob, edit.clone()).await, Err(FilterRule::NotFound));
    let (changed, _) = change(&b, &ada, edit).await.unwrap();
    assert_eq!(changed.filters[0].expires_at, None);
    assert_eq!(a.filters().of(me).await.unwrap(), changed);
    assert_eq!(b.arrangements().filters_of(me).await.unwrap(), changed);
    let told: Vec<_> = told(&b)
        .await
        .into_iter()
        .filter_map(|event| match event {
            Event::FiltersChanged(told) => Some((told.owner, told.filters)),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(me, made.filters), (me, changed.filters)]);
}

pub async fn what_the_rule_refuses_leaves_no_trace(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let me = ada.account.id;
    let (made, _) = change(&a, &ada, new(&["egg"])).await.unwrap();
    let before = waiting(&a).await;
    let wordy = new(&vec!["egg"; Filters::ENTRIES]);
    assert_eq!(change(&b, &ada, wordy).await, Err(FilterRule::TooMany { max: Filters::ENTRIES }));
    assert_eq!(b.filters().of(me).await.unwrap(), made);
    assert_eq!(waiting(&a).await, before);
}

pub async fn of_twenty_changes_at_once_none_is_lost(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    let me = ada.account.id;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.filters().change(me, new(&["egg"]), a::cause(me)).await.unwrap().unwrap().1 }
    }));
    let mut made = answers.await;
    made.sort_unstable();
    let kept: Vec<Snowflake> =
        stores[0].filters().of(me).await.unwrap().filters.iter().map(|filter| filter.id.into()).collect();
    assert_eq!(kept, made);
}
