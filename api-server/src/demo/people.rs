//! Who lives in the demonstration.
use std::collections::HashMap;

use domain::identity::{DisplayName, Email, NewAccount, Password, Username};
use domain::ids::AccountId;
use domain::realtime::Origin;

use super::{DemoError, PASSWORD};
use crate::UseCases;

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

/// Finds everybody, and makes those who are missing.
pub(super) async fn gather(use_cases: &UseCases) -> Result<Community, DemoError> {
    let mut community = Community::new();
    for person in &PEOPLE {
        community.insert(person.name, find_or_make(use_cases, person).await?);
    }
    Ok(community)
}

async fn find_or_make(use_cases: &UseCases, person: &Person) -> Result<AccountId, DemoError> {
    let username = Username::stored(person.name);
    if let Some(profile) = use_cases.accounts.look_up(&username).await? {
        return Ok(profile.account.id);
    }
    let display_name = DisplayName::stored(person.display_name);
    let new = NewAccount { username, display_name, bot: person.bot };
    let email = Email::stored(&format!("{}@rookery.example", person.name));
    let password = Password::parse(PASSWORD)?;
    Ok(use_cases.accounts.register(new, email, &password, &somebody(use_cases, None)).await?.id)
}

/// What is done here was asked for by no request.
pub(super) fn somebody(use_cases: &UseCases, actor: Option<AccountId>) -> Origin {
    Origin { actor, correlation: use_cases.entropy.uuid(), causation: None, trace: None }
}
