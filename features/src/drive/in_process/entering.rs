//! Somebody comes in: by a form, a password, or what came by mail.
use domain::identity::{DisplayName, Email, NewAccount, Password, Secret, Username};
use service::duty::{Due, Errand};
use service::identity::{Browser, Proof};

use super::super::{Answer, Field, Refused, Rule, Session, SignUp};
use super::InProcess;
use super::refusals::of_field;

pub(super) async fn register(driver: &InProcess, form: &SignUp) -> Answer<Session> {
    let username = Username::parse(&form.username).and_then(Username::not_reserved);
    let username = username.map_err(of_field(Field::Name))?;
    let email = Email::parse(&form.email).map_err(of_field(Field::Address))?;
    let password = Password::parse(&form.password).map_err(of_field(Field::Password))?;
    let new = NewAccount { username, display_name: DisplayName::default(), bot: false };
    let (browser, origin) = (Browser::default(), driver.origin(None));
    let (_, begun) = driver.sessions.sign_up(new, email, &password, "", &browser, &origin).await?;
    let begun = begun.ok_or_else(|| Refused::by(Rule::NotAllowed))?;
    Ok(Session { bearer: begun.granted.bearer })
}

pub(super) async fn log_in(driver: &InProcess, email: &str, password: &str) -> Answer<Session> {
    let wrong = || Refused::by(Rule::Credentials);
    let email = Email::parse(email).map_err(|_| wrong())?;
    let password = Password::parse(password).map_err(|_| wrong())?;
    let (browser, origin) = (Browser::default(), driver.origin(None));
    let (_, begun) = driver.sessions.log_in(&email, &password, &browser, &origin).await?;
    Ok(Session { bearer: begun.granted.bearer })
}

pub(super) async fn leave(
    driver: &InProcess,
    (address, word): (&str, &str),
    email: &str,
    password: &str,
) -> Answer<()> {
    let (session, wrong) = (log_in(driver, address, word).await?, || Refused::by(Rule::Credentials));
    let account = driver.bearer(&session).await?.account().ok_or_else(wrong)?;
    let email = Email::parse(email).map_err(|_| wrong())?;
    let proof = Proof::Password(Password::parse(password).map_err(|_| wrong())?);
    driver.accounts.prove(account, &email, &proof).await?;
    driver.leaving.leave(account, &driver.origin(Some(account))).await?;
    // what a timer does elsewhere
    while driver.leaving.run(driver.entropy.now()).await? == Due::Now {}
    Ok(())
}

pub(super) async fn forget_password(driver: &InProcess, email: &str) -> Answer<()> {
    let email = Email::parse(email).map_err(of_field(Field::Address))?;
    Ok(driver.accounts.ask_for_reset(&email).await?)
}

pub(super) async fn reset_password(driver: &InProcess, token: &str, password: &str) -> Answer<()> {
    let password = Password::parse(password).map_err(of_field(Field::Password))?;
    driver.accounts.reset(&Secret::new(token), &password, &driver.origin(None)).await?;
    Ok(())
}

pub(super) async fn ask_for_code(driver: &InProcess, email: &str) -> Answer<()> {
    let email = Email::parse(email).map_err(of_field(Field::Address))?;
    Ok(driver.accounts.ask_for_code(&email).await?)
}

pub(super) async fn log_in_by_code(driver: &InProcess, email: &str, code: &str) -> Answer<Session> {
    let email = Email::parse(email).map_err(|_| Refused::by(Rule::Credentials))?;
    let (browser, origin) = (Browser::default(), driver.origin(None));
    let (_, begun) = driver.sessions.log_in_by_code(&email, &Secret::new(code), &browser, &origin).await?;
    Ok(Session { bearer: begun.granted.bearer })
}
