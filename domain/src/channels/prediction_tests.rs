//! Predictions: what is refused, who gets what, and that no point comes from nowhere or goes there.
use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::channels::{LineRule, PointsRule};
use crate::realtime::Origin;

const OWNER: AccountId = AccountId::stored(1);

fn cause_at(second: i64) -> Cause {
    let origin = Origin { actor: None, correlation: Uuid::nil(), causation: None, trace: None };
    origin.cause(Uuid::nil(), Timestamp::from_second(second).unwrap())
}

fn somebody(n: i64) -> AccountId {
    AccountId::stored(10 + n)
}

fn open(outcomes: &[&str]) -> Prediction {
    let new = NewPrediction::parse("will they?", outcomes, Some(60)).unwrap();
    let draft = Prediction::begin(OWNER, OWNER, new, cause_at(0)).unwrap();
    draft.with_id(PredictionId::stored(7)).into_state()
}

fn staking(by: AccountId, outcome: usize, points: u64) -> Staking {
    let (prediction, points) = (PredictionId::stored(7), Points::new(points));
    Staking { prediction, by, outcome, points, cause: cause_at(1) }
}

fn turning(by: Option<AccountId>, turn: Turn, second: i64) -> Turning {
    Turning { prediction: PredictionId::stored(7), by, turn, cause: cause_at(second) }
}

fn stake(by: i64, outcome: usize, points: u64) -> Stake {
    Stake { by: somebody(by), outcome, points: Points::new(points), paid: None }
}

/// What everybody gets of these stakes when the first outcome comes true.
fn paid(stakes: &[(i64, usize, u64)]) -> Vec<(i64, u64)> {
    let stakes: Vec<Stake> = stakes.iter().map(|&(by, outcome, points)| stake(by, outcome, points)).collect();
    let paid = payouts(&stakes, 0);
    paid.into_iter().map(|(who, points)| (who.raw() - 10, points.number())).collect()
}

#[test]
fn a_prediction_asks_something_that_can_be_answered() {
    let parse =
        |title: &str, outcomes: &[&str], window| NewPrediction::parse(title, outcomes, window).map(drop);
    assert_eq!(parse("t", &["a", "b"], Some(1)), Ok(()));
    assert_eq!(parse("t", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"], Some(1_800)), Ok(()));
    let number = PredictionRule::Outcomes { min: 2, max: 10 };
    assert_eq!(parse("t", &["a"], Some(1)), Err(number));
    assert_eq!(parse("t", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "x"], Some(1)), Err(number));
    assert_eq!(parse("t", &["a", " a "], Some(1)), Err(PredictionRule::Duplicate));
    let long = "x".repeat(141);
    let max = LineRule::TooLong { what: "Title", max: 140 };
    assert_eq!(parse(&long, &["a", "b"], Some(1)), Err(max.into()));
    let max = LineRule::TooLong { what: "Outcome", max: 60 };
    assert_eq!(parse("t", &["a", &long[..61]], Some(1)), Err(max.into()));
    for window in [None, Some(0), Some(-1), Some(1_801), Some(i64::MAX)] {
        assert_eq!(parse("t", &["a", "b"], window), Err(PredictionRule::Window { max: 1_800 }), "{window:?}");
    }
}

#[test]
fn one_stakes_on_one_outcome_as_long_as_it_is_open() {
    let (prediction, who) = (open(&["yes", "no"]), somebody(1));
    let has = Points::new(100);
    let first = prediction.clone().stake(&staking(who, 1, 30), None, has).unwrap();
    assert_eq!((first.balance.number(), first.prediction.outcomes[1].points), (70, 30));
    let staked = first.prediction.into_state();
    let more = staked.clone().stake(&staking(who, 1, 70), Some(first.stake), first.balance).unwrap();
    let on = &more.prediction.outcomes[1];
    assert_eq!((more.stake.points.number(), more.balance.number(), on.people), (100, 0, 1));
    let refused = |prediction: &Prediction, staking: Staking, held, balance| {
        prediction.clone().stake(&staking, held, balance).map(drop).unwrap_err()
    };
    assert_eq!(refused(&staked, staking(who, 0, 1), Some(first.stake), has), PredictionRule::OtherOutcome);
    assert_eq!(refused(&staked, staking(who, 2, 1), None, has), PredictionRule::NoSuchOutcome);
    assert_eq!(refused(&staked, staking(OWNER, 0, 1), None, has), PredictionRule::Own);
    let short = PredictionRule::Points(PointsRule::Short { has: 100 });
    assert_eq!(refused(&staked, staking(who, 1, 101), None, has), short);
    let late = Staking { cause: cause_at(60), ..staking(who, 1, 1) };
    assert_eq!(refused(&staked, late, None, has), PredictionRule::Closed);
    let mut full = staked.clone();
    full.outcomes[0].points = Prediction::POOL - 30;
    assert_eq!(refused(&full, staking(who, 0, 1), None, has), PredictionRule::Full);
}

#[test]
fn a_prediction_is_locked_before_it_is_resolved_and_over_once() {
    let prediction = open(&["yes", "no"]);
    let turn = |prediction: &Prediction, by, what, second| {
        let turned = prediction.clone().turn(&turning(by, what, second), &[]);
        turned.map(|turned| turned.prediction.into_state())
    };
    let me = Some(OWNER);
    assert_eq!(turn(&prediction, Some(somebody(1)), Turn::Cancel, 1), Err(PredictionRule::NotTheirs));
    assert_eq!(turn(&prediction, me, Turn::Resolve(0), 1), Err(PredictionRule::NotLocked));
    assert_eq!(turn(&prediction, None, Turn::Lock, 59), Err(PredictionRule::Closed), "it is not time");
    assert!(turn(&prediction, None, Turn::Lock, 60).is_ok());
    let locked = turn(&prediction, me, Turn::Lock, 1).unwrap();
    assert_eq!((locked.status, locked.due_at()), (PredictionStatus::Locked, None));
    assert_eq!(turn(&locked, me, Turn::Lock, 2), Err(PredictionRule::Closed));
    assert_eq!(turn(&locked, me, Turn::Resolve(2), 2), Err(PredictionRule::NoSuchOutcome));
    let resolved = turn(&locked, me, Turn::Resolve(1), 2).unwrap();
    assert_eq!((resolved.status, resolved.winner), (PredictionStatus::Resolved, Some(1)));
    for over in [resolved, turn(&prediction, me, Turn::Cancel, 1).unwrap()] {
        for what in [Turn::Lock, Turn::Resolve(0), Turn::Cancel] {
            assert_eq!(turn(&over, me, what, 99), Err(PredictionRule::Over), "{what:?}");
        }
    }
}

#[test]
fn who_was_right_shares_everything_in_proportion() {
    assert_eq!(paid(&[(1, 0, 30), (2, 0, 10), (3, 1, 40)]), [(1, 60), (2, 20)]);
    assert_eq!(paid(&[(1, 0, 1), (2, 0, 1), (3, 1, 1)]), [(1, 2), (2, 1)], "whoever came first");
    assert_eq!(paid(&[(1, 0, 1), (2, 0, 2), (3, 1, 1)]), [(1, 1), (2, 3)], "the larger remainder");
    assert_eq!(paid(&[(1, 1, 5), (2, 1, 7)]), [(1, 5), (2, 7)], "nobody was right");
    assert_eq!(paid(&[]), []);
    let huge = Prediction::POOL / 2;
    assert_eq!(paid(&[(1, 0, huge), (2, 1, huge)]), [(1, 2 * huge)]);
}

/// Something that happens.
#[derive(Debug, Clone)]
enum Deed {
    Stake(i64, usize, u64),
    Leave(i64),
    Turn(Turn),
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let stake = (0..6_i64, 0..4_usize, 1..400_u64).prop_map(|(who, on, points)| Deed::Stake(who, on, points));
    let turn = prop_oneof![Just(Turn::Lock), (0..4_usize).prop_map(Turn::Resolve), Just(Turn::Cancel),];
    let deed =
        prop_oneof![20 => stake, 1 => (0..6_i64).prop_map(Deed::Leave), 3 => turn.prop_map(Deed::Turn)];
    prop::collection::vec(deed, 1..40)
}

/// A channel with six who guess.
struct Show {
    prediction: Prediction,
    balances: BTreeMap<AccountId, Points>,
    stakes: Vec<Stake>,
    /// All points that there are.
    given: u64,
    payments: usize,
}

impl Show {
    fn begin() -> Self {
        let balances: BTreeMap<_, _> = (0..6).map(|n| (somebody(n), Points::WELCOME)).collect();
        Self { prediction: open(&["a", "b", "c"]), balances, stakes: vec![], given: 6_000, payments: 0 }
    }

    fn stake(&mut self, who: AccountId, outcome: usize, points: u64) {
        let held = self.stakes.iter().position(|stake| stake.by == who);
        let Some(balance) = self.balances.get(&who).copied() else { return };
        let staking = staking(who, outcome, points);
        let staked = self.prediction.clone().stake(&staking, held.map(|at| self.stakes[at]), balance);
        let Ok(staked) = staked else { return };
        self.prediction = staked.prediction.into_state();
        self.balances.insert(who, staked.balance);
        match held {
            Some(at) => self.stakes[at] = staked.stake,
            None => self.stakes.push(staked.stake),
        }
    }

    fn leave(&mut self, who: AccountId) {
        let at = self.stakes.iter().position(|stake| stake.by == who);
        if let Some(at) = at {
            let stake = self.stakes.remove(at);
            self.given -= stake.points.number();
            self.prediction = self.prediction.clone().without(&stake, &cause_at(1)).into_state();
        }
        self.given -= self.balances.remove(&who).map_or(0, Points::number);
    }

    fn turn(&mut self, turn: Turn) {
        let turned = self.prediction.clone().turn(&turning(Some(OWNER), turn, 2), &self.stakes);
        let Ok(turned) = turned else { return };
        self.prediction = turned.prediction.into_state();
        if self.prediction.is_open() {
            return;
        }
        self.payments += 1;
        let stakes = std::mem::take(&mut self.stakes);
        let mut paid = BTreeMap::new();
        for (who, points) in turned.payouts {
            assert_eq!(paid.insert(who, points), None, "nobody is paid twice");
            let own = stakes.iter().find(|stake| stake.by == who).unwrap();
            assert!(points >= own.points, "nobody who is paid loses");
            let balance = self.balances[&who].number() + points.number();
            self.balances.insert(who, Points::new(balance));
        }
    }

    fn is_sound(&self) {
        let held: u64 = self.balances.values().map(|points| points.number()).sum();
        let staked: u64 = self.stakes.iter().map(|stake| stake.points.number()).sum();
        assert_eq!(held + staked, self.given);
        assert!(self.payments <= 1, "nobody wins twice");
        if self.payments == 0 {
            assert_eq!(self.prediction.pool(), staked, "what is told is what is staked");
        }
    }
}

proptest! {
    #[test]
    fn no_point_comes_from_nowhere_or_goes_there(deeds in deeds()) {
        let mut show = Show::begin();
        for deed in deeds {
            match deed {
                Deed::Stake(who, outcome, points) => show.stake(somebody(who), outcome, points),
                Deed::Leave(who) => show.leave(somebody(who)),
                Deed::Turn(turn) => show.turn(turn),
            }
            show.is_sound();
        }
    }
}
