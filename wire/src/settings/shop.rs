//! How the shop is kept.
use std::fmt::Display;
use std::str::FromStr;
use std::time::Duration;

use super::{Layers, Mistake, Secret, Setting, table};

/// How the shop's money is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillSettings {
    /// What the messages of whoever takes it are signed with.
    pub secret: Option<Secret>,
    /// How long an order waits to be paid.
    pub within: Duration,
}

/// Who takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taker {
    Nobody,
    Trial,
}

impl FromStr for Taker {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        match text {
            "nobody" => Ok(Self::Nobody),
            "trial" => Ok(Self::Trial),
            _ => Err("is neither nobody nor trial"),
        }
    }
}

impl Layers {
    /// How the test provider takes the shop's money, if it does. An order waits a minute at least, and thirty days at the most.
    pub fn till(&self) -> Result<Option<TillSettings>, Mistake> {
        let taker: Taker = self.read(&table::SHOP_PAYMENTS)?;
        let minutes: u64 = self.read(&table::SHOP_PAY_MINUTES)?;
        if !(1..=43_200).contains(&minutes) {
            return Err(Mistake::new(&table::SHOP_PAY_MINUTES, "range", "is not between 1 and 43200"));
        }
        let secret = self.find(&table::SHOP_PAYMENTS_SECRET)?;
        let till = TillSettings { secret, within: Duration::from_mins(minutes) };
        Ok((taker == Taker::Trial).then_some(till))
    }

    /// Where each change of an order is told, and what that is signed with, if anybody is to be told: both, or neither.
    pub fn webhook<A, K>(&self) -> Result<Option<(A, K)>, Mistake>
    where
        A: FromStr<Err: Display>,
        K: FromStr<Err: Display>,
    {
        let alone = |missing: Setting, said: Setting| {
            let wrong = format!("is missing, though {} is set", said.key());
            Err(Mistake::new(&missing, &missing.variable(), wrong))
        };
        match (self.find(&table::SHOP_WEBHOOK)?, self.find(&table::SHOP_WEBHOOK_SECRET)?) {
            (Some(address), Some(keys)) => Ok(Some((address, keys))),
            (None, None) => Ok(None),
            (Some(_), None) => alone(table::SHOP_WEBHOOK_SECRET, table::SHOP_WEBHOOK),
            (None, Some(_)) => alone(table::SHOP_WEBHOOK, table::SHOP_WEBHOOK_SECRET),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(said: &[(&str, &str)]) -> Layers {
        let variable = |(name, value): &(&str, &str)| (format!("ROOKERY_SHOP_{name}"), (*value).to_owned());
        Layers::of([].into(), said.iter().map(variable).collect(), None).unwrap()
    }

    fn till(said: &[(&str, &str)]) -> Result<Option<TillSettings>, Mistake> {
        layers(said).till()
    }

    #[test]
    fn nobody_takes_money_unless_it_is_said() {
        assert_eq!(till(&[]), Ok(None));
        let trial = till(&[("PAYMENTS", "trial")]).unwrap().unwrap();
        assert_eq!(trial, TillSettings { secret: None, within: Duration::from_mins(15) });
        let all = [("PAYMENTS", "trial"), ("PAYMENTS_SECRET", "s"), ("PAY_MINUTES", "43200")];
        let trial = till(&all).unwrap().unwrap();
        assert_eq!(trial.secret.map(|secret| secret.reveal().to_owned()).as_deref(), Some("s"));
        assert_eq!(trial.within, Duration::from_hours(720));
        for wrong in
            [("PAYMENTS", "all"), ("PAY_MINUTES", "0"), ("PAY_MINUTES", "43201"), ("PAY_MINUTES", "soon")]
        {
            let mistake = till(&[wrong]).unwrap_err().to_string();
            assert!(mistake.starts_with("setting shop_pay") && mistake.lines().count() == 1, "{mistake}");
        }
    }

    #[test]
    fn whoever_is_to_be_told_of_orders_is_named_with_a_secret_or_not_at_all() {
        let webhook = |said: &[(&str, &str)]| layers(said).webhook::<u16, Secret>();
        assert_eq!(webhook(&[]), Ok(None));
        let (address, secret) = (("WEBHOOK", "80"), ("WEBHOOK_SECRET", "s"));
        let (told, signed) = webhook(&[address, secret]).unwrap().unwrap();
        assert_eq!((told, signed.reveal()), (80, "s"));
        for (wrong, named) in [
            (
                &[address][..],
                "shop_webhook_secret (ROOKERY_SHOP_WEBHOOK_SECRET): is missing, though shop_webhook",
            ),
            (&[secret][..], "shop_webhook (ROOKERY_SHOP_WEBHOOK): is missing, though shop_webhook_secret is"),
            (&[("WEBHOOK", "x"), secret][..], "shop_webhook (ROOKERY_SHOP_WEBHOOK): "),
        ] {
            let mistake = webhook(wrong).unwrap_err().to_string();
            assert!(mistake.contains(named) && mistake.lines().count() == 1, "{mistake}");
        }
    }
}
