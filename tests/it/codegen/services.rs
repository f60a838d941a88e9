//! Code for services in addition to the clients and servers of tonic.

use std::path::{Path, PathBuf};

use protoward_rust_crate::{OptionValue, generate};
use protoward_schema::Schema;
use protoward_source::FolderTree;

use super::copied::Copied;
use super::names::{compiled, entry, files, flag, one_file};
use crate::support::portable;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/services")
}

fn greetings() -> Schema {
    let tree = FolderTree::new(fixture().join("proto"));
    compiled(tree, ["hello/hello.proto", "hello/waiter.proto"])
}

/// Options that add code for services, and names for the details of statuses.
const ALL: [&str; 4] = ["enable_type_names", "in_process_client", "mock_server", "service_modules"];

/// Returns the code after that of tonic.
fn added<'a>(with: &'a str, without: &str) -> &'a str {
    with.strip_prefix(without).expect("tonic's code stays as it is")
}

#[test]
fn compiles_all_service_options() {
    let files = ["config", "details", "in_process", "mock", "modules"].map(|name| format!("src/{name}.rs"));
    let files: Vec<&str> =
        ["Cargo.toml", "examples/details.rs", "examples/retries.rs", "src/details.hex", "src/lib.rs"]
            .into_iter()
            .chain(files.iter().map(String::as_str))
            .collect();
    let copy = Copied::of(&fixture(), &files);
    let config = fixture().join("service_config.json").to_str().unwrap().to_owned();
    let options: Vec<_> =
        ALL.map(|name| flag(name, true)).into_iter().chain([("service_config", OptionValue::Text(config))]).collect();
    copy.generate(&greetings(), &[entry(&options)]);
    copy.test();
}

#[test]
fn each_service_has_a_module() {
    let schema = greetings();
    let plain = files(&schema, &[]);
    let with = files(&schema, &[flag("service_modules", true)]);
    super::snapshot("services", "modules", added(&with["hello.v1.rs"], &plain["hello.v1.rs"]));
    assert_eq!(with["hello.v1.waiter.rs"], plain["hello.v1.waiter.rs"]);
}

#[test]
fn refuses_service_options_without_services() {
    let refused = |options: &[(&str, OptionValue)]| {
        let report = generate(&greetings(), &[entry(options)], Path::new("")).unwrap_err();
        report.iter().map(super::rendered).collect::<Vec<_>>().join("\n")
    };
    let shown = [
        refused(&[flag("in_process_client", true), flag("build_client", false)]),
        refused(&[flag("in_process_client", true), flag("build_server", false)]),
        refused(&[flag("mock_server", true), flag("build_server", false)]),
    ];
    super::snapshot("services", "refused", &shown.join("\n\n"));
}

/// Modules of services name the crate for run time by its path, and the module for their version of tonic.
#[test]
fn modules_name_the_crate_for_run_time() {
    let schema = one_file("syntax = \"proto3\"; package a.b; message A {} service S { rpc Get(A) returns (A); }");
    let text = |name, value: &str| (name, OptionValue::Text(value.to_owned()));
    let code = |options: &[(&str, OptionValue)]| {
        let options = [&[flag("mock_server", true)][..], options].concat();
        files(&schema, &options).remove("a.b.rs").unwrap()
    };
    assert!(code(&[]).contains(" ::protoward_runtime::grpc::Method<"));
    assert!(code(&[text("runtime_path", "::my::runtime")]).contains(" ::my::runtime::grpc::Method<"));
    let earlier = code(&[text("runtime", "tonic-0.12")]);
    assert!(earlier.contains(" ::protoward_runtime::grpc::tonic_0_12::Method<"), "{earlier}");
    let none = one_file("syntax = \"proto3\"; package a; message A {}");
    assert_eq!(files(&none, &[flag("mock_server", true)]), files(&none, &[]), "there is no service");
}

/// The options of tonic that change the trait of a server also change its mock.
#[test]
fn mocks_match_their_traits() {
    let schema = one_file("syntax = \"proto3\"; package a; message A {} service S { rpc Get(A) returns (stream A); }");
    let mock = |options: &[(&str, OptionValue)]| {
        let with: Vec<_> = options.iter().cloned().chain([flag("mock_server", true)]).collect();
        files(&schema, &with).remove("a.rs").unwrap()
    };
    let plain = mock(&[]);
    assert!(plain.contains("type GetStream = ::tonic::codegen::BoxStream<super::A>;") && plain.contains("get(&self,"));
    assert!(mock(&[flag("use_arc_self", true)]).contains("async fn get(self: ::std::sync::Arc<Self>, request:"));
    let stubs = mock(&[flag("generate_default_stubs", true)]);
    let (_, stub_code) = stubs.split_once("impl S for MockS").unwrap();
    assert!(!stub_code.contains("type GetStream"), "{stub_code}");
}

/// Service modules do not refer to parts that are not generated, and have the conditions of parts that are.
#[test]
fn modules_contain_the_generated_items() {
    let schema = one_file("syntax = \"proto3\"; package a; message A {} service S { rpc Get(A) returns (A); }");
    let condition = |name| (name, OptionValue::Pairs(vec![(".".to_owned(), "#[cfg(feature = \"grpc\")]".to_owned())]));
    let service_modules = |options: &[(&str, OptionValue)]| {
        let with: Vec<_> = options.iter().cloned().chain([flag("service_modules", true)]).collect();
        let with = files(&schema, &with);
        let without = files(&schema, options);
        added(&with["a.rs"], &without["a.rs"]).to_owned()
    };
    let server = service_modules(&[flag("build_client", false)]);
    assert!(server.contains("pub use super::s_server::{S, SServer};") && !server.contains("SClient"), "{server}");
    let client = service_modules(&[flag("build_server", false)]);
    assert!(client.contains("pub use super::s_client::SClient;") && !client.contains("SServer"), "{client}");
    assert!(client.contains("SERVICE_NAME: &str = \"a.S\"") && client.contains("path::GET"), "{client}");
    let gated = service_modules(&[condition("client_mod_attribute")]);
    assert!(gated.contains("#[cfg(feature = \"grpc\")]\n    pub use super::s_client::SClient;"), "{gated}");
    assert_eq!(service_modules(&[flag("build_client", false), flag("build_server", false)]), "");
}

/// A service config has the conditions of the clients that follow it.
#[test]
fn service_configs_have_the_conditions_of_clients() {
    let temp = tempfile::tempdir().unwrap();
    std::fs::write(temp.path().join("config.json"), "{}").unwrap();
    let schema = one_file(
        "syntax = \"proto3\"; package a; message A {} service S { rpc Get(A) returns (A); } service T { rpc Get(A) returns (A); }",
    );
    let condition = |of: &[(&str, &str)]| {
        let pairs = of.iter().map(|(path, feature)| ((*path).to_owned(), format!("#[cfg(feature = {feature:?})]")));
        let mut entry = entry(&[("client_mod_attribute", OptionValue::Pairs(pairs.collect()))]);
        entry.set("service_config", OptionValue::Text("config.json".to_owned())).unwrap();
        let plans = generate(&schema, &[entry], temp.path()).unwrap();
        let (_, code) = plans[0].files().find(|(name, _)| *name == "a.rs").unwrap();
        let code = String::from_utf8_lossy(code).into_owned();
        let (_, constant) = code.split_once("/// The service config that the code was generated with.\n").unwrap();
        let (attributes, _) = constant.split_once("pub static SERVICE_CONFIG: ").unwrap();
        attributes.replace("#[allow(unused_imports)]\n", "")
    };
    assert_eq!(condition(&[]), "");
    assert_eq!(condition(&[("a", "one")]), "#[cfg(feature = \"one\")]\n");
    assert_eq!(condition(&[("a", "one"), ("a", "two")]), "#[cfg(feature = \"one\")]\n    #[cfg(feature = \"two\")]\n");
}

/// All errors of a service config are reported with their places.
#[test]
fn checks_service_configs() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("config.json");
    let rendered = |config: &str| {
        std::fs::write(&path, config).unwrap();
        let option = ("service_config", OptionValue::Text("config.json".to_owned()));
        let report = generate(&greetings(), &[entry(&[option])], temp.path()).unwrap_err();
        let lines: Vec<String> = report.iter().map(super::rendered).collect();
        portable(&lines.join("\n"), temp.path(), "TEMP").replace("TEMP/", "")
    };
    let cases = [
        r#"{"methodConfig": [}"#,
        "[]",
        r#"{"methodConfigs": [], "retryThrottling": {"maxTokens": 0}}"#,
        "{\"methodConfig\": [{\n  \"name\": [\n    {\"service\": \"hello.v1.Greter\"},\n    {\"service\": \"hello.v1.Greeter\", \"method\": \"SayHelo\"},\n    {\"service\": \"Greeter\"},\n    {\"method\": \"SayHello\"}\n  ]}]}",
        r#"{"methodConfig": [{"name": [{}, {"service": null, "method": ""}]}, {"name": [{"service": ""}], "name": []}]}"#,
        r#"{"methodConfig": [{"timeout": 5, "retryPolcy": {}}, {"timeout": "5"}, {"timeout": "-1s"}, 7]}"#,
        r#"{"methodConfig": [{"retryPolicy": {"maxAttempts": 1, "initialBackoff": "0s", "maxBackoff": "1ms", "backoffMultiplier": -1, "retryableStatusCodes": []}}]}"#,
        r#"{"methodConfig": [{"retryPolicy": {"maxAttempts": 2.5}, "hedgingPolicy": {"maxAttempts": 2}}]}"#,
        r#"{"methodConfig": [{"retryPolicy": {"maxAttempts": "3", "initialBackoff": ".1s", "maxBackoff": "1s", "backoffMultiplier": 1e99, "retryableStatusCodes": ["UNAVAILABEL", 17, "OK", 14]}}]}"#,
    ];
    let shown: Vec<String> = cases.iter().map(|config| format!("{config}\n{}", rendered(config))).collect();
    super::snapshot("services", "service_config", &shown.join("\n\n"));
    std::fs::remove_file(&path).unwrap();
    let missing = ("service_config", OptionValue::Text("config.json".to_owned()));
    let report = generate(&greetings(), &[entry(&[missing])], temp.path()).unwrap_err();
    assert!(report.iter().next().unwrap().message.contains("cannot read the service config"), "{report:?}");
}

/// Settings that tonic clients do not support are listed in the documentation of the config.
#[test]
fn reports_options_without_effect() {
    let option = ("service_config", OptionValue::Text("fixtures/codegen/services/service_config.json".to_owned()));
    let code = &files(&greetings(), &[option])["hello.v1.rs"];
    let at = "fixtures/codegen/services/service_config.json";
    assert!(
        code.contains(&format!(
            "/// Settings without effect: `loadBalancingConfig` ({at}:2:26), `waitForReady` ({at}:7:23)."
        )),
        "{code}"
    );
}

/// A build script generates the same code as `generate`, and writes nothing if there is an error.
#[test]
fn generates_the_same_in_build_scripts() {
    let out = tempfile::tempdir().unwrap();
    let proto = fixture().join("proto");
    let config = fixture().join("service_config.json");
    let builder = |config: &Path| {
        let builder = protoward_build::configure().out_dir(out.path()).emit_rerun_if_changed(false);
        builder.in_process_client(true).mock_server(true).service_config(config)
    };
    let protos = ["hello/hello.proto", "hello/waiter.proto"].map(|name| proto.join(name));
    let wrong = fixture().join("Cargo.toml");
    let error = builder(&wrong).compile_protos(&protos, std::slice::from_ref(&proto)).unwrap_err().to_string();
    assert!(error.contains("Cargo.toml:1:1: the service config is not JSON"), "{error}");
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0, "nothing is written");
    builder(&config).compile_protos(&protos, &[proto]).unwrap();
    let on = ["in_process_client", "mock_server"].map(|name| flag(name, true));
    let config = ("service_config", OptionValue::Text(config.to_str().unwrap().to_owned()));
    let generated = files(&greetings(), &on.into_iter().chain([config]).collect::<Vec<_>>());
    for name in ["hello.v1.rs", "hello.v1.waiter.rs", "mod.rs"] {
        let written = std::fs::read_to_string(out.path().join(name)).unwrap();
        assert!(written == generated[name], "{name}\n{written}");
    }
}
