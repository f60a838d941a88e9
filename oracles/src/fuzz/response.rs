//! Plugin responses with insertion points and invalid file names.

use protoward_plugin::{Generated, Output};

use super::mutation;
use crate::oracle::convert::Bytes;
use protoward_kit::random::Random;

const NAMES: &[&str] =
    &["a.h", "a.h", "b/c.py", "", "../x", "/x", "a.h/", "A.H", "b\\c.py", "con", "./a.h", "a.h.pb.meta", "\u{0}"];
const POINTS: &[&str] = &["", "x", "y", "@@", "x)", "\n", "protoc_insertion_point"];
const CONTENTS: &[&str] = &[
    "",
    "one\ntwo\n",
    "  // @@protoc_insertion_point(x)\n",
    "/* @@protoc_insertion_point(x) */ /* @@protoc_insertion_point(y) */",
    "@@protoc_insertion_point(x)@@protoc_insertion_point(x)",
    "\t# @@protoc_insertion_point(y)\r\n",
    "@@protoc_insertion_point(",
];

/// Returns a response with some files and insertions, mostly mutated.
pub(super) fn bytes(random: &mut Random) -> Vec<u8> {
    let one = answer(random);
    let other = answer(random);
    if random.chance(3) { one } else { mutation::bytes(&one, &other, random) }
}

fn answer(random: &mut Random) -> Vec<u8> {
    let mut answer = Bytes::default();
    let mut text = |all: &[&str]| random.pick(all).copied().unwrap_or_default().as_bytes().to_vec();
    for _ in 0..1 + text(NAMES).len() % 7 {
        let mut file = Bytes::default();
        file.message(1, &text(NAMES), false);
        let point = text(POINTS);
        if !point.is_empty() {
            file.message(2, &point, false);
        }
        file.message(15, &text(CONTENTS), false);
        if point == b"x" {
            // `GeneratedCodeInfo` with an annotation that may be out of range.
            let mut annotation = Bytes::default();
            for (number, value) in [(3, 1), (4, text(CONTENTS).len() as u64)] {
                annotation.tag(number, 0);
                annotation.varint(value);
            }
            let mut info = Bytes::default();
            info.message(1, &annotation.into_bytes(), false);
            file.message(16, &info.into_bytes(), false);
        }
        answer.message(15, &file.into_bytes(), false);
    }
    answer.into_bytes()
}

/// Merges the response of two plugins, into a folder and into an archive. Nothing is written to disk.
pub(super) fn run(bytes: &[u8]) {
    let Ok(generated) = Generated::from_response(bytes) else { return };
    let size_limit: usize = generated.files.iter().map(|file| file.content.len() + 64).sum();
    for location in ["out", "out.zip"] {
        let mut output = Output::default();
        output.add(location, "protoc-gen-a", generated.clone());
        output.add(location, "protoc-gen-b", generated.clone());
        let Ok(places) = output.finish() else { continue };
        for place in &places {
            let inside = |name: &str| !name.starts_with('/') && !name.split(['/', '\\']).any(|part| part == "..");
            assert!(place.is_archive || place.files.keys().all(|name| inside(name)), "a file outside of its folder");
            let size: usize = place.files.values().map(|file| file.content.len()).sum();
            assert!(size < 4096 + 64 * size_limit * (1 + generated.files.len()), "an output that grows");
            if place.is_archive {
                let _ = place.archive();
            }
        }
    }
}
