//! A whole life: somebody who has done everything that can be done here, and said the same word wherever a word can be said.
use domain::channels::{
    Category, Channel, ChannelFollow, ChannelPoll, Message, MessageKey, MessageText, NewChannelPoll,
    NewPrediction, Points, Prediction, Presentation, Staking, Title, Voting,
};
use domain::identity::{
    AccessToken, AccountEdit, Agent, AuthorizationCode, Challenge, Comment, Digest, DisplayName, ForeignId,
    Grantee, Letter, NewAccount, NewReport, Note, Picture, Profile, ProfileField, Purpose, RedirectUri,
    Scopes, Session, SessionId, TokenId, Username,
};
use domain::ids::{AccountId, AppId, Snowflake};
use domain::media::{Caption, Description, Upload};
use domain::posts::{
    Choices, Deed, FollowRequest, FollowWishes, Hashtag, Marked, NewPoll, NewPost, NotificationKind, Plan,
    Post, PostCounts, PostText, PrivateNote, Revision, Said, ScheduledPost, Spoiler, TagFollow, Visibility,
    Vote,
};
use domain::reading::{
    Context, FilterAction, FilterChange, FilterTitle, KeywordEdit, ListTitle, NewFilter, Phrase, Replies,
};
use domain::realtime::{Announcement, AnnouncementKey, LiveMessage, LiveTopic, Position, TopicName};
use jiff::ToSpan;
use service::channels::Uttered;
use service::duty::{Step, Stepped};
use service::identity::Registration;
use service::notifications::Change;
use uuid::Uuid;

use crate::told::LONG;
use crate::{Store, a};

/// What they say, and all that is theirs to say.
pub const WORD: &str = "zyzzyva";
/// The name that nobody gets after them.
pub const NAME: &str = "leaver";

/// Those who live it, and what is looked for after it.
pub(super) struct Life {
    pub(super) who: Profile,
    pub(super) bob: Profile,
    pub(super) cleo: Profile,
    pub(super) posts: Vec<Post>,
    pub(super) bobs: Post,
    pub(super) media: Vec<Upload>,
    pub(super) token: AccessToken,
    pub(super) session: Session,
}

/// Lives it.
pub(super) async fn live(store: &dyn Store) -> Life {
    let who = registered(store).await;
    let [bob, cleo, dora, emma] = a::people(store, ["bob", "cleo", "dora", "emma"]).await;
    let asked = NewPost { poll: Some(poll()), ..a::writing("which?") };
    let bobs = a::post(store, &bob, asked).await;
    let (posts, media) = wrote(store, &who, &bob, &bobs).await;
    between(store, &who, [&bob, &cleo, &dora, &emma], &posts[0], &bobs).await;
    arranged(store, &who, &bob, &posts[0], &bobs).await;
    streamed(store, &who, &bob).await;
    let (token, session) = entered(store, &who).await;
    Life { who, bob, cleo, posts, bobs, media, token, session }
}

async fn registered(store: &dyn Store) -> Profile {
    let new = NewAccount {
        username: Username::stored("Leaver"),
        display_name: DisplayName::stored(WORD),
        bot: false,
    };
    let cause = a::origin(None).cause(Uuid::new_v4(), a::now());
    let draft = domain::identity::Account::register(new, cause);
    let made = store.accounts().register(draft, a::credentials(WORD)).await.unwrap();
    let Registration::New(account) = made else { panic!("{made:?}") };
    let edit = AccountEdit {
        note: Some(Note::stored(WORD)),
        fields: Some(vec![ProfileField::stored(WORD, WORD)]),
        avatar: Some(Some(Picture::stored(&format!("/media/{WORD}.png")))),
        header: Some(Some(Picture::stored(&format!("/media/{WORD}.jpg")))),
        ..AccountEdit::default()
    };
    store.accounts().edit(edit.of(account.id, a::cause(account.id))).await.unwrap().unwrap()
}

fn poll() -> NewPoll {
    NewPoll::parse(&["a rook", "a crow"], Some(300), false, false).unwrap()
}

/// Everything that can be written.
async fn wrote(store: &dyn Store, who: &Profile, bob: &Profile, bobs: &Post) -> (Vec<Post>, Vec<Upload>) {
    let media = [uploaded(store, who, 1).await, uploaded(store, who, 2).await];
    let text = format!("{WORD} #{WORD}");
    let new = NewPost { spoiler: Spoiler::stored(WORD), ..a::picturing(&text, &[&media[0]]) };
    let key = a::key(who, WORD);
    let ids = vec![media[0].media.id];
    let first = store.posts().publish_with_media(a::draft(who, new), ids, key).await.unwrap();
    let first = a::new_one(first);
    let revision = Revision {
        text: PostText::stored(&format!("{text}, again")),
        spoiler: first.spoiler.clone(),
        sensitive: true,
        language: None,
        mentions: vec![],
        attachments: first.attachments.clone(),
        poll: None,
    };
    let edit = first.edit(who.clone(), revision, a::cause(who.account.id)).unwrap();
    let first = a::new_one(store.edits().edit(edit).await.unwrap());
    let question = NewPoll::parse(&[WORD, "no"], Some(300), false, false).unwrap();
    let asking = NewPost { poll: Some(question), ..a::writing(&text) };
    let whispering = NewPost { mentions: vec![a::mention(bob)], ..a::whispering(&text, Visibility::Direct) };
    let mut posts = vec![first];
    for new in [asking, whispering, a::answering(&text, bobs)] {
        posts.push(a::post(store, who, new).await);
    }
    (posts, media.into())
}

async fn uploaded(store: &dyn Store, who: &Profile, seed: u8) -> Upload {
    let mut upload = a::upload(store, who, seed).await;
    upload.media.caption = Caption { description: Some(Description::stored(WORD)), ..Caption::default() };
    assert!(store.media().describe(&upload).await.unwrap());
    upload
}

/// Everything that people do to each other.
async fn between(
    store: &dyn Store,
    who: &Profile,
    [bob, cleo, dora, emma]: [&Profile; 4],
    theirs: &Post,
    bobs: &Post,
) {
    for (one, other, post) in [(who, bob, bobs), (bob, who, theirs)] {
        a::follow(store, one, other).await;
        a::boost(store, one, post).await;
        a::favourite(store, one, post).await;
        assert!(store.marks().bookmark(post.id, one.account.id).await.unwrap());
        a::mute(store, one, cleo).await;
    }
    a::mute(store, cleo, who).await;
    for (one, other, note) in [(who, bob, WORD), (bob, who, "bites")] {
        let note = PrivateNote::stored(note);
        assert!(store.relations().note(one.account.id, other.account.id, &note).await.unwrap());
    }
    for (one, other) in [(who, cleo), (dora, who)] {
        let wishes = FollowWishes::default();
        let ask = FollowRequest::ask(one.account.id, other.account.id, wishes, a::cause(one.account.id));
        a::new_one(store.requests().ask(ask.unwrap()).await.unwrap());
    }
    a::block(store, who, emma).await;
    a::block(store, emma, who).await;
    let choices = Choices::among(2, &[0]).unwrap();
    let vote = Vote { post: bobs.id, by: who.account.id, choices, at: a::now() };
    store.polls().vote(vote).await.unwrap();
    let told = [(who, bob, theirs, who), (bob, who, theirs, who), (who, bob, bobs, bob)];
    let drafts = told.map(|(by, to, post, author)| {
        let deed = Deed::about(NotificationKind::Mention, by.into(), post, author, PostCounts::default());
        deed.tell(to.account.id, &a::cause(by.account.id)).unwrap()
    });
    let epoch = store.leases().acquire("notifications", Uuid::from_u128(9), LONG).await.unwrap().unwrap();
    let (from, through) = (Position::START, Position::new(1));
    let step = Step { follower: "notifications", epoch, from, through };
    let said = Said { post: theirs.into(), author: who.into(), people: vec![who.into(), bob.into()] };
    let people = [who, bob].map(|one| said.tell(one.account.id, &a::cause(who.account.id))).into();
    let changes = vec![Change::Tell(drafts.into()), Change::Converse { post: theirs.id, people }];
    let taken = store.notifications().take(step, changes).await.unwrap();
    assert_eq!(taken, Stepped::Done);
}

/// Everything that one arranges for oneself.
async fn arranged(store: &dyn Store, who: &Profile, bob: &Profile, theirs: &Post, bobs: &Post) {
    let me = who.account.id;
    store.marks().pin(theirs.pin(me).unwrap()).await.unwrap();
    store.marks().mute_thread(bobs.id, me).await.unwrap();
    let wanting = TagFollow::begin(me, Hashtag::stored(WORD), a::cause(me));
    store.tags().follow_tag(wanting).await.unwrap();
    for (owner, member) in [(who, bob), (bob, who)] {
        let title = if owner == who { WORD } else { "birds" };
        let title = ListTitle::stored(title);
        let list = store.lists().make(owner.account.id, title, Replies::None).await.unwrap().unwrap();
        store.lists().add(list.id, owner.account.id, vec![member.account.id]).await.unwrap();
    }
    let filter = FilterChange::Make(NewFilter {
        title: FilterTitle::parse(WORD).unwrap(),
        contexts: vec![Context::Home],
        action: FilterAction::Hide,
        expires_at: None,
        keywords: vec![KeywordEdit { phrase: Phrase::parse(WORD).ok(), ..KeywordEdit::default() }],
    });
    store.filters().change(me, filter, a::cause(me)).await.unwrap().unwrap();
    store.markers().move_to(me, Marked::Home, Snowflake::stored(7), a::now()).await.unwrap();
    let plan = Plan {
        text: WORD.to_owned(),
        spoiler: WORD.to_owned(),
        sensitive: true,
        language: None,
        visibility: Visibility::Public,
        reply_to: None,
        poll: Some(poll()),
        application: None,
    };
    let draft = ScheduledPost::plan(me, plan, a::now() + 1.hours(), a::cause(me)).unwrap();
    store.schedule().keep(draft, a::key(who, "later"), 9).await.unwrap().unwrap();
    for (by, about, comment) in [(who, bob, WORD), (bob, who, "bites")] {
        let report = NewReport {
            by: by.account.id,
            about: about.account.id,
            posts: vec![],
            comment: Comment::stored(comment),
            category: domain::identity::Category::Violation,
            created_at: a::now(),
        };
        store.reports().file(report).await.unwrap();
    }
    let (key, message) = (AnnouncementKey::parse(WORD).ok(), format!(r#"{{"a":"{WORD}"}}"#));
    let message = LiveMessage::of_object(&message).unwrap();
    let topic = LiveTopic::of(TopicName::ChannelUpdate, me);
    let told = Announcement::tell(me, topic, message, key, &a::cause(me)).unwrap();
    assert_eq!(store.announcements().announce(told).await.unwrap(), None);
}

/// Channels of both, each followed and chatted in by both.
async fn streamed(store: &dyn Store, who: &Profile, bob: &Profile) {
    for (owner, other, word) in [(who, bob, WORD), (bob, who, "birds")] {
        let what =
            Presentation { title: Title::stored(word), category: Category::stored(word), live: Some(true) };
        let channel = owner.account.id;
        store.channels().present(Channel::present(owner.clone(), what, a::cause(channel))).await.unwrap();
        let follow = ChannelFollow::begin(channel, other, &a::cause(other.account.id)).unwrap();
        assert!(store.channels().follow(follow).await.unwrap().is_new());
    }
    for (owner, other, word) in [(who, bob, WORD), (bob, who, "back?")] {
        asked(store, owner.account.id, other.account.id, word).await;
    }
    for (room, by, word) in [(who, who, WORD), (bob, who, WORD), (bob, bob, "caw")] {
        let text = MessageText::stored(word);
        let by_id = by.account.id;
        let draft = Message::say(room.account.id, by.clone(), text, false, a::cause(by_id)).unwrap();
        let key = MessageKey::parse(word).unwrap();
        assert!(matches!(store.rooms().say(draft, key).await.unwrap(), Uttered::New(_)));
    }
}

/// A channel asks what will happen and what one likes, and somebody answers both.
async fn asked(store: &dyn Store, channel: AccountId, by: AccountId, word: &str) {
    let cause = || a::cause(channel);
    let new = NewPrediction::parse(word, &[word, "no"], Some(600)).unwrap();
    let draft = Prediction::begin(channel, channel, new, cause()).unwrap();
    let prediction = a::new_one(store.predictions().begin_prediction(draft).await.unwrap()).id;
    let staking = Staking { prediction, by, outcome: 0, points: Points::new(7), cause: cause() };
    store.predictions().stake(staking).await.unwrap().unwrap();
    let new = NewChannelPoll::parse(word, &[word, "no"], Some(600)).unwrap();
    let draft = ChannelPoll::begin(channel, channel, new, cause()).unwrap();
    let poll = a::new_one(store.channel_polls().begin_poll(draft).await.unwrap()).id;
    let voting = Voting { poll, by, choice: 0, cause: cause() };
    store.channel_polls().cast_vote(voting).await.unwrap().unwrap();
}

/// Everything by which one comes in.
async fn entered(store: &dyn Store, who: &Profile) -> (AccessToken, Session) {
    let (account, at) = (who.account.id, a::now());
    let id = SessionId(Uuid::new_v4());
    let agent = Agent::parse(WORD);
    let session = Session { id, account, secret: Digest::stored(WORD), agent, created_at: at, used_at: at };
    let token = AccessToken {
        id: TokenId(Uuid::new_v4()),
        grantee: Grantee::Page { account, session: id },
        scopes: Scopes::everything(),
        created_at: at,
        used_at: at,
    };
    store.sessions().save_session(&session, &token).await.unwrap();
    let code = AuthorizationCode {
        digest: Digest::stored(WORD),
        app: AppId::stored(7),
        account,
        scopes: Scopes::everything(),
        redirect: RedirectUri::stored("https://crow.example/"),
        challenge: Some(Digest::stored(WORD)),
        created_at: at,
    };
    store.codes().save_code(&code).await.unwrap();
    let challenge = Challenge::new(Purpose::Reset, Digest::stored(WORD), at);
    let letter =
        Letter { id: Uuid::new_v4(), to: a::email(WORD), subject: WORD.to_owned(), text: WORD.to_owned() };
    store.credentials().pose(Some((account, challenge)), letter).await.unwrap();
    let foreign = ForeignId::stored("https://id.example", WORD);
    assert!(store.foreigners().link(&foreign, account, at).await.unwrap());
    (token, session)
}
