//! Why something was refused, as the rule that was broken: scenarios compare rules, not wording.
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What came of something that was asked.
pub type Answer<T> = Result<T, Refused>;

/// It was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("refused, because {rule} ({words})")]
pub struct Refused {
    /// The rule that it broke.
    pub rule: Rule,
    /// What the one who asked was told.
    pub words: String,
}

/// A rule, as people know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A post must say something.
    Blank,
    /// A post is short.
    TooLong,
    /// Control characters are no text.
    Control,
    /// A post names few people and few tags.
    Crowd,
    /// It is no picture that can be read.
    NoPicture,
    /// The picture is not theirs, or in another post.
    NotTheirPicture,
    /// The answers of a poll differ, and there are few.
    Answers,
    /// One votes once, and not in what one asks oneself.
    Vote,
    /// There is no such visibility.
    NoSuchVisibility,
    /// It is not there, or not for them.
    NotThere,
    /// It was there, and is over.
    Over,
    /// Something else is there.
    Misfit,
    /// That is not allowed.
    NotAllowed,
    /// Not every post can stand first, and not many.
    Unpinnable,
    /// One has to log in.
    LogIn,
    /// The address or the password is wrong.
    Credentials,
    /// That makes no sense.
    Senseless,
    /// That is too much.
    TooMuch,
    /// What one registers with must be of a form, and one's own.
    Form(Field, Flaw),
    /// Something is away, or answered what nobody may answer.
    Broken,
}

/// A field of the form to register with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// The address.
    Address,
    /// The password.
    Password,
}

/// What may be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It is empty.
    Missing,
    /// Somebody else has it.
    Taken,
    /// It is of the wrong form.
    Malformed,
    /// It is too short.
    TooShort,
    /// It is too long.
    TooLong,
    /// It is kept back.
    Reserved,
}

impl Refused {
    /// By a code of the gateway, and its reason.
    pub(crate) fn at_gateway(code: &str, reason: &str) -> Self {
        let rule = match (code, reason) {
            (_, "text_blank") => Rule::Blank,
            (_, "text_too_long") => Rule::TooLong,
            (_, "text_control") => Rule::Control,
            (_, "id_taken") => Rule::Misfit,
            (_, "not_allowed") => Rule::NotAllowed,
            (_, "room_unknown") => Rule::NotThere,
            (_, "token_missing" | "token_invalid") => Rule::LogIn,
            (_, "rate_limited") => Rule::TooMuch,
            ("ERR_SERVER", _) => Rule::Broken,
            _ => Rule::Senseless,
        };
        Self { rule, words: format!("{code} {reason}") }
    }
}

impl Rule {
    const PLAIN: [(Self, &'static str); 19] = [
        (Self::Blank, "a post must say something"),
        (Self::TooLong, "a post is short"),
        (Self::Control, "control characters are no text"),
        (Self::Crowd, "a post is no address book"),
        (Self::NoPicture, "that is no picture"),
        (Self::NotTheirPicture, "the picture is not free"),
        (Self::Answers, "the answers make no sense"),
        (Self::Vote, "the vote does not count"),
        (Self::NoSuchVisibility, "there is no such visibility"),
        (Self::NotThere, "it is not there"),
        (Self::Over, "it is over"),
        (Self::Misfit, "something else is there"),
        (Self::NotAllowed, "that is not allowed"),
        (Self::Unpinnable, "it cannot be pinned"),
        (Self::LogIn, "one has to log in"),
        (Self::Credentials, "the address or the password is wrong"),
        (Self::Senseless, "that makes no sense"),
        (Self::TooMuch, "that is too much"),
        (Self::Broken, "something is broken"),
    ];
}

impl Field {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Name, "name"), (Self::Address, "address"), (Self::Password, "password")];
}

impl Flaw {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Missing, "missing"),
        (Self::Taken, "taken"),
        (Self::Malformed, "malformed"),
        (Self::TooShort, "too short"),
        (Self::TooLong, "too long"),
        (Self::Reserved, "reserved"),
    ];
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(field, flaw) => {
                write!(f, "the {} is {}", name_in(&Field::ALL, field), name_in(&Flaw::ALL, flaw))
            }
            plain => f.write_str(name_in(&Self::PLAIN, plain)),
        }
    }
}

impl FromStr for Rule {
    type Err = String;

    fn from_str(sentence: &str) -> Result<Self, String> {
        let form = || {
            let (field, flaw) = sentence.strip_prefix("the ")?.split_once(" is ")?;
            Some(Self::Form(named(&Field::ALL, field)?, named(&Flaw::ALL, flaw)?))
        };
        named(&Self::PLAIN, sentence).or_else(form).ok_or_else(|| format!("{sentence:?} is no rule"))
    }
}

fn name_in<T: PartialEq>(names: &[(T, &'static str)], of: &T) -> &'static str {
    names.iter().find(|(value, _)| value == of).map_or("unnamed", |(_, name)| name)
}

fn named<T: Copy>(names: &[(T, &'static str)], name: &str) -> Option<T> {
    names.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_sentence_that_means_it() {
        let forms =
            Field::ALL.iter().flat_map(|(field, _)| Flaw::ALL.map(|(flaw, _)| Rule::Form(*field, flaw)));
        for rule in Rule::PLAIN.iter().map(|(rule, _)| *rule).chain(forms) {
            assert_eq!(rule.to_string().parse(), Ok(rule));
        }
        assert!("the moon is taken".parse::<Rule>().is_err());
    }
}
