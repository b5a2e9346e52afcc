//! Timelines, by the use cases themselves.
use domain::ids::AccountId;
use domain::page::{Listed, PageSize};
use domain::posts::Hashtag;
use service::notifications::ConversationView;
use service::posts::{AccountFilter, TagQuery};

use super::super::{Answer, Page, Part, Reader, ShownPost, Timeline};
use super::sights::{entry, page};
use super::{InProcess, window};

impl InProcess {
    /// A page of a timeline.
    pub(super) async fn page_of(
        &self,
        by: Reader<'_>,
        timeline: &Timeline,
        part: Part,
    ) -> Answer<Page<ShownPost>> {
        let window = window(part, PageSize::POSTS);
        let account = async |of: AccountId, filter: AccountFilter| -> Answer<_> {
            Ok(self.posts.account_timeline(of, &filter, self.reader(by).await?, window).await?)
        };
        let found = match timeline {
            Timeline::Home => {
                let (reader, _) = self.actor(by, "read:statuses").await?;
                self.posts.home_timeline(reader, window).await?
            }
            Timeline::Public => self.posts.public_timeline(self.reader(by).await?, window).await?,
            Timeline::Tag(tag) => match Hashtag::parse(tag) {
                Ok(tag) => {
                    let reader = self.reader(by).await?;
                    self.posts.tag_timeline(&TagQuery::one(tag), reader, window).await?
                }
                Err(_) => vec![],
            },
            Timeline::Account(of) => account(*of, AccountFilter::default()).await?,
            Timeline::AccountWithoutReplies(of) => {
                account(*of, AccountFilter { exclude_replies: true, ..AccountFilter::default() }).await?
            }
            Timeline::AccountWithoutBoosts(of) => {
                account(*of, AccountFilter { exclude_boosts: true, ..AccountFilter::default() }).await?
            }
            Timeline::Pinned(of) => {
                let found = account(*of, AccountFilter { pinned: true, ..AccountFilter::default() }).await?;
                return Ok(Page { items: found.iter().map(entry).collect(), older: None, newer: None });
            }
            Timeline::Bookmarks => {
                let (reader, _) = self.actor(by, "read:bookmarks").await?;
                let found = self.reading.bookmarks(reader, window).await?;
                return Ok(page(found.iter().map(|row| Listed { at: row.at, item: entry(&row.item) })));
            }
            Timeline::List(list) => {
                let (reader, _) = self.actor(by, "read:lists").await?;
                self.reading.list_timeline(*list, reader, window).await?
            }
            Timeline::Favourites => {
                let (reader, _) = self.actor(by, "read:favourites").await?;
                let found = self.reading.favourites(reader, window).await?;
                return Ok(page(found.iter().map(|row| Listed { at: row.at, item: entry(&row.item) })));
            }
            Timeline::Conversations => {
                let (reader, _) = self.actor(by, "read:statuses").await?;
                let found = self.notifications.conversations(reader, window).await?;
                let last = |view: &ConversationView| Listed {
                    at: view.talk.conversation.last.into(),
                    item: entry(&view.talk.last),
                };
                return Ok(page(found.iter().map(last)));
            }
        };
        Ok(page(found.iter().map(|found| Listed { at: found.at(), item: entry(found) })))
    }
}
