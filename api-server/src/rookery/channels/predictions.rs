//! `/api/rookery/v1/predictions`: guesses with points on them.
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::channels::{NewPrediction, Points, PredictionRule, Turn};
use domain::ids::{AccountId, PredictionId};
use domain::page::{Listed, PageSize};
use service::channels::{PredictionView, Snapshot};
use wire::ApiError;
use wire::rookery::PredictionShown;

use crate::App;
use crate::caller::Caller;
use crate::page::Paging;
use crate::params::Params;
use crate::path::Id;
use crate::rookery::as_of;

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/rookery/v1/channels/{id}/predictions", get(list).post(begin))
        .route("/api/rookery/v1/predictions/{id}", get(show))
        .route("/api/rookery/v1/predictions/{id}/stakes", post(stake))
        .route("/api/rookery/v1/predictions/{id}/lock", post(lock))
        .route("/api/rookery/v1/predictions/{id}/resolve", post(resolve))
        .route("/api/rookery/v1/predictions/{id}/cancel", post(cancel))
}

type Answer = Result<Json<PredictionShown>, ApiError>;

async fn list(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<AccountId>,
    params: Params,
) -> Result<Response, ApiError> {
    let reader = caller.reader("read:statuses")?;
    let page = Paging::of(&params, PageSize::POSTS);
    let Snapshot { position, item: rows } = app.channels().predictions(id, reader, page.window).await?;
    let shown = |row: &Listed<_>| PredictionShown::of(&row.item, position);
    Ok(as_of(position, page.answer(&rows, |row| row.at, shown, &app.links)))
}

async fn begin(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<AccountId>, params: Params) -> Answer {
    let me = caller.member("write:statuses")?;
    let title = params.text("title")?.unwrap_or_default();
    let new = NewPrediction::parse(title, &params.list("outcomes")?, params.whole("window")?)?;
    Ok(view(&app.channels().predict(me, id, new, &caller.origin()).await?))
}

async fn show(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PredictionId>) -> Answer {
    let reader = caller.reader("read:statuses")?;
    Ok(view(&app.channels().prediction(id, reader).await?))
}

async fn stake(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<PredictionId>,
    params: Params,
) -> Answer {
    let me = caller.member("write:statuses")?;
    let (outcome, points) = (outcome(&params)?, Points::parse(params.whole("points")?)?);
    Ok(view(&app.channels().stake(me, id, outcome, points, &caller.origin()).await?))
}

async fn lock(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PredictionId>) -> Answer {
    turn(&app, &caller, id, Turn::Lock).await
}

async fn resolve(
    State(app): State<Arc<App>>,
    caller: Caller,
    Id(id): Id<PredictionId>,
    params: Params,
) -> Answer {
    caller.member("write:statuses")?;
    turn(&app, &caller, id, Turn::Resolve(outcome(&params)?)).await
}

async fn cancel(State(app): State<Arc<App>>, caller: Caller, Id(id): Id<PredictionId>) -> Answer {
    turn(&app, &caller, id, Turn::Cancel).await
}

async fn turn(app: &App, caller: &Caller, id: PredictionId, turn: Turn) -> Answer {
    let me = caller.member("write:statuses")?;
    Ok(view(&app.channels().turn(me, id, turn, &caller.origin()).await?))
}

/// The place of an outcome; what is no place is that of none.
fn outcome(params: &Params) -> Result<usize, ApiError> {
    let place = params.whole("outcome")?.and_then(|place| usize::try_from(place).ok());
    Ok(place.ok_or(PredictionRule::NoSuchOutcome)?)
}

fn view(seen: &Snapshot<PredictionView>) -> Json<PredictionShown> {
    Json(PredictionShown::of(&seen.item, seen.position))
}
