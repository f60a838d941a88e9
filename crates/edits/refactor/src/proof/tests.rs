//! Each change is accepted if the refactoring is for it, and refused otherwise.

use super::{Changes, differences};
use protoward_compiler::{Compiler, MemoryTree};
use protoward_schema::comparison::Renames;
use protoward_schema::{Element, Schema};
use protoward_source::Sources;

const SAMPLE: &str = "\
=== base.proto
syntax = \"proto2\";
package shop;
message Base {}
=== shop.proto
syntax = \"proto2\";
package shop;
import \"base.proto\";
option java_package = \"here\";
// See [Order][shop.Order].
message Order {
  optional int32 unit_price = 1;
  message Line {
    optional Color color = 1 [default = BLUE];
  }
  optional Line line = 2;
}
enum Color {
  RED = 0;
  BLUE = 1;
}
message Other {}
";

fn compiled(text: &str, sources: &mut Sources) -> Schema {
    let files: Vec<(&str, &str)> = text.split("=== ").filter_map(|file| file.split_once('\n')).collect();
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let loaded = Compiler::new().resolver(MemoryTree::new(files)).load(paths, sources);
    let linked = loaded.link(sources);
    assert!(!linked.report().has_errors(), "{:?}\n{text}", linked.report());
    linked.schema()
}

/// Returns the properties that differ after replacements.
fn found(changes: impl Fn(&Schema) -> Changes, replacements: &[(&str, &str)]) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let old = compiled(SAMPLE, &mut sources);
    let text = replacements.iter().fold(SAMPLE.to_owned(), |text, (part, other)| {
        assert!(text.contains(part), "{part}");
        text.replace(part, other)
    });
    let new = compiled(&text, &mut sources);
    differences(&old, &new, &changes(&old), &sources).into_iter().map(|it| it.what).collect()
}

/// Returns an element of the package by its full name there.
fn element(schema: &Schema, name: &str) -> Element {
    let full_name = format!("shop.{name}");
    schema.declarations().find(|&it| schema.full_name(it) == full_name).expect("it is declared")
}

/// Checks that replacements are only accepted for a refactoring, and the refactoring only with them.
fn check(changes: impl Fn(&Schema) -> Changes, replacements: &[(&str, &str)]) {
    check_permitted(&changes, replacements);
    assert_ne!(found(&changes, &[]), [] as [&str; 0], "{replacements:?}");
}

/// Checks that replacements are only accepted for a refactoring.
fn check_permitted(changes: impl Fn(&Schema) -> Changes, replacements: &[(&str, &str)]) {
    assert_eq!(found(&changes, replacements), [] as [&str; 0], "{replacements:?}");
    assert_ne!(found(|_| Changes::default(), replacements), [] as [&str; 0], "{replacements:?}");
    let more = [replacements, &[("message Other {}", "message Other { reserved 5; }")]].concat();
    assert_eq!(found(&changes, &more), ["the reserved numbers"], "{replacements:?}");
}

#[test]
fn accepts_new_names() {
    check(|old| Changes::renamed(element(old, "Order"), "Purchase"), &[("message Order", "message Purchase")]);
    let base = |old: &Schema| old.find_file("base.proto").expect("it was compiled");
    let package = |old: &Schema| Changes::repackaged(&[base(old)], "basis");
    check(package, &[("package shop;\nmessage Base", "package basis;\nmessage Base")]);
    let pinned = |old: &Schema| {
        let price @ Element::Field(field) = element(old, "Order.unit_price") else { panic!("it is a field") };
        Changes { kept_json: [field].into(), ..Changes::renamed(price, "price") }
    };
    check(pinned, &[("unit_price = 1", "price = 1 [json_name = \"unitPrice\"]")]);
    assert_eq!(found(pinned, &[("unit_price = 1", "price = 1")]), ["the JSON name"]);
    let alias = |old: &Schema| {
        let blue @ Element::EnumValue(value) = element(old, "BLUE") else { panic!("it is a value") };
        Changes { aliases: [value].into(), ..Changes::renamed(blue, "NAVY") }
    };
    let navy = ("  BLUE = 1;", "  option allow_alias = true;\n  NAVY = 1;\n  BLUE = 1;");
    check(alias, &[navy, ("default = BLUE", "default = NAVY")]);
    assert_eq!(found(alias, &[("BLUE", "NAVY")]), ["the values", "the options"]);
}

#[test]
fn accepts_other_scopes_and_files() {
    let moved = |old: &Schema| {
        let moved = [(element(old, "Order.Line"), "shop.OrderLine".to_owned())].into();
        Changes { renames: Renames { moved, ..Renames::default() }, ..Changes::default() }
    };
    let line = "  message Line {\n    optional Color color = 1 [default = BLUE];\n  }\n";
    let new_line = "message OrderLine {\n  optional Color color = 1 [default = BLUE];\n}\nenum Color";
    check(moved, &[(line, ""), ("optional Line", "optional OrderLine"), ("enum Color", new_line)]);
    let home = |old: &Schema| Changes {
        homes: [(element(old, "Color"), "base.proto".to_owned())].into(),
        files: ["base.proto".to_owned(), "shop.proto".to_owned()].into(),
        ..Changes::default()
    };
    let color = "enum Color {\n  RED = 0;\n  BLUE = 1;\n}\n";
    check(home, &[(color, ""), ("message Base {}\n", &format!("message Base {{}}\n{color}"))]);
}

#[test]
fn accepts_other_numbers_and_texts() {
    let number = |old: &Schema| Changes { numbers: [(element(old, "BLUE"), 7)].into(), ..Changes::default() };
    check(number, &[("BLUE = 1;", "BLUE = 7;")]);
    let strings =
        |_: &Schema| Changes { strings: [("here".to_owned(), "there".to_owned())].into(), ..Changes::default() };
    check_permitted(strings, &[("\"here\"", "\"there\"")]);
    let links = |_: &Schema| {
        let link = ("shop.Order".to_owned(), "shop.Other".to_owned());
        Changes { links: [link].into(), ..Changes::default() }
    };
    check_permitted(links, &[("[shop.Order]", "[shop.Other]")]);
}
