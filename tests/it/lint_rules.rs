//! Lint rules that a configuration defines: the page, its example, and their place among the built-in rules.

use std::fs;
use std::path::Path;

use super::environment::protoward;

const PAGE: &str = "docs/lint-rules.md";
const MARK: &str = "<!-- Written by `cargo test --test it lint_rules::write -- --ignored`. -->\n\n";

const OPTIONS: &str = "syntax = \"proto3\";
package acme;
import \"google/protobuf/descriptor.proto\";
enum Auth { AUTH_UNSPECIFIED = 0; PUBLIC = 1; USER = 2; }
extend google.protobuf.MethodOptions { Auth auth = 50001; }
extend google.protobuf.FieldOptions { bool pii = 50002; }
";

/// Returns the first code block of a language on the page.
fn block(language: &str) -> String {
    let page = fs::read_to_string(PAGE).unwrap();
    let start = format!("```{language}\n");
    let (_, rest) = page.split_once(&start).unwrap();
    rest.split_once("\n```").unwrap().0.to_owned() + "\n"
}

/// Writes the example of the page to a folder. `lint` stands before the rules.
fn example(folder: &Path, lint: &str, rules: &str) {
    fs::create_dir_all(folder.join("acme")).unwrap();
    fs::write(folder.join("acme/options.proto"), OPTIONS).unwrap();
    fs::write(folder.join("user.proto"), block("proto")).unwrap();
    fs::write(folder.join("protoward.toml"), format!("[lint]\nuse = [\"IMPORT_NO_PUBLIC\"]\n{lint}\n{rules}")).unwrap();
}

/// Returns the exit code, the findings and the problems of `protoward lint`.
fn lint(folder: &Path) -> (Option<i32>, String, String) {
    let output = protoward().arg("lint").current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn finds_in_the_example_what_the_page_says() {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path(), "", &block("toml"));
    let (code, findings, problems) = lint(folder.path());
    assert_eq!((code, findings), (Some(100), block("text")), "{problems}");
}

#[test]
fn rules_are_excluded_ignored_and_relaxed_like_others() {
    let folder = tempfile::tempdir().unwrap();
    let relaxed =
        "except = [\"PRIVACY\"]\nseverity = { METHODS_HAVE_AUTH = \"warning\", TIMESTAMPS_END_IN_AT = \"off\" }";
    example(folder.path(), relaxed, &block("toml"));
    let method =
        "user.proto:18:7:warning: method `Put` of `Users` says nothing about authorization [METHODS_HAVE_AUTH]\n";
    let (code, findings, problems) = lint(folder.path());
    assert_eq!((code, findings.as_str()), (Some(0), method), "{problems}");

    let comment = "  // protoward:lint:ignore SECURITY internal only\n  rpc Put";
    fs::write(folder.path().join("user.proto"), block("proto").replace("  rpc Put", comment)).unwrap();
    let (code, findings, problems) = lint(folder.path());
    assert_eq!((code, findings.as_str()), (Some(0), ""), "{problems}");
}

#[test]
fn finds_a_mistake_before_any_file_is_read() {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path(), "", &block("toml").replace("field.name.endsWith", "field.nam.endsWith"));
    fs::write(folder.path().join("user.proto"), "this is no protobuf").unwrap();
    let (code, findings, problems) = lint(folder.path());
    let text = "protoward.toml:18:10:`field` has no attribute `nam` [condition]\n  help: did you mean `name`?\n";
    assert_eq!((code, findings.as_str(), problems.as_str()), (Some(1), "", text));
}

#[test]
fn rejects_misspelled_options_and_ids_of_built_in_rules() {
    let folder = tempfile::tempdir().unwrap();
    example(folder.path(), "", &block("toml").replace("acme.auth\")", "acme.auht\")"));
    let (code, _, problems) = lint(folder.path());
    assert_eq!(code, Some(1));
    let text =
        "protoward.toml:8:25:no file declares the option `acme.auht` [condition]\n  help: did you mean `acme.auth`?\n";
    assert_eq!(problems, text);

    example(folder.path(), "", &block("toml").replace("METHODS_HAVE_AUTH", "ENUM_PASCAL_CASE"));
    let (code, _, problems) = lint(folder.path());
    assert_eq!(code, Some(1));
    assert!(problems.contains("there is already a rule or category `ENUM_PASCAL_CASE`"), "{problems}");
}

#[test]
fn documents_all_attributes_and_functions() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (_, reference) = page.split_once(MARK).unwrap();
    assert!(reference == protoward_lint_custom::reference(), "write it again, see the comment before it");
}

#[test]
#[ignore = "writes docs/lint-rules.md"]
fn write() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, _) = page.split_once(MARK).unwrap();
    fs::write(PAGE, format!("{before}{MARK}{}", protoward_lint_custom::reference())).unwrap();
}
