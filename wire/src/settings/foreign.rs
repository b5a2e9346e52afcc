//! Another server whose tokens are taken as they are.
use std::fmt::Display;

use super::{Layers, Mistake, table};

/// What is believed of it, as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignSettings {
    /// Its own name for itself, which is its address.
    pub issuer: String,
    /// Its name for us.
    pub audience: String,
    /// The claim that says who somebody is.
    pub claim: String,
}

impl Layers {
    /// The other server, if one was set, as somebody makes it who knows how to ask it: what is wrong is wrong with its address.
    pub fn foreign<S, E: Display>(
        &self,
        make: impl FnOnce(ForeignSettings) -> Result<S, E>,
    ) -> Result<Option<S>, Mistake> {
        let Some(issuer) = self.find(&table::FOREIGN_ISSUER)? else { return Ok(None) };
        let (audience, claim) = (self.read(&table::FOREIGN_AUDIENCE)?, self.read(&table::FOREIGN_CLAIM)?);
        let mistake = |wrong| Mistake::new(&table::FOREIGN_ISSUER, &table::FOREIGN_ISSUER.variable(), wrong);
        make(ForeignSettings { issuer, audience, claim }).map(Some).map_err(mistake)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn foreign(variables: &[(&str, &str)]) -> Result<Option<ForeignSettings>, Mistake> {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Layers::of(HashMap::new(), variables, None)?.foreign(|set| {
            if set.issuer.starts_with("https:") { Ok(set) } else { Err("has to begin with https:") }
        })
    }

    #[test]
    fn a_server_is_named_with_its_name_for_us_or_not_at_all() {
        assert_eq!(foreign(&[]), Ok(None));
        let issuer = ("ROOKERY_FOREIGN_ISSUER", "https://id.example/");
        let set = foreign(&[issuer, ("ROOKERY_FOREIGN_AUDIENCE", "rooks")]).unwrap().unwrap();
        assert_eq!(
            (set.issuer.as_str(), set.audience.as_str(), set.claim.as_str()),
            ("https://id.example/", "rooks", "sub")
        );
        let mistake = foreign(&[issuer]).unwrap_err().to_string();
        assert!(mistake.contains("audience") && mistake.lines().count() == 1, "{mistake}");
        let audience = ("ROOKERY_FOREIGN_AUDIENCE", "rooks");
        let mistake = foreign(&[("ROOKERY_FOREIGN_ISSUER", "gopher:"), audience]).unwrap_err().to_string();
        assert!(
            mistake.contains("ROOKERY_FOREIGN_ISSUER") && mistake.contains("to begin with https:"),
            "{mistake}"
        );
    }
}
