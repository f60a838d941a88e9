//! The suggestion of the feature `dependencies`.
#![cfg(all(feature = "compiler", not(feature = "dependencies")))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use protoward_build::configure;

#[test]
fn the_method_names_the_feature() {
    let folder = tempfile::tempdir().unwrap();
    let proto = folder.path().join("a.proto");
    std::fs::write(&proto, "syntax = \"proto3\";\n").unwrap();
    let settings = configure().dependencies("protoward.toml").out_dir(folder.path());
    let error = settings.compile_protos(&[&*proto], &[folder.path()]).unwrap_err();
    assert!(error.to_string().contains("\"dependencies\""), "{error}");
}
