//! Fingerprints that identify a finding even if the lines around it change.

use std::collections::HashMap;

use super::entry::ReportEntry;

/// Returns distinct, reproducible fingerprints for all entries.
pub(super) fn fingerprints(entries: &[&ReportEntry]) -> Vec<String> {
    let mut seen: HashMap<u128, u32> = HashMap::new();
    let mut fingerprint = |entry: &&ReportEntry| {
        let print = hash(parts(entry));
        let times = seen.entry(print).or_default();
        *times += 1;
        // Entries with equal content are numbered in order.
        let print = if *times == 1 { print } else { hash([&print.to_string(), &*times.to_string()].into_iter()) };
        format!("{print:032x}")
    };
    entries.iter().map(&mut fingerprint).collect()
}

/// Returns the hashed parts, without line and column.
fn parts(entry: &ReportEntry) -> impl Iterator<Item = &str> {
    let file = entry.some_spot().map_or("", |spot| &spot.file);
    let element = entry.subject.as_ref().and_then(|subject| subject.element.as_deref()).unwrap_or_default();
    [entry.code.as_str(), file, element, &entry.message].into_iter()
}

/// FNV-1a with 128 bits, which is stable; collisions have no security impact.
fn hash<'a>(parts: impl Iterator<Item = &'a str>) -> u128 {
    const START: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let step = |hash: u128, byte: u8| (hash ^ u128::from(byte)).wrapping_mul(PRIME);
    // The byte 255 does not occur in UTF-8, so it separates the parts.
    parts.fold(START, |hash, part| part.bytes().chain([0xff]).fold(hash, step))
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn has_stable_hashes() {
        // The hash of the empty text is the published offset basis.
        assert_eq!(hash(std::iter::empty()), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_ne!(hash(["ab", "c"].into_iter()), hash(["a", "bc"].into_iter()));
    }
}
