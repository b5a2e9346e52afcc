//! A bucket keeps the contract: one of npm's `s3rver`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]
mod store;

use std::sync::atomic::{AtomicU32, Ordering};

use adapter_objects::{Bucket, Objects};
use bytes::Bytes;
use domain::media::{FileKey, FileKind};
use service::media::MediaStore;
use store::s3;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// A new bucket for each case.
fn a_bucket() -> Bucket {
    let name = format!("case-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    s3().make(&name);
    Bucket {
        name,
        endpoint: Some(s3().address()),
        region: "us-east-1".to_owned(),
        key_id: "S3RVER".to_owned(),
        secret_key: "S3RVER".to_owned(),
    }
}

fn two_handles_to_a_bucket() -> (Objects, Objects) {
    let bucket = a_bucket();
    (Objects::in_bucket(bucket.clone()).unwrap(), Objects::in_bucket(bucket).unwrap())
}

contract::media_store!(std::future::ready(two_handles_to_a_bucket()));

#[tokio::test]
async fn whom_the_store_does_not_know_keeps_nothing_there() {
    let good = a_bucket();
    let stranger = Objects::in_bucket(Bucket { key_id: "GUESSED".to_owned(), ..good.clone() }).unwrap();
    let key = FileKey::new(&[1; 32], FileKind::Png);
    assert!(stranger.put(&key, Bytes::from_static(b"one")).await.is_err());
    assert_eq!(Objects::in_bucket(good).unwrap().get(&key).await.unwrap(), None);
}

#[tokio::test]
async fn a_bucket_that_is_away_is_an_error_and_no_missing_file() {
    let key = FileKey::new(&[1; 32], FileKind::Png);
    let away = Bucket { endpoint: Some("http://127.0.0.1:9".to_owned()), ..a_bucket() };
    assert!(Objects::in_bucket(away).unwrap().get(&key).await.is_err());
}
