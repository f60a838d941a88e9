//! REST handlers for services, with routes from `google.api.http` rules.

use std::path::{Path, PathBuf};

use protoward_codegen::generate;
use protoward_schema::Schema;
use protoward_source::{FolderTree, Layered, MemoryTree};

use super::copied::Copied;
use super::names::{compiled, entry, files, flag};
use crate::environment;

/// A declaration of `google/api/httpbody.proto` with its fields only.
const HTTP_BODY: &str = "syntax = \"proto3\"; package google.api; import \"google/protobuf/any.proto\";
    message HttpBody { string content_type = 1; bytes data = 2; repeated google.protobuf.Any extensions = 3; }";

const ROUTES: &str = "import \"google/api/annotations.proto\"; package a; message A { string id = 1; }";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn fixture() -> PathBuf {
    root().join("fixtures/codegen/rest")
}

fn schema(tree: Layered, file: &str) -> Schema {
    let google = FolderTree::new(root().join("third_party/googleapis"));
    compiled(tree.with(google), [file])
}

fn library() -> Schema {
    let own = FolderTree::new(fixture().join("proto"));
    let body = MemoryTree::new([("google/api/httpbody.proto", HTTP_BODY)]);
    schema(Layered::new().with(own).with(body), "library/v1/library.proto")
}

fn service(text: &str) -> Schema {
    let text = format!("syntax = \"proto3\"; {ROUTES} {text}");
    schema(Layered::new().with(MemoryTree::new([("a.proto", text)])), "a.proto")
}

#[test]
fn requests_reach_the_service() {
    let tests = ["client", "failures", "foreign", "gateway", "mod", "requests", "responses", "service", "streams"];
    let tests = tests.map(|name| format!("src/tests/{name}.rs"));
    let copy = Copied::of(
        &fixture(),
        &["Cargo.toml", "foreign.py", "src/lib.rs"]
            .into_iter()
            .chain(tests.iter().map(String::as_str))
            .collect::<Vec<_>>(),
    );
    if !environment::has("python3") {
        eprintln!("skipped: there is no `python3` for the server in another language");
    }
    copy.generate(&library(), &[entry(&[flag("rest", true), flag("rest_client", true)])]);
    copy.test();
    // These options change the trait of the server.
    std::fs::write(copy.folder.join("src/lib.rs"), "pub mod proto {\n    include!(\"proto/mod.rs\");\n}\n").unwrap();
    for option in ["use_arc_self", "generate_default_stubs"] {
        copy.generate(&library(), &[entry(&[flag("rest", true), flag(option, true)])]);
        copy.cargo(&["check", "--quiet"]);
    }
}

#[test]
fn a_service_has_routes() {
    let code = files(&library(), &[flag("rest", true)]);
    let code = &code["library.v1.rs"];
    let begin = code.find("/// Items of the service").unwrap();
    let end = begin + code[begin..].find("/// The JSON encoding of these messages.").unwrap_or(code.len() - begin);
    super::snapshot("rest", "routes", &code[begin..end]);
}

#[test]
fn services_without_rules_have_no_routes() {
    let code = files(&service("service S { rpc M(A) returns (A); }"), &[flag("rest", true)]);
    assert!(code.values().all(|code| !code.contains("protoward_rest")), "{code:?}");
}

#[test]
fn reports_wrong_rules() {
    for (rule, expected) in [
        ("get: \"/v1/{no}\"", "no"),
        ("get: \"/v1/{id\"", "not closed"),
        ("post: \"/v1\" body: \"no\"", "no"),
        ("get: \"/v1/{id}\" additional_bindings { get: \"/v1/*\" }", "/v1"),
    ] {
        let service =
            service(&format!("service S {{ rpc M(A) returns (A) {{ option (google.api.http) = {{ {rule} }}; }} }}"));
        let refused = generate(&service, &[entry(&[flag("rest", true)])], Path::new("")).unwrap_err();
        assert!(format!("{refused:?}").contains(expected), "{rule}: {refused:?}");
    }
}

#[test]
fn routes_need_a_server() {
    let schema = service("service S { rpc M(A) returns (A) { option (google.api.http) = { get: \"/v1\" }; } }");
    let entry = entry(&[flag("rest", true), flag("build_server", false)]);
    let refused = generate(&schema, &[entry], Path::new("")).unwrap_err();
    assert!(format!("{refused:?}").contains("build_server"), "{refused:?}");
}
