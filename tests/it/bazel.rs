//! The rules in `bazel/` with an installed Bazel, without network: each kind of target, the worker, the messages, and a cache
//! that two checkouts share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::environment;
use crate::support::{self, copy, write};

const BUILD: &str = r#"
load("@protoward//:defs.bzl", "protoward_breaking_test", "protoward_library", "protoward_openapi", "protoward_rust_library")

protoward_library(name = "money", srcs = ["money.proto"], languages = ["python", "pyi"])

protoward_library(name = "order", srcs = ["order.proto"], deps = [":money"], languages = ["python", "grpc_python"])

protoward_library(name = "group", deps = [":order"])

protoward_library(name = "undeclared", srcs = ["undeclared.proto"], deps = [":order"])

protoward_library(name = "renamed", srcs = ["money.proto"], import_prefix = "other/name", strip_import_prefix = "/shop")

protoward_rust_library(name = "order_rust", schema = ":order", plugin = "tonic")

protoward_openapi(name = "order_api", schema = ":order", options = ["unbound=true"])

protoward_breaking_test(name = "order_breaking_test", baseline = "baseline.binpb", schema = ":order")

proto_library(name = "money_proto", srcs = ["money.proto"])
"#;

const MONEY: &str = "syntax = \"proto3\";\npackage money;\nmessage Money { int64 cents = 1; }\n";

const ORDER: &str = "\
syntax = \"proto3\";
package shop;
import \"google/protobuf/timestamp.proto\";
import \"shop/money.proto\";
message Order { money.Money price = 1; google.protobuf.Timestamp time = 2; }
service Orders { rpc Get(Order) returns (Order); }
";

const UNDECLARED: &str = "syntax = \"proto3\";\nimport \"shop/money.proto\";\nmessage Cart { money.Money sum = 1; }\n";

/// A workspace with its own Bazel server, which ends with it.
struct Workspace {
    folder: TempDir,
    output: PathBuf,
}

impl Workspace {
    /// Returns `None`, and prints that the test is skipped, without Bazel.
    fn new() -> Option<Self> {
        // Bazel of a distribution runs with its Java.
        if let Some(tool) = ["bazel", "javac"].into_iter().find(|tool| !environment::has(tool)) {
            support::skip(&format!("`{tool}` is not installed"));
            return None;
        }
        let folder = TempDir::new().unwrap();
        let rules = folder.path().join("rules");
        let output = folder.path().join("output");
        copy(Path::new("bazel"), &rules);
        let root = format!(
            r#"
workspace(name = "example")
local_repository(name = "protoward", path = "{}")
load("@protoward//:repositories.bzl", "protoward_program", "protoward_without_network")
protoward_without_network()
protoward_program(name = "protoward_program", path = "{}")
"#,
            rules.display(),
            env!("CARGO_BIN_EXE_protoward"),
        );
        let files = [
            ("WORKSPACE", &*root),
            ("shop/BUILD", BUILD),
            ("shop/money.proto", MONEY),
            ("shop/order.proto", ORDER),
            ("shop/undeclared.proto", UNDECLARED),
        ];
        write(&folder.path().join("a"), &files);
        let workspace = Self { folder, output };
        let mut image = environment::protoward();
        image.args(["protoc", "-I.", "--include_imports", "-oshop/baseline.binpb", "shop/order.proto"]);
        assert!(image.current_dir(workspace.root("a")).status().unwrap().success());
        Some(workspace)
    }

    fn root(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs Bazel in a checkout.
    fn bazel(&self, checkout: &str, arguments: &[&str]) -> (Output, String) {
        let mut bazel = environment::tool("bazel");
        bazel.arg(format!("--output_user_root={}", self.output.display())).args(arguments);
        let done = bazel.current_dir(self.root(checkout)).output().unwrap();
        let text = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
        (done, text)
    }

    fn builds(&self, checkout: &str, arguments: &[&str]) -> String {
        let (done, text) = self.bazel(checkout, arguments);
        assert!(done.status.success(), "{text}");
        text
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        for checkout in ["a", "b"].into_iter().filter(|name| self.root(name).is_dir()) {
            self.bazel(checkout, &["shutdown"]);
        }
        // Bazel makes its outputs read-only.
        let _ = environment::tool("chmod").args(["-R", "u+w"]).arg(&self.output).status();
    }
}

const ALL: &[&str] = &[
    "//shop:money",
    "//shop:order",
    "//shop:group",
    "//shop:renamed",
    "//shop:order_rust",
    "//shop:order_api",
    "//shop:order_breaking_test",
];

#[test]
fn builds_each_kind_of_target() {
    let Some(workspace) = Workspace::new() else { return };
    let text = workspace.builds("a", &[&["build"], ALL].concat());
    // By default, actions run in workers.
    assert!(text.contains("worker"), "{text}");
    let outputs = workspace.root("a/bazel-bin/shop");
    for name in [
        "money-descriptor-set.binpb",
        "money_pb2.py",
        "money_pb2.pyi",
        "order_pb2.py",
        "order_pb2_grpc.py",
        "order_rust.rs",
        "order_rust.generated/mod.rs",
        "order_rust.generated/shop.rs",
        "renamed-descriptor-set.binpb",
    ] {
        assert!(outputs.join(name).is_file(), "{name}: {text}");
    }
    let in_worker = fs::read(outputs.join("order-descriptor-set.binpb")).unwrap();
    assert!(
        fs::read(outputs.join("renamed-descriptor-set.binpb"))
            .unwrap()
            .windows(22)
            .any(|it| it == b"other/name/money.proto")
    );
    assert_eq!(fs::read_dir(outputs.join("order_api")).unwrap().count(), 1);
    // A process writes the same.
    workspace.builds("a", &["clean"]);
    let text = workspace.builds("a", &["build", "--strategy=Protoward=sandboxed", "//shop:order"]);
    assert!(!text.contains("worker"), "{text}");
    assert_eq!(fs::read(outputs.join("order-descriptor-set.binpb")).unwrap(), in_worker);
    // As protoc of the native rule.
    workspace.builds("a", &["build", "--proto_compiler=@protoward//:protoc", "//shop:money_proto"]);
    // A missing dependency, with the label.
    let (done, text) = workspace.bazel("a", &["build", "//shop:undeclared"]);
    assert!(!done.status.success());
    let expected = "shop/undeclared.proto: shop/money.proto is imported, but //shop:undeclared doesn't directly depend \
                    on a protoward_library that 'srcs' it.";
    assert!(text.contains(expected), "{text}");
    // The gate.
    workspace.builds("a", &["test", "//shop:order_breaking_test"]);
    write(&workspace.root("a"), &[("shop/money.proto", &MONEY.replace("int64", "string"))]);
    let (done, text) = workspace.bazel("a", &["test", "--test_output=errors", "//shop:order_breaking_test"]);
    assert!(!done.status.success());
    assert!(text.contains("FIELD_SAME_TYPE"), "{text}");
}

/// An HTTP cache in a few lines of Python's own server.
const CACHE: &str = r#"
import http.server, os, sys
class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_PUT(self):
        path = self.translate_path(self.path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *args):
        pass
os.chdir(sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"#;

/// A process that ends with its test, even if that fails.
struct Server(std::process::Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn two_checkouts_share_a_cache() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;

    let Some(workspace) = Workspace::new() else { return };
    copy(&workspace.root("a"), &workspace.root("b"));
    fs::create_dir(workspace.root("cache")).unwrap();
    let mut python = environment::tool("python3");
    python.args(["-c", CACHE]).arg(workspace.root("cache")).stdout(Stdio::piped());
    let mut server = Server(python.spawn().unwrap());
    let mut port = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut port).unwrap();
    let cache = format!("--remote_cache=http://127.0.0.1:{}", port.trim());
    let arguments = [&["build", &*cache], ALL].concat();
    let first = workspace.builds("a", &arguments);
    let second = workspace.builds("b", &arguments);
    drop(server);
    let processes = |text: &str| text.lines().find(|line| line.contains(" processes: ")).unwrap().to_owned();
    assert!(processes(&first).contains(" worker"), "{first}");
    assert!(processes(&second).contains(" remote cache hit"), "{second}");
    // Links and texts that Bazel itself writes are internal.
    let is_run = |part: &str| !part.contains("internal") && !part.contains("remote cache hit");
    let second = processes(&second);
    let kinds = second.split_once("processes: ").unwrap().1.trim_end_matches('.').split(", ");
    let run: Vec<&str> = kinds.filter(|part| is_run(part)).collect();
    assert!(run.is_empty(), "{second}");
}
