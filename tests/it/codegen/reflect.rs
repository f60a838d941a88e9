//! `descriptor_pool`: a schema for prost-reflect.

use prost_reflect::{DescriptorError, DescriptorPool};
use protoward::compile::{Inputs, Options, compile};
use protoward::descriptor::descriptor_pool;
use protoward::source::{FolderTree, Sources};

/// What prost-reflect makes of a file and of what that imports.
fn pool(file: &str) -> Result<DescriptorPool, DescriptorError> {
    let tree = FolderTree::new("fixtures/codegen/editions/proto");
    let compilation = compile(&Inputs::tree(tree, [file]), &Options::default(), &mut Sources::default());
    descriptor_pool(&compilation.schema, true)
}

#[test]
fn prost_reflect_takes_files_of_an_edition() {
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
