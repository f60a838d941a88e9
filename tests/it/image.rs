//! `image`: the binary, JSON and text formats are equivalent.

use protoward_compiler::Compiler;
use protoward_image::{Format, read, write};
use protoward_schema::Schema;
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::{MemoryTree, Sources};

const ALL: Encode = Encode { imports: true, source_info: true };

fn load(bytes: &[u8], format: Format) -> Result<Schema, String> {
    let mut sources = Sources::default();
    let image = sources.add("image", "image", None);
    read(bytes, format, image, &mut sources).map_err(|diagnostic| diagnostic.message)
}

#[test]
fn forms_agree() {
    for name in ["proto2", "proto3", "editions", "options"] {
        let binary = std::fs::read(format!("fixtures/descriptor/{name}.binpb")).unwrap();
        let schema = load(&binary, Format::Binary).unwrap();
        for format in [Format::Json, Format::Text, Format::Yaml] {
            let written = write(&schema, ALL, format).unwrap();
            let again = load(&written, format).unwrap_or_else(|error| panic!("{name} as {format:?}: {error}"));
            assert!(encode(&again, ALL) == binary, "{name} as {format:?} loses nothing");
        }
    }
}

#[test]
fn reads_buf_extensions_in_every_form() {
    let json = r#"{"file": [{"name": "a.proto", "bufExtension": {"isImport": true, "isSyntaxUnspecified": true,
        "moduleInfo": {"name": {"remote": "r", "owner": "o", "repository": "n"}, "commit": "c"}}},
        {"name": "b.proto", "dependency": ["a.proto"], "bufExtension": {"isImport": false, "unusedDependency": [0]}}]}"#;
    let text = r#"file { name: "a.proto" buf_extension { is_import: true is_syntax_unspecified: true
        module_info { name { remote: "r" owner: "o" repository: "n" } commit: "c" } } }
        file { name: "b.proto" dependency: "a.proto" buf_extension: { is_import: false unused_dependency: 0 } }"#;
    for (image, format) in [(json, Format::Json), (json, Format::Yaml), (text, Format::Text)] {
        let schema = load(image.as_bytes(), format).unwrap();
        let imports: Vec<bool> = schema.files.iter().map(|(_, file)| file.is_import).collect();
        assert_eq!(imports, [true, false], "{format:?}");
    }
}

#[test]
fn writes_custom_options_by_name() {
    let binary = std::fs::read("fixtures/descriptor/options.binpb").unwrap();
    let schema = load(&binary, Format::Binary).unwrap();
    let json = String::from_utf8(write(&schema, Encode::default(), Format::Json).unwrap()).unwrap();
    assert!(json.contains("\"[options.rule]\""), "{json}");
    let text = String::from_utf8(write(&schema, Encode::default(), Format::Text).unwrap()).unwrap();
    assert!(text.contains("[options.rule]"), "{text}");
}

/// Found by the fuzzer: writing such an image panicked.
#[test]
fn writes_no_text_image_without_descriptor_sets_in_descriptor_proto() {
    let own = r#"syntax = "proto2"; package google.protobuf;
        message FileOptions { optional Other other = 50001; } message Other { optional int32 x = 1; }"#;
    let user = r#"import "google/protobuf/descriptor.proto"; message A { optional google.protobuf.Other other = 1; }"#;
    let tree = MemoryTree::new([("google/protobuf/descriptor.proto", own), ("a.proto", user)]);
    let schema = Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().into_schema();
    let binary = write(&schema, ALL, Format::Binary).expect("binary needs nothing to be understood");
    assert_eq!(encode(&load(&binary, Format::Binary).unwrap(), ALL), binary);
    for format in [Format::Json, Format::Text, Format::Yaml] {
        let error = write(&schema, ALL, format).unwrap_err().to_string();
        assert!(error.contains("has no message `FileDescriptorSet`"), "{format:?}: {error}");
    }
}

#[test]
fn broken_images_say_what_is_wrong() {
    insta::assert_debug_snapshot!([
        load(b"{\"file\": [{\"name\": 1}]}", Format::Json).unwrap_err(),
        load(b"{", Format::Json).unwrap_err(),
        load(b"file { name: 1 }", Format::Text).unwrap_err(),
        load(b"file {", Format::Text).unwrap_err(),
        load(b"\xff\xff file {}", Format::Text).unwrap_err(),
        load("file { ".repeat(100_000).as_bytes(), Format::Text).unwrap_err(),
        load("{\"file\":[".repeat(100_000).as_bytes(), Format::Json).unwrap_err(),
        load(b"file: [{name: 1", Format::Yaml).unwrap_err(),
        load(b"file: [{name: {}}]", Format::Yaml).unwrap_err(),
        load("[".repeat(100_000).as_bytes(), Format::Yaml).unwrap_err(),
        load(b"\xff\xff", Format::Binary).unwrap_err(),
    ]);
}
