//! The archive compared with the vendored files.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use protoward_common_protos::{CommonProtos, names, packages};
use protoward_compiler::Compiler;
use protoward_source::Resolver;
use walkdir::WalkDir;

/// Returns the vendored files of a package by import name.
fn vendored(package: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("third_party").join(package);
    let entries = WalkDir::new(&folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "proto"));
    let name =
        |path: &Path| path.strip_prefix(&folder).unwrap().to_str().unwrap().replace(std::path::MAIN_SEPARATOR, "/");
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// The name in the source of a file that has another name in its package.
const ALIAS: (&str, &str) = ("google/longrunning/operations.proto", "google/longrunning/operations_proto.proto");

#[test]
fn archives_the_vendored_files_unchanged() {
    let mut files = BTreeMap::new();
    for package in packages() {
        for (name, text) in vendored(package.name) {
            let path = format!("<common protos: {} {}>/{name}", package.name, package.version);
            assert_eq!(CommonProtos.path(&name).shown, path);
            files.insert(name, text);
        }
    }
    assert!(files.len() > 60);
    files.insert(ALIAS.0.to_owned(), files[ALIAS.1].clone());
    assert!(names().eq(files.keys()), "`cargo xtask common-protos` was not run");
    for (name, text) in &files {
        assert!(
            CommonProtos.resolve(name).unwrap().as_ref() == Some(text),
            "{name}: `cargo xtask common-protos` was not run"
        );
    }
}

#[test]
fn readmes_have_the_versions_and_licenses_of_their_packages() {
    for package in packages() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("third_party").join(package.name);
        let readme = fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(readme.contains(&format!("`{}` {}, unchanged", package.name, package.version)), "{readme}");
        assert!(fs::read_to_string(folder.join("LICENSE")).unwrap().contains("Apache License"));
    }
}

#[test]
fn finds_no_other_names() {
    for name in ["", "google", "google/api", "google/api/", "/google/api/http.proto", "google/api/http.prot", "a.proto"]
    {
        assert!(CommonProtos.resolve(name).unwrap().is_none(), "{name}");
        assert_eq!(CommonProtos.path(name).shown, name);
    }
}

#[test]
fn names_are_those_below_a_folder() {
    assert_eq!(CommonProtos.names("").len(), names().count());
    assert_eq!(CommonProtos.names("buf/validate"), ["buf/validate/validate.proto"]);
    assert_eq!(CommonProtos.names("google/longrunning/"), [ALIAS.0, ALIAS.1]);
    assert!(CommonProtos.names("google/ap").is_empty());
}

#[test]
fn every_file_compiles_with_its_imports_and_without_warnings() {
    let compiler = Compiler::new().built_in(CommonProtos);
    for name in names() {
        let import = format!("syntax = \"proto3\"; import public \"{name}\";");
        let tree = protoward_source::MemoryTree::new([("a.proto", import)]);
        let compiled =
            compiler.clone().resolver(tree).compile(["a.proto"]).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(compiled.warnings().is_empty(), "{name}: {}", compiled.warnings());
        assert!(compiled.files().all(|file| file.is_built_in() == (file.name() != "a.proto")));
    }
}
