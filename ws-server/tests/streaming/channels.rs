//! What happens in channels, under its topics.
use domain::channels::{Category, MessageText, Presentation, Title};
use serde_json::{Value, json};
use service::channels::{ChannelPorts, Channels, Rooms};

use super::super::{Server, Socket, SystemEntropy, frame, origin};
use super::listen;

impl Server {
    fn channels(&self) -> Channels {
        Channels::new(ChannelPorts::on(&self.store), std::sync::Arc::new(SystemEntropy))
    }

    pub(super) async fn show(&self, title: &str) -> String {
        let what =
            Presentation { title: Title::stored(title), category: Category::stored("Birds"), live: None };
        let shown = self.channels().present(self.author, what, &origin(Some(self.author))).await.unwrap();
        shown.position.to_string()
    }

    async fn chat(&self, text: &str) {
        let (by, text) = (self.reader, MessageText::stored(text));
        Rooms::of(self.channels()).say(by, self.author, text, None, &origin(Some(by))).await.unwrap();
    }
}

/// Listens to these topics, and gives the socket.
async fn listening(server: &Server, data: Value) -> Socket {
    let mut socket = server.gateway().await;
    assert_eq!(listen(&mut socket, data).await["error"], "");
    socket
}

/// The topic of the next message, and what is in it.
async fn told(socket: &mut Socket) -> (String, Value) {
    let message = frame(socket).await;
    let inner = serde_json::from_str(message["data"]["message"].as_str().unwrap()).unwrap();
    (message["data"]["topic"].as_str().unwrap().to_owned(), inner)
}

#[tokio::test]
async fn what_is_on_is_told_under_the_topic_of_its_channel_and_that_of_all() {
    let server = Server::start().await;
    let own = format!("channel:update.{}", server.author);
    let mut socket = listening(&server, json!({ "topics": [own, "channel:update"] })).await;
    server.show("rooks").await;
    let mut topics = Vec::new();
    for _ in 0..2 {
        let (topic, inner) = told(&mut socket).await;
        assert_eq!((&inner["type"], &inner["data"]["title"]), (&json!("channel:update"), &json!("rooks")));
        assert_eq!(inner["data"]["by"]["username"], "bob");
        topics.push(topic);
    }
    topics.sort();
    assert_eq!(topics, ["channel:update".to_owned(), own]);
}

#[tokio::test]
async fn what_is_said_in_a_room_is_told_to_those_who_listen_to_it() {
    let server = Server::start().await;
    server.show("rooks").await;
    let room = format!("room:message.{}", server.author);
    let mut socket = listening(&server, json!({ "topics": [room] })).await;
    server.chat("are they back?").await;
    let (topic, inner) = told(&mut socket).await;
    assert_eq!((topic, &inner["type"]), (room, &json!("room:message")));
    assert_eq!(
        (&inner["data"]["text"], &inner["data"]["by"]["username"]),
        (&json!("are they back?"), &json!("ada"))
    );
}

#[tokio::test]
async fn whoever_listens_since_what_they_were_shown_misses_nothing() {
    let server = Server::start().await;
    server.show("rooks").await;
    let position = server.show("crows").await;
    server.show("owls").await;
    let topic = format!("channel:update.{}", server.author);
    let mut socket = listening(&server, json!({ "topics": [topic], "since": position })).await;
    let mut seen = String::new();
    while seen != "owls" {
        seen = told(&mut socket).await.1["data"]["title"].as_str().unwrap().to_owned();
    }
}
