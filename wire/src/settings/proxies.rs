//! Who may say on whose behalf they ask.
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use http::HeaderMap;

/// The proxies that are believed when they say who asked: addresses, or ranges such as `10.0.0.0/8`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proxies(Vec<Range>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    base: Ipv6Addr,
    bits: u8,
}

/// Not a list of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotProxies(String);

impl fmt::Display for NotProxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is neither an address nor a range of addresses", self.0)
    }
}

impl Proxies {
    /// The address of whoever asked: the peer's, unless it is a trusted proxy; then the last one in `X-Forwarded-For` that
    /// is none.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trust(peer) {
            return peer;
        }
        let said = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<IpAddr> =
            said.flat_map(|line| line.split(',')).map_while(|hop| hop.trim().parse().ok()).collect();
        hops.iter().rev().copied().find(|hop| !self.trust(*hop)).unwrap_or(peer)
    }

    /// The address that whoever asked is counted by. Of an IPv6 address only the network (/64) counts: whoever has one has all of
    /// it.
    #[must_use]
    pub fn counted(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        match self.client(peer, headers).to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            address @ IpAddr::V4(_) => address,
        }
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.holds(address))
    }
}

impl Range {
    fn holds(self, address: IpAddr) -> bool {
        let differing = wide(address).to_bits() ^ self.base.to_bits();
        differing.leading_zeros() >= u32::from(self.bits)
    }
}

fn wide(address: IpAddr) -> Ipv6Addr {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
}

impl FromStr for Range {
    type Err = NotProxies;

    fn from_str(text: &str) -> Result<Self, NotProxies> {
        let wrong = || NotProxies(text.to_owned());
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (most, inside) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let bits = bits.map_or(Ok(most), str::parse::<u8>).map_err(|_| wrong())?;
        if bits > most { Err(wrong()) } else { Ok(Self { base: wide(address), bits: bits + inside }) }
    }
}

impl FromStr for Proxies {
    type Err = NotProxies;

    fn from_str(text: &str) -> Result<Self, NotProxies> {
        let ranges = text.split(',').map(str::trim).filter(|range| !range.is_empty());
        ranges.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: &'static str) -> String {
        let headers = HeaderMap::from_iter([(
            http::HeaderName::from_static("x-forwarded-for"),
            HeaderValue::from_static(forwarded),
        )]);
        proxies.parse::<Proxies>().unwrap().client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(client("", "10.0.0.1", "1.2.3.4"), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", "1.2.3.4"), "1.2.3.4");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", "9.9.9.9, 1.2.3.4, 10.2.2.2"), "1.2.3.4");
        assert_eq!(client("::1, 10.0.0.1", "::1", "10.0.0.1"), "::1");
        assert_eq!(client("127.0.0.1", "127.0.0.1", "junk"), "127.0.0.1");
    }

    #[test]
    fn a_list_of_proxies_is_checked() {
        for bad in ["x", "10.0.0.0/33", "10.0.0.0/x", "1.2.3"] {
            assert!(bad.parse::<Proxies>().is_err(), "{bad:?}");
        }
    }
}
