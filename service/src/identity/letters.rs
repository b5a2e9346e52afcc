//! What the letters say.
use domain::identity::{Email, Letter, Secret, Username};
use uuid::Uuid;

/// The server as letters speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its name.
    pub title: String,
    /// Where its pages are, without a slash at the end.
    pub root: String,
}

impl Site {
    fn page(&self, path: &str, secret: &Secret) -> String {
        format!("{}/{path}?token={}", self.root, secret.reveal())
    }

    fn letter(&self, id: Uuid, to: &Email, subject: &str, text: &str) -> Letter {
        let Self { title, root, .. } = self;
        let text = format!("{text}\n\n-- \n{title}\n{root}\n");
        Letter { id, to: to.clone(), subject: format!("{title}: {subject}"), text }
    }

    /// To somebody who registered.
    pub(crate) fn confirm(&self, id: Uuid, to: &Email, name: &Username, secret: &Secret) -> Letter {
        let text = format!(
            "Hello @{name},\n\nplease confirm that this is your address:\n\n{}\n\nThe link holds for 30 minutes. If you did \
             not register here, ignore this mail.",
            self.page("auth/confirm", secret)
        );
        self.letter(id, to, "confirm your address", &text)
    }

    /// To somebody who was approved.
    pub(crate) fn approved(&self, id: Uuid, to: &Email, name: &Username) -> Letter {
        let root = &self.root;
        let text = format!("Hello @{name},\n\nyou were approved: you may log in now.\n\n{root}/login");
        self.letter(id, to, "you may log in now", &text)
    }

    /// To somebody who was not.
    pub(crate) fn rejected(&self, id: Uuid, to: &Email, name: &Username) -> Letter {
        let text = format!(
            "Hello @{name},\n\nthose who run this server did not approve your registration. What you told us is deleted."
        );
        self.letter(id, to, "you were not approved", &text)
    }

    /// To somebody who forgot a password.
    pub(crate) fn reset(&self, id: Uuid, to: &Email, name: &Username, secret: &Secret) -> Letter {
        let text = format!(
            "Hello @{name},\n\nsomebody asked to set a new password for your account. If it was you, do so here:\n\n{}\n\nThe \
             link holds for 30 minutes and works once. If it was not you, ignore this mail: nothing has changed.",
            self.page("auth/reset", secret)
        );
        self.letter(id, to, "set a new password", &text)
    }

    /// To somebody who logs in by a code.
    pub(crate) fn code(&self, id: Uuid, to: &Email, name: &Username, code: &Secret) -> Letter {
        let code = code.reveal();
        let text = format!(
            "Hello @{name},\n\nyour code to log in is\n\n    {code}\n\nIt holds for 10 minutes and works once. If you did not \
             ask for it, ignore this mail and tell nobody the code."
        );
        self.letter(id, to, &format!("your code is {code}"), &text)
    }

    /// To an address that no account has, so that asking for it shows nobody whether one has.
    pub(crate) fn nobody(&self, id: Uuid, to: &Email) -> Letter {
        let text = "Hello,\n\nsomebody asked to log in here with this address, but no account has it. If it was you, you may \
                    have registered with another one. If it was not you, ignore this mail.";
        self.letter(id, to, "no account has this address", text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_names_the_server_and_links_to_it() {
        let site = Site { title: "The Rookery".to_owned(), root: "https://r.example".to_owned() };
        let to = Email::parse("ada@r.example").unwrap();
        let letter = site.reset(Uuid::nil(), &to, &Username::stored("ada"), &Secret::new("s3cret"));
        assert_eq!((letter.to, letter.subject.as_str()), (to, "The Rookery: set a new password"));
        assert!(letter.text.starts_with("Hello @ada,\n"), "{}", letter.text);
        assert!(letter.text.contains("\nhttps://r.example/auth/reset?token=s3cret\n"), "{}", letter.text);
    }
}
