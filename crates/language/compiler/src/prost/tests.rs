//! Shows that the decoder accepts, rejects and reads the same bytes as prost's own, with generated and with mutated
//! descriptors.

use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::descriptor_set;

/// The field paths to all kinds of descriptor messages.
const WAYS: &[&[u32]] = &[
    &[],
    &[1],
    &[1, 4],
    &[1, 4, 2],
    &[1, 4, 2, 8],
    &[1, 4, 2, 8, 999],
    &[1, 4, 2, 8, 999, 2],
    &[1, 4, 3],
    &[1, 4, 4],
    &[1, 4, 5],
    &[1, 4, 5, 3],
    &[1, 4, 6],
    &[1, 4, 7],
    &[1, 4, 8],
    &[1, 4, 8, 2],
    &[1, 4, 9],
    &[1, 5],
    &[1, 5, 2],
    &[1, 5, 2, 3],
    &[1, 5, 3],
    &[1, 5, 4],
    &[1, 6],
    &[1, 6, 2],
    &[1, 6, 2, 4],
    &[1, 6, 3],
    &[1, 7],
    &[1, 8],
    &[1, 9],
    &[1, 9, 1],
];

/// Values with their wire types, including invalid ones.
const VALUES: &[(u8, &[u8])] = &[
    (0, &[0]),
    (0, &[1]),
    (0, &[0x80, 0x80, 0]),
    (0, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
    (0, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]),
    (1, &[0, 0, 0, 0, 0, 0, 0xf0, 0x3f]),
    (2, &[0]),
    (2, &[2, b'a', b'b']),
    (2, &[3, 1, 0x80, 1]),
    (2, &[2, 0xc3, 0xa9]),
    (2, &[2, 0xc3, 0x28]),
    (2, &[5, 0x0a, 3, b'a']),
    (3, &[]),
    (4, &[]),
    (5, &[1, 2, 3, 4]),
    (6, &[]),
];

fn same(bytes: &[u8], what: &str) -> bool {
    let ours = descriptor_set(bytes);
    let of_prost = FileDescriptorSet::decode(bytes);
    assert_eq!(ours.as_ref().ok(), of_prost.as_ref().ok(), "{what}: {ours:?} {of_prost:?}");
    ours.is_ok()
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

fn field(number: u32, wire_type: u8, value: &[u8]) -> Vec<u8> {
    let mut bytes = varint(u64::from(number) << 3 | u64::from(wire_type));
    bytes.extend_from_slice(value);
    if wire_type == 3 {
        bytes.extend(varint(u64::from(number) << 3 | 4));
    }
    bytes
}

/// Wraps bytes in the messages of a field path.
fn within(way: &[u32], bytes: Vec<u8>) -> Vec<u8> {
    way.iter().rev().fold(bytes, |bytes, &number| {
        let mut value = varint(bytes.len() as u64);
        value.extend(bytes);
        field(number, 2, &value)
    })
}

#[test]
fn decodes_each_field_as_prost() {
    let mut taken = 0;
    for way in WAYS {
        for number in (0..=50).chain([999, 1 << 28, (1 << 29) - 1, 1 << 29]) {
            for (wire_type, value) in VALUES {
                let once = within(way, field(number, *wire_type, value));
                taken += usize::from(same(&once, &format!("{way:?} {number} {wire_type} {value:?}")));
                // Repeated occurrences are merged, appended or replaced.
                for (again, other) in VALUES {
                    let twice = [once.clone(), within(way, field(number, *again, other))].concat();
                    same(&twice, &format!("{way:?} {number} {value:?} {other:?}"));
                }
            }
        }
    }
    assert!(taken > 5000, "most can be read: {taken}");
}

#[test]
fn decodes_truncated_and_mutated_images_as_prost() {
    let mut images = 0;
    for entry in walkdir::WalkDir::new("../../../fixtures") {
        let entry = entry.expect("the fixtures are there");
        if !entry.file_type().is_file() || entry.path().extension().is_none_or(|ending| ending != "binpb") {
            continue;
        }
        images += 1;
        let name = entry.path().display().to_string();
        let image = std::fs::read(entry.path()).expect("it is there");
        same(&image, &name);
        for cut in (0..image.len()).step_by(1 + image.len() / 20) {
            same(&image[..cut], &name);
            let mut changed = image.clone();
            changed[cut] ^= 1 << (cut % 8);
            same(&changed, &name);
        }
    }
    assert!(images > 4);
}

#[test]
fn limits_nesting_as_prost() {
    let deep = |depth: usize| within(&[&[1, 4][..], &vec![3; depth]].concat(), field(1, 2, &[1, b'A']));
    assert!(same(&deep(98), "98"));
    assert!(!same(&deep(99), "99"));
    for depth in 90..110 {
        same(&deep(depth), "deep");
        same(&within(&[1, 4], (0..depth).fold(Vec::new(), |inner, _| field(77, 3, &inner))), "groups");
    }
}

#[test]
fn rejects_invalid_fields_as_prost() {
    for bytes in [&[0][..], &[0x0c], &[0x0b], &[0x0a], &[0x0a, 5], &[0x08], &[0x0f], &[0x0b, 0x14], &[0x8a, 0, 0]] {
        same(bytes, &format!("{bytes:?}"));
    }
    same(b"not an image at all", "a text");
}
