//! What people do by chance.
use domain::posts::Visibility;
use features::dice::Dice;
use features::drive::{KeepAway, Mark};

use super::model::One;

/// Somebody does something. Which post is meant is a number of its own: it counts through those that are there by then.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    Follow { who: One, whom: One, boosts: bool },
    Unfollow { who: One, whom: One },
    KeepAway { who: One, whom: One, how: KeepAway },
    Lock { who: One, locked: bool },
    Tag { who: One, follows: bool },
    Answer { who: One, whom: One, accept: bool },
    Publish(Letter),
    Mark { who: One, post: usize, mark: Mark },
    Delete { post: usize },
}

/// A post before it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) who: One,
    pub(super) visibility: Visibility,
    pub(super) mentions: Option<One>,
    pub(super) answers: Option<usize>,
    pub(super) tagged: bool,
}

/// So many deeds of so many people: the same for the same seed.
pub(super) fn deeds(seed: u64, count: usize, people: usize) -> Vec<Deed> {
    let mut chance = Chance { dice: Dice::new(seed), people, written: vec![] };
    (0..count).map(|_| chance.deed()).collect()
}

/// What may happen next.
struct Chance {
    dice: Dice,
    people: usize,
    /// Who wrote to whom: between strangers a quarrel hides nothing.
    written: Vec<(One, One)>,
}

impl Chance {
    fn deed(&mut self) -> Deed {
        let (who, whom) = self.any_two();
        let dice = &mut self.dice;
        let post = dice.place(1_000);
        match dice.below(32) {
            0..=4 => Deed::Follow { who, whom, boosts: !dice.happens(250) },
            5 => Deed::Unfollow { who, whom },
            6..=7 => self.keep_away(KeepAway::Block),
            8 => self.keep_away(KeepAway::Unblock),
            9 => self.keep_away(KeepAway::Mute),
            10 => self.keep_away(KeepAway::Unmute),
            11..=13 => Deed::Mark { who, post, mark: Mark::Boost },
            14 => Deed::Mark { who, post, mark: Mark::Favourite },
            15 => Deed::Mark { who, post, mark: Mark::Bookmark },
            16 => Deed::Delete { post },
            17 => Deed::Lock { who, locked: dice.happens(700) },
            18..=19 => Deed::Answer { who, whom, accept: dice.happens(700) },
            20 => Deed::Tag { who, follows: dice.happens(700) },
            _ => Deed::Publish(self.letter(who, whom, post)),
        }
    }

    fn any_two(&mut self) -> (One, One) {
        let who = self.dice.place(self.people);
        (who, (who + 1 + self.dice.place(self.people - 1)) % self.people)
    }

    /// A letter is to somebody, but for a few; other posts seldom are.
    fn letter(&mut self, who: One, whom: One, post: usize) -> Letter {
        let dice = &mut self.dice;
        let visibility = *dice.pick(&Visibility::ALL).unwrap_or(&Visibility::Public);
        let mentions = dice.happens(if visibility == Visibility::Direct { 850 } else { 300 }).then_some(whom);
        self.written.extend(mentions.map(|whom| (who, whom)));
        let (answers, tagged) = (dice.happens(400).then_some(post), dice.happens(500));
        Letter { who, visibility, mentions, answers, tagged }
    }

    /// Mostly those fall out of whom one wrote to the other.
    fn keep_away(&mut self, how: KeepAway) -> Deed {
        let known = self.dice.happens(750).then(|| self.dice.pick(&self.written).copied()).flatten();
        let (one, other) = known.unwrap_or_else(|| self.any_two());
        let (who, whom) = if self.dice.happens(500) { (one, other) } else { (other, one) };
        Deed::KeepAway { who, whom, how }
    }
}
