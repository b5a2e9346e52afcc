//! The hub, told through what its connections are given.
mod catching_up;
mod filters;
mod standing;
mod tags;
mod together;
mod tokens;

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use domain::Timestamp;
use domain::identity::{Account, Departure, Profile, Username};
use domain::ids::{AccountId, PostId};
use domain::posts::{
    Block, Follow, FollowWishes, Hashtag, Home, Mute, MuteExtent, NewPost, Post, PostText, TextLimit,
    Visibility,
};
use domain::reading::FilterHit;
use domain::realtime::{Cursor, Envelope, LogId, Logged, Origin, Passing, Position};
use uuid::Uuid;

use super::{ConnectionId, Hub, NewConnection, Page, Started};
use crate::realtime::{Channel, Cut, Format, Label, Listening, Outbound, Renderer, Slice, Told};

/// Frames as `label kind`, with `@position` where there is one.
pub(super) struct Plain;

impl Renderer for Plain {
    fn tell(&self, event: &Logged, hits: &[FilterHit<'_>]) -> Option<Told> {
        let filtered = if hits.is_empty() { "" } else { " filtered" };
        Some(Told { name: "event", payload: format!("{}{filtered}", event.envelope.event.kind()) })
    }

    fn pass(&self, _: &Passing, Label(label): &Label) -> Option<Bytes> {
        Some(format!("{label} passing").into())
    }

    fn frame(&self, _: &Logged, told: &Told, label: &Label, format: Format, cursor: Option<Cursor>) -> Bytes {
        let at = cursor.filter(|_| format != Format::Plain).map(|cursor| format!("@{}", cursor.position));
        format!("{} {}{}", label.0, told.payload, at.unwrap_or_default()).into()
    }
}

const LOG: LogId = LogId(Uuid::from_u128(1));
const READER: AccountId = AccountId::stored(1);
const AUTHOR: AccountId = AccountId::stored(2);

fn hub() -> Hub {
    let hub = Hub::new(Arc::new(Plain));
    hub.start_over(LOG, Position::START);
    hub
}

fn cause() -> domain::realtime::Cause {
    let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
    origin.cause(Uuid::nil(), Timestamp::UNIX_EPOCH)
}

fn published(visibility: Visibility) -> Envelope {
    let account = Account::plain(AUTHOR, Username::stored("bob"), Timestamp::UNIX_EPOCH);
    let new =
        NewPost { visibility, ..NewPost::plain(PostText::parse("caw #rooks", TextLimit::new(500)).unwrap()) };
    let draft = Post::publish(new, Profile::of_new(account), cause()).unwrap();
    draft.with_id(PostId::stored(7)).events()[0].clone()
}

fn followed() -> Envelope {
    let draft = Follow::begin(READER, AUTHOR, FollowWishes::default(), cause()).unwrap();
    draft.with_id(domain::ids::FollowId::stored(1)).events()[0].clone()
}

fn apply(hub: &Hub, position: u64, envelope: Envelope) {
    hub.apply(&[Arc::new(Logged { position: Position::new(position), envelope })]);
}

fn open(hub: &Hub, format: Format, since: Option<u64>, channels: &[Channel]) -> Started {
    let since = since.map(|position| Cursor { log: LOG, position: Position::new(position) });
    let started =
        hub.connect(NewConnection { viewer: Some(READER), held: None, format, since, lane_of: None });
    let unknown = hub.expect_reader(READER);
    if unknown && !channels.contains(&Channel::Home) {
        know(hub, &[]);
    }
    for channel in channels {
        hub.subscribe(started.id, &listening(channel));
    }
    hub.expected_reader(READER);
    started
}

fn listening(channel: &Channel) -> Listening {
    let label = match channel {
        Channel::Home => "home",
        Channel::Public => "public",
        Channel::PublicMedia => "public:media",
        Channel::Hashtag(_) => "tag",
        Channel::Notifications => "notifications",
        Channel::List(_) => "list",
        Channel::Conversations => "conversations",
        Channel::Author(_) => "author",
        Channel::Live(_) => "live",
        Channel::Silent => "silent",
    };
    Listening { channel: channel.clone(), label: Label(label.into()) }
}

fn know(hub: &Hub, follows: &[AccountId]) {
    let follows: HashMap<_, _> = follows.iter().map(|&id| (id, FollowWishes::default())).collect();
    hub.know_reader(Home { follows, ..Home::of(READER) });
}

/// Pages until it follows; what it was given on the way.
fn catch_up(hub: &Hub, id: ConnectionId, mut after: Position) -> Vec<String> {
    let mut given = vec![];
    loop {
        match hub.page(id, after) {
            Page::Frames { frames, through } => {
                given.extend(frames.iter().map(text));
                after = through;
            }
            Page::Follows => return given,
            page => panic!("{page:?}"),
        }
    }
}

fn waiting(outbound: &Outbound) -> Vec<String> {
    outbound.try_take().map(|taken| taken.frames.iter().map(text).collect()).unwrap_or_default()
}

fn text(frame: &Bytes) -> String {
    String::from_utf8(frame.to_vec()).unwrap()
}

#[test]
fn what_happens_while_a_connection_catches_up_comes_once_and_in_order() {
    let hub = hub();
    apply(&hub, 1, published(Visibility::Public));
    let started = open(&hub, Format::Resumable, Some(0), &[Channel::Public]);
    apply(&hub, 2, published(Visibility::Public));
    assert!(waiting(&started.outbound).is_empty(), "live events are not queued for it");
    assert_eq!(
        catch_up(&hub, started.id, started.cursor.position),
        ["public post.published@1", "public post.published@2"]
    );
    apply(&hub, 3, published(Visibility::Public));
    assert_eq!(waiting(&started.outbound), ["public post.published@3"]);
}

#[test]
fn each_stream_gets_its_frame_and_only_the_last_one_the_position() {
    let hub = hub();
    let tag = Channel::Hashtag(Hashtag::parse("rooks").unwrap());
    let started = open(&hub, Format::Resumable, None, &[Channel::Public, tag, Channel::Silent]);
    catch_up(&hub, started.id, started.cursor.position);
    apply(&hub, 1, published(Visibility::Public));
    assert_eq!(waiting(&started.outbound), ["public post.published", "tag post.published@1"]);
}

#[test]
fn a_stream_that_was_left_is_silent_and_the_other_goes_on() {
    let hub = hub();
    let tag = Channel::Hashtag(Hashtag::parse("rooks").unwrap());
    let started = open(&hub, Format::Plain, None, &[Channel::Public, tag]);
    catch_up(&hub, started.id, started.cursor.position);
    hub.unsubscribe(started.id, &listening(&Channel::Public));
    apply(&hub, 1, published(Visibility::Public));
    assert_eq!(waiting(&started.outbound), ["tag post.published"]);
    hub.disconnect(started.id);
    assert_eq!(hub.connections(), 0);
}

#[test]
fn who_is_followed_while_the_set_is_read_is_not_missed() {
    let hub = hub();
    assert!(hub.expect_reader(READER));
    apply(&hub, 1, followed());
    know(&hub, &[]);
    let started = open(&hub, Format::Plain, None, &[Channel::Home]);
    hub.expected_reader(READER);
    catch_up(&hub, started.id, started.cursor.position);
    apply(&hub, 2, published(Visibility::Private));
    assert_eq!(waiting(&started.outbound), ["home post.published"]);
}

#[test]
fn a_private_post_reaches_followers_alone() {
    let hub = hub();
    assert!(hub.expect_reader(READER));
    know(&hub, &[]);
    let started = open(&hub, Format::Plain, None, &[Channel::Home, Channel::Public]);
    hub.expected_reader(READER);
    catch_up(&hub, started.id, started.cursor.position);
    apply(&hub, 1, published(Visibility::Private));
    assert!(waiting(&started.outbound).is_empty());
    apply(&hub, 2, followed());
    apply(&hub, 3, published(Visibility::Private));
    assert_eq!(waiting(&started.outbound), ["home post.published"]);
}

#[test]
fn a_position_that_is_not_of_this_log_is_not_recovered() {
    let hub = hub();
    let other = Cursor { log: LogId(Uuid::from_u128(2)), position: Position::new(1) };
    let started = hub.connect(NewConnection {
        viewer: None,
        held: None,
        format: Format::Sse,
        since: Some(other),
        lane_of: None,
    });
    assert!(!started.recovered);
    assert_eq!(started.cursor, Cursor { log: LOG, position: Position::START });
}

#[test]
fn who_saw_more_on_another_server_is_not_shown_it_again() {
    let hub = hub();
    let started = open(&hub, Format::Resumable, Some(2), &[Channel::Public]);
    catch_up(&hub, started.id, started.cursor.position);
    for position in 1..=3 {
        apply(&hub, position, published(Visibility::Public));
    }
    assert_eq!(waiting(&started.outbound), ["public post.published@3"]);
}

#[test]
fn what_memory_does_not_reach_is_read_from_the_log_by_topic() {
    let hub = Hub::new(Arc::new(Plain));
    hub.start_over(LOG, Position::new(10));
    let started = open(&hub, Format::Resumable, Some(4), &[Channel::Public]);
    let Page::Older { topics, through } = hub.page(started.id, Position::new(4)) else { panic!("in memory") };
    assert_eq!((topics, through), (vec![domain::realtime::Topic::Public], Position::new(10)));
    let event = Arc::new(Logged { position: Position::new(5), envelope: published(Visibility::Public) });
    let page = hub.render(
        started.id,
        &Slice { events: vec![event], through: Position::new(10) },
        Position::new(4),
        Position::new(10),
    );
    let expected =
        Page::Frames { frames: vec!["public post.published@5".into()], through: Position::new(10) };
    assert_eq!(page, expected);
}

#[test]
fn another_log_sends_everybody_back_to_the_start() {
    let hub = hub();
    let started = open(&hub, Format::Plain, None, &[Channel::Public]);
    hub.start_over(LogId(Uuid::from_u128(2)), Position::new(3));
    assert_eq!(started.outbound.try_take().unwrap().cut, Some(Cut::AnotherLog));
}

#[test]
fn after_another_log_it_asks_again_whom_somebody_follows() {
    let hub = hub();
    assert!(hub.expect_reader(READER));
    know(&hub, &[AUTHOR]);
    let before = open(&hub, Format::Plain, None, &[Channel::Home]);
    hub.expected_reader(READER);
    hub.start_over(LOG, Position::new(3));
    assert!(hub.expect_reader(READER), "what changed between the two places was not heard");
    know(&hub, &[]);
    let after = open(&hub, Format::Plain, None, &[Channel::Home]);
    hub.expected_reader(READER);
    hub.disconnect(before.id);
    catch_up(&hub, after.id, after.cursor.position);
    apply(&hub, 4, published(Visibility::Public));
    assert!(waiting(&after.outbound).is_empty());
}

fn block(blocker: AccountId, blocked: AccountId) -> Envelope {
    let blocking = Block::begin(blocker, blocked, cause()).unwrap();
    blocking.with(domain::ids::BlockId::stored(1), &[], &[], &[]).events()[0].clone()
}

fn mute(until: Option<Timestamp>) -> Envelope {
    let extent = MuteExtent { notifications: true, until };
    let draft = Mute::begin(READER, AUTHOR, extent, cause()).unwrap();
    draft.with_id(domain::ids::MuteId::stored(1)).events()[0].clone()
}

/// Somebody who follows the author and watches everything.
fn watching(hub: &Hub) -> Started {
    assert!(hub.expect_reader(READER));
    know(hub, &[AUTHOR]);
    let tag = Channel::Hashtag(Hashtag::parse("rooks").unwrap());
    let started = open(hub, Format::Plain, None, &[Channel::Home, Channel::Public, tag]);
    hub.expected_reader(READER);
    catch_up(hub, started.id, started.cursor.position);
    started
}

fn edited() -> Envelope {
    let told = published(Visibility::Public);
    let domain::realtime::Event::Published(before) = told.event else { panic!("another kind") };
    let (post, author, counts) = (before.post, before.author, domain::posts::PostCounts::default());
    let edited = domain::posts::Edited { post, author, counts };
    Envelope { event: domain::realtime::Event::Edited(Box::new(edited)), ..told }
}

#[test]
fn an_edit_reaches_those_to_whom_the_post_is_offered() {
    let hub = hub();
    let started = watching(&hub);
    apply(&hub, 1, edited());
    assert!(waiting(&started.outbound).contains(&"public post.edited".to_owned()));
}

#[test]
fn a_block_ends_what_waits_and_what_comes_on_all_streams_of_both() {
    for (blocker, blocked) in [(READER, AUTHOR), (AUTHOR, READER)] {
        let hub = hub();
        let started = watching(&hub);
        apply(&hub, 1, published(Visibility::Public));
        apply(&hub, 2, edited());
        apply(&hub, 3, block(blocker, blocked));
        apply(&hub, 4, published(Visibility::Public));
        apply(&hub, 5, edited());
        let told: Vec<_> =
            waiting(&started.outbound).into_iter().filter(|frame| frame.contains("post")).collect();
        assert!(told.is_empty(), "{told:?}");
        let again = open(&hub, Format::Plain, Some(0), &[Channel::Public]);
        let caught: Vec<_> = catch_up(&hub, again.id, again.cursor.position);
        assert!(caught.iter().all(|frame| !frame.contains("post")), "{caught:?}");
    }
}

#[test]
fn who_has_left_for_good_is_heard_no_more() {
    let hub = hub();
    let started = watching(&hub);
    apply(&hub, 1, published(Visibility::Public));
    apply(&hub, 2, Departure::of(AUTHOR, &cause()).events()[0].clone());
    let told = waiting(&started.outbound);
    assert!(told.iter().all(|frame| !frame.contains("post")), "{told:?}");
}

#[test]
fn a_mute_is_silence_until_it_ends_by_itself() {
    let hub = hub();
    let started = watching(&hub);
    apply(&hub, 1, published(Visibility::Public));
    apply(&hub, 2, mute(Some(Timestamp::from_second(60).unwrap())));
    apply(&hub, 3, published(Visibility::Public));
    let posts = |frames: Vec<String>| frames.into_iter().filter(|frame| frame.contains("post")).count();
    assert_eq!(posts(waiting(&started.outbound)), 0);
    let later = Envelope { time: Timestamp::from_second(60).unwrap(), ..published(Visibility::Public) };
    apply(&hub, 4, later);
    assert_eq!(posts(waiting(&started.outbound)), 3, "on each stream");
}

#[test]
fn a_block_that_is_told_while_the_set_is_read_is_not_missed() {
    let hub = hub();
    assert!(hub.expect_reader(READER));
    apply(&hub, 1, block(AUTHOR, READER));
    know(&hub, &[]);
    let started = open(&hub, Format::Plain, None, &[Channel::Public]);
    hub.expected_reader(READER);
    catch_up(&hub, started.id, started.cursor.position);
    apply(&hub, 2, published(Visibility::Public));
    assert!(waiting(&started.outbound).is_empty());
}

#[test]
fn the_silenced_are_not_heard_by_strangers() {
    let hub = hub();
    let member = open(&hub, Format::Plain, None, &[Channel::Public]);
    let visitor = hub.connect(NewConnection {
        viewer: None,
        held: None,
        format: Format::Plain,
        since: None,
        lane_of: None,
    });
    hub.subscribe(visitor.id, &listening(&Channel::Public));
    for started in [&member, &visitor] {
        catch_up(&hub, started.id, started.cursor.position);
    }
    let mut silenced = published(Visibility::Public);
    let domain::realtime::Event::Published(told) = &mut silenced.event else { panic!("another kind") };
    told.author.silenced = true;
    apply(&hub, 1, silenced.clone());
    assert!(waiting(&member.outbound).is_empty() && waiting(&visitor.outbound).is_empty());
    apply(&hub, 2, followed());
    apply(&hub, 3, silenced);
    assert!(waiting(&member.outbound).contains(&"public post.published".to_owned()));
    assert_eq!(waiting(&visitor.outbound).len(), 0);
}
