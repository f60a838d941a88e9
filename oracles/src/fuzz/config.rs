//! Configurations in all formats.

use std::sync::OnceLock;

use protoward_fixtures::CaseFile;
use protoward_settings::{Form, admit, read, read_work};
use protoward_source::{Report, Sources, text_with_help};

use super::mutation;
use protoward_kit::random::Random;
use protoward_kit::workspace;

/// A small configuration for the case that the fixtures are missing.
const SMALL: &[u8] = b"version: v2\nmodules:\n  - path: proto\nbreaking:\n  use: [FILE]\n";

/// Fragments that make a small text large or deeply nested when repeated.
const BOMBS: &[&[u8]] =
    &[b"[", b"{", b"&a [*a, *a]", b"*a", b"&a", b"- ", b"? ", b"<<: *a", b"[[a]]\n", b"a.", b"\"\"\"", b"|\n", b"!!x "];

/// Returns a mutated configuration from the fixtures.
pub(super) fn bytes(random: &mut Random) -> Vec<u8> {
    static TEXTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    let texts = TEXTS.get_or_init(texts);
    let text = |random: &mut Random| random.pick(texts).cloned().unwrap_or(SMALL.to_vec());
    let one = text(random);
    let other = text(random);
    let mut text = mutation::text(&one, &other, random);
    if random.chance(4) {
        let bomb = random.pick(BOMBS).copied().unwrap_or_default().repeat(1 + random.below(400));
        let at = random.below(text.len() + 1);
        text.splice(at..at, bomb);
    }
    text
}

/// Returns the configurations of the cases, and the one that is not UTF-8.
fn texts() -> Vec<Vec<u8>> {
    let folder = workspace::root().join("fixtures/config");
    let files = CaseFile::read_below(&folder).unwrap_or_default();
    let sections = files.into_iter().flat_map(|(_, file)| file.cases).flat_map(|case| case.sections);
    let is_config = |name: &str| name.ends_with(".yaml") || name.ends_with(".toml");
    let texts = sections.filter(|section| is_config(&section.name)).map(|section| section.text.into_bytes());
    texts.chain(std::fs::read(folder.join("not_utf8.protoward.toml"))).collect()
}

/// Reads the text as each kind of configuration. Checks that errors are reported, and that the report can be printed.
pub(super) fn run(bytes: &[u8]) {
    for which in 0..3 {
        let mut sources = Sources::default();
        let mut report = Report::default();
        let source = admit("config", bytes.to_vec(), &mut sources, &mut report);
        let config = source.and_then(|source| match which {
            0 => read(Form::Protoward, source, &sources, &mut report),
            1 => read(Form::Buf, source, &sources, &mut report),
            _ => read_work(source, &sources, &mut report),
        });
        assert_eq!(config.is_none(), report.has_errors(), "a configuration, or an error");
        assert!(text_with_help(&report, &sources).len() < 1 << 20, "more is said than anybody reads");
    }
}
