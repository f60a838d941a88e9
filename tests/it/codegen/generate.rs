use std::collections::BTreeMap;
use std::path::Path;

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OPTIONS, OptionKind, OptionRow, OptionValue, Plugin, SetOptionError, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, MemoryTree, Report, Resolver, Sources};

use super::rendered;

type Files = BTreeMap<String, Vec<u8>>;

/// Returns the schema of `fixtures/codegen/generate/proto`.
fn shop() -> Schema {
    let tree = FolderTree::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/generate/proto"));
    compiled(tree, ["nameless.proto", "shop/v1/shop.proto"])
}

fn one_file(text: &str) -> Schema {
    compiled(MemoryTree::new([("a.proto", text)]), ["a.proto"])
}

fn compiled<P: AsRef<Path>>(files: impl Resolver + 'static, names: impl IntoIterator<Item = P>) -> Schema {
    Compiler::new().resolver(files).built_in(CommonProtos).compile(names).unwrap().into_schema()
}

fn files(schema: &Schema, entry: &Generate) -> Files {
    let plans = generate(schema, std::slice::from_ref(entry), Path::new("root")).unwrap();
    plans.iter().flat_map(|plan| plan.files()).map(|(path, content)| (path.to_owned(), content.to_vec())).collect()
}

/// Returns the errors of entries that each have a separate output folder.
fn refusals_apart(schema: &Schema, mut entries: Vec<Generate>) -> String {
    for (index, entry) in entries.iter_mut().enumerate() {
        entry.out = format!("gen{index}");
    }
    refusals(schema, &entries)
}

fn refusals(schema: &Schema, entries: &[Generate]) -> String {
    let report: Report = generate(schema, entries, Path::new("root")).unwrap_err();
    report.iter().map(|diagnostic| format!("{}\n", rendered(diagnostic))).collect()
}

fn entry(plugin: Plugin, options: &[(&str, OptionValue)]) -> Generate {
    let mut entry = Generate::new(plugin, "gen");
    for (name, value) in options {
        entry.set(name, value.clone()).unwrap();
    }
    entry
}

fn text(text: &str) -> OptionValue {
    OptionValue::Text(text.to_owned())
}

fn list(text: &str) -> OptionValue {
    OptionValue::List(vec![text.to_owned()])
}

fn pair(path: &str, text: &str) -> OptionValue {
    OptionValue::Pairs(vec![(path.to_owned(), text.to_owned())])
}

/// Returns a value other than the default for an option.
fn telling_value(option: &str) -> OptionValue {
    match option {
        "boxed" => list(".shop.v1.Item.price.fixed"),
        "btree_map" | "bytes" | "custom_options" | "disable_comments" | "open_enums" | "setters" | "skip_debug"
        | "extensions" | "negative_zeros" | "skip_deprecated" | "unknown_fields" => list("."),
        "build_client" | "build_server" | "build_transport" | "emit_package" | "format" | "module_tree" => {
            OptionValue::Flag(false)
        }
        "client_attribute" | "server_attribute" => pair("shop.v1.Shop", "#[derive(Hash)]"),
        "trait_attribute" => pair("Shop", "#[cfg(unix)]"),
        "client_mod_attribute" | "server_mod_attribute" => pair("shop.v1", "#[cfg(unix)]"),
        "codec_path" => text("crate::Codec"),
        "crate_name" => text("shop"),
        "default_package_filename" => text("root"),
        "error_body" => text("shop.v1.Item"),
        "enum_attribute" | "message_attribute" | "type_attribute" => pair(".", "#[derive(Zeroize)]"),
        "extern_path" => pair(".other.v1", "::other"),
        "field_attribute" => pair("name", "#[serde(skip)]"),
        "field_type_attribute" => pair("string", "#[serde(skip)]"),
        "file_descriptor_set_path" => text("descriptors.binpb"),
        "ignored_parameters" => list("key"),
        "include_file" => text("all.rs"),
        "json_feature" => text("serde"),
        "layout" => text("workspace"),
        "provides" => text("shop_types"),
        "prost_path" => text("::my::prost"),
        "prost_types_path" => text("::my::prost_types"),
        "proto_path" => text("crate::proto"),
        "required" => text("strict"),
        "runtime" => text("tonic-0.12"),
        "runtime_path" => text("crate::protoward_runtime"),
        "service_config" => text(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/codegen/services/any.json")),
        "service_yaml" => text(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/codegen/rest/shop.yaml")),
        "skip_derive" => pair(".", "Copy"),
        "type_name_domain" => pair(".", "type.example.com"),
        "types" => pair(".shop.v1.Item.name", "crate::Name"),
        "attribute_origins"
        | "compile_well_known_types"
        | "connect"
        | "enable_type_names"
        | "file_descriptor_set"
        | "generate_default_stubs"
        | "in_process_client"
        | "json"
        | "json_emit_defaults"
        | "json_enum_numbers"
        | "json_ignore_unknown"
        | "json_proto_names"
        | "json_strict_any"
        | "mock_server"
        | "prost_comments"
        | "prost_names"
        | "rest"
        | "rest_client"
        | "retain_enum_prefix"
        | "service_modules"
        | "skip_source_info"
        | "unbound"
        | "use_arc_self"
        | "utf8_none_as_string"
        | "validate"
        | "validate_time_zones"
        | "with_extended_rust_types" => OptionValue::Flag(true),
        "emit_rerun_if_changed" | "skip_protoc_run" => OptionValue::Flag(false),
        "protoc_arg" => list("--fatal_warnings"),
        "protoc_executable" => text("/usr/bin/protoc"),
        unknown => panic!("no value for `{unknown}`; add one above"),
    }
}

/// Returns a schema for which an option changes the code.
fn telling_schema(option: &str) -> Schema {
    const UNCHECKED: &str = r#"edition = "2023"; message A { string a = 1 [features.utf8_validation = NONE]; }"#;
    const COMMENT: &str = "syntax = \"proto3\";\n// A <T>.\nmessage A {}\n";
    const EXTENSION: &str =
        "syntax = \"proto2\"; package a; message Item { extensions 1 to 9; } extend Item { optional int32 shelf = 1; }";

    const REQUIRED: &str = r#"syntax = "proto3"; package google.api; import "google/protobuf/descriptor.proto";
        enum FieldBehavior { FIELD_BEHAVIOR_UNSPECIFIED = 0; REQUIRED = 2; }
        extend google.protobuf.FieldOptions { repeated FieldBehavior field_behavior = 1052; }
        message A { optional string a = 1 [(field_behavior) = REQUIRED]; }"#;
    const REAL: &str = "syntax = \"proto3\"; message A { double a = 1; }";
    const DEPRECATED: &str = "syntax = \"proto3\"; message A { int32 a = 1 [deprecated = true]; }";
    const ZONE: &str = r#"syntax = "proto3"; import "buf/validate/validate.proto"; import "google/protobuf/timestamp.proto";
        message A {
          option (buf.validate.message).cel_expression = "this.time.getHours(this.zone) < 12";
          google.protobuf.Timestamp time = 1;
          string zone = 2;
        }"#;
    const CLASH: &str = "syntax = \"proto3\"; message fooBar {} message FooBar {}";
    match option {
        "utf8_none_as_string" => one_file(UNCHECKED),
        "prost_comments" => one_file(COMMENT),
        "prost_names" => one_file(CLASH),
        "negative_zeros" => one_file(REAL),
        "skip_deprecated" => one_file(DEPRECATED),
        "extensions" => one_file(EXTENSION),
        "required" => one_file(REQUIRED),
        "validate_time_zones" => one_file(ZONE),
        _ => shop(),
    }
}

/// Returns other options without which an option has no effect.
fn companions(option: &str) -> Vec<(&'static str, OptionValue)> {
    match option {
        "attribute_origins" => vec![("message_attribute", pair(".", "#[derive(Hash)]"))],
        "emit_package" => vec![("runtime", text("tonic-0.13"))],
        "format" => vec![("message_attribute", pair(".", "#[derive(  Hash  )]"))],
        json if json.starts_with("json_") || json == "runtime_path" => vec![("json", OptionValue::Flag(true))],
        "error_body" | "ignored_parameters" => {
            vec![("rest", OptionValue::Flag(true)), ("unbound", OptionValue::Flag(true))]
        }
        "service_yaml" | "unbound" => vec![("rest", OptionValue::Flag(true))],
        "crate_name" => vec![("layout", text("workspace"))],
        "extensions" => vec![("unknown_fields", list("."))],
        "types" => vec![("required", text("strict"))],
        "validate_time_zones" => vec![("validate", OptionValue::Flag(true))],
        "type_name_domain" => vec![("enable_type_names", OptionValue::Flag(true))],
        "skip_source_info" => vec![("file_descriptor_set_path", text("descriptors.binpb"))],
        _ => vec![],
    }
}

#[test]
fn every_option_changes_the_output() {
    let mut without_effect = Vec::new();
    for row in OPTIONS {
        let schema = telling_schema(row.name);
        for plugin in Plugin::ALL.into_iter().filter(|&plugin| row.is_for(plugin)) {
            let mut options = companions(row.name);
            let before = files(&schema, &entry(plugin, &options));
            options.push((row.name, telling_value(row.name)));
            if files(&schema, &entry(plugin, &options)) == before {
                without_effect.push(format!("{} {}", plugin.name(), row.name));
            }
        }
    }
    // These options have no effect.
    let expected = [
        "prost emit_rerun_if_changed",
        "tonic emit_rerun_if_changed",
        "prost format",
        "tonic format",
        "prost protoc_arg",
        "tonic protoc_arg",
        "prost protoc_executable",
        "tonic protoc_executable",
        "prost skip_protoc_run",
        "tonic skip_protoc_run",
    ];
    assert_eq!(without_effect, expected);
}

#[test]
fn sorts_options_and_names_each_once() {
    assert!(OPTIONS.is_sorted_by(|a, b| a.name < b.name));
}

#[test]
fn names_files_by_packages() {
    let with_all = entry(
        Plugin::Tonic,
        &[("include_file", text("mod.rs")), ("file_descriptor_set_path", text("image/all.binpb"))],
    );
    let files = files(&shop(), &with_all);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["_.rs", "image/all.binpb", "mod.rs", "other.v1.rs", "shop.v1.rs"]);
    super::snapshot("generate", "include_file", &String::from_utf8_lossy(&files["mod.rs"]));
}

#[test]
fn generates_the_same_bytes_for_the_same_input() {
    let entry = entry(Plugin::Tonic, &[("include_file", text("mod.rs"))]);
    assert_eq!(files(&shop(), &entry), files(&shop(), &entry));
}

#[test]
fn paths_select_files_and_their_imports() {
    let names = |path: &str| {
        let mut entry = entry(Plugin::Prost, &[]);
        entry.paths = vec![path.to_owned()];
        files(&shop(), &entry).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(names("other"), ["mod.rs", "other.v1.rs"]);
    assert_eq!(names("shop/v1/"), ["mod.rs", "other.v1.rs", "shop.v1.rs"]);
    assert_eq!(names("nameless.proto"), ["_.rs", "mod.rs"]);
    assert_eq!(names("."), ["_.rs", "mod.rs", "other.v1.rs", "shop.v1.rs"]);
}

#[test]
fn entries_with_one_folder_share_a_plan() {
    let prost = entry(Plugin::Prost, &[("default_package_filename", text("root"))]);
    let mut nameless = prost.clone();
    nameless.paths = vec!["nameless.proto".to_owned()];
    nameless.out = "./gen/".to_owned();
    let mut other = prost.clone();
    other.paths = vec!["other".to_owned()];
    let plans = generate(&shop(), &[nameless, other], Path::new("root")).unwrap();
    assert_eq!(plans.len(), 1);
    assert_eq!(plans[0].folder(), Path::new("root/gen"));
    assert_eq!(plans[0].files().map(|(path, _)| path).collect::<Vec<_>>(), ["mod.rs", "other.v1.rs", "root.rs"]);
    let (_, tree) = plans[0].files().next().unwrap();
    let tree = String::from_utf8_lossy(tree);
    assert!(tree.contains("include!(\"root.rs\");") && tree.contains("include!(\"other.v1.rs\");"), "{tree}");
}

#[test]
fn reports_what_cannot_be_generated() {
    let mut unknown_path = entry(Plugin::Prost, &[]);
    unknown_path.paths = vec!["v1/shop.proto".to_owned()];
    let mut nothing_alike = entry(Plugin::Prost, &[]);
    nothing_alike.paths = vec!["nothing".to_owned()];
    let refused = refusals_apart(
        &shop(),
        vec![
            unknown_path,
            nothing_alike,
            entry(Plugin::Prost, &[("include_file", text("../mod.rs"))]),
            entry(Plugin::Prost, &[("file_descriptor_set_path", text("/tmp/set.binpb"))]),
            entry(Plugin::Prost, &[("extern_path", pair("shop", "::shop"))]),
            entry(Plugin::Prost, &[("type_attribute", pair(".", "#[derive("))]),
            entry(Plugin::Prost, &[("runtime", text("tonic-0.11"))]),
            entry(Plugin::Tonic, &[("server_attribute", pair(".", "no attribute"))]),
        ],
    );
    super::snapshot("generate", "refusals", &refused);
}

#[test]
fn output_folders_are_below_the_configuration() {
    for out in ["../gen", "/tmp/gen", "a/../gen"] {
        let mut entry = entry(Plugin::Prost, &[]);
        entry.out = out.to_owned();
        let expected = format!("the output folder `{out}` is not below the folder of the configuration");
        assert!(refusals(&shop(), &[entry]).starts_with(&expected));
    }
}

#[test]
fn refuses_entries_that_write_the_same_file() {
    let entries = [entry(Plugin::Prost, &[]), entry(Plugin::Tonic, &[])];
    super::snapshot("generate", "same_file", &refusals(&shop(), &entries));
}

#[test]
fn reports_enum_values_with_one_rust_name_with_positions() {
    let text = "syntax = \"proto3\";\nenum E {\n  FOO_BAR = 0;\n  FooBar = 1;\n}\n";
    let compiler = Compiler::new().resolver(MemoryTree::new([("a.proto", text)]));
    let mut sources = Sources::default();
    let schema = compiler.load(["a.proto"], &mut sources).link(&sources).schema();
    let entry = entry(Plugin::Prost, &[("prost_names", OptionValue::Flag(true))]);
    let report = generate(&schema, std::slice::from_ref(&entry), Path::new("")).unwrap_err();
    let lines: Vec<u32> =
        report.iter().flat_map(|it| &it.labels).map(|it| sources.start(it.place).unwrap().line).collect();
    assert_eq!(lines, [3, 2]);
    super::snapshot("generate", "enum_values", &refusals(&schema, &[entry]));
}

#[test]
fn checks_options_when_they_are_set() {
    let mut prost = entry(Plugin::Prost, &[]);
    let error = |result: Result<(), SetOptionError>| result.unwrap_err().to_string();
    assert_eq!(error(prost.set("bild_server", OptionValue::Flag(true))), "unknown option `bild_server`");
    assert_eq!(error(prost.set("build_server", OptionValue::Flag(true))), "`prost` has no option `build_server`");
    assert_eq!(error(prost.set("bytes", OptionValue::Flag(true))), "`bytes` takes a list of strings");
}

#[test]
fn documents_every_option() {
    let page = std::fs::read_to_string("docs/rust.md").unwrap();
    let (_, page) = page.split_once("\n## All options\n").unwrap();
    let rows: Vec<&str> =
        page.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 6).collect();
    let kind = |kind: OptionKind| match kind {
        OptionKind::Flag => "boolean",
        OptionKind::Text => "string",
        OptionKind::List => "list of strings",
        OptionKind::Pairs => "strings by path",
    };
    let plugin = |row: &OptionRow| if row.is_for(Plugin::Prost) { "both" } else { "tonic" };
    let default = |row: &OptionRow| if row.default.is_empty() { String::new() } else { format!("`{}`", row.default) };
    let line = |row: &OptionRow| {
        let kind = kind(row.kind);
        let plugin = plugin(row);
        let default = default(row);
        format!("| `{}` | {kind} | {plugin} | {default} | {} |", row.name, row.about)
    };
    let expected: Vec<String> = OPTIONS.iter().map(line).collect();
    assert_eq!(rows.join("\n"), expected.join("\n"));
}

/// The names come from a handmade image, because no compiler accepts them.
#[test]
fn refuses_hostile_names_and_writes_nothing() {
    use prost::Message;
    use prost_types::{DescriptorProto, FileDescriptorProto, FileDescriptorSet};

    let names = ["", "..", "../../a", "a b", "struct A {} fn main", "\u{0}", "9", "fn", "Self", "a.b", "\u{202e}x"];
    for name in names {
        for (package, message) in [(name, "A"), ("a", name)] {
            let file = FileDescriptorProto {
                name: Some("a.proto".to_owned()),
                package: Some(package.to_owned()),
                message_type: vec![DescriptorProto { name: Some(message.to_owned()), ..Default::default() }],
                ..Default::default()
            };
            let mut sources = Sources::default();
            let image = sources.add("image", "image", None);
            let bytes = FileDescriptorSet { file: vec![file] }.encode_to_vec();
            let Ok(schema) = protoward_schema::descriptor::decode(&bytes, image, &mut sources) else { continue };
            // If code is generated, all of it is below the output folder.
            if let Ok(plans) = generate(&schema, &[entry(Plugin::Tonic, &[])], Path::new("root")) {
                assert!(plans.iter().flat_map(|plan| plan.files()).all(|(path, _)| !path.contains('/')));
            }
        }
    }
}
