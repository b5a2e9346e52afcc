//! One way to use Rookery, whatever it runs on: what a person can do, and what they are told.
mod asked;
mod channels;
mod in_process;
mod over_the_wire;
mod rules;
mod saying;
mod shop;
mod shown;

use std::fmt::Debug;

use async_trait::async_trait;
use domain::identity::Portrait;
use domain::ids::{AccountId, MediaId, PostId, Snowflake};
use serde_json::Value;

pub use asked::{
    About, Arranging, KeepAway, Mark, MemberList, Nonsense, Part, SignUp, SocketNonsense, Stream, Timeline,
    TokenFlaw, Way, Welcome, Wishes, Writing,
};
pub use channels::{Asked, Heard, OnStage, Stage};
pub use in_process::InProcess;
pub use over_the_wire::OverTheWire;
pub use rules::{Answer, Field, Flaw, Refused, Rule};
pub use saying::{Apps, Message, Said, Saying, Shape};
pub use shop::{AtShop, Basket, Ware};
pub use shown::{Found, Member, Page, ShownPost, Sight, Thread, Told};

/// What somebody who has logged in shows at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The bearer token.
    pub bearer: String,
}

/// Who asks: a visitor has no session.
pub type Reader<'a> = Option<&'a Session>;

/// What people do with Rookery. A driver decides nothing: it passes on what was asked and says what came of it.
#[async_trait]
pub trait Drive: Debug + Send + Sync {
    /// Its name in reports.
    fn name(&self) -> &'static str;

    /// Where a browser finds the first page; nowhere without a wire.
    fn page(&self) -> Option<String>;

    /// Makes an account, and is logged in.
    async fn register(&self, form: &SignUp) -> Answer<Session>;

    /// Logs in.
    async fn log_in(&self, email: &str, password: &str) -> Answer<Session>;

    /// Lets an app in, as a person does who is asked for e-mail and password first.
    async fn let_in(&self, email: &str, password: &str) -> Answer<Session>;

    /// The app that was let in gives its token back.
    async fn give_back(&self, session: &Session) -> Answer<()>;

    /// Asks for a link that sets a new password.
    async fn forget_password(&self, email: &str) -> Answer<()>;

    /// Sets a new password by the secret of such a link.
    async fn reset_password(&self, token: &str, password: &str) -> Answer<()>;

    /// Asks for a code to log in with.
    async fn ask_for_code(&self, email: &str) -> Answer<()>;

    /// Logs in by such a code.
    async fn log_in_by_code(&self, email: &str, code: &str) -> Answer<Session>;

    /// Confirms an address by the secret of a link.
    async fn confirm(&self, token: &str) -> Answer<()>;

    /// Deletes one's account, proving once more whose it is.
    async fn leave(&self, by: (&str, &str), email: &str, password: &str) -> Answer<()>;

    /// Takes everything of one's own along: an archive, as it is; only where there is a wire.
    async fn take_along(&self, _by: Reader<'_>) -> Answer<Vec<u8>> {
        Err(no_wire())
    }

    /// The letter to that address that says this.
    async fn letter(&self, email: &str, about: &str) -> Answer<String>;

    /// Whose session it is.
    async fn whoami(&self, by: Reader<'_>) -> Answer<Member>;

    /// Says something of oneself, and is shown it.
    async fn edit(&self, by: Reader<'_>, about: &About) -> Answer<Member>;

    /// Puts on a picture, or takes off the one that is there, and is shown oneself.
    async fn dress(&self, by: Reader<'_>, what: Portrait, picture: Option<&[u8]>) -> Answer<Member>;

    /// Looks for people, tags and posts.
    async fn search(&self, by: Reader<'_>, text: &str) -> Answer<Found>;

    /// The account of that name.
    async fn look_up(&self, by: Reader<'_>, username: &str) -> Answer<Member>;

    /// The session with a flaw; nothing where this driver cannot make such a one.
    fn spoil(&self, session: &Session, flaw: TokenFlaw) -> Option<Session>;

    /// Publishes.
    async fn publish(&self, by: Reader<'_>, writing: &Writing) -> Answer<ShownPost>;

    /// Uploads a picture, and says what is to be seen on it.
    async fn upload(&self, by: Reader<'_>, picture: &[u8], description: &str) -> Answer<MediaId>;

    /// Plans to publish something in so many minutes, and is shown all that one plans, the latest plan first.
    async fn plan(&self, by: Reader<'_>, text: &str, minutes: u32) -> Answer<Vec<String>>;

    /// Takes back what one planned last, and is shown all that is left.
    async fn unplan(&self, by: Reader<'_>) -> Answer<Vec<String>>;

    /// Votes for the answer at this place.
    async fn vote(&self, by: Reader<'_>, post: PostId, place: usize) -> Answer<()>;

    /// Has a post say something else, and is shown it.
    async fn rewrite(&self, by: Reader<'_>, post: PostId, text: &str) -> Answer<ShownPost>;

    /// Reads what a post has said, the first words first.
    async fn versions(&self, by: Reader<'_>, post: PostId) -> Answer<Vec<String>>;

    /// Deletes a post.
    async fn delete(&self, by: Reader<'_>, post: PostId) -> Answer<()>;

    /// Reads one post.
    async fn read(&self, by: Reader<'_>, post: PostId) -> Answer<ShownPost>;

    /// Reads what a post belongs to.
    async fn thread(&self, by: Reader<'_>, post: PostId) -> Answer<Thread>;

    /// Reads a page of a timeline.
    async fn timeline(&self, by: Reader<'_>, timeline: &Timeline, part: Part) -> Answer<Page<ShownPost>>;

    /// Reads a page of a list of accounts.
    async fn members(&self, by: Reader<'_>, list: MemberList, part: Part) -> Answer<Page<Member>>;

    /// Follows, and says what is wanted.
    async fn follow(&self, by: Reader<'_>, whom: AccountId, wishes: &Wishes) -> Answer<()>;

    /// Notes something down about somebody, for oneself, and reads what stands there now.
    async fn note(&self, by: Reader<'_>, about: AccountId, text: Option<&str>) -> Answer<String>;

    /// Follows no longer.
    async fn unfollow(&self, by: Reader<'_>, whom: AccountId) -> Answer<()>;

    /// Answers one who follows them, or asks to.
    async fn welcome(&self, by: Reader<'_>, whom: AccountId, how: Welcome) -> Answer<()>;

    /// Keeps somebody away, or no longer does.
    async fn keep_away(&self, by: Reader<'_>, whom: AccountId, how: KeepAway) -> Answer<()>;

    /// Sets a mark on a post, and is shown the post; for a boost, the boost.
    async fn mark(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost>;

    /// Takes the mark back, and is shown the post.
    async fn unmark(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost>;

    /// Arranges what one reads. Gives the id of what was made for it.
    async fn arrange(&self, by: Reader<'_>, arranging: &Arranging) -> Answer<Option<Snowflake>>;

    /// Reads what one is told of what others did.
    async fn notifications(&self, by: Reader<'_>, part: Part) -> Answer<Page<Told>>;

    /// Does something in a channel, and is shown how it stands.
    async fn stream(&self, by: Reader<'_>, act: &OnStage) -> Answer<Stage>;

    /// Does something in the shop, and is shown what was asked for there.
    async fn trade(&self, by: Reader<'_>, act: &AtShop) -> Answer<Vec<Ware>>;

    /// Watches a stream: from now on, or on from a bookmark.
    async fn watch(
        &self,
        by: Reader<'_>,
        stream: &Stream,
        way: Way,
        since: Option<&str>,
    ) -> Answer<Box<dyn Watch>>;

    /// Watches the public timeline at each server that has sockets.
    async fn watch_everywhere(&self, by: Reader<'_>) -> Answer<Vec<Box<dyn Watch>>>;

    /// How many characters a post may have, as clients are told.
    async fn longest_post(&self) -> Answer<u64>;

    /// Does what an operator asks for by hand, and gives what was printed; only where there is a program to run.
    async fn operate(&self, words: &[&str]) -> Answer<String>;

    /// Says something that makes no sense; only on a wire can one.
    async fn blunder(&self, by: Reader<'_>, nonsense: Nonsense) -> Answer<()>;

    /// Sends a request as it stands; only where there is a wire.
    async fn say(&self, _by: Reader<'_>, _saying: &Saying) -> Answer<Said> {
        Err(no_wire())
    }

    /// Opens a socket with this query and says something on it; only where there is a wire.
    async fn knock(&self, _by: Reader<'_>, _query: &str, _message: &Message) -> Answer<Said> {
        Err(no_wire())
    }

    /// Two apps, the first of which a member lets in; only where there is a wire.
    async fn apps(&self, _email: &str, _password: &str) -> Answer<Apps> {
        Err(no_wire())
    }

    /// All that somebody has and anybody could change; only where there is a wire.
    async fn holdings(&self, _by: Reader<'_>) -> Answer<Value> {
        Err(no_wire())
    }
}

fn no_wire() -> Refused {
    Refused { rule: Rule::Broken, words: "there is no wire".to_owned() }
}

/// A screen that shows a stream. Dropping it cuts the connection.
#[async_trait]
pub trait Watch: Debug + Send {
    /// What it shows next; nothing when the connection has ended.
    async fn next(&mut self) -> Option<Sight>;

    /// Where to go on after a cut; nothing before the first sight.
    fn bookmark(&self) -> Option<String>;

    /// Sends something that makes no sense; only on a wire can one.
    async fn blunder(&mut self, nonsense: SocketNonsense);
}
