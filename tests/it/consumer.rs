//! Build scripts that use protoward instead of tonic-prost-build generate the same code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use prost::Message;
use prost_build::Config;
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet};
use protoward_build::Builder;
use tempfile::TempDir;

use crate::support::portable;

include!("../../fixtures/codegen/consumer/option_sets.rs");

/// Returns a builder with the defaults of tonic-prost-build: prost's comments and names, and no file with all modules.
fn configure() -> Builder {
    protoward_build::configure().prost_comments(true).prost_names(true).module_tree(false)
}

pub(crate) fn consumer() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/consumer")
}

/// Returns all files of a folder by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    fs::read_dir(folder).unwrap().map(read).collect()
}

/// Returns the first line that differs.
fn difference(ours: &[u8], theirs: &[u8]) -> String {
    let ours = String::from_utf8_lossy(ours);
    let theirs = String::from_utf8_lossy(theirs);
    let pair = ours.lines().zip(theirs.lines()).enumerate().find(|(_, (ours, theirs))| ours != theirs);
    match pair {
        Some((line, (ours, theirs))) => format!("line {}:\nours:   {ours}\ntheirs: {theirs}", line + 1),
        None => format!("{} lines, theirs {}", ours.lines().count(), theirs.lines().count()),
    }
}

#[test]
fn every_option_set_gives_the_recorded_code() {
    for name in NAMES {
        let out = tempfile::tempdir().unwrap();
        run(name, &consumer().join("proto"), out.path()).unwrap();
        let ours = files(out.path());
        let mut theirs = files(&consumer().join("recorded").join(name));
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "files of `{name}`");
        for (file, ours) in ours {
            let theirs = theirs.remove(&file).unwrap();
            assert!(ours == theirs, "`{file}` of `{name}` differs, {}", difference(&ours, &theirs));
        }
    }
}

/// Returns the error of a build script, as printed by cargo.
fn refusal(builder: Builder, protos: &[&str], includes: &[&str]) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let absolute = |paths: &[&str]| paths.iter().map(|path| root.join(path)).collect::<Vec<_>>();
    let error = builder.compile_protos(&absolute(protos), &absolute(includes)).unwrap_err();
    portable(&format!("Error: {error:?}"), root, "ROOT")
}

fn builder(out: &TempDir) -> Builder {
    configure().out_dir(out.path()).emit_rerun_if_changed(false)
}

#[test]
fn reports_errors_of_all_files_with_positions() {
    let out = tempfile::tempdir().unwrap();
    let folder = "fixtures/codegen/broken";
    let protos = ["user.proto", "group.proto", "syntax.proto"].map(|name| format!("{folder}/{name}"));
    let shown = refusal(builder(&out), &protos.each_ref().map(String::as_str), &[folder]);
    crate::codegen::snapshot("broken", "error", &shown);
    assert!(files(out.path()).is_empty(), "nothing is written");
}

#[test]
fn reports_missing_and_not_included_files() {
    let out = tempfile::tempdir().unwrap();
    let broken = "fixtures/codegen/broken";
    let consumer = "fixtures/codegen/consumer/proto";
    let both = ["fixtures/codegen/broken", "fixtures/codegen/generate/proto"];
    let shown = [
        refusal(builder(&out), &["fixtures/codegen/broken/usr.proto"], &[broken]),
        refusal(builder(&out), &["shop/v1/shp.proto"], &[consumer]),
        refusal(builder(&out), &["v1/shop.proto"], &[consumer]),
        refusal(builder(&out), &["fixtures/codegen/broken/user.proto"], &[consumer]),
        refusal(builder(&out), &["fixtures/codegen/consumer/recorded"], &["fixtures/codegen/consumer"]),
        refusal(builder(&out), &[], &both),
        refusal(builder(&out).out_dir("no/such/folder"), &["fixtures/codegen/broken/user.proto"], &[broken]),
        refusal(
            builder(&out).type_attribute(".", "#["),
            &["fixtures/codegen/consumer/proto/common/unit.proto"],
            &[consumer],
        ),
    ];
    crate::codegen::snapshot("broken", "inputs", &shown.join("\n"));
}

#[test]
fn refuses_a_file_outside_of_the_includes() {
    let temp = tempfile::tempdir().unwrap();
    for folder in ["first", "second"] {
        fs::create_dir(temp.path().join(folder)).unwrap();
        fs::write(temp.path().join(folder).join("a.proto"), "syntax = \"proto3\";").unwrap();
    }
    let includes = [temp.path().join("first"), temp.path().join("second")];
    let error = builder(&temp).compile_protos(&[temp.path().join("second/a.proto")], &includes).unwrap_err();
    assert!(error.to_string().contains("which imports find first"), "{error}");
    builder(&temp).compile_protos(&[temp.path().join("first/a.proto")], &includes).unwrap();
}

#[test]
fn compiles_the_files_of_a_folder() {
    let proto = consumer().join("proto");
    let names = ["common.legacy.rs", "common.rs"];
    for folder in [proto.join("common"), PathBuf::from("common")] {
        let out = tempfile::tempdir().unwrap();
        builder(&out).compile_protos(&[folder], std::slice::from_ref(&proto)).unwrap();
        assert_eq!(files(out.path()).keys().collect::<Vec<_>>(), names);
    }
    // A file that is also given by name is compiled only once.
    let out = tempfile::tempdir().unwrap();
    builder(&out).compile_protos(&[proto.join("common/unit.proto"), proto.join("common")], &[proto]).unwrap();
    assert_eq!(files(out.path()).keys().collect::<Vec<_>>(), names);
}

#[test]
fn prints_the_message_as_error_of_main() {
    let out = tempfile::tempdir().unwrap();
    let error = builder(&out).compile_protos(&["no.proto"], &["fixtures/codegen/broken"]).unwrap_err();
    let text = "error: cannot find the file `no.proto`\n  help: use a path relative to the folder of `Cargo.toml`, or the path of imports\n";
    assert_eq!((format!("{error:?}"), error.to_string()), (format!("\n{text}"), text.to_owned()));
    let passed_on = protoward_build::Error::from(io::Error::from(error));
    assert_eq!(passed_on.to_string(), text);
    let other = protoward_build::Error::from(io::Error::other("no space left"));
    assert_eq!(format!("{other:?}"), "no space left");
}

#[test]
fn accepts_import_names_as_files() {
    let out = tempfile::tempdir().unwrap();
    let name = Path::new("common/unit.proto");
    builder(&out).compile_protos(&[name], &[&consumer().join("proto")]).unwrap();
    assert_eq!(files(out.path()).keys().collect::<Vec<_>>(), ["common.rs"]);
}

#[test]
fn generates_from_an_existing_descriptor_set() {
    let out = tempfile::tempdir().unwrap();
    let set = consumer().join("recorded/files/descriptors.bin");
    let nothing: &[&Path] = &[];
    builder(&out).skip_protoc_run().file_descriptor_set_path(set).compile_protos(nothing, nothing).unwrap();
    assert!(files(out.path()) == files(&consumer().join("recorded/defaults")));
}

#[test]
fn generates_from_descriptors() {
    let out = tempfile::tempdir().unwrap();
    let set = fs::read(consumer().join("recorded/files/descriptors.bin")).unwrap();
    let mut set = FileDescriptorSet::decode(&set[..]).unwrap();
    builder(&out).compile_fds(set.clone()).unwrap();
    assert_eq!(files(out.path()).len(), 3);

    set.file[0].syntax = Some("editions".to_owned());
    let error = builder(&out).compile_fds(set).unwrap_err();
    assert!(error.to_string().contains("uses an edition"), "{error}");
}

/// The folder of files with editions.
const EDITIONS: &str = "fixtures/codegen/editions/proto";

#[test]
fn generates_edition_files() {
    let out = tempfile::tempdir().unwrap();
    let set = out.path().join("set.bin");
    // tonic-prost-build would add its own attributes.
    let generate = |out: &TempDir, protos: &[String]| {
        let mut config = Config::new();
        config.btree_map(["."]).out_dir(out.path()).file_descriptor_set_path(&set);
        let protos: Vec<&str> = protos.iter().map(String::as_str).collect();
        protoward_build::prost_build::compile_with_config(&mut config, &protos, &[EDITIONS]).unwrap();
    };
    generate(&out, &["latest", "mixed", "rings", "turned"].map(|name| format!("{EDITIONS}/{name}.proto")));
    let generated = files(out.path());
    for name in ["latest.rs", "mixed.rs", "rings.rs", "turned.rs"] {
        // The crate prost-build generates the code, which does not turn off lints of clippy.
        let checked_in = fs::read_to_string(Path::new(EDITIONS).join("../rust").join(name)).unwrap();
        let checked_in = checked_in.replace("#[allow(clippy::module_inception)]\n", "");
        assert!(generated[name] == checked_in.into_bytes(), "{name}");
    }

    // The descriptors have editions, and code can be generated from them.
    let written = fs::read(&set).unwrap();
    assert!(FileDescriptorSet::decode(&written[..]).unwrap().file.iter().any(|file| file.syntax() == "editions"));
    let again = tempfile::tempdir().unwrap();
    generate(&again, &[]);
    assert!(fs::read(&set).unwrap() == written, "the file is read, not written");
    let mut expected = generated.clone();
    expected.remove("set.bin");
    assert!(files(again.path()) == expected);
}

#[test]
fn refuses_edition_descriptors_without_imports() {
    let out = tempfile::tempdir().unwrap();
    let set = out.path().join("set.bin");
    let field = FieldDescriptorProto {
        name: Some("b".to_owned()),
        number: Some(1),
        label: Some(1),
        r#type: Some(11),
        type_name: Some(".missing.B".to_owned()),
        ..Default::default()
    };
    let message = DescriptorProto { name: Some("A".to_owned()), field: vec![field], ..Default::default() };
    let file = FileDescriptorProto {
        name: Some("a.proto".to_owned()),
        syntax: Some("editions".to_owned()),
        message_type: vec![message],
        ..Default::default()
    };
    fs::write(&set, FileDescriptorSet { file: vec![file] }.encode_to_vec()).unwrap();
    let nothing: &[&Path] = &[];
    let error = builder(&out).skip_protoc_run().file_descriptor_set_path(&set).compile_protos(nothing, nothing);
    let error = error.unwrap_err().to_string();
    assert!(error.contains("cannot find type `.missing.B` of `A.b`"), "{error}");
}

#[test]
fn generates_messages_without_services() {
    let out = tempfile::tempdir().unwrap();
    let proto = consumer().join("proto");
    let mut config = Config::new();
    config.out_dir(out.path()).file_descriptor_set_path(out.path().join("set.bin"));
    protoward_build::prost_build::compile_with_config(&mut config, &[proto.join("shop/v1/shop.proto")], &[proto])
        .unwrap();
    let generated = files(out.path());
    let names: Vec<&str> = generated.keys().map(String::as_str).collect();
    assert_eq!(names, ["common.legacy.rs", "common.rs", "mod.rs", "set.bin", "shop.v1.rs"]);
    assert!(!String::from_utf8_lossy(&generated["shop.v1.rs"]).contains("shop_client"));
}
