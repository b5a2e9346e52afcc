//! Mentions, tags and links inside a text.
use std::ops::Range;

use url::Url;

use super::Hashtag;

/// A piece of a text that means more than its letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub kind: EntityKind,
}

/// What a piece of text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityKind {
    /// `@name` or `@name@domain`.
    Mention {
        /// The name.
        name: String,
        /// The domain, when one was written.
        domain: Option<String>,
    },
    /// `#word`.
    Hashtag(Hashtag),
    /// `http://…` or `https://…`.
    Link(Url),
}

/// Finds them in reading order; they never overlap.
#[must_use]
pub fn entities(text: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let boundary =
            before.is_none_or(|b: char| !b.is_alphanumeric() && !matches!(b, '_' | '/' | '@' | '#' | '&'));
        let entity = boundary.then(|| entity_at(&text[at..], c)).flatten();
        let end = at + entity.as_ref().map_or(c.len_utf8(), |(len, _)| *len);
        found.extend(entity.map(|(_, kind)| Entity { range: at..end, kind }));
        before = text[at..end].chars().next_back();
        at = end;
    }
    found
}

fn entity_at(rest: &str, first: char) -> Option<(usize, EntityKind)> {
    match first {
        '@' => mention(rest),
        '#' => hashtag(rest),
        'h' | 'H' => link(rest),
        _ => None,
    }
}

fn mention(rest: &str) -> Option<(usize, EntityKind)> {
    let name = run(&rest[1..], |c| c.is_ascii_alphanumeric() || c == '_');
    let end = 1 + name.len();
    if name.is_empty() || rest[end..].starts_with(char::is_alphanumeric) {
        return None;
    }
    let domain = rest[end..].strip_prefix('@').map(|after| {
        run(after, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
            .trim_end_matches(['.', '-', ':'])
    });
    let domain = domain.filter(|domain| !domain.is_empty());
    let len = end + domain.map_or(0, |domain| 1 + domain.len());
    Some((len, EntityKind::Mention { name: name.to_owned(), domain: domain.map(str::to_owned) }))
}

fn hashtag(rest: &str) -> Option<(usize, EntityKind)> {
    let word = run(&rest[1..], Hashtag::may_hold);
    let tag = Hashtag::parse(word).ok()?;
    Some((1 + word.len(), EntityKind::Hashtag(tag)))
}

fn link(rest: &str) -> Option<(usize, EntityKind)> {
    let scheme = rest.find("://").map(|end| &rest[..end])?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let run = run(rest, |c| !c.is_whitespace() && !matches!(c, '<' | '>' | '"'));
    let shown = run.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']', '…']);
    let url = Url::parse(shown).ok().filter(Url::has_host)?;
    Some((shown.len(), EntityKind::Link(url)))
}

fn run(text: &str, part: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !part(c)).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each entity as it stands in the text, with its meaning.
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> = entities(text)
            .into_iter()
            .map(|entity| {
                let meaning = match entity.kind {
                    EntityKind::Mention { name, domain } => format!("{name} {}", domain.unwrap_or_default()),
                    EntityKind::Hashtag(tag) => tag.to_string(),
                    EntityKind::Link(url) => url.to_string(),
                };
                (text[entity.range].to_owned(), meaning)
            })
            .collect();
        let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn finds_what_people_mean() {
        check("hi @ada, #Rust!", &[("@ada", "ada "), ("#Rust", "rust")]);
        check("@ada@rookery.example. bye", &[("@ada@rookery.example", "ada rookery.example")]);
        check("(see https://x.org/a_(b)?q=1.)", &[("https://x.org/a_(b)?q=1", "https://x.org/a_(b)?q=1")]);
        check("#Übung #日本 #1st", &[("#Übung", "übung"), ("#日本", "日本"), ("#1st", "1st")]);
        check(
            "https://x.org/#frag @bob",
            &[("https://x.org/#frag", "https://x.org/#frag"), ("@bob", "bob ")],
        );
    }

    #[test]
    fn leaves_the_rest_alone() {
        for text in [
            "mail a@b.org",
            "#123",
            "a#b",
            "@",
            "#",
            "http://",
            "ftp://x.org",
            "&#39;",
            "hhttps://x.org",
            "@adaß",
        ] {
            check(text, &[]);
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_scanned(text in "[@#ha:/. \\PC]{0,80}") {
            let mut end = 0;
            for entity in entities(&text) {
                prop_assert!(entity.range.start >= end && text.get(entity.range.clone()).is_some());
                end = entity.range.end;
            }
        }
    }
}
