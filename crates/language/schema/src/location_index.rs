//! The index of the locations of a file: finds a location by its descriptor path.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;
use hashbrown::hash_table::{self, HashTable};

use crate::serialized_location::{extent_of, has_path, location_at, path_of, push_path};
use crate::wire::{WireReader, WireValue, Writer};
use protoward_source::{Extent, Span};

/// The locations of a file, in the order in which they are written.
///
/// The index needs no more than this table, so that it does not read the serialized locations again.
#[derive(Clone, Debug, Default)]
pub struct LocationTable {
    /// A hasher with random keys, so that a file cannot contain paths with the same hash on purpose.
    hasher: RandomState,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    hash: u32,
    start: u32,
    span: Span,
}

impl LocationTable {
    /// Adds a location with its path in the encoding of a packed field, the offset of its tag in the serialized `SourceCodeInfo`,
    /// and its byte range.
    pub fn add(&mut self, path: &[u8], start: usize, span: Span) {
        self.rows.push(Row { hash: self.hasher.hash_one(path) as u32, start: start as u32, span });
    }

    /// Frees the capacity for further locations: a schema keeps the table.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.rows.shrink_to_fit();
    }

    /// Returns the byte range of a location by its ordinal.
    pub(crate) fn extent(&self, ordinal: usize) -> Option<Extent> {
        self.rows.get(ordinal).map(|row| Extent::Bytes(row.span))
    }
}

/// Locations by the hashes of their paths. Other properties are read from the serialized locations when they are
/// needed, because a large schema has millions of locations.
#[derive(Clone, Debug)]
pub(crate) struct LocationIndex {
    hasher: RandomState,
    entries: HashTable<IndexedLocation>,
}

/// A location of an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IndexedLocation {
    hash: u32,
    /// The offset of its tag in the serialized `SourceCodeInfo`.
    pub(crate) start: u32,
    /// Its index among the serialized locations.
    pub(crate) ordinal: u32,
}

impl LocationIndex {
    /// Builds the index from a table, or from the serialized locations if the table is empty.
    pub(crate) fn new(bytes: &[u8], table: &LocationTable) -> Self {
        if table.rows.is_empty() {
            return Self::read(bytes, table.hasher.clone());
        }
        let entry = |(ordinal, row): (usize, &Row)| IndexedLocation {
            hash: row.hash,
            start: row.start,
            ordinal: ordinal as u32,
        };
        Self::of(table.rows.iter().enumerate().map(entry), bytes, table.hasher.clone())
    }

    /// Reads the serialized locations. Skips malformed ones.
    fn read(bytes: &[u8], hasher: RandomState) -> Self {
        let mut entries = Vec::new();
        let mut path = Vec::new();
        let mut encoded = Writer::default();
        let mut start = 0;
        let mut ordinal = 0;
        for field in WireReader::new(bytes).fields() {
            if let (1, WireValue::Bytes(location)) = (field.number, field.value) {
                if extent_of(location).is_some() {
                    path.clear();
                    push_path(location, &mut path);
                    encode(&path, &mut encoded);
                    entries.push(IndexedLocation { hash: hasher.hash_one(encoded.as_bytes()) as u32, start, ordinal });
                }
                ordinal += 1;
            }
            start += field.raw.len() as u32;
        }
        Self::of(entries.into_iter(), bytes, hasher)
    }

    /// Keeps the first location of each path in the text. Several locations can have the same path: each `extend`
    /// block has one, and each half of `json_name = "x"`. protox writes such locations in random order.
    fn of(all: impl ExactSizeIterator<Item = IndexedLocation>, bytes: &[u8], hasher: RandomState) -> Self {
        let mut entries = HashTable::with_capacity(all.len());
        let location = |entry: IndexedLocation| location_at(bytes, entry.start);
        for new in all {
            let is_same =
                |known: &IndexedLocation| known.hash == new.hash && path_of(location(*known)) == path_of(location(new));
            match entries.entry(new.table_hash(), is_same, IndexedLocation::table_hash) {
                hash_table::Entry::Vacant(vacant) => drop(vacant.insert(new)),
                hash_table::Entry::Occupied(mut known) => {
                    if extent_of(location(new)) < extent_of(location(*known.get())) {
                        *known.get_mut() = new;
                    }
                }
            }
        }
        Self { hasher, entries }
    }

    /// Returns the first location of a path. `bytes` is the serialized `SourceCodeInfo`.
    pub(crate) fn find(&self, path: &[i32], bytes: &[u8]) -> Option<IndexedLocation> {
        let mut encoded = Writer::with_capacity(2 * path.len());
        encode(path, &mut encoded);
        let hash = self.hasher.hash_one(encoded.as_bytes()) as u32;
        let is_of_path =
            |entry: &IndexedLocation| entry.hash == hash && has_path(location_at(bytes, entry.start), path);
        self.entries.find(table_hash(hash), is_of_path).copied()
    }
}

impl IndexedLocation {
    fn table_hash(&self) -> u64 {
        table_hash(self.hash)
    }
}

/// Returns the hash for a [`HashTable`], which uses the upper and the lower bits.
fn table_hash(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

/// Writes a path in the encoding of a packed field.
fn encode(path: &[i32], into: &mut Writer) {
    into.clear();
    path.iter().for_each(|&step| into.varint(i64::from(step) as u64));
}
