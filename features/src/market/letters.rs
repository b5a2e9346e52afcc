//! Letters against orders: each is confirmed once.
use std::collections::BTreeMap;

use ledger::Plant;
use serde::{Deserialize, Serialize};

use crate::dice::Dice;

/// What a letter about an order is about, before its number.
const ORDER: &str = "Your order ";

/// A letter that came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Letter {
    /// Its Message-ID.
    pub(crate) id: String,
    /// To whom.
    pub(crate) to: String,
    /// What it is about.
    pub(crate) subject: String,
    /// What it says.
    pub(crate) text: String,
    /// When it came, in milliseconds.
    pub(crate) came: u64,
}

/// All that was ordered, and all that came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Post {
    /// The orders that buyers were told of.
    pub(crate) orders: Vec<String>,
    /// What came.
    pub(crate) letters: Vec<Letter>,
    /// When servers were killed: they were alive at the first of these milliseconds, and gone at the second.
    pub(crate) kills: Vec<[u64; 2]>,
}

impl Letter {
    /// From its words.
    pub(crate) fn read(words: &str, came: u64) -> Self {
        let (head, text) = words.split_once("\n\n").unwrap_or((words, ""));
        let field = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            let mut named = lines.filter(|(field, _)| field.eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        Self {
            id: field("message-id"),
            to: field("to"),
            subject: field("subject"),
            text: text.to_owned(),
            came,
        }
    }

    fn order(&self) -> Option<&str> {
        self.subject.strip_prefix(ORDER)
    }
}

impl Post {
    /// How many orders have a letter.
    pub(crate) fn confirmed(&self) -> usize {
        let about = self.about();
        self.orders.iter().filter(|order| about.contains_key(order.as_str())).count()
    }

    /// How many letters came once more.
    pub(crate) fn copies(&self) -> usize {
        let ids: std::collections::BTreeSet<&str> =
            self.about().values().flatten().map(|letter| letter.id.as_str()).collect();
        self.about().values().map(Vec::len).sum::<usize>() - ids.len()
    }

    /// What is wrong: an order without a letter, or with two, or one that nobody was told of; and a letter that came once more with
    /// other words, or though nobody was killed since it came first.
    pub(crate) fn check(&self) -> Vec<String> {
        let about = self.about();
        let missing = self.orders.iter().filter(|order| !about.contains_key(order.as_str()));
        let mut faults: Vec<String> =
            missing.map(|order| format!("order {order} was not confirmed")).collect();
        for (order, letters) in &about {
            if !self.orders.iter().any(|told| told == order) {
                faults.push(format!("order {order} was confirmed, and nobody was told of it"));
            }
            let first = letters[0];
            for (earlier, later) in letters.iter().zip(&letters[1..]) {
                if later.id != first.id {
                    faults.push(format!(
                        "order {order} was confirmed by {} and again by {}",
                        first.id, later.id
                    ));
                } else if (&later.to, &later.text) != (&first.to, &first.text) {
                    faults.push(format!("{} came again with other words", first.id));
                } else if !self.was_kill(earlier.came, later.came) {
                    let (id, at, since) = (&first.id, later.came, earlier.came);
                    faults.push(format!("{id} came again at {at} though nobody was killed since {since}"));
                }
            }
        }
        faults
    }

    fn was_kill(&self, from: u64, to: u64) -> bool {
        self.kills.iter().any(|[alive, gone]| *alive <= to && from <= *gone)
    }

    /// Letters about orders, by which, as they came.
    fn about(&self) -> BTreeMap<&str, Vec<&Letter>> {
        let mut about: BTreeMap<&str, Vec<&Letter>> = BTreeMap::new();
        for letter in &self.letters {
            if let Some(order) = letter.order() {
                about.entry(order).or_default().push(letter);
            }
        }
        about
    }

    /// Spoils it, as far as such a thing can happen to letters.
    pub(crate) fn spoil(&mut self, plant: Plant, seed: u64) {
        let Some(nth) = Dice::new(seed)
            .pick(&self.orders)
            .and_then(|order| self.letters.iter().position(|letter| letter.order() == Some(order)))
        else {
            return;
        };
        let letter = self.letters[nth].clone();
        match plant {
            Plant::Loss => self.letters.retain(|other| other.id != letter.id),
            Plant::Duplicate => self.letters.push(Letter { id: format!("{}+", letter.id), ..letter }),
            Plant::Phantom => self.letters.push(Letter { subject: format!("{ORDER}nobody's"), ..letter }),
            Plant::Misrouted => self.letters.push(Letter { to: "eve@people.example".to_owned(), ..letter }),
            Plant::Late => {
                self.kills.clear();
                self.letters.push(Letter { came: letter.came + 1, ..letter });
            }
            Plant::Reorder | Plant::Unauthorised => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post() -> Post {
        let letter = |order: &str, came| {
            let words = format!(
                "Message-ID: <{order}@r>\nTo: ada@r\nSubject: {ORDER}{order}\n\nThank you for {order}.\n"
            );
            Letter::read(&words, came)
        };
        let orders = vec!["o1".to_owned(), "o2".to_owned()];
        let another = Letter::read("Subject: Your address\n\nconfirm it", 1);
        Post {
            orders,
            letters: vec![another, letter("o1", 2), letter("o2", 3), letter("o1", 9)],
            kills: vec![[5, 6]],
        }
    }

    #[test]
    fn each_order_has_one_letter_which_comes_again_only_if_somebody_was_killed() {
        let post = post();
        assert_eq!(post.check(), Vec::<String>::new());
        assert_eq!((post.confirmed(), post.copies()), (2, 1));
        assert_eq!(post.letters[1].id, "<o1@r>");
        let alive = Post { kills: vec![[10, 11]], ..post.clone() };
        assert_eq!(alive.check(), ["<o1@r> came again at 9 though nobody was killed since 2"]);
        let other = Post { orders: vec!["o1".to_owned(), "o3".to_owned()], ..post };
        assert_eq!(other.check().len(), 2, "{:?}", other.check());
    }

    #[test]
    fn whatever_is_planted_among_letters_is_found() {
        for plant in [Plant::Loss, Plant::Duplicate, Plant::Phantom, Plant::Misrouted, Plant::Late] {
            for seed in 0..8 {
                let mut spoilt = post();
                spoilt.spoil(plant, seed);
                assert_ne!(spoilt.check(), Vec::<String>::new(), "{plant} {seed}");
            }
        }
    }
}
