//! What people ask for, as they typed it: nothing is checked here.
use domain::ids::{AccountId, FilterId, ListId, MediaId, PostId, Snowflake};

/// What somebody fills in to register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// The name after the `@`.
    pub username: String,
    /// The address to log in with.
    pub email: String,
    /// The password.
    pub password: String,
}

/// What somebody says of themselves: what is not said stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// What they tell about themselves.
    pub note: Option<String>,
    /// Whether whoever wants to follow them has to ask.
    pub locked: Option<bool>,
    /// Whether their public posts may be found by their words.
    pub indexable: Option<bool>,
    /// For whom they usually write.
    pub visibility: Option<String>,
}

/// How somebody keeps somebody else away, or no longer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepAway {
    /// They want nothing to do with each other.
    Block,
    /// That is over.
    Unblock,
    /// One does not want to hear of the other.
    Mute,
    /// That is over.
    Unmute,
}

/// What somebody wants of whom they follow: what is not said stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Whether they want boosts too.
    pub boosts: Option<bool>,
    /// The languages that they read of them; none of them for all.
    pub languages: Option<Vec<String>>,
}

impl Wishes {
    /// Boosts or none.
    #[must_use]
    pub fn boosts(wanted: bool) -> Self {
        Self { boosts: Some(wanted), ..Self::default() }
    }
}

/// What somebody says to one who follows them, or asks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Welcome {
    /// They may.
    Accept,
    /// They may not.
    Reject,
    /// They are to follow no longer.
    Remove,
}

/// What somebody wants to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The text.
    pub text: String,
    /// What is shown first; empty for none.
    pub warning: String,
    /// The language; empty for none.
    pub language: String,
    /// For whom; as they usually want it if empty.
    pub visibility: String,
    /// What it answers.
    pub reply_to: Option<PostId>,
    /// Its pictures.
    pub media: Vec<MediaId>,
    /// The answers of its poll; none for no poll.
    pub poll: Vec<String>,
    /// The name of this attempt, so that a repeated one is no second post.
    pub key: Option<String>,
}

impl Writing {
    /// A plain post for everybody.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            warning: String::new(),
            language: String::new(),
            visibility: "public".to_owned(),
            reply_to: None,
            media: vec![],
            poll: vec![],
            key: None,
        }
    }
}

/// A list of posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Timeline {
    /// The reader's own and those of whom they follow.
    Home,
    /// Everybody's.
    Public,
    /// Those under a tag.
    Tag(String),
    /// An account's.
    Account(AccountId),
    /// An account's, without answers to others.
    AccountWithoutReplies(AccountId),
    /// An account's, without boosts.
    AccountWithoutBoosts(AccountId),
    /// What an account shows first.
    Pinned(AccountId),
    /// What the reader keeps.
    Bookmarks,
    /// What the reader likes.
    Favourites,
    /// What a list of the reader shows.
    List(ListId),
    /// What was said last in each conversation of the reader.
    Conversations,
}

/// A list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberList {
    /// Who follows an account.
    Followers(AccountId),
    /// Whom an account follows.
    Following(AccountId),
    /// Who asks to follow the reader.
    Asking,
    /// Who follows an account and is followed by the reader.
    Familiar(AccountId),
    /// Who favourited a post.
    FavouritedBy(PostId),
    /// Who boosted a post.
    BoostedBy(PostId),
}

/// Which part of a list; all bounds are exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// Older than this.
    pub before: Option<Snowflake>,
    /// Newer than this, the newest ones.
    pub since: Option<Snowflake>,
    /// Newer than this, the ones just above it.
    pub above: Option<Snowflake>,
    /// How many at the most.
    pub limit: Option<i64>,
}

/// What a screen can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stream {
    /// One's home timeline.
    Home,
    /// The public timeline.
    Public,
    /// Public posts under a tag.
    Tag(String),
    /// What a list of one's own shows.
    List(ListId),
    /// What is said to oneself and few others.
    Conversations,
    /// What becomes of a product.
    Product(String),
    /// What is in one's cart.
    Cart,
    /// What becomes of a channel.
    Channel(AccountId),
    /// How one's orders stand.
    Orders,
}

/// How somebody arranges what they read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arranging {
    /// They make a list of that name.
    MakeList(String),
    /// They put somebody into it.
    PutIn(ListId, AccountId),
    /// They take somebody out of it.
    TakeOut(ListId, AccountId),
    /// They delete it.
    DeleteList(ListId),
    /// They want to be warned of a word.
    Filter(String),
    /// They no longer do.
    DeleteFilter(FilterId),
    /// They follow a tag.
    FollowTag(String),
    /// They no longer do.
    UnfollowTag(String),
}

/// What one can do to a post with one click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Like it.
    Favourite,
    /// Pass it on.
    Boost,
    /// Keep it.
    Bookmark,
    /// Show it first.
    Pin,
    /// Hear no more of its thread.
    MuteThread,
}

/// What may be wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFlaw {
    /// Another server signed it.
    Foreign,
    /// Somebody changed it on the way.
    Altered,
    /// Its time is over.
    Expired,
    /// It is no token at all.
    Gibberish,
}

/// How a listener listens, and where they put their token; without a wire there is only one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Way {
    /// On a websocket, the token in a header.
    Header,
    /// On a websocket, the token in the address.
    Address,
    /// On a websocket, the token in the name of the protocol, as browsers must.
    #[default]
    Protocol,
    /// By server-sent events.
    Events,
    /// As a topic of the gateway.
    Gateway,
}

/// What makes no sense in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nonsense {
    /// A body that is cut off in the middle.
    HalfAMessage,
    /// A list where the text belongs.
    AListForText,
    /// Bytes that are no text.
    NoUtf8,
    /// More than any post can be.
    AMegabyte,
    /// A post whose number is a word.
    AWordForANumber,
    /// A post whose number no number can be.
    AnEndlessNumber,
    /// Something that nobody serves.
    AnUnknownPlace,
    /// A timeline whose page begins at a word.
    AWordForAPage,
    /// A page of a size that is a word.
    AWordForASize,
    /// A token in the address, where it would end up in logs.
    ATokenInTheAddress,
}

/// What makes no sense on a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SocketNonsense {
    /// Text that is no message.
    Gibberish,
    /// A message of a kind that nobody knows.
    AnUnknownKind,
    /// The name of a stream that does not exist.
    AnUnknownStream,
    /// Bytes where text belongs.
    Bytes,
    /// More than any message can be.
    AMegabyte,
}
