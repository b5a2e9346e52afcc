//! What whoever ordered is written.
use super::OrderPlaced;
use crate::shop::Money;

impl OrderPlaced {
    /// What the letter is about that says that it is placed, and what it says.
    #[must_use]
    pub fn letter(&self) -> (String, String) {
        let subject = format!("Your order {}", self.order);
        let lines = self.lines.iter().map(|line| {
            let (quantity, name) = (line.quantity.number(), line.name.as_str());
            format!("{quantity} x {name}, {} each: {}\n", sum(&line.unit_price), sum(&line.total))
        });
        let text = format!(
            "Thank you. You have ordered:\n\n{}\nAltogether: {}\n\nThe number of your order is {}.\n",
            lines.collect::<String>(),
            sum(&self.total),
            self.order
        );
        (subject, text)
    }
}

fn sum(money: &Money) -> String {
    format!("{} {}", money.written(), money.currency())
}
