//! What somebody typed, as a handler would read it.
use domain::posts::{Language, NewPoll, PostText, Spoiler, Visibility};
use service::edits::Rewriting;

use super::super::{Answer, Writing};
use super::LIMIT;

pub(super) fn writing_of(writing: &Writing) -> Answer<service::posts::Writing> {
    let spoiler = Spoiler::parse(&writing.warning, LIMIT)?;
    let text = PostText::parse_or_empty(&writing.text, LIMIT.after(&spoiler))?;
    let said = Some(writing.visibility.as_str()).filter(|said| !said.is_empty());
    let visibility = said.map(str::parse::<Visibility>).transpose()?;
    let language = Language::parse(&writing.language);
    let answers: Vec<&str> = writing.poll.iter().map(String::as_str).collect();
    let poll =
        (!answers.is_empty()).then(|| NewPoll::parse(&answers, Some(3_600), false, false)).transpose()?;
    Ok(service::posts::Writing {
        text,
        spoiler,
        sensitive: None,
        language,
        visibility,
        reply_to: writing.reply_to,
        media: writing.media.clone(),
        poll,
        application: None,
    })
}

/// Nothing but other words.
pub(super) fn rewriting_of(text: &str) -> Answer<Rewriting> {
    Ok(Rewriting {
        text: PostText::parse_or_empty(text, LIMIT)?,
        spoiler: Spoiler::default(),
        sensitive: false,
        language: None,
        media: vec![],
        captions: vec![],
        poll: None,
    })
}
