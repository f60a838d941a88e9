//! Removal of the locations of changed options.

use std::collections::BTreeSet;

use protoward_schema::path_of;
use protoward_schema::wire::{WireReader, WireValue, Writer};

/// The descriptor path of an option: the path of the options, and the option number.
pub(super) type OptionPath = Vec<i32>;

/// A location of a serialized `SourceCodeInfo`.
struct Location<'a> {
    raw: &'a [u8],
    path: Vec<i32>,
}

/// Removes the locations of options from a serialized `SourceCodeInfo`. The options must be sorted.
///
/// An option has a location of the options message and its own directly after it. The former is removed too: in a file,
/// where each option has its own; elsewhere, if no other option remains.
pub(super) fn without(info: &[u8], gone: &[OptionPath]) -> Vec<u8> {
    let mut kept: Vec<Location<'_>> = Vec::new();
    let mut emptied: Vec<Vec<i32>> = Vec::new();
    for field in WireReader::new(info).map_while(Result::ok) {
        let (1, WireValue::Bytes(bytes)) = (field.number, field.value) else { continue };
        let path = path_of(bytes);
        if !is_gone(&path, gone) {
            kept.push(Location { raw: field.raw, path });
            continue;
        }
        let options = path.get(..path.len() - 1).unwrap_or_default();
        match options.len() {
            1 if kept.last().is_some_and(|last| last.path == options) => drop(kept.pop()),
            _ => emptied.push(options.to_vec()),
        }
    }
    emptied.sort_unstable();
    emptied.dedup();
    let used: BTreeSet<&[i32]> = kept
        .iter()
        .flat_map(|location| (1..location.path.len()).map(|length| &location.path[..length]))
        .filter(|outer| emptied.binary_search_by(|options| options.as_slice().cmp(outer)).is_ok())
        .collect();
    let is_empty = |path: &Vec<i32>| emptied.binary_search(path).is_ok() && !used.contains(path.as_slice());
    let mut writer = Writer::default();
    kept.iter().filter(|location| !is_empty(&location.path)).for_each(|location| writer.raw(location.raw));
    writer.into_bytes()
}

/// Returns whether a location belongs to a removed option or to a part of one.
fn is_gone(path: &[i32], gone: &[OptionPath]) -> bool {
    (1..=path.len()).any(|length| gone.binary_search_by(|option| option.as_slice().cmp(&path[..length])).is_ok())
}
