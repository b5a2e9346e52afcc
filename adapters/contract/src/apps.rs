//! What an [`AppRepository`](service::identity::AppRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use std::collections::BTreeSet;

use domain::identity::{ClientId, NewApp};
use domain::ids::AppId;

use crate::Store;
use crate::a::app;
use crate::race::together;
use crate::store::shared;

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! app_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, apps:
            finds_an_app_as_it_registered,
            an_app_without_a_page_is_kept_as_it_is,
            an_unknown_app_is_none,
            apps_of_one_name_are_kept_apart,
            of_twenty_apps_at_once_each_has_an_id_of_its_own,
        }
    };
}

pub async fn finds_an_app_as_it_registered(a: impl Store, b: impl Store) {
    let app = a.apps().register(app("crow")).await.unwrap();
    assert_eq!(b.apps().find_client(&ClientId::new("crow")).await.unwrap().as_ref(), Some(&app));
    assert_eq!(b.apps().find_app(app.id).await.unwrap(), Some(app));
}

pub async fn an_app_without_a_page_is_kept_as_it_is(a: impl Store, b: impl Store) {
    let app = a.apps().register(NewApp { website: None, ..app("crow") }).await.unwrap();
    assert_eq!(b.apps().find_app(app.id).await.unwrap(), Some(app));
}

pub async fn an_unknown_app_is_none(a: impl Store, b: impl Store) {
    let app = a.apps().register(app("crow")).await.unwrap();
    assert_eq!(b.apps().find_client(&ClientId::new("Crow")).await.unwrap(), None);
    assert_eq!(b.apps().find_app(AppId::stored(app.id.raw() + 1)).await.unwrap(), None);
}

pub async fn apps_of_one_name_are_kept_apart(a: impl Store, b: impl Store) {
    let one = a.apps().register(app("crow")).await.unwrap();
    let other = b.apps().register(app("rook")).await.unwrap();
    assert_ne!(one.id, other.id);
    assert_eq!(b.apps().find_client(&ClientId::new("crow")).await.unwrap(), Some(one));
    assert_eq!(a.apps().find_client(&ClientId::new("rook")).await.unwrap(), Some(other));
}

pub async fn of_twenty_apps_at_once_each_has_an_id_of_its_own(a: impl Store, b: impl Store) {
    let stores = shared(a, b);
    let apps = together((0..20).map(|n| {
        let store = stores[n % 2].clone();
        async move { store.apps().register(app(&format!("crow {n}"))).await.unwrap().id }
    }))
    .await;
    assert_eq!(apps.into_iter().collect::<BTreeSet<_>>().len(), 20);
}
