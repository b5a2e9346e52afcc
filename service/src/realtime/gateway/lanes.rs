//! The ways on which topics reach one client: each LISTEN has its own, so that it can catch up while the others go on.
use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use domain::identity::{Grantee, TokenId};
use domain::ids::AccountId;
use domain::realtime::{Cursor, Handed, Handover};

use super::super::{
    Channel, ConnectionId, Cut, Flusher, Format, Label, ListenError, Listening, NewConnection, Opening,
    Outbound, Outlet, Session, Sessions, Step, Taken,
};
use super::grant::NOWHERE;
use crate::PortError;

/// All that one client of the gateway listens to; dropping it ends that.
pub struct Lanes {
    sessions: Arc<Sessions>,
    outbound: Arc<Outbound>,
    /// What stands for the client itself in the hub.
    client: ConnectionId,
    open: Vec<Lane>,
    /// The lane that catches up next.
    turn: usize,
}

/// Topics that were granted together.
pub struct Lane {
    session: Session,
    held: Vec<Listening>,
}

/// For whom topics are opened, and from where on.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Beginning {
    /// Who listens, if they said so.
    pub(super) viewer: Option<AccountId>,
    /// By which token.
    pub(super) held: Option<(TokenId, Grantee)>,
    /// Where they left off, if they did.
    pub(super) since: Option<Cursor>,
}

/// What a connection has to do next, in this order.
#[derive(Debug, Default)]
pub struct Happening {
    /// Write these, and what the outlet has kept before them.
    pub frames: VecDeque<Bytes>,
    /// Say that these topics have ended with their token.
    pub revoked: Vec<Arc<str>>,
    /// Send the client off, which may go on with this elsewhere.
    pub leaving: Option<Handover>,
    /// End, for this reason.
    pub cut: Option<Cut>,
}

impl Lanes {
    /// A client that listens to nothing yet.
    pub(super) fn open(sessions: &Arc<Sessions>) -> Self {
        let (viewer, held, since, lane_of) = (None, None, None, None);
        let client = NewConnection { viewer, held, format: Format::Gateway, since, lane_of };
        let started = sessions.hub().connect(client);
        Self {
            sessions: Arc::clone(sessions),
            outbound: started.outbound,
            client: started.id,
            open: vec![],
            turn: 0,
        }
    }

    /// Where the hub stands.
    pub(super) fn here(&self) -> Option<Cursor> {
        self.sessions.hub().cursor()
    }

    /// Prepares to listen to topics: nothing is delivered until the lane is added. Gives where it begins, and whether that is where
    /// the client left off.
    pub(super) async fn prepare(
        &self,
        beginning: Beginning,
        topics: Vec<(Arc<str>, Channel)>,
    ) -> Result<(Lane, Cursor, bool), ListenError> {
        let Beginning { viewer, held, since } = beginning;
        let lane_of = Some(Arc::clone(&self.outbound));
        let opening = Opening { viewer, held, format: Format::Gateway, since, lane_of };
        let (mut session, recovered) = self.sessions.open(opening).await?;
        let mut held = Vec::with_capacity(topics.len());
        held.extend(topics.into_iter().map(|(label, channel)| Listening { channel, label: Label(label) }));
        for listening in &held {
            session.listen(listening).await?;
        }
        let cursor = session.cursor();
        Ok((Lane { session, held }, cursor, recovered))
    }

    /// Lets what happens leave by an outlet, written by a flusher.
    pub fn attach(&self, outlet: Arc<dyn Outlet>, flusher: Arc<Flusher>) {
        self.outbound.attach(outlet, flusher);
    }

    /// Delivers what these bring, from now on.
    pub fn extend(&mut self, lanes: Vec<Lane>) {
        // most clients have one
        self.open.reserve_exact(lanes.len());
        self.open.extend(lanes);
    }

    /// Leaves a topic; nothing of it is delivered after this.
    pub fn leave(&mut self, label: &str) {
        for lane in &mut self.open {
            for ended in lane.held.extract_if(.., |held| *held.label.0 == *label) {
                lane.session.leave(&ended);
            }
        }
        self.open.retain(|lane| !lane.held.is_empty());
    }

    /// Those by which a member listens; none for who is none.
    pub(super) fn of(&self, member: Option<AccountId>) -> impl Iterator<Item = &Lane> {
        self.open.iter().filter(move |lane| member.is_some() && lane.session.viewer() == member)
    }

    /// Has these end with another token from now on.
    pub(super) fn hold(&self, lanes: &[ConnectionId], by: (TokenId, Grantee)) {
        self.sessions.hub().hold(lanes, by);
    }

    /// Ends these as if their token had ended.
    pub(super) fn revoke(&self, lanes: &[ConnectionId]) {
        self.sessions.hub().revoke(lanes);
    }

    /// Answers the client, after what waits for it.
    pub fn answer(&self, frame: impl Into<Bytes>) {
        self.outbound.answer(frame.into());
    }

    /// Answers the client before all else.
    pub fn answer_first(&self, frame: impl Into<Bytes>) {
        self.outbound.answer_first(frame.into());
    }

    /// Returns when the client is cut off.
    pub fn cut_off(&self) -> impl Future<Output = ()> {
        self.outbound.cut_off()
    }

    /// What to do next. An error while what was missed can't be read: ask again in a while. Neither that nor dropping the future
    /// loses anything.
    pub async fn next(&mut self) -> Result<Happening, PortError> {
        loop {
            if let Some(Taken { mut frames, cut, revoked, leaving }) = self.outbound.try_take() {
                let revoked = self.end(&revoked);
                let leaving = leaving.then(|| self.hand_over(&mut frames));
                return Ok(Happening { frames, revoked, leaving, cut });
            }
            let outbound = Arc::clone(&self.outbound);
            let Some(lane) = self.behind() else {
                outbound.stirred().await;
                continue;
            };
            // what happens meanwhile on other lanes leaves past this, or comes first
            let step = tokio::select! {
                biased;
                () = outbound.stirred() => continue,
                step = Box::pin(lane.session.catch_up()) => step,
            };
            match step {
                Some(Step::Write(frames)) => return Ok(Happening { frames, ..Happening::default() }),
                Some(Step::Pause(error)) => return Err(error),
                // it has ended with its token meanwhile: that is in the queue
                Some(Step::Close(Cut::Stopping)) => self.outbound.stirred().await,
                Some(Step::Close(cut)) => return Ok(Happening { cut: Some(cut), ..Happening::default() }),
                None => {}
            }
        }
    }

    /// Where everything stands once these frames are written, and those that came since; nothing if some of them are lost.
    fn hand_over(&self, frames: &mut VecDeque<Bytes>) -> Handover {
        let look = || (self.outbound.take_more(), self.outbound.is_cut());
        let (here, (more, cut)) = self.sessions.hub().standing(look);
        frames.extend(more);
        if cut.is_some() {
            return Handover { lanes: vec![] };
        }
        let here = here.unwrap_or(NOWHERE);
        Handover { lanes: self.open.iter().map(|lane| lane.handed(here)).collect() }
    }

    /// The next lane that catches up, each in its turn; those first for which nothing has to be read.
    fn behind(&mut self) -> Option<&mut Lane> {
        let (lanes, hub) = (self.open.len(), self.sessions.hub());
        let mut next = None;
        for at in (0..lanes).map(|n| (self.turn + n) % lanes) {
            let session = &self.open[at].session;
            if session.follows() {
                continue;
            }
            if hub.remembers(session.cursor().position) {
                next = Some(at);
                break;
            }
            next = next.or(Some(at));
        }
        let at = next?;
        self.turn = at + 1;
        Some(&mut self.open[at])
    }

    /// Takes lanes away, and gives their topics.
    fn end(&mut self, lanes: &[ConnectionId]) -> Vec<Arc<str>> {
        let ended = self.open.extract_if(.., |lane| lanes.contains(&lane.session.id()));
        ended.flat_map(|lane| lane.held).map(|listening| listening.label.0).collect()
    }
}

impl Lane {
    /// What another server needs to go on with it, where those that follow stand here.
    fn handed(&self, here: Cursor) -> Handed {
        let own = self.session.cursor();
        // another server may have shown it more than this one has got yet
        let since = if self.session.follows() && here.log == own.log {
            Cursor { position: here.position.max(own.position), ..own }
        } else {
            own
        };
        let topics = self.held.iter().map(|listening| listening.label.0.to_string()).collect();
        Handed { token: self.session.token(), since, topics }
    }

    /// What stands for it in the hub.
    pub(super) fn id(&self) -> ConnectionId {
        self.session.id()
    }

    /// Its topics, as the client wrote them.
    pub(super) fn labels(&self) -> impl Iterator<Item = &str> {
        self.held.iter().map(|listening| &*listening.label.0)
    }

    /// Whether it ends with this token.
    pub(super) fn is_held_by(&self, token: TokenId) -> bool {
        self.session.token() == Some(token)
    }
}

impl Drop for Lanes {
    fn drop(&mut self) {
        self.sessions.hub().disconnect(self.client);
    }
}
