//! So many people who did so much, seen by one of them.
use std::time::Duration;

use adapter_local::SystemEntropy;
use api_server::duties::AtWork;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use serde_json::{Value, json};
use service::Entropy;
use tower::ServiceExt;

use crate::endpoints::{Asker, Endpoint};
use crate::listening;

/// Ada, Bob and so many others; whatever there is to do was done so many times.
pub(crate) struct Town {
    router: Router,
    ada: Member,
    bob: Member,
    /// By Bob; everybody has something to do with it.
    post: String,
    others: Vec<Member>,
    /// Acts for nobody.
    app: Member,
    /// Asked by Ada.
    poll: String,
    /// Uploaded by Ada.
    picture: String,
    /// Everybody is in this list of Ada's, and Bob in all of them.
    list: String,
    /// A filter of Ada's, a word of it, and a post in it.
    filter: [String; 3],
    /// The last that Ada was told of.
    notification: String,
    /// What she is going to say.
    plan: String,
    /// What Bob asks those who watch his channel.
    asked: [String; 2],
    /// What Ada ordered last.
    pub(crate) order: String,
    /// What is asked now and then about the one who asks, whatever they ask for.
    usual: Vec<String>,
}

struct Member {
    id: String,
    token: String,
}

/// Filters are believed for a moment, so they are asked for now and then.
const FILTERS: &str = "select filters from filters";
/// What the shop reads of its events it reads now and then, whoever asks for what.
const EVENTS: &str = "select position, stream, version";

/// What came of a question.
pub(crate) struct Asked {
    pub(crate) rows: usize,
    pub(crate) statements: Vec<String>,
}

impl Town {
    /// Somebody else follows the log, so that people are told of what happens; not any more when this ends.
    pub(crate) async fn of(size: usize, router: &Router, at_work: AtWork) -> Self {
        listening::begin();
        let router = router.clone();
        let (ada, bob) = (register(&router, "ada").await, register(&router, "bob").await);
        let mut others = Vec::new();
        for n in 0..size {
            others.push(register(&router, &format!("n{n}")).await);
        }
        let post = id(&say(&router, &bob, "/api/v1/statuses", json!({ "status": "hello" })).await);
        let app = app(&router).await;
        let picture = upload(&router, &ada).await;
        let poll = json!({ "options": ["rooks", "crows"], "expires_in": 3_600 });
        let asked = json!({ "status": "which?", "poll": poll });
        let poll = id(&say(&router, &ada, "/api/v1/statuses", asked).await);
        let (list, filter) = (String::new(), [const { String::new() }; 3]);
        let (notification, plan, usual) = (String::new(), String::new(), Vec::new());
        let asked = [const { String::new() }; 2];
        let mut town = Self {
            router,
            ada,
            bob,
            post,
            others,
            app,
            poll,
            picture,
            list,
            filter,
            notification,
            plan,
            asked,
            order: String::new(),
            usual,
        };
        town.list = town.keep_lists().await;
        town.filter = town.keep_filters().await;
        town.asked = town.streams().await;
        for n in 0..size {
            town.live(n).await;
        }
        town.plan = town.plans(size).await;
        town.asks(size).await;
        town.notification = town.told_of_everybody().await;
        at_work.stop().await;
        town.usual = town.about_whoever_asks().await;
        town
    }

    /// Bob has a channel, and so has everybody else; all chat in his.
    async fn streams(&self) -> [String; 2] {
        for owner in self.others.iter().chain([&self.bob]) {
            let title = json!({ "title": "rooks" });
            call(&self.router, owner, Method::PUT, "/api/rookery/v1/channel", title).await;
        }
        let messages = format!("/api/rookery/v1/channels/{}/messages", self.bob.id);
        for other in &self.others {
            say(&self.router, other, &messages, json!({ "text": "caw" })).await;
        }
        let path = |what: &str| format!("/api/rookery/v1/channels/{}/{what}", self.bob.id);
        let guess = json!({ "title": "back?", "outcomes": ["yes", "no"], "window": 600 });
        let question = json!({ "question": "which?", "choices": ["red", "blue"], "seconds": 600 });
        [
            id(&say(&self.router, &self.bob, &path("predictions"), guess).await),
            id(&say(&self.router, &self.bob, &path("polls"), question).await),
        ]
    }

    /// Ada wants to be asked, and so many ask to follow her.
    async fn asks(&self, count: usize) {
        let lock = json!({ "locked": true });
        call(&self.router, &self.ada, Method::PATCH, "/api/v1/accounts/update_credentials", lock).await;
        for n in 0..count {
            let fan = register(&self.router, &format!("fan{n}")).await;
            say(&self.router, &fan, &format!("/api/v1/accounts/{}/follow", self.ada.id), json!({})).await;
        }
    }

    /// Ada plans that many posts.
    async fn plans(&self, count: usize) -> String {
        let due = (SystemEntropy.now() + Duration::from_hours(1)).to_string();
        let mut last = String::new();
        for n in 0..count {
            let plan = json!({ "status": format!("later {n}"), "scheduled_at": due });
            last = id(&say(&self.router, &self.ada, "/api/v1/statuses", plan).await);
        }
        last
    }

    /// Ada follows Bob, and has so many lists that he is in.
    async fn keep_lists(&self) -> String {
        let Self { router, ada, bob, others, .. } = self;
        say(router, ada, &format!("/api/v1/accounts/{}/follow", bob.id), json!({})).await;
        let mut last = String::new();
        for n in 0..others.len() {
            last = id(&say(router, ada, "/api/v1/lists", json!({ "title": format!("birds {n}") })).await);
            let body = json!({ "account_ids": [bob.id] });
            say(router, ada, &format!("/api/v1/lists/{last}/accounts"), body).await;
        }
        last
    }

    /// Ada has so many filters.
    async fn keep_filters(&self) -> [String; 3] {
        let Self { router, ada, post, others, .. } = self;
        let mut last = [const { String::new() }; 3];
        for n in 0..others.len() {
            let words = json!([{ "keyword": format!("again {n}") }]);
            let body = json!({ "title": "again", "context": ["home"], "keywords_attributes": words });
            let made = say(router, ada, "/api/v2/filters", body).await;
            let path = format!("/api/v2/filters/{}/statuses", id(&made));
            let entry = say(router, ada, &path, json!({ "status_id": post })).await;
            last = [id(&made), id(&made["keywords"][0]), id(&entry)];
        }
        last
    }

    /// Each of the others follows Ada and mentions her.
    async fn told_of_everybody(&self) -> String {
        for _ in 0..100 {
            let path = "/api/v1/notifications?limit=80&types[]=follow&types[]=mention";
            let told = call(&self.router, &self.ada, Method::GET, path, Value::Null).await;
            if rows(&told) >= 3 * self.others.len() {
                return id(&told[0]);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nobody tells Ada what the others did");
    }

    /// Whose token it is was found out a while ago when it is found out anew.
    async fn about_whoever_asks(&self) -> Vec<String> {
        listening::heard().await;
        for _ in 0..100 {
            call(&self.router, &self.ada, Method::GET, "/api/v1/announcements", Value::Null).await;
            let heard = listening::heard().await;
            if !heard.is_empty() {
                return heard;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("a token is believed for ever");
    }

    /// What Bob and one of the others do, and what Ada does about it.
    async fn live(&self, n: usize) {
        let Self { ada, bob, post, list, .. } = self;
        let other = &self.others[n];
        let status = |text: String| json!({ "status": text });
        let reply = json!({ "status": format!("@bob yes {n}"), "in_reply_to_id": post });
        for (who, path, body) in [
            (ada, format!("accounts/{}/follow", other.id), json!({})),
            (ada, format!("lists/{list}/accounts"), json!({ "account_ids": [other.id] })),
            (other, format!("accounts/{}/follow", bob.id), json!({})),
            (other, format!("accounts/{}/follow", ada.id), json!({})),
            (other, "statuses".to_owned(), status(format!("@ada #rooks {n} https://rooks.example/{n}"))),
            (other, "statuses".to_owned(), reply),
            (other, "statuses".to_owned(), json!({ "status": "@ada psst", "visibility": "direct" })),
            (other, format!("statuses/{post}/favourite"), json!({})),
            (other, format!("statuses/{post}/reblog"), json!({})),
            (bob, "statuses".to_owned(), status(format!("#rooks again {n}"))),
        ] {
            let seen = say(&self.router, who, &format!("/api/v1/{path}"), body).await;
            if path == "statuses" {
                for act in ["favourite", "bookmark"] {
                    say(&self.router, ada, &format!("/api/v1/statuses/{}/{act}", id(&seen)), json!({})).await;
                }
            }
        }
        let kept = id(&say(&self.router, other, "/api/v1/statuses", status(format!("keep me {n}"))).await);
        for act in ["favourite", "bookmark"] {
            say(&self.router, ada, &format!("/api/v1/statuses/{kept}/{act}"), json!({})).await;
        }
        let tag = format!("/api/v1/tags/rook{n}/follow");
        say(&self.router, ada, &tag, json!({})).await;
        let pest = register(&self.router, &format!("pest{n}")).await;
        for act in ["block", "mute"] {
            say(&self.router, ada, &format!("/api/v1/accounts/{}/{act}", pest.id), json!({})).await;
        }
    }

    /// Somebody asks.
    pub(crate) async fn ask(&self, endpoint: &Endpoint) -> Asked {
        let everybody: Vec<String> = self.others.iter().map(|other| format!("id[]={}", other.id)).collect();
        let names = [
            ("[ada]", &self.ada.id),
            ("[bob]", &self.bob.id),
            ("[post]", &self.post),
            ("[list]", &self.list),
            ("[filter]", &self.filter[0]),
            ("[word]", &self.filter[1]),
            ("[filtered]", &self.filter[2]),
            ("[notification]", &self.notification),
            ("[picture]", &self.picture),
            ("[plan]", &self.plan),
            ("[poll]", &self.poll),
            ("[prediction]", &self.asked[0]),
            ("[question]", &self.asked[1]),
            ("[order]", &self.order),
        ];
        let asker = match endpoint.asker {
            Asker::Ada => &self.ada,
            Asker::App => &self.app,
        };
        let path = names
            .into_iter()
            .fold(endpoint.path.replace("[everybody]", &everybody.join("&")), |path, (name, id)| {
                path.replace(name, id)
            });
        listening::heard().await;
        let seen = call(&self.router, asker, Method::GET, &path, Value::Null).await;
        let mut statements = listening::heard().await;
        let now_and_then =
            |statement: &str| [FILTERS, EVENTS].iter().any(|first| statement.starts_with(first));
        statements.retain(|statement| !self.usual.contains(statement) && !now_and_then(statement));
        Asked { rows: rows(&seen), statements }
    }
}

/// Rows of a list, or of the longest list in a document.
fn rows(seen: &Value) -> usize {
    match seen {
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.values().map(rows).max().unwrap_or_default(),
        _ => 0,
    }
}

async fn register(router: &Router, name: &str) -> Member {
    let form = json!({ "username": name, "email": format!("{name}@r.example"), "password": "correct horse" });
    let nobody = Member { id: String::new(), token: String::new() };
    let seen = say(router, &nobody, "/auth/register", form).await;
    let token = seen["access_token"].as_str().unwrap().to_owned();
    Member { id: id(&seen["account"]), token }
}

/// An app with a token of its own.
async fn app(router: &Router) -> Member {
    let nobody = Member { id: String::new(), token: String::new() };
    let form = json!({ "client_name": "Crow", "redirect_uris": "urn:ietf:wg:oauth:2.0:oob" });
    let app = say(router, &nobody, "/api/v1/apps", form).await;
    let form = json!({
        "grant_type": "client_credentials",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
    });
    let seen = say(router, &nobody, "/oauth/token", form).await;
    Member { id: id(&app), token: seen["access_token"].as_str().unwrap().to_owned() }
}

async fn say(router: &Router, who: &Member, path: &str, body: Value) -> Value {
    call(router, who, Method::POST, path, body).await
}

async fn call(router: &Router, who: &Member, method: Method, path: &str, body: Value) -> Value {
    let body = if body.is_null() { Vec::new() } else { body.to_string().into() };
    send(router, who, method, path, ("application/json", body)).await
}

/// A picture, in a form.
async fn upload(router: &Router, who: &Member) -> String {
    const PICTURE: &[u8] = include_bytes!("../../../api-server/src/web/pictures/avatar.png");
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"rook.png\"\r\n\r\n";
    let form = [head.as_bytes(), PICTURE, b"\r\n--x--\r\n"].concat();
    let kind = "multipart/form-data; boundary=x";
    id(&send(router, who, Method::POST, "/api/v2/media", (kind, form)).await)
}

async fn send(
    router: &Router,
    who: &Member,
    method: Method,
    path: &str,
    (kind, body): (&str, Vec<u8>),
) -> Value {
    let mut request = Request::builder().method(method).uri(path);
    if !who.token.is_empty() {
        request = request.header("authorization", format!("Bearer {}", who.token));
    }
    if !body.is_empty() {
        request = request.header("content-type", kind);
    }
    let answer = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    assert!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&bytes));
    serde_json::from_slice(&bytes).unwrap()
}

fn id(seen: &Value) -> String {
    seen["id"].as_str().expect("an id").to_owned()
}
