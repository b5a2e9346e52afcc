//! What somebody wants to publish, as Mastodon's clients say it.
use domain::ids::MediaId;
use domain::media::MediaRule;
use domain::posts::{Language, NewPoll, PostText, Spoiler, TextLimit, Visibility};
use service::edits::{CaptionOf, Rewriting};
use service::posts::Writing;
use wire::ApiError;

use crate::mastodon::media::said;
use crate::params::Params;

pub(super) fn parse(params: &Params, limit: TextLimit) -> Result<Writing, ApiError> {
    let (text, spoiler) = words(params, limit)?;
    let visibility = params.text("visibility")?.filter(|said| !said.is_empty());
    Ok(Writing {
        text,
        spoiler,
        sensitive: params.flag("sensitive")?,
        language: params.text("language")?.and_then(Language::parse),
        visibility: visibility.map(str::parse::<Visibility>).transpose()?,
        reply_to: params.id("in_reply_to_id")?,
        media: media(params)?,
        poll: poll(params)?,
        application: None,
    })
}

/// What a post is to say from now on: all of it, as Mastodon reads it. What is left out is gone; a language alone stays.
pub(super) fn rewriting(params: &Params, limit: TextLimit) -> Result<Rewriting, ApiError> {
    let (text, spoiler) = words(params, limit)?;
    Ok(Rewriting {
        text,
        spoiler,
        sensitive: params.flag("sensitive")?.unwrap_or_default(),
        language: params.text("language")?.and_then(Language::parse),
        media: media(params)?,
        captions: params
            .groups("media_attributes")?
            .unwrap_or_default()
            .iter()
            .map(caption)
            .collect::<Result<_, _>>()?,
        poll: poll(params)?,
    })
}

fn words(params: &Params, limit: TextLimit) -> Result<(PostText, Spoiler), ApiError> {
    let spoiler = Spoiler::parse(params.text("spoiler_text")?.unwrap_or_default(), limit)?;
    let text = params.text("status")?.unwrap_or_default();
    Ok((PostText::parse_or_empty(text, limit.after(&spoiler))?, spoiler))
}

/// What is no id is nobody's picture.
fn media(params: &Params) -> Result<Vec<MediaId>, ApiError> {
    let ids = params.list("media_ids")?.into_iter().filter(|id| !id.is_empty()).map(str::parse);
    Ok(ids.collect::<Result<_, _>>().map_err(|_| MediaRule::NotFree)?)
}

fn caption(params: &Params) -> Result<CaptionOf, ApiError> {
    let media = params.lenient("id").ok_or(MediaRule::NotFree)?;
    Ok(CaptionOf { media, caption: said(params)? })
}

/// A group of nothing asks nothing.
fn poll(params: &Params) -> Result<Option<NewPoll>, ApiError> {
    if !params.says("poll") {
        return Ok(None);
    }
    let Some(asked) = params.group("poll")? else { return Ok(None) };
    let (multiple, hides) = (asked.flag("multiple")?, asked.flag("hide_totals")?);
    let (multiple, hides) = (multiple.unwrap_or_default(), hides.unwrap_or_default());
    Ok(Some(NewPoll::parse(&asked.list("options")?, asked.lenient("expires_in"), multiple, hides)?))
}
