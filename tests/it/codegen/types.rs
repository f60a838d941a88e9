//! Options for the types of fields: open enums, setters, attributes by type.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, MemoryTree, Resolver};

use super::copied::Copied;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/open_enums")
}

fn compiled<P: AsRef<Path>>(files: impl Resolver + 'static, names: impl IntoIterator<Item = P>) -> Schema {
    Compiler::new().resolver(files).compile(names).unwrap().into_schema()
}

fn one_file(text: &str) -> Schema {
    compiled(MemoryTree::new([("a.proto", text)]), ["a.proto"])
}

fn entry(out: &str, options: &[(&str, OptionValue)]) -> Generate {
    let mut entry = Generate::new(Plugin::Prost, out);
    for (name, value) in options {
        entry.set(name, value.clone()).unwrap();
    }
    entry
}

fn all() -> OptionValue {
    OptionValue::List(vec![".".to_owned()])
}

fn pairs(pairs: &[(&str, &str)]) -> OptionValue {
    OptionValue::Pairs(pairs.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
}

fn files(schema: &Schema, options: &[(&str, OptionValue)]) -> BTreeMap<String, String> {
    let plans = generate(schema, &[entry("", options)], Path::new("")).unwrap();
    let text = |(path, code): (&str, &[u8])| (path.to_owned(), String::from_utf8_lossy(code).into_owned());
    plans.iter().flat_map(|plan| plan.files()).map(text).collect()
}

/// Returns the errors of code generation.
fn refused(schema: &Schema, options: &[(&str, OptionValue)]) -> String {
    let report = generate(schema, &[entry("", options)], Path::new("")).unwrap_err();
    report.iter().map(super::rendered).collect::<Vec<_>>().join("\n")
}

#[test]
fn compiles_and_round_trips_all_type_options() {
    let tree = FolderTree::new(fixture().join("proto"));
    let schema = compiled(tree, ["color.proto", "old.proto", "wall.proto"]);
    let copy = Copied::of(&fixture(), &["Cargo.toml", "src/lib.rs", "src/extensions.rs", "src/unknown.rs"]);
    let plain = [("btree_map", all()), ("json", OptionValue::Flag(true))];
    let with = |more: &[&'static str]| {
        let more = more.iter().map(|option| (*option, all()));
        plain.iter().cloned().chain(more).collect::<Vec<_>>()
    };
    let open = with(&["open_enums", "setters"]);
    let kept = with(&["extensions", "unknown_fields", "setters"]);
    let both = with(&["extensions", "open_enums", "unknown_fields", "setters"]);
    // Only one of the enums is open.
    let some = vec![("open_enums", OptionValue::List(vec![".paint.v1.Color".to_owned()]))];
    let own = [("compile_well_known_types", OptionValue::Flag(true)), ("bytes", all())];
    let all_options = both.iter().cloned().chain(own).collect();
    let entries =
        [("plain", with(&[])), ("open", open), ("kept", kept), ("both", both), ("some", some), ("whole", all_options)];
    copy.generate(&schema, &entries.map(|(module, options)| entry(&format!("src/{module}"), &options)));
    in_two_calls(&copy.folder.join("src/calls"));
    copy.test();
}

/// Runs two calls of a build script with the same folder, as users do. Both calls need the support modules and generate different
/// files.
fn in_two_calls(out: &Path) {
    std::fs::create_dir_all(out).unwrap();
    let protos = [concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/codegen/open_enums/proto")];
    let builder = || protoward_build::configure().out_dir(out).emit_rerun_if_changed(false).json(true);
    builder().compile_protos(&["wall.proto"], &protos).unwrap();
    // The options of JSON may differ.
    builder().json_emit_defaults(true).compile_protos(&["sale.proto"], &protos).unwrap();
}

const SHELF: &str = r#"
    syntax = "proto3";
    package shop.v1;
    import "google/protobuf/timestamp.proto";
    enum Color { COLOR_NONE = 0; COLOR_RED = 1; }
    message Item {
        // Its color.
        Color color = 1;
        oneof kind { Color painted = 2; int64 bare = 3; }
        google.protobuf.Timestamp made = 4;
        repeated int64 counts = 5;
        int64 count = 6;
        optional int64 weight = 7;
        map<string, int64> stock = 8;
    }
    message Other { int32 number = 1; }
"#;

#[test]
fn implementations_follow_their_messages() {
    let code = &files(&one_file(SHELF), &[("open_enums", all())])["shop.v1.rs"];
    super::snapshot("open_enums", "written_out", code);
}

#[test]
fn setters_follow_their_messages() {
    let schema = one_file(SHELF);
    let code = &files(&schema, &[("setters", OptionValue::List(vec!["Item".to_owned()]))])["shop.v1.rs"];
    let (_, setters) = code.split_once("/// Methods that set a field").unwrap();
    super::snapshot("open_enums", "setters", setters.split("/// Nested").next().unwrap());
    assert_eq!(code.matches("/// Methods that set a field").count(), 1);
}

#[test]
fn fields_get_attributes_by_their_types() {
    let schema = one_file(SHELF);
    let rendered = |attributes: &[(&str, &str)]| -> Vec<String> {
        let code = &files(&schema, &[("field_type_attribute", pairs(attributes))])["shop.v1.rs"];
        let lines: Vec<&str> = code.lines().map(str::trim).collect();
        let marked = lines.windows(2).filter(|pair| pair[0].starts_with("#[serde("));
        let attribute = |line: &'_ str| line.split(" // ").next().unwrap_or_default().to_owned();
        marked.map(|pair| format!("{} {}", attribute(pair[0]), pair[1].split([':', '(']).next().unwrap())).collect()
    };
    assert_eq!(rendered(&[(".google.protobuf.Timestamp", "#[serde(a)]")]), ["#[serde(a)] pub made"]);
    let every =
        ["pub counts", "pub count", "pub weight", "pub stock", "Bare"].map(|name| format!("#[serde(a)] {name}"));
    assert_eq!(rendered(&[("int64", "#[serde(a)]")]), every);
    let exact = [
        ("int64", "#[serde(a)]"),
        ("repeated int64", "#[serde(b)]"),
        ("optional int64", "#[serde(c)]"),
        ("map int64", ""),
        ("oneof int64", "#[serde(d)]"),
    ];
    let lines = ["#[serde(b)] pub counts", "#[serde(a)] pub count", "#[serde(c)] pub weight", "#[serde(d)] Bare"];
    assert_eq!(rendered(&exact), lines);
    assert_eq!(rendered(&[("optional shop.v1.Color", "#[serde(a)]")]), Vec::<String>::new());
    assert_eq!(rendered(&[("shop.v1.Color", "#[serde(a)]")]), ["#[serde(a)] pub color", "#[serde(a)] Painted"]);
}

#[test]
fn refuses_paths_without_a_match() {
    let schema = one_file(SHELF);
    let list = |path: &str| OptionValue::List(vec![path.to_owned()]);
    let refusals = [
        refused(&schema, &[("open_enums", list("Colour"))]),
        refused(&schema, &[("setters", list(".shop.v1.Itm"))]),
        refused(&schema, &[("field_type_attribute", pairs(&[("optional .google.protobuf.TimeStamp", "#[x]")]))]),
        refused(&schema, &[("field_type_attribute", pairs(&[("repeated", "#[x]")]))]),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @r#"
    `open_enums` names `Colour`, but the schema has no enum of that name
    help: use `.` for all, a package or a full name with a leading dot, or the end of a name without one
    `setters` names `.shop.v1.Itm`, but the schema has no message of that name
    help: did you mean `.shop.v1.Item`?
    unknown type `.google.protobuf.TimeStamp` of `optional .google.protobuf.TimeStamp` in `field_type_attribute`
    help: did you mean `.google.protobuf.Timestamp`?
    unknown type `repeated` of `repeated` in `field_type_attribute`
    help: name a message or an enum by its full name, as in `.google.protobuf.Timestamp`, or a type such as `int64`, with `optional`, `repeated`, `map` or `oneof` in front, if need be
    "#);
}

#[test]
fn build_scripts_generate_type_options() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.proto"), SHELF).unwrap();
    let protos = [folder.path().join("a.proto")];
    let includes = [folder.path().to_owned()];
    let written = || {
        let code = std::fs::read_to_string(out.path().join("shop.v1.rs")).unwrap();
        // The builder of tonic adds this attribute to every type.
        let own = code.lines().filter(|line| line.trim() != "#[allow(clippy::all)]");
        own.map(|line| format!("{line}\n")).collect::<String>()
    };
    let generated = |paths: &[&str], attributes: &[(&str, &str)]| {
        let paths = OptionValue::List(paths.iter().map(|path| (*path).to_owned()).collect());
        let path = OptionValue::Text("crate::run".to_owned());
        let attributes = ("field_type_attribute", pairs(attributes));
        let options = [("open_enums", all()), ("runtime_path", path), ("setters", paths), attributes];
        files(&one_file(SHELF), &options).remove("shop.v1.rs").unwrap()
    };

    let builder = protoward_build::configure().open_enums(".").runtime_path("crate::run").setters("Item");
    let builder = builder.field_type_attribute("int64", "#[a]").out_dir(out.path());
    builder.clone().compile_protos(&protos, &includes).unwrap();
    assert_eq!(written(), generated(&["Item"], &[("int64", "#[a]")]));

    // The settings of a `Config` are applied as well.
    let mut config = protoward_build::prost_build::Config::new();
    config.setters(["Other"]).field_type_attribute("shop.v1.Color", "#[b]");
    builder.compile_with_config(config, &protos, &includes).unwrap();
    assert_eq!(written(), generated(&["Item", "Other"], &[("int64", "#[a]"), ("shop.v1.Color", "#[b]")]));

    let mut config = protoward_build::prost_build::Config::new();
    config.open_enums(["Color"]).runtime_path("crate::run").setters(["Item", "Other"]);
    config
        .field_type_attribute("shop.v1.Color", "#[b]")
        .out_dir(out.path())
        .compile_protos(&protos, &includes)
        .unwrap();
    assert_eq!(written(), generated(&["Item", "Other"], &[("shop.v1.Color", "#[b]")]));
}

#[test]
fn refuses_extensions_of_messages_without_unknown_fields() {
    let schema = one_file(
        "syntax = \"proto2\"; package shop.v1; import \"google/protobuf/descriptor.proto\";
         message Item { extensions 100 to 200; } extend Item { optional int32 shelf = 100; }
         extend google.protobuf.FieldOptions { optional int32 hint = 50000; }",
    );
    let options_for =
        |paths: &[&str]| ("extensions", OptionValue::List(paths.iter().map(|path| (*path).to_owned()).collect()));
    let refusals = [
        refused(&schema, &[options_for(&["."])]),
        refused(&schema, &[options_for(&[".shop.v1.hint", ".shop.v1.shelves"])]),
    ];
    insta::assert_snapshot!(refusals.join("\n"), @r"
    `extensions` selects `shop.v1.shelf`, but `shop.v1.Item` has no unknown fields to hold it
    help: set `unknown_fields` for `.shop.v1.Item`, in the crate that has the message
    `extensions` names `.shop.v1.hint`, but the schema has no extension, custom options apart, of that name
    help: did you mean `.shop.v1.shelf`?
    `extensions` names `.shop.v1.shelves`, but the schema has no extension, custom options apart, of that name
    help: did you mean `.shop.v1.shelf`?
    ");
    let code = &files(&schema, &[options_for(&["."]), ("unknown_fields", all())])["shop.v1.rs"];
    let (_, constants) = code.split_once("pub const ").unwrap();
    super::snapshot("open_enums", "extensions", constants.split("/// What a message").next().unwrap());
    assert!(!code.contains("HINT"), "custom options are no part of it");
}
