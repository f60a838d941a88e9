//! The output of check plugins: specifications, rules and violations, mostly mutated.

use std::sync::LazyLock;

use protoward_check_plugin::{Listing, PluginProblem, answers};
use protoward_compiler::{Compiler, MemoryTree};
use protoward_schema::Schema;
use protoward_source::Sources;

use super::mutation;
use crate::alternatives::one_of;
use crate::oracle::convert::Bytes;
use protoward_kit::random::Random;

const SERVICE: &str = "/buf.plugin.check.v1.CheckService/";
const PROCEDURES: &[&str] = &["Check", "ListRules", "ListCategories"];
const ARGUMENTS: &[&str] = &["check", "list-rules", "--flag", "-", "a", "a\u{0}b", "é", ""];
const IDS: &str = "SOME_RULE|SOME_RULE|OTHER_RULE|THIRD|CATEGORY|A_|ab||AAAAAAAAAAAAAAAA\u{202e}|\u{1b}[2J";
const TEXTS: &[&str] = &["A purpose.", "", "\u{1b}]0;x\u{7}", "one\ntwo\r\n", "\u{feff}\u{202e}", "'`\""];
const FILES: &[&str] = &["a.proto", "b.proto", "", "../a.proto", "a.proto\u{0}"];
const STEPS: &[u64] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 1000, 0x7fff_ffff, u64::MAX, 1 << 40];

/// Returns an answer, mostly mutated.
pub(super) fn bytes(random: &mut Random) -> Vec<u8> {
    let one = answer(random);
    let other = answer(random);
    if random.chance(3) { one } else { mutation::bytes(&one, &other, random) }
}

fn answer(random: &mut Random) -> Vec<u8> {
    match random.below(6) {
        0 => specification(random),
        1 => response("ListRulesResponse", &page(random, rule), random),
        2 => response("ListCategoriesResponse", &page(random, category), random),
        _ => response("CheckResponse", &repeated(random, 1, annotation), random),
    }
}

type Draw = fn(&mut Random) -> Vec<u8>;

fn repeated(random: &mut Random, number: u32, draw: Draw) -> Vec<u8> {
    let mut bytes = Bytes::default();
    for _ in 0..random.below(6) {
        bytes.message(number, &draw(random), false);
    }
    bytes.into_bytes()
}

fn pick(random: &mut Random, all: &[&str]) -> Vec<u8> {
    random.pick(all).copied().unwrap_or_default().as_bytes().to_vec()
}

fn number(bytes: &mut Bytes, number: u32, value: u64) {
    bytes.tag(number, 0);
    bytes.varint(value);
}

fn specification(random: &mut Random) -> Vec<u8> {
    let mut specification = Bytes::default();
    for name in PROCEDURES {
        let mut procedure = Bytes::default();
        procedure.message(1, format!("{SERVICE}{name}").as_bytes(), false);
        for _ in 0..random.below(3) {
            procedure.message(2, &pick(random, ARGUMENTS), false);
        }
        specification.message(1, &procedure.into_bytes(), false);
    }
    specification.into_bytes()
}

fn response(name: &str, message: &[u8], random: &mut Random) -> Vec<u8> {
    let mut any = Bytes::default();
    any.message(1, format!("type.googleapis.com/buf.plugin.check.v1.{name}").as_bytes(), false);
    any.message(2, message, false);
    let mut response = Bytes::default();
    response.message(1, &any.into_bytes(), false);
    if random.chance(8) {
        let mut error = Bytes::default();
        number(&mut error, 1, random.below(20) as u64);
        error.message(2, &pick(random, TEXTS), false);
        response.message(2, &error.into_bytes(), false);
    }
    response.into_bytes()
}

fn page(random: &mut Random, draw: Draw) -> Vec<u8> {
    let mut page = repeated(random, 2, draw);
    if random.chance(3) {
        let mut token = Bytes::default();
        token.message(1, &pick(random, TEXTS), false);
        page.extend(token.into_bytes());
    }
    page
}

fn rule(random: &mut Random) -> Vec<u8> {
    let mut rule = Bytes::default();
    rule.message(1, one_of(IDS, random).as_bytes(), false);
    if random.chance(2) {
        rule.message(2, one_of(IDS, random).as_bytes(), false);
    }
    number(&mut rule, 3, random.below(2) as u64);
    rule.message(4, &pick(random, TEXTS), false);
    number(&mut rule, 5, random.below(4) as u64);
    if random.chance(4) {
        number(&mut rule, 6, 1);
        rule.message(7, one_of(IDS, random).as_bytes(), false);
    }
    rule.into_bytes()
}

fn category(random: &mut Random) -> Vec<u8> {
    let mut category = Bytes::default();
    category.message(1, one_of(IDS, random).as_bytes(), false);
    category.message(2, &pick(random, TEXTS), false);
    category.into_bytes()
}

fn annotation(random: &mut Random) -> Vec<u8> {
    let mut annotation = Bytes::default();
    annotation.message(1, one_of(IDS, random).as_bytes(), false);
    annotation.message(2, &pick(random, TEXTS), false);
    for place in [3, 4] {
        if random.chance(2) {
            let mut location = Bytes::default();
            location.message(1, &pick(random, FILES), false);
            let mut steps = Bytes::default();
            for _ in 0..random.below(7) {
                steps.varint(random.pick(STEPS).copied().unwrap_or_default());
            }
            location.message(2, &steps.into_bytes(), false);
            annotation.message(place, &location.into_bytes(), false);
        }
    }
    annotation.into_bytes()
}

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let text = "syntax = \"proto2\"; package a; message M { optional int32 f = 1; oneof o { M m = 2; } \
                extensions 10 to 20; reserved 5; enum N { N0 = 0; } } enum E { E0 = 0; } \
                extend M { optional group G = 10 { optional E e = 1; } } service S { rpc R(M) returns (M); }";
    let mut sources = Sources::default();
    let tree = MemoryTree::new([("a.proto", text)]);
    Compiler::new().resolver(tree).load(["a.proto"], &mut sources).link(&sources).schema()
});

/// Decodes the bytes as each kind of answer. An error must have a message, and a path must be that of an element or of none.
pub(super) fn run(bytes: &[u8]) {
    let worded = |problem: &PluginProblem| {
        let text = problem.to_string();
        assert!(!text.is_empty() && text.len() < 1 << 16, "{} bytes are said", text.len());
        assert!(!text.contains('\u{1b}'), "a control character is shown");
    };
    let _ = answers::check_protocol(bytes).inspect_err(worded);
    let _ = answers::check_specification(bytes).inspect_err(worded);
    let none = response("ListCategoriesResponse", &[], &mut Random::new(1));
    for (rules, categories) in [(bytes, &*none), (bytes, bytes)] {
        if let Ok(listing) = answers::read_listing(rules, categories).inspect_err(worded) {
            check_listing(&listing);
        }
    }
    let Ok(annotations) = answers::read_violations(bytes).inspect_err(worded) else { return };
    for location in annotations.iter().flat_map(|it| it.location.iter().chain(&it.old_location)) {
        let Some(file) = SCHEMA.find_file(&location.file) else { continue };
        let Some(element) = SCHEMA.element_at(file, &location.path) else { continue };
        assert!(SCHEMA.file_of(element) == file, "an element of another file");
        let nearest = SCHEMA[file].locations.nearest(&location.path).unwrap_or_default();
        assert!(SCHEMA.element_at(file, &nearest).is_some(), "nothing is at the nearest place {nearest:?}");
    }
}

fn check_listing(listing: &Listing) {
    assert!(listing.rules.is_sorted_by(|one, other| one.id < other.id), "rules that are not sorted");
    for rule in &listing.rules {
        assert!(listing.rule(&rule.id).is_some_and(|found| found == rule), "a rule that is not found");
        assert!(rule.categories.iter().all(|id| listing.categories.contains(id)), "a category that is not listed");
    }
}
