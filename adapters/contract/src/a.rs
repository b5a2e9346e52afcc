//! Things that cases need: a person, something written, a follow.
use domain::channels::{Category, Channel, Presentation, Title};
use domain::identity::{
    Account, AppName, ClientId, Digest, DisplayName, Email, NewAccount, NewApp, PasswordHash, Profile,
    RedirectUri, Scopes, Username, Website,
};
use domain::ids::AccountId;
use domain::media::{Caption, Extent, FileKey, FileKind, Picture, StoredFile, Upload};
use domain::posts::{
    Block, Blocking, Boost, Favourite, Follow, FollowWishes, IdempotencyKey, Mention, Mute, MuteExtent,
    NewPost, Post, PostText, Visibility,
};
use domain::realtime::{Cause, Origin, TraceContext};
use domain::{Draft, Timestamp};
use service::Entropy;
use service::identity::{Credentials, Registration};
use service::posts::Saved;
use uuid::Uuid;

use crate::Store;

/// The time of day, in milliseconds: every store keeps as much.
#[must_use]
pub fn now() -> Timestamp {
    Clock.now()
}

/// A real clock and real chance, for adapters that ask for them.
pub struct Clock;

impl Entropy for Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock of the contract")]
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(Timestamp::now().as_millisecond()).unwrap()
    }

    fn uuid(&self) -> Uuid {
        Uuid::new_v4()
    }
}

/// A request of somebody's.
pub(crate) fn origin(actor: Option<AccountId>) -> Origin {
    let trace = TraceContext::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    Origin { actor, correlation: Uuid::new_v4(), causation: Some(Uuid::new_v4()), trace }
}

/// A change that somebody makes now.
pub(crate) fn cause(actor: AccountId) -> Cause {
    cause_at(actor, now())
}

/// A change that somebody made then.
pub(crate) fn cause_at(actor: AccountId, at: Timestamp) -> Cause {
    origin(Some(actor)).cause(Uuid::new_v4(), at)
}

/// A registration that waits for its id.
pub(crate) fn newcomer(name: &str) -> Draft<Account> {
    let new = NewAccount {
        username: Username::stored(name),
        display_name: DisplayName::stored(&format!("{name} of the tower")),
        bot: false,
    };
    Account::register(new, origin(None).cause(Uuid::new_v4(), now()))
}

/// The credentials of somebody with that name in their address.
pub(crate) fn credentials(name: &str) -> Credentials {
    Credentials::vouched(email(name), password(name))
}

/// What is kept of their password.
pub(crate) fn password(name: &str) -> PasswordHash {
    PasswordHash::stored(&format!("hash of {name}"))
}

pub(crate) fn email(name: &str) -> Email {
    Email::parse(&format!("{name}@rookery.example")).unwrap()
}

/// Somebody who has registered.
pub(crate) async fn person(store: &dyn Store, name: &str) -> Profile {
    match store.accounts().register(newcomer(name), credentials(name)).await.unwrap() {
        Registration::New(account) => Profile::of_new(account),
        refused => panic!("{name} was refused: {refused:?}"),
    }
}

/// Several people.
pub(crate) async fn people<const N: usize>(store: &dyn Store, names: [&str; N]) -> [Profile; N] {
    let mut people = Vec::new();
    for name in names {
        people.push(person(store, name).await);
    }
    people.try_into().unwrap_or_else(|_| unreachable!("one each"))
}

/// Something public.
pub(crate) fn writing(text: &str) -> NewPost {
    NewPost::plain(PostText::stored(text))
}

/// Something for these only.
pub(crate) fn whispering(text: &str, visibility: Visibility) -> NewPost {
    NewPost { visibility, ..writing(text) }
}

/// An answer.
pub(crate) fn answering(text: &str, parent: &Post) -> NewPost {
    NewPost { reply_to: Some(parent.as_parent()), ..writing(text) }
}

pub(crate) fn mention(of: &Profile) -> Mention {
    Mention { account: of.account.id, username: of.account.username.clone() }
}

/// A post that waits for its id.
pub(crate) fn draft(by: &Profile, new: NewPost) -> Draft<Post> {
    draft_at(by, new, now())
}

pub(crate) fn draft_at(by: &Profile, new: NewPost, at: Timestamp) -> Draft<Post> {
    Post::publish(new, by.clone(), cause_at(by.account.id, at)).unwrap()
}

pub(crate) fn key(of: &Profile, raw: &str) -> Option<IdempotencyKey> {
    IdempotencyKey::parse(of.account.id, raw).unwrap()
}

/// Somebody's channel, opened.
pub(crate) async fn channel(store: &dyn Store, of: &Profile) -> Channel {
    let what = Presentation { title: Title::stored("rooks"), category: Category::default(), live: None };
    let presenting = Channel::present(of.clone(), what, cause(of.account.id));
    store.channels().present(presenting).await.unwrap().unwrap()
}

/// A post that was published.
pub(crate) async fn post(store: &dyn Store, by: &Profile, new: NewPost) -> Post {
    new_one(store.posts().publish(draft(by, new), None).await.unwrap())
}

/// What was saved, and not there before.
pub(crate) fn new_one<T: std::fmt::Debug>(saved: Saved<T>) -> T {
    match saved {
        Saved::New(it) => it,
        other => panic!("nothing was saved: {other:?}"),
    }
}

/// Takes a post away; whether it was there.
pub(crate) async fn deletion(store: &dyn Store, post: &Post) -> bool {
    let removal = post.delete(post.author, cause(post.author)).unwrap();
    store.posts().delete(removal).await.unwrap()
}

/// A boost that waits for its id.
pub(crate) fn boosting(by: &Profile, post: &Post, author: &Profile) -> Draft<Boost> {
    post.boost(author, domain::posts::PostCounts::default(), by, cause(by.account.id)).unwrap()
}

/// A boost that was made.
pub(crate) async fn boost(store: &dyn Store, by: &Profile, post: &Post) -> Boost {
    let author = store.accounts().find(post.author).await.unwrap().unwrap();
    new_one(store.posts().boost(boosting(by, post, &author)).await.unwrap())
}

/// A favourite that was made.
pub(crate) async fn favourite(store: &dyn Store, by: &Profile, post: &Post) -> Favourite {
    let draft = post.favourite(by.account.id, cause(by.account.id));
    new_one(store.posts().favourite(draft).await.unwrap())
}

/// A follow that waits for its id.
pub(crate) fn following(who: &Profile, whom: &Profile, wishes: FollowWishes) -> Draft<Follow> {
    Follow::begin(who.account.id, whom.account.id, wishes, cause(who.account.id)).unwrap()
}

/// A block that waits for its id.
pub(crate) fn blocking(who: &Profile, whom: &Profile) -> Blocking {
    Block::begin(who.account.id, whom.account.id, cause(who.account.id)).unwrap()
}

/// A block that was made.
pub(crate) async fn block(store: &dyn Store, who: &Profile, whom: &Profile) -> Block {
    new_one(store.relations().block(blocking(who, whom)).await.unwrap())
}

/// A mute that waits for its id.
pub(crate) fn muting(who: &Profile, whom: &Profile, extent: MuteExtent) -> Draft<Mute> {
    Mute::begin(who.account.id, whom.account.id, extent, cause(who.account.id)).unwrap()
}

/// A mute that was made.
pub(crate) async fn mute(store: &dyn Store, who: &Profile, whom: &Profile) -> Mute {
    new_one(store.relations().mute(muting(who, whom, MuteExtent::WHOLE)).await.unwrap())
}

/// A follow that has begun.
pub(crate) async fn follow(store: &dyn Store, who: &Profile, whom: &Profile) -> Follow {
    new_one(store.follows().follow(following(who, whom, FollowWishes::default())).await.unwrap())
}

/// An app that registers under this name.
pub(crate) fn app(client: &str) -> NewApp {
    NewApp {
        client_id: ClientId::new(client),
        secret: Digest::stored(&format!("digest of {client}")),
        name: AppName::stored("Crow's \"nest\""),
        website: Some(Website::stored("https://crow.example")),
        redirects: vec![
            RedirectUri::stored(RedirectUri::OUT_OF_BAND),
            RedirectUri::stored("https://crow.example/https%3A%2F%2Fx?a={b},\"c\"\\"),
        ],
        scopes: Scopes::stored("read write:statuses"),
        created_at: now(),
    }
}

/// A picture that was uploaded, its files told apart by a number.
pub(crate) async fn upload(store: &dyn Store, by: &Profile, seed: u8) -> Upload {
    let file = |seed, width| StoredFile {
        key: FileKey::new(&[seed; 32], FileKind::Jpeg),
        extent: Extent { width, height: 300 },
    };
    let picture =
        Picture { full: file(seed, 400), preview: file(seed ^ 0x80, 40), blurhash: "L00000".into() };
    let who = by.account.id;
    store.media().save(Upload::begin(who, picture, Caption::default(), cause(who))).await.unwrap()
}

/// Something public with pictures.
pub(crate) fn picturing(text: &str, uploads: &[&Upload]) -> NewPost {
    let attachments = uploads.iter().map(|upload| upload.media.clone()).collect();
    NewPost { attachments, ..writing(text) }
}
