//! Common protos: imports that are found nowhere else are files of this program.

use std::path::Path;
use std::process::Output;

use protoward_common_protos::{CommonProtos, packages};
use protoward_source::Resolver;

use crate::environment;
use crate::support::{Repository, as_on_unix, write};

const SHOP: &str = "\
syntax = \"proto3\";
package shop.v1;
import \"buf/validate/validate.proto\";
import \"google/api/annotations.proto\";
import \"google/longrunning/operations.proto\";
import \"google/type/money.proto\";

message Order {
  string id = 1 [(buf.validate.field).string.uuid = true];
  google.type.Money total = 2;
}

service Orders {
  rpc GetOrder(Order) returns (Order) {
    option (google.api.http) = { get: \"/v1/{id}\" };
  }
  rpc Pay(Order) returns (google.longrunning.Operation);
}
";

/// The configuration of most repositories that use buf.
const BUF_YAML: &str = "\
version: v2
modules:
  - path: proto
deps:
  - buf.build/googleapis/googleapis
  - buf.build/bufbuild/protovalidate
";

/// A small file that needs a common proto.
const BILL: &str = "syntax = \"proto3\";\npackage bill;\nimport \"google/type/money.proto\";\nmessage Bill { \
                    google.type.Money sum = 1; }\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    environment::protoward().args(arguments).current_dir(folder).output().unwrap()
}

/// Returns the exit code and the output of a command, without the versions of packages and the duration.
fn shown(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let mut text = format!("exit: {}\n", output.status.code().unwrap());
    text += &String::from_utf8_lossy(&output.stdout);
    text += &String::from_utf8_lossy(&output.stderr);
    for package in packages() {
        text = text.replace(&package.to_string(), &format!("{} VERSION", package.name));
    }
    as_on_unix(&text)
}

#[test]
fn builds_without_a_setup_with_deps_on_googleapis_and_protovalidate() {
    let folder = folder(&[("buf.yaml", BUF_YAML), ("proto/shop/v1/shop.proto", SHOP)]);
    insta::assert_snapshot!(shown(folder.path(), &["build", "-q"]), @"exit: 0");
    insta::assert_snapshot!(shown(folder.path(), &["ls-files"]), @r"
    exit: 0
    proto/shop/v1/shop.proto
    ");
    insta::assert_snapshot!(shown(folder.path(), &["ls-files", "--include-imports"]), @r"
    exit: 0
    <common protos: googleapis-common-protos VERSION>/google/api/annotations.proto
    <common protos: googleapis-common-protos VERSION>/google/api/client.proto
    <common protos: googleapis-common-protos VERSION>/google/api/field_behavior.proto
    <common protos: googleapis-common-protos VERSION>/google/api/http.proto
    <common protos: googleapis-common-protos VERSION>/google/api/launch_stage.proto
    <common protos: googleapis-common-protos VERSION>/google/longrunning/operations.proto
    <common protos: googleapis-common-protos VERSION>/google/rpc/status.proto
    <common protos: googleapis-common-protos VERSION>/google/type/money.proto
    <common protos: protovalidate VERSION>/buf/validate/validate.proto
    google/protobuf/any.proto
    google/protobuf/descriptor.proto
    google/protobuf/duration.proto
    google/protobuf/empty.proto
    google/protobuf/field_mask.proto
    google/protobuf/timestamp.proto
    proto/shop/v1/shop.proto
    ");
}

#[test]
fn documents_the_versions_of_the_packages() {
    let page = std::fs::read_to_string("docs/dependencies.md").unwrap();
    for package in packages() {
        assert!(page.contains(&format!("| `{}` (PyPI) | {} |", package.name, package.version)), "{package}");
    }
    let known: Vec<String> = packages().iter().map(ToString::to_string).collect();
    for shown in page.split("<common protos: ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
        assert!(known.iter().any(|package| package == shown), "{shown}");
    }
}

#[test]
fn notices_have_the_licenses_of_the_packages() {
    let folder = folder(&[]);
    let notices = shown(folder.path(), &["protoc", "--notices"]);
    for package in packages() {
        assert!(notices.contains(&format!("The `.proto` files of {} VERSION are in it", package.name)), "{notices}");
        assert!(notices.contains(package.license), "{notices}");
    }
}

#[test]
fn fetches_or_reports_what_the_common_protos_lack() {
    let other = SHOP.replace("google/type/money.proto", "google/pubsub/v1/pubsub.proto");
    let folder = folder(&[("buf.yaml", BUF_YAML), ("proto/shop/v1/shop.proto", &other)]);
    insta::assert_snapshot!(shown(folder.path(), &["build", "-q", "--offline"]), @r"
    exit: 1
    buf.yaml:5:5:`googleapis` is not in the cache, and cannot be fetched offline [dependency-offline]
      help: run `protoward build` once with a network; `--offline`, PROTOWARD_OFFLINE and editors fetch nothing
    ");
    write(folder.path(), &[("proto/shop/v1/shop.proto", &SHOP.replace("google/api/", "googl/api/"))]);
    insta::assert_snapshot!(shown(folder.path(), &["build", "-q"]), @r"
    exit: 1
    proto/shop/v1/shop.proto:4:8:cannot find the imported file `googl/api/annotations.proto` [import-not-found]
      help: did you mean `google/api/annotations.proto`?
    ");
}

#[test]
fn prefers_a_copy_of_the_user() {
    let copy = "syntax = \"proto3\"; package google.type; message Money { int64 copied = 1; }";
    let config = "include = [\"third_party\"]\n[[module]]\npath = \"proto\"\n";
    let folder = folder(&[
        ("protoward.toml", config),
        ("proto/shop.proto", &SHOP.replace("total = 2", "total = 2 [deprecated = true]")),
        ("third_party/google/type/money.proto", copy),
    ]);
    let files = shown(folder.path(), &["ls-files", "--include-imports"]);
    assert!(files.lines().any(|line| line == "third_party/google/type/money.proto"), "{files}");
    assert!(!files.contains(">/google/type/money.proto"), "{files}");
    assert!(files.contains(">/google/rpc/status.proto"), "{files}");
}

#[test]
fn explains_common_protos_that_a_setting_disables() {
    let folder = folder(&[("protoward.toml", "common_protos = false\n"), ("bill.proto", BILL)]);
    insta::assert_snapshot!(shown(folder.path(), &["build", "-q"]), @r"
    exit: 1
    bill.proto:3:8:cannot find the imported file `google/type/money.proto` [import-not-found]
      help: `google/type/money.proto` is one of the common protos, which `common_protos = false` disables; remove that setting, or add a copy to a folder of `include`
    ");
    let on = run(folder.path(), &["build", "--config", "common_protos = true"]);
    assert!(on.status.success(), "{on:?}");
}

#[test]
fn explains_a_copy_with_another_import_path() {
    let text = |name: &str| String::from_utf8(CommonProtos.resolve(name).unwrap().unwrap()).unwrap();
    let annotations = text("google/api/annotations.proto");
    let http = text("google/api/http.proto");
    let own = "syntax = \"proto3\";\nimport \"third_party/google/api/http.proto\";\nimport \"google/api/annotations.proto\";\n\
               message A { google.api.HttpRule rule = 1; }\n";
    let folder = folder(&[("a.proto", own), ("third_party/google/api/http.proto", &http)]);
    insta::assert_snapshot!(shown(folder.path(), &["build", "-q"]), @r"
    exit: 1
    third_party/google/api/http.proto:28:9:`google.api.Http` is already declared in the built-in file `google/api/http.proto` [already-defined]
      help: import this file as `google/api/http.proto`, with `third_party` as an include folder, so that it replaces the built-in file
    ");

    // The remedy, as the help describes it.
    write(
        folder.path(),
        &[
            ("a.proto", &own.replace("third_party/", "")),
            ("third_party/google/api/annotations.proto", &annotations),
            ("protoward.toml", "include = [\"third_party\"]\n"),
        ],
    );
    insta::assert_snapshot!(shown(folder.path(), &["ls-files", "--include-imports"]), @r"
    exit: 0
    a.proto
    google/protobuf/descriptor.proto
    third_party/google/api/annotations.proto
    third_party/google/api/http.proto
    a.proto:3:8:warning: unused import `google/api/annotations.proto` [unused-import]
      help: remove the import
    ");
}

#[test]
fn explains_a_copy_of_another_version() {
    let old = "syntax = \"proto3\";\npackage google.api;\nmessage Old {}\n";
    let folder = folder(&[
        ("protoward.toml", "include = [\"third_party\"]\n"),
        ("a.proto", "syntax = \"proto3\";\nimport \"google/api/client.proto\";\n"),
        ("third_party/google/api/launch_stage.proto", old),
    ]);
    insta::assert_snapshot!(shown(folder.path(), &["build", "-q"]), @r"
    exit: 1
    <common protos: googleapis-common-protos VERSION>/google/api/client.proto:142:3:cannot find `LaunchStage` [unknown-name]
      help: `third_party/google/api/launch_stage.proto` replaces a common proto with another version: remove or update it, or put a copy of this file in that version beside it
    ");
}

#[test]
fn protoc_mode_uses_them_on_request() {
    let folder = folder(&[("bill.proto", BILL)]);
    insta::assert_snapshot!(shown(folder.path(), &["protoc", "-I.", "-oa.binpb", "bill.proto"]), @r#"
    exit: 1
    bill.proto:3:1: cannot find the imported file `google/type/money.proto`; searched in this folder; imports are relative to it, as in `import "dir/file.proto"`
    "#);
    let flags =
        ["protoc", "--common_protos", "-I.", "-oa.binpb", "--include_imports", "--dependency_out=a.d", "bill.proto"];
    insta::assert_snapshot!(shown(folder.path(), &flags), @"exit: 0");
    let written = std::fs::read(folder.path().join("a.binpb")).unwrap();
    assert!(String::from_utf8_lossy(&written).contains("google/type/money.proto"));
    // `make` would look for the others on disk.
    assert_eq!(std::fs::read_to_string(folder.path().join("a.d")).unwrap(), "a.binpb: bill.proto");

    let copy = "syntax = \"proto3\"; package google.type; message Money {}";
    write(folder.path(), &[("copies/google/type/money.proto", copy)]);
    let flags = ["--common_protos", "-I.", "-Icopies", "-oa.binpb", "--dependency_out=a.d", "bill.proto"];
    insta::assert_snapshot!(shown(folder.path(), &flags), @"exit: 0");
    let rule = std::fs::read_to_string(folder.path().join("a.d")).unwrap();
    assert_eq!(rule, "a.binpb: copies/google/type/money.proto\\\n bill.proto");

    // They are imports, never files to compile.
    let flags = ["--common_protos", "-I.", "-oa.binpb", "google/type/money.proto"];
    insta::assert_snapshot!(shown(folder.path(), &flags), @r"
    exit: 1
    google/type/money.proto: there is no such file
    ");
}

#[test]
fn both_sides_of_a_comparison_have_them() {
    let Some(repository) = Repository::new() else { return };
    repository.commit("old", &[("bill.proto", BILL)]);
    repository.commit("new", &[("bill.proto", &BILL.replace("google.type.Money sum", "string sum"))]);
    let found = shown(repository.path(), &["breaking", "--against", "git:HEAD~1", "--error-format", "text"]);
    assert!(found.contains("changed from `google.type.Money` to `string`"), "{found}");

    // The ledger knows the types in them.
    let ledger = run(repository.path(), &["ledger", "init", "--from-git"]);
    assert!(ledger.status.success(), "{ledger:?}");
    let text = std::fs::read_to_string(repository.path().join("protoward.ledger")).unwrap();
    assert!(text.contains("bill.Bill field 1 sum message:google.type.Money"), "{text}");
}

#[test]
fn compares_a_copy_of_the_schema() {
    let Some(repository) = Repository::new() else { return };
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/crates/language/common-protos/third_party");
    let same =
        walkdir::WalkDir::new(root).into_iter().flatten().find(|it| it.path().ends_with("google/type/money.proto"));
    let same = std::fs::read_to_string(same.unwrap().path()).unwrap();
    let fork = same.replace("string currency_code = 1;", "string currency_code = 9;");
    repository.commit("with a copy", &[("bill.proto", BILL), ("google/type/money.proto", &same)]);
    repository.git(&["rm", "--quiet", "google/type/money.proto"]);
    repository.commit("without one", &[]);
    let found = run(repository.path(), &["breaking", "--against", "git:HEAD~1"]);
    assert!(found.status.success(), "{found:?}");
    repository.commit("with a fork", &[("google/type/money.proto", &fork)]);
    let found = shown(repository.path(), &["breaking", "--against", "git:HEAD~1", "--error-format", "text"]);
    assert!(found.contains("exit: 100") && found.contains("`currency_code`"), "{found}");
    repository.git(&["rm", "--quiet", "google/type/money.proto"]);
    repository.commit("without one again", &[]);
    let found = shown(repository.path(), &["breaking", "--against", "git:HEAD~1", "--error-format", "text"]);
    assert!(found.contains("exit: 100") && found.contains("`currency_code`"), "{found}");
}

#[test]
fn other_versions_in_an_image_are_no_findings() {
    let copy = "syntax = \"proto3\"; package google.type; message Money { string currency_code = 9; }";
    let old = folder(&[
        ("protoward.toml", "include = [\"copies\"]\n"),
        ("bill.proto", BILL),
        ("copies/google/type/money.proto", copy),
    ]);
    assert!(run(old.path(), &["build", "-o", "image.binpb"]).status.success());
    let image = old.path().join("image.binpb");
    for config in ["", "version: v2\n"] {
        let new = folder(&[("bill.proto", BILL)]);
        write(new.path(), &[(if config.is_empty() { "protoward.toml" } else { "buf.yaml" }, config)]);
        let found = run(new.path(), &["breaking", "--against", image.to_str().unwrap()]);
        assert!(found.status.success(), "{found:?}");
    }
}

#[test]
fn generators_and_rules_of_managed_mode_treat_them_as_imports_of_their_modules() {
    let template = "\
version: v2
managed:
  enabled: true
  disable:
    - module: buf.build/googleapis/googleapis
  override:
    - file_option: go_package_prefix
      value: example.com/gen
plugins:
  - protoc_builtin: python
    out: gen
    include_imports: true
";
    let folder = folder(&[("buf.gen.yaml", template), ("bill.proto", BILL)]);
    assert!(run(folder.path(), &["generate"]).status.success());
    let code = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(code("gen/bill_pb2.py").contains("example.com/gen"));
    assert!(code("gen/google/type/money_pb2.py").contains("google.golang.org/genproto"));

    write(folder.path(), &[("buf.gen.yaml", &template.replace("    include_imports: true\n", ""))]);
    std::fs::remove_dir_all(folder.path().join("gen")).unwrap();
    assert!(run(folder.path(), &["generate"]).status.success());
    assert!(folder.path().join("gen/bill_pb2.py").exists() && !folder.path().join("gen/google").exists());
}
