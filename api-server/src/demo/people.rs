//! Who lives in the demonstration.
use std::collections::HashMap;

use domain::identity::{DisplayName, Email, Measure, NewAccount, Password, Role, Username};
use domain::ids::AccountId;
use domain::realtime::Origin;
use service::identity::LoginError;

use super::{DemoError, PASSWORD};
use crate::UseCases;

/// Who keeps the shop: the one that visitors of the demonstration log in as.
pub(super) const KEEPER: &str = "ada";

/// Somebody of the community.
pub(super) struct Person {
    pub(super) name: &'static str,
    display_name: &'static str,
    bot: bool,
    /// Whom they follow.
    pub(super) follows: &'static [&'static str],
}

const fn person(name: &'static str, display_name: &'static str, follows: &'static [&'static str]) -> Person {
    Person { name, display_name, bot: false, follows }
}

/// Everybody.
pub(super) const PEOPLE: [Person; 8] = [
    person("ada", "Ada Thorne 🪶", &["bram", "cleo", "dot", "edda", "finn", "hana", "tower"]),
    person("bram", "Bram Okafor", &["ada", "cleo", "edda", "tower"]),
    person("cleo", "Cléo Vance", &["ada", "bram", "dot", "hana"]),
    person("dot", "Dot Lindqvist", &["ada", "cleo", "finn", "tower"]),
    person("edda", "Edda Moreau · kiln 2", &["ada", "bram", "hana"]),
    person("finn", "Finn", &["ada", "dot", "edda", "hana", "tower"]),
    person("hana", "Hana Sato 佐藤", &["ada", "cleo", "edda", "finn"]),
    Person { bot: true, ..person("tower", "The tower camera", &["ada", "finn"]) },
];

/// Everybody's id, by name.
pub(super) type Community = HashMap<&'static str, AccountId>;

/// Those whom this run makes, however often it begins.
pub(super) struct Newcomers {
    /// What they log in with.
    password: Password,
    /// Whether people may come from other machines.
    is_open: bool,
    /// Whether the one who keeps the shop logs in with it, too.
    keeper_has_it: bool,
    /// The one who keeps the shop, made and not appointed yet. That is done once: whoever is found under the name may be anybody,
    /// and what they are is up to others.
    unappointed: Option<AccountId>,
}

/// How somebody came to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// They are as they were.
    Before,
    /// They were there, with the password that everybody knows, and have another now.
    Locked,
    /// They were made.
    Now,
}

impl Newcomers {
    /// Nobody yet.
    pub(super) fn expected(use_cases: &UseCases, is_open: bool) -> Result<Self, DemoError> {
        let password = if is_open {
            Password::parse(use_cases.secrets.secret()?.reveal())?
        } else {
            Password::parse(PASSWORD)?
        };
        Ok(Self { password, is_open, keeper_has_it: false, unappointed: None })
    }

    /// What to log in with as the one who keeps the shop, as far as is known.
    pub(super) fn password(&self) -> Option<&Password> {
        (self.keeper_has_it || !self.is_open).then_some(&self.password)
    }

    async fn appoint(&mut self, use_cases: &UseCases) -> Result<(), DemoError> {
        if let Some(keeper) = self.unappointed {
            let origin = somebody(use_cases, None);
            use_cases.accounts.take(Measure::Appoint(Role::Admin), keeper, &origin).await?;
            self.unappointed = None;
        }
        Ok(())
    }
}

/// Finds everybody, and makes those who are missing.
pub(super) async fn gather(use_cases: &UseCases, newcomers: &mut Newcomers) -> Result<Community, DemoError> {
    let mut community = Community::new();
    for person in &PEOPLE {
        let (id, came) = find_or_make(use_cases, person, newcomers).await?;
        if person.name == KEEPER {
            newcomers.keeper_has_it |= came != Came::Before;
            newcomers.unappointed = newcomers.unappointed.or((came == Came::Now).then_some(id));
            newcomers.appoint(use_cases).await?;
        }
        community.insert(person.name, id);
    }
    Ok(community)
}

async fn find_or_make(
    use_cases: &UseCases,
    person: &Person,
    Newcomers { password, is_open, .. }: &Newcomers,
) -> Result<(AccountId, Came), DemoError> {
    let username = Username::stored(person.name);
    let email = Email::stored(&format!("{}@rookery.example", person.name));
    if let Some(profile) = use_cases.accounts.look_up(&username).await? {
        let id = profile.account.id;
        let locked = *is_open && lock(use_cases, id, &email, password).await?;
        return Ok((id, if locked { Came::Locked } else { Came::Before }));
    }
    let display_name = DisplayName::stored(person.display_name);
    let new = NewAccount { username, display_name, bot: person.bot };
    let made = use_cases.accounts.register(new, email, password, &somebody(use_cases, None)).await?;
    Ok((made.id, Came::Now))
}

/// Takes from somebody the password that everybody knows, which they were made with while nobody came from another machine. Whether
/// they had it.
async fn lock(
    use_cases: &UseCases,
    account: AccountId,
    email: &Email,
    password: &Password,
) -> Result<bool, DemoError> {
    match use_cases.accounts.identify(email, &Password::parse(PASSWORD)?).await {
        Ok(known) if known == account => {
            Ok(use_cases.accounts.set_password(account, password, &somebody(use_cases, None)).await?)
        }
        Err(LoginError::Port(error)) => Err(error.into()),
        Ok(_) | Err(_) => Ok(false),
    }
}

/// What is done here was asked for by no request.
pub(super) fn somebody(use_cases: &UseCases, actor: Option<AccountId>) -> Origin {
    Origin { actor, correlation: use_cases.entropy.uuid(), causation: None, trace: None }
}
