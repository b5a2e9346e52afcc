//! `/api/v1/accounts/update_credentials` and `/api/v1/profile`: what somebody says of themselves, and what they look like.
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{delete, patch};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::identity::{AccountEdit, Portrait, PortraitRule, Profile};
use wire::ApiError;
use wire::mastodon::CredentialAccount;

use super::accounts::own;
use super::{Answer, edit};
use crate::App;
use crate::caller::Caller;
use crate::params::{Params, Sent};

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/v1/profile/{portrait}", delete(take_off))
}

/// It may bring pictures.
pub(super) fn uploads() -> Router<Arc<App>> {
    Router::new().route("/api/v1/accounts/update_credentials", patch(update))
}

async fn update(State(app): State<Arc<App>>, caller: Caller, sent: Sent) -> Answer<CredentialAccount> {
    let me = caller.member("write:accounts")?;
    let (edit, pictures) = (edit::parse(&sent.params)?, pictures(&sent)?);
    shown(&app, app.portraits().edit(me, edit, pictures, &caller.origin()).await?).await
}

async fn take_off(
    State(app): State<Arc<App>>,
    caller: Caller,
    Path(portrait): Path<String>,
) -> Answer<CredentialAccount> {
    let portrait = Portrait::ALL.into_iter().find(|known| known.as_str() == portrait);
    let portrait = portrait.ok_or_else(ApiError::not_found)?;
    let me = caller.member("write:accounts")?;
    let edit = AccountEdit::default().wearing(portrait, None);
    shown(&app, app.accounts().edit(me, edit, &caller.origin()).await?).await
}

async fn shown(app: &App, profile: Option<Profile>) -> Answer<CredentialAccount> {
    own(app, &profile.ok_or_else(ApiError::unauthenticated)?).await
}

/// Those that came along. A form says by an empty file that none was chosen.
fn pictures(sent: &Sent) -> Result<Vec<(Portrait, Bytes)>, ApiError> {
    let mut pictures = Vec::new();
    for portrait in Portrait::ALL {
        let file = sent.file(portrait.as_str()).filter(|file| !file.is_empty());
        let picture = file.map_or_else(|| written(&sent.params, portrait), |file| Ok(Some(file)))?;
        pictures.extend(picture.map(|picture| (portrait, picture)));
    }
    Ok(pictures)
}

/// One that is written out: `data:image/png;base64,...`.
fn written(params: &Params, portrait: Portrait) -> Result<Option<Bytes>, ApiError> {
    let Some(text) = params.text(portrait.as_str())?.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let bytes = decoded(text).ok_or(PortraitRule::NotAPicture(portrait))?;
    Ok(Some(bytes))
}

fn decoded(text: &str) -> Option<Bytes> {
    let (head, content) = text.strip_prefix("data:")?.split_once(',')?;
    head.strip_suffix(";base64")?;
    STANDARD.decode(content.trim_end()).ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_is_written_out_is_read() {
        assert_eq!(decoded("data:image/png;base64,cm9vaw=="), Some(Bytes::from_static(b"rook")));
        assert_eq!(decoded("data:;base64,cm9vaw==\n"), Some(Bytes::from_static(b"rook")));
        for bad in ["cm9vaw==", "data:image/png,rook", "data:image/png;base64", "data:image/png;base64,%%%"] {
            assert_eq!(decoded(bad), None, "{bad:?}");
        }
    }
}
