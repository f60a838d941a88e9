//! The suggestion of the feature `full`.
#![cfg(all(feature = "compiler", not(feature = "full")))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use protoward_build::configure;

#[test]
fn rejects_settings_that_need_full() {
    let folder = tempfile::tempdir().unwrap();
    let proto = folder.path().join("a.proto");
    std::fs::write(&proto, "syntax = \"proto3\";\nmessage A {}\n").unwrap();
    let settings = [
        configure().custom_options("."),
        configure().service_modules(true),
        configure().in_process_client(true),
        configure().mock_server(true),
        configure().connect(true),
        configure().rest(true),
        configure().rest_client(true),
        configure().service_config("config.json"),
        configure().provides("crate::proto"),
        configure().provided_by("list"),
    ];
    let out = folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    for settings in settings {
        let shown = settings.out_dir(&out).compile_protos(&[&*proto], &[folder.path()]).unwrap_err();
        let shown = shown.to_string();
        assert!(shown.contains("needs the feature `full` of protoward-build"), "{shown}");
        assert_eq!(std::fs::read_dir(&out).unwrap().count(), 0, "nothing is written");
    }
    configure().out_dir(&out).compile_protos(&[&*proto], &[folder.path()]).unwrap();
    assert_ne!(std::fs::read_dir(&out).unwrap().count(), 0);
}
