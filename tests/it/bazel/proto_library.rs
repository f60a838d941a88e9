//! Targets that exist: `proto_library`, and rules that take its provider.

use std::fs;

use super::workspace::Workspace;
use super::{MONEY, ORDER, UNDECLARED};

const BUILD: &str = r#"
load("@protoward//:defs.bzl", "protoward_breaking_test", "protoward_code", "protoward_format_test", "protoward_library",
     "protoward_lint_test", "protoward_openapi", "protoward_py_library", "protoward_rust_library")
load(":consumer.bzl", "sources_of")

proto_library(name = "money_proto", srcs = ["money.proto"])

proto_library(name = "order_proto", srcs = ["order.proto"], deps = [":money_proto"])

proto_library(name = "moved_proto", srcs = ["money.proto"], strip_import_prefix = "/shop", import_prefix = "x/y")

proto_library(name = "undeclared_proto", srcs = ["undeclared.proto"], deps = [":order_proto"])

proto_library(name = "all_protos", deps = [":order_proto", ":money_proto"])

protoward_breaking_test(name = "breaking_test", schema = ":all_protos", baseline = "baseline.binpb")

protoward_lint_test(name = "lint_test", schema = ":all_protos", config = "protoward.toml")

protoward_format_test(name = "format_test", schema = ":all_protos")

protoward_format_test(name = "format_moved_test", schema = ":moved_proto")

protoward_rust_library(name = "rust", schema = ":all_protos")

protoward_openapi(name = "api", schema = ":all_protos", options = ["unbound=true"])

protoward_code(name = "code", schema = ":all_protos", languages = ["python"])

protoward_py_library(name = "moved_py", schema = ":moved_proto", py_library = py_library)

protoward_library(name = "money", srcs = ["money.proto"], proto_library = proto_library)

protoward_library(name = "order", srcs = ["order.proto"], deps = [":money"], proto_library = proto_library)

sources_of(name = "sources", schema = ":order")

proto_library(name = "cart_proto", srcs = ["cart.proto"], deps = [":money"])

protoward_code(name = "cart", schema = ":cart_proto", languages = ["python"])
"#;

/// A rule that knows `ProtoInfo` only.
const CONSUMER: &str = r#"
def _sources_of_impl(ctx):
    file = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.write(file, "\n".join([source.path for source in ctx.attr.schema[ProtoInfo].transitive_sources.to_list()]))
    return [DefaultInfo(files = depset([file]))]

sources_of = rule(implementation = _sources_of_impl, attrs = {"schema": attr.label(providers = [ProtoInfo])})
"#;

const CART: &str = "\
syntax = \"proto3\";
package shop;
import \"shop/money.proto\";
message Cart { money.Money sum = 1; }
";

const OPTION: &str = "--proto_compiler=@protoward//:protoc";

#[test]
fn takes_targets_that_exist() {
    let files = [
        ("shop/BUILD", BUILD),
        ("shop/consumer.bzl", CONSUMER),
        ("shop/money.proto", MONEY),
        ("shop/order.proto", ORDER),
        ("shop/cart.proto", CART),
        ("shop/undeclared.proto", UNDECLARED),
        ("shop/protoward.toml", "[lint]\nuse = [\"PACKAGE_DIRECTORY_MATCH\"]\n"),
    ];
    let Some(workspace) = Workspace::new(&files) else { return };
    let names = ["rust", "api", "code", "moved_py", "order", "sources", "cart_proto", "cart", "breaking_test"];
    let targets: Vec<String> = names.iter().map(|name| format!("//shop:{name}")).collect();
    let targets: Vec<&str> = targets.iter().map(String::as_str).collect();
    let image = [&["build", OPTION, "--output_groups=+image"], &targets[..]].concat();
    // The image is there before the first baseline.
    workspace.builds("a", &["build", OPTION, "--output_groups=image", "//shop:breaking_test"]);
    fs::copy(workspace.output("shop/breaking_test.image.binpb"), workspace.root("a/shop/baseline.binpb")).unwrap();
    let text = workspace.builds("a", &image);
    for name in [
        "rust.generated/shop.rs",
        "rust.generated/money.rs",
        "money_pb2.py",
        "order_pb2.py",
        "order-descriptor-set.binpb",
        "cart_proto-descriptor-set.proto.bin",
        "cart_pb2.py",
    ] {
        assert!(workspace.output("shop").join(name).is_file(), "{name}: {text}");
    }
    assert!(workspace.output("shop/_virtual_imports/moved_py.sources/x/y/money_pb2.py").is_file());
    assert_eq!(fs::read_dir(workspace.output("shop/api")).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(workspace.output("shop/sources")).unwrap(), "shop/order.proto\nshop/money.proto");

    // The tests, with their findings and how to correct them.
    workspace.builds("a", &["test", OPTION, "//shop:breaking_test"]);
    let text = workspace.fails(&["test", OPTION, "--test_output=errors", "//shop:lint_test"]);
    let finding = "shop/money.proto:2:1:package `money` belongs to the folder `money`, but the file is in `shop`";
    assert!(text.contains(finding) && !text.contains("shop/order.proto:"), "{text}");
    assert!(text.contains("to correct this: bazel run @protoward//:cli -- lint --fix \"$PWD\""), "{text}");
    let report = fs::read_to_string(workspace.root("a/bazel-testlogs/shop/lint_test/test.xml")).unwrap();
    assert!(report.contains("<testcase name=\"PACKAGE_DIRECTORY_MATCH_2_1\""), "{report}");
    let text =
        workspace.fails(&["test", OPTION, "--test_output=errors", "//shop:format_test", "//shop:format_moved_test"]);
    assert!(text.contains("+++ shop/order.proto") && text.contains("+++ shop/money.proto"), "{text}");
    let format = "bazel run @protoward//:cli -- format --write \"$PWD\" --path \"$PWD/shop/money.proto\"";
    assert!(text.contains(format) && !text.contains("_virtual_imports"), "{text}");
    let report = fs::read_to_string(workspace.root("a/bazel-testlogs/shop/format_test/test.xml")).unwrap();
    assert!(report.contains("+++ shop/order.proto"), "{report}");
    let tests = workspace.root("a/shop");
    let mut format = crate::environment::protoward();
    assert!(format.args(["format", "--write", "."]).current_dir(&tests).status().unwrap().success());
    workspace.builds("a", &["test", OPTION, "//shop:format_test", "//shop:format_moved_test"]);
}

#[test]
fn an_aspect_compiles_targets_with_the_worker() {
    let files = [
        (
            "shop/BUILD",
            "proto_library(name = \"money\", srcs = [\"money.proto\"])\n\
                        proto_library(name = \"order\", srcs = [\"order.proto\"], deps = [\":money\"])\n\
                        proto_library(name = \"undeclared\", srcs = [\"undeclared.proto\"], deps = [\":order\"])\n",
        ),
        ("shop/money.proto", MONEY),
        ("shop/order.proto", ORDER),
        ("shop/undeclared.proto", UNDECLARED),
    ];
    let Some(workspace) = Workspace::new(&files) else { return };
    let aspect = "--aspects=@protoward//:defs.bzl%protoward_aspect";
    let text =
        workspace.builds("a", &["build", OPTION, aspect, "--output_groups=protoward", "//shop:order", "//shop:money"]);
    assert!(text.contains("2 worker"), "{text}");
    assert!(workspace.output("shop/order.protoward-descriptor-set.binpb").is_file());
    let text = workspace.fails(&["build", OPTION, aspect, "--output_groups=protoward", "//shop:undeclared"]);
    let expected = "shop/undeclared.proto: shop/money.proto is imported, but //shop:undeclared doesn't directly depend on a \
                    proto_library that 'srcs' it.";
    assert!(text.contains(expected), "{text}");
}
