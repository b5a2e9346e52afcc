//! How the shop is kept.
use std::time::Duration;

use super::{Layers, Mistake, table};

impl Layers {
    /// How long an order waits to be paid: a minute at least, and thirty days at the most.
    pub fn pay_within(&self) -> Result<Duration, Mistake> {
        let minutes: u64 = self.read(&table::SHOP_PAY_MINUTES)?;
        if !(1..=43_200).contains(&minutes) {
            return Err(Mistake::new(&table::SHOP_PAY_MINUTES, "range", "is not between 1 and 43200"));
        }
        Ok(Duration::from_mins(minutes))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn an_order_waits_a_quarter_of_an_hour_unless_it_is_said_otherwise() {
        let read = |said: &[&str]| {
            let said = said.iter().map(|said| ("ROOKERY_SHOP_PAY_MINUTES".to_owned(), (*said).to_owned()));
            Layers::of(HashMap::new(), said.collect(), None).unwrap().pay_within()
        };
        assert_eq!(read(&[]), Ok(Duration::from_mins(15)));
        assert_eq!(read(&["43200"]), Ok(Duration::from_hours(720)));
        for wrong in ["0", "43201", "soon", "-1"] {
            assert!(
                read(&[wrong]).unwrap_err().to_string().starts_with("setting shop_pay_minutes"),
                "{wrong}"
            );
        }
    }
}
