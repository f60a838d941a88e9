//! Fixes that exclude each other, and those that do not.

use super::{CompatibleFixes, LintFix};
use protoward_compiler::{Compiler, MemoryTree};
use protoward_lint::SchemaChange;
use protoward_schema::{Element, Schema};
use protoward_source::{Edit, Sources};

const TEXT: &str = "\
syntax = \"proto3\";
package shop;
message One { string a = 1; string b = 2; }
message Two { string a = 1; }
enum Color { NONE = 0; RED = 1; }
service Books { rpc Get(One) returns (Two); }
service Shelves { rpc Get(One) returns (Two); }
";

/// A rename that resolves a finding about an element: the element with the new name, its name, and the element of the finding.
type Rename = (&'static str, &'static str, &'static str);

/// Returns whether the second of two fixes is compatible with the first. Edits are those of the names.
fn are_compatible(fixes: [Rename; 2]) -> bool {
    let mut sources = Sources::default();
    let tree = MemoryTree::new([("shop.proto", TEXT)]);
    let schema = Compiler::new().resolver(tree).load(["shop.proto"], &mut sources).link(&sources).schema();
    let mut compatible = CompatibleFixes::new(&schema, &sources);
    let [first, second] = fixes.map(|(element, name, about)| {
        let element = find(&schema, element);
        let about = find(&schema, about);
        let edits = vec![Edit { place: schema.part(element, &[1]), text: name.to_owned() }];
        let change = SchemaChange::Rename { element, name: name.to_owned() };
        LintFix { finding: 0, edits, breaks: None, change, element: about, file: schema.file_of(about) }
    });
    assert!(compatible.admits(&first));
    compatible.admits(&second)
}

fn find(schema: &Schema, name: &str) -> Element {
    let is_named = |it: &Element| schema.full_name(*it) == format!("shop.{name}");
    schema.declarations().find(is_named).expect("it is declared")
}

#[test]
fn names_and_places_exclude_each_other() {
    assert!(are_compatible([("One", "First", "One"), ("Two", "Second", "Two")]));
    assert!(!are_compatible([("One", "Same", "One"), ("Two", "Same", "Two")]));
    // An edit of the same name.
    assert!(!are_compatible([("One", "First", "One"), ("One", "Other", "Books.Get")]));
}

#[test]
fn names_in_code_and_json_exclude_each_other() {
    assert!(!are_compatible([("One.a", "user_id", "One.a"), ("One.b", "userId", "One.b")]));
    assert!(are_compatible([("One.a", "user_id", "One.a"), ("Two.a", "userId", "Two.a")]));
    assert!(!are_compatible([("NONE", "COLOR_BLUE", "NONE"), ("RED", "blue", "RED")]));
}

#[test]
fn names_that_follow_from_others_wait() {
    assert!(!are_compatible([("Books", "BookService", "Books"), ("One", "BooksGetRequest", "Books.Get")]));
    assert!(are_compatible([("Shelves", "ShelfService", "Shelves"), ("One", "BooksGetRequest", "Books.Get")]));
    assert!(!are_compatible([("Color", "Tint", "Color"), ("RED", "COLOR_RED", "RED")]));
}
