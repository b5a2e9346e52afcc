//! How many sockets there may be, and what each may do.
use std::time::Duration;

use service::realtime::gateway::Limits;
use url::Url;

use super::{Layers, Mistake, Proxies, Shared, table};

/// What ws-server is told of those who connect; 0 is as many as they like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SocketRules {
    /// What one connection to the gateway may do.
    pub gateway: Limits,
    /// Connections to the gateway that one member may have.
    pub per_member: u32,
    /// What one token may publish through the gateway in a minute.
    pub publishes: u32,
    /// Sockets and streams that one address may have.
    pub per_address: u32,
    /// Sockets and streams that may open in a second.
    pub per_second: u32,
    /// Sockets and streams at once.
    pub most: usize,
    /// Who may say on whose behalf they ask.
    pub proxies: Proxies,
    /// Where those go on who are sent off: where the world finds the sockets, if somebody has said that. Where the server listens
    /// is no answer to those on other machines.
    pub elsewhere: Option<String>,
}

impl SocketRules {
    /// Reads them.
    pub fn read(layers: &Layers, shared: &Shared) -> Result<Self, Mistake> {
        let seconds = |setting| layers.read(setting).map(Duration::from_secs);
        let most = shared.limits.connections;
        let is_said = layers.find::<Url>(&table::STREAMING_URL)?.is_some();
        let is_known = is_said || shared.listen.ip().is_loopback();
        Ok(Self {
            gateway: Limits {
                topics: layers.read(&table::GATEWAY_TOPICS)?,
                listen: seconds(&table::GATEWAY_LISTEN)?,
                ping: seconds(&table::GATEWAY_PING)?,
                ..Limits::default()
            },
            per_member: layers.read(&table::SOCKETS_MEMBER)?,
            // as often as they like, where everybody may ask so
            publishes: if shared.rates.account == 0 { 0 } else { layers.read(&table::GATEWAY_PUBLISHES)? },
            per_address: layers.read(&table::SOCKETS_ADDRESS)?,
            per_second: layers.read(&table::SOCKETS_RATE)?,
            // some of the places are for those who ask how the server is
            most: most - most / 20,
            proxies: shared.proxies.clone(),
            elsewhere: is_known.then(|| shared.links.streaming().to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Program;
    use super::*;

    #[test]
    fn nobody_is_sent_to_an_address_that_may_be_their_own() {
        let check = |listen: &str, streaming: Option<&str>, expected: Option<&str>| {
            let listen = Some(("ROOKERY_LISTEN", listen));
            let said = listen.into_iter().chain(streaming.map(|url| ("ROOKERY_STREAMING_URL", url)));
            let variables = said.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let layers = Layers::of([].into(), variables, None).unwrap();
            for program in [Program::Ws, Program::Rookery] {
                let shared = Shared::read(&layers, program).unwrap();
                let rules = SocketRules::read(&layers, &shared).unwrap();
                assert_eq!(rules.elsewhere.as_deref(), expected, "{listen:?} {streaming:?}");
            }
        };
        check("127.0.0.1:9000", None, Some("ws://127.0.0.1:9000"));
        check("[::1]:9000", None, Some("ws://[::1]:9000"));
        for open in ["0.0.0.0:9000", "[::]:9000", "10.0.0.1:9000"] {
            check(open, None, None);
            check(open, Some("wss://rooks.example"), Some("wss://rooks.example"));
        }
    }
}
