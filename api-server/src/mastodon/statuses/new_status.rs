//! What somebody wants to publish, as Mastodon's clients say it.
use domain::ids::MediaId;
use domain::media::MediaRule;
use domain::posts::{Language, PostText, Spoiler, TextLimit, Visibility};
use service::posts::Writing;
use wire::ApiError;

use crate::params::Params;

/// What we can't do yet is refused rather than left out: a post without its picture is not what its author wrote.
const NOT_YET: [(&str, &str); 1] = [("poll", "Polls are not supported")];

pub(super) fn parse(params: &Params, limit: TextLimit) -> Result<Writing, ApiError> {
    if let Some((_, rule)) = NOT_YET.iter().find(|(name, _)| params.says(name)) {
        return Err(ApiError::invalid(rule));
    }
    let spoiler = Spoiler::parse(params.text("spoiler_text")?.unwrap_or_default(), limit)?;
    let visibility = params.text("visibility")?.filter(|said| !said.is_empty());
    Ok(Writing {
        text: PostText::parse_or_empty(params.text("status")?.unwrap_or_default(), limit.after(&spoiler))?,
        spoiler,
        sensitive: params.flag("sensitive")?,
        language: params.text("language")?.and_then(Language::parse),
        visibility: visibility.map(str::parse::<Visibility>).transpose()?,
        reply_to: params.id("in_reply_to_id")?,
        media: media(params)?,
        application: None,
    })
}

/// What is no id is nobody's picture.
fn media(params: &Params) -> Result<Vec<MediaId>, ApiError> {
    let ids = params.list("media_ids")?.into_iter().filter(|id| !id.is_empty()).map(str::parse);
    Ok(ids.collect::<Result<_, _>>().map_err(|_| MediaRule::NotFree)?)
}
