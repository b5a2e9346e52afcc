//! Events as they are written down: each file holds one shape, may gain lines and never changes.
#![expect(clippy::unwrap_used, reason = "a sample that cannot be made has failed")]
#![expect(clippy::disallowed_methods, reason = "the files are on disk; the domain itself knows none")]
#[path = "golden/in_channels.rs"]
mod in_channels;
#[path = "golden/in_shop.rs"]
mod in_shop;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::Timestamp;
use domain::identity::{
    Account, AccountCounts, AccountEdit, Departure, DisplayName, NewAccount, Note, Picture, Profile,
    ProfileField, Revocation, Role, SessionId, Username,
};
use domain::ids::{
    AccountId, BlockId, ConversationId, FavouriteId, FollowId, FollowRequestId, MediaId, MuteId,
    NotificationId, PostId, Snowflake, TagFollowId,
};
use domain::media::{Caption, Description, Extent, FileKey, FileKind, Focus, Media, StoredFile};
use domain::posts::{
    Application, Block, Boost, Choices, Deed, Ending, Favourite, Follow, FollowRequest, FollowWishes,
    Hashtag, Language, Languages, Mention, Mute, MuteExtent, NewPoll, NewPost, NotificationKind, Parent,
    Post, PostCounts, PostText, Revision, Said, Spoiler, TagFollow, Visibility,
};
use domain::reading::{
    Context, FilterAction, FilterChange, FilterTitle, Filters, KeywordEdit, NewFilter, Phrase,
};
use domain::realtime::{Cause, Envelope, Event, Origin, TraceContext};
use serde_json::{Value, json};
use uuid::Uuid;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/events")
}

fn file(kind: &str) -> Value {
    let path = folder().join(format!("{kind}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_millisecond(1_795_262_400_123 + 1_000 * second).unwrap()
}

fn cause() -> Cause {
    let origin = Origin {
        actor: Some(AccountId::stored(117_654_321_012_345_001)),
        correlation: Uuid::from_u128(0x019a_a5e8_0000_7000_8000_0000_0000_0002),
        causation: Some(Uuid::from_u128(0x019a_a5e8_0000_7000_8000_0000_0000_0003)),
        trace: TraceContext::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
    };
    origin.cause(Uuid::from_u128(0x019a_a5e8_0000_7000_8000_0000_0000_0001), at(0))
}

/// Somebody who has said all that can be said.
fn ada() -> Profile {
    let id = AccountId::stored(117_654_321_012_345_001);
    let account = Account {
        display_name: DisplayName::stored("Ada of the tower 🐦"),
        locked: true,
        discoverable: true,
        indexable: true,
        hide_collections: true,
        note: Note::stored("I count\n#rooks"),
        fields: vec![ProfileField::stored("tower", "https://tower.example")],
        avatar: Some(Picture::stored("/media/ada.png")),
        header: Some(Picture::stored("/media/tower.png")),
        role: Role::Moderator,
        silenced: true,
        ..Account::plain(id, Username::stored("ada"), at(-100))
    };
    let counts = AccountCounts { followers: 3, following: 2, posts: 41, last_post_at: Some(at(-10)) };
    Profile { account, counts }
}

/// Somebody who has said nothing: told as older servers do.
fn bot() -> Profile {
    let id = AccountId::stored(117_654_321_012_345_002);
    let account = Account { bot: true, ..Account::plain(id, Username::stored("Crow_1"), at(-50)) };
    Profile { account, counts: AccountCounts::default() }
}

/// A post that has everything that a post can have.
fn rich() -> NewPost {
    NewPost {
        text: PostText::stored("@Crow_1 look, the #Rooks\nare back"),
        spoiler: Spoiler::stored("birds"),
        sensitive: true,
        language: Language::parse("en-GB"),
        visibility: Visibility::Public,
        reply_to: Some(Parent { post: PostId::stored(117_654_321_012_345_003), author: bot().account.id }),
        mentions: vec![Mention { account: bot().account.id, username: bot().account.username }],
        attachments: vec![picture()],
        poll: None,
        application: Some(Application {
            name: "Crow's nest".to_owned(),
            website: Some("https://nest.example/".to_owned()),
        }),
    }
}

fn picture() -> Media {
    let file = |seed, width, height| {
        let kind = if seed == 1 { FileKind::Jpeg } else { FileKind::Png };
        StoredFile { key: FileKey::new(&[seed; 32], kind), extent: Extent { width, height } }
    };
    let blurhash = "LEHV6nWB2yk8pyo0adR*.7kCMdnj".to_owned();
    let caption = Caption {
        description: Some(Description::stored("a rook on a chimney")),
        focus: Focus { x: -4_200, y: 10_000 },
    };
    Media {
        id: MediaId::stored(117_654_321_012_345_008),
        picture: domain::media::Picture { full: file(1, 1_600, 1_200), preview: file(2, 480, 360), blurhash },
        caption,
    }
}

/// A post that has only what it must have.
fn plain() -> NewPost {
    NewPost { visibility: Visibility::Unlisted, ..NewPost::plain(PostText::stored("caw")) }
}

fn post(new: NewPost, author: Profile) -> domain::Recorded<Post> {
    Post::publish(new, author, cause()).unwrap().with_id(PostId::stored(117_654_321_012_345_004))
}

/// A post that asks, and says so differently from then on.
fn rewritten() -> domain::Recorded<Post> {
    let before =
        Post { published_at: at(-60), ..post(NewPost { poll: question(), ..plain() }, ada()).into_state() };
    let poll = before.poll.clone().unwrap().counting(Choices::among(2, &[1]).unwrap());
    let revision = Revision {
        text: PostText::stored("caw?"),
        spoiler: Spoiler::default(),
        sensitive: false,
        language: None,
        mentions: vec![],
        attachments: vec![],
        poll: question(),
    };
    let edit = before.edit(ada(), revision, cause()).unwrap();
    let counts = PostCounts { replies: 2, boosts: 1, favourites: 3 };
    edit.of(&Post { poll, ..before }, counts).unwrap()
}

fn question() -> Option<NewPoll> {
    NewPoll::parse(&["caw", "kraa"], Some(3_600), false, true).ok()
}

fn ending() -> domain::Recorded<Ending> {
    let post = PostId::stored(117_654_321_012_345_004);
    Ending { post, author: ada().account.id, ends_at: at(0) }.end(&cause())
}

fn boost() -> domain::Recorded<Boost> {
    let counts = PostCounts { replies: 1, boosts: 4, favourites: 9 };
    let post = post(plain(), bot()).into_state();
    post.boost(&bot(), counts, &ada(), cause()).unwrap().with_id(PostId::stored(117_654_321_012_345_005))
}

fn edited() -> domain::Recorded<Profile> {
    let edit = AccountEdit { locked: Some(false), ..AccountEdit::default() };
    edit.of(ada().account.id, cause()).with(ada())
}

fn favourite() -> domain::Recorded<Favourite> {
    let draft = post(plain(), bot()).favourite(ada().account.id, cause());
    draft.with_id(FavouriteId::stored(117_654_321_012_345_006))
}

fn follow() -> domain::Recorded<Follow> {
    let wishes = FollowWishes { boosts: false, notify: true, languages: Languages::stored(["de", "en"]) };
    let draft = Follow::begin(ada().account.id, bot().account.id, wishes, cause()).unwrap();
    draft.with_id(FollowId::stored(117_654_321_012_345_007))
}

fn asking() -> domain::Recorded<FollowRequest> {
    let wishes = FollowWishes { boosts: false, notify: true, languages: Languages::stored(["de", "en"]) };
    let draft = FollowRequest::ask(ada().account.id, bot().account.id, wishes, cause()).unwrap();
    draft.with_id(FollowRequestId::stored(117_654_321_012_345_011))
}

fn request() -> FollowRequest {
    asking().into_state()
}

/// Somebody who filters a word.
fn filters() -> domain::Recorded<Filters> {
    let phrase = Some(Phrase::parse("egg").unwrap());
    let change = FilterChange::Make(NewFilter {
        title: FilterTitle::parse("eggs").unwrap(),
        contexts: Context::all(&["home", "notifications", "public", "thread", "account"]).unwrap(),
        action: FilterAction::Hide,
        expires_at: Some(at(60)),
        keywords: vec![KeywordEdit { phrase, ..KeywordEdit::default() }],
    });
    let ids = [117_654_321_012_345_101, 117_654_321_012_345_102].map(Snowflake::stored).to_vec();
    let none = Filters { owner: ada().account.id, filters: vec![] };
    none.change(change, ids, &cause()).unwrap().0
}

fn tag_follow() -> domain::Recorded<TagFollow> {
    let draft = TagFollow::begin(ada().account.id, Hashtag::parse("#Rooks").unwrap(), cause());
    draft.with_id(TagFollowId::stored(117_654_321_012_345_012))
}

/// The end of a session.
fn session() -> Revocation {
    let session = SessionId(Uuid::from_u128(0x019a_a5e8_0000_7000_8000_0000_0000_0004));
    Revocation::Session { account: ada().account.id, session }
}

fn block() -> domain::Recorded<Block> {
    let blocking = Block::begin(ada().account.id, bot().account.id, cause()).unwrap();
    blocking.with(BlockId::stored(117_654_321_012_345_008), &[follow().into_state()], &[], &[])
}

fn mute() -> domain::Recorded<Mute> {
    let extent = MuteExtent { notifications: true, until: Some(at(60)) };
    let draft = Mute::begin(ada().account.id, bot().account.id, extent, cause()).unwrap();
    draft.with_id(MuteId::stored(117_654_321_012_345_009))
}

/// What happened last in a change.
fn last<T>(change: &domain::Recorded<T>) -> Envelope {
    change.events().last().unwrap().clone()
}

/// One event of each kind, as the domain makes it.
fn samples() -> Vec<Envelope> {
    let Account { username, display_name, bot: is_bot, id, .. } = bot().account;
    let newcomer = Account::register(NewAccount { username, display_name, bot: is_bot }, cause()).with_id(id);
    let post = post(rich(), ada());
    let removal = post.delete(ada().account.id, cause()).unwrap();
    let by = (&ada()).into();
    let deed = Deed::about(NotificationKind::Mention, by, &post, &ada(), PostCounts::default());
    let told = deed.tell(bot().account.id, &cause()).unwrap();
    let told = told.with_id(NotificationId::stored(117_654_321_012_345_008));
    let (people, author) = (vec![(&ada()).into(), (&bot()).into()], (&ada()).into());
    let said = Said { post: (&*post).into(), author, people };
    let said = said.tell(bot().account.id, &cause());
    let said = said.with_id(ConversationId::stored(117_654_321_012_345_003));
    let mut samples = vec![
        last(&said),
        last(&told),
        last(&filters()),
        last(&newcomer),
        last(&edited()),
        last(&post),
        last(&rewritten()),
        last(&ending()),
        last(&removal.with_boosts(&[])),
        last(&boost()),
        last(&boost().into_state().undo(&cause())),
        last(&favourite()),
        last(&favourite().into_state().undo(&cause())),
        last(&follow()),
        last(&follow().into_state().end(&cause())),
        last(&asking()),
        request().accept(cause()).with_id(FollowId::stored(117_654_321_012_345_007)).events()[0].clone(),
        last(&request().reject(&cause())),
        last(&request().withdraw(&cause())),
        last(&tag_follow()),
        last(&tag_follow().into_state().end(&cause())),
        last(&session().record(&cause())),
        Departure::of(ada().account.id, &cause()).events()[0].clone(),
        block().events()[0].clone(),
        last(&block().into_state().end(&cause())),
        last(&mute()),
        last(&mute().into_state().end(&cause())),
        last(&in_channels::announcement()),
    ];
    samples.extend(in_channels::all());
    samples.extend(in_shop::news());
    samples
}

/// Whoever adds a kind is stopped here: it needs a sample above, a file, and a word in this match.
fn has_a_file(event: &Event) -> bool {
    match event {
        Event::Registered(_)
        | Event::AccountChanged(_)
        | Event::AccountDeleted(_)
        | Event::Published(_)
        | Event::Edited(_)
        | Event::PollEnded(_)
        | Event::Deleted(_)
        | Event::Boosted(_)
        | Event::Unboosted(_)
        | Event::Favourited(_)
        | Event::Unfavourited(_)
        | Event::Followed(_)
        | Event::Unfollowed(_)
        | Event::Requested(_)
        | Event::TagFollowed(_)
        | Event::TagUnfollowed(_)
        | Event::RequestAccepted(_)
        | Event::RequestRejected(_)
        | Event::RequestWithdrawn(_)
        | Event::TokenRevoked(_)
        | Event::Notified(_)
        | Event::Blocked(_)
        | Event::Unblocked(_)
        | Event::Muted(_)
        | Event::Unmuted(_)
        | Event::FiltersChanged(_)
        | Event::Conversed(_)
        | Event::Channels(_)
        | Event::Shop(_)
        | Event::Announced(_) => true,
        Event::Unknown(_) => false,
    }
}

#[test]
fn each_kind_has_its_file_and_each_file_its_kind() {
    let kinds: BTreeSet<String> = samples()
        .iter()
        .filter(|one| has_a_file(&one.event))
        .map(|one| one.event.kind().to_owned())
        .collect();
    let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeSet<String> =
        names.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, files);
}

#[test]
fn an_event_is_written_as_its_file_says() {
    for sample in samples() {
        let kind = sample.event.kind().to_owned();
        assert_eq!(serde_json::to_value(&sample).unwrap(), file(&kind), "{kind}");
    }
}

#[test]
fn a_file_is_read_as_the_event_that_it_was() {
    for sample in samples() {
        let kind = sample.event.kind().to_owned();
        assert_eq!(serde_json::from_value::<Envelope>(file(&kind)).unwrap(), sample, "{kind}");
        assert_eq!(serde_json::from_str::<Envelope>(&file(&kind).to_string()).unwrap(), sample, "{kind}");
    }
}

#[test]
fn what_a_newer_server_adds_is_ignored() {
    for sample in samples() {
        let kind = sample.event.kind().to_owned();
        let mut file = file(&kind);
        add_fields(&mut file);
        assert_eq!(serde_json::from_value::<Envelope>(file).unwrap(), sample, "{kind}");
    }
}

/// Adds a field to every object.
fn add_fields(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(add_fields);
            fields.insert("added_later".to_owned(), json!({"by": ["a newer server"]}));
        }
        Value::Array(values) => values.iter_mut().for_each(add_fields),
        _ => {}
    }
}

#[test]
fn a_kind_that_is_not_known_keeps_its_name_and_reaches_nobody() {
    let mut file = file("post.published");
    file["type"] = json!("poll.closed");
    file["payload"] = json!({"poll": "7", "votes": [1, 2]});
    let envelope: Envelope = serde_json::from_value(file).unwrap();
    assert!(matches!(&envelope.event, Event::Unknown(unknown) if unknown.kind == "poll.closed"));
    assert_eq!((envelope.event.kind(), envelope.event.topics()), ("poll.closed", vec![]));
    assert_eq!(envelope.time, at(0), "the rest is read as always");
}

#[test]
fn what_an_older_server_told_of_an_account_is_read_as_said_by_nobody() {
    let mut file = file("account.changed");
    let account = file["payload"]["account"].as_object_mut().unwrap();
    for later in
        ["locked", "discoverable", "indexable", "hide_collections", "note", "fields", "avatar", "header"]
    {
        account.remove(later);
    }
    account.remove("role");
    account.remove("silenced");
    let envelope: Envelope = serde_json::from_value(file).unwrap();
    let Event::AccountChanged(changed) = envelope.event else { panic!("another kind") };
    let told = Profile::from(&changed.account).account;
    let Account { id, username, display_name, created_at, .. } = ada().account;
    assert_eq!(told, Account { display_name, ..Account::plain(id, username, created_at) });
}
