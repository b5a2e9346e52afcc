//! Which words stand where: each thing that visitors find has a number, and each word the numbers of the things that it stands in.
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::Listing;
use super::sought::words;

/// The words of all listings.
#[derive(Debug, Clone, Default)]
pub(super) struct Index {
    words: BTreeMap<Box<str>, Vec<u32>>,
}

/// The numbers of what was found, a bit for each.
pub(super) struct Found(Vec<u64>);

impl Index {
    /// The words of these, each with its number.
    pub(super) fn of<'a>(listings: impl Iterator<Item = &'a Listing>) -> Self {
        let mut words: BTreeMap<Box<str>, Vec<u32>> = BTreeMap::new();
        for listing in listings {
            for word in words_of(listing) {
                words.entry(word.into()).or_default().push(listing.number);
            }
        }
        for numbers in words.values_mut() {
            numbers.sort_unstable();
        }
        Self { words }
    }

    /// One is found by its words from now on.
    pub(super) fn put(&mut self, listing: &Listing) {
        for word in words_of(listing) {
            let numbers = self.words.entry(word.into()).or_default();
            if let Err(place) = numbers.binary_search(&listing.number) {
                numbers.insert(place, listing.number);
            }
        }
    }

    /// And no more, with the words that it was put with.
    pub(super) fn take(&mut self, listing: &Listing) {
        for word in words_of(listing) {
            let Some(numbers) = self.words.get_mut(&*word) else { continue };
            if let Ok(place) = numbers.binary_search(&listing.number) {
                numbers.remove(place);
            }
            if numbers.is_empty() {
                self.words.remove(&*word);
            }
        }
    }

    /// What has for each of these a word that begins with it, of so many numbers.
    pub(super) fn find(&self, sought: &[String], numbers: usize) -> Found {
        let nothing = || vec![0_u64; numbers.div_ceil(64)];
        let beginning_with = |start: &String| {
            let mut found = nothing();
            let behind = self.words.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded));
            for (_, numbers) in behind.take_while(|(word, _)| word.starts_with(start.as_str())) {
                for number in numbers {
                    let number = *number as usize;
                    found[number / 64] |= 1 << (number % 64);
                }
            }
            found
        };
        let each = sought.iter().map(beginning_with);
        let all = each.reduce(|all, more| all.iter().zip(more).map(|(one, other)| one & other).collect());
        Found(all.unwrap_or_else(nothing))
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

/// All words that a thing is found by, each once.
fn words_of(listing: &Listing) -> BTreeSet<String> {
    let said = &listing.wording;
    let texts =
        [said.name.as_str(), said.description.as_str(), said.category.as_str(), said.long_text.as_str()];
    texts.into_iter().chain([listing.product.as_str()]).flat_map(words).collect()
}
