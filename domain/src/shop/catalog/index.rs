//! Which words stand where: each thing that visitors find has a number, and each word the numbers of the things that it stands in.
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

use super::Listing;
use super::sought::words;
use super::turned::Turned;

/// The words of all listings.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    words: BTreeMap<Box<str>, Numbers>,
}

/// Numbers, sorted. Most words stand in one thing alone, and are passed without following a pointer.
#[derive(Debug, Clone)]
enum Numbers {
    One(u32),
    Many(Vec<u32>),
}

/// So few changes are made one by one: each moves what stands behind it.
const FEW: usize = 8;

/// The numbers of what was found, a bit for each.
pub(super) struct Found(Vec<u64>);

impl Index {
    /// The words of these, each with its number.
    pub(super) fn of<'a>(listings: impl Iterator<Item = &'a Listing>) -> Self {
        let mut words: HashMap<String, Vec<u32>> = HashMap::new();
        for listing in listings {
            for word in words_of(listing) {
                words.entry(word).or_default().push(listing.number);
            }
        }
        let sorted = |(word, mut numbers): (String, Vec<u32>)| {
            numbers.sort_unstable();
            Some((word.into_boxed_str(), Numbers::of(numbers)?))
        };
        Self { words: words.into_iter().filter_map(sorted).collect() }
    }

    /// What came is found by its words from now on, and what went no more.
    pub(super) fn turn(&mut self, turned: &[Turned]) {
        let mut changes: HashMap<String, Change> = HashMap::new();
        for Turned { gone, come } in turned.iter().filter(|turned| !turned.is_said_alike()) {
            let (gone, come) = (gone.as_deref().map(Said::of), come.as_deref().map(Said::of));
            for (number, word) in Said::without(gone.as_ref(), come.as_ref()) {
                changes.entry(word.to_owned()).or_default().gone.push(number);
            }
            for (number, word) in Said::without(come.as_ref(), gone.as_ref()) {
                changes.entry(word.to_owned()).or_default().come.push(number);
            }
        }
        for (word, change) in changes {
            match self.words.entry(word.into()) {
                Entry::Vacant(place) => {
                    if let Some(numbers) = Numbers::of(change.come) {
                        place.insert(numbers);
                    }
                }
                Entry::Occupied(mut place) => {
                    let numbers = std::mem::replace(place.get_mut(), Numbers::One(0));
                    match numbers.turn(change) {
                        Some(numbers) => *place.get_mut() = numbers,
                        None => drop(place.remove()),
                    }
                }
            }
        }
    }

    /// What has for each of these a word that begins with it, of so many numbers. No word is looked through twice: what begins
    /// with "rook" begins with "ro" as well.
    pub(super) fn find(&self, sought: &[String], numbers: usize) -> Found {
        let mut sought: Vec<&str> = sought.iter().map(String::as_str).collect();
        sought.sort_unstable();
        let mut told: Vec<&str> = Vec::with_capacity(sought.len());
        for word in sought {
            if told.last().is_some_and(|before| word.starts_with(before)) {
                told.pop();
            }
            told.push(word);
        }
        let nothing = || vec![0_u64; numbers.div_ceil(64)];
        let beginning_with = |start: &str| {
            let mut found = nothing();
            let end = behind(start);
            let end = end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
            for (_, numbers) in self.words.range::<str, _>((Bound::Included(start), end)) {
                for number in numbers.all() {
                    let number = *number as usize;
                    found[number / 64] |= 1 << (number % 64);
                }
            }
            found
        };
        let each = told.into_iter().map(beginning_with);
        let all = each.reduce(|all, more| all.iter().zip(more).map(|(one, other)| one & other).collect());
        Found(all.unwrap_or_else(nothing))
    }
}

/// What words a thing is found by, and its number.
struct Said {
    number: u32,
    words: Vec<String>,
}

/// Which things a word stands in no more, and in which it does now.
#[derive(Default)]
struct Change {
    gone: Vec<u32>,
    come: Vec<u32>,
}

impl Said {
    fn of(listing: &Listing) -> Self {
        Self { number: listing.number, words: words_of(listing) }
    }

    /// What one says and the other does not say of the same number.
    fn without<'a>(one: Option<&'a Self>, other: Option<&'a Self>) -> impl Iterator<Item = (u32, &'a str)> {
        let other = other.filter(|other| one.is_some_and(|one| one.number == other.number));
        let is_new = move |word: &&String| other.is_none_or(|other| other.words.binary_search(word).is_err());
        one.into_iter()
            .flat_map(move |one| one.words.iter().filter(is_new).map(|word| (one.number, word.as_str())))
    }
}

impl Numbers {
    /// These, if there are any.
    #[expect(clippy::stable_sort_primitive, reason = "mostly they are two sorted runs, which it merges")]
    fn of(mut numbers: Vec<u32>) -> Option<Self> {
        numbers.sort();
        match numbers[..] {
            [] => None,
            [one] => Some(Self::One(one)),
            _ => Some(Self::Many(numbers)),
        }
    }

    fn all(&self) -> &[u32] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(numbers) => numbers,
        }
    }

    /// What is left, if anything is. What goes does so first: its number may be somebody else's by now.
    fn turn(self, change: Change) -> Option<Self> {
        let Change { mut gone, come } = change;
        let mut numbers = match self {
            Self::One(one) => vec![one],
            Self::Many(numbers) => numbers,
        };
        if gone.len() + come.len() > FEW {
            gone.sort_unstable();
            numbers.retain(|number| gone.binary_search(number).is_err());
            numbers.extend(come);
            return Self::of(numbers);
        }
        for gone in gone {
            if let Ok(place) = numbers.binary_search(&gone) {
                numbers.remove(place);
            }
        }
        for come in come {
            if let Err(place) = numbers.binary_search(&come) {
                numbers.insert(place, come);
            }
        }
        Self::of(numbers)
    }
}

impl Found {
    /// How many.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// Whether this one is among them.
    pub(super) fn has(&self, listing: &Listing) -> bool {
        let number = listing.number as usize;
        self.0.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }

    /// Their numbers.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        let of = |(place, bits): (usize, &u64)| {
            let bits = *bits;
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| place * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(of)
    }
}

/// All words that a thing is found by, each once, sorted.
fn words_of(listing: &Listing) -> Vec<String> {
    let said = &listing.wording;
    let texts =
        [said.name.as_str(), said.description.as_str(), said.category.as_str(), said.long_text.as_str()];
    let mut words: Vec<String> =
        texts.into_iter().chain([listing.product.as_str()]).flat_map(words).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What comes next after all that begins with this, if anything can.
fn behind(start: &str) -> Option<String> {
    let mut letters: Vec<char> = start.chars().collect();
    while let Some(last) = letters.pop() {
        // the range of letters leaves out what is none
        if let Some(next) = (last..=char::MAX).nth(1) {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_something_ends_before_what_comes_next() {
        assert_eq!(behind("rook").as_deref(), Some("rool"));
        assert_eq!(behind("r\u{d7ff}").as_deref(), Some("r\u{e000}"), "what lies between is no letter");
        assert_eq!(behind("r\u{10ffff}\u{10ffff}").as_deref(), Some("s"));
        assert_eq!((behind("\u{10ffff}"), behind("")), (None, None));
    }
}
