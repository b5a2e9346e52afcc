//! Other servers that people may log in with: any number, each under a name of its own.
use std::collections::BTreeMap;
use std::fmt::Display;

use super::{Layers, Mistake, Secret};

/// An OpenID provider, as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Its name in addresses: lower-case letters, digits and dashes.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// Its own name for itself, which is its address.
    pub issuer: String,
    /// Its name for us.
    pub client_id: String,
    /// What it knows us by.
    pub client_secret: Secret,
}

/// What is said of one provider, and where.
type Said = BTreeMap<&'static str, String>;

const KEYS: [&str; 5] = ["issuer", "client_id", "client_secret", "client_secret_file", "title"];
const EXAMPLE: &str = "ROOKERY_OIDC_GOOGLE_ISSUER=https://accounts.google.com, and _CLIENT_ID, _CLIENT_SECRET and _TITLE beside it";

impl Layers {
    /// The providers: tables such as `[oidc.google]` in the file, and `ROOKERY_OIDC_GOOGLE_...` variables, which win.
    pub fn providers(&self) -> Result<Vec<ProviderSettings>, Mistake> {
        let mut all: BTreeMap<String, Said> = BTreeMap::new();
        self.in_tables(&mut all)?;
        for (name, value) in self.variables_after("ROOKERY_OIDC_") {
            let key =
                KEYS.into_iter().filter(|key| name.ends_with(&format!("_{}", key.to_ascii_uppercase())));
            let Some(key) = key.max_by_key(|key| key.len()) else {
                return Err(wrong(format_args!("ROOKERY_OIDC_{name}"), "is nothing that a provider has"));
            };
            let provider = &name[..name.len() - key.len() - 1];
            let provider = provider.to_ascii_lowercase().replace('_', "-");
            all.entry(provider).or_default().insert(key, value.to_owned());
        }
        all.into_iter().map(|(name, said)| provider(name, &said)).collect()
    }

    fn in_tables(&self, all: &mut BTreeMap<String, Said>) -> Result<(), Mistake> {
        let Some((path, tables)) = self.tables("oidc")? else { return Ok(()) };
        for (name, table) in tables {
            let place = format!("{path}, [oidc.{name}]");
            let table = table.as_table().ok_or_else(|| wrong(&place, "is no table"))?;
            let said = all.entry(name.clone()).or_default();
            for (key, value) in table {
                let known = KEYS.into_iter().find(|known| known == key);
                let known = known.ok_or_else(|| wrong(&place, format_args!("has no {key}")))?;
                let value = value.as_str().ok_or_else(|| wrong(&place, format_args!("{key} is no text")))?;
                said.insert(known, value.to_owned());
            }
        }
        Ok(())
    }
}

fn provider(name: String, said: &Said) -> Result<ProviderSettings, Mistake> {
    let place = format!("oidc {name}");
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.is_empty() || name.len() > 40 || !name.bytes().all(plain) {
        return Err(wrong(&place, "its name has only lower-case letters, digits and dashes"));
    }
    let find = |key: &str| said.get(key).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let read = |key: &str| find(key).ok_or_else(|| wrong(&place, format_args!("{key} is missing")));
    let client_secret = match find("client_secret_file").filter(|_| find("client_secret").is_none()) {
        Some(path) => Layers::read_file(&path)?.trim().to_owned(),
        None => read("client_secret")?,
    };
    let client_secret = client_secret.parse().unwrap_or_else(|never| match never {});
    let title = find("title").unwrap_or_else(|| name.clone());
    Ok(ProviderSettings {
        title,
        issuer: read("issuer")?,
        client_id: read("client_id")?,
        client_secret,
        name,
    })
}

/// What is wrong with a provider, in one line.
fn wrong(place: impl Display, what: impl Display) -> Mistake {
    Mistake::other(format_args!("setting {place}: {what}; for example {EXAMPLE}"))
}

impl ProviderSettings {
    /// What is wrong with one of its values.
    #[must_use]
    pub fn mistake(&self, what: impl Display) -> Mistake {
        wrong(format_args!("oidc {}", self.name), what)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn providers(variables: &[(&str, &str)], file: &str) -> Result<Vec<ProviderSettings>, Mistake> {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let file = Some(("rookery.toml".to_owned(), file.to_owned()));
        Layers::of(HashMap::new(), variables, file)?.providers()
    }

    #[test]
    fn providers_come_from_tables_and_variables_and_the_variables_win() {
        let file = "[oidc.auth0]\nissuer = 'https://a.example/'\nclient_id = 'a'\nclient_secret = 's'\ntitle = 'Auth0'";
        let variables = [
            ("ROOKERY_OIDC_AUTH0_CLIENT_SECRET", "t"),
            ("ROOKERY_OIDC_MY_OWN_ISSUER", "https://o.example"),
            ("ROOKERY_OIDC_MY_OWN_CLIENT_ID", "o"),
            ("ROOKERY_OIDC_MY_OWN_CLIENT_SECRET", "u"),
        ];
        let found = providers(&variables, file).unwrap();
        let [auth0, own] = &found[..] else { panic!("{found:?}") };
        assert_eq!((auth0.name.as_str(), auth0.title.as_str()), ("auth0", "Auth0"));
        assert_eq!((auth0.issuer.as_str(), auth0.client_secret.reveal()), ("https://a.example/", "t"));
        assert_eq!(
            (own.name.as_str(), own.title.as_str(), own.client_id.as_str()),
            ("my-own", "my-own", "o")
        );
        assert_eq!(providers(&[], "").unwrap(), []);
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        let says = |variables: &[(&str, &str)], file: &str, part: &str| {
            let mistake = providers(variables, file).unwrap_err().to_string();
            assert!(mistake.contains(part) && mistake.lines().count() == 1, "{mistake}");
        };
        says(&[("ROOKERY_OIDC_A_ISSUER", "https://a.example")], "", "oidc a: client_secret is missing");
        says(&[("ROOKERY_OIDC_A_COLOUR", "red")], "", "ROOKERY_OIDC_A_COLOUR");
        says(&[], "[oidc.a]\ncolour = 'red'", "[oidc.a]: has no colour");
        says(&[], "oidc = 7", "oidc");
        says(&[("ROOKERY_OIDC_A.B_ISSUER", "https://a.example")], "", "lower-case letters");
    }
}
