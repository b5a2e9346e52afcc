//! Products that nobody made up: as many as somebody wants, the same for the same seed, and what becomes of them.
use super::sheet::written;

/// What such products are made of.
const KINDS: [&str; 8] = ["Print", "Shirt", "Mug", "Ticket", "Poster", "Badge", "Book", "Record"];
const BIRDS: [&str; 12] = [
    "Rook",
    "Crow",
    "Jackdaw",
    "Raven",
    "Magpie",
    "Jay",
    "Chough",
    "Nutcracker",
    "Starling",
    "Heron",
    "Swift",
    "Kestrel",
];
const MOODS: [&str; 10] =
    ["quiet", "bold", "blue", "golden", "early", "winter", "harbour", "tower", "field", "night"];

/// A made-up range of products, and what becomes of it.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    count: u64,
    seed: u64,
}

impl Sample {
    /// So many products; the same for the same seed.
    #[must_use]
    pub const fn new(count: u64, seed: u64) -> Self {
        Self { count, seed }
    }

    /// The first row of each sheet.
    pub const HEADER: &'static str =
        "id,name,description,long text,category,small image,large image,price in cents\n";

    /// A row for each product.
    pub fn products(self) -> impl Iterator<Item = String> {
        (0..self.count).map(move |number| self.row(number, 0))
    }

    /// The sheet that comes after it: of a hundred products ten are gone, thirty are changed, and fifteen are new.
    pub fn update(self) -> impl Iterator<Item = String> {
        let known = (0..self.count).filter(|number| number % 10 != 9);
        let known = known.map(move |number| self.row(number, u64::from(number % 10 < 3)));
        let new = (self.count..self.count + self.count * 15 / 100).map(move |number| self.row(number, 0));
        known.chain(new)
    }

    /// A row for the stock of each product.
    pub fn stock(self) -> impl Iterator<Item = String> {
        (0..self.count).map(move |number| format!("p{number:07},{}\n", self.dice(number, 9) % 500))
    }

    /// A product as its sheet has it, in that issue of it.
    fn row(self, number: u64, issue: u64) -> String {
        let pick = |of: &[&'static str], die: u64| {
            of[usize::try_from(self.dice(number, die) % of.len() as u64).unwrap_or_default()]
        };
        let (kind, bird, mood) = (pick(&KINDS, 1), pick(&BIRDS, 2), pick(&MOODS, 3));
        let issued = if issue == 0 { String::new() } else { format!(", issue {}", issue + 1) };
        let id = format!("p{number:07}");
        let name = format!("{mood} {bird} {kind} {number}{issued}");
        let description = format!("A {kind} of a {bird}, {mood} as \"they\" are");
        let long_text = format!("{description}.\nMade to order; number {number} of its kind.");
        let image = |size| format!("https://pictures.example/{id}-{size}.webp");
        let price = 100 + self.dice(number, 4 + issue) % 9_900;
        let fields = [
            &id,
            &name,
            &description,
            &long_text,
            kind,
            &image("small"),
            &image("large"),
            &price.to_string(),
        ];
        written(&fields)
    }

    /// A number by chance, the same whenever it is asked for (splitmix64).
    const fn dice(self, number: u64, die: u64) -> u64 {
        let mut z = self
            .seed
            .wrapping_add(number.wrapping_mul(31).wrapping_add(die).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::shop::Sheet;
    use crate::shop::pim::{Product, ProductForm};

    fn read(rows: impl Iterator<Item = String>) -> HashMap<String, Product> {
        let text: String = rows.collect();
        let product = |(_, row): (usize, Result<Vec<String>, _>)| {
            let product = Product::parse(&ProductForm::of_row(&row.unwrap(), "EUR").unwrap()).unwrap();
            (product.id.to_string(), product)
        };
        Sheet::new(&text).map(product).collect()
    }

    #[test]
    fn a_sheet_is_good_and_the_same_for_the_same_seed() {
        let products = read(Sample::new(1_000, 7).products());
        assert_eq!(products.len(), 1_000);
        assert_eq!(products, read(Sample::new(1_000, 7).products()));
        assert_ne!(products, read(Sample::new(1_000, 8).products()));
    }

    #[test]
    fn an_update_adds_takes_and_changes_what_it_says() {
        let (before, after) = (read(Sample::new(1_000, 7).products()), read(Sample::new(1_000, 7).update()));
        let gone = before.keys().filter(|id| !after.contains_key(*id)).count();
        let new = after.keys().filter(|id| !before.contains_key(*id)).count();
        let changed = after.iter().filter(|(id, now)| before.get(*id).is_some_and(|known| known != *now));
        assert_eq!((gone, new, changed.count()), (100, 150, 300));
    }
}
