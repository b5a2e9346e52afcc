//! The people of a round: some write, some read.
use std::io;

use serde_json::{Value, json};

use crate::rest::{Ask, Reply, Rest};

/// Somebody with an account.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) bearer: String,
}

/// Writers, and readers who follow them: the first reader all of them, the second the first writer only.
#[derive(Debug, Clone)]
pub(super) struct Town {
    pub(super) writers: Vec<Person>,
    pub(super) readers: Vec<Reader>,
}

/// Somebody who follows writers.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) person: Person,
    /// The writers whom they follow, by their numbers.
    pub(super) follows: Vec<usize>,
}

const WRITERS: usize = 3;

impl Town {
    /// Makes everybody an account; `tag` makes their names new.
    pub(super) async fn found(base: &str, tag: &str) -> io::Result<Self> {
        let rest = Rest::new(base);
        let mut writers = Vec::new();
        for nth in 0..WRITERS {
            writers.push(register(&rest, &format!("w{nth}{tag}")).await?);
        }
        let mut readers = Vec::new();
        for (nth, follows) in [(0..WRITERS).collect::<Vec<_>>(), vec![0]].into_iter().enumerate() {
            let person = register(&rest, &format!("r{nth}{tag}")).await?;
            for writer in &follows {
                let path = format!("/api/v1/accounts/{}/follow", writers[*writer].id);
                answered(rest.post(&path, Ask::by(Some(&person.bearer))).await.map_err(io::Error::other)?)?;
            }
            readers.push(Reader { person, follows });
        }
        Ok(Self { writers, readers })
    }
}

pub(crate) async fn register(rest: &Rest, name: &str) -> io::Result<Person> {
    let body = json!({
        "username": name,
        "email": format!("{name}@people.example"),
        "password": "correct horse battery staple",
        "agreement": true,
        "locale": "en",
    });
    let reply = rest.post("/auth/register", Ask::default().with(body)).await.map_err(io::Error::other)?;
    let body = answered(reply)?;
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| io::Error::other("no text"));
    Ok(Person { id: text(&body["account"]["id"])?, bearer: text(&body["access_token"])? })
}

pub(crate) fn answered(reply: Reply) -> io::Result<Value> {
    if reply.is_ok() {
        Ok(reply.body)
    } else {
        Err(io::Error::other(format!("{} {}", reply.status, reply.body)))
    }
}
