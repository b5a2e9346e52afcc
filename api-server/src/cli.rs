//! What operators can do from the command line.
use clap::Subcommand;
use domain::identity::{DisplayName, Email, NewAccount, Password, Scopes, Username};
use domain::realtime::Origin;
use service::identity::{RegisterError, SigningKey, Standing, TakenField};

use crate::UseCases;

/// What to do instead of serving.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Accounts.
    #[command(subcommand)]
    Accounts(Accounts),
    /// Tokens.
    #[command(subcommand)]
    Tokens(Tokens),
    /// Keys that tokens are signed with.
    #[command(subcommand)]
    Keys(Keys),
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum Accounts {
    /// Make an account, confirmed at once.
    Create {
        /// The name after the @.
        #[arg(long)]
        username: String,
        /// The address to log in with.
        #[arg(long)]
        email: String,
        /// The password to log in with.
        #[arg(long)]
        password: String,
    },
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum Tokens {
    /// Make a bearer token for an account, and print it alone.
    Create {
        /// The name after the @.
        #[arg(long)]
        username: String,
    },
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Print each key, when it was made, and what it is good for.
    List,
    /// Make a new key that signs from soon on; tokens that older keys signed stay good.
    Rotate,
    /// End a key that signs no more, and each token that it signed.
    Retire {
        /// Its name, as `keys list` prints it.
        kid: String,
    },
}

impl Command {
    /// Does it; gives what to print, or one line that says what is wrong.
    pub async fn run(self, use_cases: &UseCases) -> Result<String, String> {
        match self {
            Self::Accounts(Accounts::Create { username, email, password }) => {
                create_account(use_cases, &username, &email, &password).await
            }
            Self::Tokens(Tokens::Create { username }) => create_token(use_cases, &username).await,
            Self::Keys(Keys::List) => list_keys(use_cases).await,
            Self::Keys(Keys::Rotate) => rotate_keys(use_cases).await,
            Self::Keys(Keys::Retire { kid }) => retire_key(use_cases, &kid).await,
        }
    }
}

async fn create_account(
    use_cases: &UseCases,
    name: &str,
    email: &str,
    password: &str,
) -> Result<String, String> {
    let username = Username::parse(name).map_err(|rule| format!("username {rule}"))?;
    let email = Email::parse(email).map_err(|rule| format!("email {rule}"))?;
    let password = Password::parse(password).map_err(|rule| format!("password {rule}"))?;
    let new = NewAccount { username, display_name: DisplayName::default(), bot: false };
    let origin = Origin { actor: None, correlation: use_cases.entropy.uuid(), causation: None, trace: None };
    let account = use_cases.accounts.register(new, email, &password, &origin).await;
    let account = account.map_err(|error| match &error {
        RegisterError::Taken(TakenField::Username) => format!("username {name} {error}"),
        RegisterError::Taken(TakenField::Email) => format!("email {error}"),
        RegisterError::Port(_) => wire::chain(&error),
    })?;
    Ok(format!("@{} was made, with the id {}", account.username, account.id))
}

async fn create_token(use_cases: &UseCases, name: &str) -> Result<String, String> {
    let username = Username::parse(name).map_err(|rule| format!("username {rule}"))?;
    let found = use_cases.accounts.look_up(&username).await.map_err(|error| wire::chain(&error))?;
    let account = found.ok_or_else(|| format!("there is no account {name}"))?.account.id;
    let granted = use_cases.tokens.grant(account, Scopes::everything()).await;
    Ok(granted.map_err(|error| wire::chain(&error))?.bearer)
}

async fn list_keys(use_cases: &UseCases) -> Result<String, String> {
    let keys = use_cases.keys.list().await.map_err(|error| wire::chain(&error))?;
    let line = |(key, standing): &(SigningKey, Standing)| {
        let good_for = match standing {
            Standing::SignsFrom(from) => format!("signs from {from}"),
            Standing::Signs => "signs".to_owned(),
            Standing::Verifies => "verifies".to_owned(),
        };
        format!("{}  made {}  {good_for}", key.kid, key.created_at)
    };
    Ok(keys.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn rotate_keys(use_cases: &UseCases) -> Result<String, String> {
    let (key, from) = use_cases.keys.rotate().await.map_err(|error| wire::chain(&error))?;
    Ok(format!("{} signs from {from}", key.kid))
}

async fn retire_key(use_cases: &UseCases, kid: &str) -> Result<String, String> {
    use_cases.keys.retire(kid).await.map_err(|error| wire::chain(&error))?;
    Ok(format!("{kid} is retired: no token that it signed is good any more"))
}
