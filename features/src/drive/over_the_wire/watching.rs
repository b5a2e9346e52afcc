//! A screen at the end of a websocket.
use async_trait::async_trait;
use tokio_tungstenite::tungstenite::Message;

use super::super::{Answer, Refused, Rule, Sight, SocketNonsense, Stream, Watch};
use super::blunders;
use super::refusals::unopened;
use super::sights::{id, post};
use crate::listener::{Frame, Heard, Listener, Token, Wish};

#[derive(Debug)]
pub(super) struct Screen {
    listener: Listener,
    bookmark: Option<String>,
}

impl Screen {
    /// An empty `since` begins now.
    pub(super) async fn open(base: &str, token: Option<Token>, stream: &Stream, since: &str) -> Answer<Self> {
        let (name, tag) = match stream {
            Stream::Home => ("user", None),
            Stream::Public => ("public", None),
            Stream::Tag(tag) => ("hashtag", Some(tag.clone())),
        };
        let wish = Wish { stream: name.to_owned(), tag, since: Some(since.to_owned()), token };
        let listener = Listener::open(base, &wish).await.map_err(|error| unopened(&error))?;
        Ok(Self { listener, bookmark: None })
    }

    /// What a frame shows; nothing of those that show no post.
    fn sight(frame: &Frame) -> Answer<Option<Sight>> {
        let broken = || Refused { rule: Rule::Broken, words: format!("not a frame: {frame:?}") };
        match frame.event.as_str() {
            "update" => {
                let json = serde_json::from_str(&frame.payload).map_err(|_| broken())?;
                Ok(Some(Sight::Post(Box::new(post(&json).ok_or_else(broken)?))))
            }
            "delete" => {
                let gone = id(&serde_json::Value::String(frame.payload.clone())).ok_or_else(broken)?;
                Ok(Some(Sight::Gone(gone)))
            }
            "resume_refused" => Err(broken()),
            _ => Ok(None),
        }
    }
}

#[async_trait]
impl Watch for Screen {
    async fn next(&mut self) -> Option<Sight> {
        loop {
            match self.listener.next().await {
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
        let message: Message = blunders::message(nonsense);
        self.listener.say(message).await;
    }
}
