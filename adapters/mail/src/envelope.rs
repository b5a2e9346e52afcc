//! What a letter looks like on its way.
use std::str::FromStr;

use domain::identity::Letter;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Body, Mailbox, Message};
use lettre::{Address, address::AddressError};
use service::mail::Undeliverable;
use thiserror::Error;

/// Bytes of a line that may be sent as it is (RFC 5322).
const LONGEST_LINE: usize = 998;

/// Who sends all letters: `Rookery <rookery@example.org>`, or the bare address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

/// What is no sender.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("is no address")]
pub struct NotASender;

impl FromStr for Sender {
    type Err = NotASender;

    fn from_str(text: &str) -> Result<Self, NotASender> {
        text.parse().map(Self).map_err(|_| NotASender)
    }
}

impl Sender {
    /// `rookery@` that domain.
    #[must_use]
    pub fn of(domain: &str) -> Self {
        let host = domain.rsplit_once(':').map_or(domain, |(host, _)| host);
        let address = Address::new("rookery", host).or_else(|_| Address::new("rookery", "localhost"));
        Self(Mailbox::new(Some("Rookery".to_owned()), address.unwrap_or_else(|_| unreachable!())))
    }

    /// The letter, addressed and dated. Its Message-ID is its own: a letter that is sent twice is seen to be one.
    pub(crate) fn envelope(&self, letter: &Letter) -> Result<Message, Undeliverable> {
        let to: Address =
            letter.to.as_str().parse().map_err(|error: AddressError| Undeliverable::Refused(error.into()))?;
        let id = format!("<{}@{}>", letter.id, self.0.email.domain());
        Message::builder()
            .from(self.0.clone())
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            .message_id(Some(id))
            .header(ContentType::TEXT_PLAIN)
            .body(body(&letter.text))
            .map_err(|error| Undeliverable::Refused(error.into()))
    }
}

/// The text as it is, where it can be sent so: whoever looks into a folder can copy a link out of it.
fn body(text: &str) -> Body {
    let plain = text.is_ascii() && text.lines().all(|line| line.len() < LONGEST_LINE);
    let text = text.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes();
    if plain { Body::dangerous_pre_encoded(text, ContentTransferEncoding::SevenBit) } else { Body::new(text) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::identity::Email;
    use uuid::Uuid;

    fn letter() -> Letter {
        Letter {
            id: Uuid::from_u128(7),
            to: Email::stored("ada@rookery.example"),
            subject: "Krähen\r\nBcc: eve@rookery.example".to_owned(),
            text: "the rooks are back\n.\nÄ".to_owned(),
        }
    }

    #[test]
    fn a_letter_has_one_name_and_nobody_adds_a_header_to_it() {
        let sender: Sender = "Rookery <rookery@r.example>".parse().unwrap();
        let text = String::from_utf8(sender.envelope(&letter()).unwrap().formatted()).unwrap();
        assert!(text.contains("Message-ID: <00000000-0000-0000-0000-000000000007@r.example>\r\n"), "{text}");
        assert!(text.contains("To: ada@rookery.example\r\n"), "{text}");
        assert!(!text.contains("\nBcc:"), "{text}");
    }

    #[test]
    fn a_link_can_be_copied_out_of_a_letter() {
        let sender: Sender = "rookery@r.example".parse().unwrap();
        let link = format!("https://r.example/auth/confirm?token={}", "a".repeat(43));
        let letter = Letter { text: format!("here:\n\n{link}\n"), ..letter() };
        let text = String::from_utf8(sender.envelope(&letter).unwrap().formatted()).unwrap();
        assert!(text.contains(&format!("\r\n{link}\r\n")), "{text}");
    }

    #[test]
    fn what_is_no_address_is_no_sender() {
        for bad in ["", "rookery", "a b@c", "x@y\r\nBcc: z@w"] {
            assert_eq!(bad.parse::<Sender>(), Err(NotASender), "{bad:?}");
        }
    }

    #[test]
    fn a_letter_to_nowhere_is_refused_for_good() {
        let sender: Sender = "rookery@r.example".parse().unwrap();
        let nowhere = Letter { to: Email::stored("ada@-"), ..letter() };
        assert!(matches!(sender.envelope(&nowhere), Err(Undeliverable::Refused(_))));
    }
}
