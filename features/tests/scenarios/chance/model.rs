//! Who is to be shown what, as plainly as it can be said: the facts, and one short rule for each place where one looks.
use std::collections::BTreeSet;

use domain::posts::{PostCounts, Visibility};
use features::drive::{KeepAway, Mark};

use super::asking::Asking;
use super::deed::Letter;

/// One of the people, by number.
pub(super) type One = usize;

/// What happened so far. Whoever looks is one of the people, or a visitor.
#[derive(Debug, Default)]
pub(super) struct Model {
    /// Who follows whom, and whether they want boosts too; the latest last.
    follows: Vec<(One, One, bool)>,
    pub(super) asking: Asking,
    blocks: BTreeSet<(One, One)>,
    mutes: BTreeSet<(One, One)>,
    /// Who follows the tag of the town.
    pub(super) fans: BTreeSet<One>,
    /// Favourites and bookmarks, the latest last.
    marks: Vec<(Mark, One, usize)>,
    pub(super) entries: Vec<Entry>,
    /// What there was to tell somebody of, and was not taken back.
    told: Vec<Told>,
}

/// That somebody did something that concerns another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) kind: &'static str,
    pub(super) by: One,
    to: One,
    /// The post that it is about.
    pub(super) post: Option<usize>,
}

/// A post, or that somebody passed one on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) author: One,
    pub(super) booster: Option<One>,
    /// The number of the post's own entry.
    pub(super) post: usize,
    visibility: Visibility,
    mentions: Option<One>,
    /// The number of the post that it answers.
    answers: Option<usize>,
    tagged: bool,
    pub(super) gone: bool,
}

impl Entry {
    /// Everybody who has a part in it.
    pub(super) fn by(self) -> impl Iterator<Item = One> {
        std::iter::once(self.author).chain(self.booster)
    }
}

/// Where one looks at what everybody writes, or at what those write whom one follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Home,
    Public,
    Tag,
}

/// What happens.
impl Model {
    pub(super) fn follow(&mut self, who: One, whom: One, boosts: bool) {
        match self.follows.iter_mut().find(|(one, other, _)| (*one, *other) == (who, whom)) {
            Some(follow) => follow.2 = boosts,
            None => self.follows.push((who, whom, boosts)),
        }
        self.tell("follow", who, whom, None);
    }

    pub(super) fn tell(&mut self, kind: &'static str, by: One, to: One, post: Option<usize>) {
        let told = Told { kind, by, to, post };
        if by != to && !self.told.contains(&told) {
            self.told.push(told);
        }
    }

    pub(super) fn unfollow(&mut self, who: One, whom: One) {
        self.follows.retain(|(one, other, _)| (*one, *other) != (who, whom));
        self.tell_no_longer("follow", who, whom);
        self.end_request(who, whom);
    }

    pub(super) fn tell_no_longer(&mut self, kind: &'static str, by: One, to: One) {
        self.told.retain(|told| (told.kind, told.by, told.to) != (kind, by, to));
    }

    pub(super) fn keep_away(&mut self, who: One, whom: One, how: KeepAway) {
        match how {
            KeepAway::Block => {
                self.blocks.insert((who, whom));
                self.unfollow(who, whom);
                self.unfollow(whom, who);
            }
            KeepAway::Unblock => drop(self.blocks.remove(&(who, whom))),
            KeepAway::Mute => drop(self.mutes.insert((who, whom))),
            KeepAway::Unmute => drop(self.mutes.remove(&(who, whom))),
        }
    }

    pub(super) fn publish(&mut self, letter: Letter, answers: Option<usize>) {
        let Letter { who, visibility, mentions, tagged, .. } = letter;
        let post = self.entries.len();
        let entry =
            Entry { author: who, booster: None, post, visibility, mentions, answers, tagged, gone: false };
        self.entries.push(entry);
        if let Some(mentioned) = mentions {
            self.tell("mention", who, mentioned, Some(post));
        }
    }

    /// Passes a post on, unless they did already.
    pub(super) fn boost(&mut self, who: One, post: usize) -> usize {
        let earlier = self.entries.iter().position(|one| one.is_boost(post, who));
        earlier.unwrap_or_else(|| {
            self.entries.push(Entry { booster: Some(who), ..self.entries[post] });
            self.tell("reblog", who, self.entries[post].author, Some(post));
            self.entries.len() - 1
        })
    }

    pub(super) fn mark(&mut self, who: One, post: usize, mark: Mark) {
        if !self.marks.contains(&(mark, who, post)) {
            self.marks.push((mark, who, post));
        }
        if mark == Mark::Favourite {
            self.tell("favourite", who, self.entries[post].author, Some(post));
        }
    }

    pub(super) fn delete(&mut self, post: usize) {
        for entry in self.entries.iter_mut().filter(|entry| entry.post == post) {
            entry.gone = true;
        }
        self.marks.retain(|(.., marked)| *marked != post);
        self.told.retain(|told| told.post != Some(post));
    }

    /// The post of a number that counts through those that are there.
    pub(super) fn some_post(&self, number: usize) -> Option<usize> {
        let there = self.entries.iter().filter(|entry| !entry.gone && entry.booster.is_none());
        let there: Vec<usize> = there.map(|entry| entry.post).collect();
        there.get(number % there.len().max(1)).copied()
    }
}

impl Entry {
    fn is_boost(self, post: usize, by: One) -> bool {
        !self.gone && self.post == post && self.booster == Some(by)
    }
}

/// What may be done.
impl Model {
    pub(super) fn may_follow(&self, who: One, whom: One) -> bool {
        !self.are_apart(who, whom)
    }

    pub(super) fn may_boost(&self, who: One, post: usize) -> bool {
        let entry = self.entries[post];
        self.may_read(entry, Some(who))
            && match entry.visibility {
                Visibility::Public | Visibility::Unlisted => true,
                Visibility::Private => entry.author == who,
                Visibility::Direct => false,
            }
    }
}

/// What is shown.
impl Model {
    /// Whom an entry answers.
    pub(super) fn answered(&self, entry: Entry) -> Option<One> {
        entry.answers.map(|parent| self.entries[parent].author)
    }

    pub(super) fn follows(&self, who: One, whom: One) -> bool {
        self.follows.iter().any(|(one, other, _)| (*one, *other) == (who, whom))
    }

    fn wants_boosts_of(&self, who: One, whom: One) -> bool {
        self.follows.contains(&(who, whom, true))
    }

    fn are_apart(&self, one: One, other: One) -> bool {
        self.blocks.contains(&(one, other)) || self.blocks.contains(&(other, one))
    }

    fn is_written_for(&self, entry: Entry, reader: Option<One>) -> bool {
        let Some(reader) = reader else {
            return matches!(entry.visibility, Visibility::Public | Visibility::Unlisted);
        };
        let addressed = reader == entry.author || entry.mentions == Some(reader);
        match entry.visibility {
            Visibility::Public | Visibility::Unlisted => true,
            Visibility::Private => addressed || self.follows(reader, entry.author),
            Visibility::Direct => addressed,
        }
    }

    /// On its own page.
    pub(super) fn may_read(&self, entry: Entry, reader: Option<One>) -> bool {
        let is_blocked = |reader| entry.by().any(|one| self.blocks.contains(&(one, reader)));
        !entry.gone && self.is_written_for(entry, reader) && !reader.is_some_and(is_blocked)
    }

    /// In a conversation.
    pub(super) fn speaks_with(&self, reader: One, entry: Entry) -> bool {
        entry.visibility == Visibility::Direct && self.comes_across(entry, Some(reader))
    }

    /// In a thread.
    fn comes_across(&self, entry: Entry, reader: Option<One>) -> bool {
        let keeps_away = |reader| entry.by().any(|one| self.are_apart(reader, one));
        self.may_read(entry, reader) && !reader.is_some_and(keeps_away)
    }

    /// Where everybody writes.
    fn is_offered(&self, entry: Entry, reader: Option<One>) -> bool {
        let mutes = |reader| entry.by().any(|one| self.mutes.contains(&(reader, one)));
        self.comes_across(entry, reader) && !reader.is_some_and(mutes)
    }

    /// In a place, now.
    pub(super) fn shows(&self, place: Place, entry: Entry, reader: Option<One>) -> bool {
        let answered = self.answered(entry);
        let is_open = entry.booster.is_none() && entry.visibility == Visibility::Public;
        let belongs = match (place, reader) {
            (Place::Public, _) => is_open && answered.is_none_or(|to| to == entry.author),
            (Place::Tag, _) => is_open && entry.tagged,
            (Place::Home, Some(me)) => match entry.booster {
                Some(booster) => booster == me || self.wants_boosts_of(me, booster),
                None if entry.author == me => true,
                None => {
                    let hears = |to| !self.are_apart(me, to) && !self.mutes.contains(&(me, to));
                    let knows = |to| to == me || to == entry.author || self.follows(me, to);
                    let of_followed = self.follows(me, entry.author) && answered.is_none_or(knows);
                    let tagged = is_open && entry.tagged && self.fans.contains(&me);
                    (of_followed || tagged) && answered.is_none_or(hears)
                }
            },
            (Place::Home, None) => false,
        };
        belongs && self.is_offered(entry, reader)
    }

    /// On the page of an account, newest first.
    pub(super) fn of_account(&self, account: One, reader: Option<One>) -> Vec<usize> {
        let blocks =
            |entry: Entry| reader.is_some_and(|reader| self.blocks.contains(&(reader, entry.author)));
        self.newest_first(|entry| {
            let passed_on = entry.booster.is_some() && blocks(entry);
            entry.booster.unwrap_or(entry.author) == account && self.may_read(entry, reader) && !passed_on
        })
    }

    /// All that a rule lets through, newest first.
    pub(super) fn newest_first(&self, rule: impl Fn(Entry) -> bool) -> Vec<usize> {
        (0..self.entries.len()).rev().filter(|number| rule(self.entries[*number])).collect()
    }

    /// What a post answers, the oldest first: no further than the first that they do not come across.
    pub(super) fn above(&self, post: usize, reader: Option<One>) -> Vec<usize> {
        let parent = |post: usize| {
            self.entries[post].answers.filter(|parent| self.comes_across(self.entries[*parent], reader))
        };
        let mut above: Vec<usize> = std::iter::successors(parent(post), |post| parent(*post)).collect();
        above.reverse();
        above
    }

    /// The answers to a post, each with its own behind it.
    pub(super) fn below(&self, post: usize, reader: Option<One>) -> Vec<usize> {
        let is_answer = |entry: &&Entry| entry.booster.is_none() && entry.answers == Some(post);
        let answers =
            self.entries.iter().filter(is_answer).filter(|entry| self.comes_across(**entry, reader));
        answers
            .flat_map(|answer| std::iter::once(answer.post).chain(self.below(answer.post, reader)))
            .collect()
    }

    /// What they marked and may still read, the latest first.
    pub(super) fn marked(&self, mark: Mark, by: One) -> Vec<usize> {
        let theirs = self.marks.iter().rev().filter(|(kind, one, _)| (*kind, *one) == (mark, by));
        theirs.map(|(.., post)| *post).filter(|post| self.may_read(self.entries[*post], Some(by))).collect()
    }

    /// What they may be told of.
    pub(super) fn told(&self, to: One) -> impl Iterator<Item = &Told> {
        self.told.iter().filter(move |told| {
            let readable = told.post.is_none_or(|post| self.may_read(self.entries[post], Some(to)));
            told.to == to && readable && !self.are_apart(to, told.by) && !self.mutes.contains(&(to, told.by))
        })
    }

    /// Posts in which they may look for words, newest first: nobody here wants to be found by everybody.
    pub(super) fn searched(&self, by: One) -> Vec<usize> {
        self.newest_first(|entry| {
            let marked = self.marks.iter().any(|(_, one, post)| (*one, *post) == (by, entry.post));
            let theirs = entry.author == by || entry.mentions == Some(by) || marked;
            let boosted = || self.boosters(entry.post).any(|one| one == by);
            entry.booster.is_none() && self.is_offered(entry, Some(by)) && (theirs || boosted())
        })
    }

    /// Whether somebody finds another by name.
    pub(super) fn finds(&self, who: One, whom: One) -> bool {
        !self.are_apart(who, whom)
    }

    /// Who did something, as a reader is told: never of those from whom a block keeps them.
    fn told_of(&self, those: impl DoubleEndedIterator<Item = One>, reader: Option<One>) -> Vec<One> {
        those.rev().filter(|one| !reader.is_some_and(|reader| self.are_apart(reader, *one))).collect()
    }

    pub(super) fn favourited_by(&self, post: usize, reader: Option<One>) -> Vec<One> {
        let of_it = |(kind, _, marked): &&(Mark, One, usize)| (*kind, *marked) == (Mark::Favourite, post);
        self.told_of(self.marks.iter().filter(of_it).map(|(_, one, _)| *one), reader)
    }

    fn boosters(&self, post: usize) -> impl DoubleEndedIterator<Item = One> {
        self.entries
            .iter()
            .filter(move |entry| !entry.gone && entry.post == post)
            .filter_map(|one| one.booster)
    }

    pub(super) fn boosted_by(&self, post: usize, reader: Option<One>) -> Vec<One> {
        self.told_of(self.boosters(post), reader)
    }

    fn is_shut_to(&self, account: One, reader: Option<One>) -> bool {
        reader.is_some_and(|reader| self.blocks.contains(&(account, reader)))
    }

    pub(super) fn followers(&self, of: One, reader: Option<One>) -> Vec<One> {
        let those = self.follows.iter().filter(|(_, whom, _)| *whom == of && !self.is_shut_to(of, reader));
        self.told_of(those.map(|(who, ..)| *who), reader)
    }

    pub(super) fn following(&self, by: One, reader: Option<One>) -> Vec<One> {
        let those = self.follows.iter().filter(|(who, ..)| *who == by && !self.is_shut_to(by, reader));
        self.told_of(those.map(|(_, whom, _)| *whom), reader)
    }

    /// What is counted of a post: of answers only those that everybody may see.
    pub(super) fn counts(&self, post: usize) -> PostCounts {
        let answers = self.entries.iter().filter(|entry| {
            let open = self.is_written_for(**entry, None);
            open && !entry.gone && entry.booster.is_none() && entry.answers == Some(post)
        });
        PostCounts {
            replies: answers.count() as u64,
            boosts: self.boosters(post).count() as u64,
            favourites: self.favourited_by(post, None).len() as u64,
        }
    }

    /// Posts, followers and followees of an account: letters are not counted.
    pub(super) fn numbers_of(&self, account: One) -> [u64; 3] {
        let posts = self.entries.iter().filter(|entry| {
            let theirs = entry.booster.unwrap_or(entry.author) == account;
            theirs && !entry.gone && (entry.booster.is_some() || entry.visibility != Visibility::Direct)
        });
        let followers = self.follows.iter().filter(|(_, whom, _)| *whom == account);
        let following = self.follows.iter().filter(|(who, ..)| *who == account);
        [posts.count(), followers.count(), following.count()].map(|count| count as u64)
    }
}
