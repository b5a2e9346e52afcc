//! The catalogue of the gateway's topics: what each carries, who may listen, who may publish.

/// What becomes of an event while nobody listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It is in the log: whoever comes back gets it.
    Durable,
    /// It is gone.
    Ephemeral,
}

/// What the number in a topic stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// There is one topic of this name.
    None,
    /// A channel; all of them without a number.
    Channel,
    /// A room, which is that of a channel.
    Room,
    /// An account.
    Account,
    /// The account of the token's owner, and no other.
    Oneself,
    /// A tag, by the number that its entity has in REST.
    Tag,
    /// A product, by the number that REST says beside it.
    Product,
}

impl Argument {
    /// Whether a topic may be named with, or without, a number.
    #[must_use]
    pub fn admits(self, number: Option<u64>) -> bool {
        match self {
            Self::None => number.is_none(),
            Self::Channel => true,
            Self::Room | Self::Account | Self::Oneself | Self::Tag | Self::Product => number.is_some(),
        }
    }

    /// Its word in the published catalogue.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Channel => "channel id, or none for all channels",
            Self::Room => "channel id",
            Self::Account => "account id",
            Self::Oneself => "own account id",
            Self::Tag => "tag id",
            Self::Product => "product number, the end of its `topic` in REST",
        }
    }
}

/// What a client may tell on a topic itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publishing {
    /// The scope that a token needs for PUBLISH.
    pub scope: &'static str,
    /// The JSON Schema of what it sends.
    pub schema: &'static str,
    /// Such a message.
    pub example: &'static str,
}

/// What is published about the topics of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub name: TopicName,
    /// What it carries, for people.
    pub meaning: &'static str,
    /// What its number stands for.
    pub argument: Argument,
    /// What becomes of what nobody hears.
    pub class: Class,
    /// The scope that a token needs for LISTEN; nothing where anybody may.
    pub scope: Option<&'static str>,
    /// What clients may tell there; nothing where they may not.
    pub publish: Option<Publishing>,
    /// The `type` of the messages that it carries.
    pub types: &'static [&'static str],
    /// The JSON Schema of a message's `data`.
    pub schema: &'static str,
    /// A topic of this name.
    pub example_topic: &'static str,
    /// A message of it.
    pub example: &'static str,
}

/// Defines the names with their entries.
macro_rules! catalogue {
    ($($variant:ident $text:literal {
        $meaning:literal, $argument:ident, $class:ident, listen: $scope:expr, publish: $publish:expr,
        types: [$($kind:literal),+], schema: $schema:expr, example: $topic:literal $example:literal
    })+) => {
        /// The name of a topic, without what it is of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum TopicName {
            $(#[doc = $meaning] $variant,)+
        }

        impl TopicName {
            const CATALOGUE: &[Entry] = &[$(Entry {
                name: Self::$variant,
                meaning: $meaning,
                argument: Argument::$argument,
                class: Class::$class,
                scope: $scope,
                publish: $publish,
                types: &[$($kind),+],
                schema: $schema,
                example_topic: $topic,
                example: $example,
            }),+];

            /// As clients write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// What is published about it.
            #[must_use]
            pub fn entry(self) -> &'static Entry {
                &Self::CATALOGUE[self as usize]
            }
        }
    };
}

/// A post, as Mastodon's API shows it, or the id of one that is gone.
const POST: &str = r#"{"oneOf":[{"type":"object","required":["id","content","account"]},{"type":"object","required":["id"]}]}"#;
const CHANNEL: &str = r#"{"type":"object","required":["channel","title","category","live"],"properties":{"channel":{"type":"string"},"title":{"type":"string"},"category":{"type":"string"},"live":{"type":"boolean"}}}"#;
const FOLLOW: &str = r#"{"type":"object","required":["channel","by"],"properties":{"channel":{"type":"string"},"by":{"type":"object","required":["id"]}}}"#;
const PREDICTION: &str = r#"{"type":"object","required":["id","channel","title","status","outcomes"],"properties":{"id":{"type":"string"},"channel":{"type":"string"},"title":{"type":"string"},"status":{"enum":["active","locked","resolved","cancelled"]},"outcomes":{"type":"array","items":{"type":"object","required":["title","points","people"]}}}}"#;
const POLL: &str = r#"{"type":"object","required":["id","channel","question","choices"],"properties":{"id":{"type":"string"},"channel":{"type":"string"},"question":{"type":"string"},"choices":{"type":"array","items":{"type":"object","required":["title","votes"]}}}}"#;
const MESSAGE: &str = r#"{"type":"object","required":["id","room"],"properties":{"id":{"type":"string"},"room":{"type":"string"},"by":{"type":"object","required":["id","username"]},"text":{"type":"string","minLength":1,"maxLength":500}}}"#;
const PRESENCE: &str = r#"{"type":"object","required":["room","members","visitors"],"properties":{"room":{"type":"string"},"members":{"type":"integer"},"visitors":{"type":"integer"}}}"#;
const TYPING: &str = r#"{"type":"object","required":["room","by"],"properties":{"room":{"type":"string"},"by":{"type":"object","required":["id","username"]}}}"#;
const STOCK: &str = r#"{"type":"object","required":["product","position"],"properties":{"product":{"type":"string"},"position":{"type":"integer"},"available":{"type":"integer"},"name":{"type":"string"},"price":{"type":"object","required":["amount","currency"]}}}"#;
const CART: &str = r#"{"type":"object","required":["version","hash","lines","position"],"properties":{"id":{"type":["string","null"]},"version":{"type":"integer"},"hash":{"type":"string"},"position":{"type":"integer"},"lines":{"type":"array","items":{"type":"object","required":["product","quantity","sold"]}}}}"#;
const ORDER: &str = r#"{"type":"object","required":["order","state","position"],"properties":{"order":{"type":"string"},"state":{"type":"string"},"position":{"type":"integer"}}}"#;
const SAYING: Publishing = Publishing {
    scope: "room:write:message",
    schema: r#"{"type":"object","required":["text"],"additionalProperties":false,"properties":{"text":{"type":"string","minLength":1,"maxLength":500}}}"#,
    example: r#"{"text":"Hello"}"#,
};
const WRITING: Publishing = Publishing {
    scope: "room:write:typing",
    schema: r#"{"type":"object","additionalProperties":false}"#,
    example: "{}",
};

catalogue! {
    TimelinePublic "timeline:public" {
        "Public posts that answer nobody else", None, Durable, listen: None, publish: None,
        types: ["update", "status.update", "delete"], schema: POST,
        example: "timeline:public" r#"{"type":"delete","data":{"id":"113000000000000000"}}"#
    }
    TimelineTag "timeline:tag" {
        "Public posts under a tag", Tag, Durable, listen: None, publish: None,
        types: ["update", "status.update", "delete"], schema: POST,
        example: "timeline:tag.4503599627370495" r#"{"type":"delete","data":{"id":"113000000000000000"}}"#
    }
    TimelineHome "timeline:home" {
        "What one's home shows", Oneself, Durable, listen: Some("user:read:home"), publish: None,
        types: ["update", "status.update", "delete"], schema: POST,
        example: "timeline:home.42" r#"{"type":"delete","data":{"id":"113000000000000000"}}"#
    }
    AccountPost "account:post" {
        "Public and unlisted posts of an account", Account, Durable, listen: None, publish: None,
        types: ["update", "status.update", "delete"], schema: POST,
        example: "account:post.42" r#"{"type":"delete","data":{"id":"113000000000000000"}}"#
    }
    UserNotification "user:notification" {
        "What one is told of what others did", Oneself, Durable,
        listen: Some("user:read:notifications"), publish: None,
        types: ["notification"], schema: r#"{"type":"object","required":["id","type","account"]}"#,
        example: "user:notification.42" r#"{"type":"notification","data":{"id":"7","type":"follow","account":{"id":"43","username":"bob"}}}"#
    }
    UserConversation "user:conversation" {
        "What is said to oneself and few others", Oneself, Durable,
        listen: Some("user:read:conversations"), publish: None,
        types: ["conversation"], schema: r#"{"type":"object","required":["id","accounts","last_status"]}"#,
        example: "user:conversation.42" r#"{"type":"conversation","data":{"id":"7","unread":true,"accounts":[],"last_status":null}}"#
    }
    ChannelUpdate "channel:update" {
        "A channel's title, category and whether it is live", Channel, Durable, listen: None, publish: None,
        types: ["channel:update"], schema: CHANNEL,
        example: "channel:update.42" r#"{"type":"channel:update","data":{"channel":"42","title":"Linocut, live","category":"Art","live":true}}"#
    }
    ChannelFollow "channel:follow" {
        "Who begins to follow a channel, and who ends it", Channel, Durable, listen: None, publish: None,
        types: ["channel:follow", "channel:unfollow"], schema: FOLLOW,
        example: "channel:follow.42" r#"{"type":"channel:follow","data":{"channel":"42","by":{"id":"43","username":"bob"}}}"#
    }
    PredictionCreate "channel:prediction:create" {
        "A prediction begins", Channel, Durable, listen: None, publish: None,
        types: ["channel:prediction:create"], schema: PREDICTION,
        example: "channel:prediction:create.42" r#"{"type":"channel:prediction:create","data":{"id":"7","channel":"42","title":"Will the print succeed?","status":"active","outcomes":[{"title":"Yes","points":0,"people":0},{"title":"No","points":0,"people":0}]}}"#
    }
    PredictionProgress "channel:prediction:progress" {
        "Points were staked", Channel, Durable, listen: None, publish: None,
        types: ["channel:prediction:progress"], schema: PREDICTION,
        example: "channel:prediction:progress.42" r#"{"type":"channel:prediction:progress","data":{"id":"7","channel":"42","title":"Will the print succeed?","status":"active","outcomes":[{"title":"Yes","points":300,"people":2},{"title":"No","points":0,"people":0}]}}"#
    }
    PredictionLock "channel:prediction:lock" {
        "Nobody stakes any more", Channel, Durable, listen: None, publish: None,
        types: ["channel:prediction:lock"], schema: PREDICTION,
        example: "channel:prediction:lock.42" r#"{"type":"channel:prediction:lock","data":{"id":"7","channel":"42","title":"Will the print succeed?","status":"locked","outcomes":[{"title":"Yes","points":300,"people":2},{"title":"No","points":100,"people":1}]}}"#
    }
    PredictionResolve "channel:prediction:resolve" {
        "It is known what came true", Channel, Durable, listen: None, publish: None,
        types: ["channel:prediction:resolve"], schema: PREDICTION,
        example: "channel:prediction:resolve.42" r#"{"type":"channel:prediction:resolve","data":{"id":"7","channel":"42","title":"Will the print succeed?","status":"resolved","winner":0,"outcomes":[{"title":"Yes","points":300,"people":2},{"title":"No","points":100,"people":1}]}}"#
    }
    PredictionCancel "channel:prediction:cancel" {
        "All stakes go back", Channel, Durable, listen: None, publish: None,
        types: ["channel:prediction:cancel"], schema: PREDICTION,
        example: "channel:prediction:cancel.42" r#"{"type":"channel:prediction:cancel","data":{"id":"7","channel":"42","title":"Will the print succeed?","status":"cancelled","outcomes":[{"title":"Yes","points":300,"people":2},{"title":"No","points":100,"people":1}]}}"#
    }
    PollCreate "channel:poll:create" {
        "A poll begins in a channel", Channel, Durable, listen: None, publish: None,
        types: ["channel:poll:create"], schema: POLL,
        example: "channel:poll:create.42" r#"{"type":"channel:poll:create","data":{"id":"8","channel":"42","question":"Which colour?","choices":[{"title":"Red","votes":0},{"title":"Blue","votes":0}]}}"#
    }
    PollProgress "channel:poll:progress" {
        "Somebody voted in a channel's poll", Channel, Durable, listen: None, publish: None,
        types: ["channel:poll:progress"], schema: POLL,
        example: "channel:poll:progress.42" r#"{"type":"channel:poll:progress","data":{"id":"8","channel":"42","question":"Which colour?","choices":[{"title":"Red","votes":1},{"title":"Blue","votes":0}]}}"#
    }
    PollEnd "channel:poll:end" {
        "Nobody votes any more", Channel, Durable, listen: None, publish: None,
        types: ["channel:poll:end"], schema: POLL,
        example: "channel:poll:end.42" r#"{"type":"channel:poll:end","data":{"id":"8","channel":"42","question":"Which colour?","choices":[{"title":"Red","votes":5},{"title":"Blue","votes":2}]}}"#
    }
    RoomMessage "room:message" {
        "What is said in a channel's room", Room, Durable, listen: None, publish: Some(SAYING),
        types: ["room:message", "room:delete"], schema: MESSAGE,
        example: "room:message.42" r#"{"type":"room:message","data":{"id":"9","room":"42","by":{"id":"43","username":"bob"},"text":"Hello"}}"#
    }
    RoomTyping "room:typing" {
        "Who is writing in a channel's room", Room, Ephemeral, listen: None, publish: Some(WRITING),
        types: ["room:typing"], schema: TYPING,
        example: "room:typing.42" r#"{"type":"room:typing","data":{"room":"42","by":{"id":"43","username":"bob"}}}"#
    }
    RoomPresence "room:presence:update" {
        "How many listen to a channel's room: members, each counted once, and visitors; when that changes, and now and then",
        Room, Ephemeral, listen: None, publish: None, types: ["room:presence:update"], schema: PRESENCE,
        example: "room:presence:update.42" r#"{"type":"room:presence:update","data":{"room":"42","members":3,"visitors":1}}"#
    }
    StockUpdate "stock:update" {
        "How much there is of a product, what it costs, and whether it is sold at all; `position` is that of X-Shop-Position: who has read something as new as that knows it already",
        Product, Durable, listen: None, publish: None,
        types: ["stock:update", "product:update", "product:gone"], schema: STOCK,
        example: "stock:update.4503599627370495" r#"{"type":"stock:update","data":{"product":"rook-print","available":499,"position":1207}}"#
    }
    CartUpdate "cart:update" {
        "One's cart, all of it as REST shows it, whenever something was put into it or taken out; a guest's has the number that `POST /auth/guest` says", Oneself, Durable,
        listen: Some("user:read:cart"), publish: None,
        types: ["cart:update"], schema: CART,
        example: "cart:update.42" r#"{"type":"cart:update","data":{"id":"019aa5e8-0000-7000-8000-0000000000c1","version":2,"hash":"8a0c2f4b-93e5-50c1-8000-000000000000","lines":[{"product":"rook-print","quantity":2,"sold":true,"name":"Rook, printed","small_image":null,"unit_price":{"amount":1995,"currency":"EUR"},"total":{"amount":3990,"currency":"EUR"},"in_stock":true,"more_in_stock":true,"topic":"stock:update.4503599627370495"}],"total":{"amount":3990,"currency":"EUR"},"position":1207}}"#
    }
    OrderUpdate "order:update" {
        "How one's orders stand, whenever that changes; what is in them REST says", Oneself, Durable,
        listen: Some("user:read:orders"), publish: None,
        types: ["order:update"], schema: ORDER,
        example: "order:update.42" r#"{"type":"order:update","data":{"order":"019aa5e8-0000-7000-8000-0000000000d1","state":"placed","position":1208}}"#
    }
}

impl TopicName {
    /// All of them.
    #[must_use]
    pub fn catalogue() -> &'static [Entry] {
        Self::CATALOGUE
    }

    /// The one that is written so.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        Self::CATALOGUE.iter().map(|entry| entry.name).find(|name| name.as_str() == text)
    }
}
