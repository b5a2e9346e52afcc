//! A program says something letter by letter, and is refused in the words of the interface.
use cucumber::{given, then, when};
use features::drive::{Apps, Message, Said, Saying, Shape, Writing};
use serde_json::json;

use crate::words::Who;
use crate::world::Rookery;

const ADA: &str = "Ada";
const BOB: &str = "Bob";

/// Ada, Bob and what they posted: a public post of each, and one of Bob's that is for his followers.
#[given("Ada and Bob have posted")]
async fn have_posted(world: &mut Rookery) {
    let (ada, bob) = (Who(ADA.to_owned()), Who(BOB.to_owned()));
    world.publish(&ada, Writing::plain("of Ada")).await;
    world.publish(&bob, Writing::plain("of Bob")).await;
    let visibility = "private".to_owned();
    world.publish(&bob, Writing { visibility, ..Writing::plain("for Bob's followers") }).await;
}

/// Two apps, the first of which Ada has let in.
#[given("Ada has let an app in")]
async fn has_let_in(world: &mut Rookery) {
    let form = world.person(&Who(ADA.to_owned())).await.form;
    world.apps = Some(world.drive().apps(&form.email, &form.password).await.expect("two apps"));
}

#[when(regex = r"^(Ada|Bob|a visitor) asks ([A-Z]+) ((?:\{[^}]*\}|\S)+)$")]
async fn asks(world: &mut Rookery, who: String, method: String, path: String) {
    say(world, &who, Saying { method, path, ..Saying::default() }).await;
}

#[when(
    regex = r"^(Ada|Bob|a visitor) asks ([A-Z]+) (\S+) with (JSON|form|parts|text|[a-z/-]+/[a-z+-]+|nothing named) (.*)$"
)]
async fn asks_with(
    world: &mut Rookery,
    who: String,
    method: String,
    path: String,
    kind: String,
    body: String,
) {
    let body = filled(world, &body).await.into_bytes();
    let kind = match kind.as_str() {
        "JSON" => "application/json",
        "form" => "application/x-www-form-urlencoded",
        "parts" => "multipart/form-data; boundary=x",
        "text" => "text/plain",
        "nothing named" => "",
        other => other,
    };
    let kind = kind.to_owned();
    say(world, &who, Saying { method, path, kind, body, header: None }).await;
}

#[when(regex = r"^(Ada|Bob|a visitor) asks ([A-Z]+) ((?:\{[^}]*\}|\S)+) under ([A-Za-z-]+): (.*)$")]
async fn asks_under(
    world: &mut Rookery,
    who: String,
    method: String,
    path: String,
    name: String,
    value: String,
) {
    let header = Some((name, filled(world, &value).await));
    // a body that would be good
    let posts = method == "POST";
    let (kind, body) = if posts { ("application/json", "{\"status\":\"caw\"}") } else { ("", "") };
    say(world, &who, Saying { method, path, kind: kind.to_owned(), body: body.into(), header }).await;
}

#[when(regex = r"^(Ada|Bob|a visitor) opens a socket at (\S*)$")]
async fn opens(world: &mut Rookery, who: String, query: String) {
    knock(world, &who, &query, Message::Text("{}".to_owned())).await;
}

#[when(regex = r"^the socket of (Ada|Bob|a visitor) says (.+)$")]
async fn says(world: &mut Rookery, who: String, words: String) {
    let message = match words.strip_prefix("the bytes ") {
        Some(words) => Message::Bytes(words.as_bytes().to_vec()),
        None => Message::Text(filled(world, &words).await),
    };
    knock(world, &who, "?stream=public", message).await;
}

#[when(regex = r#"^Ada tells (\S+|\{\d+ .\}) the message (.+) as "(.*)"$"#)]
async fn tells(world: &mut Rookery, topic: String, message: String, id: String) {
    publish(world, "{bearer}", &topic, &message, &id).await;
}

#[when(regex = r#"^somebody with the token "(.*)" tells (\S+) the message (.+)$"#)]
async fn tells_by(world: &mut Rookery, token: String, topic: String, message: String) {
    publish(world, &token, &topic, &message, "").await;
}

#[when(regex = r"^the gateway hears (.+)$")]
async fn hears(world: &mut Rookery, frame: String) {
    let frame = filled(world, &frame).await;
    knock(world, "a visitor", "/pubsub", Message::Text(frame)).await;
}

#[then(regex = r#"^the gateway answers "(.*)"$"#)]
fn gateway_answers(world: &mut Rookery, error: String) {
    assert_eq!(world.said.take().expect("something was said").error, error);
}

async fn publish(world: &mut Rookery, token: &str, topic: &str, message: &str, id: &str) {
    let message = if message == "nothing" { "" } else { message };
    let mut data = json!({ "topic": topic, "message": message, "id": id, "auth_token": token });
    for text in data.as_object_mut().expect("an object").values_mut() {
        *text = filled(world, text.as_str().unwrap_or_default()).await.into();
    }
    let frame = json!({ "type": "PUBLISH", "nonce": "p", "data": data }).to_string();
    knock(world, "a visitor", "/pubsub", Message::Text(frame)).await;
}

#[then(regex = r#"^the answer is (\d+) "(.*)"$"#)]
fn is_answered(world: &mut Rookery, status: u16, error: String) {
    let said = world.said.take().expect("something was asked");
    assert_eq!(said, Said { status, error, shape: Shape::Json });
}

#[then(regex = r#"^the page says (\d+) "(.*)"$"#)]
fn is_shown(world: &mut Rookery, status: u16, error: String) {
    let said = world.said.take().expect("something was asked");
    assert_eq!(said, Said { status, error, shape: Shape::Page });
}

/// The words for people that go with an error are not looked at.
#[then(regex = r#"^the app is told "(.*)"$"#)]
fn is_told(world: &mut Rookery, error: String) {
    let said = world.said.take().expect("something was asked");
    assert_eq!((said.status, said.shape), (302, Shape::Way));
    let (place, told) = said.error.split_once('?').expect("something to tell");
    assert_eq!(place, Apps::REDIRECT);
    let told: Vec<&str> = told.split('&').filter(|word| !word.starts_with("error_description=")).collect();
    assert_eq!(told.join("&"), error);
}

#[then("nothing has changed")]
async fn nothing_changed(world: &mut Rookery) {
    for (who, before) in std::mem::take(&mut world.had) {
        let session = world.session(&who).await;
        let after = world.drive().holdings(session.as_ref()).await.expect("what one has");
        for (path, before) in before.as_object().expect("what one had") {
            assert_eq!(&after[path], before, "{path} of {} has changed", who.0);
        }
    }
}

async fn say(world: &mut Rookery, who: &str, saying: Saying) {
    let who = Who(who.to_owned());
    let session = world.session(&who).await;
    let path = filled(world, &saying.path).await;
    look(world).await;
    let said = world.drive().say(session.as_ref(), &Saying { path, ..saying }).await;
    world.said = Some(said.expect("an answer"));
}

async fn knock(world: &mut Rookery, who: &str, query: &str, message: Message) {
    let session = world.session(&Who(who.to_owned())).await;
    let query = filled(world, query).await;
    look(world).await;
    let said = world.drive().knock(session.as_ref(), &query, &message).await;
    world.said = Some(said.expect("an answer"));
}

/// Remembers what everybody in the scenario has.
async fn look(world: &mut Rookery) {
    for name in [ADA, BOB] {
        let who = Who(name.to_owned());
        let session = world.session(&who).await;
        let had = world.drive().holdings(session.as_ref()).await.expect("what one has");
        world.had.push((who, had));
    }
}

/// The words with what they stand for: `{bob}`, `{post}`, `{secret}`, `{bearer}`, `{admin}`, `{client}`, `{NUL}`, `{600 x}`.
async fn filled(world: &mut Rookery, words: &str) -> String {
    let mut words = words.to_owned();
    for (name, who) in [("{ada}", ADA), ("{bob}", BOB)] {
        if words.contains(name) {
            words = words.replace(name, &world.account(&Who(who.to_owned())).await.to_string());
        }
    }
    for (name, text) in [("{post}", "of Bob"), ("{own}", "of Ada"), ("{secret}", "for Bob's followers")] {
        if words.contains(name) {
            words = words.replace(name, &world.post(text).to_string());
        }
    }
    if words.contains("{bearer}") {
        let session = world.session(&Who(ADA.to_owned())).await.expect("a member");
        words = words.replace("{bearer}", &session.bearer);
    }
    if words.contains("{admin}") {
        let username = world.form(ADA).username;
        let making = ["tokens", "create", "--username", &username, "--admin"];
        words = words.replace("{admin}", &world.drive().operate(&making).await.expect("a token"));
    }
    if words.contains("{email}") {
        words = words.replace("{email}", &world.form(ADA).email);
    }
    if let Some(Apps { client, code, other }) = &world.apps {
        let names = [
            ("{client}", &client.0),
            ("{client_secret}", &client.1),
            ("{code}", code),
            ("{other}", &other.0),
            ("{other_secret}", &other.1),
        ];
        words = names.iter().fold(words, |words, (name, meant)| words.replace(name, meant));
    }
    let proof = [("{back}", Apps::REDIRECT), ("{proof}", Apps::VERIFIER)];
    words = proof.iter().fold(words, |words, (name, meant)| words.replace(name, meant));
    repeated(&words.replace("{NUL}", "\u{0}"))
}

/// `{600 x}` is six hundred times an x.
fn repeated(words: &str) -> String {
    let mut filled = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let counted = after.split_once('}').and_then(|(inner, after)| {
            let (count, what) = inner.split_once(' ')?;
            Some((what.repeat(count.parse().ok()?), after))
        });
        let (text, after) = counted.unwrap_or_else(|| ("{".to_owned(), after));
        filled.push_str(&text);
        rest = after;
    }
    filled + rest
}
