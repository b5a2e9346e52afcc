//! Every absolute address that we give.
use std::fmt::Display;

use domain::identity::Username;
use domain::ids::PostId;
use domain::media::FileKey;
use service::search::Target;
use thiserror::Error;
use url::Url;

/// Makes absolute addresses, all from what the settings say: never from what a request claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    public: String,
    streaming: String,
    domain: String,
}

/// Why an address can't be ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LinkRule {
    /// The scheme is another.
    #[error("has to begin with {0}")]
    Scheme(&'static str),
    /// There is more than scheme, host and port: clients drop or double it.
    #[error("must be scheme, host and port only, without a path")]
    Bare,
}

impl Links {
    /// From where the world finds the pages and REST, and where it finds the sockets.
    pub fn new(public: &Url, streaming: &Url) -> Result<Self, LinkRule> {
        let public_origin = bare(public, &["http", "https"], "http:// or https://")?;
        let streaming = bare(streaming, &["ws", "wss"], "ws:// or wss://")?;
        let domain = public_origin.split_once("://").map_or("", |(_, domain)| domain).to_owned();
        Ok(Self { public: public_origin, streaming, domain })
    }

    /// The part after the second `@` of our accounts: the host, with the port if it is not the usual one.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Where the sockets are: scheme, host and port.
    #[must_use]
    pub fn streaming(&self) -> &str {
        &self.streaming
    }

    /// An address under the public one; `path` begins with a slash.
    #[must_use]
    pub fn at(&self, path: impl Display) -> String {
        format!("{}{path}", self.public)
    }

    /// The page of an account.
    #[must_use]
    pub fn profile(&self, name: &Username) -> String {
        format!("{}/@{name}", self.public)
    }

    /// What names an account for ever.
    #[must_use]
    pub fn profile_uri(&self, name: &Username) -> String {
        format!("{}/users/{name}", self.public)
    }

    /// The page of a post, or of a boost.
    #[must_use]
    pub fn post(&self, author: &Username, id: PostId) -> String {
        format!("{}/@{author}/{id}", self.public)
    }

    /// What names a post for ever.
    #[must_use]
    pub fn post_uri(&self, author: &Username, id: PostId) -> String {
        format!("{}/users/{author}/statuses/{id}", self.public)
    }

    /// The page of a tag.
    #[must_use]
    pub fn tag(&self, name: &str) -> String {
        let mut url = self.at("/tags/");
        url.extend(url::form_urlencoded::byte_serialize(name.as_bytes()));
        url
    }

    /// What an address leads to, if it is that of a post or of an account of ours.
    #[must_use]
    pub fn target(&self, address: &str) -> Option<Target> {
        let path = address.trim().strip_prefix(&self.public)?.strip_prefix('/')?;
        let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let (name, rest) = if let Some(path) = path.strip_prefix('@') {
            path.split_once('/').unwrap_or((path, ""))
        } else {
            let path = path.strip_prefix("users/")?;
            let (name, rest) = path.split_once('/').unwrap_or((path, ""));
            (name, if rest.is_empty() { "" } else { rest.strip_prefix("statuses/")? })
        };
        let name = Username::parse(name).ok()?;
        if rest.is_empty() {
            return Some(Target::Account(name));
        }
        rest.trim_end_matches("/activity").parse().ok().map(Target::Post)
    }

    /// A file of a picture.
    #[must_use]
    pub fn media(&self, key: &FileKey) -> String {
        format!("{}/media/{key}", self.public)
    }

    /// A picture for those who have none.
    #[must_use]
    pub fn default_avatar(&self) -> String {
        self.at("/pictures/avatar.png")
    }

    /// A picture above the profile of those who have none.
    #[must_use]
    pub fn default_header(&self) -> String {
        self.at("/pictures/header.png")
    }

    /// The picture of the server itself.
    #[must_use]
    pub fn thumbnail(&self) -> String {
        self.at("/pictures/rookery.png")
    }
}

fn bare(url: &Url, schemes: &[&str], wanted: &'static str) -> Result<String, LinkRule> {
    if !schemes.contains(&url.scheme()) || !url.has_host() {
        return Err(LinkRule::Scheme(wanted));
    }
    let extra = !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some();
    if extra || !url.username().is_empty() || url.password().is_some() {
        return Err(LinkRule::Bare);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(public: &str, streaming: &str) -> Result<Links, LinkRule> {
        Links::new(&public.parse().unwrap(), &streaming.parse().unwrap())
    }

    #[test]
    fn the_domain_has_its_port_unless_it_is_the_usual_one() {
        assert_eq!(links("http://127.0.0.1:8000/", "ws://h").unwrap().domain(), "127.0.0.1:8000");
        assert_eq!(links("https://rooks.example:443", "wss://s").unwrap().domain(), "rooks.example");
    }

    #[test]
    fn an_address_of_ours_leads_somewhere() {
        let links = links("https://r.example", "wss://r.example").unwrap();
        let (ada, post) = (Target::Account(Username::stored("ada")), Target::Post(PostId::stored(7)));
        for (address, target) in [
            ("https://r.example/@ada", Some(ada.clone())),
            (" https://r.example/@ada/?x#y", Some(ada.clone())),
            ("https://r.example/users/ada", Some(ada)),
            ("https://r.example/@ada/7", Some(post.clone())),
            ("https://r.example/users/ada/statuses/7/", Some(post.clone())),
            ("https://r.example/users/ada/statuses/7/activity", Some(post)),
            ("https://r.example/@ada/x", None),
            ("https://r.example/users/ada/7", None),
            ("https://r.example/", None),
            ("https://r.example.evil/@ada", None),
            ("https://elsewhere.example/@ada", None),
            ("@ada", None),
        ] {
            assert_eq!(links.target(address), target, "{address:?}");
        }
    }

    #[test]
    fn an_address_is_scheme_host_and_port() {
        assert_eq!(links("http://a/b", "ws://h"), Err(LinkRule::Bare));
        assert_eq!(links("http://a", "ws://h?x"), Err(LinkRule::Bare));
        assert_eq!(links("http://u@a", "ws://h"), Err(LinkRule::Bare));
        assert!(matches!(links("ftp://a", "ws://h"), Err(LinkRule::Scheme(_))));
        assert!(matches!(links("http://a", "http://h"), Err(LinkRule::Scheme(_))));
    }

    #[test]
    fn a_tag_of_any_script_has_a_legal_address() {
        assert_eq!(links("http://a", "ws://h").unwrap().tag("krähe"), "http://a/tags/kr%C3%A4he");
    }
}
