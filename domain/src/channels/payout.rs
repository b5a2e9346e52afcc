//! Who gets what when a prediction is over.
use super::{Points, Stake};
use crate::ids::AccountId;

/// Everybody gets back what they put in.
pub(super) fn refunds(stakes: &[Stake]) -> Vec<(AccountId, Points)> {
    stakes.iter().map(|stake| (stake.by, stake.points)).collect()
}

/// All points go to those who were right, in proportion to what they put in: what does not divide goes to the largest remainders,
/// and of those that are the same to whoever came first. If nobody was right, everybody gets theirs back.
pub(super) fn payouts(stakes: &[Stake], winner: usize) -> Vec<(AccountId, Points)> {
    let sum = |stakes: &mut dyn Iterator<Item = &Stake>| -> u128 {
        stakes.map(|stake| u128::from(stake.points.number())).sum()
    };
    let pool = sum(&mut stakes.iter());
    let winners: Vec<&Stake> = stakes.iter().filter(|stake| stake.outcome == winner).collect();
    let won = sum(&mut winners.iter().copied());
    if won == 0 {
        return refunds(stakes);
    }
    let product = |stake: &Stake| pool * u128::from(stake.points.number());
    let mut shares: Vec<u128> = winners.iter().map(|stake| product(stake) / won).collect();
    let left = pool - shares.iter().sum::<u128>();
    let mut order: Vec<usize> = (0..winners.len()).collect();
    // the sort is stable: the earlier one stays first
    order.sort_by_key(|place| std::cmp::Reverse(product(winners[*place]) % won));
    for place in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        shares[place] += 1;
    }
    let points = |share: u128| Points::new(u64::try_from(share).unwrap_or(u64::MAX));
    winners.iter().zip(shares).map(|(stake, share)| (stake.by, points(share))).collect()
}
