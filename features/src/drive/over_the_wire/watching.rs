//! A screen at the end of a websocket, or of server-sent events.
use async_trait::async_trait;
use domain::posts::Hashtag;
use domain::realtime::{LiveTopic, TopicName};
use domain::shop::pim::ProductId;
use serde_json::Value;

use super::super::{Answer, Drive, Reader, Refused, Rule, Sight, SocketNonsense, Stream, Watch, Way};
use super::OverTheWire;
use super::blunders;
use super::refusals::unopened;
use super::sights::{id, listed, post};
use crate::events::EventSource;
use crate::gateway::Tuned;
use crate::listener::{Frame, Heard, Listener, Token, Unopened, Wish};

#[derive(Debug)]
pub(super) struct Screen {
    line: Line,
    bookmark: Option<String>,
}

#[derive(Debug)]
enum Line {
    Socket(Box<Listener>),
    Events(EventSource),
    Topic(Box<Tuned>),
}

impl OverTheWire {
    /// Watches a stream, whatever way it comes.
    pub(super) async fn screen(
        &self,
        by: Reader<'_>,
        stream: &Stream,
        way: Way,
        since: Option<&str>,
    ) -> Answer<Screen> {
        match way {
            Way::Gateway => Screen::tune(self.socket(), by, self.topic(by, stream).await?, since).await,
            _ => Screen::open(self.socket(), by, stream, way, since).await,
        }
    }

    /// The topic of the gateway that carries a stream.
    async fn topic(&self, by: Reader<'_>, stream: &Stream) -> Answer<String> {
        let own = match by {
            Some(_) => self.whoami(by).await?.account.to_string(),
            None => "1".to_owned(),
        };
        Ok(match stream {
            Stream::Home => format!("timeline:home.{own}"),
            Stream::Public => "timeline:public".to_owned(),
            Stream::Conversations => format!("user:conversation.{own}"),
            Stream::Tag(tag) => {
                let tag = Hashtag::parse(tag).map_err(|_| Refused::by(Rule::Senseless))?;
                LiveTopic::tag(&tag).to_string()
            }
            Stream::Product(id) => {
                let id = ProductId::parse(id).map_err(|_| Refused::by(Rule::Senseless))?;
                LiveTopic::product(&id).to_string()
            }
            Stream::Cart => format!("cart:update.{own}"),
            Stream::Channel(id) => LiveTopic::of(TopicName::ChannelUpdate, *id).to_string(),
            Stream::Orders => format!("order:update.{own}"),
            Stream::List(_) => return Err(Refused::by(Rule::NotThere)),
        })
    }
}

impl Screen {
    /// Listens to a topic of the gateway.
    async fn tune(base: &str, by: Reader<'_>, topic: String, since: Option<&str>) -> Answer<Self> {
        let token = by.map(|session| session.bearer.as_str());
        let tuned = Tuned::open(base, &[topic], token, since).await.map_err(|error| unopened(&error))?;
        Ok(Self { line: Line::Topic(Box::new(tuned)), bookmark: None })
    }

    pub(super) async fn open(
        base: &str,
        by: Reader<'_>,
        stream: &Stream,
        way: Way,
        since: Option<&str>,
    ) -> Answer<Self> {
        let line = match way {
            Way::Events => Line::events(base, by, stream, since).await,
            _ => Line::socket(base, by, stream, way, since).await,
        };
        Ok(Self { line: line.map_err(|error| unopened(&error))?, bookmark: None })
    }

    /// What a frame shows; nothing of those that show no post.
    fn sight(frame: &Frame) -> Answer<Option<Sight>> {
        let broken = || Refused { rule: Rule::Broken, words: format!("not a frame: {frame:?}") };
        match frame.event.as_str() {
            "update" | "conversation" => {
                let json = serde_json::from_str(&frame.payload).map_err(|_| broken())?;
                Ok(Some(Sight::Post(Box::new(listed(&json).ok_or_else(broken)?))))
            }
            "status.update" => {
                let json = serde_json::from_str(&frame.payload).map_err(|_| broken())?;
                Ok(Some(Sight::Changed(Box::new(post(&json).ok_or_else(broken)?))))
            }
            "delete" => {
                let gone = id(&serde_json::Value::String(frame.payload.clone())).ok_or_else(broken)?;
                Ok(Some(Sight::Gone(gone)))
            }
            "stock:update" | "product:update" | "product:gone" | "cart:update" | "order:update" => {
                let json = serde_json::from_str(&frame.payload).map_err(|_| broken())?;
                of_the_shop(&frame.event, &json).map(|seen| Some(Sight::Shop(seen))).ok_or_else(broken)
            }
            "notice" => {
                let json: Value = serde_json::from_str(&frame.payload).map_err(|_| broken())?;
                let words = json["text"].as_str().ok_or_else(broken)?;
                Ok(Some(Sight::Told(words.to_owned())))
            }
            "resume_refused" => Err(broken()),
            _ => Ok(None),
        }
    }
}

/// What a message of the shop shows.
fn of_the_shop(kind: &str, data: &Value) -> Option<String> {
    Some(match kind {
        "stock:update" => format!("{} left", data["available"].as_u64()?),
        "product:update" => format!("{} for {}", data["name"].as_str()?, data["price"]["amount"].as_u64()?),
        "product:gone" => "gone".to_owned(),
        "order:update" => data["state"].as_str()?.to_owned(),
        _ => {
            let lines = data["lines"].as_array()?.iter();
            let line = |line: &Value| {
                Some(format!("{} {}", line["quantity"].as_u64()?, line["name"].as_str().unwrap_or("?")))
            };
            lines.map(line).collect::<Option<Vec<_>>>()?.join(", ")
        }
    })
}

/// The public timeline at each of these servers.
pub(super) async fn everywhere(servers: &[String], by: Reader<'_>) -> Answer<Vec<Box<dyn Watch>>> {
    let mut screens: Vec<Box<dyn Watch>> = vec![];
    for base in servers {
        screens.push(Box::new(Screen::open(base, by, &Stream::Public, Way::default(), None).await?));
    }
    Ok(screens)
}

#[async_trait]
impl Watch for Screen {
    async fn next(&mut self) -> Option<Sight> {
        loop {
            match self.line.next().await {
                Heard::Frame(frame) => {
                    let sight = Self::sight(&frame).unwrap_or_else(|broken| panic!("{broken}"));
                    self.bookmark = frame.position.or(self.bookmark.take());
                    if sight.is_some() {
                        return sight;
                    }
                }
                Heard::Complaint(_) => {}
                Heard::Closed(_) => return None,
            }
        }
    }

    fn bookmark(&self) -> Option<String> {
        self.bookmark.clone()
    }

    async fn blunder(&mut self, nonsense: SocketNonsense) {
        match &mut self.line {
            Line::Socket(listener) => listener.say(blunders::message(nonsense)).await,
            Line::Topic(tuned) => tuned.say(blunders::message(nonsense)).await,
            Line::Events(_) => {}
        }
    }
}

impl Line {
    async fn socket(
        base: &str,
        by: Reader<'_>,
        stream: &Stream,
        way: Way,
        since: Option<&str>,
    ) -> Result<Self, Unopened> {
        let mut wish = Wish::default();
        let name = match stream {
            Stream::Home => "user",
            Stream::Public => "public",
            Stream::Conversations => "direct",
            Stream::Tag(tag) => {
                wish.tag = Some(tag.clone());
                "hashtag"
            }
            Stream::List(list) => {
                wish.list = Some(list.to_string());
                "list"
            }
            // topics of the gateway, and of nothing else
            Stream::Product(_) | Stream::Cart | Stream::Channel(_) | Stream::Orders => "none",
        };
        let put = match way {
            Way::Header => Token::Header,
            Way::Address => Token::Query,
            Way::Protocol | Way::Events | Way::Gateway => Token::Protocol,
        };
        let token = by.map(|session| put(session.bearer.clone()));
        // an empty one begins now, and asks for positions
        let since = Some(since.unwrap_or_default().to_owned());
        Listener::open(base, &Wish { stream: name.to_owned(), since, token, ..wish })
            .await
            .map(|listener| Self::Socket(Box::new(listener)))
    }

    async fn events(
        base: &str,
        by: Reader<'_>,
        stream: &Stream,
        since: Option<&str>,
    ) -> Result<Self, Unopened> {
        let path = match stream {
            Stream::Home => "/api/v1/streaming/user".to_owned(),
            Stream::Public => "/api/v1/streaming/public".to_owned(),
            Stream::Conversations => "/api/v1/streaming/direct".to_owned(),
            Stream::Tag(tag) => format!("/api/v1/streaming/hashtag?tag={tag}"),
            Stream::List(list) => format!("/api/v1/streaming/list?list={list}"),
            Stream::Product(_) | Stream::Cart | Stream::Channel(_) | Stream::Orders => {
                "/api/v1/streaming/none".to_owned()
            }
        };
        let base = base.replacen("ws", "http", 1);
        let bearer = by.map(|session| session.bearer.as_str());
        EventSource::open(&base, &path, bearer, since).await.map(Self::Events)
    }

    async fn next(&mut self) -> Heard {
        match self {
            Self::Socket(listener) => listener.next().await,
            Self::Events(events) => events.next().await,
            Self::Topic(tuned) => tuned.next().await,
        }
    }
}
