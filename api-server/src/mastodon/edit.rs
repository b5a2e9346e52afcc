//! What somebody changes of their own account, as Mastodon's clients say it.
use domain::identity::{AccountEdit, DisplayName, Note, ProfileField};
use domain::posts::Language;
use wire::ApiError;

use crate::params::Params;

pub(super) fn parse(params: &Params) -> Result<AccountEdit, ApiError> {
    let source = params.group("source")?.unwrap_or_default();
    let display_name = params.text("display_name")?.map(DisplayName::parse).transpose();
    let privacy = source.text("privacy")?.filter(|said| !said.is_empty());
    Ok(AccountEdit {
        display_name: display_name.map_err(|rule| ApiError::invalid(format_args!("Display name {rule}")))?,
        bot: params.flag("bot")?,
        locked: params.flag("locked")?,
        discoverable: params.flag("discoverable")?,
        indexable: params.flag("indexable")?,
        hide_collections: params.flag("hide_collections")?,
        note: params.text("note")?.map(Note::parse).transpose()?,
        fields: fields(params)?,
        avatar: None,
        header: None,
        visibility: privacy.map(AccountEdit::parse_visibility).transpose()?,
        sensitive: source.flag("sensitive")?,
        language: source.text("language")?.map(language).transpose()?,
    })
}

/// An empty one takes the language away.
fn language(said: &str) -> Result<Option<Language>, ApiError> {
    if said.is_empty() {
        return Ok(None);
    }
    Language::parse(said).map(Some).ok_or_else(|| ApiError::invalid("Language is not included in the list"))
}

fn fields(params: &Params) -> Result<Option<Vec<ProfileField>>, ApiError> {
    let Some(groups) = params.groups("fields_attributes")? else { return Ok(None) };
    let mut raw = Vec::new();
    for group in groups {
        let part = |name| group.text(name).map(|said| said.unwrap_or_default().to_owned());
        raw.push((part("name")?, part("value")?));
    }
    Ok(Some(ProfileField::parse_all(&raw)?))
}
