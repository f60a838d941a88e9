//! Code for Google's crate `protobuf` is the same as that of protoc. `cargo xtask oracle google-rust --record` records it
//! again.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_compiler::Compiler;
use protoward_fixtures::{Case, CaseFile};
use protoward_google_rust::grpc::{self, GrpcParameter, GrpcSettings};
use protoward_google_rust::{CrateMapping, Error, GoogleRustSettings, Version, generate};
use protoward_schema::{FileId, Schema};
use protoward_source::MemoryTree;

/// The folders of the recorded output in a case.
const RECORDS: [&str; 2] = ["protoc/", "plugin/"];

fn cases() -> Vec<Case> {
    cases_in("fixtures/google_rust")
}

fn cases_in(folder: &str) -> Vec<Case> {
    let files = CaseFile::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    files.into_iter().flat_map(|(_, file)| file.cases).collect()
}

/// Returns the schema of a case, the files to generate, and the others.
fn compiled(case: &Case) -> (Schema, Vec<FileId>, Vec<String>) {
    let is_schema = |name: &str| name.ends_with(".proto") && !RECORDS.iter().any(|record| name.starts_with(record));
    let schemas = case.sections.iter().filter(|section| is_schema(&section.name));
    let schemas: BTreeMap<String, String> = schemas.map(|it| (it.name.clone(), it.text.clone())).collect();
    let names: Vec<String> = schemas.keys().cloned().collect();
    let schema = Compiler::new().resolver(MemoryTree::new(schemas)).compile(names.clone()).unwrap().into_schema();
    let (others, generated): (Vec<String>, Vec<String>) = names.into_iter().partition(|it| it.starts_with("other/"));
    let files = generated.iter().map(|name| schema.find_file(name).unwrap()).collect();
    (schema, files, others)
}

fn mapping(files: &[String]) -> CrateMapping {
    CrateMapping::parse(&format!("other_crate\n{}\n{}\n", files.len(), files.join("\n"))).unwrap()
}

#[test]
fn code_equals_that_of_protoc() {
    for case in cases() {
        let (schema, files, others) = compiled(&case);
        let release = case.sections.iter().find(|section| section.name == "release");
        let version = release.map_or_else(Version::default, |it| Version::find(it.text.trim()).unwrap());
        let settings = GoogleRustSettings { version, crates: mapping(&others), ..GoogleRustSettings::default() };
        let ours = generate(&schema, &files, &settings).unwrap();
        let recorded: BTreeMap<&str, &str> = case.below("protoc").collect();
        assert_eq!(ours.len(), recorded.len(), "{}", case.name);
        for file in ours {
            let theirs = recorded[file.path.as_str()];
            let mut pairs = file.content.lines().zip(theirs.lines());
            assert_eq!(pairs.find(|(ours, theirs)| ours != theirs), None, "{}: {}", case.name, file.path);
            assert_eq!(file.content.len(), theirs.len(), "{}: {}", case.name, file.path);
        }
    }
}

#[test]
fn services_equal_those_of_the_plugin() {
    for case in cases_in("fixtures/google_rust_grpc") {
        let (schema, files, others) = compiled(&case);
        let parameter = case.sections.iter().find(|section| section.name == "parameter");
        let parameter = GrpcParameter::parse(parameter.map_or("", |section| section.text.trim()));
        let GrpcParameter { message_module, client_only, .. } = parameter;
        let settings = GrpcSettings { crates: mapping(&others), message_module, client_only };
        let ours = grpc::generate(&schema, &files, &settings).unwrap();
        let recorded: BTreeMap<&str, &str> = case.below("plugin").collect();
        assert_eq!(ours.len(), recorded.len(), "{}", case.name);
        for file in ours {
            let mut pairs = file.content.lines().zip(recorded[file.path.as_str()].lines());
            assert_eq!(pairs.find(|(ours, theirs)| ours != theirs), None, "{}: {}", case.name, file.path);
            assert_eq!(file.content.len(), recorded[file.path.as_str()].len(), "{}: {}", case.name, file.path);
        }
    }
}

#[test]
fn reports_a_service_without_the_crate_of_its_messages() {
    let case = cases_in("fixtures/google_rust_grpc").remove(0);
    let (schema, files, _) = compiled(&case);
    let refused = grpc::generate(&schema, &files, &GrpcSettings::default()).map(|files| files.len());
    assert!(matches!(&refused, Err((_, unmapped)) if unmapped.path == "other/thing.proto"), "{refused:?}");
}

#[test]
fn reports_an_import_without_a_crate() {
    let case = cases().into_iter().find(|case| case.name == "a public import from another crate").unwrap();
    let (schema, files, _) = compiled(&case);
    let refused = generate(&schema, &files, &GoogleRustSettings::default()).map(|files| files.len());
    let (file, error) = refused.unwrap_err();
    assert_eq!(file, files[0]);
    assert!(matches!(&error, Error::Unmapped(unmapped) if unmapped.path == "other/money.proto"), "{error}");
}

#[test]
fn refuses_an_entry_point_outside_of_the_output() {
    let case = cases().remove(0);
    let (schema, files, _) = compiled(&case);
    for name in ["../lib.rs", "/lib.rs", "sub/./lib.rs", ""] {
        let settings = GoogleRustSettings { entry_point: name.to_owned(), ..GoogleRustSettings::default() };
        let refused = generate(&schema, &files, &settings).map(|files| files.len());
        assert!(matches!(refused, Err((_, Error::EntryPoint(_)))), "{name}: {refused:?}");
    }
}
