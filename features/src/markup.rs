//! What a reader sees of a post's HTML: its author's text again.

/// The text of a post's `content`: breaks and paragraphs are newlines, entities are characters, the rest of the markup is gone.
pub(crate) fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (markup, meaning) = next(rest);
        text.push_str(meaning);
        rest = &rest[markup..];
    }
    text.push_str(rest);
    text
}

/// How long the markup at the beginning is, and what it means.
fn next(rest: &str) -> (usize, &str) {
    const KNOWN: [(&str, &str); 8] = [
        ("</p><p>", "\n\n"),
        ("<br />", "\n"),
        ("<br>", "\n"),
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
    ];
    let known = KNOWN.iter().find(|(markup, _)| rest.starts_with(markup));
    known.map_or_else(
        || {
            if rest.starts_with('<') {
                (rest.find('>').map_or(rest.len(), |end| end + 1), "")
            } else {
                (1, "&")
            }
        },
        |(markup, meaning)| (markup.len(), *meaning),
    )
}

#[cfg(test)]
mod tests {
    use super::text_of;

    #[test]
    fn the_text_comes_back_as_it_was_typed() {
        for (html, text) in [
            ("<p>a &lt;b&gt; &amp;amp; &quot;c&#39;</p>", "a <b> &amp; \"c'"),
            ("<p>one<br />two</p>", "one\ntwo"),
            (
                "<p>hi <span class=\"h-card\"><a href=\"x\" class=\"u-url mention\">@<span>ada</span></a></span>!</p>",
                "hi @ada!",
            ),
            ("no markup", "no markup"),
            ("", ""),
        ] {
            assert_eq!(text_of(html), text, "{html}");
        }
    }

    #[test]
    fn a_new_paragraph_is_an_empty_line() {
        assert_eq!(text_of("<p>one</p><p>two</p>"), "one\n\ntwo");
    }
}
