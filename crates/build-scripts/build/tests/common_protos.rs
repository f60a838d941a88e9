//! The common protos with the feature.
#![cfg(feature = "common-protos")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use protoward_build::configure;

const PROTO: &str = "syntax = \"proto3\";\npackage bills;\nimport \"google/type/money.proto\";\n\
                     message Bill { google.type.Money sum = 1; }\n";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bill.proto"), PROTO).unwrap();
    folder
}

fn code(folder: &Path, package: &str) -> String {
    std::fs::read_to_string(folder.join(format!("{package}.rs"))).unwrap()
}

#[test]
fn imports_that_no_folder_has_are_common_protos() {
    let folder = folder();
    configure().out_dir(folder.path()).compile_protos(&["bill.proto"], &[folder.path().to_str().unwrap()]).unwrap();
    assert!(code(folder.path(), "bills").contains("super::google::r#type::Money"));
    assert!(code(folder.path(), "google.r#type").contains("pub currency_code: ::prost::alloc::string::String"));
}

#[test]
fn prefers_a_copy_in_an_include_folder() {
    let folder = folder();
    let copy = folder.path().join("vendor/google/type/money.proto");
    std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
    std::fs::write(copy, "syntax = \"proto3\"; package google.type; message Money { int64 copied = 1; }").unwrap();
    let includes = [folder.path(), &folder.path().join("vendor")];
    configure()
        .out_dir(folder.path())
        .compile_protos(&[folder.path().join("bill.proto").as_path()], &includes)
        .unwrap();
    assert!(code(folder.path(), "google.r#type").contains("pub copied: i64"));
}

#[test]
fn explains_common_protos_that_a_builder_turns_off() {
    let folder = folder();
    let off = configure().common_protos(false).out_dir(folder.path());
    let error = off.compile_protos(&["bill.proto"], &[folder.path().to_str().unwrap()]).unwrap_err().to_string();
    let help = "`google/type/money.proto` is one of the common protos, which `common_protos(false)` turns off";
    assert!(error.contains(help), "{error}");
}
