//! JSON implementations next to the code of prost. `cargo xtask oracle rust --only conformance` tests their behavior.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_codegen::{Generate, OptionValue, Plugin, generate};
use protoward_compiler::Compiler;
use protoward_source::MemoryTree;

type Files = BTreeMap<String, String>;

fn files(protos: &[(&str, &str)], options: &[(&str, OptionValue)]) -> Files {
    let tree = MemoryTree::new(protos.iter().copied());
    let schema = Compiler::new().resolver(tree).compile(protos.iter().map(|(name, _)| *name)).unwrap().into_schema();
    let mut entry = Generate::new(Plugin::Prost, "gen");
    for (name, value) in [("json", OptionValue::Flag(true))].iter().chain(options) {
        entry.set(name, value.clone()).unwrap();
    }
    let plans = generate(&schema, &[entry], Path::new("root")).unwrap();
    let files = plans.iter().flat_map(|plan| plan.files());
    files.map(|(path, content)| (path.to_owned(), String::from_utf8(content.to_vec()).unwrap())).collect()
}

/// Returns the code after that of prost, without its support module.
fn implementations(code: &str) -> &str {
    let (_, rest) = code.split_once("/// The JSON encoding of these messages.\n").unwrap();
    rest.split("/// The runtime module for JSON.").next().unwrap()
}

fn include(file: &str) -> (&str, OptionValue) {
    ("include_file", OptionValue::Text(file.to_owned()))
}

#[test]
fn each_kind_of_field_has_its_code() {
    let text = r#"edition = "2023";
        package shop.v1;
        import "google/protobuf/timestamp.proto";
        import "google/protobuf/struct.proto";
        import "google/protobuf/wrappers.proto";
        import "google/protobuf/type.proto";
        message Item {
            string type = 1 [features.field_presence = IMPLICIT, json_name = "kind"];
            int64 total_count = 2;
            repeated bytes raw = 3;
            map<uint32, Color> colors = 4;
            google.protobuf.Timestamp created_at = 5 [features.field_presence = LEGACY_REQUIRED];
            Group group = 6 [features.message_encoding = DELIMITED];
            message Group { google.protobuf.NullValue nothing = 1; }
            oneof choice {
                Item inner = 7;
                google.protobuf.Int32Value number = 8;
                string unchecked = 9 [features.utf8_validation = NONE];
            }
            google.protobuf.Syntax syntax = 10;
            google.protobuf.Value any_value = 11;
        }
        enum Color { option allow_alias = true; option features.enum_type = CLOSED; NONE = 0; RED = 1; ROT = 1; LOW = -2147483648; }
    "#;
    let files = files(&[("shop.proto", text)], &[]);
    super::snapshot("json", "fields", implementations(&files["shop.v1.rs"]));
}

#[test]
fn the_module_is_where_the_code_expects_it() {
    let one = (
        "a.proto",
        "syntax = \"proto3\"; package a.b; message A { repeated c.C c = 1; } message D { } import \"c.proto\";",
    );
    let other = ("c.proto", "syntax = \"proto3\"; package c; message C { int32 i = 1; }");
    let alone = files(&[other], &[]);
    assert!(
        alone["c.rs"].contains("pub mod protoward_json {") && alone["c.rs"].contains("use self::protoward_json as")
    );
    assert!(!alone.contains_key("protoward_json.rs"));
    let both = files(&[one, other], &[include("mod.rs")]);
    assert!(both["a.b.rs"].contains("use super::super::protoward_json as __json;"));
    assert!(both["c.rs"].contains("use super::protoward_json as __json;"));
    assert!(both["mod.rs"].ends_with("pub mod protoward_json {\n    include!(\"protoward_json.rs\");\n}\n"));
    let elsewhere = files(&[one, other], &[("json_path", OptionValue::Text("crate::json".to_owned()))]);
    assert!(elsewhere["c.rs"].contains("use crate::json as __json;") && !elsewhere.contains_key("protoward_json.rs"));
}

#[test]
fn generation_options_change_the_module() {
    let file = ("c.proto", "syntax = \"proto3\"; package c; message C { int32 i = 1; }");
    let code = |options: &[(&str, OptionValue)]| files(&[file], options).remove("c.rs").unwrap();
    assert!(code(&[]).contains("ignore_unknown: false, emit_defaults: false, proto_names: false, enum_numbers: false"));
    let all = ["json_ignore_unknown", "json_emit_defaults", "json_proto_names", "json_enum_numbers"];
    let all = all.map(|name| (name, OptionValue::Flag(true)));
    assert!(code(&all).contains("ignore_unknown: true, emit_defaults: true, proto_names: true, enum_numbers: true"));
}

#[test]
fn only_needed_code_is_written() {
    let plain = ("c.proto", "syntax = \"proto3\"; package c; message C { int32 i = 1; }");
    let any = (
        "d.proto",
        "syntax = \"proto3\"; package d; import \"google/protobuf/any.proto\"; message D { google.protobuf.Any a = 1; }",
    );
    let plain = files(&[plain], &[]).remove("c.rs").unwrap();
    assert!(!plain.contains("prost_types") && !plain.contains("mod any"));
    let any = files(&[any], &[]).remove("d.rs").unwrap();
    assert!(any.contains("Type::plain::<super::super::D>(\"d.D\")"));
    assert!(any.contains("Type::special::<::prost_types::Timestamp>(\"google.protobuf.Timestamp\")"));
}

#[test]
fn types_of_other_crates_use_serde() {
    let one = ("a.proto", "syntax = \"proto3\"; package a; import \"c.proto\"; message A { c.C c = 1; c.E e = 2; }");
    let other = ("c.proto", "syntax = \"proto3\"; package c; message C { } enum E { X = 0; Y = 5; }");
    let outside = OptionValue::Pairs(vec![(".c".to_owned(), "::other".to_owned())]);
    let code = files(&[one, other], &[("extern_path", outside)]).remove("a.rs").unwrap();
    let code = implementations(&code);
    assert!(code.contains("object.optional::<__json::Foreign, _>((\"c\", \"c\"), &self.c)?;"));
    assert!(code.contains("\"Y\" => 5,") && code.contains("enum __Enum"));
}

#[test]
fn every_package_has_its_descriptors() {
    let one = ("a.proto", "syntax = \"proto3\"; package a; import \"c.proto\"; message A { c.C c = 1; }");
    let other = ("c.proto", "syntax = \"proto3\"; package c; message C { }");
    let files = files(&[one, other], &[("file_descriptor_set", OptionValue::Flag(true)), include("mod.rs")]);
    for file in ["a.rs", "c.rs"] {
        assert!(files[file].contains("pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(\"a.binpb\");"), "{file}");
    }
    assert!(
        !files["mod.rs"].contains("FILE_DESCRIPTOR_SET") && !files["protoward_json.rs"].contains("FILE_DESCRIPTOR_SET")
    );
    assert!(files["a.binpb"].contains("c.proto"));
}
