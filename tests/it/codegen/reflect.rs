//! `descriptor_pool`: schemas for prost-reflect.

use prost_reflect::prost::Message as _;
use prost_reflect::{DescriptorError, DescriptorPool, DynamicMessage, Value};
use protoward_compiler::Compiler;
use protoward_compiler::prost::descriptor_pool;
use protoward_dynamic::Codec;
use protoward_schema::Element;
use protoward_source::{FolderTree, MemoryTree};

/// Returns the pool of prost-reflect for a file and its imports.
fn pool(file: &str) -> Result<DescriptorPool, DescriptorError> {
    let tree = FolderTree::new("fixtures/codegen/editions/proto");
    let compiled = Compiler::new().resolver(tree).compile([file]).unwrap();
    descriptor_pool(compiled.schema(), true)
}

#[test]
fn prost_reflect_accepts_edition_files() {
    let turned = pool("turned.proto").unwrap().get_message_by_name("turned.Turned").unwrap();
    let of = |name: &str| turned.get_field_by_name(name).unwrap();
    assert!(!of("number").supports_presence() && of("explicit").supports_presence());
    assert!(of("packed").is_packed() && !of("numbers").is_packed());
    assert!(of("part").is_group() && !of("prefixed").is_group() && of("by_name").is_map());

    let left = pool("rings.proto").unwrap().get_message_by_name("rings.Endless").unwrap();
    assert_eq!(left.get_field_by_name("again").unwrap().cardinality(), prost_reflect::Cardinality::Required);
    let error = pool("mixed.proto").unwrap_err().to_string();
    assert!(error.contains("enum"), "{error}");
}

/// Tests the example in docs/rust.md: prost drops unknown fields and extensions, dynamic messages keep them.
#[test]
fn dynamic_messages_keep_what_prost_drops() {
    const TEXT: &str = r#"
        syntax = "proto2";
        package shop;
        message Item { optional string name = 1; extensions 100 to 199; }
        extend Item { optional int32 shelf = 100; }
    "#;
    // `name`, the extension, and a field 2 of a newer version of the file.
    let bytes = b"\x0a\x03Pen\xa0\x06\x07\x12\x03new";
    let tree = MemoryTree::new([("shop.proto", TEXT)]);
    let schema = Compiler::new().resolver(tree).compile(["shop.proto"]).unwrap().into_schema();

    let pool = descriptor_pool(&schema, false).unwrap();
    let mut item = DynamicMessage::decode(pool.get_message_by_name("shop.Item").unwrap(), &bytes[..]).unwrap();
    item.set_field_by_name("name", Value::String("Pencil".to_owned()));
    let shelf = pool.get_extension_by_name("shop.shelf").unwrap();
    assert_eq!(item.get_extension(&shelf).as_i32(), Some(7));
    assert_eq!(item.encode_to_vec(), b"\x0a\x06Pencil\x12\x03new\xa0\x06\x07");

    let Some(Element::Message(id)) = schema.find("shop.Item") else { panic!("it is there") };
    let codec = Codec::new(&schema);
    let item = codec.decode(id, bytes).unwrap();
    assert_eq!(codec.to_json(&item).unwrap(), r#"{"name":"Pen","[shop.shelf]":7}"#);
    let again = codec.decode(id, &codec.encode(&item)).unwrap();
    assert_eq!(codec.encode(&again).len(), bytes.len());
}
