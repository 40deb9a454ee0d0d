//! Where a call comes from: the address of the connection, or what trusted proxies say of the client behind it.
//!
//! Owns whose word is taken and what counts as one address: of IPv6, whose holders have more than can be counted, the network of
//! 64 bits.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use ipnet::{IpNet, Ipv6Net};

/// The networks whose `X-Forwarded-For` is taken at its word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Arc<[IpNet]>);

/// A text that names no networks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a network such as 10.0.0.0/8: {0:?}")]
pub struct NoNetwork(String);

impl FromStr for Proxies {
    type Err = NoNetwork;

    /// Addresses and networks, separated by commas; none for an empty text.
    fn from_str(text: &str) -> Result<Self, NoNetwork> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            let one = || part.parse::<IpAddr>().ok().map(IpNet::from);
            part.parse::<IpNet>().ok().or_else(one).ok_or_else(|| NoNetwork(part.to_owned()))
        };
        parts.map(network).collect::<Result<_, _>>().map(Self)
    }
}

impl Proxies {
    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client behind `peer`, whose words on whom it speaks for stand in `forwarded`, the nearest last: the nearest that is no
    /// trusted proxy. Words of anybody else are not read.
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> IpAddr {
        let mut client = peer.to_canonical();
        for word in forwarded.rev() {
            if !self.trusts(client) {
                break;
            }
            let Ok(before) = word.trim().parse::<IpAddr>() else { break };
            client = before.to_canonical();
        }
        client
    }
}

/// The text of what counts as one address.
pub fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => Ipv6Net::new_assert(address, 64).trunc().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(proxies: &str, peer: &str, forwarded: &[&str]) -> String {
        let proxies: Proxies = proxies.parse().expect("networks");
        proxies.client(peer.parse().expect("an address"), forwarded.iter().copied()).to_string()
    }

    #[test]
    fn the_nearest_that_is_no_trusted_proxy_is_the_client() {
        let trusted = "10.0.0.0/8, 192.0.2.7,fd00::/8";
        for (proxies, peer, forwarded, expected) in [
            ("", "10.0.0.1", &["203.0.113.9"][..], "10.0.0.1"),
            (trusted, "10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            (trusted, "10.0.0.1", &["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
            (trusted, "10.0.0.1", &["198.51.100.1", "203.0.113.9", " 192.0.2.7"], "203.0.113.9"),
            (trusted, "203.0.113.9", &["198.51.100.1"], "203.0.113.9"),
            (trusted, "10.0.0.1", &["198.51.100.1", "nonsense"], "10.0.0.1"),
            (trusted, "10.0.0.1", &[], "10.0.0.1"),
            (trusted, "10.0.0.1", &["10.1.1.1"], "10.1.1.1"),
            (trusted, "::ffff:10.0.0.1", &["2001:db8::5"], "2001:db8::5"),
            (trusted, "fd00::1", &["::ffff:203.0.113.9"], "203.0.113.9"),
        ] {
            assert_eq!(client(proxies, peer, forwarded), expected, "{proxies} {peer} {forwarded:?}");
        }
        assert_eq!("10.0.0.0/33".parse::<Proxies>(), Err(NoNetwork("10.0.0.0/33".to_owned())));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let counted = |text: &str| counted(text.parse().expect("an address"));
        assert_eq!(counted("203.0.113.9"), "203.0.113.9");
        assert_eq!(counted("::ffff:203.0.113.9"), "203.0.113.9");
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    }
}
