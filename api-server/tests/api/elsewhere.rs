//! Logging in with an account that one has elsewhere.
use async_trait::async_trait;
use domain::identity::{DisplayName, Email, ForeignId, Foreigner, Secret};
use serde_json::json;
use service::PortError;
use service::identity::{IdentifyError, IdentityProvider, Outing};

use crate::door::{Call, Seen, World};

/// Another server, where whoever comes with a code such as `verified:ada@r.example` is Ada, whose address it vouches for.
pub(crate) struct Elsewhere;

#[async_trait]
impl IdentityProvider for Elsewhere {
    fn name(&self) -> &'static str {
        "other"
    }

    fn title(&self) -> &'static str {
        "The other <server>"
    }

    fn is(&self, issuer: &str) -> bool {
        issuer == "https://other.example"
    }

    async fn way(&self, outing: &Outing) -> Result<String, PortError> {
        let (state, back) = (outing.state.reveal(), &outing.back);
        Ok(format!("https://other.example/auth?state={state}&redirect_uri={back}"))
    }

    async fn identify(
        &self,
        code: &Secret,
        _: Option<String>,
        outing: &Outing,
    ) -> Result<Foreigner, IdentifyError> {
        assert_eq!(outing.back, "https://r.example/auth/elsewhere/other/back");
        let email = code.reveal().trim_start_matches("verified:");
        if email.is_empty() {
            return Err(IdentifyError::Refused);
        }
        Ok(Foreigner {
            id: ForeignId::stored("https://other.example", email),
            email: Email::parse(email).ok(),
            vouched: email != code.reveal(),
            name: None,
            display_name: DisplayName::default(),
        })
    }
}

/// A browser's cookies, as far as we give them.
#[derive(Default, Clone)]
struct Browser(Vec<(String, String)>);

impl Browser {
    fn take(&mut self, seen: &Seen) {
        for cookie in seen.headers.get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.0.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.0.push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn cookies(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    async fn call(&mut self, world: &World, call: Call) -> Seen {
        let cookies = self.cookies();
        let seen = world.call(if cookies.is_empty() { call } else { call.header("cookie", &cookies) }).await;
        self.take(&seen);
        seen
    }

    async fn get(&mut self, world: &World, path: &str) -> Seen {
        self.call(world, Call::get(path)).await
    }

    /// Off to the other server, and gives what it has to bring back.
    async fn leave(&mut self, world: &World, call: Call) -> String {
        let seen = self.call(world, call).await;
        assert_eq!(seen.status, 303, "{seen:?}");
        let way = seen.header("location").strip_prefix("https://other.example/auth?state=").unwrap();
        way.split('&').next().unwrap().to_owned()
    }

    /// The same to link what is there.
    async fn link(&mut self, world: &World, back: &str) -> String {
        let seen = self.call(world, Call::post("/auth/elsewhere/other/link").form(&[("back", back)])).await;
        let way = seen.body["address"].as_str().unwrap_or_else(|| panic!("{seen:?}"));
        let (_, rest) = way.split_once("?state=").unwrap();
        rest.split('&').next().unwrap().to_owned()
    }

    async fn come_back(&mut self, world: &World, state: &str, code: &str) -> Seen {
        let code: String = code.replace(':', "%3A").replace('@', "%40");
        self.get(world, &format!("/auth/elsewhere/other/back?state={state}&code={code}&iss=x")).await
    }

    async fn log_in(&mut self, world: &World, code: &str) -> Seen {
        let state = self.leave(world, Call::get("/auth/elsewhere/other?back=%2Fsettings%2Fsessions")).await;
        self.come_back(world, &state, code).await
    }

    async fn is(&mut self, world: &World) -> Option<String> {
        let seen = self.get(world, "/auth/session").await;
        (seen.status == 200).then(|| seen.body["account"]["username"].as_str().unwrap().to_owned())
    }

    async fn log_in_here(&mut self, world: &World, email: &str) {
        let form = [("email", email), ("password", "correct horse")];
        assert_eq!(self.call(world, Call::post("/auth/login").form(&form)).await.status, 200);
    }
}

async fn register(world: &World, name: &str, confirmed: bool) -> String {
    let email = format!("{name}@r.example");
    let form = json!({ "username": name, "email": email, "password": "correct horse" });
    assert_eq!(world.call(Call::post("/auth/register").json(&form)).await.status, 200);
    let letters = world.letters().await;
    let (_, rest) = letters[0].text.split_once("?token=").unwrap();
    let token = rest.lines().next().unwrap();
    if confirmed {
        assert_eq!(world.call(Call::post("/auth/confirm").form(&[("token", token)])).await.status, 200);
    }
    email
}

fn says(seen: &Seen, status: u16, words: &str) {
    let html = String::from_utf8_lossy(&seen.bytes);
    assert!(seen.status == status && html.contains(words), "{} {html}", seen.status);
}

#[tokio::test]
async fn somebody_new_gets_an_account_and_is_known_again() {
    let world = World::new().await;
    let mut browser = Browser::default();
    let seen = browser.log_in(&world, "verified:ada.l@r.example").await;
    assert_eq!((seen.status, seen.header("location")), (303, "/settings/sessions"));
    assert_eq!(browser.is(&world).await.as_deref(), Some("ada_l"));
    assert!(world.letters().await.is_empty(), "the other server vouches for the address");
    let mut other = Browser::default();
    other.log_in(&world, "ada.l@r.example").await;
    assert_eq!(other.is(&world).await.as_deref(), Some("ada_l"), "whatever is said of the address by now");
}

#[tokio::test]
async fn an_address_that_nobody_vouches_for_is_confirmed_by_mail() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT", "0"), ("ROOKERY_CONFIRM_EMAIL", "true")]).await;
    let mut browser = Browser::default();
    says(&browser.log_in(&world, "ada@r.example").await, 403, "has not been confirmed yet");
    assert_eq!(browser.is(&world).await, None);
    assert!(world.letters().await[0].text.contains("/auth/confirm?token="));
}

#[tokio::test]
async fn nobody_takes_over_an_account_by_an_address_that_is_not_shown_to_be_theirs() {
    let world = World::new().await;
    register(&world, "ada", true).await;
    register(&world, "bob", false).await;
    for code in ["ada@r.example", "bob@r.example", "verified:bob@r.example"] {
        let mut browser = Browser::default();
        let changes = world.changes().await;
        says(&browser.log_in(&world, code).await, 403, "An account here has this e-mail address already");
        assert_eq!((browser.is(&world).await, world.changes().await), (None, changes), "{code}");
    }
    // they were not remembered either
    let mut browser = Browser::default();
    browser.log_in(&world, "verified:ada@r.example").await;
    assert_eq!(browser.is(&world).await.as_deref(), Some("ada"));
}

#[tokio::test]
async fn whoever_is_logged_in_links_and_unlinks() {
    let world = World::new().await;
    let email = register(&world, "ada", true).await;
    let mut browser = Browser::default();
    browser.log_in_here(&world, &email).await;
    let linked = async |browser: &mut Browser| {
        let seen = browser.get(&world, "/auth/elsewhere").await;
        assert_eq!(seen.body["providers"][0]["title"], "The other <server>");
        !seen.body["providers"][0]["linked_at"].is_null()
    };
    assert!(!linked(&mut browser).await);
    let state = browser.link(&world, "/x").await;
    let seen = browser.come_back(&world, &state, "someone@else.example").await;
    assert_eq!((seen.status, seen.header("location")), (303, "/x"));
    assert!(linked(&mut browser).await);
    let mut other = Browser::default();
    other.log_in(&world, "someone@else.example").await;
    assert_eq!(other.is(&world).await.as_deref(), Some("ada"));
    let unlink = Call::delete("/auth/elsewhere/other");
    assert_eq!(browser.call(&world, unlink).await.status, 200);
    assert!(!linked(&mut browser).await);
    browser.call(&world, Call::delete("/auth/elsewhere/other")).await.refuses(404, "Record not found");
    let mut stranger = Browser::default();
    stranger.log_in(&world, "someone@else.example").await;
    assert_ne!(stranger.is(&world).await.as_deref(), Some("ada"));
}

#[tokio::test]
async fn what_belongs_to_one_is_not_linked_to_another() {
    let world = World::new().await;
    let mut ada = Browser::default();
    ada.log_in(&world, "verified:ada@r.example").await;
    let email = register(&world, "bob", true).await;
    let mut bob = Browser::default();
    bob.log_in_here(&world, &email).await;
    let state = bob.link(&world, "/").await;
    says(&bob.come_back(&world, &state, "verified:ada@r.example").await, 403, "linked to somebody else");
    // nor may a page have somebody else's browser link to its own account
    let state = bob.link(&world, "/").await;
    let mut planted =
        Browser(bob.0.iter().filter(|(name, _)| name.ends_with("elsewhere")).cloned().collect());
    says(
        &planted.come_back(&world, &state, "verified:eve@r.example").await,
        422,
        "not begun in this browser",
    );
    let link = Call::post("/auth/elsewhere/other/link").form(&[("back", "/")]);
    Browser::default().call(&world, link).await.refuses(401, "The access token is invalid");
    let evil = Call::post("/auth/elsewhere/other/link").header("sec-fetch-site", "cross-site");
    bob.call(&world, evil).await.refuses(403, "Cross-site request blocked");
}

#[tokio::test]
async fn what_was_not_begun_in_this_browser_comes_to_nothing() {
    let world = World::new().await;
    let mut browser = Browser::default();
    let state = browser.leave(&world, Call::get("/auth/elsewhere/other")).await;
    let held = browser.clone();
    let code = "verified:ada@r.example";
    says(&Browser::default().come_back(&world, &state, code).await, 422, "not begun in this browser");
    says(&held.clone().come_back(&world, "another", code).await, 422, "not begun in this browser");
    says(&held.clone().come_back(&world, "", code).await, 422, "not begun in this browser");
    let mut forged = held.clone();
    forged.0[0].1.push('x');
    says(&forged.come_back(&world, &state, code).await, 422, "not begun in this browser");
    says(&held.clone().come_back(&world, &state, "").await, 422, "did not say who you are");
    assert_eq!(browser.come_back(&world, &state, code).await.status, 303);
    says(&browser.come_back(&world, &state, code).await, 422, "not begun in this browser");
    says(&browser.get(&world, "/auth/elsewhere/nobody").await, 404, "Nobody can log in with that server");
    says(&browser.get(&world, "/auth/elsewhere/other/back?error=access_denied").await, 422, "not begun");
}

#[tokio::test]
async fn nobody_is_sent_away_from_here_afterwards() {
    let world = World::new().await;
    for back in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example"] {
        let mut browser = Browser::default();
        let state = browser.leave(&world, Call::get(&format!("/auth/elsewhere/other?back={back}"))).await;
        let seen = browser.come_back(&world, &state, "verified:ada@r.example").await;
        assert_eq!((seen.status, seen.header("location")), (303, "/"), "{back}");
    }
}

#[tokio::test]
async fn where_registrations_are_closed_nobody_new_comes_from_elsewhere() {
    let world = World::with(&[("ROOKERY_RATE_LIMIT", "0"), ("ROOKERY_REGISTRATIONS", "false")]).await;
    let mut browser = Browser::default();
    says(&browser.log_in(&world, "verified:ada@r.example").await, 403, "registrations are closed");
    assert_eq!(browser.is(&world).await, None);
}

#[tokio::test]
async fn the_page_of_an_app_offers_it_and_is_come_back_to() {
    let world = World::new().await;
    let app = world.app("read").await;
    let query = format!("client_id={}&redirect_uri=urn:ietf:wg:oauth:2.0:oob&response_type=code", app.id);
    let mut browser = Browser::default();
    let page = browser.get(&world, &format!("/oauth/authorize?{query}")).await;
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(html.contains("Log in with The other &#60;server&#62;"), "{html}");
    let (_, rest) = html.split_once("href=\"/auth/elsewhere/other?back=").expect("a link");
    let back = rest.split('"').next().unwrap();
    let state = browser.leave(&world, Call::get(&format!("/auth/elsewhere/other?back={back}"))).await;
    let seen = browser.come_back(&world, &state, "verified:ada@r.example").await;
    assert_eq!(seen.header("location"), format!("/oauth/authorize?{query}"));
    let page = browser.get(&world, seen.header("location")).await;
    assert!(String::from_utf8(page.bytes).unwrap().contains("ada"), "the consent");
}
