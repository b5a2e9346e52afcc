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
    let mut dice = Dice::new(seed);
    (0..count).map(|_| deed(&mut dice, people)).collect()
}

fn deed(dice: &mut Dice, people: usize) -> Deed {
    let who = dice.place(people);
    let whom = (who + 1 + dice.place(people - 1)) % people;
    let post = dice.place(1_000);
    match dice.below(30) {
        0..=4 => Deed::Follow { who, whom, boosts: !dice.happens(250) },
        5 => Deed::Unfollow { who, whom },
        6 => Deed::KeepAway { who, whom, how: KeepAway::Block },
        7 => Deed::KeepAway { who, whom, how: KeepAway::Unblock },
        8 => Deed::KeepAway { who, whom, how: KeepAway::Mute },
        9 => Deed::KeepAway { who, whom, how: KeepAway::Unmute },
        10..=12 => Deed::Mark { who, post, mark: Mark::Boost },
        13 => Deed::Mark { who, post, mark: Mark::Favourite },
        14 => Deed::Mark { who, post, mark: Mark::Bookmark },
        15 => Deed::Delete { post },
        16 => Deed::Lock { who, locked: dice.happens(700) },
        20 => Deed::Tag { who, follows: dice.happens(700) },
        17..=19 => Deed::Answer { who, whom, accept: dice.happens(700) },
        _ => Deed::Publish(Letter {
            who,
            visibility: *dice.pick(&Visibility::ALL).unwrap_or(&Visibility::Public),
            mentions: dice.happens(300).then_some(whom),
            answers: dice.happens(400).then_some(post),
            tagged: dice.happens(500),
        }),
    }
}
