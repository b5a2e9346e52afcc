//! What a [`MediaStore`] owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]
use bytes::Bytes;
use domain::media::{FileKey, FileKind};
use service::media::MediaStore;

fn key(seed: u8) -> FileKey {
    FileKey::new(&[seed; 32], FileKind::Png)
}

pub async fn what_was_kept_is_there_for_everybody(a: impl MediaStore, b: impl MediaStore) {
    let bytes = Bytes::from(vec![7; 300_000]);
    a.put(&key(1), bytes.clone()).await.unwrap();
    a.put(&key(1), bytes.clone()).await.unwrap();
    assert_eq!(b.get(&key(1)).await.unwrap(), Some(bytes));
}

pub async fn what_was_never_kept_is_none(a: impl MediaStore, b: impl MediaStore) {
    a.put(&key(1), Bytes::from_static(b"one")).await.unwrap();
    assert_eq!(b.get(&key(2)).await.unwrap(), None);
}

pub async fn what_was_let_go_is_gone_and_may_be_let_go_again(a: impl MediaStore, b: impl MediaStore) {
    a.put(&key(1), Bytes::from_static(b"one")).await.unwrap();
    a.put(&key(2), Bytes::from_static(b"two")).await.unwrap();
    b.delete(&key(1)).await.unwrap();
    b.delete(&key(1)).await.unwrap();
    assert_eq!(a.get(&key(1)).await.unwrap(), None);
    assert_eq!(a.get(&key(2)).await.unwrap(), Some(Bytes::from_static(b"two")));
}

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! media_store {
    ($fresh:expr) => {
        $crate::each! { $fresh, media_store:
            what_was_kept_is_there_for_everybody,
            what_was_never_kept_is_none,
            what_was_let_go_is_gone_and_may_be_let_go_again,
        }
    };
}
