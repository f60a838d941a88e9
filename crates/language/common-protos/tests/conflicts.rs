//! Errors because files of the user and common protos do not fit together.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

use protoward_common_protos::{CommonProtos, explain_conflicts};
use protoward_compiler::{Compiler, codes};
use protoward_source::{MemoryTree, Resolver, Sources, text_with_help};

/// Returns the errors of `a.proto` with these imports, next to other files of the user.
fn errors(imports: &[&str], files: &[(&str, &str)]) -> String {
    let imports: String = imports.iter().map(|import| format!("import \"{import}\";\n")).collect();
    let file = format!("syntax = \"proto3\";\n{imports}message A {{ Missing b = 1; }}\n");
    let tree = MemoryTree::new(files.iter().copied().chain([("a.proto", &*file)]));
    let mut sources = Sources::default();
    let loaded = Compiler::new().resolver(tree).built_in(CommonProtos).load(["a.proto"], &mut sources);
    let report = loaded.link(&sources).into_report();
    text_with_help(&explain_conflicts(report, &sources), &sources)
}

fn common(name: &str) -> String {
    String::from_utf8(CommonProtos.resolve(name).unwrap().unwrap()).unwrap()
}

#[test]
fn names_the_other_versions_for_an_error_in_a_common_proto() {
    let old = "syntax = \"proto3\"; package google.api; message Old {}";
    let shown = errors(&["google/api/client.proto"], &[("google/api/launch_stage.proto", old)]);
    let lines: Vec<&str> = shown.lines().collect();
    assert!(lines[0].starts_with("<common protos: googleapis-common-protos "), "{shown}");
    assert!(lines[0].ends_with("[unknown-name]"), "{shown}");
    let help = "  help: `google/api/launch_stage.proto` replaces a common proto with another version: remove or update it, or \
                put a copy of this file in that version beside it";
    assert_eq!(lines[1], help);
    assert!(lines.iter().any(|line| line.contains("cannot find `Missing`")), "{shown}");
}

#[test]
fn does_not_blame_an_equal_copy() {
    let same = common("google/api/launch_stage.proto");
    let shown = errors(&["google/api/client.proto"], &[("google/api/launch_stage.proto", &same)]);
    assert_eq!(shown.lines().filter(|line| !line.starts_with("  help")).count(), 1, "{shown}");
}

#[test]
fn reports_a_copy_with_another_import_path_once() {
    let http = common("google/api/http.proto");
    let annotations = common("google/api/annotations.proto");
    let copies = [("vendor/google/api/http.proto", &*http), ("vendor/google/api/annotations.proto", &*annotations)];
    let shown = errors(&[copies[0].0, copies[1].0, "google/rpc/status.proto"], &copies);
    let paths: Vec<&str> = shown.lines().filter_map(|line| line.split_once(".proto:").map(|(path, _)| path)).collect();
    assert_eq!(paths, ["a", "vendor/google/api/http"], "{shown}");
    let help = "import this file as `google/api/http.proto`, with `vendor` as an include folder";
    assert!(shown.contains(help), "{shown}");
}

#[test]
fn proposes_a_remedy_for_a_file_elsewhere_with_a_common_name() {
    let status = "syntax = \"proto3\"; package google.rpc; message Status {}";
    let shown = errors(&["status.proto", "google/rpc/status.proto"], &[("status.proto", status)]);
    assert!(
        shown.contains(
            "status.proto:1:48:`google.rpc.Status` is already declared in the built-in file `google/rpc/status.proto`"
        ),
        "{shown}"
    );
    assert!(shown.contains("import `google/rpc/status.proto` instead of this file"), "{shown}");
}

#[test]
fn uses_the_code_of_the_compiler() {
    assert_eq!(codes::ALREADY_DEFINED.as_str(), "already-defined");
}
