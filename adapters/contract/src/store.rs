//! One store behind all its ports.
use std::sync::Arc;

use service::channels::{ChannelPollRepository, ChannelRepository, PredictionRepository, RoomRepository};
use service::duty::Leases;
use service::edits::EditRepository;
use service::identity::{
    AccountRepository, AppRepository, CodeRepository, CredentialRepository, ForeignRepository, KeyRepository,
    SessionRepository, TokenRepository,
};
use service::leaving::DepartureRepository;
use service::mail::LetterRepository;
use service::media::{MediaRepository, PortraitRepository};
use service::notifications::{ConversationRepository, MarkerRepository, NotificationRepository};
use service::polls::PollRepository;
use service::posts::{
    FollowRepository, PostRepository, RelationRepository, RequestRepository, ScheduleRepository,
    TagFollowRepository, TimelineRepository,
};
use service::reading::{FilterRepository, ListRepository, MarkRepository};
use service::realtime::{AnnouncementRepository, Arrangements, EventLog, HandoverRepository, Outbox};
use service::reports::ReportRepository;
use service::search::SearchRepository;
use service::shop::NewsOutbox;
use sourcing::{Claims, EventStore, Keys};

/// A handle to a store: every repository, the outbox and the log of one and the same.
pub trait Store: Send + Sync + 'static {
    /// Its accounts.
    fn accounts(&self) -> &dyn AccountRepository;
    /// What its people log in with.
    fn credentials(&self) -> &dyn CredentialRepository;
    /// Those of its people who leave.
    fn departures(&self) -> &dyn DepartureRepository;
    /// Its accounts elsewhere.
    fn foreigners(&self) -> &dyn ForeignRepository;
    /// Its reports.
    fn reports(&self) -> &dyn ReportRepository;
    /// Its letters that wait.
    fn letters(&self) -> &dyn LetterRepository;
    /// Its rows of tokens.
    fn tokens(&self) -> &dyn TokenRepository;
    /// Its apps.
    fn apps(&self) -> &dyn AppRepository;
    /// Its codes.
    fn codes(&self) -> &dyn CodeRepository;
    /// Its sessions with the pages.
    fn sessions(&self) -> &dyn SessionRepository;
    /// Its signing keys.
    fn keys(&self) -> &dyn KeyRepository;
    /// Its posts.
    fn posts(&self) -> &dyn PostRepository;
    /// Its timelines.
    fn timelines(&self) -> &dyn TimelineRepository;
    /// Its follows.
    fn follows(&self) -> &dyn FollowRepository;
    /// Who asks to follow in it.
    fn requests(&self) -> &dyn RequestRepository;
    /// The tags that are followed in it.
    fn tags(&self) -> &dyn TagFollowRepository;
    /// What people marked for themselves.
    fn marks(&self) -> &dyn MarkRepository;
    /// Its lists.
    fn lists(&self) -> &dyn ListRepository;
    /// What people filter.
    fn filters(&self) -> &dyn FilterRepository;
    /// What streams go by in it.
    fn arrangements(&self) -> &dyn Arrangements;
    /// What finds people, tags and posts in it.
    fn search(&self) -> &dyn SearchRepository;
    /// What it knows of pictures.
    fn media(&self) -> &dyn MediaRepository;
    /// What it knows of the pictures of accounts.
    fn portraits(&self) -> &dyn PortraitRepository;
    /// Who keeps whom away.
    fn relations(&self) -> &dyn RelationRepository;
    /// Its polls.
    fn polls(&self) -> &dyn PollRepository;
    /// What its posts said before.
    fn edits(&self) -> &dyn EditRepository;
    /// Its outbox.
    fn outbox(&self) -> &dyn Outbox;
    /// Its log.
    fn log(&self) -> &dyn EventLog;
    /// What people are told.
    fn notifications(&self) -> &dyn NotificationRepository;
    /// How far they have read.
    fn markers(&self) -> &dyn MarkerRepository;
    /// What they plan to publish.
    fn schedule(&self) -> &dyn ScheduleRepository;
    /// With whom they speak.
    fn conversations(&self) -> &dyn ConversationRepository;
    /// Its channels.
    fn channels(&self) -> &dyn ChannelRepository;
    /// What is said in their rooms.
    fn rooms(&self) -> &dyn RoomRepository;
    /// Predictions in them.
    fn predictions(&self) -> &dyn PredictionRepository;
    /// Polls in them.
    fn channel_polls(&self) -> &dyn ChannelPollRepository;
    /// What was told on its topics.
    fn announcements(&self) -> &dyn AnnouncementRepository;
    /// What its gateways hand over.
    fn handovers(&self) -> &dyn HandoverRepository;
    /// The events of what has nothing else.
    fn events(&self) -> &dyn EventStore;
    /// Who is at which effect of them.
    fn claims(&self) -> &dyn Claims;
    /// The keys of people in them.
    fn people_keys(&self) -> &dyn Keys;
    /// Tells of what happens in its shop.
    fn news(&self) -> &dyn NewsOutbox;
    /// Its leases.
    fn leases(&self) -> &dyn Leases;
}

impl<S> Store for S
where
    S: AccountRepository + CredentialRepository + ForeignRepository + LetterRepository,
    S: TokenRepository + AppRepository + KeyRepository,
    S: CodeRepository + SessionRepository,
    S: PostRepository + TimelineRepository + FollowRepository + RequestRepository + RelationRepository,
    S: TagFollowRepository,
    S: MarkRepository + ListRepository + FilterRepository + Arrangements,
    S: MediaRepository + PortraitRepository + SearchRepository + ReportRepository,
    S: NotificationRepository + MarkerRepository + ScheduleRepository,
    S: PollRepository + EditRepository + DepartureRepository,
    S: ConversationRepository + ChannelRepository + RoomRepository + AnnouncementRepository,
    S: PredictionRepository + ChannelPollRepository + HandoverRepository,
    S: Outbox + EventLog + EventStore + NewsOutbox + Claims + Keys + Leases + 'static,
{
    fn accounts(&self) -> &dyn AccountRepository {
        self
    }

    fn credentials(&self) -> &dyn CredentialRepository {
        self
    }

    fn departures(&self) -> &dyn DepartureRepository {
        self
    }

    fn foreigners(&self) -> &dyn ForeignRepository {
        self
    }

    fn reports(&self) -> &dyn ReportRepository {
        self
    }

    fn letters(&self) -> &dyn LetterRepository {
        self
    }

    fn tokens(&self) -> &dyn TokenRepository {
        self
    }

    fn apps(&self) -> &dyn AppRepository {
        self
    }

    fn codes(&self) -> &dyn CodeRepository {
        self
    }

    fn sessions(&self) -> &dyn SessionRepository {
        self
    }

    fn keys(&self) -> &dyn KeyRepository {
        self
    }

    fn posts(&self) -> &dyn PostRepository {
        self
    }

    fn timelines(&self) -> &dyn TimelineRepository {
        self
    }

    fn follows(&self) -> &dyn FollowRepository {
        self
    }

    fn requests(&self) -> &dyn RequestRepository {
        self
    }

    fn tags(&self) -> &dyn TagFollowRepository {
        self
    }

    fn marks(&self) -> &dyn MarkRepository {
        self
    }

    fn lists(&self) -> &dyn ListRepository {
        self
    }

    fn filters(&self) -> &dyn FilterRepository {
        self
    }

    fn arrangements(&self) -> &dyn Arrangements {
        self
    }

    fn search(&self) -> &dyn SearchRepository {
        self
    }

    fn media(&self) -> &dyn MediaRepository {
        self
    }

    fn portraits(&self) -> &dyn PortraitRepository {
        self
    }

    fn relations(&self) -> &dyn RelationRepository {
        self
    }

    fn polls(&self) -> &dyn PollRepository {
        self
    }

    fn edits(&self) -> &dyn EditRepository {
        self
    }

    fn outbox(&self) -> &dyn Outbox {
        self
    }

    fn log(&self) -> &dyn EventLog {
        self
    }

    fn notifications(&self) -> &dyn NotificationRepository {
        self
    }

    fn markers(&self) -> &dyn MarkerRepository {
        self
    }

    fn schedule(&self) -> &dyn ScheduleRepository {
        self
    }

    fn conversations(&self) -> &dyn ConversationRepository {
        self
    }

    fn channels(&self) -> &dyn ChannelRepository {
        self
    }

    fn rooms(&self) -> &dyn RoomRepository {
        self
    }

    fn predictions(&self) -> &dyn PredictionRepository {
        self
    }

    fn channel_polls(&self) -> &dyn ChannelPollRepository {
        self
    }

    fn announcements(&self) -> &dyn AnnouncementRepository {
        self
    }

    fn handovers(&self) -> &dyn HandoverRepository {
        self
    }

    fn events(&self) -> &dyn EventStore {
        self
    }

    fn claims(&self) -> &dyn Claims {
        self
    }

    fn people_keys(&self) -> &dyn Keys {
        self
    }

    fn news(&self) -> &dyn NewsOutbox {
        self
    }

    fn leases(&self) -> &dyn Leases {
        self
    }
}

/// A handle that tasks can share.
pub(crate) type Shared = Arc<dyn Store>;

/// Both handles, for tasks.
pub(crate) fn shared(a: impl Store, b: impl Store) -> [Shared; 2] {
    [Arc::new(a), Arc::new(b)]
}
