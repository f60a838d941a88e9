//! Policies of load balancing: the order in which servers are tried for a call.

use std::cmp::Reverse;
use std::sync::Arc;

use http::{HeaderMap, HeaderName};

use super::member::Member;

/// The policy that selects the server of a call. If it cannot be reached, the next one in its order gets the call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Policy {
    /// One server after the other.
    #[default]
    RoundRobin,
    /// The server with the fewest calls of this client. Streams count until they end.
    LeastLoaded,
    /// The server that the key of the call belongs to. Calls without a key are distributed round-robin.
    Sharded(ShardKey),
}

/// The key of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShardKey {
    /// The value of this metadata.
    Metadata(HeaderName),
    /// The same key for all calls.
    Fixed(String),
}

impl Policy {
    /// Returns the key of a call, if the policy uses keys and the call has one.
    pub(super) fn key(&self, metadata: &HeaderMap) -> Option<Vec<u8>> {
        match self {
            Self::RoundRobin | Self::LeastLoaded => None,
            Self::Sharded(ShardKey::Metadata(name)) => metadata.get(name).map(|value| value.as_bytes().to_vec()),
            Self::Sharded(ShardKey::Fixed(key)) => Some(key.clone().into_bytes()),
        }
    }

    /// Returns the servers in the order in which they are tried. `turn` is the number of the call.
    pub(super) fn order(&self, mut members: Vec<Arc<Member>>, turn: usize, key: Option<&[u8]>) -> Vec<Arc<Member>> {
        if !members.is_empty() {
            // Equally good servers take turns, because sorting keeps their order.
            let first = turn % members.len();
            members.rotate_left(first);
        }
        match (self, key) {
            (Self::LeastLoaded, _) => members.sort_by_cached_key(|member| member.calls()),
            (Self::Sharded(_), Some(key)) => {
                members.sort_by_cached_key(|member| Reverse(score(key, member.name().as_bytes())));
            }
            (Self::RoundRobin | Self::Sharded(_), _) => {}
        }
        members
    }
}

/// Returns the score of a server for a key, in rendezvous hashing: the server with the highest score has the key. A
/// server that comes or goes moves only its own keys. All clients must compute the same scores, so this is not the
/// hash of the standard library, which may change.
fn score(key: &[u8], server: &[u8]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    // FNV-1a, with a byte between key and server that is in neither.
    let bytes = key.iter().chain(&[0]).chain(server);
    let hash = bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    // The last step of SplitMix64, because similar inputs have similar values of FNV-1a.
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::score;

    const SERVERS: [&str; 4] = ["https://a:1/", "https://a:2/", "https://a:3/", "https://a:4/"];

    fn server_of(key: u32, servers: &[&'static str]) -> &'static str {
        let key = format!("customer-{key}");
        servers.iter().max_by_key(|server| score(key.as_bytes(), server.as_bytes())).copied().unwrap_or_default()
    }

    #[test]
    fn distributes_keys_evenly() {
        let mut keys = BTreeMap::<_, u32>::new();
        (0..4000).for_each(|key| *keys.entry(server_of(key, &SERVERS)).or_default() += 1);
        assert_eq!(keys.len(), 4);
        assert!(keys.values().all(|keys| (900..1100).contains(keys)), "{keys:?}");
    }

    #[test]
    fn moves_only_the_keys_of_a_removed_server() {
        for key in 0..1000 {
            let before = server_of(key, &SERVERS);
            if before != SERVERS[3] {
                assert_eq!(server_of(key, &SERVERS[..3]), before, "{key}");
            }
        }
    }

    #[test]
    fn has_the_same_scores_everywhere() {
        assert_eq!(score(b"", b""), 0x25fc_6dd3_6ce0_4b20);
        assert_eq!(score(b"customer-1", b"https://a:1/"), 0x290a_f699_f26f_7c74);
    }
}
