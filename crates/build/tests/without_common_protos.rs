//! The suggestion of the feature `common-protos`.
#![cfg(all(feature = "compiler", not(feature = "common-protos")))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use protoward_build::configure;

#[test]
fn a_missing_common_proto_proposes_the_feature() {
    let folder = tempfile::tempdir().unwrap();
    let proto = folder.path().join("a.proto");
    std::fs::write(&proto, "syntax = \"proto3\";\nimport \"google/type/money.proto\";\n").unwrap();
    let on = configure().common_protos(true);
    for settings in [configure(), on] {
        let error = settings.out_dir(folder.path()).compile_protos(&[&*proto], &[folder.path()]).unwrap_err();
        assert!(error.to_string().contains("\"common-protos\""), "{error}");
    }
    let off = configure().common_protos(false).out_dir(folder.path());
    let error = off.compile_protos(&[&*proto], &[folder.path()]).unwrap_err();
    assert!(!error.to_string().contains("features"), "{error}");
}
