//! What operators can do from the command line.
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use domain::identity::{
    Account, DisplayName, Email, Measure, NewAccount, Password, Profile, Report, Role, Scopes, Username,
};
use domain::ids::{AccountId, ReportId};
use domain::realtime::Origin;
use futures_util::StreamExt;
use service::PortError;
use service::identity::{RegisterError, SigningKey, Standing, TakenField, Waiting};

use wire::mastodon::Links;

use crate::UseCases;
pub use crate::events::{Events, Generate};
use crate::export::archive;
pub use crate::import::Import;

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
    /// What people report of others.
    #[command(subcommand)]
    Reports(Reports),
    /// What the shop sells, from files.
    #[command(subcommand)]
    Import(Import),
    /// All that happened in the shop.
    #[command(subcommand)]
    Events(Events),
    /// Sheets of things that nobody made up, to try the shop out.
    #[command(subcommand)]
    Generate(Generate),
}

/// What to do with reports.
#[derive(Debug, Subcommand)]
pub enum Reports {
    /// List those that nobody has dealt with, one a line, the oldest first.
    List,
    /// Say that one was dealt with.
    Resolve {
        /// Its id.
        #[arg(long)]
        id: ReportId,
    },
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
        /// Whether it runs the server.
        #[arg(long)]
        admin: bool,
    },
    /// Set an account's password, and log it out everywhere.
    ResetPassword {
        /// The name after the @.
        #[arg(long)]
        username: String,
        /// The new password.
        #[arg(long)]
        password: String,
    },
    /// Shut an account out: to others neither it nor anything of it exists, and it is logged out everywhere.
    Suspend(Named),
    /// Let it in again.
    Unsuspend(Named),
    /// Show what an account writes only to those who follow it.
    Silence(Named),
    /// Show it to everybody again.
    Unsilence(Named),
    /// Delete an account for good, with everything of it. Nobody gets its name again.
    Delete(Named),
    /// Write everything of an account into a file, as its owner may.
    Export {
        /// The name after the @.
        #[arg(long)]
        username: String,
        /// The archive (tar) that is made.
        #[arg(long)]
        to: PathBuf,
    },
    /// List who waits for approval, one a line, the first who came first.
    Waiting,
    /// Let somebody in who waits.
    Approve(Named),
    /// Don't let somebody in who waits: what they said is deleted, and a letter tells them so.
    Reject(Named),
    /// Give an account an office, or take it away.
    Promote {
        /// The name after the @.
        #[arg(long)]
        username: String,
        /// member, moderator or admin.
        #[arg(long, default_value = "moderator", value_parser = role)]
        role: Role,
    },
}

/// An account by its name.
#[derive(Debug, clap::Args)]
pub struct Named {
    /// The name after the @.
    #[arg(long)]
    username: String,
}

fn role(text: &str) -> Result<Role, String> {
    let role = Role::ALL.into_iter().find(|role| role.as_str() == text);
    role.ok_or_else(|| format!("there is no role {text}: member, moderator or admin"))
}

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum Tokens {
    /// Make a bearer token for an account, and print it alone.
    Create {
        /// The name after the @.
        #[arg(long)]
        username: String,
        /// Whether it is for running the live gateway, and for nothing else.
        #[arg(long)]
        admin: bool,
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
    pub async fn run(self, use_cases: &UseCases, links: &Links) -> Result<String, String> {
        match self {
            Self::Accounts(accounts) => accounts.run(use_cases, links).await,
            Self::Reports(reports) => reports.run(use_cases).await,
            Self::Import(import) => import.run(&use_cases.shop, &origin(use_cases)).await,
            Self::Events(events) => events.run(&use_cases.shop).await,
            Self::Generate(generate) => generate.run(),
            Self::Tokens(Tokens::Create { username, admin }) => {
                create_token(use_cases, &username, admin).await
            }
            Self::Keys(Keys::List) => list_keys(use_cases).await,
            Self::Keys(Keys::Rotate) => rotate_keys(use_cases).await,
            Self::Keys(Keys::Retire { kid }) => retire_key(use_cases, &kid).await,
        }
    }
}

impl Accounts {
    async fn run(self, use_cases: &UseCases, links: &Links) -> Result<String, String> {
        let take = |name, measure, done| take(use_cases, name, measure, done);
        match self {
            Self::Create { username, email, password, admin } => {
                let made = create_account(use_cases, &username, &email, &password).await?;
                if admin {
                    take(username, Measure::Appoint(Role::Admin), "runs the server").await?;
                }
                Ok(made)
            }
            Self::ResetPassword { username, password } => {
                reset_password(use_cases, &username, &password).await
            }
            Self::Suspend(Named { username }) => take(username, Measure::Suspend, "is suspended").await,
            Self::Unsuspend(Named { username }) => {
                take(username, Measure::Unsuspend, "is let in again").await
            }
            Self::Silence(Named { username }) => take(username, Measure::Silence, "is silenced").await,
            Self::Unsilence(Named { username }) => take(username, Measure::Unsilence, "is heard again").await,
            Self::Export { username, to } => export(use_cases, links, &username, &to).await,
            Self::Delete(Named { username }) => delete(use_cases, &username).await,
            Self::Waiting => list_waiting(use_cases).await,
            Self::Approve(Named { username }) => approve(use_cases, &username).await,
            Self::Reject(Named { username }) => reject(use_cases, &username).await,
            Self::Promote { username, role } => take(username, Measure::Appoint(role), role.as_str()).await,
        }
    }
}

impl Reports {
    async fn run(self, use_cases: &UseCases) -> Result<String, String> {
        match self {
            Self::List => list_reports(use_cases).await.map_err(|error| wire::chain(&error)),
            Self::Resolve { id } => match use_cases.reports.resolve(id).await {
                Ok(true) => Ok(format!("report {id} is dealt with")),
                Ok(false) => Err(format!("there is no open report {id}")),
                Err(error) => Err(wire::chain(&error)),
            },
        }
    }
}

async fn list_reports(use_cases: &UseCases) -> Result<String, PortError> {
    let open = use_cases.reports.open().await?;
    let ids: Vec<AccountId> = open.iter().flat_map(|report| [report.said.by, report.said.about]).collect();
    let names = use_cases.accounts.names(&ids).await?;
    let name = |id: AccountId| names.get(&id).map_or_else(|| id.to_string(), |name| format!("@{name}"));
    let line = |report: &Report| {
        let said = &report.said;
        let posts: Vec<String> = said.posts.iter().map(ToString::to_string).collect();
        let (category, posts) = (said.category.as_str(), posts.join(","));
        // one line each, whatever somebody wrote
        let comment = said.comment.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
        let (id, at, by, about) = (report.id, said.created_at, name(said.by), name(said.about));
        format!("{id} {at} {by} about {about}: {category}; posts {posts}; {comment}")
    };
    Ok(open.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn take(use_cases: &UseCases, name: String, measure: Measure, done: &str) -> Result<String, String> {
    let account = find(use_cases, &name).await?;
    let taken = use_cases.accounts.take(measure, account.id, &origin(use_cases)).await;
    taken.map_err(|error| wire::chain(&error))?.ok_or_else(|| format!("there is no account {name}"))?;
    Ok(format!("@{}: {done}", account.username))
}

async fn list_waiting(use_cases: &UseCases) -> Result<String, String> {
    let waiting = use_cases.accounts.waiting().await.map_err(|error| wire::chain(&error))?;
    let line = |(waiting, who): &(Waiting, Profile)| {
        let reason = waiting.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("@{} {} {}: {reason}", who.account.username, who.account.created_at, waiting.email.as_str())
    };
    Ok(waiting.iter().map(line).collect::<Vec<_>>().join("\n"))
}

async fn approve(use_cases: &UseCases, name: &str) -> Result<String, String> {
    let (waiting, who) = find_waiting(use_cases, name).await?;
    let approved = use_cases.accounts.approve(&waiting, &who, &origin(use_cases)).await;
    approved.map_err(|error| wire::chain(&error))?;
    Ok(format!("@{} is let in", who.account.username))
}

async fn reject(use_cases: &UseCases, name: &str) -> Result<String, String> {
    let (waiting, who) = find_waiting(use_cases, name).await?;
    let (leaving, accounts) = (&use_cases.leaving, &use_cases.accounts);
    let rejected = leaving.reject(&waiting, &who, accounts, &origin(use_cases)).await;
    rejected.map_err(|error| wire::chain(&error))?;
    Ok(format!("@{} is not let in, and told so", who.account.username))
}

async fn find_waiting(use_cases: &UseCases, name: &str) -> Result<(Waiting, Profile), String> {
    let account = find(use_cases, name).await?;
    let waiting = use_cases.accounts.waiting().await.map_err(|error| wire::chain(&error))?;
    let found = waiting.into_iter().find(|(waiting, _)| waiting.account == account.id);
    found.ok_or_else(|| format!("{name} does not wait for approval"))
}

async fn export(use_cases: &UseCases, links: &Links, name: &str, to: &Path) -> Result<String, String> {
    let account = find(use_cases, name).await?;
    let wrong = |error: std::io::Error| format!("{} can't be written: {error}", to.display());
    let mut file = File::create_new(to).map_err(wrong)?;
    // what they have in the shop is read from memory
    tokio::spawn(use_cases.shop.clone().keep_up());
    use_cases.shop.loaded().await;
    use_cases.shop.ready()?;
    let parts = archive(&use_cases.exports, links, account.id, use_cases.entropy.now());
    let mut parts = std::pin::pin!(parts);
    while let Some(part) = parts.next().await {
        file.write_all(&part.map_err(|error| wire::chain(&error))?).map_err(wrong)?;
    }
    file.sync_all().map_err(wrong)?;
    Ok(format!("everything of @{} is in {}", account.username, to.display()))
}

async fn reset_password(use_cases: &UseCases, name: &str, password: &str) -> Result<String, String> {
    let password = Password::parse(password).map_err(|rule| format!("password {rule}"))?;
    let account = find(use_cases, name).await?;
    let set = use_cases.accounts.set_password(account.id, &password, &origin(use_cases)).await;
    if set.map_err(|error| wire::chain(&error))? {
        Ok(format!("@{} has a new password, and is logged out everywhere", account.username))
    } else {
        Err(format!("there is no account {name}"))
    }
}

async fn delete(use_cases: &UseCases, name: &str) -> Result<String, String> {
    let account = find(use_cases, name).await?;
    match use_cases.leaving.leave(account.id, &origin(use_cases)).await {
        Ok(true) => Ok(format!("@{} is deleted: what is kept of it goes within minutes", account.username)),
        Ok(false) => Err(format!("there is no account {name}")),
        Err(error) => Err(wire::chain(&error)),
    }
}

async fn find(use_cases: &UseCases, name: &str) -> Result<Account, String> {
    let username = Username::parse(name).map_err(|rule| format!("username {rule}"))?;
    let found = use_cases.accounts.look_up(&username).await.map_err(|error| wire::chain(&error))?;
    Ok(found.ok_or_else(|| format!("there is no account {name}"))?.account)
}

fn origin(use_cases: &UseCases) -> Origin {
    Origin { actor: None, correlation: use_cases.entropy.uuid(), causation: None, trace: None }
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
    let account = use_cases.accounts.register(new, email, &password, &origin(use_cases)).await;
    let account = account.map_err(|error| match &error {
        RegisterError::Taken(TakenField::Username) => format!("username {name} {error}"),
        RegisterError::Taken(TakenField::Email) => format!("email {error}"),
        RegisterError::Port(_) => wire::chain(&error),
    })?;
    Ok(format!("@{} was made, with the id {}", account.username, account.id))
}

async fn create_token(use_cases: &UseCases, name: &str, admin: bool) -> Result<String, String> {
    let account = find(use_cases, name).await?.id;
    let scopes = if admin { Scopes::admin() } else { Scopes::everything() };
    let granted = use_cases.tokens.grant(account, scopes).await;
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
