//! Locations and comments of one file, by descriptor path.
//!
//! Locations are kept in serialized form and indexed on first use, because most uses of a schema need none and
//! locations are half of its bytes. Source: `SourceCodeInfo` in `descriptor.proto`.

use std::sync::OnceLock;

use crate::location_index::{LocationIndex, LocationTable};
use crate::serialized_location::{extent_of, location_at, path_of, push_path, span_of};
use crate::wire::{Field, Fields, WireReader, WireValue};
use protoward_source::Extent;

/// The comments of a declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments<'a> {
    /// The comment directly before the declaration.
    pub leading: Option<&'a str>,
    /// The comment directly after the declaration.
    pub trailing: Option<&'a str>,
    /// Comments before the declaration that are separated by a blank line.
    pub detached: Vec<&'a str>,
}

/// The location of a part of a descriptor in the text.
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    /// The extent in the text.
    pub extent: Extent,
    /// The serialized `Location`, which has the comments.
    bytes: &'a [u8],
}

impl<'a> Location<'a> {
    /// Returns the comments of the location.
    pub fn comments(&self) -> Comments<'a> {
        let mut comments = Comments::default();
        for field in WireReader::new(self.bytes).fields() {
            let WireValue::Bytes(bytes) = field.value else { continue };
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            match field.number {
                3 => comments.leading = Some(text),
                4 => comments.trailing = Some(text),
                6 => comments.detached.push(text),
                _ => {}
            }
        }
        comments
    }
}

/// All locations of a file, indexed by path.
#[derive(Clone, Debug, Default)]
pub struct Locations {
    bytes: Option<Box<[u8]>>,
    /// The byte ranges and paths of the locations; empty without the source text.
    table: LocationTable,
    index: OnceLock<LocationIndex>,
    /// Locations that `SourceCodeInfo` lacks or records differently. They have precedence and are never written.
    additional: Option<Box<Locations>>,
}

impl Locations {
    /// Creates locations from a serialized `SourceCodeInfo`; `None` without one.
    pub fn new(bytes: Option<&[u8]>) -> Self {
        Self { bytes: bytes.map(Into::into), ..Self::default() }
    }

    /// Creates locations from a serialized `SourceCodeInfo` and its table, which has the byte range of each location.
    pub fn with_table(bytes: Vec<u8>, mut table: LocationTable) -> Self {
        table.shrink_to_fit();
        Self { bytes: Some(bytes.into()), table, ..Self::default() }
    }

    /// Adds locations that protoc does not record. They have precedence.
    #[must_use]
    pub fn with_additional(self, additional: Self) -> Self {
        let has_some = additional.bytes().is_some_and(|bytes| !bytes.is_empty());
        Self { additional: has_some.then(|| Box::new(additional)), ..self }
    }

    /// Returns the serialized `SourceCodeInfo`; `None` for a descriptor without one.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// Returns all locations with their descriptor paths, in order; the [additional](Self::with_additional) ones last.
    pub fn all(&self) -> Box<dyn Iterator<Item = (Vec<i32>, Location<'_>)> + '_> {
        let fields = WireReader::new(self.bytes().unwrap_or_default()).fields();
        let serialized = fields.filter_map(|field| match (field.number, field.value) {
            (1, WireValue::Bytes(location)) => Some(location),
            _ => None,
        });
        let own = serialized.enumerate().filter_map(|(ordinal, bytes)| {
            let extent = self.table.extent(ordinal).or_else(|| extent_of(bytes))?;
            Some((path_of(bytes), Location { extent, bytes }))
        });
        Box::new(own.chain(self.additional.iter().flat_map(|additional| additional.all())))
    }

    /// Returns `true` if the locations of certain elements have the same order and the same comments in another file.
    /// That can be decided without an index of either file. Comments that are detached do not count, nor do paths with
    /// an odd number of steps, which are not those of elements.
    pub fn has_same_comments(&self, other: &Self, is_compared: impl Fn(&[i32]) -> bool + Copy) -> bool {
        let [mut own, mut others] = [self, other].map(|it| WireReader::new(it.bytes().unwrap_or_default()).fields());
        let mut path = Vec::new();
        let mut other_path = Vec::new();
        loop {
            let one = next_commented(&mut own, &mut path, is_compared);
            if one != next_commented(&mut others, &mut other_path, is_compared) || path != other_path {
                return false;
            }
            if one.is_none() {
                break;
            }
        }
        match (&self.additional, &other.additional) {
            (None, None) => true,
            (Some(own), Some(other)) => own.has_same_comments(other, is_compared),
            (Some(only), None) | (None, Some(only)) => only.has_same_comments(&Self::default(), is_compared),
        }
    }

    /// Returns the location of a descriptor path. Of several locations, returns the first in the text.
    pub fn find(&self, path: &[i32]) -> Option<Location<'_>> {
        if let Some(location) = self.additional.as_ref().and_then(|additional| additional.find(path)) {
            return Some(location);
        }
        let bytes = self.bytes()?;
        let index = self.index.get_or_init(|| LocationIndex::new(bytes, &self.table));
        let found = index.find(path, bytes)?;
        let location = location_at(bytes, found.start);
        let extent = self.table.extent(found.ordinal as usize).or_else(|| extent_of(location))?;
        Some(Location { extent, bytes: location })
    }
}

/// Returns the comments before and behind the next location whose path is compared, and puts the path into `path`.
fn next_commented<'a>(
    fields: &mut Fields<'a>,
    path: &mut Vec<i32>,
    is_compared: impl Fn(&[i32]) -> bool,
) -> Option<[Option<&'a [u8]>; 2]> {
    for field in fields {
        let (1, WireValue::Bytes(location)) = (field.number, field.value) else { continue };
        if has_odd_path(location) {
            continue;
        }
        path.clear();
        push_path(location, path);
        if !is_compared(path) {
            continue;
        }
        let mut comments = [None, None];
        for part in WireReader::new(location).fields() {
            match (part.number, part.value) {
                (3, WireValue::Bytes(text)) => comments[0] = Some(text),
                (4, WireValue::Bytes(text)) => comments[1] = Some(text),
                _ => {}
            }
        }
        return Some(comments);
    }
    path.clear();
    None
}

/// Returns `true` for a location that begins with a packed path with an odd number of steps, as most locations do.
fn has_odd_path(location: &[u8]) -> bool {
    let first = WireReader::new(location).fields().next();
    let Some(Field { number: 1, value: WireValue::Bytes(path), .. }) = first else { return false };
    // Each varint has one last byte.
    path.iter().filter(|&&byte| byte < 0x80).count() % 2 == 1
}

impl Locations {
    /// Returns the path of the location that stands for a descriptor path without its own: of those that have most of
    /// the path in common, the one that starts last. This is the choice of buf for findings of plugins.
    pub fn nearest(&self, path: &[i32]) -> Option<Vec<i32>> {
        let candidate = |field: Field<'_>| {
            let (1, WireValue::Bytes(location)) = (field.number, field.value) else { return None };
            let found = path_of(location);
            let common = found.iter().zip(path).take_while(|(one, other)| one == other).count();
            let start: Vec<i32> = span_of(location).into_iter().take(2).collect();
            Some((common, start, found))
        };
        let candidates = WireReader::new(self.bytes()?).fields().filter_map(candidate);
        let best = candidates.max_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        best.map(|(_, _, path)| path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Writer;
    use protoward_source::{Position, PositionRange};

    fn info(locations: &[(&[i32], &[i32], &str)]) -> Locations {
        let mut writer = Writer::default();
        for (path, span, comment) in locations {
            writer.message(1, |writer| {
                writer.packed(1, path);
                writer.packed(2, span);
                writer.string(3, comment);
            });
        }
        Locations::new(Some(&writer.into_bytes()))
    }

    #[test]
    fn finds_the_first_of_several_locations() {
        let path: &[i32] = &[4, 0, 2, 0, 10];
        let locations = info(&[(path, &[3, 30, 34], "b"), (path, &[3, 18, 34], "a"), (&[4], &[3, 0, 9], "c")]);
        let found = locations.find(path).expect("it is there");
        let places = PositionRange { start: Position::new(3, 18), end: Position::new(3, 34) };
        assert_eq!(found.extent, Extent::Positions(places));
        assert_eq!(found.comments().leading, Some("a"));
    }

    #[test]
    fn compares_the_comments_of_some_paths() {
        let is_message = |path: &[i32]| path.first() == Some(&4);
        let one = info(&[(&[12], &[0, 0, 9], "syntax"), (&[4, 0], &[1, 0, 9], "a"), (&[4, 1], &[2, 0, 9], "b")]);
        let same = info(&[(&[4, 0], &[0, 0, 9], "a"), (&[4, 1], &[1, 0, 9], "b"), (&[5, 0], &[2, 0, 9], "c")]);
        assert!(one.has_same_comments(&same, is_message) && same.has_same_comments(&one, is_message));
        let services = info(&[(&[6, 0], &[0, 0, 9], "a")]);
        assert!(!one.has_same_comments(&services, |_| true) && one.has_same_comments(&services, |_| false));
        let others = [
            info(&[(&[4, 0], &[0, 0, 9], "a"), (&[4, 1], &[1, 0, 9], "x")]),
            info(&[(&[4, 0], &[0, 0, 9], "a")]),
            info(&[(&[4, 0], &[0, 0, 9], "a"), (&[4, 1], &[1, 0, 9], "b"), (&[4, 2], &[2, 0, 9], "c")]),
        ];
        for other in others {
            assert!(!one.has_same_comments(&other, is_message) && !other.has_same_comments(&one, is_message));
        }
    }

    #[test]
    fn finds_the_last_location_with_most_in_common() {
        let locations = info(&[
            (&[], &[0, 0, 9], ""),
            (&[4, 0], &[1, 0, 9], ""),
            (&[4, 0, 1], &[1, 2, 3], ""),
            (&[5, 0], &[2, 0, 9], ""),
        ]);
        assert_eq!(locations.nearest(&[4, 0, 3, 0]), Some(vec![4, 0, 1]));
        assert_eq!(locations.nearest(&[8]), Some(vec![5, 0]));
        assert_eq!(Locations::default().nearest(&[4]), None);
    }

    #[test]
    fn skips_malformed_locations() {
        let locations = info(&[(&[4], &[3], "a"), (&[5], &[-1, 0, 2], "b"), (&[6], &[1, 0, 2], "c")]);
        assert!(locations.find(&[4]).is_none() && locations.find(&[5]).is_none());
        assert!(locations.find(&[6]).is_some());
        assert!(Locations::new(Some(b"\xff\xff\xff")).find(&[]).is_none());
    }
}
