//! Pages of the catalogue, by their number.
use super::Sought;
use crate::shop::ShopRule;
use crate::shop::pim::Category;

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// The cheapest first.
    Price,
    /// What was listed last, first.
    Newest,
}

impl Sort {
    /// Reads one; nothing said is the usual one.
    pub fn parse(raw: &str) -> Result<Self, ShopRule> {
        match raw {
            "" | "name" => Ok(Self::Name),
            "price" => Ok(Self::Price),
            "newest" => Ok(Self::Newest),
            _ => Err(ShopRule::Sort),
        }
    }
}

/// Which page somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAsked {
    /// Its number, from 1.
    number: usize,
    /// How many things are on one, at least 1.
    size: usize,
    /// In which order.
    pub sort: Sort,
    /// Of which kind of things; of all if not said.
    pub category: Option<Category>,
    /// Of what somebody looks for; of everything if not said.
    pub sought: Sought,
}

/// A page, and how much there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageShown<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Its number, from 1.
    pub number: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many things.
    pub total: usize,
}

impl PageAsked {
    /// Things on a page, at the most.
    pub const LARGEST: i64 = 100;
    /// Things on a page, if nothing was said.
    const USUAL: i64 = 20;
    /// The last page that can be asked for.
    pub const LAST: i64 = 1_000_000;

    /// Reads which.
    pub fn parse(
        number: Option<i64>,
        size: Option<i64>,
        sort: Sort,
        category: Option<Category>,
    ) -> Result<Self, ShopRule> {
        Ok(Self {
            number: within(number.unwrap_or(1), Self::LAST).ok_or(ShopRule::Page)?,
            size: Self::size(size)?,
            sort,
            category,
            sought: Sought::default(),
        })
    }

    /// That page of something that grows at its end, which is where the first page begins.
    #[must_use]
    pub fn of_latest<T: Clone>(&self, grown: &[T]) -> PageShown<T> {
        let behind = (self.number - 1).saturating_mul(self.size).min(grown.len());
        let last = grown.len() - behind;
        let first = last.saturating_sub(self.size);
        PageShown {
            items: grown[first..last].iter().rev().cloned().collect(),
            number: self.number,
            pages: grown.len().div_ceil(self.size),
            total: grown.len(),
        }
    }

    /// How many things somebody wants on a page.
    pub fn size(asked: Option<i64>) -> Result<usize, ShopRule> {
        within(asked.unwrap_or(Self::USUAL), Self::LARGEST).ok_or(ShopRule::Limit)
    }

    /// The same of what somebody looks for.
    #[must_use]
    pub fn of_what(self, sought: Sought) -> Self {
        Self { sought, ..self }
    }

    /// That page of those in something sorted that suit: all of it is looked at.
    #[must_use]
    pub fn of_those<T: Clone>(&self, sorted: &[T], suits: impl Fn(&T) -> bool) -> PageShown<T> {
        let (first, mut total, mut items) = ((self.number - 1).saturating_mul(self.size), 0, vec![]);
        for item in sorted.iter().filter(|item| suits(item)) {
            if total >= first && items.len() < self.size {
                items.push(item.clone());
            }
            total += 1;
        }
        PageShown { items, number: self.number, pages: total.div_ceil(self.size), total }
    }

    /// That page of the `total` ones in something sorted that suit: nothing behind the page is looked at.
    #[must_use]
    pub fn of_so_many<T: Clone>(
        &self,
        total: usize,
        sorted: &[T],
        suits: impl Fn(&T) -> bool,
    ) -> PageShown<T> {
        let first = (self.number - 1).saturating_mul(self.size);
        let suit = || sorted.iter().filter(|item| suits(item));
        let items =
            if first < total { suit().skip(first).take(self.size).cloned().collect() } else { vec![] };
        PageShown { items, number: self.number, pages: total.div_ceil(self.size), total }
    }

    /// That page of something sorted: nothing but what is on it is touched.
    #[must_use]
    pub fn of<T: Clone>(&self, sorted: &[T]) -> PageShown<T> {
        let first = (self.number - 1).saturating_mul(self.size).min(sorted.len());
        let last = first.saturating_add(self.size).min(sorted.len());
        PageShown {
            items: sorted[first..last].to_vec(),
            number: self.number,
            pages: sorted.len().div_ceil(self.size),
            total: sorted.len(),
        }
    }
}

fn within(asked: i64, most: i64) -> Option<usize> {
    usize::try_from(asked).ok().filter(|_| (1..=most).contains(&asked))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(number: Option<i64>, size: Option<i64>) -> Result<PageAsked, ShopRule> {
        PageAsked::parse(number, size, Sort::default(), None)
    }

    #[test]
    fn a_page_of_size_0_divides_nothing() {
        for bad in [0, -1, 101, i64::MIN, i64::MAX] {
            assert_eq!(asked(None, Some(bad)), Err(ShopRule::Limit), "{bad}");
        }
        for bad in [0, -1, 1_000_001, i64::MIN, i64::MAX] {
            assert_eq!(asked(Some(bad), None), Err(ShopRule::Page), "{bad}");
        }
    }

    #[test]
    fn a_page_behind_the_last_is_empty() {
        let shown = asked(Some(1_000_000), Some(100)).unwrap().of(&[1, 2, 3]);
        assert_eq!(shown, PageShown { items: vec![], number: 1_000_000, pages: 1, total: 3 });
        assert_eq!(asked(None, None).unwrap().of::<u8>(&[]).pages, 0);
    }

    #[test]
    fn what_is_sorted_otherwise_is_said_by_a_word() {
        assert_eq!([Sort::parse(""), Sort::parse("name")], [Ok(Sort::Name); 2]);
        assert_eq!((Sort::parse("price"), Sort::parse("newest")), (Ok(Sort::Price), Ok(Sort::Newest)));
        assert_eq!(Sort::parse("colour"), Err(ShopRule::Sort));
    }

    proptest! {
        #[test]
        fn pages_one_after_another_are_everything(total in 0_usize..300, size in 1_i64..=100) {
            let everything: Vec<usize> = (0..total).collect();
            let pages = asked(None, Some(size)).unwrap().of(&everything).pages;
            let mut read = vec![];
            for number in 1..=pages {
                read.extend(asked(i64::try_from(number).ok(), Some(size)).unwrap().of(&everything).items);
            }
            let few = asked(None, Some(size)).unwrap();
            let odd: Vec<usize> = everything.iter().copied().filter(|item| item % 2 == 1).collect();
            prop_assert_eq!(few.of_those(&everything, |item| item % 2 == 1), few.of(&odd));
            let last = asked(i64::try_from(pages.div_ceil(2)).ok().filter(|page| *page > 0), Some(size)).unwrap();
            prop_assert_eq!(last.of_so_many(odd.len(), &everything, |item| item % 2 == 1), last.of(&odd));
            prop_assert_eq!(read, everything.clone());
            let mut read = vec![];
            for number in 1..=pages + 1 {
                let page = asked(i64::try_from(number).ok(), Some(size)).unwrap();
                read.extend(page.of_latest(&everything).items);
            }
            read.reverse();
            prop_assert_eq!(read, everything, "from the other end");
        }
    }
}
