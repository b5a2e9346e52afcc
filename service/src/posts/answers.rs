//! The order in which a thread is read.
use std::collections::HashMap;

use domain::ids::PostId;

/// The first answers of a thread in reading order: each behind what it answers, siblings oldest first.
/// `answers` are pairs of an answer and what it answers, in any order.
#[must_use]
pub fn in_reading_order(root: PostId, answers: &[(PostId, PostId)], limit: usize) -> Vec<PostId> {
    let mut of: HashMap<PostId, Vec<PostId>> = HashMap::new();
    for &(answer, parent) in answers {
        of.entry(parent).or_default().push(answer);
    }
    // the next to read lies on top, so siblings lie newest first
    for siblings in of.values_mut() {
        siblings.sort_unstable_by(|a, b| b.cmp(a));
    }
    let mut order = Vec::new();
    let mut next = of.remove(&root).unwrap_or_default();
    while let Some(answer) = next.pop().filter(|_| order.len() < limit) {
        order.push(answer);
        next.extend(of.remove(&answer).into_iter().flatten());
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_stands_behind_what_it_answers_and_the_oldest_comes_first() {
        let id = PostId::stored;
        let pairs = [(5, 2), (2, 1), (3, 1), (4, 2), (6, 4), (9, 8)].map(|(a, p)| (id(a), id(p)));
        let read =
            |limit| in_reading_order(id(1), &pairs, limit).iter().map(|id| id.raw()).collect::<Vec<_>>();
        assert_eq!(read(10), [2, 4, 6, 5, 3]);
        assert_eq!(read(3), [2, 4, 6]);
        assert_eq!(read(0), [0_i64; 0]);
    }
}
