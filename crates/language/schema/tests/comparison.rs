//! A change of each property of each kind of element is found.

use std::collections::{BTreeMap, BTreeSet};

use protoward_compiler::{Compiler, MemoryTree};
use protoward_schema::comparison::{Comparison, Property, Renames, elements};
use protoward_schema::{Element, ElementKind, Schema};

/// Parts of the sample, with what replaces each, and a difference that must be found.
const CHANGES: &[(&str, &str, &str)] = &[
    ("syntax = \"proto2\"", "syntax = \"proto3\"", "the syntax of file other.proto"),
    ("package shop;", "package store;", "the package of file shop.proto"),
    ("import \"types.proto\"", "import public \"types.proto\"", "the imports of file shop.proto"),
    ("import option \"other.proto\";\n", "", "the imports of file shop.proto"),
    ("java_package = \"shop\"", "java_package = \"store\"", "the options of file shop.proto"),
    ("features.enum_type = OPEN", "features.enum_type = CLOSED", "the features of file shop.proto"),
    ("message Lone", "message Only", "the messages of file shop.proto"),
    ("enum Shade", "enum Tint", "the enums of file shop.proto"),
    ("service Store", "service Market", "the services of file shop.proto"),
    ("string note = 100", "string remark = 100", "the extensions of file shop.proto"),
    ("=== base.proto", "=== moved.proto", "the file of message Base"),
    ("message Inner", "message Other", "the messages of message shop.First"),
    ("enum Level", "enum Rank", "the enums of message shop.First"),
    ("int32 inside = 101", "int32 within = 101", "the extensions of message shop.First"),
    ("string name = 1", "string label = 1", "the fields of message shop.First"),
    ("string name = 1", "string name = 9", "the number of field shop.First.name"),
    ("string name = 1", "bytes name = 1", "the type of field shop.First.name"),
    ("string name = 1", "repeated string name = 1", "the label of field shop.First.name"),
    ("json_name = \"called\"", "json_name = \"named\"", "the JSON name of field shop.First.name"),
    (" [json_name = \"called\"]", "", "the JSON name of field shop.First.name"),
    ("default = 7", "default = 8", "the default of field shop.First.count"),
    ("default = BLUE", "default = RED", "the default of field shop.First.color"),
    ("Color color = 3 [default = BLUE]", "Shade color = 3", "the type of field shop.First.color"),
    ("First nested", "Second nested", "the type of field shop.First.nested"),
    ("map<string, First>", "map<string, Second>", "the type of field shop.First.ByKeyEntry.value"),
    ("map<string, First> by_key", "map<string, First> keyed", "the fields of message shop.First"),
    ("LENGTH_PREFIXED", "DELIMITED", "the features of field shop.First.nested"),
    ("deprecated = true", "deprecated = false", "the options of field shop.First.nested"),
    ("extend First", "extend Second", "the extended message of extension shop.note"),
    ("string note = 100", "string note = 102", "the number of extension shop.note"),
    ("int32 inside", "uint32 inside", "the type of extension shop.First.inside"),
    ("int32 inside", "repeated int32 inside", "the label of extension shop.First.inside"),
    ("default = \"n\"", "default = \"m\"", "the default of extension shop.note"),
    ("deprecated = false]", "deprecated = true]", "the options of extension shop.note"),
    ("deprecated = false]", "features.utf8_validation = NONE]", "the features of extension shop.note"),
    ("oneof kind", "oneof sort", "the oneofs of message shop.First"),
    ("string choice = 6; }", "} string choice = 6;", "the fields of oneof shop.First.kind"),
    (
        "oneof kind {",
        "oneof kind { option features.enforce_naming_style = STYLE_LEGACY;",
        "the features of oneof shop.First.kind",
    ),
    ("oneof kind {", "oneof kind { option (mark) = 1;", "the options of oneof shop.First.kind"),
    ("extensions 100 to 199", "extensions 100 to 200", "the extension ranges of message shop.First"),
    ("300 [verification = UNVERIFIED]", "300", "the extension ranges of message shop.First"),
    ("reserved 50", "reserved 51", "the reserved numbers of message shop.First"),
    ("reserved old", "reserved older", "the reserved names of message shop.First"),
    ("export message First", "local message First", "the visibility of message shop.First"),
    ("option deprecated = false", "option deprecated = true", "the options of message shop.First"),
    ("json_format = ALLOW", "json_format = LEGACY_BEST_EFFORT", "the features of message shop.First"),
    ("BLUE = 1;\n  GREEN = 3;", "GREEN = 3;\n  BLUE = 1;", "the values of enum shop.Color"),
    ("BLUE = 1", "BLUE = 2", "the number of enum value shop.BLUE"),
    ("GREEN", "OLIVE", "the values of enum shop.Color"),
    ("BLUE = 1", "BLUE = 1 [deprecated = true]", "the options of enum value shop.BLUE"),
    ("BLUE = 1", "BLUE = 1 [features.enforce_naming_style = STYLE_LEGACY]", "the features of enum value shop.BLUE"),
    ("reserved 9;", "reserved 10;", "the reserved numbers of enum shop.Color"),
    ("reserved PINK", "reserved ROSE", "the reserved names of enum shop.Color"),
    ("export enum Color", "local enum Color", "the visibility of enum shop.Color"),
    ("RED = 0", "option deprecated = true; RED = 0", "the options of enum shop.Color"),
    ("RED = 0", "option features.enum_type = OPEN; RED = 0", "the options of enum shop.Color"),
    ("RED = 0", "option features.json_format = LEGACY_BEST_EFFORT; RED = 0", "the features of enum shop.Color"),
    ("service Store {", "service Store { option deprecated = true;", "the options of service shop.Store"),
    (
        "service Store {",
        "service Store { option features.enforce_naming_style = STYLE_LEGACY;",
        "the features of service shop.Store",
    ),
    ("rpc Get", "rpc Fetch", "the methods of service shop.Store"),
    ("rpc Get(First)", "rpc Get(Second)", "the request of method shop.Store.Get"),
    ("rpc Get(First)", "rpc Get(stream First)", "the streams of method shop.Store.Get"),
    ("returns (Second)", "returns (stream Second)", "the streams of method shop.Store.Get"),
    ("returns (Second)", "returns (First)", "the response of method shop.Store.Get"),
    ("idempotency_level = IDEMPOTENT", "idempotency_level = NO_SIDE_EFFECTS", "the options of method shop.Store.Get"),
    (
        "option idempotency_level",
        "option features.enforce_naming_style = STYLE_LEGACY; option idempotency_level",
        "the features of method shop.Store.Get",
    ),
];

const SAMPLE: &str = "\
=== other.proto
syntax = \"proto2\";
import \"google/protobuf/descriptor.proto\";
extend google.protobuf.OneofOptions { optional int32 mark = 1000; }
=== types.proto
syntax = \"proto2\";
message Weight {}
=== base.proto
syntax = \"proto2\";
message Base { optional string inner = 1; extensions 5; }
enum BaseLevel { BASE_LEVEL_ZERO = 0; }
service BaseService {}
extend Base { optional string base_note = 5; }
=== shop.proto
edition = \"2024\";
package shop;
import \"types.proto\";
import option \"other.proto\";
option java_package = \"shop\";
option features.enum_type = OPEN;
export message First {
  option deprecated = false;
  option features.json_format = ALLOW;
  extensions 100 to 199 [verification = UNVERIFIED];
  extensions 300 [verification = UNVERIFIED];
  reserved 50;
  reserved old;
  string name = 1 [json_name = \"called\"];
  int32 count = 2 [default = 7];
  Color color = 3 [default = BLUE];
  First nested = 4 [deprecated = true, features.message_encoding = LENGTH_PREFIXED];
  oneof kind { string other = 5; string choice = 6; }
  map<string, First> by_key = 7;
  Weight weight = 8;
  message Inner {}
  enum Level { LEVEL_ZERO = 0; }
  extend Second { int32 inside = 101; }
}
message Second {
  extensions 100 to 199 [verification = UNVERIFIED];
}
message Lone {}
extend First {
  string note = 100 [default = \"n\", deprecated = false];
}
export enum Color {
  RED = 0;
  BLUE = 1;
  GREEN = 3;
  reserved 9;
  reserved PINK;
}
enum Shade {
  DARK = 0;
}
service Store {
  // Gets it.
  rpc Get(First) returns (Second) {
    option idempotency_level = IDEMPOTENT;
  }
}
";

fn compiled(text: &str) -> Schema {
    let files: Vec<(&str, &str)> = text.split("=== ").filter_map(|file| file.split_once('\n')).collect();
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let compiled = Compiler::new().retain_options(true).resolver(MemoryTree::new(files)).compile(paths);
    compiled.unwrap_or_else(|error| panic!("{error}\n{text}")).schema().clone()
}

/// Returns the properties that differ, each with the kind of its element and in words.
fn differences(old: &Schema, new: &Schema) -> BTreeMap<String, (ElementKind, Property)> {
    differences_with(old, new, &Renames::default())
}

fn differences_with(old: &Schema, new: &Schema, renames: &Renames) -> BTreeMap<String, (ElementKind, Property)> {
    let comparison = Comparison::new(old, new, renames);
    let differing = elements(old).filter_map(|was| Some((was, comparison.pair(was)?))).flat_map(|(was, is)| {
        let all = comparison.properties(was, is).chain([comparison.comments(was, is)]);
        all.filter(|it| !it.is_same).map(move |it| (was, it.property))
    });
    let named = differing.map(|(element, property)| {
        let words = format!("{} of {} {}", property.words(), old.kind(element), old.full_name(element));
        (words, (element.kind(), property))
    });
    named.collect()
}

#[test]
fn finds_each_change() {
    let old = compiled(SAMPLE);
    assert!(differences(&old, &compiled(SAMPLE)).is_empty());
    let mut found_properties = BTreeSet::new();
    for (part, other, expected) in CHANGES {
        assert!(SAMPLE.contains(part), "{part}");
        let found = differences(&old, &compiled(&SAMPLE.replacen(part, other, 1)));
        assert!(found.contains_key(*expected), "{part} as {other}: {found:#?}");
        found_properties.extend(found.into_values());
    }
    let mut of_module = old.clone();
    let file = of_module.find_file("shop.proto").expect("it was compiled");
    of_module.files[file].module = Some(of_module.names.intern("buf.build/acme/shop"));
    found_properties.extend(differences(&old, &of_module).into_values());
    assert_eq!(properties(&old).difference(&found_properties).collect::<Vec<_>>(), [] as [&(ElementKind, Property); 0]);
}

/// Returns the properties of all kinds of elements.
fn properties(schema: &Schema) -> BTreeSet<(ElementKind, Property)> {
    let renames = Renames::default();
    let comparison = Comparison::new(schema, schema, &renames);
    let of_element = |it: Element| comparison.properties(it, it).map(move |property| (it.kind(), property.property));
    elements(schema).flat_map(of_element).collect()
}

#[test]
fn finds_changes_of_comments() {
    let old = compiled(SAMPLE);
    let found = differences(&old, &compiled(&SAMPLE.replace("// Gets it.", "// Gets.")));
    assert_eq!(found.into_keys().collect::<Vec<_>>(), ["the comment of method shop.Store.Get"]);
}

#[test]
fn expects_new_names() {
    let old = compiled(SAMPLE);
    let new =
        SAMPLE.replace("First", "Main").replace("BLUE", "NAVY").replace("by_key", "keyed").replace("Get(", "Fetch(");
    let new = compiled(&new.replace("package shop", "package store"));
    let element = |name: &str| old.declarations().find(|&it| old.full_name(it) == name).expect("it is declared");
    let names = [
        (element("shop.First"), "Main"),
        (element("shop.BLUE"), "NAVY"),
        (element("shop.First.by_key"), "keyed"),
        (element("shop.Store.Get"), "Fetch"),
    ];
    let file = old.find_file("shop.proto").expect("it was compiled");
    let renames = Renames {
        names: names.map(|(element, name)| (element, name.to_owned())).into(),
        packages: [(file, "store".to_owned())].into(),
        ..Renames::default()
    };
    assert_eq!(differences_with(&old, &new, &renames), BTreeMap::new());
    let comparison = Comparison::new(&old, &new, &renames);
    assert!(elements(&old).all(|it| comparison.pair(it).is_some()));
}
