//! What a [`MarkerRepository`](service::notifications::MarkerRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::ids::Snowflake;
use domain::posts::{Marked, Marker};

use crate::{Store, a};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! marker_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, markers:
            what_was_never_marked_is_not_there,
            a_marker_that_is_moved_gets_the_next_version,
            markers_of_others_and_of_other_things_stay,
        }
    };
}

pub async fn what_was_never_marked_is_not_there(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await;
    assert_eq!(b.markers().list(ada.account.id).await.unwrap(), []);
}

pub async fn a_marker_that_is_moved_gets_the_next_version(a: impl Store, b: impl Store) {
    let ada = a::person(&a, "ada").await.account.id;
    let at = a::now();
    for (version, id) in [(1, 7), (2, 9), (3, 8)] {
        let last_read = Snowflake::stored(id);
        let moved = a.markers().move_to(ada, Marked::Home, last_read, at).await.unwrap();
        assert_eq!(moved, Marker { of: Marked::Home, last_read, version, updated_at: at });
        assert_eq!(b.markers().list(ada).await.unwrap(), [moved]);
    }
}

pub async fn markers_of_others_and_of_other_things_stay(a: impl Store, b: impl Store) {
    let [ada, bob] = a::people(&a, ["ada", "bob"]).await;
    let at = a::now();
    for (who, marked, id) in
        [(&ada, Marked::Home, 1), (&ada, Marked::Notifications, 2), (&bob, Marked::Home, 3)]
    {
        a.markers().move_to(who.account.id, marked, Snowflake::stored(id), at).await.unwrap();
    }
    let read = async |who: &domain::identity::Profile| {
        let mut markers = b.markers().list(who.account.id).await.unwrap();
        markers.sort_by_key(|marker| marker.of);
        markers.iter().map(|marker| (marker.of, marker.last_read.raw())).collect::<Vec<_>>()
    };
    assert_eq!(read(&ada).await, [(Marked::Home, 1), (Marked::Notifications, 2)]);
    assert_eq!(read(&bob).await, [(Marked::Home, 3)]);
}
