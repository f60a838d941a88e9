//! Each change is accepted if a fix declares it, and refused otherwise.

use super::{LintFix, undeclared_changes};
use protoward_compiler::{Compiler, MemoryTree};
use protoward_lint::SchemaChange;
use protoward_schema::{Element, Schema};
use protoward_source::{Edit, Place, Sources};

const TEXT: &str = "\
syntax = \"proto2\";
package shop;
import \"first.proto\";
import \"second.proto\"; // Unused.
message Order {
  optional group Line = 1 {
    optional Color color = 1 [default = BLUE];
  }
  map<string, Order> related = 2;
  optional string note = 3; // A note.
}
enum Color {
  RED = 0;
  BLUE = 1;
  GREEN = 2;
}
";

fn compiled(text: &str, sources: &mut Sources) -> Schema {
    let tree = MemoryTree::new([("first.proto", ""), ("second.proto", ""), ("shop.proto", text)]);
    let loaded = Compiler::new().resolver(tree).load(["shop.proto"], sources);
    let linked = loaded.link(sources);
    assert!(!linked.report().has_errors(), "{:?}\n{text}", linked.report());
    linked.schema()
}

/// Returns `true` if the proof accepts replacements in the text, for fixes that declare changes.
fn is_accepted(changes: impl Fn(&Schema) -> Vec<(Element, SchemaChange)>, replacements: &[(&str, &str)]) -> bool {
    let mut sources = Sources::default();
    let old = compiled(TEXT, &mut sources);
    let file = old.find_file("shop.proto").expect("it was compiled");
    let edits = vec![Edit { place: Place::whole(old[file].source), text: String::new() }];
    let fix = |(element, change): (Element, SchemaChange)| LintFix {
        finding: 0,
        edits: edits.clone(),
        breaks: None,
        change,
        element,
        file,
    };
    let fixes: Vec<LintFix> = changes(&old).into_iter().map(fix).collect();
    let text = replacements.iter().fold(TEXT.to_owned(), |text, (part, other)| {
        assert!(text.contains(part), "{part}");
        text.replace(part, other)
    });
    let new = compiled(&text, &mut sources);
    undeclared_changes(&old, &new, &fixes, &sources).is_empty()
}

/// Returns an element by the last parts of its full name.
fn element(schema: &Schema, name: &str) -> Element {
    let is_named = |it: &Element| schema.full_name(*it) == format!("shop.{name}");
    schema.declarations().find(is_named).expect("it is declared")
}

fn file(schema: &Schema) -> Element {
    schema.find_file("shop.proto").expect("it was compiled").into()
}

fn renamed(name: &'static str, new: &str) -> impl Fn(&Schema) -> Vec<(Element, SchemaChange)> {
    move |schema| {
        let element = element(schema, name);
        vec![(element, SchemaChange::Rename { element, name: new.to_owned() })]
    }
}

/// Checks that replacements are only accepted with a declaration, and the declaration only with them.
fn check(changes: impl Fn(&Schema) -> Vec<(Element, SchemaChange)>, replacements: &[(&str, &str)]) {
    assert!(is_accepted(&changes, replacements), "{replacements:?}");
    let nothing = |schema: &Schema| vec![(file(schema), SchemaChange::AddSyntax)];
    assert!(!is_accepted(nothing, replacements), "{replacements:?}");
    assert!(!is_accepted(&changes, &[]), "{replacements:?}");
    let more = [replacements, &[("GREEN = 2", "GREEN = 3")]].concat();
    assert!(!is_accepted(&changes, &more), "{more:?}");
}

#[test]
fn accepts_what_fixes_declare() {
    check(renamed("Order", "Purchase"), &[("Order", "Purchase")]);
    check(renamed("Order.Line", "Item"), &[("Line", "Item")]);
    check(renamed("Order.related", "similar"), &[("related", "similar")]);
    check(renamed("BLUE", "NAVY"), &[("BLUE", "NAVY")]);
    let package = |schema: &Schema| vec![(file(schema), SchemaChange::SetPackage("store".to_owned()))];
    check(package, &[("package shop", "package store")]);
    let import = |schema: &Schema| vec![(file(schema), SchemaChange::RemoveImport("second.proto".to_owned()))];
    check(import, &[("import \"second.proto\"; // Unused.\n", "")]);
    let first = |schema: &Schema| {
        let blue @ Element::EnumValue(value) = element(schema, "BLUE") else { panic!("it is a value") };
        vec![(blue, SchemaChange::MoveToFront(value))]
    };
    check(first, &[("  RED = 0;\n  BLUE = 1;", "  BLUE = 1;\n  RED = 0;")]);
    let above = |schema: &Schema| vec![(element(schema, "Order.note"), SchemaChange::PutCommentAbove)];
    check(above, &[("optional string note = 3; // A note.", "// A note.\n  optional string note = 3;")]);
}

#[test]
fn refuses_lost_comments_in_edited_files() {
    assert!(is_accepted(renamed("Order", "Purchase"), &[("Order", "Purchase")]));
    assert!(!is_accepted(renamed("Order", "Purchase"), &[("Order", "Purchase"), (" // A note.", "")]));
}
