//! Those who buy what the community sells: quiet members, whom nobody but the demonstration has made.
use domain::identity::{DisplayName, Email, NewAccount, Password, Username};
use domain::ids::AccountId;
use service::identity::RegisterError;

use super::DemoError;
use super::people::somebody;
use crate::UseCases;

/// Their names.
const BUYERS: [(&str, &str); 16] = [
    ("agnes_w", "Agnes Whitlock"),
    ("bo_larsen", "Bo Larsen"),
    ("chidi_e", "Chidi Eze"),
    ("delphine_r", "Delphine Roux"),
    ("emeka_o", "Emeka Obi"),
    ("freya_n", "Freya Nyström"),
    ("gil_sousa", "Gil Sousa"),
    ("ines_c", "Inês Carvalho"),
    ("jun_mori", "Jun Mori 森"),
    ("kirsi_l", "Kirsi Lahti"),
    ("lev_a", "Lev Abramov"),
    ("mabel_j", "Mabel Jones"),
    ("nour_h", "Nour Haddad"),
    ("otis_b", "Otis Bell"),
    ("pia_k", "Pia Kovač"),
    ("rafa_m", "Rafa Molina"),
];

/// Finds all who buy, and makes those who are missing.
pub(super) async fn gather(use_cases: &UseCases) -> Result<Vec<AccountId>, DemoError> {
    let mut buyers = vec![];
    for (name, display_name) in BUYERS {
        buyers.extend(find_or_make(use_cases, name, display_name).await?);
    }
    Ok(buyers)
}

/// Nobody where somebody else has the name: what others buy is up to them.
async fn find_or_make(
    use_cases: &UseCases,
    name: &str,
    display_name: &str,
) -> Result<Option<AccountId>, DemoError> {
    // whoever registers has an address in small letters: this one was given by nobody else
    let email = Email::stored(&format!("{name}@Buyers.rookery.example"));
    if let Some(known) = use_cases.accounts.holder(&email).await? {
        return Ok(Some(known));
    }
    let new = NewAccount {
        username: Username::stored(name),
        display_name: DisplayName::stored(display_name),
        bot: true,
    };
    let nobodys = Password::parse(use_cases.secrets.secret()?.reveal())?;
    match use_cases.accounts.register(new, email.clone(), &nobodys, &somebody(use_cases, None)).await {
        Ok(made) => Ok(Some(made.id)),
        // by another server just now, or by somebody else
        Err(RegisterError::Taken(_)) => Ok(use_cases.accounts.holder(&email).await?),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_buys_has_a_name_that_others_could_have() {
        for (name, display_name) in BUYERS {
            assert_eq!(Username::parse(name).unwrap().as_str(), name);
            assert_eq!(DisplayName::parse(display_name).unwrap().as_str(), display_name);
        }
    }
}
