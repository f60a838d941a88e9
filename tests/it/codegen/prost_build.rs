//! `protoward_build::prost_build`: the API of the crate `prost-build` with the same names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use protoward_build::prost_build::{Config, Module, Service, ServiceGenerator, compile_with_config};
use tempfile::TempDir;

const EDITIONS: &str = "fixtures/codegen/editions/proto";
const COMMENTS: &str = "fixtures/codegen/comments";

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())).collect()
}

fn config(out: &TempDir) -> Config {
    let mut config = Config::new();
    config.out_dir(out.path()).emit_rerun_if_changed(false).btree_map(["."]).module_tree(false);
    config
}

/// Returns the code from files, and the code from the descriptors of the same files.
fn both(protos: &[String], folder: &str) -> [BTreeMap<String, String>; 2] {
    let [of_files, of_descriptors] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    config(&of_files).compile_protos(protos, &[folder]).unwrap();
    let mut config = config(&of_descriptors);
    let fds = config.load_fds(protos, &[folder]).unwrap();
    config.compile_fds(fds).unwrap();
    [files(of_files.path()), files(of_descriptors.path())]
}

/// prost does not detect that a group contains its own message, and descriptors can come from any program.
#[test]
fn boxes_cycles_through_groups_for_all_descriptors() {
    let folder = "fixtures/codegen/names/proto";
    let [of_files, of_descriptors] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let protos = [format!("{folder}/rings.proto")];
    config(&of_files).compile_protos(&protos, &[folder]).unwrap();
    let fds = Config::new().emit_rerun_if_changed(false).load_fds(&protos, &[folder]).unwrap();
    config(&of_descriptors).compile_fds(fds).unwrap();
    let [of_files, of_descriptors] = [of_files, of_descriptors].map(|out| files(out.path()));
    assert!(of_files["rings.rs"].contains("Box<outer::First>"), "{}", of_files["rings.rs"]);
    assert!(of_files == of_descriptors);
}

#[test]
fn generates_code_from_edition_files() {
    let names = ["latest", "mixed", "rings", "turned"];
    let [of_files, of_descriptors] = both(&names.map(|name| format!("{EDITIONS}/{name}.proto")), EDITIONS);
    assert!(of_files == of_descriptors);
    for name in names {
        let checked_in = fs::read_to_string(format!("{EDITIONS}/../rust/{name}.rs")).unwrap();
        assert!(of_files[&format!("{name}.rs")] == checked_in, "{name}");
    }
}

#[test]
fn comments_of_descriptors_become_documentation() {
    let protos = [format!("{COMMENTS}/hard.proto")];
    let [of_files, of_descriptors] = both(&protos, COMMENTS);
    assert!(of_files == of_descriptors);
    let code = of_files.values().next().unwrap();
    assert!(code.contains("```text") && !code.contains("protoward-comment"), "{code}");

    // Generation without writing, module by module.
    let mut config = Config::new();
    config.emit_rerun_if_changed(false).btree_map(["."]);
    let fds = config.load_fds(&protos, &[COMMENTS]).unwrap();
    let module = |package: &str| Module::from_protobuf_package_name(package);
    let requests = fds.file.into_iter().map(|file| (module(file.package()), file)).collect();
    let code: Vec<String> = config.generate(requests).unwrap().into_values().collect();
    assert_eq!(code, of_files.into_values().collect::<Vec<_>>());
}

/// A service generator that writes the service into a constant.
struct CommentConstant;

impl ServiceGenerator for CommentConstant {
    fn generate(&mut self, service: Service, buf: &mut String) {
        buf.push_str(&format!("pub const {}: &str = {:?};\n", service.name.to_uppercase(), service.comments.leading));
    }
}

#[test]
fn other_service_generators_get_unchanged_comments() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let proto = folder.path().join("a.proto");
    let text = "syntax = \"proto3\";\npackage a;\n// A <T>.\nmessage A {}\n// Does <T>.\nservice S {\n  rpc M(A) returns (A);\n}\n";
    fs::write(&proto, text).unwrap();
    let generate = |config: &mut Config| {
        config.format(false).compile_protos(&[&proto], &[folder.path()]).unwrap();
        files(out.path()).remove("a.rs").unwrap()
    };
    let code = generate(config(&out).service_generator(Box::new(CommentConstant)));
    // Here prost-build generates the code, with its own documentation.
    assert!(code.contains("/// A <T>.") && code.contains("Does <T>.\"]"), "{code}");
    let mut theirs = prost_build::Config::new();
    theirs.out_dir(out.path()).service_generator(Box::new(CommentConstant));
    assert!(generate(Config::from(theirs).emit_rerun_if_changed(false)).contains("Does <T>.\"]"));
}

#[test]
fn reuses_a_configuration() {
    let [first, second] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let protos = [PathBuf::from(format!("{COMMENTS}/hard.proto"))];
    let includes = [PathBuf::from(COMMENTS)];
    let mut config = prost_build::Config::new();
    config.out_dir(first.path()).include_file("all.rs").file_descriptor_set_path(first.path().join("set.bin"));
    for _ in 0..2 {
        compile_with_config(&mut config, &protos, &includes).unwrap();
        let names: Vec<_> = fs::read_dir(first.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
    }
    config.out_dir(second.path());
    compile_with_config(&mut config, &protos, &includes).unwrap();
    assert_eq!(fs::read_dir(second.path()).unwrap().count(), 2, "the descriptors stay where they were");
}
