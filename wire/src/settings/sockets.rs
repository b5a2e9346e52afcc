//! How many sockets there may be, and what each may do.
use std::time::Duration;

use service::realtime::gateway::Limits;

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
}

impl SocketRules {
    /// Reads them.
    pub fn read(layers: &Layers, shared: &Shared) -> Result<Self, Mistake> {
        let seconds = |setting| layers.read(setting).map(Duration::from_secs);
        let most = shared.limits.connections;
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
        })
    }
}
