//! Predictions, and what is staked on them.
use async_trait::async_trait;
use domain::channels::{Prediction, PredictionRule, Round, Stake, Staking, Turning};
use domain::ids::{AccountId, PredictionId};
use domain::page::{Listed, Window};
use domain::realtime::Cause;
use domain::{Draft, Timestamp};
use service::PortError;
use service::channels::{Judged, PredictionRepository, PredictionView};
use service::posts::Saved;
use sqlx::{query, query_scalar};

use super::{balance, raw, rounds, set_balance};
use crate::Postgres;
use crate::failure::away;
use crate::writer::Tx;

const STAKED: &str = "
select s.round from channel_stakes s join channel_rounds r on r.id = s.round and r.kind = 0 and r.is_open
where s.account = $1 order by s.round limit $2";

/// Points of the leavers are nobody's.
const PAY: &str = "
with paid as (
    update channel_stakes s set paid = p.points
    from unnest($2::bigint[], $3::bigint[]) as p (account, points) where s.round = $1 and s.account = p.account
)
update channel_people c set points = c.points + p.points
from unnest($2::bigint[], $3::bigint[]) as p (account, points) where c.channel = $4 and c.account = p.account";

const TAKE_OUT: &str = "delete from channel_stakes where round = $1 and account = $2";

#[async_trait]
impl PredictionRepository for Postgres {
    async fn begin_prediction(&self, draft: Draft<Prediction>) -> Result<Saved<Prediction>, PortError> {
        self.write(|tx| Box::pin(rounds::begin(tx, draft))).await
    }

    async fn find_prediction(
        &self,
        id: PredictionId,
        reader: Option<AccountId>,
    ) -> Result<Option<PredictionView>, PortError> {
        let found = rounds::show(&self.requests, id.into(), reader).await.map_err(away)?;
        Ok(found.map(|(prediction, stake)| PredictionView { prediction, stake }))
    }

    async fn list_predictions(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Vec<Listed<PredictionView>>, PortError> {
        let rows = rounds::list(&self.requests, channel, reader, window).await.map_err(away)?;
        let view = |row: Listed<(Prediction, Option<Stake>)>| {
            let (prediction, stake) = row.item;
            Listed { at: row.at, item: PredictionView { prediction, stake } }
        };
        Ok(rows.into_iter().map(view).collect())
    }

    async fn stake(&self, staking: Staking) -> Judged<Prediction, PredictionRule> {
        self.write(|tx| Box::pin(stake(tx, staking))).await
    }

    async fn turn(&self, turning: Turning) -> Judged<Prediction, PredictionRule> {
        self.write(|tx| Box::pin(turn(tx, turning))).await
    }

    async fn list_due_predictions(&self, now: Timestamp, most: u16) -> Result<Vec<PredictionId>, PortError> {
        let due = rounds::due::<Prediction>(&self.background, now, most).await.map_err(away)?;
        Ok(due.into_iter().map(PredictionId::from).collect())
    }

    async fn list_staked(&self, by: AccountId, most: u16) -> Result<Vec<PredictionId>, PortError> {
        let staked = query_scalar(STAKED).bind(by.raw()).bind(i64::from(most));
        let staked: Vec<i64> = staked.fetch_all(&self.background).await.map_err(away)?;
        Ok(staked.into_iter().map(PredictionId::stored).collect())
    }

    async fn withdraw(&self, id: PredictionId, by: AccountId, cause: Cause) -> Result<bool, PortError> {
        self.write(move |tx| Box::pin(withdraw(tx, id, by, cause))).await
    }
}

async fn stake(tx: &mut Tx, staking: Staking) -> sqlx::Result<Result<Prediction, PredictionRule>> {
    let id = staking.prediction.raw();
    let Some(prediction) = rounds::find::<Prediction>(tx, id).await? else {
        return Ok(Err(PredictionRule::NoPrediction));
    };
    let channel = prediction.channel;
    let held = rounds::held(tx, id, staking.by).await?;
    let has = balance(tx, channel, staking.by).await?;
    let staked = match prediction.stake(&staking, held, has) {
        Ok(staked) => staked,
        Err(rule) => return Ok(Err(rule)),
    };
    rounds::save(tx, &*staked.prediction).await?;
    rounds::hold(tx, id, &staked.stake).await?;
    set_balance(tx, channel, staking.by, staked.balance).await?;
    tx.tell(staked.prediction.events());
    Ok(Ok(staked.prediction.into_state()))
}

async fn turn(tx: &mut Tx, turning: Turning) -> sqlx::Result<Result<Prediction, PredictionRule>> {
    let id = turning.prediction.raw();
    let Some(prediction) = rounds::find::<Prediction>(tx, id).await? else {
        return Ok(Err(PredictionRule::NoPrediction));
    };
    let stakes = rounds::stakes(tx, id).await?;
    let turned = match prediction.turn(&turning, &stakes) {
        Ok(turned) => turned,
        Err(rule) => return Ok(Err(rule)),
    };
    rounds::save(tx, &*turned.prediction).await?;
    let (people, points): (Vec<i64>, Vec<i64>) =
        turned.payouts.iter().map(|(who, points)| (who.raw(), raw(*points))).unzip();
    if !people.is_empty() {
        let channel = turned.prediction.channel.raw();
        query(PAY).bind(id).bind(people).bind(points).bind(channel).execute(&mut **tx).await?;
    }
    tx.tell(turned.prediction.events());
    Ok(Ok(turned.prediction.into_state()))
}

async fn withdraw(tx: &mut Tx, id: PredictionId, by: AccountId, cause: Cause) -> sqlx::Result<bool> {
    let found = rounds::find::<Prediction>(tx, id.raw()).await?.filter(Round::is_open);
    let held = rounds::held(tx, id.raw(), by).await?;
    let Some((prediction, held)) = found.zip(held) else { return Ok(false) };
    let without = prediction.without(&held, &cause);
    rounds::save(tx, &*without).await?;
    query(TAKE_OUT).bind(id.raw()).bind(by.raw()).execute(&mut **tx).await?;
    tx.tell(without.events());
    Ok(true)
}
