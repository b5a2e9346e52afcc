//! How often something may be tried again: when nobody answers, asking twice makes it worse.

/// A budget of further tries: one for each ten things that are asked for, and ten in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Tenths of a try.
    tenths: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { tenths: Self::MOST }
    }
}

impl Budget {
    /// What one further try costs.
    const TRY: u32 = 10;
    /// Tenths in hand, at the most.
    const MOST: u32 = 10 * Self::TRY;

    /// Something is asked for.
    pub fn earn(&mut self) {
        self.tenths = (self.tenths + 1).min(Self::MOST);
    }

    /// Whether it may be tried once more.
    pub fn spend(&mut self) -> bool {
        let left = self.tenths.checked_sub(Self::TRY);
        self.tenths = left.unwrap_or(self.tenths);
        left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn of_ten_things_one_is_tried_again(asks in prop::collection::vec(any::<bool>(), 0..2_000)) {
            let (mut budget, mut asked, mut again) = (Budget::default(), 0, 0);
            for ask in asks {
                if ask {
                    budget.earn();
                    asked += 1;
                } else if budget.spend() {
                    again += 1;
                }
                prop_assert!(again * 10 <= asked + 100, "{again} of {asked}");
            }
            while budget.spend() {}
            (0..10).for_each(|_| budget.earn());
            prop_assert!(budget.spend() && !budget.spend());
        }
    }
}
