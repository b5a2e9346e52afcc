//! Spoils a correct sale in one place.
use super::{Sales, State, Told};
use crate::Plant;
use crate::plant::Dice;

impl Sales {
    /// Spoils it, as far as such a thing can happen to a sale: an order that was told is gone, or there twice, is there though nobody
    /// asked, or was not shown like that. Gives where; nothing if nothing was spoiled.
    #[must_use = "nothing may have been planted"]
    pub fn spoil(&mut self, plant: Plant, seed: u64) -> Option<String> {
        let dice = &mut Dice::new(seed);
        let standing: Vec<String> = self
            .lists
            .values()
            .next()?
            .iter()
            .filter(|order| order.state == State::Stands)
            .map(|order| order.id.clone())
            .collect();
        let place = dice.below(standing.len());
        let id = standing.get(place)?.clone();
        match plant {
            Plant::Loss => self.lists.values_mut().for_each(|list| list.retain(|order| order.id != id)),
            Plant::Duplicate => self.again(&id, &id),
            Plant::Phantom => self.again(&id, &format!("{id}, which nobody asked for")),
            Plant::Misrouted => {
                let told = |told: &Told| matches!(told, Told::Placed(order) if *order == id);
                let attempt = self.attempts.iter_mut().find(|attempt| told(&attempt.told))?;
                attempt.buyer.push_str(" and another");
            }
            Plant::Reorder | Plant::Unauthorised | Plant::Late => return None,
        }
        Some(format!("{plant} planted at order {id}"))
    }

    fn again(&mut self, id: &str, name: &str) {
        for list in self.lists.values_mut() {
            if let Some(order) = list.iter().find(|order| order.id == id) {
                let mut again = order.clone();
                name.clone_into(&mut again.id);
                list.push(again);
            }
        }
    }
}
