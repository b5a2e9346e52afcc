//! What follows for people from what happens: a follower of the log.
use std::sync::Arc;

use async_trait::async_trait;
use domain::Draft;
use domain::identity::AuthorFacts;
use domain::ids::{AccountId, PostId};
use domain::page::Window;
use domain::posts::{
    Boosted, Deed, Edited, Favourited, Followed, Notification, NotificationKind, PollEnded, PostCounts,
    Published, Requested, Said, Visibility,
};
use domain::realtime::{Cause, Envelope, Event, Logged, Origin};

use super::{Change, Notifications};
use crate::PortError;
use crate::duty::{Effect, Step, Stepped};

#[async_trait]
impl Effect for Notifications {
    fn name(&self) -> &'static str {
        "notifications"
    }

    async fn take(&self, events: &[Arc<Logged>], step: Step) -> Result<Stepped, PortError> {
        let mut changes = Vec::new();
        for event in events {
            changes.extend(self.changes(&event.envelope).await?);
            changes.extend(self.said(&event.envelope).await?);
        }
        self.notifications.take(step, together(changes)).await
    }
}

/// Tells what follows one another at once: a store saves it in one statement.
fn together(changes: Vec<Change>) -> Vec<Change> {
    let mut merged: Vec<Change> = Vec::new();
    for change in changes {
        match (merged.last_mut(), change) {
            (Some(Change::Tell(before)), Change::Tell(drafts)) => before.extend(drafts),
            (_, Change::Tell(drafts)) if drafts.is_empty() => {}
            (_, change) => merged.push(change),
        }
    }
    merged
}

impl Notifications {
    async fn changes(&self, envelope: &Envelope) -> Result<Option<Change>, PortError> {
        let cause = self.cause(envelope);
        Ok(match &envelope.event {
            Event::Published(published) => Some(Change::Tell(self.published(published, &cause).await?)),
            Event::Edited(edited) => Some(Change::Tell(self.edited(edited, &cause).await?)),
            Event::PollEnded(ended) => Some(Change::Tell(self.poll_ended(*ended, &cause).await?)),
            Event::Boosted(boosted) => Some(Change::Tell(self.boosted(boosted, &cause).await?)),
            Event::Favourited(favourited) => Some(Change::Tell(self.favourited(*favourited, &cause).await?)),
            Event::Followed(followed) => Some(Change::Tell(self.followed(followed, &cause).await?)),
            Event::Deleted(deleted) => Some(Change::ForgetPost(deleted.audience.post)),
            Event::Unboosted(gone) => Some(forget(NotificationKind::Reblog, gone.by, gone.post)),
            Event::Unfavourited(gone) => Some(forget(NotificationKind::Favourite, gone.by, gone.post)),
            Event::Requested(asked) => Some(Change::Tell(self.requested(asked, &cause).await?)),
            Event::Unfollowed(gone) => {
                Some(forget_follow(NotificationKind::Follow, gone.follower, gone.followee))
            }
            Event::RequestAccepted(done) => {
                Some(forget_follow(NotificationKind::FollowRequest, done.follower, done.followee))
            }
            Event::RequestRejected(gone) | Event::RequestWithdrawn(gone) => {
                Some(forget_follow(NotificationKind::FollowRequest, gone.follower, gone.followee))
            }
            Event::Registered(_)
            | Event::AccountChanged(_)
            | Event::AccountDeleted(_)
            | Event::TokenRevoked(_)
            | Event::Blocked(_)
            | Event::Unblocked(_)
            | Event::Muted(_)
            | Event::Unmuted(_)
            | Event::TagFollowed(_)
            | Event::TagUnfollowed(_)
            | Event::Notified(_)
            | Event::FiltersChanged(_)
            | Event::Conversed(_)
            | Event::Channels(_)
            | Event::Shop(_)
            | Event::Announced(_)
            | Event::Unknown(_) => None,
        })
    }

    /// Its events follow from the one that led to them, and tell when that happened.
    fn cause(&self, envelope: &Envelope) -> Cause {
        let Envelope { id, time, actor, correlation, trace, .. } = envelope;
        let origin =
            Origin { actor: *actor, correlation: *correlation, causation: Some(*id), trace: trace.clone() };
        origin.cause(self.entropy.uuid(), *time)
    }

    /// Whom it mentions, and then those others who want to be told of each post of its author: of what they see at home, so not
    /// of answers to others.
    async fn published(
        &self,
        Published { post, author }: &Published,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        if post.is_blank() {
            return Ok(vec![]);
        }
        let about = Some((post.clone(), author.clone(), PostCounts::default()));
        let mention = Deed { kind: NotificationKind::Mention, by: author.clone(), about: about.clone() };
        let mentioned: Vec<AccountId> = post.mentions.iter().map(|mention| mention.account).collect();
        let mut told = self.drafts(&mention, &mentioned, cause).await?;
        let is_for_homes = post.visibility != Visibility::Direct
            && post.reply_to.is_none_or(|parent| parent.author == post.author);
        if is_for_homes {
            let status = Deed { kind: NotificationKind::Status, by: author.clone(), about };
            let wanting = self.notifications.wanting_posts_of(post.author).await?;
            let others: Vec<_> = wanting.into_iter().filter(|reader| !mentioned.contains(reader)).collect();
            told.extend(self.drafts(&status, &others, cause).await?);
        }
        Ok(told)
    }

    /// Whom it mentions now, who were not told before, and then those who passed it on.
    async fn edited(
        &self,
        Edited { post, author, counts }: &Edited,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        if post.is_blank() {
            return Ok(vec![]);
        }
        let deed =
            |kind| Deed { kind, by: author.clone(), about: Some((post.clone(), author.clone(), *counts)) };
        let mentioned: Vec<AccountId> = post.mentions.iter().map(|mention| mention.account).collect();
        let mut told = self.drafts(&deed(NotificationKind::Mention), &mentioned, cause).await?;
        let boosters = self.posts.boosted_by(post.id, Some(post.author), Window::newest(u16::MAX)).await?;
        let boosters: Vec<_> = boosters.into_iter().map(|row| row.item.account.id).collect();
        told.extend(self.drafts(&deed(NotificationKind::Update), &boosters, cause).await?);
        Ok(told)
    }

    /// Who asked, and all who voted.
    async fn poll_ended(
        &self,
        PollEnded { post, author, .. }: PollEnded,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        let Some(entry) = self.posts.find(post, Some(author)).await? else { return Ok(vec![]) };
        let view = entry.post;
        let by = (&view.author).into();
        let deed = Deed::about(NotificationKind::Poll, by, &view.post, &view.author, view.counts);
        let mut concerned = vec![author];
        concerned.extend(self.polls.list_voters(post).await?);
        self.drafts(&deed, &concerned, cause).await
    }

    /// What was said to some people and nobody else, for each of them.
    async fn said(&self, envelope: &Envelope) -> Result<Option<Change>, PortError> {
        let Event::Published(published) = &envelope.event else { return Ok(None) };
        let Published { post, author } = &**published;
        if post.visibility != Visibility::Direct || post.is_blank() {
            return Ok(None);
        }
        let ids: Vec<AccountId> = post.mentions.iter().map(|mention| mention.account).collect();
        let found = if ids.is_empty() { vec![] } else { self.accounts.list(&ids).await? };
        let mentioned = found.iter().filter(|one| one.account.id != author.id).map(AuthorFacts::from);
        let people: Vec<AuthorFacts> = std::iter::once(author.clone()).chain(mentioned).collect();
        let said = Said { post: post.clone(), author: author.clone(), people };
        let cause = self.cause(envelope);
        let own = |of: &AuthorFacts| said.tell(of.id, &Cause { id: self.entropy.uuid(), ..cause.clone() });
        Ok(Some(Change::Converse { post: post.id, people: said.people.iter().map(own).collect() }))
    }

    async fn favourited(
        &self,
        Favourited { post, author, by }: Favourited,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        let (Some(by), Some(entry)) =
            (self.accounts.find(by).await?, self.posts.find(post, Some(author)).await?)
        else {
            return Ok(vec![]);
        };
        let view = entry.post;
        let deed =
            Deed::about(NotificationKind::Favourite, (&by).into(), &view.post, &view.author, view.counts);
        self.drafts(&deed, &[author], cause).await
    }

    async fn boosted(
        &self,
        Boosted { boost, post, author, counts }: &Boosted,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        if post.is_blank() {
            return Ok(vec![]);
        }
        let about = Some((post.clone(), author.clone(), *counts));
        let deed = Deed { kind: NotificationKind::Reblog, by: boost.by.clone(), about };
        self.drafts(&deed, &[post.author], cause).await
    }

    async fn followed(
        &self,
        Followed { follower, followee, .. }: &Followed,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        self.about_a_person(NotificationKind::Follow, *follower, *followee, cause).await
    }

    async fn requested(
        &self,
        Requested { follower, followee, .. }: &Requested,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        self.about_a_person(NotificationKind::FollowRequest, *follower, *followee, cause).await
    }

    async fn about_a_person(
        &self,
        kind: NotificationKind,
        by: AccountId,
        to: AccountId,
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        let Some(by) = self.accounts.find(by).await? else { return Ok(vec![]) };
        self.drafts(&Deed { kind, by: (&by).into(), about: None }, &[to], cause).await
    }

    /// For all of these but those who want to hear no more of the thread. Each has an event with an id of its own.
    async fn drafts(
        &self,
        deed: &Deed,
        to: &[AccountId],
        cause: &Cause,
    ) -> Result<Vec<Draft<Notification>>, PortError> {
        let deaf = match &deed.about {
            Some((post, ..)) if !to.is_empty() => self.marks.who_muted_thread(post.id, to).await?,
            _ => vec![],
        };
        let hearing = to.iter().filter(|reader| !deaf.contains(reader));
        let own = |id| Cause { id, ..cause.clone() };
        Ok(hearing.filter_map(|reader| deed.tell(*reader, &own(self.entropy.uuid()))).collect())
    }
}

fn forget(kind: NotificationKind, by: AccountId, post: PostId) -> Change {
    Change::ForgetDeed { kind, by, post }
}

fn forget_follow(kind: NotificationKind, follower: AccountId, followee: AccountId) -> Change {
    Change::ForgetFollow { kind, follower, followee }
}
