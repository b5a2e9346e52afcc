//! Whoever keeps the shop looks through all that happened, and at how the models are.
use std::collections::HashSet;

use domain::ids::AccountId;
use sourcing::{Entry, Position, Progress, ReadError, Sieve, Stopped, StreamName, Stretch};

use super::{Shop, ShopError, people};
use crate::PortError;

/// Events that are looked at for one page, unless they are those of one stream.
const FAR: u64 = 100_000;
/// Those who have not logged in are called so, and a number that their browser alone leads to.
const GUEST: &str = "guest:";
/// Whoever is called so is nobody any more.
const GONE: &str = "erased";

/// A page of what happened, the newest first.
#[derive(Debug, Clone)]
pub struct Past {
    /// What happened.
    pub events: Vec<Entry>,
    /// Where to look on, if anything came before what was looked at: a page may be empty and not the last.
    pub before: Option<u64>,
}

/// How a model is.
#[derive(Debug, Clone)]
pub struct Health {
    /// What it is called.
    pub name: &'static str,
    /// How far it has come.
    pub progress: Progress,
    /// Why it goes on no more, if it does not.
    pub stopped: Option<Stopped>,
    /// How many things it knows.
    pub size: usize,
    /// How much has happened that it does not show yet.
    pub lag: u64,
}

/// How all models are.
#[derive(Debug, Clone)]
pub struct Healths {
    /// The last thing that happened.
    pub position: u64,
    /// Each of them.
    pub models: Vec<Health>,
    /// What the catalogue has heard of the others.
    pub carried: u64,
}

impl Shop {
    /// What happened, the newest first, as far as whoever keeps the shop may know it: who is nobody to others any more, as
    /// whoever has left for good, is nobody here.
    pub async fn past(
        &self,
        by: AccountId,
        sieve: &Sieve,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Past, ShopError> {
        self.admit(by).await?;
        let head = self.store.head().await?.position.next();
        let before = before.map_or(head, |before| Position::new(before).min(head));
        let after = match &sieve.stream {
            Some(_) => Position::START,
            None => Position::new(before.number().saturating_sub(FAR)),
        };
        let sieve = self.as_kept(sieve);
        let found = self.store.look(&sieve, Stretch { after, before }, limit).await;
        let found = found.map_err(|error| match error {
            ReadError::Away(error) => ShopError::from(error),
            ReadError::Corrupt(corrupt) => PortError::new("event store", corrupt).into(),
        })?;
        let found: Vec<Entry> = found.into_iter().map(|entry| self.in_the_plain(entry)).collect();
        let known = self.accounts.list(&people::named(&found)).await?;
        let known = known.iter().filter(|who| who.is_shown_to(None));
        let known: HashSet<String> = known.map(|who| who.account.id.to_string()).collect();
        // a guest is nobody whom their number leads to
        let is_there = |person: &str| person.starts_with(GUEST) || known.contains(person);
        let called = |person: &str| if is_there(person) { person.to_owned() } else { GONE.to_owned() };
        let before = match found.last() {
            Some(last) if found.len() == limit => Some(last.position),
            _ => (after > Position::START).then(|| after.next()),
        };
        let before = before.map(Position::number).filter(|before| *before > 1);
        Ok(Past { events: found.iter().map(|entry| people::renamed(entry, called)).collect(), before })
    }

    /// What somebody looks for, as the store knows it: what is a buyer's stands under an alias.
    fn as_kept(&self, sieve: &Sieve) -> Sieve {
        let buyer = sieve.stream.as_ref().and_then(|stream| stream.as_str().strip_prefix(people::BUYER));
        let known = buyer.and_then(|buyer| buyer.parse::<AccountId>().ok()).map(|buyer| self.as_known(buyer));
        let kept = known.and_then(|known| StreamName::parse(&format!("{}{known}", people::BUYER)).ok());
        Sieve { stream: kept.or_else(|| sieve.stream.clone()), ..sieve.clone() }
    }

    /// An event with the people who are in it, as far as anybody can still say who they are.
    fn in_the_plain(&self, mut entry: Entry) -> Entry {
        let name = |who: Option<AccountId>| who.map_or_else(|| GONE.to_owned(), |who| who.to_string());
        if let Some(told) = &entry.fact.actor {
            entry.fact.actor = Some(format!("{}{}", people::ACTOR, name(self.people.actor(told))).into());
        }
        people::renamed(&entry, |person| match person.parse() {
            Ok(known) => name(self.people.who(known)),
            Err(_) => person.to_owned(),
        })
    }

    /// How all models are.
    pub async fn health(&self, by: AccountId) -> Result<Healths, ShopError> {
        self.admit(by).await?;
        let head = self.store.head().await?.position.number();
        let health = |model: &dyn sourcing::Watched| {
            let (progress, stopped) = (model.pace().progress(), model.pace().standstill());
            let lag = head.saturating_sub(progress.shown.number());
            Health { name: model.name(), progress, stopped, size: model.size(), lag }
        };
        let models = self.models.iter().map(|model| health(&**model)).collect();
        Ok(Healths { position: head, models, carried: self.listing.at().await?.number() })
    }
}
