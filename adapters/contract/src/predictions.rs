//! What a [`PredictionRepository`](service::channels::PredictionRepository) owes its callers.
#![expect(missing_docs, reason = "a case is named by what it proves")]

use domain::Draft;
use domain::channels::{
    ChannelFollow, NewPrediction, Points, PointsRule, Prediction, PredictionRule, PredictionStatus, Staking,
    Turn, Turning,
};
use domain::identity::Profile;
use domain::ids::PredictionId;
use domain::page::{Listed, Window};
use jiff::SignedDuration;
use service::posts::Saved;

use crate::race::together;
use crate::store::shared;
use crate::told::{kinds_after, waiting};
use crate::{Store, a, windows};

/// Stamps the cases onto an adapter.
#[macro_export]
macro_rules! prediction_repository {
    ($fresh:expr) => {
        $crate::each! { $fresh, predictions:
            a_prediction_begins_and_is_told,
            of_twenty_predictions_of_a_channel_one_begins,
            a_stake_takes_points_is_counted_and_seen_by_who_gave_it,
            of_many_stakes_at_once_nobody_puts_more_than_they_have,
            a_prediction_that_is_resolved_by_many_pays_once,
            a_cancelled_prediction_gives_everything_back,
            a_stake_that_races_with_the_end_is_in_it_or_refused,
            what_a_prediction_refuses_leaves_no_trace,
            predictions_whose_time_is_over_are_listed_and_locked_once,
            whoever_leaves_takes_their_stake_along,
            each_window_over_predictions_is_that_of_the_reference,
        }
    };
}

fn beginning(channel: &Profile) -> Draft<Prediction> {
    let me = channel.account.id;
    let new = NewPrediction::parse("will \"they\"?", &["yes", "no"], Some(60)).unwrap();
    Prediction::begin(me, me, new, a::cause(me)).unwrap()
}

async fn begin(store: &dyn Store, channel: &Profile) -> Prediction {
    a::new_one(store.predictions().begin_prediction(beginning(channel)).await.unwrap())
}

/// A channel that some follow, so that they have points.
async fn show(store: &dyn Store, names: [&str; 3]) -> [Profile; 3] {
    let people = a::people(store, names).await;
    let [host, ..] = &people;
    a::channel(store, host).await;
    for fan in &people[1..] {
        let follow = ChannelFollow::begin(host.account.id, fan, &a::cause(fan.account.id)).unwrap();
        assert!(store.channels().follow(follow).await.unwrap().is_new());
    }
    people
}

fn staking(of: &Prediction, by: &Profile, outcome: usize, points: u64) -> Staking {
    let (prediction, by, points) = (of.id, by.account.id, Points::new(points));
    Staking { prediction, by, outcome, points, cause: a::cause(by) }
}

async fn stake(store: &dyn Store, of: &Prediction, by: &Profile, outcome: usize, points: u64) -> Prediction {
    store.predictions().stake(staking(of, by, outcome, points)).await.unwrap().unwrap()
}

fn turning(of: &Prediction, turn: Turn) -> Turning {
    let by = Some(of.channel);
    Turning { prediction: of.id, by, turn, cause: a::cause(of.channel) }
}

async fn turn(store: &dyn Store, of: &Prediction, turn: Turn) -> Result<Prediction, PredictionRule> {
    store.predictions().turn(turning(of, turn)).await.unwrap()
}

async fn points(store: &dyn Store, channel: &Profile, of: &Profile) -> u64 {
    store.channels().points(channel.account.id, of.account.id).await.unwrap().number()
}

pub async fn a_prediction_begins_and_is_told(a: impl Store, b: impl Store) {
    let [ada, bob, _] = show(&a, ["ada", "bob", "cleo"]).await;
    let gone = b.predictions().begin_prediction(beginning(&bob)).await.unwrap();
    assert_eq!(gone, Saved::Gone, "there is no such channel");
    let before = waiting(&a).await;
    let prediction = begin(&a, &ada).await;
    let seen = b.predictions().find_prediction(prediction.id, Some(bob.account.id)).await.unwrap().unwrap();
    assert_eq!((&seen.prediction, seen.stake), (&prediction, None));
    assert_eq!(b.predictions().find_prediction(PredictionId::stored(7), None).await.unwrap(), None);
    assert_eq!(waiting(&a).await, before + 1);
    let before = usize::try_from(before).unwrap();
    assert_eq!(kinds_after(&a, before).await, ["prediction.created"]);
}

pub async fn of_twenty_predictions_of_a_channel_one_begins(a: impl Store, b: impl Store) {
    let [ada, ..] = show(&a, ["ada", "bob", "cleo"]).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, draft) = (stores[n % 2].clone(), beginning(&ada));
        async move { store.predictions().begin_prediction(draft).await.unwrap() }
    }))
    .await;
    let new: Vec<_> =
        answers.iter().filter_map(|it| if let Saved::New(it) = it { Some(it) } else { None }).collect();
    assert_eq!(new.len(), 1, "{answers:?}");
    let same =
        |it: &Saved<Prediction>| matches!(it, Saved::New(it) | Saved::Repeated(it) if it.id == new[0].id);
    assert!(answers.iter().all(same), "{answers:?}");
    turn(&*stores[0], new[0], Turn::Cancel).await.unwrap();
    begin(&*stores[1], &ada).await;
}

pub async fn a_stake_takes_points_is_counted_and_seen_by_who_gave_it(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = show(&a, ["ada", "bob", "cleo"]).await;
    let prediction = begin(&a, &ada).await;
    stake(&a, &prediction, &bob, 0, 300).await;
    stake(&b, &prediction, &cleo, 1, 50).await;
    let now = stake(&b, &prediction, &bob, 0, 100).await;
    let totals: Vec<_> = now.outcomes.iter().map(|one| (one.points, one.people)).collect();
    assert_eq!(totals, [(400, 1), (50, 1)]);
    assert_eq!((points(&a, &ada, &bob).await, points(&a, &ada, &cleo).await), (600, 950));
    let seen = b.predictions().find_prediction(prediction.id, Some(bob.account.id)).await.unwrap().unwrap();
    let own = seen.stake.unwrap();
    assert_eq!((own.outcome, own.points, own.paid), (0, Points::new(400), None));
    assert_eq!(seen.prediction, now);
    let stranger =
        b.predictions().find_prediction(prediction.id, Some(ada.account.id)).await.unwrap().unwrap();
    assert_eq!(stranger.stake, None);
    assert_eq!(kinds_after(&a, 7).await, ["prediction.progressed"; 3]);
}

pub async fn of_many_stakes_at_once_nobody_puts_more_than_they_have(a: impl Store, b: impl Store) {
    let [ada, bob, _] = show(&a, ["ada", "bob", "cleo"]).await;
    let prediction = begin(&a, &ada).await;
    let stores = shared(a, b);
    let answers = together((0..20).map(|n| {
        let (store, staking) = (stores[n % 2].clone(), staking(&prediction, &bob, 0, 300));
        async move { store.predictions().stake(staking).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 3, "{answers:?}");
    let short = PredictionRule::Points(PointsRule::Short { has: 100 });
    assert_eq!(answers.iter().filter(|answer| **answer == Err(short)).count(), 17, "{answers:?}");
    assert_eq!(points(&*stores[0], &ada, &bob).await, 100);
    let seen = stores[1].predictions().find_prediction(prediction.id, None).await.unwrap().unwrap();
    assert_eq!((seen.prediction.outcomes[0].points, seen.prediction.outcomes[0].people), (900, 1));
}

pub async fn a_prediction_that_is_resolved_by_many_pays_once(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = show(&a, ["ada", "bob", "cleo"]).await;
    let prediction = begin(&a, &ada).await;
    stake(&a, &prediction, &bob, 0, 300).await;
    stake(&b, &prediction, &cleo, 1, 700).await;
    assert_eq!(turn(&b, &prediction, Turn::Resolve(0)).await, Err(PredictionRule::NotLocked));
    turn(&b, &prediction, Turn::Lock).await.unwrap();
    let stores = shared(a, b);
    let answers = together((0..12).map(|n| {
        let what = if n % 3 == 2 { Turn::Cancel } else { Turn::Resolve(0) };
        let (store, turning) = (stores[n % 2].clone(), turning(&prediction, what));
        async move { store.predictions().turn(turning).await.unwrap() }
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    let ended = answers.iter().find_map(|answer| answer.as_ref().ok()).unwrap();
    let [a, b] = &stores;
    let have = (points(&**a, &ada, &bob).await, points(&**a, &ada, &cleo).await);
    let expected = match ended.status {
        PredictionStatus::Resolved => (1_700, 300),
        PredictionStatus::Cancelled => (1_000, 1_000),
        other => panic!("{other:?}"),
    };
    assert_eq!(have, expected);
    let seen = b.predictions().find_prediction(prediction.id, Some(bob.account.id)).await.unwrap().unwrap();
    let paid = if ended.winner.is_some() { 1_000 } else { 300 };
    assert_eq!((&seen.prediction, seen.stake.unwrap().paid), (ended, Some(Points::new(paid))));
    let told = kinds_after(&**a, 0).await;
    let ends = ["prediction.resolved", "prediction.cancelled"];
    assert_eq!(told.iter().filter(|kind| ends.contains(&kind.as_str())).count(), 1, "{told:?}");
}

pub async fn a_cancelled_prediction_gives_everything_back(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = show(&a, ["ada", "bob", "cleo"]).await;
    let prediction = begin(&a, &ada).await;
    stake(&a, &prediction, &bob, 0, 1_000).await;
    stake(&b, &prediction, &cleo, 1, 1).await;
    let cancelled = turn(&b, &prediction, Turn::Cancel).await.unwrap();
    assert_eq!((cancelled.status, cancelled.winner), (PredictionStatus::Cancelled, None));
    assert_eq!((points(&a, &ada, &bob).await, points(&a, &ada, &cleo).await), (1_000, 1_000));
    assert_eq!(turn(&a, &prediction, Turn::Cancel).await, Err(PredictionRule::Over));
    assert_eq!((points(&b, &ada, &bob).await, points(&b, &ada, &cleo).await), (1_000, 1_000));
}

pub async fn a_stake_that_races_with_the_end_is_in_it_or_refused(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = show(&a, ["ada", "bob", "cleo"]).await;
    let stores = shared(a, b);
    for _ in 0..6 {
        let prediction = begin(&*stores[0], &ada).await;
        stake(&*stores[0], &prediction, &cleo, 0, 10).await;
        let staking = staking(&prediction, &bob, 0, 100);
        let (one, other) = (stores[0].clone(), stores[1].clone());
        let turning = turning(&prediction, Turn::Cancel);
        let late = tokio::spawn(async move { other.predictions().stake(staking).await.unwrap() });
        one.predictions().turn(turning).await.unwrap().unwrap();
        let late = late.await.unwrap();
        assert!(late.is_ok() || late == Err(PredictionRule::Closed), "{late:?}");
        let have = (points(&*stores[0], &ada, &bob).await, points(&*stores[1], &ada, &cleo).await);
        assert_eq!(have, (1_000, 1_000), "no point is lost");
    }
}

pub async fn what_a_prediction_refuses_leaves_no_trace(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = show(&a, ["ada", "bob", "cleo"]).await;
    let prediction = begin(&a, &ada).await;
    stake(&a, &prediction, &bob, 0, 300).await;
    let before = waiting(&a).await;
    let unknown = Prediction { id: PredictionId::stored(7), ..prediction.clone() };
    for (refused, rule) in [
        (staking(&prediction, &bob, 1, 1), PredictionRule::OtherOutcome),
        (staking(&prediction, &cleo, 2, 1), PredictionRule::NoSuchOutcome),
        (staking(&prediction, &ada, 0, 1), PredictionRule::Own),
        (staking(&unknown, &bob, 0, 1), PredictionRule::NoPrediction),
    ] {
        assert_eq!(b.predictions().stake(refused).await.unwrap(), Err(rule));
    }
    let others = Turning { by: Some(bob.account.id), ..turning(&prediction, Turn::Cancel) };
    assert_eq!(b.predictions().turn(others).await.unwrap(), Err(PredictionRule::NotTheirs));
    assert_eq!(turn(&b, &unknown, Turn::Cancel).await, Err(PredictionRule::NoPrediction));
    assert_eq!(waiting(&b).await, before);
    assert_eq!((points(&a, &ada, &bob).await, points(&a, &ada, &cleo).await), (700, 1_000));
}

pub async fn predictions_whose_time_is_over_are_listed_and_locked_once(a: impl Store, b: impl Store) {
    let [ada, ..] = show(&a, ["ada", "bob", "cleo"]).await;
    let prediction = begin(&a, &ada).await;
    let early = prediction.closes_at - SignedDuration::from_secs(1);
    assert_eq!(b.predictions().list_due_predictions(early, 9).await.unwrap(), []);
    let due = async |store: &dyn Store| {
        store.predictions().list_due_predictions(prediction.closes_at, 9).await.unwrap()
    };
    assert_eq!(due(&b).await, [prediction.id]);
    let lock =
        |at| Turning { by: None, cause: a::cause_at(ada.account.id, at), ..turning(&prediction, Turn::Lock) };
    assert_eq!(b.predictions().turn(lock(early)).await.unwrap(), Err(PredictionRule::Closed));
    let locked = b.predictions().turn(lock(prediction.closes_at)).await.unwrap().unwrap();
    assert_eq!(locked.status, PredictionStatus::Locked);
    assert_eq!(a.predictions().turn(lock(prediction.closes_at)).await.unwrap(), Err(PredictionRule::Closed));
    assert_eq!(due(&a).await, []);
}

pub async fn whoever_leaves_takes_their_stake_along(a: impl Store, b: impl Store) {
    let [ada, bob, cleo] = show(&a, ["ada", "bob", "cleo"]).await;
    let prediction = begin(&a, &ada).await;
    stake(&a, &prediction, &bob, 0, 300).await;
    stake(&a, &prediction, &cleo, 0, 200).await;
    let who = bob.account.id;
    assert_eq!(b.predictions().list_staked(who, 9).await.unwrap(), [prediction.id]);
    assert!(b.predictions().withdraw(prediction.id, who, a::cause(who)).await.unwrap());
    assert!(!a.predictions().withdraw(prediction.id, who, a::cause(who)).await.unwrap());
    assert_eq!(a.predictions().list_staked(who, 9).await.unwrap(), []);
    let seen = b.predictions().find_prediction(prediction.id, Some(who)).await.unwrap().unwrap();
    let on = &seen.prediction.outcomes[0];
    assert_eq!((on.points, on.people, seen.stake), (200, 1, None));
    turn(&a, &prediction, Turn::Cancel).await.unwrap();
    assert_eq!(points(&b, &ada, &cleo).await, 1_000);
    assert_eq!(a.predictions().list_staked(cleo.account.id, 9).await.unwrap(), [], "it is over");
}

pub async fn each_window_over_predictions_is_that_of_the_reference(a: impl Store, b: impl Store) {
    let [ada, ..] = show(&a, ["ada", "bob", "cleo"]).await;
    let mut all = Vec::new();
    for _ in 0..12 {
        let prediction = begin(&a, &ada).await;
        turn(&a, &prediction, Turn::Cancel).await.unwrap();
        all.insert(0, Listed { at: prediction.id.into(), item: prediction.id });
    }
    let ask = async |window: Window| {
        let rows = b.predictions().list_predictions(ada.account.id, None, window).await.unwrap();
        rows.into_iter().map(|row| Listed { at: row.at, item: row.item.prediction.id }).collect()
    };
    windows::check("predictions", &all, ask).await;
}
