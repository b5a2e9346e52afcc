//! Everybody looks everywhere.
use std::fmt::Debug;

use domain::ids::AccountId;
use domain::page::PageSize;
use features::drive::{Answer, Mark, Member, MemberList, Part, Rule, ShownPost, Timeline};
use futures_util::future::try_join_all;

use super::Judged;
use super::model::{One, Place, Told};
use super::town::{Town, words};

impl Town {
    /// That everybody finds what the model says, wherever they look, and nothing else.
    pub(super) async fn look_everywhere(&self) -> Judged {
        try_join_all(self.readers().map(|reader| self.look(reader))).await.map(drop)
    }

    async fn look(&self, reader: Option<One>) -> Judged {
        self.look_at_timelines(reader).await?;
        if let Some(me) = reader {
            self.look_at_conversations(me).await?;
            self.look_for(me).await?;
            self.look_at_notifications(me).await?;
            let asking = self.members(reader, MemberList::Asking).await.map_err(words)?;
            equal(reader, MemberList::Asking, &asking, &self.model.asking(me))?;
        }
        for account in 0..self.people.len() {
            self.look_at_account(account, reader).await?;
        }
        for number in 0..self.ids.len() {
            self.look_at_entry(number, reader).await?;
        }
        Ok(())
    }

    async fn look_at_timelines(&self, reader: Option<One>) -> Judged {
        let open = [(Timeline::Public, Place::Public), (Timeline::Tag(self.tag()), Place::Tag)];
        let own = reader.map(|_| (Timeline::Home, Place::Home));
        for (timeline, place) in open.into_iter().chain(own) {
            let expected = self.model.newest_first(|entry| self.model.shows(place, entry, reader));
            equal(reader, &timeline, &self.whole(reader, &timeline).await?, &expected)?;
        }
        for (timeline, mark) in
            [(Timeline::Favourites, Mark::Favourite), (Timeline::Bookmarks, Mark::Bookmark)]
        {
            if let Some(me) = reader {
                let expected = self.model.marked(mark, me);
                equal(reader, &timeline, &self.whole(reader, &timeline).await?, &expected)?;
            }
        }
        Ok(())
    }

    /// Looks for words, and for a neighbour's name.
    async fn look_for(&self, me: One) -> Judged {
        let found = self.drive.search(self.session(Some(me)), "caw").await.map_err(words)?;
        let numbers: Vec<_> = found.posts.iter().map(|post| self.number(post)).collect();
        let expected = self.model.searched(me);
        let expected: Vec<_> =
            expected.into_iter().take(usize::from(PageSize::POSTS.default)).map(Ok).collect();
        equal(Some(me), "what was searched", &numbers, &expected)?;
        let whom = (me + 1) % self.people.len();
        let person = &self.people[whom];
        let found = self.drive.search(self.session(Some(me)), &person.username).await.map_err(words)?;
        let is_found = found.members.iter().any(|member| member.account == person.account);
        equal(Some(me), &person.username, &is_found, &self.model.finds(me, whom))
    }

    /// What happened while somebody was kept away may never have been told.
    async fn look_at_notifications(&self, me: One) -> Judged {
        let part = Part { limit: Some(80), ..Part::default() };
        let page = self.drive.notifications(self.session(Some(me)), part).await.map_err(words)?;
        let known = page.items.iter().filter_map(|told| {
            let by = self.person(told.by)?;
            Some((told.kind.as_str(), by, told.post.map(|post| self.numbers.get(&post).copied())))
        });
        let shown: Vec<_> = known.collect();
        let one = |told: &Told| (told.kind, told.by, told.post.map(Some));
        let allowed: Vec<_> = self.model.told(me).map(one).collect();
        let surely = allowed.iter().filter(|(_, by, _)| !self.parted.contains_key(&(me, *by)));
        if shown.iter().all(|told| allowed.contains(told)) && surely.clone().all(|told| shown.contains(told))
        {
            return Ok(());
        }
        Err(format!("{me} was told {shown:?}, not {allowed:?}"))
    }

    /// What was said while somebody was kept away may never have become a conversation; what is one is for them.
    async fn look_at_conversations(&self, me: One) -> Judged {
        let mut shown = self.whole(Some(me), &Timeline::Conversations).await?;
        shown.retain(|number| !self.model.speaks_with(me, self.model.entries[*number]));
        equal(Some(me), "conversations of others", &shown, &vec![])
    }

    async fn look_at_account(&self, account: One, reader: Option<One>) -> Judged {
        let (id, model) = (self.people[account].account, &self.model);
        let shown = model.of_account(account, reader);
        let answers_others = |number: &usize| {
            let entry = model.entries[*number];
            entry.booster.is_none() && model.answered(entry).is_some_and(|to| to != entry.author)
        };
        let is_boost = |number: &usize| model.entries[*number].booster.is_some();
        let without = |leave: &dyn Fn(&usize) -> bool| -> Vec<usize> {
            shown.iter().copied().filter(|number| !leave(number)).collect()
        };
        for (timeline, expected) in [
            (Timeline::Account(id), shown.clone()),
            (Timeline::AccountWithoutReplies(id), without(&answers_others)),
            (Timeline::AccountWithoutBoosts(id), without(&is_boost)),
        ] {
            equal(reader, &timeline, &self.whole(reader, &timeline).await?, &expected)?;
        }
        for (list, expected) in [
            (MemberList::Followers(id), model.followers(account, reader)),
            (MemberList::Following(id), model.following(account, reader)),
        ] {
            equal(reader, list, &self.members(reader, list).await.map_err(words)?, &expected)?;
        }
        let name = &self.people[account].username;
        let found = self.drive.look_up(self.session(reader), name).await.map_err(words)?;
        equal(reader, name, &[found.posts, found.followers, found.following], &model.numbers_of(account))
    }

    async fn look_at_entry(&self, number: usize, reader: Option<One>) -> Judged {
        let (id, session, model) = (self.ids[number], self.session(reader), &self.model);
        let (entry, drive) = (model.entries[number], &self.drive);
        let may = model.may_read(entry, reader);
        let what = |what: &str| format!("{what} {number}");
        let read = there(drive.read(session, id).await)?;
        equal(
            reader,
            what("the entry"),
            &read.as_ref().map(|post| self.number(post)),
            &may.then_some(Ok(number)),
        )?;
        if entry.booster.is_some() {
            return Ok(());
        }
        equal(
            reader,
            what("the counts of"),
            &read.map(|post| post.counts),
            &may.then(|| model.counts(number)),
        )?;
        let thread = there(drive.thread(session, id).await)?.map(|thread| {
            [thread.above, thread.below].map(|posts| posts.iter().map(|post| self.number(post)).collect())
        });
        let expected = may.then(|| {
            [model.above(number, reader), model.below(number, reader)]
                .map(|posts| posts.into_iter().map(Ok).collect::<Vec<_>>())
        });
        equal(reader, what("the thread of"), &thread, &expected)?;
        for (list, expected) in [
            (MemberList::FavouritedBy(id), model.favourited_by(number, reader)),
            (MemberList::BoostedBy(id), model.boosted_by(number, reader)),
        ] {
            let found = there(self.members(reader, list).await)?;
            equal(reader, what(&format!("{list:?} of")), &found, &may.then_some(expected))?;
        }
        Ok(())
    }

    /// The number of an entry, or what is wrong with it.
    fn number(&self, post: &ShownPost) -> Result<usize, String> {
        self.numbers.get(&post.entry).copied().ok_or_else(|| format!("nobody wrote {post:?}"))
    }

    /// Everything of this town in a timeline, page by page.
    async fn whole(&self, reader: Option<One>, timeline: &Timeline) -> Result<Vec<usize>, String> {
        let (mut all, mut part) = (vec![], Part::default());
        loop {
            let page = self.drive.timeline(self.session(reader), timeline, part).await.map_err(words)?;
            for post in page.items.iter().filter(|post| self.is_ours(post)) {
                all.push(self.number(post)?);
            }
            let before_us =
                page.items.last().is_none_or(|last| self.ids.first().is_none_or(|first| last.entry < *first));
            let by_id = !matches!(timeline, Timeline::Favourites | Timeline::Bookmarks);
            match page.older {
                Some(older) if !(page.items.is_empty() || by_id && before_us) => part.before = Some(older),
                _ => return Ok(all),
            }
        }
    }

    async fn members(&self, reader: Option<One>, list: MemberList) -> Answer<Vec<One>> {
        let page = self.drive.members(self.session(reader), list, Part::default()).await?;
        let one = |member: &Member| self.person_of(member.account);
        Ok(page.items.iter().map(one).collect())
    }

    /// Nobody from elsewhere has anything to do with this town.
    fn person_of(&self, account: AccountId) -> One {
        self.person(account).unwrap_or(usize::MAX)
    }
}

/// What is there; nothing where it was said that nothing is.
fn there<T>(answer: Answer<T>) -> Result<Option<T>, String> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(refused) if refused.rule == Rule::NotThere => Ok(None),
        Err(refused) => Err(words(refused)),
    }
}

fn equal<T: PartialEq + Debug + ?Sized>(
    reader: Option<One>,
    place: impl Debug,
    shown: &T,
    expected: &T,
) -> Judged {
    if shown == expected {
        return Ok(());
    }
    Err(format!("{reader:?} looks at {place:?} and finds {shown:?}, not {expected:?}"))
}
