//! The number of connections of each address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// The part of an IPv6 address that stands for a client, who can choose the rest.
const NETWORK: u128 = !(u64::MAX as u128);

/// The numbers of open connections by address. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct PerAddress {
    most: Option<usize>,
    open: Arc<Mutex<HashMap<IpAddr, Open>>>,
}

#[derive(Debug, Default)]
struct Open {
    count: usize,
    /// `true` if a connection was refused. It is logged once, until all connections of the address have ended.
    is_refused: bool,
}

impl PerAddress {
    pub(super) fn new(most: Option<usize>) -> Self {
        Self { most, open: Arc::default() }
    }

    /// Counts a connection until the place is dropped; `None` if the address has too many.
    pub(super) fn admit(&self, address: IpAddr) -> Option<Place> {
        let Some(most) = self.most else { return Some(Place(None)) };
        let client = client(address);
        let mut open = self.lock();
        let known = open.entry(client).or_default();
        if known.count >= most {
            if !known.is_refused {
                tracing::warn!(%address, open = known.count, "an address has too many connections: new ones are refused");
            }
            known.is_refused = true;
            return None;
        }
        known.count += 1;
        Some(Place(Some((self.clone(), client))))
    }

    fn leave(&self, client: IpAddr) {
        let mut open = self.lock();
        let Some(known) = open.get_mut(&client) else { return };
        known.count -= 1;
        if known.count == 0 {
            open.remove(&client);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, Open>> {
        // A panic cannot leave the numbers in an inconsistent state.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of a connection, which is free again on drop.
#[derive(Debug)]
pub(super) struct Place(Option<(PerAddress, IpAddr)>);

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((places, client)) = &self.0 {
            places.leave(*client);
        }
    }
}

/// Returns the address that stands for a client.
fn client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & NETWORK)),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::PerAddress;

    #[test]
    fn an_address_has_a_limited_number_of_places() {
        let places = PerAddress::new(Some(2));
        let admit = |address: &str| places.admit(address.parse().unwrap());
        let (first, second) = (admit("192.0.2.1"), admit("::ffff:192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(admit("192.0.2.1").is_none());
        assert!(admit("192.0.2.2").is_some(), "another address");
        drop(first);
        let third = admit("192.0.2.1");
        assert!(third.is_some());
        drop((second, third));
        assert!(places.lock().is_empty(), "{places:?}");
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let places = PerAddress::new(Some(1));
        let first = places.admit("2001:db8::1".parse().unwrap());
        assert!(first.is_some());
        assert!(places.admit("2001:db8::2:1".parse().unwrap()).is_none());
        assert!(places.admit("2001:db8:0:1::1".parse().unwrap()).is_some());
    }

    #[test]
    fn without_a_limit_nobody_is_refused() {
        let places = PerAddress::new(None);
        let all: Vec<_> = (0..100).map(|_| places.admit("192.0.2.1".parse().unwrap())).collect();
        assert!(all.iter().all(Option::is_some));
    }
}
