//! A cache of delta bases. Without it, every object of a pack would be rebuilt from the start of its delta chain.

use std::collections::HashMap;

use gix::object::Kind;
use gix::odb::pack::cache::DecodeEntry;

/// Maximum bytes of cached objects per thread.
const MOST: usize = 32 << 20;

/// Maximum size of a cached object; larger ones would displace the others.
const LARGEST: usize = MOST / 8;

/// The recently read objects, by pack and offset.
#[derive(Default)]
pub(super) struct ObjectCache {
    objects: HashMap<(u32, u64), Object>,
    bytes: usize,
}

struct Object {
    data: Vec<u8>,
    kind: Kind,
    packed: usize,
}

impl DecodeEntry for ObjectCache {
    fn put(&mut self, pack: u32, offset: u64, data: &[u8], kind: Kind, packed: usize) {
        if data.len() > LARGEST {
            return;
        }
        if self.bytes + data.len() > MOST {
            // Neighboring objects are read together, so the whole cache can be dropped at once.
            self.objects.clear();
            self.bytes = 0;
        }
        let object = Object { data: data.to_vec(), kind, packed };
        self.bytes += data.len();
        if let Some(old) = self.objects.insert((pack, offset), object) {
            self.bytes -= old.data.len();
        }
    }

    fn get(&mut self, pack: u32, offset: u64, out: &mut Vec<u8>) -> Option<(Kind, usize)> {
        let object = self.objects.get(&(pack, offset))?;
        out.clear();
        out.extend_from_slice(&object.data);
        Some((object.kind, object.packed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_the_cache() {
        let mut bases = ObjectCache::default();
        let mut out = Vec::new();
        let data = vec![7; LARGEST];
        for offset in 0..20 {
            bases.put(1, offset, &data, Kind::Blob, 5);
            assert_eq!(bases.get(1, offset, &mut out), Some((Kind::Blob, 5)));
            assert!(out == data && bases.bytes <= MOST);
        }
        bases.put(1, 99, &[&data[..], &[1]].concat(), Kind::Blob, 5);
        assert_eq!(bases.get(1, 99, &mut out), None);
        assert_eq!(bases.get(2, 19, &mut out), None);
    }
}
