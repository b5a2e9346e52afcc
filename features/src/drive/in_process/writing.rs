//! What somebody writes, as the use cases take it.
use domain::posts::{Language, PostText, Spoiler, Visibility};

use super::super::{Answer, Writing};
use super::LIMIT;

pub(super) fn writing_of(writing: &Writing) -> Answer<service::posts::Writing> {
    let spoiler = Spoiler::parse(&writing.warning, LIMIT)?;
    let text = PostText::parse_or_empty(&writing.text, LIMIT.after(&spoiler))?;
    let said = Some(writing.visibility.as_str()).filter(|said| !said.is_empty());
    let visibility = said.map(str::parse::<Visibility>).transpose()?;
    let language = Language::parse(&writing.language);
    Ok(service::posts::Writing {
        text,
        spoiler,
        sensitive: None,
        language,
        visibility,
        reply_to: writing.reply_to,
        media: writing.media.clone(),
        application: None,
    })
}
