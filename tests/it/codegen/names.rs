//! Names that conflict in Rust, and the module tree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, MemoryTree, Resolver};

use super::copied::Copied;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/names")
}

/// Returns the schema of all files in `proto`.
fn everything() -> Schema {
    let folder = fixture().join("proto");
    let files = walkdir::WalkDir::new(&folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
    let names: Vec<String> =
        files.filter(|entry| entry.file_type().is_file()).map(|entry| name(entry.path())).collect();
    compiled(FolderTree::new(folder.clone()), names)
}

pub(super) fn compiled<P: AsRef<Path>>(files: impl Resolver + 'static, names: impl IntoIterator<Item = P>) -> Schema {
    Compiler::new().resolver(files).compile(names).unwrap().into_schema()
}

pub(super) fn one_file(text: &str) -> Schema {
    compiled(MemoryTree::new([("a.proto", text)]), ["a.proto"])
}

pub(super) fn entry(options: &[(&str, OptionValue)]) -> Generate {
    let mut entry = Generate::new(Plugin::Tonic, "src/proto");
    for (name, value) in options {
        entry.set(name, value.clone()).unwrap();
    }
    entry
}

pub(super) fn files(schema: &Schema, options: &[(&str, OptionValue)]) -> BTreeMap<String, String> {
    let plans = generate(schema, &[entry(options)], Path::new("")).unwrap();
    let text = |(path, code): (&str, &[u8])| (path.to_owned(), String::from_utf8_lossy(code).into_owned());
    plans.iter().flat_map(|plan| plan.files()).map(text).collect()
}

pub(super) fn flag(name: &str, value: bool) -> (&str, OptionValue) {
    (name, OptionValue::Flag(value))
}

#[test]
fn compiles_and_round_trips_clashing_names() {
    let copy = Copied::of(&fixture(), &["Cargo.toml", "src/lib.rs"]);
    let on =
        ["connect", "enable_type_names", "in_process_client", "json", "mock_server", "rest_client", "service_modules"]
            .map(|name| flag(name, true));
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/codegen/services/any.json").to_owned();
    let list = |path: &str| OptionValue::List(vec![path.to_owned()]);
    let others = [
        flag("build_transport", false),
        ("service_config", OptionValue::Text(config)),
        ("custom_options", list(".")),
        ("unknown_fields", list(".members.Unknown")),
    ];
    let options: Vec<_> = others.into_iter().chain(on).collect();
    let mut arcs = entry(&[
        flag("connect", true),
        flag("json", true),
        flag("build_transport", false),
        flag("use_arc_self", true),
        flag("mock_server", true),
        flag("in_process_client", true),
    ]);
    arcs.out = "src/arcs".into();
    let cloning = "syntax = \"proto3\"; package arcs; message M {} service S { rpc Clone(M) returns (M); rpc Get(M) returns (M); }";
    copy.generate(&everything(), &[entry(&options)]);
    copy.generate(&one_file(cloning), &[arcs]);
    super::snapshot("names", "tree", &fs::read_to_string(copy.folder.join("src/proto/mod.rs")).unwrap());
    copy.test();
}

/// Checks the new names of all declarations whose names differ from those of prost.
#[test]
fn changes_only_clashing_names() {
    let named = |files: &BTreeMap<String, String>| -> Vec<String> {
        let lines = files.values().flat_map(|code| code.lines());
        let declares = |line: &&str| ["pub ", "type "].iter().any(|start| line.trim_start().starts_with(start));
        lines.filter(declares).map(|line| line.trim().to_owned()).collect()
    };
    let quiet = r#"
        syntax = "proto3";
        package a.b;
        message User { string name = 1; optional Kind kind = 2; map<string, Kind> kinds = 3; oneof self { int32 x = 4; } }
        message Result { message Option { repeated Result results = 1; } Option option = 1; }
        enum Kind { KIND_UNSPECIFIED = 0; KIND_SELF = 1; }
        service Users { rpc Get(User) returns (stream Result); rpc Type(User) returns (User); }
    "#;
    let plain = [flag("prost_names", true)];
    assert_eq!(files(&one_file(quiet), &[]), files(&one_file(quiet), &plain));
    let clash = r#"
        syntax = "proto2";
        package a.b;
        message User { option deprecated_legacy_json_field_conflicts = true; optional int32 x = 1; optional int32 X = 2; optional Kind kind = 3; optional int32 set_kind = 4; }
        message user { oneof value { int32 x = 1; int32 X = 2; } optional group Kind = 3 { optional User user = 1; } }
        enum Kind { NONE = 0; KIND_ONE = 1; }
        service Users { rpc Get(User) returns (user); rpc get(user) returns (user.Kind); rpc Connect(User) returns (User); }
        service Arc { rpc Get(User) returns (stream user); }
    "#;
    let ours = named(&files(&one_file(clash), &[]));
    let theirs = named(&files(&one_file(clash), &plain));
    let changed: Vec<String> = ours
        .iter()
        .zip(&theirs)
        .filter(|(ours, theirs)| ours != theirs)
        .map(|(ours, theirs)| format!("{theirs} -> {ours}"))
        .collect();
    super::snapshot("names", "clash", &changed.join("\n"));
}

/// The type of a stream is named after its method. A user cannot change the name in code that is included.
#[test]
fn compiles_streams_of_any_name_without_warnings() {
    let odd = "syntax = \"proto3\"; package a; message M {} service S { rpc list_all(M) returns (stream M); } \
               service R { rpc getOne(M) returns (M); rpc ListAll(M) returns (stream M); }";
    let [ours, theirs] = [&[][..], &[flag("prost_names", true)]].map(|options| files(&one_file(odd), options));
    let ours = &ours["a.rs"];
    let theirs = &theirs["a.rs"];
    assert!(ours.contains("    #[allow(non_camel_case_types)]\n    #[async_trait]\n    pub trait S:"), "{ours}");
    assert_eq!(ours.replacen("    #[allow(non_camel_case_types)]\n", "", 1), *theirs);
}

#[test]
fn options_apply_to_renamed_elements() {
    let schema = one_file(
        "syntax = \"proto3\"; package a; message FooBar {} message foo_bar { message In {} bytes fooBar = 1; In in = 2; }",
    );
    for path in [".a.foo_bar", "foo_bar", "a.foo_bar"] {
        let attribute = ("message_attribute", OptionValue::Pairs(vec![(path.to_owned(), "#[derive(Ord)]".to_owned())]));
        let code = &files(&schema, &[attribute])["a.rs"];
        let at = code.find("#[derive(Ord)]").unwrap();
        assert!(code[at..].find("pub struct FooBar_ ").unwrap() < 120, "{code}");
        let of_nested = code.matches("#[derive(Ord)]").count() - 1;
        assert_eq!(
            of_nested,
            usize::from(path.starts_with('.')),
            "{path}: a whole path holds for what is inside\n{code}"
        );
    }
    for path in [".a.foo_bar.fooBar", "foo_bar.fooBar", "fooBar"] {
        let code = &files(&schema, &[("bytes", OptionValue::List(vec![path.to_owned()]))])["a.rs"];
        assert!(code.contains("::prost::bytes::Bytes"), "{path}: {code}");
    }
}

#[test]
fn keeps_handwritten_modules_in_a_module_tree() {
    let schema = one_file("syntax = \"proto3\"; package a; message A {}");
    let planned = |folder: &Path| {
        let plans = generate(&schema, &[entry(&[])], folder).unwrap();
        let changes = plans[0].compare().unwrap();
        changes.iter().map(|change| change.path.clone()).collect::<Vec<_>>()
    };
    let temp = tempfile::tempdir().unwrap();
    let list = ".protoward-generated";
    assert_eq!(planned(temp.path()), [list, "a.rs", "mod.rs"]);
    fs::create_dir_all(temp.path().join("src/proto")).unwrap();
    fs::write(temp.path().join("src/proto/mod.rs"), "pub mod a;\n").unwrap();
    assert_eq!(planned(temp.path()), [list, "a.rs"], "one is there");
    fs::remove_file(temp.path().join("src/proto/mod.rs")).unwrap();
    fs::write(temp.path().join("src/proto.rs"), "").unwrap();
    assert_eq!(planned(temp.path()), [list, "a.rs"], "the module has another file");
}
