//! The words of a text, as they are looked for.
use unicode_normalization::UnicodeNormalization;

use crate::posts::Post;

/// Words, each once, in no order that means anything: lower case, letters and digits only. A character of a script that is
/// written without spaces is a word of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words(Vec<String>);

impl Words {
    /// Characters of a word that count.
    const LONGEST: usize = 60;
    /// Words that are looked for at once.
    const ASKED: usize = 16;

    /// All words of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let folded = text.nfkc().collect::<String>().to_lowercase();
        let mut words = Vec::new();
        for run in folded.split(|c: char| !c.is_alphanumeric()) {
            add(run, &mut words);
        }
        words.sort_unstable();
        words.dedup();
        Self(words)
    }

    /// What somebody looks for: not more words than anybody types; none where they typed none.
    #[must_use]
    pub fn asked(text: &str) -> Option<Self> {
        let Self(mut words) = Self::of(text);
        words.truncate(Self::ASKED);
        (!words.is_empty()).then_some(Self(words))
    }

    /// What a post is found by: its text and what is shown first.
    #[must_use]
    pub fn of_post(post: &Post) -> Self {
        Self::of(&format!("{}\n{}", post.spoiler.as_str(), post.text.as_str()))
    }

    /// Whether all of these are among them.
    #[must_use]
    pub fn hold(&self, asked: &Self) -> bool {
        asked.0.iter().all(|word| self.0.binary_search(word).is_ok())
    }

    /// The words.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

fn add(run: &str, words: &mut Vec<String>) {
    let mut word = String::new();
    for c in run.chars() {
        if is_word_alone(c) {
            words.extend(Some(std::mem::take(&mut word)).filter(|word| !word.is_empty()));
            words.push(c.to_string());
        } else if word.chars().count() < Words::LONGEST {
            word.push(c);
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
}

/// Kana and ideographs.
fn is_word_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(Words::of(text).as_slice(), expected, "{text:?}");
    }

    #[test]
    fn a_text_is_its_words_without_case_and_signs() {
        check("The rooks: the ROOKS are back!", &["are", "back", "rooks", "the"]);
        check("@ada's #Nest_2 https://a.example/x", &["2", "a", "ada", "example", "https", "nest", "s", "x"]);
        check("Grüße, ﬁne", &["fine", "grüße"]);
        check("日本 is far", &["far", "is", "日", "本"]);
        check(" …!? ", &[]);
        let long = "x".repeat(5_000);
        check(&long, &[&long[..60]]);
    }

    #[test]
    fn what_is_asked_is_found_where_all_of_it_is() {
        let words = Words::of("The rooks are back");
        let holds = |asked: &str| Words::asked(asked).map(|asked| words.hold(&asked));
        assert_eq!(holds("ROOKS, back"), Some(true));
        assert_eq!(holds("rooks forward"), Some(false));
        assert_eq!(holds("rook"), Some(false), "a word is looked for as a whole");
        assert_eq!(holds("\"!\""), None);
        let many = (0..100).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(Words::asked(&many).unwrap().as_slice().len(), 16);
    }
}
