//! Predictions, and what is staked on them.
use async_trait::async_trait;
use domain::channels::{Points, Prediction, PredictionRule, Round, Staking, Turning};
use domain::ids::{AccountId, PredictionId};
use domain::page::{Listed, Window};
use domain::realtime::Cause;
use domain::{Draft, Timestamp};
use service::PortError;
use service::channels::{Judged, PredictionRepository, PredictionView};
use service::posts::Saved;

use super::Channels;
use crate::Memory;

#[async_trait]
impl PredictionRepository for Memory {
    async fn begin_prediction(&self, draft: Draft<Prediction>) -> Result<Saved<Prediction>, PortError> {
        let now = self.entropy.now();
        let world = &mut *self.world();
        let new = draft.with_id(world.next_id(now));
        if !world.channels.open.contains_key(&new.channel) {
            return Ok(Saved::Gone);
        }
        let mut own = world.channels.predictions.values().filter(|one| one.channel == new.channel);
        if let Some(open) = own.find(|one| one.is_open()) {
            return Ok(Saved::Repeated(open.clone()));
        }
        world.tell(new.events());
        let new = new.into_state();
        world.channels.predictions.insert(new.id, new.clone());
        Ok(Saved::New(new))
    }

    async fn find_prediction(
        &self,
        id: PredictionId,
        reader: Option<AccountId>,
    ) -> Result<Option<PredictionView>, PortError> {
        let world = self.world();
        let channels = &world.channels;
        Ok(channels.predictions.get(&id).map(|prediction| channels.prediction_view(prediction, reader)))
    }

    async fn list_predictions(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<PredictionView>>, PortError> {
        let world = self.world();
        let channels = &world.channels;
        let own = channels.predictions.values().filter(|one| one.channel == channel);
        let page = window.of(own.map(|one| Listed { at: one.id.into(), item: one }));
        let view = |row: Listed<&Prediction>| Listed {
            at: row.at,
            item: channels.prediction_view(row.item, reader),
        };
        Ok(page.into_iter().map(view).collect())
    }

    async fn stake(&self, staking: Staking) -> Judged<Prediction, PredictionRule> {
        let world = &mut *self.world();
        let channels = &mut world.channels;
        let Some(prediction) = channels.predictions.get(&staking.prediction).cloned() else {
            return Ok(Err(PredictionRule::NoPrediction));
        };
        let (channel, by) = (prediction.channel, staking.by);
        let has = channels.points(channel, by);
        let stakes = channels.stakes.entry(prediction.id).or_default();
        let held = stakes.iter().position(|stake| stake.by == by);
        let staked = match prediction.stake(&staking, held.map(|at| stakes[at]), has) {
            Ok(staked) => staked,
            Err(rule) => return Ok(Err(rule)),
        };
        match held {
            Some(at) => stakes[at] = staked.stake,
            None => stakes.push(staked.stake),
        }
        channels.set_points(channel, by, staked.balance);
        world.tell(staked.prediction.events());
        let prediction = staked.prediction.into_state();
        world.channels.predictions.insert(prediction.id, prediction.clone());
        Ok(Ok(prediction))
    }

    async fn turn(&self, turning: Turning) -> Judged<Prediction, PredictionRule> {
        let world = &mut *self.world();
        let channels = &mut world.channels;
        let Some(prediction) = channels.predictions.get(&turning.prediction).cloned() else {
            return Ok(Err(PredictionRule::NoPrediction));
        };
        let (id, channel) = (prediction.id, prediction.channel);
        let stakes = channels.stakes.get(&id).cloned().unwrap_or_default();
        let turned = match prediction.turn(&turning, &stakes) {
            Ok(turned) => turned,
            Err(rule) => return Ok(Err(rule)),
        };
        for (who, points) in turned.payouts {
            let sum = channels.points(channel, who).number() + points.number();
            channels.set_points(channel, who, Points::new(sum));
            let stakes = channels.stakes.entry(id).or_default();
            stakes.iter_mut().filter(|stake| stake.by == who).for_each(|stake| stake.paid = Some(points));
        }
        world.tell(turned.prediction.events());
        let prediction = turned.prediction.into_state();
        world.channels.predictions.insert(id, prediction.clone());
        Ok(Ok(prediction))
    }

    async fn list_due_predictions(&self, now: Timestamp, most: u16) -> Result<Vec<PredictionId>, PortError> {
        let world = self.world();
        Ok(super::due(world.channels.predictions.values(), now, most))
    }

    async fn list_staked(&self, by: AccountId, most: u16) -> Result<Vec<PredictionId>, PortError> {
        let world = self.world();
        let channels = &world.channels;
        let open = channels.predictions.values().filter(|one| one.is_open());
        let staked = open.filter(|one| channels.stakes_on(one.id).iter().any(|stake| stake.by == by));
        Ok(staked.map(|one| one.id).take(most.into()).collect())
    }

    async fn withdraw(&self, id: PredictionId, by: AccountId, cause: Cause) -> Result<bool, PortError> {
        let world = &mut *self.world();
        let channels = &mut world.channels;
        let found = channels.predictions.get(&id).filter(|one| one.is_open()).cloned();
        let Some(prediction) = found else { return Ok(false) };
        let stakes = channels.stakes.entry(id).or_default();
        let Some(at) = stakes.iter().position(|stake| stake.by == by) else { return Ok(false) };
        let without = prediction.without(&stakes.remove(at), &cause);
        world.tell(without.events());
        world.channels.predictions.insert(id, without.into_state());
        Ok(true)
    }
}

impl Channels {
    fn prediction_view(&self, prediction: &Prediction, reader: Option<AccountId>) -> PredictionView {
        let stakes = self.stakes_on(prediction.id);
        let stake = reader.and_then(|reader| stakes.iter().find(|stake| stake.by == reader).copied());
        PredictionView { prediction: prediction.clone(), stake }
    }
}
