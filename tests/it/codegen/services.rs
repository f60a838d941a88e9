//! What belongs to services beside tonic's clients and servers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protoward::codegen::{Generate, OptionValue, Plugin, generate};
use protoward::compile::{Inputs, Options, compile};
use protoward::schema::Schema;
use protoward::source::{FolderTree, MemoryTree, Sources};

use super::copied::Copied;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/services")
}

fn compiled(inputs: &Inputs) -> Schema {
    let compilation = compile(inputs, &Options::default(), &mut Sources::default());
    assert!(!compilation.report.has_errors(), "{:?}", compilation.report);
    compilation.schema
}

fn greetings() -> Schema {
    let tree = FolderTree::new(fixture().join("proto"));
    compiled(&Inputs::tree(tree, ["hello/hello.proto", "hello/waiter.proto"]))
}

fn one_file(text: &str) -> Schema {
    compiled(&Inputs::tree(MemoryTree::new([("a.proto", text)]), ["a.proto"]))
}

fn entry(options: &[(&str, OptionValue)]) -> Generate {
    let mut entry = Generate::new(Plugin::Tonic, "src/proto");
    for (name, value) in options {
        entry.set(name, value.clone()).unwrap();
    }
    entry
}

fn flag(name: &str, value: bool) -> (&str, OptionValue) {
    (name, OptionValue::Flag(value))
}

fn files(schema: &Schema, options: &[(&str, OptionValue)]) -> BTreeMap<String, String> {
    let plans = generate(schema, &[entry(options)], Path::new("")).unwrap();
    let text = |(path, code): (&str, &[u8])| (path.to_owned(), String::from_utf8_lossy(code).into_owned());
    plans.iter().flat_map(|plan| plan.files()).map(text).collect()
}

/// What stands behind the code of tonic.
fn added<'a>(with: &'a str, without: &str) -> &'a str {
    with.strip_prefix(without).expect("tonic's code stays as it is")
}

#[test]
fn a_crate_with_all_of_it_does_what_it_should() {
    let copy = Copied::of(&fixture(), &["Cargo.toml", "src/lib.rs", "src/modules.rs"]);
    copy.generate(&greetings(), &[entry(&[flag("service_modules", true)])]);
    copy.test();
}

#[test]
fn each_service_has_a_module() {
    let schema = greetings();
    let plain = files(&schema, &[]);
    let with = files(&schema, &[flag("service_modules", true)]);
    super::snapshot("services", "modules", added(&with["hello.v1.rs"], &plain["hello.v1.rs"]));
    assert_eq!(with["hello.v1.waiter.rs"], plain["hello.v1.waiter.rs"]);
}

/// What is not there, or only at times, is not named.
#[test]
fn modules_have_what_is_generated() {
    let schema = one_file("syntax = \"proto3\"; package a; message A {} service S { rpc Get(A) returns (A); }");
    let condition = |name| (name, OptionValue::Pairs(vec![(".".to_owned(), "#[cfg(feature = \"grpc\")]".to_owned())]));
    let behind = |options: &[(&str, OptionValue)]| {
        let with: Vec<_> = options.iter().cloned().chain([flag("service_modules", true)]).collect();
        let (with, without) = (files(&schema, &with), files(&schema, options));
        added(&with["a.rs"], &without["a.rs"]).to_owned()
    };
    let server = behind(&[flag("build_client", false)]);
    assert!(server.contains("pub use super::s_server::{S, SServer};") && !server.contains("SClient"), "{server}");
    let client = behind(&[flag("build_server", false)]);
    assert!(client.contains("pub use super::s_client::SClient;") && !client.contains("SServer"), "{client}");
    assert!(client.contains("SERVICE_NAME: &str = \"a.S\"") && client.contains("path::GET"), "{client}");
    let gated = behind(&[condition("client_mod_attribute")]);
    assert!(gated.contains("#[cfg(feature = \"grpc\")]\n    pub use super::s_client::SClient;"), "{gated}");
    assert_eq!(behind(&[flag("build_client", false), flag("build_server", false)]), "");
}
