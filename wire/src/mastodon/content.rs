//! The text of a post as HTML: paragraphs, breaks, links, mentions and tags; everything else is escaped.
use domain::posts::{EntityKind, Mention, Post, entities};
use url::Url;

use super::Links;

/// Bytes of a link that are shown before it is cut.
const SHOWN_OF_A_LINK: usize = 30;

/// What a post says, as HTML. Only those mentions become links that are known to be somebody's.
#[must_use]
pub fn html(post: &Post, links: &Links) -> String {
    if post.text.is_empty() {
        return String::new();
    }
    format!("<p>{}</p>", marked_up(post.text.as_str(), &post.mentions, links))
}

/// What an account tells about itself, as HTML; nothing for nothing. Mentions in it are nobody's.
pub(super) fn note(text: &str, links: &Links) -> String {
    if text.is_empty() { String::new() } else { format!("<p>{}</p>", marked_up(text, &[], links)) }
}

/// A line of text, as HTML without a paragraph.
pub(super) fn line(text: &str, links: &Links) -> String {
    marked_up(text, &[], links)
}

fn marked_up(text: &str, mentions: &[Mention], links: &Links) -> String {
    let mut page = Page { out: String::with_capacity(text.len() * 2), links };
    let mut at = 0;
    for entity in entities(text) {
        page.plain(&text[at..entity.range.start]);
        let shown = &text[entity.range.clone()];
        match &entity.kind {
            EntityKind::Mention { name, domain } => {
                page.mention(shown, name, domain.as_deref(), mentions);
            }
            EntityKind::Hashtag(tag) => page.hashtag(shown, tag.as_str()),
            EntityKind::Link(url) => page.link(shown, url),
        }
        at = entity.range.end;
    }
    page.plain(&text[at..]);
    page.out
}

struct Page<'a> {
    out: String,
    links: &'a Links,
}

impl Page<'_> {
    /// One newline is a break, more are a new paragraph.
    fn plain(&mut self, text: &str) {
        let mut newlines = 0;
        for c in text.chars() {
            if c == '\n' {
                newlines += 1;
                continue;
            }
            self.newlines(newlines);
            newlines = 0;
            self.escaped(c);
        }
        self.newlines(newlines);
    }

    fn newlines(&mut self, count: usize) {
        self.out.push_str(match count {
            0 => "",
            1 => "<br />",
            _ => "</p><p>",
        });
    }

    fn escaped(&mut self, c: char) {
        match c {
            '&' => self.out.push_str("&amp;"),
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '"' => self.out.push_str("&quot;"),
            '\'' => self.out.push_str("&#39;"),
            c => self.out.push(c),
        }
    }

    fn text(&mut self, text: &str) {
        text.chars().for_each(|c| self.escaped(c));
    }

    fn mention(&mut self, shown: &str, name: &str, domain: Option<&str>, known: &[Mention]) {
        let ours = domain.is_none_or(|domain| domain.eq_ignore_ascii_case(self.links.domain()));
        let known = known.iter().find(|m| ours && m.username.as_str().eq_ignore_ascii_case(name));
        let Some(mention) = known else { return self.text(shown) };
        self.out.push_str("<span class=\"h-card\"><a href=\"");
        self.text(&self.links.profile(&mention.username));
        self.out.push_str("\" class=\"u-url mention\">@<span>");
        self.text(name);
        self.out.push_str("</span></a></span>");
    }

    fn hashtag(&mut self, shown: &str, tag: &str) {
        self.out.push_str("<a href=\"");
        self.text(&self.links.tag(tag));
        self.out.push_str("\" class=\"mention hashtag\" rel=\"tag\">#<span>");
        self.text(shown.trim_start_matches('#'));
        self.out.push_str("</span></a>");
    }

    /// The scheme and what is past the first characters are there, but hidden by those who know the classes.
    fn link(&mut self, shown: &str, url: &Url) {
        let scheme = shown.find("://").map_or(0, |end| end + 3);
        let www = if shown[scheme..].starts_with("www.") { 4 } else { 0 };
        let (prefix, rest) = shown.split_at(scheme + www);
        let cut = rest.char_indices().nth(SHOWN_OF_A_LINK).map_or(rest.len(), |(at, _)| at);
        let (head, tail) = rest.split_at(cut);
        self.out.push_str("<a href=\"");
        self.text(url.as_str());
        self.out
            .push_str("\" rel=\"nofollow noopener noreferrer\" target=\"_blank\"><span class=\"invisible\">");
        self.text(prefix);
        self.out.push_str(if tail.is_empty() { "</span><span>" } else { "</span><span class=\"ellipsis\">" });
        self.text(head);
        self.out.push_str("</span><span class=\"invisible\">");
        self.text(tail);
        self.out.push_str("</span></a>");
    }
}

#[cfg(test)]
mod tests {
    use domain::identity::Username;
    use domain::ids::{AccountId, PostId};
    use domain::posts::{PostText, Spoiler, TextLimit, Visibility};

    use super::*;

    fn check(text: &str, expected: &str) {
        let links =
            Links::new(&"https://r.example".parse().unwrap(), &"wss://r.example".parse().unwrap()).unwrap();
        let bob = Mention { account: AccountId::stored(2), username: Username::stored("Bob") };
        let post = Post {
            id: PostId::stored(1),
            author: AccountId::stored(1),
            text: PostText::parse(text, TextLimit::new(5_000)).unwrap(),
            spoiler: Spoiler::default(),
            sensitive: false,
            language: None,
            visibility: Visibility::Public,
            reply_to: None,
            mentions: vec![bob],
            hashtags: vec![],
            attachments: vec![],
            poll: None,
            application: None,
            published_at: domain::Timestamp::UNIX_EPOCH,
            edited_at: None,
        };
        assert_eq!(html(&post, &links), format!("<p>{expected}</p>"), "{text:?}");
    }

    #[test]
    fn lines_and_paragraphs() {
        check("one\ntwo\r\n\r\n\n three", "one<br />two</p><p> three");
    }

    #[test]
    fn what_looks_like_html_is_text() {
        check("<b onclick='x'>&\"</b>", "&lt;b onclick=&#39;x&#39;&gt;&amp;&quot;&lt;/b&gt;");
    }

    #[test]
    fn only_known_names_are_links() {
        let bob = "<span class=\"h-card\"><a href=\"https://r.example/@Bob\" class=\"u-url mention\">@<span>bob</span></a></span>";
        check("@bob", bob);
        check("@bob@R.example @eve", &format!("{bob} @eve"));
        check("@bob@elsewhere.example", "@bob@elsewhere.example");
    }

    #[test]
    fn a_tag_keeps_its_writing_and_links_to_its_folded_form() {
        check(
            "#Rooks!",
            "<a href=\"https://r.example/tags/rooks\" class=\"mention hashtag\" rel=\"tag\">#<span>Rooks</span></a>!",
        );
    }

    #[test]
    fn a_link_is_cut_for_the_eye_only() {
        let open = "\" rel=\"nofollow noopener noreferrer\" target=\"_blank\"><span class=\"invisible\">";
        check(
            "see http://www.a.example/x?a=1&b=2.",
            &format!(
                "see <a href=\"http://www.a.example/x?a=1&amp;b=2{open}http://www.</span><span>a.example/x?a=1&amp;b=2</span><span class=\"invisible\"></span></a>."
            ),
        );
        let long = format!("https://a.example/{}", "ä".repeat(20));
        check(
            &long,
            &format!(
                "<a href=\"https://a.example/{}{open}https://</span><span class=\"ellipsis\">a.example/{}ä</span><span class=\"invisible\"></span></a>",
                "%C3%A4".repeat(20),
                "ä".repeat(19)
            ).replace("<span class=\"ellipsis\">", "<span>"),
        );
        check(
            &format!("{long}ä"),
            &format!(
                "<a href=\"https://a.example/{}{open}https://</span><span class=\"ellipsis\">a.example/{}</span><span class=\"invisible\">ä</span></a>",
                "%C3%A4".repeat(21),
                "ä".repeat(20)
            ),
        );
    }
}
