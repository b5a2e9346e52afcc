//! Letters to an SMTP server.
use std::time::Duration;

use async_trait::async_trait;
use domain::identity::Letter;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use service::PortError;
use service::mail::{Mailer, Undeliverable};
use thiserror::Error;

use crate::Sender;

/// Hands letters to an SMTP server, which takes them from there.
#[derive(Clone)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
}

/// The URL names no server.
#[derive(Debug, Error)]
#[error(
    "is not of the form smtps://user:password@host:465, smtp://host:587?tls=required or smtp://localhost:25"
)]
pub struct NotAServer;

impl SmtpMailer {
    /// How long any answer of the server may take.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// To the server of that URL: `smtps` is encrypted from the first byte, `smtp` with `?tls=required` from STARTTLS on.
    pub fn new(url: &str, sender: Sender) -> Result<Self, NotAServer> {
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| NotAServer)?;
        Ok(Self { transport: builder.timeout(Some(Self::PATIENCE)).build(), sender })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn deliver(&self, letter: &Letter) -> Result<(), Undeliverable> {
        let envelope = self.sender.envelope(letter)?;
        match self.transport.send(envelope).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Undeliverable::Refused(error.into())),
            Err(error) => Err(PortError::new("the mail server", error).into()),
        }
    }
}
