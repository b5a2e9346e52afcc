//! Drives running servers as their clients do: REST for what is asked, a websocket for what is shown.
mod afterwards;
mod arranging;
mod blunders;
mod channelling;
mod describing;
mod letting_in;
mod mail;
mod planning;
mod publishing;
mod refusals;
mod relating;
mod sights;
mod start;
mod trading;
mod verbatim;
mod watching;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::identity::Portrait;
use domain::ids::{AccountId, MediaId, PostId, Snowflake};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::{
    About, Answer, Apps, Arranging, AtShop, Drive, Found, KeepAway, Mark, Member, MemberList, Message,
    Nonsense, OnStage, Page, Part, Reader, Refused, Rule, Said, Saying, Session, ShownPost, SignUp, Stage,
    Stream, Thread, Timeline, TokenFlaw, Told, Ware, Watch, Way, Welcome, Wishes, Writing,
};
use crate::cluster::Cluster;
use crate::rest::{Ask, Reply, Rest};
use afterwards::word;
use refusals::{accepted, no_answer};
use sights::{found, id, listed, member, page, post, told};

/// Running servers. Each request goes to the next api-server, each socket to the next ws-server: what works does so
/// wherever one asks.
#[derive(Debug)]
pub struct OverTheWire {
    name: &'static str,
    page: String,
    api: Vec<Rest>,
    streaming: Vec<String>,
    turn: AtomicUsize,
    /// How far the shop was when somebody was shown it last.
    shop_seen: AtomicU64,
    app: OnceCell<letting_in::App>,
    /// Where letters are delivered.
    mail: PathBuf,
    /// Its processes end with it.
    cluster: Cluster,
}

impl OverTheWire {
    fn next(&self) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    fn rest(&self) -> &Rest {
        &self.api[self.next() % self.api.len()]
    }

    fn socket(&self) -> &str {
        &self.streaming[self.next() % self.streaming.len()]
    }

    async fn get(&self, by: Reader<'_>, path: &str, part: Part) -> Answer<Reply> {
        let ask = Ask { query: query(part), ..ask(by) };
        accepted(self.rest().get(path, ask).await.map_err(|error| no_answer(&error))?)
    }

    async fn post(&self, by: Reader<'_>, path: &str, body: Value) -> Answer<Value> {
        let ask = ask(by).with(body);
        Ok(accepted(self.rest().post(path, ask).await.map_err(|error| no_answer(&error))?)?.body)
    }

    async fn enter(&self, path: &str, body: Value) -> Answer<Session> {
        let body = self.post(None, path, body).await?;
        let bearer = body["access_token"].as_str().ok_or_else(|| Refused::broken("no token", &body))?;
        Ok(Session { bearer: bearer.to_owned() })
    }
}

fn ask(by: Reader<'_>) -> Ask<'_> {
    Ask::by(by.map(|session| session.bearer.as_str()))
}

fn query(part: Part) -> Vec<(&'static str, String)> {
    [("max_id", part.before), ("since_id", part.since), ("min_id", part.above)]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?.to_string())))
        .chain(part.limit.map(|limit| ("limit", limit.to_string())))
        .collect()
}

fn shown(body: &Value) -> Answer<ShownPost> {
    post(body).ok_or_else(|| Refused::broken("not a post", body))
}

#[async_trait]
impl Drive for OverTheWire {
    fn name(&self) -> &'static str {
        self.name
    }

    fn page(&self) -> Option<String> {
        Some(self.page.clone())
    }

    async fn register(&self, form: &SignUp) -> Answer<Session> {
        let SignUp { username, email, password } = form;
        self.enter("/auth/register", json!({"username": username, "email": email, "password": password}))
            .await
    }

    async fn log_in(&self, email: &str, password: &str) -> Answer<Session> {
        self.enter("/auth/login", json!({"email": email, "password": password})).await
    }

    async fn let_in(&self, email: &str, password: &str) -> Answer<Session> {
        letting_in::let_in(self, email, password).await
    }

    async fn give_back(&self, session: &Session) -> Answer<()> {
        letting_in::give_back(self, session).await
    }

    async fn forget_password(&self, email: &str) -> Answer<()> {
        self.post(None, "/auth/forgot", json!({"email": email})).await.map(drop)
    }

    async fn reset_password(&self, token: &str, password: &str) -> Answer<()> {
        self.post(None, "/auth/reset", json!({"token": token, "password": password})).await.map(drop)
    }

    async fn ask_for_code(&self, email: &str) -> Answer<()> {
        self.post(None, "/auth/code", json!({"email": email})).await.map(drop)
    }

    async fn log_in_by_code(&self, email: &str, code: &str) -> Answer<Session> {
        self.enter("/auth/code/login", json!({"email": email, "code": code})).await
    }

    async fn confirm(&self, token: &str) -> Answer<()> {
        self.post(None, "/auth/confirm", json!({"token": token})).await.map(drop)
    }

    async fn leave(&self, by: (&str, &str), email: &str, password: &str) -> Answer<()> {
        letting_in::leave(self, by, email, password).await
    }

    async fn take_along(&self, by: Reader<'_>) -> Answer<Vec<u8>> {
        letting_in::take_along(self, by).await
    }

    async fn letter(&self, email: &str, about: &str) -> Answer<String> {
        mail::find(&self.mail, email, about).await
    }

    async fn whoami(&self, by: Reader<'_>) -> Answer<Member> {
        let reply = self.get(by, "/api/v1/accounts/verify_credentials", Part::default()).await?;
        member(&reply.body).ok_or_else(|| Refused::broken("not an account", &reply.body))
    }

    async fn edit(&self, by: Reader<'_>, about: &About) -> Answer<Member> {
        self.describe(by, about).await
    }

    async fn dress(&self, by: Reader<'_>, what: Portrait, picture: Option<&[u8]>) -> Answer<Member> {
        self.dress_up(by, what, picture).await
    }

    async fn search(&self, by: Reader<'_>, text: &str) -> Answer<Found> {
        let ask = Ask { query: vec![("q", text.to_owned()), ("resolve", "true".to_owned())], ..ask(by) };
        let reply = self.rest().get("/api/v2/search", ask).await.map_err(|error| no_answer(&error))?;
        let body = accepted(reply)?.body;
        found(&body).ok_or_else(|| Refused::broken("nothing that was found", &body))
    }

    async fn look_up(&self, by: Reader<'_>, username: &str) -> Answer<Member> {
        let ask = Ask { query: vec![("acct", username.to_owned())], ..ask(by) };
        let reply =
            self.rest().get("/api/v1/accounts/lookup", ask).await.map_err(|error| no_answer(&error))?;
        let reply = accepted(reply)?;
        member(&reply.body).ok_or_else(|| Refused::broken("not an account", &reply.body))
    }

    fn spoil(&self, session: &Session, flaw: TokenFlaw) -> Option<Session> {
        Some(Session { bearer: blunders::spoilt(&session.bearer, flaw)? })
    }

    async fn publish(&self, by: Reader<'_>, writing: &Writing) -> Answer<ShownPost> {
        let mut body = json!({"status": writing.text});
        let said = [
            ("visibility", &writing.visibility),
            ("spoiler_text", &writing.warning),
            ("language", &writing.language),
        ];
        for (name, value) in said {
            if !value.is_empty() {
                body[name] = json!(value);
            }
        }
        if !writing.media.is_empty() {
            body["media_ids"] = json!(writing.media);
        }
        if let Some(parent) = writing.reply_to {
            body["in_reply_to_id"] = json!(parent);
        }
        if !writing.poll.is_empty() {
            body["poll"] = json!({ "options": writing.poll, "expires_in": 3600 });
        }
        let ask = Ask { key: writing.key.as_deref(), ..ask(by).with(body) };
        shown(
            &accepted(self.rest().post("/api/v1/statuses", ask).await.map_err(|error| no_answer(&error))?)?
                .body,
        )
    }

    async fn upload(&self, by: Reader<'_>, picture: &[u8], description: &str) -> Answer<MediaId> {
        let reply = self.rest().upload("/api/v2/media", ask(by), picture, description).await;
        let body = accepted(reply.map_err(|error| no_answer(&error))?)?.body;
        id(&body["id"]).ok_or_else(|| Refused::broken("no id", &body))
    }

    async fn plan(&self, by: Reader<'_>, text: &str, minutes: u32) -> Answer<Vec<String>> {
        self.plan_it(by, text, minutes).await
    }

    async fn unplan(&self, by: Reader<'_>) -> Answer<Vec<String>> {
        self.unplan_last(by).await
    }

    async fn vote(&self, by: Reader<'_>, post: PostId, place: usize) -> Answer<()> {
        self.vote_for(by, post, place).await
    }

    async fn rewrite(&self, by: Reader<'_>, post: PostId, text: &str) -> Answer<ShownPost> {
        self.say_instead(by, post, text).await
    }

    async fn versions(&self, by: Reader<'_>, post: PostId) -> Answer<Vec<String>> {
        self.said_before(by, post).await
    }

    async fn delete(&self, by: Reader<'_>, post: PostId) -> Answer<()> {
        let reply = self.rest().delete(&format!("/api/v1/statuses/{post}"), ask(by)).await;
        accepted(reply.map_err(|error| no_answer(&error))?).map(drop)
    }

    async fn read(&self, by: Reader<'_>, post: PostId) -> Answer<ShownPost> {
        shown(&self.get(by, &format!("/api/v1/statuses/{post}"), Part::default()).await?.body)
    }

    async fn thread(&self, by: Reader<'_>, post: PostId) -> Answer<Thread> {
        let reply = self.get(by, &format!("/api/v1/statuses/{post}/context"), Part::default()).await?;
        let all = |name: &str| -> Answer<Vec<ShownPost>> {
            let broken = || Refused::broken("not a thread", &reply.body);
            reply.body[name].as_array().ok_or_else(broken)?.iter().map(shown).collect()
        };
        Ok(Thread { above: all("ancestors")?, below: all("descendants")? })
    }

    async fn timeline(&self, by: Reader<'_>, timeline: &Timeline, part: Part) -> Answer<Page<ShownPost>> {
        let path = match timeline {
            Timeline::Home => "/api/v1/timelines/home".to_owned(),
            Timeline::Public => "/api/v1/timelines/public".to_owned(),
            Timeline::Tag(tag) => format!("/api/v1/timelines/tag/{tag}"),
            Timeline::Account(of) => format!("/api/v1/accounts/{of}/statuses"),
            Timeline::AccountWithoutReplies(of) => {
                format!("/api/v1/accounts/{of}/statuses?exclude_replies=true")
            }
            Timeline::AccountWithoutBoosts(of) => {
                format!("/api/v1/accounts/{of}/statuses?exclude_reblogs=true")
            }
            Timeline::Pinned(of) => format!("/api/v1/accounts/{of}/statuses?pinned=true"),
            Timeline::Bookmarks => "/api/v1/bookmarks".to_owned(),
            Timeline::Favourites => "/api/v1/favourites".to_owned(),
            Timeline::List(list) => format!("/api/v1/timelines/list/{list}"),
            Timeline::Conversations => "/api/v1/conversations".to_owned(),
        };
        page(&self.get(by, &path, part).await?, listed)
    }

    async fn members(&self, by: Reader<'_>, list: MemberList, part: Part) -> Answer<Page<Member>> {
        relating::members(self, by, list, part).await
    }

    async fn follow(&self, by: Reader<'_>, whom: AccountId, wishes: &Wishes) -> Answer<()> {
        let body = json!({"reblogs": wishes.boosts, "languages": wishes.languages});
        self.post(by, &format!("/api/v1/accounts/{whom}/follow"), body).await.map(drop)
    }

    async fn note(&self, by: Reader<'_>, about: AccountId, text: Option<&str>) -> Answer<String> {
        relating::note(self, by, about, text).await
    }

    async fn unfollow(&self, by: Reader<'_>, whom: AccountId) -> Answer<()> {
        self.post(by, &format!("/api/v1/accounts/{whom}/unfollow"), json!({})).await.map(drop)
    }

    async fn welcome(&self, by: Reader<'_>, whom: AccountId, how: Welcome) -> Answer<()> {
        self.post(by, &relating::door(whom, how), json!({})).await.map(drop)
    }

    async fn keep_away(&self, by: Reader<'_>, whom: AccountId, how: KeepAway) -> Answer<()> {
        self.post(by, &relating::distance(whom, how), json!({})).await.map(drop)
    }

    async fn mark(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost> {
        shown(&self.post(by, &format!("/api/v1/statuses/{post}/{}", word(mark)), json!({})).await?)
    }

    async fn unmark(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost> {
        shown(&self.post(by, &format!("/api/v1/statuses/{post}/un{}", word(mark)), json!({})).await?)
    }

    async fn arrange(&self, by: Reader<'_>, arranging: &Arranging) -> Answer<Option<Snowflake>> {
        arranging::arrange(self, by, arranging).await
    }

    async fn stream(&self, by: Reader<'_>, act: &OnStage) -> Answer<Stage> {
        channelling::stream(self, by, act).await
    }

    async fn trade(&self, by: Reader<'_>, act: &AtShop) -> Answer<Vec<Ware>> {
        trading::trade(self, by, act).await
    }

    async fn notifications(&self, by: Reader<'_>, part: Part) -> Answer<Page<Told>> {
        page(&self.get(by, "/api/v1/notifications", part).await?, told)
    }

    async fn watch(
        &self,
        by: Reader<'_>,
        stream: &Stream,
        way: Way,
        since: Option<&str>,
    ) -> Answer<Box<dyn Watch>> {
        Ok(Box::new(self.screen(by, stream, way, since).await?))
    }

    async fn watch_everywhere(&self, by: Reader<'_>) -> Answer<Vec<Box<dyn Watch>>> {
        watching::everywhere(&self.streaming, by).await
    }

    async fn longest_post(&self) -> Answer<u64> {
        let reply = self.get(None, "/api/v2/instance", Part::default()).await?;
        let told = &reply.body["configuration"]["statuses"]["max_characters"];
        told.as_u64().ok_or_else(|| Refused::broken("no limit", &reply.body))
    }

    async fn operate(&self, words: &[&str]) -> Answer<String> {
        self.cluster
            .operate(words)
            .map_err(|error| Refused { rule: Rule::Senseless, words: error.to_string() })
    }

    async fn say(&self, by: Reader<'_>, saying: &Saying) -> Answer<Said> {
        if saying.path.starts_with("/api/v1/streaming") {
            let base = self.socket().replacen("ws", "http", 1);
            return verbatim::say(&Rest::new(base), by, saying).await;
        }
        verbatim::say(self.rest(), by, saying).await
    }

    async fn knock(&self, by: Reader<'_>, query: &str, message: &Message) -> Answer<Said> {
        verbatim::knock(self.socket(), by, query, message).await
    }

    async fn apps(&self, email: &str, password: &str) -> Answer<Apps> {
        letting_in::apps(self, email, password).await
    }

    async fn holdings(&self, by: Reader<'_>) -> Answer<Value> {
        verbatim::holdings(self.rest(), by).await
    }

    async fn blunder(&self, by: Reader<'_>, nonsense: Nonsense) -> Answer<()> {
        let rest = self.rest();
        let bearer = by.map(|session| session.bearer.as_str());
        let request = blunders::request(rest, bearer, nonsense);
        accepted(rest.send(request, "nonsense").await.map_err(|error| no_answer(&error))?).map(drop)
    }
}

/// The path of a use case on the wire, for those who send nonsense to it.
const STATUSES: (Method, &str) = (Method::POST, "/api/v1/statuses");

/// What the wire broke, rather than the one who asked.
impl Refused {
    fn broken(what: &str, body: &Value) -> Self {
        Self { rule: Rule::Broken, words: format!("{what}: {body}") }
    }
}
