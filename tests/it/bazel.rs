//! The rules in `bazel/` with an installed Bazel, without network: each kind of target, the worker, the messages, the page, and a cache
//! that two checkouts share.

#[path = "bazel/build_files.rs"]
mod build_files;
#[path = "bazel/page.rs"]
mod page;
#[path = "bazel/proto_library.rs"]
mod proto_library;
#[path = "bazel/workspace.rs"]
mod workspace;

use std::fs;

use crate::environment;
use crate::support::{copy, write};
use workspace::Workspace;

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

/// A workspace with all kinds of targets.
fn shop() -> Option<Workspace> {
    let files = [
        ("shop/BUILD", BUILD),
        ("shop/money.proto", MONEY),
        ("shop/order.proto", ORDER),
        ("shop/undeclared.proto", UNDECLARED),
    ];
    let workspace = Workspace::new(&files)?;
    let mut image = environment::protoward();
    image.args(["protoc", "-I.", "--include_imports", "-oshop/baseline.binpb", "shop/order.proto"]);
    assert!(image.current_dir(workspace.root("a")).status().unwrap().success());
    Some(workspace)
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
    let Some(workspace) = shop() else { return };
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
    let text = workspace.fails(&["build", "//shop:undeclared"]);
    let expected = "shop/undeclared.proto: shop/money.proto is imported, but //shop:undeclared doesn't directly depend \
                    on a protoward_library that 'srcs' it.";
    assert!(text.contains(expected), "{text}");
    // The gate.
    workspace.builds("a", &["test", "//shop:order_breaking_test"]);
    write(&workspace.root("a"), &[("shop/money.proto", &MONEY.replace("int64", "string"))]);
    let text = workspace.fails(&["test", "--test_output=errors", "//shop:order_breaking_test"]);
    assert!(text.contains("FIELD_SAME_TYPE"), "{text}");
    let report = fs::read_to_string(workspace.root("a/bazel-testlogs/shop/order_breaking_test/test.xml")).unwrap();
    assert!(report.contains("<testcase name=\"FIELD_SAME_TYPE_"), "{report}");
}

/// Names that are not those of files: dots are folders in Python, and import names may start elsewhere.
#[test]
fn generates_files_where_their_language_imports_them() {
    let build = r#"
load("@protoward//:defs.bzl", "protoward_code", "protoward_library", "protoward_plugin")

protoward_library(name = "dots", srcs = ["a.b-c.proto"], languages = ["python", "pyi", "grpc_python"])

protoward_library(name = "stripped", srcs = ["v1/m.proto"], strip_import_prefix = "/odd.pkg", languages = ["python", "pyi"])

protoward_library(name = "of_package", srcs = ["v1/m.proto"], strip_import_prefix = "", import_prefix = "x", languages = ["python"])

protoward_library(name = "unknown", srcs = ["v1/m.proto"], languages = ["go"])

protoward_plugin(name = "names", program = "names.sh", outputs = ["{name}.txt"])

protoward_plugin(name = "whole", program = "whole.sh", options = ["a=b"])

protoward_code(name = "code", schema = ":stripped", plugins = [":names", ":whole"])

protoward_library(name = "letters", srcs = ["größe.proto"], languages = ["python"], strip_import_prefix = "")

protoward_library(name = "user", srcs = ["user.proto"], deps = [":letters"], strip_import_prefix = "")

protoward_code(name = "nothing", schema = ":stripped")
"#;
    // Responses with the files `v1/m.txt` and `a.txt`.
    let names = "#!/bin/sh\ncat >/dev/null\nprintf 'z\\015\\n\\010v1/m.txt\\172\\001n'\n";
    let whole = "#!/bin/sh\ngrep -q a=b || exit 3\nprintf 'z\\012\\n\\005a.txt\\172\\001w'\n";
    let message = "syntax = \"proto3\";\npackage odd;\nmessage M {}\n";
    let files = [
        ("odd.pkg/BUILD", build),
        ("odd.pkg/a.b-c.proto", message),
        ("odd.pkg/v1/m.proto", message),
        ("odd.pkg/gr\u{f6}\u{df}e.proto", message),
        ("odd.pkg/user.proto", "syntax = \"proto3\";\nimport \"gr\u{f6}\u{df}e.proto\";\nmessage U { odd.M m = 1; }\n"),
        ("odd.pkg/names.sh", names),
        ("odd.pkg/whole.sh", whole),
    ];
    let Some(workspace) = Workspace::new(&files) else { return };
    for script in ["names.sh", "whole.sh"] {
        let path = workspace.root("a/odd.pkg").join(script);
        assert!(environment::tool("chmod").arg("+x").arg(path).status().unwrap().success());
    }
    let targets = ["//odd.pkg:dots", "//odd.pkg:stripped", "//odd.pkg:of_package", "//odd.pkg:code", "//odd.pkg:user"];
    let text = workspace.builds("a", &[&["build"], &targets[..]].concat());
    for name in [
        "dots/odd/pkg/a/b_c_pb2.py",
        "dots/odd/pkg/a/b_c_pb2.pyi",
        "dots/odd/pkg/a/b_c_pb2_grpc.py",
        "stripped/v1/m_pb2.py",
        "stripped/v1/m_pb2.pyi",
        "of_package/x/v1/m_pb2.py",
    ] {
        assert!(workspace.output("odd.pkg/_virtual_imports").join(name).is_file(), "{name}: {text}");
    }
    assert_eq!(fs::read(workspace.output("odd.pkg/_virtual_imports/code/v1/m.txt")).unwrap(), b"n");
    assert_eq!(fs::read(workspace.output("odd.pkg/code.whole/a.txt")).unwrap(), b"w");
    let text = workspace.fails(&["build", "//odd.pkg:unknown"]);
    assert!(text.contains("there is no language `go`; `languages` may have `grpc_python`, `pyi`, `python`"), "{text}");
    let text = workspace.fails(&["build", "//odd.pkg:nothing"]);
    assert!(text.contains("there is nothing to generate; set `languages` or `plugins`"), "{text}");
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

    let Some(workspace) = shop() else { return };
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
