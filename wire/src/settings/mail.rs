//! How letters leave.
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use super::{Layers, Mistake, Secret, table};

/// How letters leave, as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings<S> {
    /// Who sends them, if that was said.
    pub sender: Option<S>,
    /// The server that takes them; there may be none.
    pub server: Option<Secret>,
    /// Where they are written to, if there is no server.
    pub folder: PathBuf,
}

impl Layers {
    /// Whoever takes letters, as somebody makes it who knows how to; `folder` is used where none was set. What is wrong is wrong
    /// with the server.
    pub fn mail<S, M, E: Display>(
        &self,
        folder: PathBuf,
        make: impl FnOnce(MailSettings<S>) -> Result<M, E>,
    ) -> Result<M, Mistake>
    where
        S: FromStr<Err: Display>,
    {
        let (sender, server) = (self.find(&table::MAIL_FROM)?, self.find(&table::SMTP_URL)?);
        let folder = self.find(&table::MAIL_FOLDER)?.unwrap_or(folder);
        let mistake = |wrong| Mistake::new(&table::SMTP_URL, &table::SMTP_URL.variable(), wrong);
        make(MailSettings { sender, server, folder }).map_err(mistake)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn mail(variables: &[(&str, &str)]) -> Result<MailSettings<u8>, Mistake> {
        let variables =
            variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let layers = Layers::of(HashMap::new(), variables, None)?;
        layers.mail("own".into(), |set| match &set.server {
            Some(server) if server.reveal() == "pigeon" => Err("is no server"),
            _ => Ok(set),
        })
    }

    #[test]
    fn letters_go_into_a_folder_unless_it_is_said_otherwise() {
        let plain = MailSettings { sender: None, server: None, folder: "own".into() };
        assert_eq!(mail(&[]), Ok(plain.clone()));
        let set = mail(&[("ROOKERY_MAIL_FOLDER", "/else"), ("ROOKERY_MAIL_FROM", "7")]);
        assert_eq!(set, Ok(MailSettings { sender: Some(7), folder: "/else".into(), ..plain }));
        for wrong in [("ROOKERY_SMTP_URL", "pigeon"), ("ROOKERY_MAIL_FROM", "x")] {
            let mistake = mail(&[wrong]).unwrap_err().to_string();
            assert!(mistake.contains(wrong.0) && mistake.lines().count() == 1, "{mistake}");
        }
    }
}
