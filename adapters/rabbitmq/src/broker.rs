//! Where the broker is, and what we have there.
use lapin::options::ExchangeDeclareOptions;
use lapin::types::{FieldTable, ShortString};
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{Channel, ExchangeKind};
use service::PortError;

use crate::failed;

/// A broker and the exchanges through which events go there.
#[derive(Clone)]
pub(crate) struct Broker {
    pub(crate) uri: AMQPUri,
    pub(crate) exchange: ShortString,
    /// The one for what is kept nowhere: it never stands in the way of events.
    pub(crate) passing: ShortString,
}

impl Broker {
    /// In seconds; a connection is given up after two that were missed.
    const HEARTBEAT: u16 = 10;

    /// Nothing of the URL is repeated in an error: there is a password in it.
    pub(crate) fn parse(url: &str, exchange: &str) -> Result<Self, PortError> {
        let mut uri: AMQPUri = url
            .parse()
            .map_err(|_| failed("not a broker's URL, such as amqp://user:password@host:5672/%2f"))?;
        if uri.scheme == AMQPScheme::AMQPS && !cfg!(feature = "amqp-tls") {
            // the driver would go on without encryption
            return Err(failed("built without the feature amqp-tls, which amqps:// needs"));
        }
        uri.query.heartbeat.get_or_insert(Self::HEARTBEAT);
        Ok(Self { uri, exchange: exchange.into(), passing: format!("{exchange}.passing").into() })
    }

    /// Makes sure that the exchanges exist.
    pub(crate) async fn declare_exchanges(&self, channel: &Channel) -> lapin::Result<()> {
        for exchange in [&self.exchange, &self.passing] {
            let durable = ExchangeDeclareOptions { durable: true, ..ExchangeDeclareOptions::default() };
            let (exchange, nothing) = (exchange.clone(), FieldTable::default());
            channel.exchange_declare(exchange, ExchangeKind::Fanout, durable, nothing).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;

    #[test]
    fn a_bad_url_is_refused_without_repeating_it() {
        for bad in ["", "secret", "http://guest:secret@host", "amqp://guest:secret@host:port/"] {
            let error = Broker::parse(bad, "x").err().unwrap();
            assert!(!format!("{error} {:?}", error.source()).contains("secret"), "{error:?}");
        }
    }

    #[test]
    fn encryption_is_never_left_out_silently() {
        let encrypted = Broker::parse("amqps://guest:guest@host/%2f", "x");
        assert_eq!(encrypted.is_ok(), cfg!(feature = "amqp-tls"));
    }

    #[test]
    fn a_heartbeat_is_asked_for_unless_the_url_names_another() {
        let heartbeat = |url| Broker::parse(url, "x").unwrap().uri.query.heartbeat;
        assert_eq!(heartbeat("amqp://host/%2f"), Some(10));
        assert_eq!(heartbeat("amqp://host/%2f?heartbeat=3"), Some(3));
    }
}
