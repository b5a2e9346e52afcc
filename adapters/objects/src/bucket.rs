//! A bucket of an S3-compatible store.
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::{BackoffConfig, RetryConfig};

use crate::errand::Errands;
use crate::{Objects, PlaceError};

/// Where a bucket is, and who we are there.
#[derive(Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// The address of the store; that of Amazon's in the region if there is none.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// Our name there.
    pub key_id: String,
    /// What we sign with.
    pub secret_key: String,
}

impl Objects {
    /// How often something is tried once more, and for how long in all: somebody waits for it.
    const RETRIES: usize = 2;
    const PATIENCE: Duration = Duration::from_secs(8);

    /// In a bucket, which has to be there. It is asked for by its path, which every store understands.
    pub fn in_bucket(bucket: Bucket) -> Result<Self, PlaceError> {
        let Bucket { name, endpoint, region, key_id, secret_key } = bucket;
        let here = endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let builder = AmazonS3Builder::new()
            .with_bucket_name(name)
            .with_region(region)
            .with_access_key_id(key_id)
            .with_secret_access_key(secret_key)
            .with_allow_http(here)
            .with_virtual_hosted_style_request(false)
            .with_http_connector(Errands)
            .with_retry(RetryConfig {
                backoff: BackoffConfig::default(),
                max_retries: Self::RETRIES,
                retry_timeout: Self::PATIENCE,
            });
        let builder = endpoint
            .into_iter()
            .fold(builder, |builder, endpoint| builder.with_endpoint(endpoint.trim_end_matches('/')));
        Ok(Self { store: Arc::new(builder.build().map_err(PlaceError::Place)?) })
    }
}
