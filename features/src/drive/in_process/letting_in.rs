//! An app is let in and gives its token back, without forms.
use domain::identity::{AppName, Email, Password, RedirectUri, Scopes, Secret};
use service::identity::{Asked, AuthorizeError, Client, GrantError, Registered, RevokeError, Shown};

use super::super::{Answer, Refused, Rule, Session};
use super::InProcess;

/// The app of this run.
pub(super) async fn register(driver: &InProcess) -> Answer<Client> {
    let name = AppName::stored("Crow");
    let redirects = vec![RedirectUri::stored(RedirectUri::OUT_OF_BAND)];
    let wish = Registered { name, website: None, redirects, scopes: Scopes::everything() };
    let (app, secret) = driver.apps.register(wish).await?;
    Ok(Client { id: app.about.client_id, secret })
}

pub(super) async fn let_in(driver: &InProcess, email: &str, password: &str) -> Answer<Session> {
    let wrong = || Refused::by(Rule::Credentials);
    let email = Email::parse(email).map_err(|_| wrong())?;
    let password = Password::parse(password).map_err(|_| wrong())?;
    let client = driver.app.get_or_try_init(|| register(driver)).await?;
    let asked = Asked {
        client_id: client.id.as_str(),
        redirect_uri: RedirectUri::OUT_OF_BAND,
        response_type: "code",
        scope: Some("read write follow"),
        ..Asked::default()
    };
    let wish = driver.apps.consider(asked).await.map_err(|error| refused(&error))?;
    let account = driver.accounts.identify(&email, &password).await?;
    let code = driver.apps.allow(&wish, account).await?;
    let shown = Shown { code: &code, redirect: RedirectUri::OUT_OF_BAND, verifier: None };
    let granted = driver.apps.redeem(client, shown, &driver.origin(None)).await;
    Ok(Session { bearer: granted.map_err(|error| broken(&error))?.bearer })
}

pub(super) async fn give_back(driver: &InProcess, session: &Session) -> Answer<()> {
    let client = driver.app.get_or_try_init(|| register(driver)).await?;
    let bearer = Secret::new(&session.bearer);
    let back = driver.apps.give_back(client, &bearer, &driver.origin(None)).await;
    back.map_err(|error: RevokeError| Refused { rule: Rule::NotAllowed, words: error.to_string() })
}

fn refused(error: &AuthorizeError) -> Refused {
    Refused { rule: Rule::Senseless, words: error.to_string() }
}

fn broken(error: &GrantError) -> Refused {
    Refused { rule: Rule::Broken, words: error.to_string() }
}
