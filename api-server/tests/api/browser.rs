//! A browser without scripts, as the pages of the server see one.
use url::Url;

use crate::door::{Call, Seen, World};

/// A browser: it keeps cookies, and sends what a form holds.
pub(crate) struct Browser<'w> {
    world: &'w World,
    pub(crate) cookies: Vec<(String, String)>,
}

impl<'w> Browser<'w> {
    pub(crate) fn of(world: &'w World) -> Self {
        Self { world, cookies: vec![] }
    }

    pub(crate) fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    pub(crate) async fn send(&mut self, call: Call) -> Seen {
        let cookie = self.cookie();
        let call = if cookie.is_empty() { call } else { call.header("cookie", &cookie) };
        let seen = self.world.call(call).await;
        for set in seen.headers.get_all("set-cookie") {
            let (pair, rest) = set.to_str().unwrap().split_once("; ").unwrap();
            assert!(rest.contains("HttpOnly") && rest.contains("SameSite=Lax") && rest.contains("Path=/"));
            assert!(rest.contains("Secure") && pair.starts_with("__Host-"), "the address is https: {pair}");
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !rest.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        seen
    }

    pub(crate) async fn open(&mut self, path: &str) -> Seen {
        self.send(Call::get(path)).await
    }

    /// Fills in the first form of a page and sends it; of two forms, `which` says by its decision.
    pub(crate) async fn submit(&mut self, page: &Seen, fill: &[(&str, &str)]) -> Seen {
        let text = String::from_utf8(page.bytes.clone()).unwrap();
        let action = between(&text, "action=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
        let csrf = between(&text, "name=\"csrf\" value=\"", "\"").to_owned();
        let mut form = vec![("csrf", csrf.as_str())];
        form.extend_from_slice(fill);
        self.send(Call::post(&action).form(&form)).await
    }

    /// Opens the address, logs in, and stands before the question.
    pub(crate) async fn ask(&mut self, path: &str) -> Seen {
        let page = self.open(path).await;
        assert_eq!(page.status, 200, "{page:?}");
        let ada = [("email", "ada@r.example"), ("password", "correct horse")];
        let seen = self.submit(&page, &ada).await;
        assert_eq!(seen.status, 303, "{seen:?}");
        let question = self.open(seen.header("location")).await;
        assert!(text(&question).contains("name=\"decision\" value=\"allow\""), "{question:?}");
        question
    }

    /// The code that an app gets when it asks for this.
    pub(crate) async fn code(&mut self, path: &str) -> String {
        let question = self.ask(path).await;
        let seen = self.submit(&question, &[("decision", "allow")]).await;
        assert_eq!(seen.status, 302, "{seen:?}");
        word(seen.header("location"), "code").unwrap()
    }
}

pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).expect("it is there").0
}

pub(crate) fn text(seen: &Seen) -> String {
    String::from_utf8(seen.bytes.clone()).unwrap()
}

pub(crate) fn word(address: &str, name: &str) -> Option<String> {
    let base = Url::parse("https://r.example").unwrap();
    let url = base.join(address).unwrap();
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}
