//! What one scenario knows: its people, its posts, and what they were told.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use cucumber::World;
use domain::ids::{AccountId, FilterId, ListId, PostId, Snowflake};
use features::browser::{Browser, Tab};
use features::drive::{
    Answer, Apps, Basket, Drive, Found, Member, Part, Refused, Rule, Said, Session, ShownPost, SignUp,
    Timeline, Writing,
};

use serde_json::Value;

use crate::screen::Screen;
use crate::words::{Place, Who};

/// What the scenarios of this run play on.
static STAGE: RwLock<Option<Stage>> = RwLock::new(None);

/// A driver, and a browser where there is one.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) drive: Arc<dyn Drive>,
    pub(crate) browser: Option<Arc<Browser>>,
}

/// One scenario.
#[derive(Debug, World)]
#[world(init = Self::enter)]
pub(crate) struct Rookery {
    stage: Stage,
    /// Makes names and addresses of this scenario its own.
    pub(crate) mark: String,
    people: BTreeMap<Who, Person>,
    posts: BTreeMap<String, Known>,
    /// What `first` and `last` published posts are.
    first: Option<PostId>,
    last: Option<(String, PostId)>,
    boosts: BTreeMap<(Who, String), PostId>,
    /// Posts that only say that everything before them has arrived.
    markers: BTreeSet<PostId>,
    refused: Option<(Who, Refused)>,
    pub(crate) screens: BTreeMap<Who, Screen>,
    /// The same timeline, watched at every server.
    pub(crate) everywhere: Vec<Screen>,
    pub(crate) tabs: BTreeMap<Who, Tab>,
    /// Who reads page by page, and what they have read.
    reader: Option<Who>,
    pub(crate) read: Vec<ShownPost>,
    pub(crate) listed: Vec<Member>,
    /// Who looked for something, and what they found.
    pub(crate) found: Option<(Who, Found)>,
    /// The posts and boosts that people were answered with.
    got: BTreeMap<Who, Vec<PostId>>,
    /// The list that somebody made last, and who was put into it last.
    pub(crate) lists: BTreeMap<Who, (ListId, Option<Who>)>,
    /// What somebody filters.
    pub(crate) filters: BTreeMap<Who, FilterId>,
    /// What a program was answered, and what its people had before.
    pub(crate) said: Option<Said>,
    /// The apps of the scenario.
    pub(crate) apps: Option<Apps>,
    pub(crate) had: Vec<(Who, Value)>,
    /// Who plans to publish what.
    pub(crate) plans: Option<(Who, Vec<String>)>,
    /// Where the pictures are that somebody put on one after another.
    pub(crate) faces: Vec<Option<String>>,
    /// What came of wanting the same.
    pub(crate) rivals: Vec<Answer<Session>>,
    /// What is wrong with what was shown in towns of chance.
    pub(crate) wrong: Option<Vec<String>>,
    /// What somebody took along.
    pub(crate) archive: Vec<u8>,
    /// A cart that somebody was shown.
    pub(crate) basket: Option<Basket>,
    pub(crate) guest: Option<(Session, String)>,
}

/// A member as the scenario knows them.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) form: SignUp,
    pub(crate) sessions: Vec<Session>,
    pub(crate) account: AccountId,
}

#[derive(Debug, Clone)]
struct Known {
    id: PostId,
    author: Who,
}

/// The account, or the post, of which there is none.
const NEVER: i64 = 1;
const NEVER_WAS: &str = "a post that never was";

/// Chooses what the scenarios that follow play on.
pub(crate) fn play_on(stage: Option<Stage>) {
    *STAGE.write().unwrap_or_else(PoisonError::into_inner) = stage;
}

impl Rookery {
    fn enter() -> Self {
        let stage = STAGE.read().unwrap_or_else(PoisonError::into_inner).clone();
        let stage = stage.expect("a stage was chosen");
        Self {
            stage,
            mark: format!("{:08x}", rand::random::<u32>()),
            people: BTreeMap::new(),
            posts: BTreeMap::new(),
            first: None,
            last: None,
            boosts: BTreeMap::new(),
            markers: BTreeSet::new(),
            refused: None,
            screens: BTreeMap::new(),
            everywhere: vec![],
            tabs: BTreeMap::new(),
            reader: None,
            read: vec![],
            listed: vec![],
            found: None,
            got: BTreeMap::new(),
            lists: BTreeMap::new(),
            filters: BTreeMap::new(),
            said: None,
            apps: None,
            had: vec![],
            plans: None,
            faces: vec![],
            rivals: vec![],
            wrong: None,
            archive: vec![],
            basket: None,
            guest: None,
        }
    }

    /// The driver. Nobody goes on while a refusal stands that no step has spoken of.
    pub(crate) fn drive(&self) -> Arc<dyn Drive> {
        self.settled();
        Arc::clone(&self.stage.drive)
    }

    /// That every refusal was spoken of.
    pub(crate) fn settled(&self) {
        if let Some((who, refused)) = &self.refused {
            panic!("{} was {refused}", who.0);
        }
    }

    /// Takes what came of something that was asked: a refusal waits for a step that speaks of it.
    pub(crate) fn note<T>(&mut self, who: &Who, answer: Answer<T>) -> Option<T> {
        answer.map_err(|refused| self.refused = Some((who.clone(), refused))).ok()
    }

    /// What somebody was refused for.
    pub(crate) fn refusal_of(&mut self, who: &Who) -> Rule {
        self.refused_of(who).rule
    }

    /// The same, with the words that they were told.
    pub(crate) fn refused_of(&mut self, who: &Who) -> Refused {
        let (told, refused) = self.refused.take().unwrap_or_else(|| panic!("{} was refused nothing", who.0));
        assert_eq!(told, *who, "somebody else was {refused}");
        refused
    }

    /// A form that nobody else fills in.
    pub(crate) fn form(&self, name: &str) -> SignUp {
        let username = format!("{}_{}", name.to_lowercase(), self.mark);
        let email = format!("{username}@rookery.example");
        SignUp { username, email, password: format!("the nest of {name}") }
    }

    /// A member; they register when they are first spoken of.
    pub(crate) async fn person(&mut self, who: &Who) -> Person {
        if let Some(person) = self.people.get(who) {
            return person.clone();
        }
        assert!(who.is_member(), "{} has no account", who.0);
        let form = self.form(&who.0);
        let session = self.drive().register(&form).await.expect("a form that nobody else fills in");
        let account = self.drive().whoami(Some(&session)).await.expect("one's own account").account;
        let person = Person { form, sessions: vec![session], account };
        self.people.insert(who.clone(), person.clone());
        person
    }

    /// Somebody who filled in the form elsewhere is a member like all others.
    pub(crate) async fn adopt(&mut self, who: &Who, form: SignUp) {
        let session = self.drive().log_in(&form.email, &form.password).await.expect("a member");
        let account = self.drive().whoami(Some(&session)).await.expect("one's own account").account;
        self.people.insert(who.clone(), Person { form, sessions: vec![session], account });
    }

    /// The browser of this run.
    pub(crate) fn browser(&self) -> Arc<Browser> {
        self.stage.browser.clone().expect("a browser")
    }

    /// Changes what is known of a member.
    pub(crate) fn change(&mut self, who: &Who, change: impl FnOnce(&mut Person)) {
        change(self.people.get_mut(who).expect("somebody whom we know"));
    }

    /// The letter to that address that says this.
    pub(crate) async fn letter(&self, email: &str, about: &str) -> String {
        let letter = self.drive().letter(email, about).await;
        letter.unwrap_or_else(|refused| panic!("no letter about {about}: {refused}"))
    }

    /// What somebody shows at the door; a visitor has nothing.
    pub(crate) async fn session(&mut self, who: &Who) -> Option<Session> {
        if who.is_member() { self.person(who).await.sessions.last().cloned() } else { None }
    }

    /// Whose account is meant; that of nobody does not exist.
    pub(crate) async fn account(&mut self, who: &Who) -> AccountId {
        if who.is_nobody() { AccountId::stored(NEVER) } else { self.person(who).await.account }
    }

    /// The names of accounts, as the scenario calls them.
    pub(crate) fn names(&self, members: &[Member]) -> Vec<String> {
        let name = |member: &Member| {
            let known = self.people.iter().find(|(_, person)| person.account == member.account);
            known.map_or_else(|| member.username.clone(), |(who, _)| who.0.clone())
        };
        members.iter().map(name).collect()
    }

    /// The timeline that is meant.
    pub(crate) async fn timeline(&mut self, who: &Who, place: &Place) -> Timeline {
        match place {
            Place::Home => Timeline::Home,
            Place::Public => Timeline::Public,
            Place::Tag(tag) => Timeline::Tag(tag.clone()),
            Place::Of(who) => Timeline::Account(self.account(who).await),
            Place::WithoutReplies(who) => Timeline::AccountWithoutReplies(self.account(who).await),
            Place::WithoutBoosts(who) => Timeline::AccountWithoutBoosts(self.account(who).await),
            Place::Pinned(who) => Timeline::Pinned(self.account(who).await),
            Place::Bookmarks => Timeline::Bookmarks,
            Place::Favourites => Timeline::Favourites,
            Place::List => Timeline::List(self.list(who)),
            Place::Conversations => Timeline::Conversations,
        }
    }

    /// The list that is meant; whoever made none means one that is not there.
    pub(crate) fn list(&self, who: &Who) -> ListId {
        self.lists.get(who).map_or(ListId::stored(NEVER), |(list, _)| *list)
    }

    /// A text with the names of this scenario's accounts in it: who is mentioned registers, if they have not.
    pub(crate) async fn spelt(&mut self, text: &str) -> String {
        let names = text
            .split('@')
            .skip(1)
            .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
        for name in
            names.filter(|name| name.len() > 1 && name.starts_with(char::is_uppercase)).collect::<Vec<_>>()
        {
            if name.chars().all(char::is_uppercase) {
                continue;
            }
            self.person(&Who(name)).await;
        }
        self.people.iter().fold(text.to_owned(), |text, (who, person)| {
            let (name, username) = (&who.0, &person.form.username);
            let loud = (format!("@{}", name.to_uppercase()), format!("@{}", username.to_uppercase()));
            text.replace(&format!("@{name}"), &format!("@{username}")).replace(&loud.0, &loud.1)
        })
    }

    /// Publishes, and remembers the post by its text. A refusal is noted.
    pub(crate) async fn publish(&mut self, who: &Who, writing: Writing) -> Option<PostId> {
        let session = self.session(who).await;
        let written = writing.text.clone();
        let writing = Writing { text: self.spelt(&writing.text).await, ..writing };
        let answer = self.drive().publish(session.as_ref(), &writing).await;
        let post = self.note(who, answer)?;
        self.remember(who, &written, post.post);
        Some(post.post)
    }

    /// Remembers a post as somebody's.
    pub(crate) fn remember(&mut self, who: &Who, text: &str, id: PostId) {
        self.first = Some(self.first.map_or(id, |first| first.min(id)));
        self.last = Some((text.to_owned(), id));
        self.got.entry(who.clone()).or_default().push(id);
        self.posts.insert(text.to_owned(), Known { id, author: who.clone() });
    }

    /// The post of that text.
    pub(crate) fn post(&self, text: &str) -> PostId {
        if text == NEVER_WAS {
            return PostId::stored(NEVER);
        }
        self.posts.get(text).unwrap_or_else(|| panic!("nobody published {text:?}")).id
    }

    /// That somebody was answered with the same more than once, and with nothing else.
    pub(crate) fn got_the_same(&self, who: &Who) {
        self.settled();
        let got = self.got.get(who).map_or(&[][..], Vec::as_slice);
        assert!(got.len() > 1 && got.iter().all(|id| *id == got[0]), "{} got {got:?}", who.0);
    }

    /// Somebody begins to read page by page.
    pub(crate) async fn begin_reading(&mut self, who: &Who) -> Option<Session> {
        self.reader = Some(who.clone());
        self.session(who).await
    }

    /// That it was they who read.
    pub(crate) fn is_reader(&self, who: &Who) {
        self.settled();
        assert_eq!(self.reader.as_ref(), Some(who));
    }

    /// That a post is somebody's.
    pub(crate) fn is_by(&self, text: &str, who: &Who) {
        assert_eq!(self.posts.get(text).map(|known| &known.author), Some(who));
    }

    /// The post that was published last, and its text.
    pub(crate) fn last(&self) -> (String, PostId) {
        self.last.clone().expect("something was published")
    }

    /// A post as its own author sees it.
    pub(crate) async fn as_its_author(&mut self, text: &str) -> ShownPost {
        let known = self.posts.get(text).unwrap_or_else(|| panic!("nobody published {text:?}")).clone();
        let session = self.session(&known.author).await;
        self.drive().read(session.as_ref(), known.id).await.expect("an author reads their own posts")
    }

    /// Remembers a boost.
    pub(crate) fn remember_boost(&mut self, who: &Who, text: &str, entry: PostId) {
        self.got.entry(who.clone()).or_default().push(entry);
        self.boosts.insert((who.clone(), text.to_owned()), entry);
    }

    /// Somebody's boost of a post.
    pub(crate) fn boost(&self, who: &Who, text: &str) -> PostId {
        let known = self.boosts.get(&(who.clone(), text.to_owned()));
        *known.unwrap_or_else(|| panic!("{} did not boost {text:?}", who.0))
    }

    /// That a post is only a marker.
    pub(crate) fn mark(&mut self, id: PostId) {
        self.first = Some(self.first.map_or(id, |first| first.min(id)));
        self.markers.insert(id);
    }

    /// Whether a post belongs to this scenario's story: others run beside it on the same server.
    pub(crate) fn is_ours(&self, post: &ShownPost) -> bool {
        self.people.values().any(|person| person.account == post.author) && !self.markers.contains(&post.post)
    }

    /// Everything of this scenario in a timeline, newest first.
    pub(crate) async fn whole(&mut self, who: &Who, place: &Place) -> Vec<ShownPost> {
        let answer = self.try_whole(who, place).await;
        answer.unwrap_or_else(|refused| panic!("{} was {refused}", who.0))
    }

    /// The same, where it may be refused.
    pub(crate) async fn try_whole(&mut self, who: &Who, place: &Place) -> Answer<Vec<ShownPost>> {
        let session = self.session(who).await;
        let timeline = self.timeline(who, place).await;
        let mut all = vec![];
        let mut part = Part::default();
        loop {
            let page = self.drive().timeline(session.as_ref(), &timeline, part).await?;
            let reached = page.items.last().map(|last| last.entry);
            all.extend(page.items.into_iter().filter(|post| self.is_ours(post)));
            if reached.is_none_or(|reached| self.is_before_us(reached.into())) {
                return Ok(all);
            }
            part.before = page.older;
            if part.before.is_none() {
                return Ok(all);
            }
        }
    }

    /// Whether everything from there on is older than this scenario.
    pub(crate) fn is_before_us(&self, at: Snowflake) -> bool {
        self.first.is_none_or(|first| at < first.into())
    }
}

/// The texts of posts.
pub(crate) fn texts(posts: &[ShownPost]) -> Vec<String> {
    posts.iter().map(|post| post.text.clone()).collect()
}
