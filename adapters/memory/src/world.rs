//! Everything that is stored, as one value.
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::Arc;

use bytes::Bytes;
use domain::Timestamp;
use domain::identity::{
    AccessToken, Account, App, AuthorizationCode, Email, ForeignId, Picture, Report, Session, SessionId,
    TokenId,
};
use domain::ids::{
    AccountId, AppId, BlockId, ConversationId, FavouriteId, FollowId, FollowRequestId, MediaId, MuteId,
    NotificationId, PostId, ReportId, ScheduledPostId, Snowflake, TagFollowId,
};
use domain::media::FileKey;
use domain::posts::{
    Block, Boost, Choices, Conversation, Favourite, Follow, FollowRequest, IdempotencyKey, Marked, Marker,
    Mute, Notification, Post, PrivateNote, ScheduledPost, TagFollow,
};
use domain::reading::Filter;
use domain::realtime::{Announcement, Envelope, Handover, LogId};
use service::identity::SigningKey;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::channels::Channels;
use crate::claims::Claimed;
use crate::credentials::{Credential, Posed};
use crate::departures::Left;
use crate::duties::Duty;
use crate::events::Events;
use crate::letters::Waiting;
use crate::lists::Lists;
use crate::log::Log;
use crate::marks::Marks;
use crate::media::Kept;
use crate::outbox::Lease;
use crate::people_keys::PeopleKeys;

pub(crate) struct World {
    clock: Snowflake,
    bell: Arc<Notify>,
    pub(crate) members: BTreeMap<AccountId, Member>,
    pub(crate) names: HashMap<String, AccountId>,
    pub(crate) departures: BTreeMap<AccountId, Left>,
    pub(crate) addresses: HashMap<Email, AccountId>,
    pub(crate) challenges: Vec<Posed>,
    pub(crate) foreigners: BTreeMap<ForeignId, (AccountId, Timestamp)>,
    /// When everything of somebody was last ended, who comes from elsewhere.
    pub(crate) ended: HashMap<AccountId, Timestamp>,
    pub(crate) left_guests: HashMap<ForeignId, Timestamp>,
    pub(crate) letters: Vec<Waiting>,
    /// Those that are written once.
    pub(crate) letters_once: HashSet<Uuid>,
    pub(crate) tokens: HashMap<TokenId, AccessToken>,
    pub(crate) apps: BTreeMap<AppId, App>,
    pub(crate) codes: HashMap<String, (AuthorizationCode, Option<TokenId>)>,
    pub(crate) handovers: HashMap<String, (Handover, Timestamp)>,
    pub(crate) sessions: HashMap<SessionId, (Session, TokenId)>,
    pub(crate) reports: BTreeMap<ReportId, Report>,
    pub(crate) signing_keys: Vec<SigningKey>,
    pub(crate) rows: BTreeMap<PostId, Row>,
    pub(crate) favourites: BTreeMap<FavouriteId, Favourite>,
    pub(crate) follows: BTreeMap<FollowId, Follow>,
    pub(crate) requests: BTreeMap<FollowRequestId, FollowRequest>,
    pub(crate) tag_follows: BTreeMap<TagFollowId, TagFollow>,
    pub(crate) marks: Marks,
    pub(crate) lists: Lists,
    pub(crate) filters: HashMap<AccountId, Vec<Filter>>,
    pub(crate) notifications: BTreeMap<NotificationId, Notification>,
    pub(crate) markers: BTreeMap<(AccountId, Marked), Marker>,
    pub(crate) media: BTreeMap<MediaId, Kept>,
    pub(crate) files: HashMap<FileKey, Bytes>,
    pub(crate) conversations: BTreeMap<(AccountId, ConversationId), Conversation>,
    pub(crate) portraits: Vec<(Picture, AccountId, Timestamp)>,
    pub(crate) scheduled: BTreeMap<ScheduledPostId, (ScheduledPost, Option<IdempotencyKey>)>,
    pub(crate) blocks: BTreeMap<BlockId, Block>,
    pub(crate) mutes: BTreeMap<MuteId, Mute>,
    pub(crate) notes: HashMap<(AccountId, AccountId), PrivateNote>,
    pub(crate) votes: HashMap<(PostId, AccountId), Choices>,
    pub(crate) channels: Channels,
    pub(crate) earlier: HashMap<PostId, Vec<Post>>,
    pub(crate) keys: HashMap<IdempotencyKey, (PostId, Timestamp)>,
    pub(crate) outbox: VecDeque<Envelope>,
    pub(crate) log: Log,
    pub(crate) lease: Lease,
    pub(crate) duties: HashMap<&'static str, Duty>,
    pub(crate) announcements: Vec<Announcement>,
    pub(crate) events: Events,
    pub(crate) claimed: Claimed,
    pub(crate) people_keys: PeopleKeys,
}

/// An account with what only its owner uses.
pub(crate) struct Member {
    pub(crate) account: Account,
    pub(crate) credential: Credential,
    /// It stays when the post goes.
    pub(crate) last_post_at: Option<Timestamp>,
}

/// What timelines are made of.
pub(crate) enum Row {
    Post(Box<Post>),
    Boost(Boost),
}

impl World {
    pub(crate) fn new(log: LogId, bell: Arc<Notify>) -> Self {
        Self {
            clock: Snowflake::default(),
            bell,
            members: BTreeMap::new(),
            names: HashMap::new(),
            departures: BTreeMap::new(),
            addresses: HashMap::new(),
            challenges: Vec::new(),
            foreigners: BTreeMap::new(),
            ended: HashMap::new(),
            left_guests: HashMap::new(),
            letters: Vec::new(),
            letters_once: HashSet::new(),
            tokens: HashMap::new(),
            apps: BTreeMap::new(),
            codes: HashMap::new(),
            handovers: HashMap::new(),
            sessions: HashMap::new(),
            reports: BTreeMap::new(),
            signing_keys: Vec::new(),
            rows: BTreeMap::new(),
            favourites: BTreeMap::new(),
            follows: BTreeMap::new(),
            requests: BTreeMap::new(),
            tag_follows: BTreeMap::new(),
            marks: Marks::default(),
            lists: Lists::default(),
            filters: HashMap::new(),
            notifications: BTreeMap::new(),
            markers: BTreeMap::new(),
            media: BTreeMap::new(),
            files: HashMap::new(),
            conversations: BTreeMap::new(),
            portraits: Vec::new(),
            scheduled: BTreeMap::new(),
            blocks: BTreeMap::new(),
            mutes: BTreeMap::new(),
            notes: HashMap::new(),
            votes: HashMap::new(),
            channels: Channels::default(),
            earlier: HashMap::new(),
            keys: HashMap::new(),
            outbox: VecDeque::new(),
            log: Log::new(log),
            lease: Lease::default(),
            duties: HashMap::new(),
            announcements: Vec::new(),
            events: Events::new(log.0),
            claimed: Claimed::default(),
            people_keys: PeopleKeys::default(),
        }
    }

    /// The next public id.
    pub(crate) fn next_id<I: From<Snowflake>>(&mut self, now: Timestamp) -> I {
        self.clock = self.clock.next(now);
        self.clock.into()
    }

    /// Puts events into the outbox and rings: all who wait now, or else the next who asks.
    pub(crate) fn tell(&mut self, events: &[Envelope]) {
        self.outbox.extend(events.iter().cloned());
        self.bell.notify_waiters();
        self.bell.notify_one();
    }

    pub(crate) fn posts(&self) -> impl DoubleEndedIterator<Item = &Post> {
        self.rows.values().filter_map(|row| match row {
            Row::Post(post) => Some(&**post),
            Row::Boost(_) => None,
        })
    }

    pub(crate) fn boosts(&self) -> impl DoubleEndedIterator<Item = &Boost> {
        self.rows.values().filter_map(|row| match row {
            Row::Boost(boost) => Some(boost),
            Row::Post(_) => None,
        })
    }

    pub(crate) fn post(&self, id: PostId) -> Option<&Post> {
        match self.rows.get(&id)? {
            Row::Post(post) => Some(&**post),
            Row::Boost(_) => None,
        }
    }

    pub(crate) fn follow_of(&self, follower: AccountId, followee: AccountId) -> Option<&Follow> {
        self.follows.values().find(|follow| follow.follower == follower && follow.followee == followee)
    }

    pub(crate) fn wrote(&mut self, who: AccountId, at: Timestamp) {
        if let Some(member) = self.members.get_mut(&who) {
            member.last_post_at = member.last_post_at.max(Some(at));
        }
    }
}
