//! The contents of generated crates besides messages, clients and servers: manifests, modules and descriptors.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, str};

use protoward_output::apply;
use protoward_rust_crate::{Generate, OptionValue, Plugin, generate};
use protoward_schema::Schema;
use protoward_source::FolderTree;

use super::names::{compiled, flag};
use crate::environment;
use crate::support::copy;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/layouts")
}

fn walls() -> Schema {
    let tree = FolderTree::new(fixture().join("proto"));
    compiled(tree, ["lone/lone.proto", "wall/v1/wall.proto"])
}

fn text(name: &'static str, text: &str) -> (&'static str, OptionValue) {
    (name, OptionValue::Text(text.to_owned()))
}

/// Returns all options that add files to a layout.
fn everything() -> Vec<(&'static str, OptionValue)> {
    let every = |name| (name, OptionValue::List(vec![".".to_owned()]));
    let on = ["enable_type_names", "file_descriptor_set", "in_process_client", "json", "mock_server"];
    let flags = on.into_iter().map(|name| flag(name, true));
    let every = ["open_enums", "setters", "unknown_fields"].map(every);
    flags.chain(every).chain([text("service_config", "service_config.json")]).collect()
}

/// Returns an entry whose output folder has the name of the crate.
fn entry_with_layout(layout: &str, name: &str, options: &[(&str, OptionValue)]) -> Generate {
    let mut entry = Generate::new(Plugin::Tonic, name);
    for (name, value) in options.iter().chain(&[text("layout", layout), text("crate_name", name)]) {
        entry.set(name, value.clone()).unwrap();
    }
    entry
}

/// Returns the `Cargo.toml` and `lib.rs` files of crates, and the names of the other files.
fn shown(schema: &Schema, entry: &Generate) -> String {
    let plans = generate(schema, std::slice::from_ref(entry), &fixture()).unwrap();
    let mut rendered = String::new();
    for (path, content) in plans.iter().flat_map(|plan| plan.files()) {
        let _ = writeln!(rendered, "== {path}");
        if path.ends_with("Cargo.toml") || path.ends_with("lib.rs") {
            rendered.push_str(str::from_utf8(content).unwrap());
        }
    }
    rendered
}

#[test]
fn writes_a_crate_with_a_feature_for_each_package() {
    super::snapshot("layouts", "features", &shown(&walls(), &entry_with_layout("features", "walls", &everything())));
}

#[test]
fn writes_a_workspace_with_a_crate_for_each_package() {
    super::snapshot("layouts", "workspace", &shown(&walls(), &entry_with_layout("workspace", "brick", &everything())));
}

#[test]
fn crates_depend_on_what_their_code_needs() {
    let crates = |options: &[(&str, OptionValue)]| shown(&walls(), &entry_with_layout("workspace", "brick", options));
    let plain = crates(&[]);
    assert!(plain.contains("grpc = [\"dep:tonic\", \"dep:tonic-prost\"]") && !plain.contains("runtime"), "{plain}");
    let mocks = crates(&[flag("mock_server", true)]);
    let runtime = "\"dep:protoward-runtime\", \"protoward-runtime/grpc\"";
    assert!(mocks.contains(&format!("grpc = [\"dep:tonic\", \"dep:tonic-prost\", {runtime}]")), "{mocks}");
    let earlier = crates(&[flag("mock_server", true), text("runtime", "tonic-0.12")]);
    assert!(earlier.contains("\"protoward-runtime/grpc-tonic-0-12\""), "{earlier}");
}

/// With another path of the crate for run time, users name its crate outside of the marks.
#[test]
fn crates_may_have_another_path_of_the_runtime() {
    let elsewhere = [everything(), vec![text("runtime_path", "::shop::runtime")]].concat();
    for (layout, name) in [("features", "walls"), ("workspace", "brick")] {
        let entry = entry_with_layout(layout, name, &elsewhere);
        let shown = shown(&walls(), &entry);
        assert!(!shown.contains("protoward-runtime"), "{shown}");
        assert!(shown.contains("json = [\"dep:serde\""), "{shown}");
        let plans = generate(&walls(), &[entry], &fixture()).unwrap();
        let code: String = plans[0].files().map(|(_, code)| String::from_utf8_lossy(code)).collect();
        assert!(code.contains(" ::shop::runtime::json") && code.contains("::shop::runtime::grpc::"));
        assert!(!code.contains("protoward_runtime"));
    }
}

/// The crates compile with and without their features, and provide the requested types to a program.
#[test]
fn compiles_a_program_with_every_crate() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("layouts");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    copy(&fixture(), &folder);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest.replace("PROTOWARD", root.to_str().unwrap())).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let well_known = [flag("mock_server", true), flag("compile_well_known_types", true)];
    let entries = [
        entry_with_layout("workspace", "brick", &everything()),
        entry_with_layout("features", "shed", &well_known),
        entry_with_layout("features", "walls", &everything()),
    ];
    for plan in generate(&walls(), &entries, &folder).unwrap() {
        apply(&[plan.compare().unwrap()]).unwrap();
    }
    let ran = cargo(&folder, &["run", "-p", "painter"]);
    assert_eq!(ran, "painted\n");
    for features in ["", "paint", "lone,grpc", "all,json", "all,grpc"] {
        cargo(&folder, &["check", "-p", "walls", "--features", features]);
    }
    cargo(&folder, &["check", "-p", "shed", "--all-features"]);

    // A user adds profiles to the workspace, so that builds are shared, and the crate for run time, which has no release yet.
    let brick = folder.join("brick/Cargo.toml");
    let own = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let (_, profiles) = own.split_once("\n[profile.dev]").unwrap();
    let text = format!("{}\n[profile.dev]{profiles}", fs::read_to_string(&brick).unwrap());
    fs::write(&brick, text).unwrap();
    fs::copy(folder.join("Cargo.lock"), folder.join("brick/Cargo.lock")).unwrap();
    for features in [&[][..], &["--features", "brick-wall-v1/grpc"], &["--all-features"]] {
        cargo(&folder.join("brick"), &[&["check", "--workspace"], features].concat());
    }
}

/// Runs cargo, which must succeed without warnings, and returns its output.
fn cargo(folder: &Path, arguments: &[&str]) -> String {
    let output = environment::cargo().args(arguments).current_dir(folder).output().unwrap();
    let rendered = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !rendered.contains("warning:"), "{arguments:?}: {rendered}");
    String::from_utf8(output.stdout).unwrap()
}
