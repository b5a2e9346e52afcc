//! What holds whatever is offered as a topic: for tests and for the fuzzer.
use super::{LiveTopic, Topic};

/// Panics where a text is understood as it must not be.
///
/// # Panics
///
/// When a law is broken.
pub fn hold(text: &str) {
    let Ok(topic) = text.parse::<LiveTopic>() else { return };
    assert_eq!(topic.to_string(), text, "a topic has one name");
    assert!(text.len() <= LiveTopic::LONGEST, "it is not long");
    assert!(topic.name.entry().argument.admits(topic.of), "the catalogue knows it so");
    let heard_at = topic.heard_at();
    assert!(heard_at.len() <= 2 && heard_at.first() == Some(&Topic::Live(topic)), "{heard_at:?}");
    for name in heard_at.iter().map(ToString::to_string) {
        assert!(name.parse::<LiveTopic>().is_ok(), "{name} is a topic as well");
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::hold;

    proptest! {
        #[test]
        fn whatever_is_offered_as_a_topic_is_one_in_one_way(
            text in "[a-z]{4,8}:[a-z]{1,7}(:[a-z]{3,7})?(\\.[0-9]{0,20})?|\\PC{0,140}|channel:update\\.[0-9]{1,20}",
        ) {
            hold(&text);
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "what was found is in files")]
    fn what_the_fuzzer_found_still_holds() {
        let kept = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/corpus/topic")).unwrap();
        let found =
            kept.map(|entry| String::from_utf8_lossy(&fs::read(entry.unwrap().path()).unwrap()).into_owned());
        assert!(found.inspect(|text| hold(text)).count() > 5);
    }
}
