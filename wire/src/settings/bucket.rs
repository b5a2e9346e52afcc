//! The bucket that pictures are kept in, where it is no folder.
use url::Url;

use super::{Layers, Mistake, Secret, table};

/// A bucket of an S3-compatible store, as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketSettings {
    /// Its name.
    pub name: String,
    /// The address of the store; that of Amazon's in the region if there is none.
    pub endpoint: Option<Url>,
    /// The region.
    pub region: String,
    /// Our name there.
    pub key_id: String,
    /// What we sign with.
    pub secret_key: Secret,
}

impl Layers {
    /// The bucket, if one is named; then our name there and what we sign with have to be said.
    pub fn bucket(&self) -> Result<Option<BucketSettings>, Mistake> {
        let Some(name) = self.find::<String>(&table::MEDIA_BUCKET)? else { return Ok(None) };
        let wrong = |setting, words| Err(Mistake::new(setting, &setting.variable(), words));
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        if !(3..=63).contains(&name.len()) || !name.bytes().all(plain) {
            return wrong(&table::MEDIA_BUCKET, "has 3 to 63 lower-case letters, digits, dots and dashes");
        }
        let endpoint: Option<Url> = self.find(&table::MEDIA_ENDPOINT)?;
        if endpoint.as_ref().is_some_and(|endpoint| !matches!(endpoint.scheme(), "http" | "https")) {
            return wrong(&table::MEDIA_ENDPOINT, "is no http:// or https:// address");
        }
        Ok(Some(BucketSettings {
            name,
            endpoint,
            region: self.read(&table::MEDIA_REGION)?,
            key_id: self.read(&table::MEDIA_KEY_ID)?,
            secret_key: self.read(&table::MEDIA_SECRET_KEY)?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(variables: &[(&str, &str)]) -> Result<Option<BucketSettings>, String> {
        let variables =
            variables.iter().map(|(name, value)| (format!("ROOKERY_MEDIA_{name}"), (*value).to_owned()));
        let layers = Layers::of([].into(), variables.collect(), None).unwrap();
        layers.bucket().map_err(|mistake| mistake.to_string())
    }

    #[test]
    fn there_is_none_unless_it_is_named() {
        assert_eq!(bucket(&[("KEY_ID", "rookery")]), Ok(None));
    }

    #[test]
    fn whoever_names_one_says_who_we_are_there() {
        let named = [("BUCKET", "rooks"), ("KEY_ID", "rookery"), ("SECRET_KEY", "secret")];
        let found = bucket(&named).unwrap().unwrap();
        assert_eq!(
            (found.name.as_str(), found.region.as_str(), found.endpoint),
            ("rooks", "us-east-1", None)
        );
        let lacking = bucket(&named[..2]).unwrap_err();
        assert!(lacking.contains("media_secret_key (ROOKERY_MEDIA_SECRET_KEY): is missing"), "{lacking}");
    }

    #[test]
    fn what_is_no_bucket_and_no_address_is_said_to_be_so() {
        let with = |name, value| {
            let said = [("BUCKET", "rooks"), ("KEY_ID", "a"), ("SECRET_KEY", "b")];
            let said: Vec<_> =
                said.into_iter().filter(|(known, _)| *known != name).chain([(name, value)]).collect();
            bucket(&said)
        };
        assert!(with("ENDPOINT", "https://s3.example:9000").is_ok());
        for (name, value) in [
            ("BUCKET", "a"),
            ("BUCKET", "Rooks"),
            ("BUCKET", "../etc"),
            ("ENDPOINT", "s3.example"),
            ("ENDPOINT", "ftp://s3.example"),
        ] {
            assert!(with(name, value).is_err(), "{name}: {value}");
        }
    }
}
