//! A small town at random, and what one would expect of it.
use std::collections::{BTreeMap, HashMap};

use domain::identity::Profile;
use domain::ids::{AccountId, PostId, Snowflake};
use domain::posts::{
    Audience, Boost, FollowWishes, Hashtag, Home, Language, Languages, MuteExtent, NewPost, Post, PostCounts,
    Shown, TagFollow, Visibility,
};
use service::posts::{Entry, Saved};

use crate::dice::Dice;
use crate::{Store, a};

/// People who do things at random, each remembered as it was done.
pub(crate) struct Town {
    pub(crate) people: Vec<Profile>,
    rows: BTreeMap<PostId, Row>,
    homes: HashMap<AccountId, Home>,
}

/// What a timeline may show.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) post: Post,
    pub(crate) boost: Option<Boost>,
}

impl Row {
    pub(crate) fn id(&self) -> PostId {
        self.boost.map_or(self.post.id, |boost| boost.id)
    }

    pub(crate) fn at(&self) -> Snowflake {
        self.id().into()
    }

    /// The row that an entry shows.
    pub(crate) fn of(entry: &Entry) -> Self {
        Self { post: entry.post.post.clone(), boost: entry.boost.as_ref().map(|view| view.boost) }
    }

    fn shown<'a>(&self, audience: &'a Audience) -> Shown<'a> {
        Shown { audience, booster: self.boost.map(|boost| boost.by) }
    }

    /// Whose timeline it is in.
    pub(crate) fn by(&self) -> AccountId {
        self.boost.map_or(self.post.author, |boost| boost.by)
    }
}

impl Town {
    /// Lets people do so many things, through both handles.
    pub(crate) async fn founded(a: &dyn Store, b: &dyn Store, seed: u64, deeds: usize) -> Self {
        let people = a::people(a, ["ada", "bob", "cyd", "dot", "eli"]).await.to_vec();
        let home = |one: &Profile| Home::of(one.account.id);
        let homes = people.iter().map(|one| (one.account.id, home(one))).collect();
        let mut town = Self { people, rows: BTreeMap::new(), homes };
        let mut dice = Dice::seeded(seed);
        for deed in 0..deeds {
            let store = if deed % 2 == 0 { a } else { b };
            let who = dice.one_of(&town.people).clone();
            match dice.below(15) {
                0..=4 => town.write(store, &who, &mut dice).await,
                5 | 6 => town.pass_on(store, &who, &mut dice).await,
                7 | 11 | 12 => town.befriend(store, &who, &mut dice).await,
                8 => town.part(store, &who, &mut dice).await,
                9 => town.keep_away(store, &who, &mut dice).await,
                10 => town.make_up(store, &who, &mut dice).await,
                14 => town.turn_to_a_tag(store, &who, &mut dice).await,
                _ => town.regret(store, &mut dice).await,
            }
        }
        town
    }

    async fn write(&mut self, store: &dyn Store, who: &Profile, dice: &mut Dice) {
        let tags = ["", " #rooks", " #crows", " #rooks #crows", " #owls"];
        let answered = self.some_post(dice).filter(|_| dice.below(3) == 0);
        let new = NewPost {
            visibility: *dice.one_of(&Visibility::ALL),
            reply_to: answered.map(|post| post.as_parent()),
            language: Language::parse(dice.one_of::<&str>(&["", "en", "nl", "de"])),
            mentions: if dice.below(3) == 0 { vec![a::mention(dice.one_of(&self.people))] } else { vec![] },
            ..a::writing(&format!("post {}{}", self.rows.len(), dice.one_of(&tags)))
        };
        let post = a::post(store, who, new).await;
        self.rows.insert(post.id, Row { post, boost: None });
    }

    async fn pass_on(&mut self, store: &dyn Store, who: &Profile, dice: &mut Dice) {
        let Some(post) = self.some_post(dice) else { return };
        let author = self.person(post.author).clone();
        let cause = a::cause(who.account.id);
        let Ok(draft) = post.boost(&author, PostCounts::default(), who, cause) else { return };
        if let Saved::New(boost) = store.posts().boost(draft).await.unwrap() {
            self.rows.insert(boost.id, Row { post, boost: Some(boost) });
        }
    }

    async fn befriend(&mut self, store: &dyn Store, who: &Profile, dice: &mut Dice) {
        let whom = dice.one_of(&self.people).clone();
        let languages =
            Languages::stored(dice.one_of(&[vec![], vec![], vec!["en"], vec!["en", "nl"]]).clone());
        let wishes = FollowWishes { boosts: dice.below(3) != 0, notify: false, languages };
        if who != &whom {
            let refused = self.home(who).ties.are_apart(whom.account.id);
            let saved = store.follows().follow(a::following(who, &whom, wishes.clone())).await.unwrap();
            assert_eq!(matches!(saved, Saved::Gone), refused);
            if !refused {
                self.home_of(who.account.id).follows.insert(whom.account.id, wishes);
            }
        }
    }

    /// Follows a tag, or no longer does.
    async fn turn_to_a_tag(&mut self, store: &dyn Store, who: &Profile, dice: &mut Dice) {
        let (id, tag) = (who.account.id, Hashtag::stored(dice.one_of::<&str>(&["rooks", "crows", "owls"])));
        let tags = &mut self.home_of(id).tags;
        if !tags.remove(tag.as_str()) {
            tags.insert(tag.as_str().to_owned());
            store.tags().follow_tag(TagFollow::begin(id, tag, a::cause(id))).await.unwrap();
        } else if let Some(follow) = store.tags().find_tag(id, &tag).await.unwrap() {
            assert!(store.tags().unfollow_tag(follow.end(&a::cause(id))).await.unwrap());
        }
    }

    async fn keep_away(&mut self, store: &dyn Store, who: &Profile, dice: &mut Dice) {
        let whom = dice.one_of(&self.people).clone();
        let (one, other) = (who.account.id, whom.account.id);
        if one == other {
            return;
        }
        if dice.below(2) == 0 {
            store.relations().mute(a::muting(who, &whom, MuteExtent::WHOLE)).await.unwrap();
            self.home_of(one).ties.muting.insert(other, MuteExtent::WHOLE);
            return;
        }
        store.relations().block(a::blocking(who, &whom)).await.unwrap();
        self.home_of(one).ties.blocking.insert(other);
        self.home_of(other).ties.blocked_by.insert(one);
        self.home_of(one).follows.remove(&other);
        self.home_of(other).follows.remove(&one);
    }

    async fn make_up(&mut self, store: &dyn Store, who: &Profile, dice: &mut Dice) {
        let whom = dice.one_of(&self.people).account.id;
        let (one, relations) = (who.account.id, store.relations());
        if let Some(block) = relations.find_block(one, whom).await.unwrap() {
            assert!(relations.unblock(block.end(&a::cause(one))).await.unwrap());
            self.home_of(one).ties.blocking.remove(&whom);
            self.home_of(whom).ties.blocked_by.remove(&one);
        }
        if let Some(mute) = relations.find_mute(one, whom).await.unwrap() {
            assert!(relations.unmute(mute.end(&a::cause(one))).await.unwrap());
            self.home_of(one).ties.muting.remove(&whom);
        }
    }

    async fn part(&mut self, store: &dyn Store, who: &Profile, dice: &mut Dice) {
        let whom = dice.one_of(&self.people).account.id;
        if let Some(follow) = store.follows().find(who.account.id, whom).await.unwrap() {
            assert!(store.follows().unfollow(follow.end(&a::cause(who.account.id))).await.unwrap());
            self.home_of(who.account.id).follows.remove(&whom);
        }
    }

    async fn regret(&mut self, store: &dyn Store, dice: &mut Dice) {
        let Some(post) = self.some_post(dice) else { return };
        assert!(a::deletion(store, &post).await);
        self.rows.retain(|_, row| row.post.id != post.id);
    }

    fn some_post(&self, dice: &mut Dice) -> Option<Post> {
        let rows: Vec<&Row> = self.rows.values().collect();
        (!rows.is_empty()).then(|| dice.one_of(&rows).post.clone())
    }

    fn person(&self, id: AccountId) -> &Profile {
        self.people.iter().find(|one| one.account.id == id).unwrap()
    }

    fn home_of(&mut self, who: AccountId) -> &mut Home {
        self.homes.get_mut(&who).unwrap()
    }

    /// Whose home it is, with whom they follow now.
    pub(crate) fn home(&self, of: &Profile) -> &Home {
        &self.homes[&of.account.id]
    }

    /// Everybody who may read: a visitor and each of the people.
    pub(crate) fn readers(&self) -> Vec<Option<AccountId>> {
        std::iter::once(None).chain(self.people.iter().map(|one| Some(one.account.id))).collect()
    }

    /// Whether a reader finds a row on the page of whoever wrote or boosted it.
    pub(crate) fn is_found(&self, row: &Row, reader: Option<AccountId>) -> bool {
        let open = row.post.visibility.is_open();
        reader.map_or(open, |reader| self.homes[&reader].finds(row.shown(&row.post.audience())))
    }

    /// Whether a row is offered to a reader among what everybody writes.
    pub(crate) fn is_offered(&self, row: &Row, reader: Option<AccountId>) -> bool {
        reader.is_none_or(|reader| {
            self.homes[&reader].is_offered(row.shown(&row.post.audience()), false, a::now())
        })
    }

    /// Whether somebody's home shows a row.
    pub(crate) fn is_at_home(&self, row: &Row, of: &Profile) -> bool {
        self.home(of).shows(row.shown(&row.post.audience()), false, a::now())
    }

    /// Whether somebody's home shows a row because of whom they follow.
    pub(crate) fn is_of_followed(&self, row: &Row, of: &Profile) -> bool {
        self.home(of).shows_of_followed(row.shown(&row.post.audience()), a::now())
    }

    /// The rows that a rule lets through, newest first.
    pub(crate) fn rows(&self, rule: impl Fn(&Row) -> bool) -> Vec<Row> {
        self.rows.values().rev().filter(|row| rule(row)).cloned().collect()
    }
}
