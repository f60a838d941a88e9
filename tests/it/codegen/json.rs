//! JSON implementations next to the code of prost. `cargo xtask oracle rust --only conformance` tests their behavior.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_compiler::Compiler;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
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

/// Returns the code after that of prost.
fn implementations(code: &str) -> &str {
    code.split_once("/// The JSON encoding of these messages.\n").unwrap().1
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

const PLAIN: (&str, &str) = ("c.proto", "syntax = \"proto3\"; package c; message C { int32 i = 1; }");
const ANY: (&str, &str) = (
    "d.proto",
    "syntax = \"proto3\"; package d; import \"google/protobuf/any.proto\"; message D { google.protobuf.Any a = 1; }",
);

#[test]
fn code_calls_the_runtime_crate() {
    let code = files(&[PLAIN], &[]);
    assert!(code["c.rs"].contains("use ::protoward_runtime::json::{self as __json, "));
    assert!(code.keys().all(|file| !file.contains("protoward_json")), "{:?}", code.keys());
    let elsewhere = files(&[PLAIN], &[("runtime_path", OptionValue::Text("crate::run".to_owned()))]);
    assert!(elsewhere["c.rs"].contains("use crate::run::json::{self as __json, "));
}

#[test]
fn generation_options_are_in_the_context() {
    let code = |options: &[(&str, OptionValue)]| files(&[PLAIN], options).remove("c.rs").unwrap();
    assert!(!code(&[]).contains("__JSON_CONTEXT"));
    let all = ["json_ignore_unknown", "json_emit_defaults", "json_proto_names", "json_enum_numbers"];
    let all = code(&all.map(|name| (name, OptionValue::Flag(true))));
    assert!(all.contains("ignore_unknown: true, emit_defaults: true, proto_names: true, enum_numbers: true, .."));
    assert!(all.contains(".within(&__JSON_CONTEXT);\n"));
}

/// The lists are a ring: each package leads to all others.
#[test]
fn packages_list_the_types_that_an_any_may_hold() {
    assert!(!files(&[PLAIN], &[])["c.rs"].contains("__JSON_TYPES"));
    let alone = files(&[ANY], &[]).remove("d.rs").unwrap();
    assert!(alone.contains("<D as __json::Message>::descriptor,\n        ],\n"), "{alone}");
    assert!(alone.contains("&__json::well_known::TYPES,\n        ],\n"), "{alone}");
    let both = files(&[PLAIN, ANY], &[include("mod.rs")]);
    assert!(
        both["c.rs"].contains("            &super::d::__JSON_TYPES,\n")
            && both["c.rs"].contains("<C as __json::Message>::descriptor,\n")
    );
    assert!(both["d.rs"].contains("            &super::c::__JSON_TYPES,\n"));
}

/// Such packages share a file, which has one list.
#[test]
fn packages_with_the_same_rust_name_share_a_list() {
    let upper = ("u.proto", "syntax = \"proto3\"; package d.Up; import \"d.proto\"; message U { d.D d = 1; }");
    let lower = ("l.proto", "syntax = \"proto3\"; package d.up; message L { }");
    let code = files(&[ANY, upper, lower], &[]).remove("d.up.rs").unwrap();
    assert_eq!(code.matches("pub static __JSON_TYPES").count(), 1, "{code}");
    assert!(
        ["U", "L"].iter().all(|name| code.contains(&format!("<{name} as __json::Message>::descriptor,\n"))),
        "{code}"
    );
}

#[test]
fn types_of_other_crates_use_serde() {
    let one = ("a.proto", "syntax = \"proto3\"; package a; import \"c.proto\"; message A { c.C c = 1; c.E e = 2; }");
    let other = ("c.proto", "syntax = \"proto3\"; package c; message C { } enum E { X = 0; Y = 5; }");
    let outside = OptionValue::Pairs(vec![(".c".to_owned(), "::other".to_owned())]);
    let code = files(&[one, other], &[("extern_path", outside)]).remove("a.rs").unwrap();
    let code = implementations(&code);
    assert!(code.contains("__Kind::Foreign(__json::prost_0_14::foreign::<::other::C>())).explicit(),"));
    assert!(code.contains("[(\"X\", 0), (\"Y\", 5)]") && code.contains("static __ENUM_"));
}

#[test]
fn every_package_has_its_descriptors() {
    let one = ("a.proto", "syntax = \"proto3\"; package a; import \"c.proto\"; message A { c.C c = 1; }");
    let other = ("c.proto", "syntax = \"proto3\"; package c; message C { }");
    let files = files(&[one, other], &[("file_descriptor_set", OptionValue::Flag(true)), include("mod.rs")]);
    for file in ["a.rs", "c.rs"] {
        assert!(files[file].contains("pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(\"a.binpb\");"), "{file}");
    }
    assert!(!files["mod.rs"].contains("FILE_DESCRIPTOR_SET"));
    assert!(files["a.binpb"].contains("c.proto"));
}
