//! Drives the use cases themselves, on the memory adapter: no wire, no process, milliseconds.
mod arranging;
mod bookkeeping;
mod channelling;
mod describing;
mod doors;
mod entering;
mod letting_in;
mod live;
mod mailbox;
mod marking;
mod planning;
mod refusals;
mod relating;
mod renderer;
mod sights;
mod start;
mod timelines;
mod trading;
mod writing;

use std::sync::Arc;

use async_trait::async_trait;
use domain::identity::{Portrait, Secret, Username};
use domain::ids::{AccountId, MediaId, PostId, Snowflake};
use domain::media::{Caption, Description};
use domain::page::{Listed, PageSize, Window};
use domain::posts::{IdempotencyKey, Notification, NotificationKind, PostRule, TextLimit};
use domain::realtime::Origin;
use service::Entropy;
use service::channels::{Channels, Rooms};
use service::edits::Edits;
use service::identity::{Accounts, Apps, Bearer, Client, Sessions, Tokens};
use service::leaving::Leaving;
use service::media::{Portraits, Uploads};
use service::notifications::{Notifications, Wanted};
use service::polls::Polls;
use service::posts::{Posts, Schedule};
use service::reading::Reading;
use service::search::{Asked, Kinds, Search};
use service::shop::Shop;
use tokio::sync::OnceCell;

use super::{
    About, Answer, Arranging, AtShop, Drive, Found, KeepAway, Mark, Member, MemberList, Nonsense, OnStage,
    Page, Part, Reader, Refused, Rule, Session, ShownPost, SignUp, Stage, Stream, Thread, Timeline,
    TokenFlaw, Told, Ware, Watch, Way, Welcome, Wishes, Writing,
};
use doors::KnownTokens;
use live::Live;
use mailbox::Mailbox;
use sights::{entry, page, profile, view, window};
use writing::{rewriting_of, writing_of};

const LIMIT: TextLimit = TextLimit::new(500);
const DOMAIN: &str = "rookery.example";

/// The use cases over the memory adapter and the queue inside one process.
pub struct InProcess {
    accounts: Accounts,
    sessions: Sessions,
    apps: Apps,
    app: OnceCell<Client>,
    tokens: Tokens,
    posts: Posts,
    schedule: Schedule,
    polls: Polls,
    channels: Channels,
    rooms: Rooms,
    shop: Shop,
    edits: Edits,
    reading: Reading,
    notifications: Notifications,
    search: Search,
    uploads: Uploads,
    leaving: Leaving,
    portraits: Portraits,
    signer: Arc<KnownTokens>,
    entropy: Arc<dyn Entropy>,
    live: Live,
    mailbox: Mailbox,
}

impl InProcess {
    async fn reader(&self, by: Reader<'_>) -> Answer<Option<AccountId>> {
        match by {
            Some(session) => Ok(self.bearer(session).await?.account()),
            None => Ok(None),
        }
    }

    async fn bearer(&self, session: &Session) -> Answer<Bearer> {
        Ok(self.tokens.check(&session.bearer).await?)
    }

    async fn actor(&self, by: Reader<'_>, scope: &str) -> Answer<(AccountId, Origin)> {
        let session = by.ok_or_else(|| Refused::by(Rule::LogIn))?;
        let bearer = self.bearer(session).await?.may(scope)?;
        let account = bearer.account().ok_or_else(|| Refused::by(Rule::LogIn))?;
        Ok((account, self.origin(Some(account))))
    }

    fn origin(&self, actor: Option<AccountId>) -> Origin {
        Origin { actor, correlation: self.entropy.uuid(), causation: None, trace: None }
    }
}

#[async_trait]
impl Drive for InProcess {
    fn name(&self) -> &'static str {
        "in_process"
    }

    fn page(&self) -> Option<String> {
        None
    }

    async fn register(&self, form: &SignUp) -> Answer<Session> {
        entering::register(self, form).await
    }

    async fn log_in(&self, email: &str, password: &str) -> Answer<Session> {
        entering::log_in(self, email, password).await
    }

    async fn let_in(&self, email: &str, password: &str) -> Answer<Session> {
        letting_in::let_in(self, email, password).await
    }

    async fn give_back(&self, session: &Session) -> Answer<()> {
        letting_in::give_back(self, session).await
    }

    async fn forget_password(&self, email: &str) -> Answer<()> {
        entering::forget_password(self, email).await
    }

    async fn reset_password(&self, token: &str, password: &str) -> Answer<()> {
        entering::reset_password(self, token, password).await
    }

    async fn ask_for_code(&self, email: &str) -> Answer<()> {
        entering::ask_for_code(self, email).await
    }

    async fn log_in_by_code(&self, email: &str, code: &str) -> Answer<Session> {
        entering::log_in_by_code(self, email, code).await
    }

    async fn confirm(&self, token: &str) -> Answer<()> {
        self.accounts.confirm(&Secret::new(token)).await?;
        Ok(())
    }

    async fn leave(&self, by: (&str, &str), email: &str, password: &str) -> Answer<()> {
        entering::leave(self, by, email, password).await
    }

    async fn letter(&self, email: &str, about: &str) -> Answer<String> {
        self.mailbox.find(email, about).await
    }

    async fn whoami(&self, by: Reader<'_>) -> Answer<Member> {
        let (account, _) = self.actor(by, "read:accounts").await?;
        let found = self.accounts.find(account).await?;
        Ok(profile(&found.ok_or_else(|| Refused::by(Rule::NotThere))?))
    }

    async fn edit(&self, by: Reader<'_>, about: &About) -> Answer<Member> {
        self.describe(by, about).await
    }

    async fn dress(&self, by: Reader<'_>, what: Portrait, picture: Option<&[u8]>) -> Answer<Member> {
        self.dress_up(by, what, picture).await
    }

    async fn search(&self, by: Reader<'_>, text: &str) -> Answer<Found> {
        let window = Window::newest(PageSize::POSTS.default);
        let kinds = Kinds { accounts: true, hashtags: true, posts: true };
        let asked = Asked { text, target: None, kinds, following: false, by: None, window, offset: 0 };
        let found = self.search.find(&asked, self.reader(by).await?).await?;
        Ok(Found {
            members: found.accounts.iter().map(profile).collect(),
            tags: found.hashtags.iter().map(ToString::to_string).collect(),
            posts: found.posts.iter().map(entry).collect(),
        })
    }

    async fn look_up(&self, by: Reader<'_>, username: &str) -> Answer<Member> {
        let reader = self.reader(by).await?;
        let not_there = || Refused::by(Rule::NotThere);
        let username = Username::parse(username).map_err(|_| not_there())?;
        let found = self.accounts.visit_by_name(&username, reader).await?;
        Ok(profile(&found.ok_or_else(not_there)?))
    }

    fn spoil(&self, session: &Session, flaw: TokenFlaw) -> Option<Session> {
        Some(Session { bearer: self.signer.spoil(&session.bearer, flaw)? })
    }

    async fn publish(&self, by: Reader<'_>, writing: &Writing) -> Answer<ShownPost> {
        let (author, origin) = self.actor(by, "write:statuses").await?;
        let key = match &writing.key {
            Some(key) => IdempotencyKey::parse(author, key).map_err(|_| Refused::by(Rule::TooMuch))?,
            None => None,
        };
        let shown = self.posts.publish_and_show(author, writing_of(writing)?, key, &origin).await?;
        Ok(entry(&shown))
    }

    async fn upload(&self, by: Reader<'_>, picture: &[u8], description: &str) -> Answer<MediaId> {
        let (me, origin) = self.actor(by, "write:media").await?;
        let description = Description::parse(description).map_err(|_| Refused::by(Rule::Senseless))?;
        let caption = Caption { description, ..Caption::default() };
        let upload = self.uploads.upload(me, picture.to_vec().into(), caption, &origin).await?;
        Ok(upload.media.id)
    }

    async fn plan(&self, by: Reader<'_>, text: &str, minutes: u32) -> Answer<Vec<String>> {
        self.plan_it(by, text, minutes).await
    }

    async fn unplan(&self, by: Reader<'_>) -> Answer<Vec<String>> {
        self.unplan_last(by).await
    }

    async fn vote(&self, by: Reader<'_>, post: PostId, place: usize) -> Answer<()> {
        let (by, _) = self.actor(by, "write:statuses").await?;
        Ok(self.polls.vote(post, by, &[place]).await.map(drop)?)
    }

    async fn rewrite(&self, by: Reader<'_>, post: PostId, text: &str) -> Answer<ShownPost> {
        let (author, origin) = self.actor(by, "write:statuses").await?;
        Ok(entry(&self.edits.edit(post, author, rewriting_of(text)?, &origin).await?))
    }

    async fn versions(&self, by: Reader<'_>, post: PostId) -> Answer<Vec<String>> {
        let versions = self.edits.history(post, self.reader(by).await?).await?;
        Ok(versions.iter().map(|version| version.post.text.as_str().to_owned()).collect())
    }

    async fn delete(&self, by: Reader<'_>, post: PostId) -> Answer<()> {
        let (author, origin) = self.actor(by, "write:statuses").await?;
        self.posts.delete(post, author, &origin).await?;
        Ok(())
    }

    async fn read(&self, by: Reader<'_>, post: PostId) -> Answer<ShownPost> {
        let mut shown = [entry(&self.posts.find(post, self.reader(by).await?).await?)];
        arranging::filtered(self, by, &mut shown).await?;
        let [shown] = shown;
        Ok(shown)
    }

    async fn thread(&self, by: Reader<'_>, post: PostId) -> Answer<Thread> {
        let thread = self.posts.thread(post, self.reader(by).await?).await?;
        let all = |views: &[_]| views.iter().map(view).collect();
        Ok(Thread { above: all(&thread.ancestors), below: all(&thread.descendants) })
    }

    async fn timeline(&self, by: Reader<'_>, timeline: &Timeline, part: Part) -> Answer<Page<ShownPost>> {
        let mut page = self.page_of(by, timeline, part).await?;
        arranging::filtered(self, by, &mut page.items).await?;
        Ok(page)
    }

    async fn members(&self, by: Reader<'_>, list: MemberList, part: Part) -> Answer<Page<Member>> {
        relating::members(self, by, list, part).await
    }

    async fn follow(&self, by: Reader<'_>, whom: AccountId, wishes: &Wishes) -> Answer<()> {
        relating::follow(self, by, whom, wishes).await
    }

    async fn note(&self, by: Reader<'_>, about: AccountId, text: Option<&str>) -> Answer<String> {
        relating::note(self, by, about, text).await
    }

    async fn unfollow(&self, by: Reader<'_>, whom: AccountId) -> Answer<()> {
        let (follower, origin) = self.actor(by, "write:follows").await?;
        self.posts.unfollow(follower, whom, &origin).await?;
        Ok(())
    }

    async fn welcome(&self, by: Reader<'_>, whom: AccountId, how: Welcome) -> Answer<()> {
        relating::welcome(self, by, whom, how).await
    }

    async fn keep_away(&self, by: Reader<'_>, whom: AccountId, how: KeepAway) -> Answer<()> {
        relating::keep_away(self, by, whom, how).await
    }

    async fn mark(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost> {
        self.set(by, post, mark).await
    }

    async fn unmark(&self, by: Reader<'_>, post: PostId, mark: Mark) -> Answer<ShownPost> {
        self.take(by, post, mark).await
    }

    async fn arrange(&self, by: Reader<'_>, arranging: &Arranging) -> Answer<Option<Snowflake>> {
        arranging::arrange(self, by, arranging).await
    }

    async fn notifications(&self, by: Reader<'_>, part: Part) -> Answer<Page<Told>> {
        let (reader, _) = self.actor(by, "read:notifications").await?;
        let everything = Wanted { kinds: NotificationKind::ALL.to_vec(), by: None };
        let found = self.notifications.list(reader, &everything, window(part, PageSize::ACCOUNTS)).await?;
        Ok(page(found.iter().map(|view| {
            let Notification { id, kind, by, post, .. } = view.notification;
            Listed { at: id.into(), item: Told { kind: kind.as_str().to_owned(), by, post } }
        })))
    }

    async fn stream(&self, by: Reader<'_>, act: &OnStage) -> Answer<Stage> {
        channelling::stream(self, by, act).await
    }

    async fn trade(&self, by: Reader<'_>, act: &AtShop) -> Answer<Vec<Ware>> {
        trading::trade(self, by, act).await
    }

    async fn watch(
        &self,
        by: Reader<'_>,
        stream: &Stream,
        _: Way,
        since: Option<&str>,
    ) -> Answer<Box<dyn Watch>> {
        let bearer = match by {
            Some(session) => Some(self.bearer(session).await?),
            None => None,
        };
        let reader = bearer.as_ref().and_then(Bearer::account);
        let is_own =
            !matches!(stream, Stream::Public | Stream::Tag(_) | Stream::Product(_) | Stream::Channel(_));
        if is_own && reader.is_none() {
            return Err(Refused::by(Rule::LogIn));
        }
        let held = bearer.map(|bearer| (bearer.token, bearer.grantee));
        Ok(Box::new(self.live.watch(reader, held, stream, since).await?))
    }

    async fn watch_everywhere(&self, by: Reader<'_>) -> Answer<Vec<Box<dyn Watch>>> {
        Ok(vec![self.watch(by, &Stream::Public, Way::default(), None).await?])
    }

    async fn longest_post(&self) -> Answer<u64> {
        Ok(LIMIT.max as u64)
    }

    async fn operate(&self, _: &[&str]) -> Answer<String> {
        Err(Refused { rule: Rule::Broken, words: "there is no program to run".to_owned() })
    }

    async fn blunder(&self, _: Reader<'_>, nonsense: Nonsense) -> Answer<()> {
        Err(Refused { rule: Rule::Broken, words: format!("there is no wire to say {nonsense:?} on") })
    }
}

impl From<PostRule> for Refused {
    fn from(rule: PostRule) -> Self {
        refusals::of_post(&rule)
    }
}

impl std::fmt::Debug for InProcess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InProcess")
    }
}
