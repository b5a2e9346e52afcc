//! Somebody lets an app act for them.
use domain::identity::{App, AuthorizationCode, ClientId, Digest, RedirectUri, ScopeRule, Scopes, Secret};
use domain::ids::AccountId;
use thiserror::Error;

use super::Apps;
use crate::{Failure, Kind, PortError};

/// What an app asks for, as it stands in the address that it sent somebody to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked<'a> {
    /// Its name for us.
    pub client_id: &'a str,
    /// Where to send people back to.
    pub redirect_uri: &'a str,
    /// What it wants to be sent.
    pub response_type: &'a str,
    /// What it wants to do.
    pub scope: Option<&'a str>,
    /// What it wants to be told again.
    pub state: Option<&'a str>,
    /// What its proof will come to.
    pub challenge: Option<&'a str>,
    /// By which method.
    pub challenge_method: Option<&'a str>,
}

/// What an app asks for, where it makes sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Which app.
    pub app: App,
    /// What it wants to do.
    pub scopes: Scopes,
    /// Where it is answered.
    pub answer: AnswerTo,
    challenge: Option<Digest>,
}

/// Where an app is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTo {
    /// The place.
    pub redirect: RedirectUri,
    /// What is told again.
    pub state: Option<String>,
}

/// Why nobody was asked.
#[derive(Debug, Error)]
pub enum AuthorizeError {
    /// Nobody knows the app: it must not be sent anywhere.
    #[error("this app is not known here: it has to register anew")]
    UnknownApp,
    /// The app never named that place: nobody must be sent there.
    #[error("this app is not registered for the address that it wants you to be sent to")]
    UnknownPlace,
    /// The app is told that it asked for something that cannot be.
    #[error("{code}: {words}")]
    Refused {
        /// Where it is told.
        answer: AnswerTo,
        /// In OAuth's word.
        code: &'static str,
        /// And in ours.
        words: String,
    },
    /// Something is away.
    #[error(transparent)]
    Port(#[from] PortError),
}

impl Failure for AuthorizeError {
    fn kind(&self) -> Kind {
        match self {
            Self::UnknownApp | Self::UnknownPlace | Self::Refused { .. } => Kind::Invalid,
            Self::Port(error) => error.kind(),
        }
    }
}

impl AnswerTo {
    /// The address with these words added; what it had before stays.
    #[must_use]
    pub fn with(&self, words: &[(&str, &str)]) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        self.redirect.with(words.iter().copied().chain(state))
    }
}

impl Apps {
    /// Characters of a state at the most.
    const LONGEST_STATE: usize = 2_048;

    /// What an app asks for, if it is one and may be answered where it says.
    pub async fn consider(&self, asked: Asked<'_>) -> Result<Wish, AuthorizeError> {
        let known = asked.client_id.len() <= ClientId::LONGEST;
        let app = if known { self.apps.find_client(&ClientId::new(asked.client_id)).await? } else { None };
        let app = app.ok_or(AuthorizeError::UnknownApp)?;
        let redirect = app.redirect(asked.redirect_uri).ok_or(AuthorizeError::UnknownPlace)?.clone();
        let short = |state: &&str| state.len() <= Self::LONGEST_STATE;
        let answer = AnswerTo { redirect, state: asked.state.filter(short).map(str::to_owned) };
        match judged(&app, &asked) {
            Ok((scopes, challenge)) => Ok(Wish { app, scopes, answer, challenge }),
            Err((code, words)) => Err(AuthorizeError::Refused { answer, code, words }),
        }
    }

    /// Somebody agrees: a code that the app trades for a token.
    pub async fn allow(&self, wish: &Wish, account: AccountId) -> Result<Secret, PortError> {
        let code = self.secrets.secret()?;
        let kept = AuthorizationCode {
            digest: self.secrets.digest(&code),
            app: wish.app.id,
            account,
            scopes: wish.scopes.clone(),
            redirect: wish.answer.redirect.clone(),
            challenge: wish.challenge.clone(),
            created_at: self.entropy.now(),
        };
        self.codes.save_code(&kept).await?;
        Ok(code)
    }
}

type Judged = Result<(Scopes, Option<Digest>), (&'static str, String)>;

fn judged(app: &App, asked: &Asked<'_>) -> Judged {
    if asked.state.is_some_and(|state| state.len() > Apps::LONGEST_STATE) {
        return Err(("invalid_request", "The state is too long.".to_owned()));
    }
    if asked.response_type != "code" {
        let words = "The authorization server does not support this response type.";
        return Err(("unsupported_response_type", words.to_owned()));
    }
    let scopes =
        Scopes::parse(asked.scope.unwrap_or_default()).and_then(|asked| asked.within(&app.about.scopes));
    let scopes = scopes.map_err(|_: ScopeRule| {
        ("invalid_scope", "The requested scope is invalid, unknown, or malformed.".to_owned())
    })?;
    let challenge = challenge(asked).map_err(|words| ("invalid_request", words.to_owned()))?;
    Ok((scopes, challenge))
}

/// Only S256: a plain challenge would give away what it is to prove.
fn challenge(asked: &Asked<'_>) -> Result<Option<Digest>, &'static str> {
    let word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match (asked.challenge.filter(|text| !text.is_empty()), asked.challenge_method) {
        (None, None | Some("" | "S256")) => Ok(None),
        (Some(challenge), Some("S256")) if challenge.len() == 43 && word(challenge) => {
            Ok(Some(Digest::stored(challenge)))
        }
        (Some(_), Some("S256")) => Err("The code challenge is no SHA-256 in base64url."),
        _ => Err("The code challenge method must be S256."),
    }
}
