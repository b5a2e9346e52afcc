//! From the errors of use cases to the rules behind them.
use domain::identity::{AboutRule, EmailRule, PasswordRule, UsernameRule};
use domain::media::MediaRule;
use domain::posts::{NoSuchVisibility, PollRule, PostRule, TextRule};
use service::identity::{AuthError, LoginError, ProofError, RegisterError, TakenField};
use service::media::{DevelopError, UploadError};
use service::polls::VoteError;
use service::posts::{BoostError, FindError, FollowError, KeepAwayError, PublishError};
use service::reading::PinError;
use service::realtime::ListenError;
use service::{Failure, Kind, PortError};

use super::super::{Field, Flaw, Refused, Rule};

impl Refused {
    /// Refused for this rule, in its own words.
    pub(crate) fn by(rule: Rule) -> Self {
        Self { rule, words: rule.to_string() }
    }
}

/// What a failure's kind says by itself, where nothing more has to be told apart.
pub(super) fn plain(failure: &impl Failure) -> Refused {
    let rule = match failure.kind() {
        Kind::Invalid => Rule::Senseless,
        Kind::Unauthenticated => Rule::LogIn,
        Kind::Forbidden => Rule::NotAllowed,
        Kind::NotFound => Rule::NotThere,
        Kind::Gone => Rule::Over,
        Kind::TooMany => Rule::TooMuch,
        Kind::Conflict => Rule::Misfit,
        Kind::Unavailable => Rule::Broken,
    };
    Refused { rule, words: failure.to_string() }
}

pub(super) fn of_post(rule: &PostRule) -> Refused {
    match rule {
        PostRule::Text(text) => Refused { rule: of_text(*text), words: text.to_string() },
        PostRule::TooMany { .. } => Refused { rule: Rule::Crowd, words: rule.to_string() },
        PostRule::Poll(poll) => of_poll(*poll),
        PostRule::Media(MediaRule::NotFree) => {
            Refused { rule: Rule::NotTheirPicture, words: rule.to_string() }
        }
        other => plain(other),
    }
}

fn of_poll(broken: PollRule) -> Refused {
    use PollRule as P;
    let words = broken.to_string();
    match broken {
        P::TooFew | P::TooMany { .. } | P::TooLong { .. } | P::Duplicate | P::Control => {
            Refused { rule: Rule::Answers, words }
        }
        P::Voted | P::Own => Refused { rule: Rule::Vote, words },
        other => plain(&other),
    }
}

impl From<PollRule> for Refused {
    fn from(rule: PollRule) -> Self {
        of_poll(rule)
    }
}

impl From<VoteError> for Refused {
    fn from(error: VoteError) -> Self {
        match &error {
            VoteError::Rule(rule) => of_poll(*rule),
            other => plain(other),
        }
    }
}

impl From<UploadError> for Refused {
    fn from(error: UploadError) -> Self {
        match &error {
            UploadError::Develop(DevelopError::Rule(MediaRule::NotAPicture)) => {
                Self { rule: Rule::NoPicture, words: error.to_string() }
            }
            other => plain(other),
        }
    }
}

fn of_text(rule: TextRule) -> Rule {
    match rule {
        TextRule::Blank => Rule::Blank,
        TextRule::TooLong { .. } => Rule::TooLong,
        TextRule::Control => Rule::Control,
    }
}

/// What a rule about one field of the form says.
pub(super) fn of_field<R: FormRule>(field: Field) -> impl FnOnce(R) -> Refused {
    move |rule| Refused { rule: Rule::Form(field, rule.flaw()), words: rule.to_string() }
}

/// A rule about a field.
pub(super) trait FormRule: ToString {
    fn flaw(&self) -> Flaw;
}

impl FormRule for UsernameRule {
    fn flaw(&self) -> Flaw {
        match self {
            Self::Blank => Flaw::Missing,
            Self::Invalid => Flaw::Malformed,
            Self::TooLong { .. } => Flaw::TooLong,
            Self::Reserved => Flaw::Reserved,
        }
    }
}

impl FormRule for EmailRule {
    fn flaw(&self) -> Flaw {
        match self {
            Self::Blank => Flaw::Missing,
            Self::Invalid => Flaw::Malformed,
            Self::TooLong { .. } => Flaw::TooLong,
        }
    }
}

impl FormRule for PasswordRule {
    fn flaw(&self) -> Flaw {
        match self {
            Self::Blank => Flaw::Missing,
            Self::TooShort { .. } => Flaw::TooShort,
            Self::TooLong { .. } => Flaw::TooLong,
        }
    }
}

impl From<TextRule> for Refused {
    fn from(rule: TextRule) -> Self {
        of_post(&rule.into())
    }
}

impl From<NoSuchVisibility> for Refused {
    fn from(rule: NoSuchVisibility) -> Self {
        Self { rule: Rule::NoSuchVisibility, words: rule.to_string() }
    }
}

impl From<RegisterError> for Refused {
    fn from(error: RegisterError) -> Self {
        let taken = |field| Self { rule: Rule::Form(field, Flaw::Taken), words: error.to_string() };
        match &error {
            RegisterError::Taken(TakenField::Username) => taken(Field::Name),
            RegisterError::Taken(TakenField::Email) => taken(Field::Address),
            RegisterError::Port(_) => plain(&error),
        }
    }
}

impl From<LoginError> for Refused {
    fn from(error: LoginError) -> Self {
        match &error {
            LoginError::InvalidCredentials => Self { rule: Rule::Credentials, words: error.to_string() },
            LoginError::Rule(_) | LoginError::Port(_) => plain(&error),
        }
    }
}

impl From<PublishError> for Refused {
    fn from(error: PublishError) -> Self {
        match &error {
            PublishError::Rule(rule) => of_post(rule),
            other => plain(other),
        }
    }
}

macro_rules! plainly {
    ($($error:ty),+) => {$(
        impl From<$error> for Refused {
            fn from(error: $error) -> Self {
                plain(&error)
            }
        }
    )+};
}

impl From<PinError> for Refused {
    fn from(error: PinError) -> Self {
        match &error {
            PinError::Rule(rule) => Self { rule: Rule::Unpinnable, words: rule.to_string() },
            PinError::Find(_) => plain(&error),
        }
    }
}
plainly!(
    AboutRule,
    AuthError,
    ProofError,
    FindError,
    FollowError,
    KeepAwayError,
    BoostError,
    ListenError,
    PortError
);
