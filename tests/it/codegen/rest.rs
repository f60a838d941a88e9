//! REST handlers for services, with routes from `google.api.http` rules.

use std::path::{Path, PathBuf};

use protoward_rust_crate::{OptionValue, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, Layered, MemoryTree};

use super::copied::Copied;
use super::names::{compiled, entry, files, flag};
use crate::support;

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
    // Without Python, the tests of the crate leave out the server in another language.
    support::has("python3");
    copy.generate(&library(), &[entry(&[flag("rest", true), flag("rest_client", true)])]);
    copy.test();
    // These options change the trait of the server.
    std::fs::write(copy.folder.join("src/lib.rs"), "pub mod proto {\n    include!(\"proto/mod.rs\");\n}\n").unwrap();
    for option in ["connect", "use_arc_self", "generate_default_stubs"] {
        copy.generate(&library(), &[entry(&[flag("rest", true), flag(option, true)])]);
        copy.cargo(&["check", "--quiet"]);
    }
}

#[test]
fn generates_routes_of_a_service() {
    let code = files(&library(), &[flag("rest", true)]);
    let code = &code["library.v1.rs"];
    let begin = code.find("/// Items of the service").unwrap();
    let end = begin + code[begin..].find("/// The JSON encoding of these messages.").unwrap_or(code.len() - begin);
    super::snapshot("rest", "routes", &code[begin..end]);
}

/// The tables are the same with and without routes, except for the texts of unset fields in paths.
#[test]
fn generates_a_client_of_a_service() {
    let code = files(&library(), &[flag("rest_client", true), flag("build_server", false)]);
    let code = &code["library.v1.rs"];
    let begin = code.find("/// A client of `library.v1.Library` over HTTP").unwrap();
    let end = begin + code[begin..].find("    /// The JSON encoding of well-known types.").unwrap();
    super::snapshot("rest", "client", &code[begin..end]);
    assert!(!code.contains("fn routes") && !code.contains("Gateway"), "{code}");
    let both = &files(&library(), &[flag("rest", true), flag("rest_client", true)])["library.v1.rs"];
    let rules = &code[code.find("    mod rules {").unwrap()..];
    assert!(both.contains(rules), "{rules}");
    let without = &files(&library(), &[flag("rest", true)])["library.v1.rs"];
    assert!(!without.contains(".unset(") && rules.contains("\"place\", Kind::Text).unset(\"0\")"), "{rules}");
    assert!(rules.contains(".unset(\"ORDER_UNSPECIFIED\")") && rules.contains(".unset(\"false\")"), "{rules}");
}

/// A crate may compile the client, the server, or both.
#[test]
fn clients_and_routes_have_the_conditions_of_their_side() {
    let schema = service("service S { rpc M(A) returns (A) { option (google.api.http) = { get: \"/v1/{id}\" }; } }");
    let on = [flag("rest", true), flag("rest_client", true)];
    let condition = |option: &'static str, feature: &str| {
        (option, OptionValue::Pairs(vec![(".".to_owned(), format!("#[cfg(feature = \"{feature}\")]"))]))
    };
    let with = |conditions: &[(&'static str, OptionValue)]| {
        let options: Vec<_> = on.iter().cloned().chain(conditions.iter().cloned()).collect();
        files(&schema, &options)["a.rs"].clone()
    };
    let code = with(&[condition("client_mod_attribute", "c"), condition("server_mod_attribute", "s")]);
    assert!(code.contains("#[cfg(any(all(feature = \"s\"), all(feature = \"c\")))]\n    mod rules"), "{code}");
    assert!(
        code.contains("#[cfg(feature = \"c\")]\n    #[derive(Clone, Debug)]\n    pub struct SRestClient"),
        "{code}"
    );
    let code = with(&[condition("client_mod_attribute", "c")]);
    assert!(code.contains("requests.\n    mod rules"), "{code}");
    let code = with(&[condition("client_mod_attribute", "x"), condition("server_mod_attribute", "x")]);
    assert!(code.contains("requests.\n    #[cfg(feature = \"x\")]\n    mod rules"), "{code}");
}

/// A rule that no request can reach would be a route that always fails.
#[test]
fn refuses_rules_of_requests_without_fields() {
    let refused = |method: &str| {
        let text = "import \"google/protobuf/wrappers.proto\"; import \"google/protobuf/timestamp.proto\"; \
                    import \"google/protobuf/any.proto\"; message W { google.protobuf.StringValue w = 1; }";
        let schema = service(&format!("{text} service S {{ rpc M({method}; }} }}"));
        let report = generate(&schema, &[entry(&[flag("rest", true)])], Path::new("")).err();
        report.map(|report| report.iter().map(|it| it.message.clone()).collect::<Vec<_>>().join("\n"))
    };
    let http = "returns (A) { option (google.api.http)";
    for (rule, of) in [
        (format!("google.protobuf.StringValue) {http} = {{ get: \"/v1/{{value}}\" }}"), "google.protobuf.StringValue"),
        (
            format!("google.protobuf.StringValue) {http} = {{ post: \"/v1\" body: \"value\" }}"),
            "google.protobuf.StringValue",
        ),
        (format!("google.protobuf.Timestamp) {http} = {{ get: \"/v1\" }}"), "google.protobuf.Timestamp"),
        (format!("google.protobuf.Any) {http} = {{ get: \"/v1/{{type_url}}\" }}"), "google.protobuf.Any"),
        (format!("W) {http} = {{ get: \"/v1/{{w.value}}\" }}"), "google.protobuf.StringValue"),
    ] {
        let expected = format!("the http rule of `a.S.M` takes fields of `{of}`, which its JSON does not have");
        assert_eq!(refused(&rule), Some(expected), "{rule}");
    }
    for rule in [
        "google.protobuf.StringValue) returns (A) { option (google.api.http) = { post: \"/v1\" body: \"*\" }",
        "W) returns (A) { option (google.api.http) = { get: \"/v1/{w}\" }",
    ] {
        assert_eq!(refused(rule), None, "{rule}");
    }
}

/// ProtoJSON has `null` for it, also where it is the whole response.
#[test]
fn null_values_are_null() {
    let schema = service(
        "import \"google/protobuf/struct.proto\"; message N { google.protobuf.NullValue n = 1; optional google.protobuf.NullValue o = 2; } \
         service S { rpc M(N) returns (N) { option (google.api.http) = { get: \"/v1/{n}\" response_body: \"n\" }; } }",
    );
    let code = &files(&schema, &[flag("rest", true), flag("rest_client", true)])["a.rs"];
    let compact: String = code.split_whitespace().collect();
    assert!(compact.contains(r#"json_name:"n",default:"null""#), "{code}");
    assert!(compact.contains(r#"Field::new(1,"n","n",Kind::Null).unset("NULL_VALUE")"#), "{code}");
    assert!(compact.contains(r#"Field::new(2,"o","o",Kind::Null),"#), "{code}");
}

#[test]
fn services_without_rules_have_no_routes() {
    let code = files(&service("service S { rpc M(A) returns (A); }"), &[flag("rest", true)]);
    assert!(code.values().all(|code| !code.contains("protoward_runtime::rest")), "{code:?}");
}

#[test]
fn routes_check_required_fields_of_proto2() {
    let old = "syntax = \"proto2\"; message Card { optional int32 x = 1; required string holder_name = 2; }";
    let new = "edition = \"2023\"; import \"old.proto\"; import \"google/api/annotations.proto\";
        message A { int32 x = 1 [features.field_presence = LEGACY_REQUIRED]; Card card = 2; }
        service S { rpc M(A) returns (A) { option (google.api.http) = { post: \"/a\" body: \"*\" }; } }";
    let tree = MemoryTree::new([("old.proto", old), ("a.proto", new)]);
    let schema = schema(Layered::new().with(tree), "a.proto");
    let code = |option| files(&schema, &[flag(option, true)]).into_values().collect::<String>();
    let rest = code("rest");
    let json = code("json");
    for expected in ["__Kind::Int32).explicit().required()", "__Kind::String).explicit().required()"] {
        assert!(rest.contains(expected) && !json.contains(expected), "{expected}");
    }
}

#[test]
fn connect_serves_methods_without_rules() {
    let declared = "service S { rpc M(A) returns (A) { option idempotency_level = NO_SIDE_EFFECTS; }
        rpc N(stream A) returns (A) { option idempotency_level = NO_SIDE_EFFECTS; }
        rpc O(A) returns (A) { option (google.api.http) = { get: \"/v1/{id}\" }; } }";
    let code = &files(&service(declared), &[flag("connect", true), flag("rest_client", true)])["a.rs"];
    for expected in [
        "ServiceRoutes::new(service).connect()",
        "Method::new(\"/a.S/M\", &Message::OPAQUE, &[\n        ]).no_side_effects();",
        "Method::new(\"/a.S/N\", &Message::OPAQUE, &[\n        ]);",
        ".client_streaming(&rules::N,",
        "Binding::new(\"GET\", \"/v1/{id}\")",
    ] {
        assert!(code.contains(expected), "{expected}: {code}");
    }
    let client = &code[code.find("pub struct SRestClient").unwrap()..code.find("    mod rules {").unwrap()];
    assert!(client.contains("rules::O") && !client.contains("rules::M") && !client.contains("rules::N"), "{client}");
    // A client alone has no other methods.
    let options = [flag("connect", true), flag("build_server", false)];
    let report = generate(&service(declared), &[entry(&options)], Path::new("")).unwrap_err();
    assert!(format!("{report:?}").contains("`connect` needs `build_server`, which is disabled"), "{report:?}");
}

#[test]
fn settings_change_the_routes() {
    let folder = tempfile::tempdir().unwrap();
    let yaml = folder.path().join("service.yaml");
    std::fs::write(&yaml, "http:\n  rules:\n  - selector: a.S.M\n    get: /v2/{id}\n").unwrap();
    let text = |name: &'static str, value: &str| (name, OptionValue::Text(value.to_owned()));
    let options = [
        flag("rest", true),
        flag("unbound", true),
        text("service_yaml", yaml.to_str().unwrap()),
        text("error_body", "a.Outer.Problem"),
        ("ignored_parameters", OptionValue::List(vec!["key".to_owned()])),
    ];
    let declared = "message Outer { message Problem { string title = 1; } }
        service S { rpc M(A) returns (A); rpc N(A) returns (A); }";
    let code = files(&service(declared), &options);
    for expected in [
        "Binding::new(\"GET\", \"/v2/{id}\")",
        "Binding::new(\"POST\", \"/a.S/N\").body(Body::All)",
        ".ignore_parameters([\"key\"])",
        ".error_body::<super::outer::Problem>()",
    ] {
        assert!(code["a.rs"].contains(expected), "{expected}: {}", code["a.rs"]);
    }
}

#[test]
fn reports_wrong_settings() {
    let text = |name: &'static str, value: &str| [flag("rest", true), (name, OptionValue::Text(value.to_owned()))];
    let folder = tempfile::tempdir().unwrap();
    let yaml = folder.path().join("service.yaml");
    std::fs::write(&yaml, "http:\n  rules:\n  - selector: a.S.N\n    get: /v2\n").unwrap();
    for (options, expected) in [
        (text("service_yaml", yaml.to_str().unwrap()), "service.yaml:3:15: cannot find the method `a.S.N`"),
        (text("service_yaml", "missing.yaml"), "missing.yaml`: No such file"),
        (text("error_body", "a.B"), "cannot find the message `a.B` of `error_body` in the schema"),
    ] {
        let schema = service("service S { rpc M(A) returns (A); }");
        let report = generate(&schema, &[entry(&options)], Path::new("")).unwrap_err();
        let message = support::as_on_unix(&report.iter().next().unwrap().message);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn reports_wrong_rules() {
    for (rule, expected) in [
        ("get: \"/v1/{no}\"", "no"),
        ("get: \"/v1/{id\"", "unclosed `{`"),
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
fn routes_need_a_server_and_clients_a_client() {
    let schema = service("service S { rpc M(A) returns (A) { option (google.api.http) = { get: \"/v1\" }; } }");
    for (option, left_out) in [("rest", "build_server"), ("rest_client", "build_client")] {
        let entry = entry(&[flag(option, true), flag(left_out, false)]);
        let refused = generate(&schema, &[entry], Path::new("")).unwrap_err();
        assert!(
            format!("{refused:?}").contains(&format!("`{option}` needs `{left_out}`, which is disabled")),
            "{refused:?}"
        );
    }
}

/// A build script generates the same code as `generate`.
#[test]
fn generates_the_same_in_build_scripts() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("proto");
    let out = folder.path().join("out");
    std::fs::create_dir_all(own.join("google/api")).unwrap();
    std::fs::create_dir(&out).unwrap();
    std::fs::write(own.join("google/api/httpbody.proto"), HTTP_BODY).unwrap();
    let includes = [fixture().join("proto"), own, root().join("third_party/googleapis")];
    for option in ["connect", "rest", "rest_client"] {
        let builder = protoward_build::configure().out_dir(&out).emit_rerun_if_changed(false);
        let builder = match option {
            "connect" => builder.connect(true),
            "rest" => builder.rest(true),
            _ => builder.rest_client(true),
        };
        builder.compile_protos(&[includes[0].join("library/v1/library.proto")], &includes).unwrap();
        let generated = files(&library(), &[flag(option, true)]);
        let written = std::fs::read_to_string(out.join("library.v1.rs")).unwrap();
        assert!(written == generated["library.v1.rs"], "{option}\n{written}");
    }
}
