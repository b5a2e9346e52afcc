//! A town: its people, what they do, and what the model makes of it.
use std::collections::HashMap;
use std::sync::Arc;

use domain::ids::{AccountId, PostId};
use features::drive::{
    About, Answer, Arranging, Drive, KeepAway, Mark, Refused, Rule, Session, ShownPost, SignUp, Welcome,
    Wishes, Writing,
};

use super::Judged;
use super::deed::{Deed, Letter};
use super::model::{Model, One};
use super::screens::Screen;

/// Who lives in each town.
pub(super) const PEOPLE: [&str; 5] = ["ada", "bob", "cleo", "dot", "eli"];

/// A town by chance.
pub(super) struct Town {
    pub(super) drive: Arc<dyn Drive>,
    /// Makes names, addresses and tags of this town its own.
    mark: String,
    pub(super) people: Vec<Person>,
    /// Somebody who has nothing to do with anybody.
    pub(super) warden: Session,
    pub(super) model: Model,
    /// The ids of the model's entries.
    pub(super) ids: Vec<PostId>,
    pub(super) numbers: HashMap<PostId, usize>,
    /// From where on a poster kept away was not to be seen any more.
    pub(super) parted: HashMap<(One, One), usize>,
    pub(super) screens: Vec<Screen>,
    /// Posts that only say that everything before them has arrived.
    pub(super) markers: Vec<PostId>,
}

pub(super) struct Person {
    pub(super) username: String,
    pub(super) session: Session,
    pub(super) account: AccountId,
}

impl Town {
    pub(super) async fn founded(drive: Arc<dyn Drive>) -> Result<Self, String> {
        let mark = format!("{:08x}", rand::random::<u32>());
        let mut people = vec![];
        for name in PEOPLE {
            people.push(Person::new(&*drive, name, &mark).await.map_err(words)?);
        }
        let warden = Person::new(&*drive, "warden", &mark).await.map_err(words)?.session;
        let mut town = Self {
            drive,
            mark,
            people,
            warden,
            model: Model::default(),
            ids: vec![],
            numbers: HashMap::new(),
            parted: HashMap::new(),
            screens: vec![],
            markers: vec![],
        };
        town.open_screens().await?;
        Ok(town)
    }

    /// The tag of this town.
    pub(super) fn tag(&self) -> String {
        format!("town{}", self.mark)
    }

    pub(super) fn session(&self, who: Option<One>) -> Option<&Session> {
        who.map(|one| &self.people[one].session)
    }

    /// A visitor and everybody else.
    pub(super) fn readers(&self) -> impl Iterator<Item = Option<One>> + use<> {
        std::iter::once(None).chain((0..self.people.len()).map(Some))
    }

    /// Whether a post is of this town.
    pub(super) fn is_ours(&self, post: &ShownPost) -> bool {
        self.person(post.author).is_some() && !self.markers.contains(&post.post)
    }

    pub(super) fn person(&self, account: AccountId) -> Option<One> {
        self.people.iter().position(|one| one.account == account)
    }

    /// Somebody does something, if there is anything to do it with: allowed or refused as the model says.
    pub(super) async fn perform(&mut self, deed: Deed) -> Judged {
        match deed {
            Deed::Follow { who, whom, boosts } => self.follow(who, whom, boosts).await,
            Deed::Unfollow { who, whom } => {
                self.model.unfollow(who, whom);
                let whom = self.people[whom].account;
                agree(deed, true, &self.drive.unfollow(self.session(Some(who)), whom).await)
            }
            Deed::KeepAway { who, whom, how } => self.keep_away(who, whom, how).await,
            Deed::Lock { who, locked } => {
                self.model.lock(who, locked);
                let about = About { locked: Some(locked), ..About::default() };
                agree(deed, true, &self.drive.edit(self.session(Some(who)), &about).await)
            }
            Deed::Answer { who, whom, accept } => self.answer(who, whom, accept).await,
            Deed::Tag { who, follows } => self.turn_to_tag(who, follows).await,
            Deed::Publish(letter) => self.publish(letter).await,
            Deed::Mark { who, post, mark } => self.mark(who, post, mark).await,
            Deed::Delete { post } => self.delete(post).await,
        }
    }

    async fn follow(&mut self, who: One, whom: One, boosts: bool) -> Judged {
        let account = self.people[whom].account;
        let answer = self.drive.follow(self.session(Some(who)), account, &Wishes::boosts(boosts)).await;
        let may = self.model.may_follow(who, whom);
        if may {
            self.model.approach(who, whom, boosts);
        }
        agree(format!("{who} follows {whom}"), may, &answer)
    }

    /// Follows the tag of the town, or no longer does.
    async fn turn_to_tag(&mut self, who: One, follows: bool) -> Judged {
        let arranging = if follows {
            self.model.fans.insert(who);
            Arranging::FollowTag(self.tag())
        } else {
            self.model.fans.remove(&who);
            Arranging::UnfollowTag(self.tag())
        };
        agree(&arranging, true, &self.drive.arrange(self.session(Some(who)), &arranging).await)
    }

    /// Answers whoever asked last, or somebody who did not ask.
    async fn answer(&mut self, who: One, whom: One, accept: bool) -> Judged {
        let asking = self.model.asking(who).first().copied();
        let whom = asking.unwrap_or(whom);
        let how = if accept { Welcome::Accept } else { Welcome::Reject };
        let account = self.people[whom].account;
        let answer = self.drive.welcome(self.session(Some(who)), account, how).await;
        self.model.answer(who, whom, accept);
        agree(format!("{who} says to {whom}: {how:?}"), asking.is_some(), &answer)
    }

    async fn keep_away(&mut self, who: One, whom: One, how: KeepAway) -> Judged {
        let account = self.people[whom].account;
        let answer = self.drive.keep_away(self.session(Some(who)), account, how).await;
        self.model.keep_away(who, whom, how);
        let here = self.ids.len();
        match how {
            KeepAway::Block => self.parted.extend([((who, whom), here), ((whom, who), here)]),
            KeepAway::Mute => drop(self.parted.insert((who, whom), here)),
            KeepAway::Unblock | KeepAway::Unmute => {}
        }
        agree(format!("{who} does {how:?} to {whom}"), true, &answer)
    }

    async fn publish(&mut self, letter: Letter) -> Judged {
        let answers = letter.answers.and_then(|number| self.model.some_post(number));
        let mention = letter.mentions.map(|one| format!(" @{}", self.people[one].username));
        let tag = letter.tagged.then(|| format!(" #{}", self.tag()));
        let writing = Writing {
            visibility: letter.visibility.as_str().to_owned(),
            reply_to: answers.map(|post| self.ids[post]),
            ..Writing::plain(format!(
                "caw {}{}{}",
                self.ids.len(),
                mention.unwrap_or_default(),
                tag.unwrap_or_default()
            ))
        };
        let answer = self.drive.publish(self.session(Some(letter.who)), &writing).await;
        let may = answers.is_none_or(|post| self.model.may_read(self.model.entries[post], Some(letter.who)));
        agree(format!("{letter:?} is published"), may, &answer)?;
        if let Ok(shown) = answer {
            self.model.publish(letter, answers);
            self.note(shown.entry);
        }
        Ok(())
    }

    async fn mark(&mut self, who: One, number: usize, mark: Mark) -> Judged {
        let Some(post) = self.model.some_post(number) else { return Ok(()) };
        let answer = self.drive.mark(self.session(Some(who)), self.ids[post], mark).await;
        let may = match mark {
            Mark::Boost => self.model.may_boost(who, post),
            _ => self.model.may_read(self.model.entries[post], Some(who)),
        };
        agree(format!("{who} marks {post} by {mark:?}"), may, &answer)?;
        let Ok(shown) = answer else { return Ok(()) };
        if mark != Mark::Boost {
            self.model.mark(who, post, mark);
        } else if self.model.boost(who, post) == self.ids.len() {
            self.note(shown.entry);
        }
        Ok(())
    }

    async fn delete(&mut self, number: usize) -> Judged {
        let Some(post) = self.model.some_post(number) else { return Ok(()) };
        let author = self.model.entries[post].author;
        self.model.delete(post);
        let answer = self.drive.delete(self.session(Some(author)), self.ids[post]).await;
        agree(format!("{post} is deleted"), true, &answer)
    }

    /// The model's last entry has an id now, and appears on screens.
    fn note(&mut self, id: PostId) {
        let number = self.ids.len();
        self.ids.push(id);
        self.numbers.insert(id, number);
        let entry = self.model.entries[number];
        for screen in &mut self.screens {
            if self.model.shows(screen.place, entry, screen.reader) {
                screen.expected.push(number);
            }
        }
    }
}

impl Person {
    async fn new(drive: &dyn Drive, name: &str, mark: &str) -> Answer<Self> {
        let username = format!("{name}_{mark}");
        let email = format!("{username}@rookery.example");
        let form = SignUp { username: username.clone(), email, password: format!("the nest of {name}") };
        let session = drive.register(&form).await?;
        let account = drive.whoami(Some(&session)).await?.account;
        Ok(Self { username, session, account })
    }
}

/// That something was allowed, or refused in words that give nothing away.
fn agree<T>(what: impl std::fmt::Debug, may: bool, answer: &Answer<T>) -> Judged {
    match answer {
        Ok(_) if may => Ok(()),
        Err(Refused { rule: Rule::NotThere | Rule::NotAllowed, .. }) if !may => Ok(()),
        Ok(_) => Err(format!("{what:?}: allowed, and must not be")),
        Err(refused) => Err(format!("{what:?}: {refused}, which is wrong")),
    }
}

pub(super) fn words(refused: Refused) -> String {
    refused.to_string()
}
