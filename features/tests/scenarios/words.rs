//! Words of the scenarios that mean more than a text.
use std::convert::Infallible;
use std::str::FromStr;

use cucumber::Parameter;
use features::drive::{Nonsense, SocketNonsense, TokenFlaw, Way};

/// Somebody: a member by name, or a visitor, who has none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Parameter)]
#[param(name = "who", regex = "[A-Z][a-z]+|a visitor|somebody")]
pub(crate) struct Who(pub(crate) String);

impl Who {
    /// Everybody in a list such as `Ada, Bob, a visitor`.
    pub(crate) fn list(names: &str) -> Vec<Self> {
        names.split(", ").filter(|name| !name.is_empty()).map(|name| Self(name.to_owned())).collect()
    }

    /// Whether they have an account.
    pub(crate) fn is_member(&self) -> bool {
        self.0.starts_with(char::is_uppercase)
    }

    /// Whether nobody is meant.
    pub(crate) fn is_nobody(&self) -> bool {
        self.0 == "Nobody"
    }
}

impl FromStr for Who {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self(name.to_owned()))
    }
}

/// A timeline, as one speaks of it.
#[derive(Debug, Clone, PartialEq, Eq, Parameter)]
#[param(
    name = "where",
    regex = r"(?:her|his|their) (?:home timeline|bookmarks|favourites|list|conversations)|the public timeline|[A-Z][a-z]+'s (?:timeline(?: without replies| without boosts)?|pinned posts)|the timeline of #\w+"
)]
pub(crate) enum Place {
    Home,
    Public,
    Tag(String),
    Of(Who),
    WithoutReplies(Who),
    WithoutBoosts(Who),
    Pinned(Who),
    Bookmarks,
    Favourites,
    List,
    Conversations,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        if words.ends_with("home timeline") {
            return Ok(Self::Home);
        }
        if words.ends_with(" list") {
            return Ok(Self::List);
        }
        if words.ends_with(" conversations") {
            return Ok(Self::Conversations);
        }
        if words.ends_with(" bookmarks") {
            return Ok(Self::Bookmarks);
        }
        if words.ends_with(" favourites") {
            return Ok(Self::Favourites);
        }
        if let Some(name) = words.strip_suffix("'s pinned posts") {
            return Ok(Self::Pinned(Who(name.to_owned())));
        }
        if words == "the public timeline" {
            return Ok(Self::Public);
        }
        if let Some(tag) = words.strip_prefix("the timeline of #") {
            return Ok(Self::Tag(tag.to_owned()));
        }
        let (name, rest) =
            words.split_once("'s timeline").ok_or_else(|| format!("{words:?} is no timeline"))?;
        let who = Who(name.to_owned());
        Ok(match rest {
            " without replies" => Self::WithoutReplies(who),
            " without boosts" => Self::WithoutBoosts(who),
            _ => Self::Of(who),
        })
    }
}

/// For whom a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Parameter)]
#[param(name = "audience", regex = "public|unlisted|followers-only|direct")]
pub(crate) enum Audience {
    Public,
    Unlisted,
    FollowersOnly,
    Direct,
}

impl Audience {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unlisted => "unlisted",
            Self::FollowersOnly => "private",
            Self::Direct => "direct",
        }
    }
}

impl FromStr for Audience {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        [Self::Public, Self::Unlisted, Self::FollowersOnly, Self::Direct]
            .into_iter()
            .find(|audience| audience.word() == word.replace("followers-only", "private"))
            .ok_or_else(|| format!("{word:?} is no audience"))
    }
}

/// A text that is described rather than quoted.
#[derive(Debug, Clone, PartialEq, Eq, Parameter)]
#[param(
    name = "text",
    regex = r"a text of \d+ [a-z]+|\d+ letters and a link of \d+ letters|a text with [a-z ]*[a-zA-Z]+|a letter with \d+ accents|\d+ hashtags|\d+ mentions"
)]
pub(crate) struct Described(pub(crate) String);

impl FromStr for Described {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let numbers: Vec<usize> = words.split(' ').filter_map(|word| word.parse().ok()).collect();
        let unknown = || format!("nobody knows how to write {words:?}");
        let text = match numbers.as_slice() {
            [] => with(words.strip_prefix("a text with ").ok_or_else(unknown)?).ok_or_else(unknown)?,
            &[letters, link] => {
                let address = "https://a.example/";
                format!("{} {address}{}", "x".repeat(letters), "y".repeat(link - address.len()))
            }
            &[count] => {
                let kind = words.rsplit(' ').next().unwrap_or_default();
                many(count, kind, words.starts_with("a letter")).ok_or_else(unknown)?
            }
            _ => return Err(unknown()),
        };
        Ok(Self(text))
    }
}

fn many(count: usize, kind: &str, on_one_letter: bool) -> Option<String> {
    let numbered = |sign: &str| (0..count).map(|n| format!("{sign}x{n}")).collect::<Vec<_>>().join(" ");
    Some(match kind {
        "letters" => "x".repeat(count),
        "families" => "👩‍👩‍👧‍👦".repeat(count),
        "flags" => "🇩🇪".repeat(count),
        "accents" if on_one_letter => format!("x{}", "\u{301}".repeat(count)),
        // no single character means the same, so that it comes back as it was typed
        "accents" => "x\u{301}".repeat(count),
        "lines" => "\n".repeat(count),
        "hashtags" => numbered("#"),
        "mentions" => numbered("@"),
        _ => return None,
    })
}

fn with(what: &str) -> Option<String> {
    let odd = match what {
        "a NUL" => "\0",
        "an escape" => "\u{1b}[31m",
        "a delete" => "\u{7f}",
        "a tab and a newline" => "\tand\n",
        _ => return None,
    };
    Some(format!("before {odd} after"))
}

/// What may be wrong with a token.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(name = "flaw", regex = "another server's|changed on the way|gibberish|expired")]
pub(crate) struct Spoilt(pub(crate) TokenFlaw);

/// How one listens.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(
    name = "way",
    regex = "with a token in (?:a header|the address|the protocol)|by server-sent events|through the gateway"
)]
pub(crate) struct By(pub(crate) Way);

/// What makes no sense in a request.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(
    name = "nonsense",
    regex = "half a message|a list where the text belongs|bytes that are no text|a megabyte|a word for a number|an endless number|an unknown place|a word for a page|a word for a size|a token in the address"
)]
pub(crate) struct Blunder(pub(crate) Nonsense);

/// What makes no sense on a socket.
#[derive(Debug, Clone, Copy, Parameter)]
#[param(name = "noise", regex = "gibberish|a message of unknown kind|the name of no stream|bytes|a megabyte")]
pub(crate) struct Noise(pub(crate) SocketNonsense);

/// Reads a word by a table of its meanings.
macro_rules! meanings {
    ($word:ident: $($text:literal => $meaning:expr),+ $(,)?) => {
        impl FromStr for $word {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self($meaning)),)+
                    _ => Err(format!("{text:?} means nothing")),
                }
            }
        }
    };
}

meanings!(Spoilt:
    "another server's" => TokenFlaw::Foreign,
    "changed on the way" => TokenFlaw::Altered,
    "gibberish" => TokenFlaw::Gibberish,
    "expired" => TokenFlaw::Expired,
);

meanings!(By:
    "with a token in a header" => Way::Header,
    "with a token in the address" => Way::Address,
    "with a token in the protocol" => Way::Protocol,
    "by server-sent events" => Way::Events,
    "through the gateway" => Way::Gateway,
);

meanings!(Blunder:
    "half a message" => Nonsense::HalfAMessage,
    "a list where the text belongs" => Nonsense::AListForText,
    "bytes that are no text" => Nonsense::NoUtf8,
    "a megabyte" => Nonsense::AMegabyte,
    "a word for a number" => Nonsense::AWordForANumber,
    "an endless number" => Nonsense::AnEndlessNumber,
    "an unknown place" => Nonsense::AnUnknownPlace,
    "a word for a page" => Nonsense::AWordForAPage,
    "a word for a size" => Nonsense::AWordForASize,
    "a token in the address" => Nonsense::ATokenInTheAddress,
);

meanings!(Noise:
    "gibberish" => SocketNonsense::Gibberish,
    "a message of unknown kind" => SocketNonsense::AnUnknownKind,
    "the name of no stream" => SocketNonsense::AnUnknownStream,
    "bytes" => SocketNonsense::Bytes,
    "a megabyte" => SocketNonsense::AMegabyte,
);
