//! Guesses with points on them.
use domain::channels::{NewPrediction, Points, Prediction, PredictionRule, Staking, Turn, Turning};
use domain::ids::{AccountId, PredictionId};
use domain::page::{Listed, Window};
use domain::realtime::Origin;

use super::{ChannelError, Channels, PredictionView, Snapshot};
use crate::posts::{FindError, NotFound, Saved};

impl Channels {
    /// The owner of a channel begins a prediction.
    pub async fn predict(
        &self,
        by: AccountId,
        channel: AccountId,
        new: NewPrediction,
        origin: &Origin,
    ) -> Result<Snapshot<PredictionView>, ChannelError> {
        self.view(channel, Some(by)).await?;
        let draft = Prediction::begin(by, channel, new, self.cause(origin))?;
        match self.ports.predictions.begin_prediction(draft).await? {
            Saved::New(prediction) => self.prediction(prediction.id, Some(by)).await.map_err(Into::into),
            Saved::Repeated(_) => Err(PredictionRule::Another.into()),
            Saved::Gone => Err(NotFound.into()),
        }
    }

    /// A prediction, as it stands.
    pub async fn prediction(
        &self,
        id: PredictionId,
        reader: Option<AccountId>,
    ) -> Result<Snapshot<PredictionView>, FindError> {
        let position = self.position().await?;
        let item = self.ports.predictions.find_prediction(id, reader).await?.ok_or(NotFound)?;
        self.view(item.prediction.channel, reader).await?;
        Ok(Snapshot { position, item })
    }

    /// The predictions of a channel, the latest first.
    pub async fn predictions(
        &self,
        channel: AccountId,
        reader: Option<AccountId>,
        window: Window,
    ) -> Result<Snapshot<Vec<Listed<PredictionView>>>, FindError> {
        let position = self.position().await?;
        self.view(channel, reader).await?;
        let item = self.ports.predictions.list_predictions(channel, reader, window).await?;
        Ok(Snapshot { position, item })
    }

    /// Somebody puts points on an outcome.
    pub async fn stake(
        &self,
        by: AccountId,
        prediction: PredictionId,
        outcome: usize,
        points: Points,
        origin: &Origin,
    ) -> Result<Snapshot<PredictionView>, ChannelError> {
        let channel = self.prediction(prediction, Some(by)).await?.item.prediction.channel;
        self.welcome(channel, by).await?;
        let staking = Staking { prediction, by, outcome, points, cause: self.cause(origin) };
        self.ports.predictions.stake(staking).await??;
        Ok(self.prediction(prediction, Some(by)).await?)
    }

    /// The owner of a channel takes a turn with a prediction.
    pub async fn turn(
        &self,
        by: AccountId,
        prediction: PredictionId,
        turn: Turn,
        origin: &Origin,
    ) -> Result<Snapshot<PredictionView>, ChannelError> {
        self.prediction(prediction, Some(by)).await?;
        let turning = Turning { prediction, by: Some(by), turn, cause: self.cause(origin) };
        self.ports.predictions.turn(turning).await??;
        Ok(self.prediction(prediction, Some(by)).await?)
    }
}
