//! Imports in the layouts that repositories have: all of them resolve without a setting of the editor.

use crate::client::{Client, below, code};
use crate::session::git;
use lsp_types::request::{Completion, GotoDefinition, HoverRequest, References};
use lsp_types::{GotoDefinitionResponse, HoverContents, Position};
use serde_json::json;

const SHOP: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nimport \"shop/v1/item.proto\";\n\nmessage Shop {\n  Item item = 1;\n}\n";
const ITEM: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Item {\n  string name = 1;\n}\n";

/// Opens a file that uses `Item` in its line 7, and expects no error and the definition in another file.
fn resolves(files: &[(&str, &str)], open: &str, item: &str) {
    let mut client = Client::open(files);
    client.show(open);
    let found = client.wait(open, |_| true);
    assert_eq!(found, [], "{open}");
    let params = json!({
        "textDocument": { "uri": client.uri(open) },
        "position": Position::new(7, 3),
    });
    let answer = client.request::<GotoDefinition>(serde_json::from_value(params).unwrap());
    let Some(GotoDefinitionResponse::Scalar(location)) = answer else { panic!("no definition in {open}") };
    assert_eq!(below(&location.uri, client.folder.path()), item);
    assert_eq!(client.messages, Vec::<String>::new());
    client.end();
}

#[test]
fn flat() {
    let shop = SHOP.replace("shop/v1/item.proto", "item.proto");
    resolves(&[("shop.proto", &shop), ("item.proto", ITEM)], "shop.proto", "item.proto");
}

#[test]
fn one_folder() {
    resolves(
        &[("proto/shop/v1/shop.proto", SHOP), ("proto/shop/v1/item.proto", ITEM), ("README.md", "")],
        "proto/shop/v1/shop.proto",
        "proto/shop/v1/item.proto",
    );
}

#[test]
fn several_roots() {
    resolves(
        &[("services/a/proto/shop/v1/shop.proto", SHOP), ("libs/b/proto/shop/v1/item.proto", ITEM)],
        "services/a/proto/shop/v1/shop.proto",
        "libs/b/proto/shop/v1/item.proto",
    );
}

#[test]
fn vendored() {
    let shop = SHOP.replace("shop/v1/item.proto", "acme/item.proto").replace("Item item", "acme.Item item");
    let item = ITEM.replace("shop.v1", "acme");
    resolves(
        &[("proto/shop/v1/shop.proto", &shop), ("third_party/acme/item.proto", &item)],
        "proto/shop/v1/shop.proto",
        "third_party/acme/item.proto",
    );
}

/// Files that nothing of the project imports are opened with the files around their import root.
#[test]
fn a_file_of_a_vendored_tree() {
    let [own, part] = ["lib/x.proto", "lib/z.proto"].map(|import| SHOP.replace("shop/v1/item.proto", import));
    let own = own.replace("Item item", "other.Item item");
    let other = ITEM.replace("shop.v1", "other");
    let files = [
        ("proto/shop/v1/shop.proto", own.as_str()),
        ("third_party/q/lib/x.proto", &other),
        ("third_party/q/lib/y.proto", &part),
        ("third_party/q/lib/z.proto", ITEM),
    ];
    resolves(&files, "third_party/q/lib/y.proto", "third_party/q/lib/z.proto");
}

#[test]
fn cargo_workspace() {
    resolves(
        &[
            ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n"),
            ("crates/api/Cargo.toml", "[package]\nname = \"api\"\n"),
            ("crates/api/proto/shop/v1/shop.proto", SHOP),
            ("crates/api/proto/shop/v1/item.proto", ITEM),
            ("target/debug/build/api/out/shop/v1/item.proto", ITEM),
        ],
        "crates/api/proto/shop/v1/shop.proto",
        "crates/api/proto/shop/v1/item.proto",
    );
}

/// In a Bazel workspace, imports start at its root.
#[test]
fn bazel_tree() {
    let shop = SHOP.replace("shop/v1/item.proto", "src/shop/item.proto");
    resolves(
        &[("MODULE.bazel", ""), ("src/shop/shop.proto", &shop), ("src/shop/item.proto", ITEM), ("src/shop/BUILD", "")],
        "src/shop/shop.proto",
        "src/shop/item.proto",
    );
}

#[test]
fn node_modules() {
    let shop = SHOP.replace("shop/v1/item.proto", "acme/item.proto").replace("Item item", "acme.Item item");
    let item = ITEM.replace("shop.v1", "acme");
    resolves(
        &[
            ("proto/shop/v1/shop.proto", &shop),
            ("node_modules/acme-protos/acme/item.proto", &item),
            ("package.json", "{}"),
        ],
        "proto/shop/v1/shop.proto",
        "node_modules/acme-protos/acme/item.proto",
    );
}

/// A commit lacks what git ignores, and the files that it is compared with still import it.
#[test]
fn ignored_by_git() {
    for folder in ["node_modules/protos", "vendor/protos", "third_party/protos"] {
        let ignored = format!("{}/\n", folder.split('/').next().unwrap());
        let item = format!("{folder}/shop/v1/item.proto");
        let file = SHOP.replace("package shop.v1;", "package shop.all;").replace("Item item", "v1.Item item");
        let files = [("proto/shop/all/shop.proto", &*file), (&*item, ITEM), (".gitignore", &*ignored)];
        let mut client = Client::open_after(&files, commit);
        client.show(files[0].0);
        // The check of everything compares the commit, and edits are published after it.
        client.wait(files[0].0, |_| true);
        client.edit(files[0].0, 2, &files[0].1.replace("Item item = 1", "Item item = 2"));
        let found = client.wait(files[0].0, |found| !found.is_empty());
        assert_eq!(found.iter().map(code).collect::<Vec<_>>(), ["FIELD_NO_DELETE"], "{folder}");
        client.end();
    }
}

#[test]
fn submodule() {
    let shop = SHOP.replace("shop/v1/item.proto", "acme/item.proto").replace("Item item", "acme.Item item");
    let item = ITEM.replace("shop.v1", "acme");
    let files = [("proto/shop/v1/shop.proto", &*shop), ("api-common/acme/item.proto", &*item), (".gitmodules", "")];
    resolves(&files, files[0].0, files[1].0);
    // A file alone, in an archive of the repository.
    assert_eq!(errors_in(&files, &[], files[0].0), [""; 0]);
}

#[test]
fn configurations_of_buf() {
    resolves(
        &[("buf.yaml", "version: v1\n"), ("shop/v1/shop.proto", SHOP), ("shop/v1/item.proto", ITEM)],
        "shop/v1/shop.proto",
        "shop/v1/item.proto",
    );
    resolves(
        &[
            ("buf.yaml", "version: v2\nmodules:\n  - path: a\n  - path: b\n"),
            ("a/shop/v1/shop.proto", SHOP),
            ("b/shop/v1/item.proto", ITEM),
        ],
        "a/shop/v1/shop.proto",
        "b/shop/v1/item.proto",
    );
    resolves(
        &[
            ("buf.work.yaml", "version: v1\ndirectories:\n  - a\n  - b\n"),
            ("a/buf.yaml", "version: v1\n"),
            ("a/shop/v1/shop.proto", SHOP),
            ("b/shop/v1/item.proto", ITEM),
        ],
        "a/shop/v1/shop.proto",
        "b/shop/v1/item.proto",
    );
}

/// Creates a repository with a first commit of all files.
fn commit(folder: &std::path::Path) {
    for arguments in [&["init", "-q"][..], &["add", "-A"], &["commit", "-qm", "all"]] {
        git(folder, arguments);
    }
}

/// Returns the codes of the errors of a file in a repository of which a folder is opened. There are no messages.
fn errors_in(files: &[(&str, &str)], opened: &[&str], open: &str) -> Vec<String> {
    let mut client = Client::open_folders(files, commit, opened);
    client.show(open);
    let found = client.wait(open, |_| true);
    // Everything is checked before this answer, with the commit.
    client.edit(open, 2, &format!("{}\n", client.text(open)));
    client.wait(open, |_| true);
    assert_eq!(client.messages, Vec::<String>::new());
    client.end();
    found.iter().map(code).collect()
}

/// The folder of a package is opened alone, and its imports are elsewhere in the repository.
#[test]
fn an_opened_folder_imports_from_the_repository_around_it() {
    let own = SHOP.replace("import", "import \"lib/x.proto\";\nimport").replace("}", "  lib.X x = 2;\n}");
    let lib = "syntax = \"proto3\";\n\npackage lib;\n\nmessage X {}\n";
    for around in ["third_party/q", "vendor/github.com/q", "common/protos", "node_modules/q"] {
        let lib_path = format!("{around}/lib/x.proto");
        let files = [
            ("services/a/proto/shop/v1/shop.proto", &*own),
            ("services/a/proto/shop/v1/item.proto", ITEM),
            (&*lib_path, lib),
        ];
        assert_eq!(errors_in(&files, &["services/a/proto/shop/v1"], files[0].0), [""; 0], "{around}");
        assert_eq!(errors_in(&files, &[], files[0].0), [""; 0], "{around}");
    }
}

/// Files of two vendored folders import each other, and nothing of the project imports them.
#[test]
fn a_vendored_folder_imports_from_others() {
    let files = [
        ("proto/acme/acme.proto", "syntax = \"proto3\";\n\npackage acme;\n"),
        ("third_party/a/shop/v1/shop.proto", SHOP),
        ("third_party/b/shop/v1/item.proto", ITEM),
    ];
    assert_eq!(errors_in(&files, &[""], files[1].0), [""; 0]);
    assert_eq!(errors_in(&files, &[], files[1].0), [""; 0]);
}

/// A dependency that is not there may be vendored outside of the configured folder.
#[test]
fn imports_of_an_unknown_dependency_that_is_vendored() {
    let shop = SHOP.replace("shop/v1/item.proto", "acme/item.proto").replace("Item item", "acme.Item item");
    let item = ITEM.replace("shop.v1", "acme");
    let files = [
        ("proto/buf.yaml", "version: v1\ndeps:\n  - buf.build/acme/absent\n"),
        ("proto/shop/v1/shop.proto", &*shop),
        ("third_party/acme/item.proto", &*item),
    ];
    assert_eq!(errors_in(&files, &[""], files[1].0), [""; 0]);
    // The vendored file does not take the configured folder into its project.
    let mut client = Client::open_folders(&files, commit, &[""]);
    client.show(files[2].0);
    client.wait(files[2].0, |_| true);
    client.show(files[1].0);
    assert_eq!(client.wait(files[1].0, |_| true), []);
    client.end();
}

/// Packages do not tell where imports start if they name fewer folders than the imports.
#[test]
fn packages_with_fewer_folders_than_imports() {
    let shop = SHOP.replace("package shop.v1", "package v1").replace("Item item", "item.Item item");
    let shop = shop.replace("shop/v1/item.proto", "acme/api/item/item.proto");
    let item = ITEM.replace("shop.v1", "item");
    let files = [("acme/api/v1/shop.proto", &*shop), ("acme/api/item/item.proto", &*item)];
    resolves(&files, files[0].0, files[1].0);
    let mut client = Client::open(&files);
    client.show(files[1].0);
    assert_eq!(client.wait(files[1].0, |_| true), []);
    client.end();
}

/// The well-known types and the common protos are part of the program, and open as files.
#[test]
fn files_of_the_program() {
    let text = "syntax = \"proto3\";\n\npackage a;\n\nimport \"google/type/money.proto\";\n\nmessage A {\n  google.type.Money sum = 1;\n}\n";
    let mut client = Client::open(&[("a.proto", text)]);
    client.show("a.proto");
    assert_eq!(client.wait("a.proto", |_| true), []);
    let params = json!({ "textDocument": { "uri": client.uri("a.proto") }, "position": Position::new(7, 16) });
    let answer = client.request::<GotoDefinition>(serde_json::from_value(params).unwrap());
    let Some(GotoDefinitionResponse::Scalar(location)) = answer else { panic!("no definition") };
    let path = url::Url::parse(location.uri.as_str()).unwrap().to_file_path().unwrap();
    assert!(std::fs::read_to_string(path).unwrap().contains("message Money"));
    client.end();
}

/// Completion reads all files of the program. They are no users of what they import.
#[test]
fn users_are_files_of_the_editor() {
    let text = "syntax = \"proto3\";\n\npackage a;\n\nimport \"google/protobuf/timestamp.proto\";\n\nmessage A {\n  \
        google.protobuf.Timestamp made = 2;\n}\n";
    let mut client = Client::open(&[("a.proto", text)]);
    client.show("a.proto");
    let type_of_field = client.at("a.proto", &text.replace("Timestamp made", "|Timestamp made"), json!({}));
    client.request::<Completion>(type_of_field);
    for (marked, shown) in [
        (text.replace("protobuf/timestamp", "proto|buf/timestamp"), "imported by 1 file"),
        (text.replace("Timestamp made", "Time|stamp made"), "; 1 reference"),
    ] {
        let context = json!({ "context": { "includeDeclaration": false } });
        let references = client.at("a.proto", &marked, context);
        let references = client.request::<References>(references).unwrap();
        let files: Vec<_> = references.iter().map(|it| below(&it.uri, client.folder.path())).collect();
        assert_eq!(files, ["a.proto"], "{marked}");
        let place = client.at("a.proto", &marked, json!({}));
        let HoverContents::Markup(hover) = client.request::<HoverRequest>(place).unwrap().contents else { panic!() };
        assert!(hover.value.contains(shown), "{}", hover.value);
    }
    client.end();
}

/// The folder of a package may be where imports start: its files import each other without the folder.
#[test]
fn a_package_that_is_named_like_the_root() {
    let shop = SHOP.replace("package shop.v1", "package proto").replace("shop/v1/item.proto", "item.proto");
    let item = ITEM.replace("package shop.v1", "package proto");
    let other = SHOP.replace("package shop.v1", "package other").replace("shop/v1/item.proto", "item.proto");
    let other = other.replace("Item item", "proto.Item item");
    for folder in ["src/main/proto", "api/proto", "proto"] {
        let paths = ["shop.proto", "item.proto", "other.proto"].map(|name| format!("{folder}/{name}"));
        let texts = [&shop, &item, &other].map(String::as_str);
        let files: Vec<(&str, &str)> = paths.iter().map(String::as_str).zip(texts).chain([("BUILD", "")]).collect();
        resolves(&files, &paths[0], &paths[1]);
        resolves(&files, &paths[2], &paths[1]);
        assert_eq!(errors_in(&files, &[], &paths[0]), [""; 0], "{folder}");
    }
    // Files with the folder in their imports have their root around it.
    let files = [("proto/shop.proto", &*shop.replace("item.proto", "proto/item.proto")), ("proto/item.proto", &*item)];
    resolves(&files, files[0].0, files[1].0);
}

/// The first file that is opened has all of its imports in the opened folder, and a later one has not.
#[test]
fn a_later_file_imports_from_the_repository_around_the_folder() {
    let own = SHOP.replace("import", "import \"lib/x.proto\";\nimport").replace("}", "  lib.X x = 2;\n}");
    let lib = "syntax = \"proto3\";\n\npackage lib;\n\nmessage X {}\n";
    let files = [("api/shop/v1/shop.proto", &*own), ("api/shop/v1/item.proto", ITEM), ("deps/a/lib/x.proto", lib)];
    for opened in [&["api"][..], &[]] {
        let mut client = Client::open_folders(&files, commit, opened);
        client.show(files[1].0);
        assert_eq!(client.wait(files[1].0, |_| true), [], "{opened:?}");
        client.show(files[0].0);
        assert_eq!(client.wait(files[0].0, |found| found.is_empty()), [], "{opened:?}");
        client.end();
    }
}

/// Outside of a repository, the imports of a package are those of the workspace around it.
#[test]
fn a_workspace_without_a_repository() {
    let own = SHOP.replace("import", "import \"lib/x.proto\";\nimport").replace("}", "  lib.X x = 2;\n}");
    let lib = "syntax = \"proto3\";\n\npackage lib;\n\nmessage X {}\n";
    for (root, text, package) in [
        ("Cargo.toml", "[workspace]\nmembers = [\"crates/*\"]\n", "Cargo.toml"),
        ("package.json", "{\"workspaces\": [\"crates/*\"]}", "package.json"),
        ("go.work", "use ./crates/api\n", "go.mod"),
        ("MODULE.bazel", "", "package.json"),
    ] {
        let of_package = format!("crates/api/{package}");
        let files = [
            (root, text),
            (&*of_package, ""),
            ("crates/api/proto/shop/v1/shop.proto", &*own),
            ("crates/api/proto/shop/v1/item.proto", ITEM),
            ("crates/common/protos/lib/x.proto", lib),
        ];
        for opened in [&["crates/api"][..], &[]] {
            let mut client = Client::open_folders(&files, |_| {}, opened);
            client.show(files[2].0);
            assert_eq!(client.wait(files[2].0, |_| true), [], "{root} {opened:?}");
            client.end();
        }
    }
}
