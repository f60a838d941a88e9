//! The first steps in an editor: a new buffer, one file without a folder, a configuration that is not complete, a quick fix.

use crate::client::{Client, code};
use lsp_types::notification::{DidChangeWatchedFiles, DidCloseTextDocument, DidSaveTextDocument};
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentSymbolRequest, Formatting, HoverRequest, RangeFormatting,
    WorkspaceSymbolRequest,
};
use lsp_types::{
    CodeActionOrCommand, CompletionResponse, Diagnostic, DocumentSymbolResponse, HoverContents, MarkupKind, TextEdit,
    WorkspaceEdit, WorkspaceSymbolResponse,
};
use serde_json::json;

const ITEM: (&str, &str) = ("shop/item.proto", "syntax = \"proto3\";\npackage shop;\nmessage Item {}\n");
const NAME: &str = "shop/user.proto";
const NEW: &str = "syntax = \"proto3\";\npackage shop;\nmessage U { string a = 1; string b = 1; }\n";

fn labels(client: &mut Client, name: &str, version: i32, marked: &str) -> Vec<String> {
    client.edit(name, version, &marked.replacen('|', "", 1));
    let params = client.at(name, marked, json!({}));
    match client.request::<Completion>(params) {
        Some(CompletionResponse::List(list)) => list.items.into_iter().map(|item| item.label).collect(),
        other => panic!("{other:?}"),
    }
}

/// Returns the edits of the quick fixes for a diagnostic, with their titles.
fn fixes(client: &mut Client, name: &str, found: &Diagnostic) -> Vec<(String, WorkspaceEdit)> {
    let params = json!({
        "textDocument": { "uri": client.uri(name) },
        "range": found.range,
        "context": { "diagnostics": [found] },
    });
    let actions = client.request::<CodeActionRequest>(serde_json::from_value(params).unwrap()).unwrap_or_default();
    let action = |action| match action {
        CodeActionOrCommand::CodeAction(action) => (action.title, action.edit.unwrap()),
        CodeActionOrCommand::Command(command) => panic!("{command:?}"),
    };
    actions.into_iter().map(action).collect()
}

/// Applies edits of one file to its text.
fn applied(text: &str, edit: &WorkspaceEdit) -> String {
    let mut edits: Vec<TextEdit> = edit.changes.as_ref().unwrap().values().flatten().cloned().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let offset = |position: lsp_types::Position| {
        let line: usize = text.split_inclusive('\n').take(position.line as usize).map(str::len).sum();
        line + position.character as usize
    };
    let mut new = text.to_owned();
    for edit in edits.into_iter().rev() {
        new.replace_range(offset(edit.range.start)..offset(edit.range.end), &edit.new_text);
    }
    new
}

/// A text that was never saved has all that a file has, whether there are other files or not.
#[test]
fn a_new_buffer() {
    for files in [&[ITEM][..], &[], &[("protoward.toml", "[[module]]\npath = \".\"\n"), ITEM]] {
        let mut client = Client::open(files);
        let name = "shop/new.proto";
        client.show_text(name, NEW);
        let found = client.wait(name, |found| !found.is_empty());
        assert_eq!(found.iter().map(code).collect::<Vec<_>>(), ["number-taken"], "{files:?}");
        let document = json!({ "textDocument": { "uri": client.uri(name) } });
        let symbols = client.request::<DocumentSymbolRequest>(serde_json::from_value(document).unwrap());
        assert!(matches!(symbols, Some(DocumentSymbolResponse::Nested(all)) if all.len() == 1));
        let params = client.at(name, &NEW.replace("message U", "message |U"), json!({}));
        assert!(client.request::<HoverRequest>(params).is_some());
        let options =
            json!({ "textDocument": { "uri": client.uri(name) }, "options": { "tabSize": 2, "insertSpaces": true } });
        assert!(
            client.request::<Formatting>(serde_json::from_value(options).unwrap()).is_some_and(|it| !it.is_empty())
        );
        assert!(
            labels(&mut client, name, 2, &format!("{NEW}message V {{\n  str|\n}}\n")).contains(&"string".to_owned())
        );
        // Other files see it, and do not once it is closed.
        let closed = json!({ "textDocument": { "uri": client.uri(name) } });
        client.notify::<DidCloseTextDocument>(serde_json::from_value(closed).unwrap());
        client.wait(name, <[_]>::is_empty);
        client.end();
    }
}

/// A text without a path, as VS Code makes them, finds the files of the folder.
#[test]
fn a_buffer_without_a_path() {
    let module = ("protoward.toml", "[[module]]\npath = \"proto\"\n");
    let item = ("proto/shop/item.proto", ITEM.1);
    let name = "untitled:Untitled-1";
    let text =
        "syntax = \"proto3\";\npackage shop;\nimport \"shop/item.proto\";\nmessage U { Item a = 1; string b = 1; }\n";
    for (files, import) in
        [(&[module, item][..], "shop/item.proto"), (&[item], "shop/item.proto"), (&[], "google/protobuf/empty.proto")]
    {
        let mut client = Client::open(files);
        let text = text.replace("shop/item.proto", import);
        let text = if files.is_empty() { text.replace("Item", "google.protobuf.Empty") } else { text };
        client.show_text(name, &text);
        let found = client.wait(name, |found| !found.is_empty());
        assert_eq!(found.iter().map(code).collect::<Vec<_>>(), ["number-taken"], "{files:?}");
        let params = client.at(name, &text.replace(" a =", "| a ="), json!({}));
        assert!(client.request::<HoverRequest>(params).is_some(), "{files:?}");
        // An edit has the URI of the editor.
        let (_, edit) = &fixes(&mut client, name, &found[0])[0];
        assert!(edit.changes.as_ref().unwrap().keys().all(|uri| uri.as_str() == name), "{edit:?}");
        let closed = json!({ "textDocument": { "uri": client.uri(name) } });
        client.notify::<DidCloseTextDocument>(serde_json::from_value(closed).unwrap());
        client.wait(name, <[_]>::is_empty);
        assert_eq!(client.messages, <[String; 0]>::default(), "{files:?}");
        client.end();
    }
}

#[test]
fn a_new_buffer_is_imported_and_saved() {
    let name = "shop/new.proto";
    let user = (
        "shop/user.proto",
        "syntax = \"proto3\";\npackage shop;\nimport \"shop/new.proto\";\nmessage A { U u = 1; }\n",
    );
    let mut client = Client::open(&[ITEM, user]);
    client.show(user.0);
    assert_eq!(code(&client.wait(user.0, |found| !found.is_empty())[0]), "import-not-found");
    let text = NEW.replace("b = 1", "b = 2");
    client.show_text(name, &text);
    client.wait(user.0, <[_]>::is_empty);
    std::fs::write(client.path(name), &text).unwrap();
    let saved = json!({ "textDocument": { "uri": client.uri(name) } });
    client.notify::<DidSaveTextDocument>(serde_json::from_value(saved).unwrap());
    let created = json!({ "changes": [{ "uri": client.uri(name), "type": 1 }] });
    client.notify::<DidChangeWatchedFiles>(serde_json::from_value(created).unwrap());
    client.edit(name, 2, NEW);
    assert_eq!(code(&client.wait(name, |found| !found.is_empty())[0]), "number-taken");
    client.end();
}

/// The package of a file, or its imports, show where import paths start. Folders beside it are not read.
#[test]
fn a_file_without_a_folder() {
    let uses =
        |import: &str| format!("syntax = \"proto3\";\npackage c;\nimport \"{import}\";\nmessage U {{ T t = 1; }}\n");
    let declares = "syntax = \"proto3\";\npackage c;\nmessage T {}\n";
    let (of_package, beside, above) = (uses("c/t.proto"), uses("t.proto"), uses("x/c/t.proto"));
    for (text, open, other) in [
        (&of_package, "c/u.proto", "c/t.proto"),
        (&of_package, "c/u.proto", "d/../c/t.proto"),
        (&beside.replace("package c;", "package q;").replace("T t", "c.T t"), "z/u.proto", "z/t.proto"),
        (&above.replace("package c;", "package q;").replace("T t", "c.T t"), "x/d/u.proto", "x/c/t.proto"),
    ] {
        let files = [(open, text.as_str()), (other, declares), ("unrelated/broken.proto", "message {")];
        let mut client = Client::start(&files, |_| {}, &[], &json!({ "general": { "positionEncodings": ["utf-8"] } }));
        client.show(open);
        assert_eq!(client.wait(open, |_| true), [], "{open}");
        assert!(!client.diagnostics.keys().any(|path| path.ends_with("unrelated/broken.proto")), "{open}");
        client.end();
    }
}

/// An unknown dependency is an error of the configuration, and no other error is hidden by it.
#[test]
fn an_unknown_dependency() {
    let a = ("proto/shop/v1/a.proto", "syntax = \"proto3\";\npackage shop.v1;\nmessage A { string id = 1 }\n");
    let b = (
        "proto/shop/v1/b.proto",
        "syntax = \"proto3\";\npackage shop.v1;\nimport \"acme/extras.proto\";\nmessage D { acme.X x = 3; }\n",
    );
    let buf = ("buf.yaml", "version: v2\nmodules:\n  - path: proto\ndeps:\n  - buf.build/acme/extras\n");
    let mut client = Client::open(&[a, b, buf]);
    client.show(a.0);
    assert_eq!(code(&client.wait(a.0, |found| !found.is_empty())[0]), "syntax");
    assert!(client.wait(buf.0, |found| !found.is_empty())[0].message.contains("buf.build/acme/extras"));
    client.end();
}

/// A dependency that is not fetched is an error at its place, with the command that fetches it.
#[test]
fn a_dependency_that_is_not_fetched() {
    let a = (
        "a.proto",
        "syntax = \"proto3\";\nimport \"validate/validate.proto\";\nmessage A { string s = 1 [(validate.rules).string.min_len = 1]; int32 n = 1; }\n",
    );
    let b = ("b.proto", "syntax = \"proto3\";\nmessage B { strng s = 1; }\n");
    let buf = ("buf.yaml", "version: v2\ndeps:\n  - buf.build/envoyproxy/protoc-gen-validate\n");
    let mut client = Client::open(&[a, b, buf]);
    client.show(b.0);
    let found = client.wait(buf.0, |found| !found.is_empty());
    assert!(found[0].message.contains("protoward build"), "{found:?}");
    assert_eq!(found[0].range.start.line, 2);
    assert_eq!(code(&client.wait(b.0, |found| !found.is_empty())[0]), "unknown-name");
    let of_a: Vec<String> = client.diagnostics.get(&client.path(a.0)).into_iter().flatten().map(code).collect();
    assert!(!of_a.contains(&"import-not-found".to_owned()), "{of_a:?}");
    client.end();
}

/// While a configuration is half typed, the last one that could be used decides.
#[test]
fn a_half_typed_configuration() {
    let name = "a/a.proto";
    let text = "syntax = \"proto3\";\npackage a;\nmessage a {}\n";
    let toml = "protoward.toml";
    let mut client = Client::open(&[(toml, "[lint]\n"), (name, text)]);
    client.show(name);
    client.wait(name, |found| found.iter().any(|it| code(it) == "MESSAGE_PASCAL_CASE"));
    std::fs::write(client.path(toml), "[lint]\nuse = [\n").unwrap();
    let changed = json!({ "changes": [{ "uri": client.uri(toml), "type": 2 }] });
    client.notify::<DidChangeWatchedFiles>(serde_json::from_value(changed.clone()).unwrap());
    client.wait(toml, |found| !found.is_empty());
    client.edit(name, 2, &text.replace("a {}", "a { Missing m = 1; }"));
    client.wait(name, |found| found.iter().any(|it| code(it) == "unknown-name"));
    client.edit(name, 3, text);
    client.wait(name, |found| {
        let has = |wanted: &str| found.iter().any(|it| code(it) == wanted);
        has("MESSAGE_PASCAL_CASE") && !has("unknown-name")
    });
    std::fs::write(client.path(toml), "").unwrap();
    client.notify::<DidChangeWatchedFiles>(serde_json::from_value(changed).unwrap());
    client.wait(toml, <[_]>::is_empty);
    client.wait(name, <[_]>::is_empty);
    client.end();
}

/// A configuration that appears in a folder makes it a project of its own, with the files that are open.
#[test]
fn a_new_configuration_in_a_folder() {
    let name = "proto/y/b.proto";
    let text = "syntax = \"proto3\";\npackage y;\nmessage Y { Missing m = 1; }\n";
    let mut client = Client::open(&[("z.proto", "syntax = \"proto3\";\npackage z;\n"), (name, text)]);
    client.show(name);
    client.wait(name, |found| !found.is_empty());
    let toml = "proto/protoward.toml";
    std::fs::write(client.path(toml), "[lint]\nuse = [\"PACKAGE_DEFINED\", \"MESSAGE_PASCAL_CASE\"]\n").unwrap();
    let created = json!({ "changes": [{ "uri": client.uri(toml), "type": 1 }] });
    client.notify::<DidChangeWatchedFiles>(serde_json::from_value(created).unwrap());
    // The findings of the old project go first.
    client.wait(name, <[_]>::is_empty);
    client.wait(name, |found| found.iter().any(|it| code(it) == "unknown-name"));
    client.end();
}

/// A new text counts before its folder is there.
#[test]
fn a_new_buffer_in_a_new_folder() {
    let name = "proto/y/b.proto";
    let mut client = Client::open(&[("z.proto", "syntax = \"proto3\";\npackage z;\n")]);
    client.show_text(name, "syntax = \"proto3\";\npackage y.v1;\nmessage Y { Missing m = 1; }\n");
    client.wait(name, |found| found.iter().any(|it| code(it) == "unknown-name"));
    client.end();
}

/// An approval that another program writes counts at once.
#[test]
fn an_approval_by_another_program() {
    let name = "proto/o.proto";
    let old = "syntax = \"proto3\";\npackage o;\nmessage M {\n  string a = 1;\n  int32 b = 2;\n}\n";
    let toml = "[[module]]\npath = \"proto\"\n\n[breaking]\nagainst = \"old\"\n";
    let new = old.replace("  int32 b = 2;\n", "");
    let mut client = Client::open(&[("protoward.toml", toml), ("old/o.proto", old), (name, &new)]);
    client.show(name);
    let is_deleted = |it: &Diagnostic| code(it) == "FIELD_NO_DELETE";
    client.wait(name, |found| found.iter().any(is_deleted));
    let approvals = "protoward.approvals.toml";
    let approved = "approvals = [\n  { finding = \"c70caa2f6c1da0a2\", rule = \"FIELD_NO_DELETE\", element = \"o.M.b\", reason = \"r\" },\n]\n";
    std::fs::write(client.path(approvals), approved).unwrap();
    let created = json!({ "changes": [{ "uri": client.uri(approvals), "type": 1 }] });
    client.notify::<DidChangeWatchedFiles>(serde_json::from_value(created).unwrap());
    client.wait(name, |found| !found.iter().any(is_deleted));
    client.end();
}

/// An editor without optional abilities gets lists and plain text.
#[test]
fn an_old_editor() {
    let text = "syntax = \"proto3\";\n// A `b`.\nmessage A { A a = 1; }\n";
    let mut client = Client::start(&[("a.proto", text)], |_| {}, &[""], &json!({}));
    client.show("a.proto");
    let document = json!({ "textDocument": { "uri": client.uri("a.proto") } });
    let symbols = client.request::<DocumentSymbolRequest>(serde_json::from_value(document).unwrap());
    let Some(DocumentSymbolResponse::Flat(symbols)) = symbols else { panic!("{symbols:?}") };
    assert_eq!(symbols.iter().map(|it| &*it.name).collect::<Vec<_>>(), ["A", "a"]);
    assert_eq!(symbols[1].container_name.as_deref(), Some("A"));
    let params = client.at("a.proto", &text.replace("{ A", "{ |A"), json!({}));
    let Some(HoverContents::Markup(contents)) = client.request::<HoverRequest>(params).map(|it| it.contents) else {
        panic!()
    };
    assert_eq!(contents.kind, MarkupKind::PlainText);
    assert!(contents.value.starts_with("message A { A a = 1; }\nmessage A in a.proto"), "{}", contents.value);
    client.end();
}

/// The files of the program are proposed before anything imports them, but are no symbols of the workspace.
#[test]
fn files_of_the_program_are_proposed() {
    let text = "syntax = \"proto3\";\n";
    let mut client = Client::open(&[("a.proto", text)]);
    client.show("a.proto");
    let has = |labels: &[String], name: &str| labels.iter().any(|label| label == name);
    let found = labels(&mut client, "a.proto", 2, &format!("{text}import \"|\""));
    assert!(has(&found, "google/protobuf/timestamp.proto"), "{found:?}");
    for typed in ["Times|", "google.protobuf.|"] {
        let found = labels(&mut client, "a.proto", 3, &format!("{text}message M {{\n  {typed}\n}}\n"));
        assert!(has(&found, "google.protobuf.Timestamp"), "{found:?}");
    }
    let text = format!("{text}message M {{ google.type.Money t = 1; }}\n");
    client.edit("a.proto", 5, &text);
    let found = client.wait("a.proto", |found| found.len() == 1 && found[0].message.contains("Money"));
    let fixes = fixes(&mut client, "a.proto", &found[0]);
    assert_eq!(fixes[0].0, "Import `google/type/money.proto`");
    assert!(applied(&text, &fixes[0].1).contains("\nimport \"google/type/money.proto\";"));
    for (query, count) in [("Money", 0), ("M", 1)] {
        let symbols =
            client.request::<WorkspaceSymbolRequest>(serde_json::from_value(json!({ "query": query })).unwrap());
        let found = match symbols.unwrap() {
            WorkspaceSymbolResponse::Nested(symbols) => symbols.len(),
            // An empty list is one of both kinds.
            WorkspaceSymbolResponse::Flat(symbols) => symbols.len(),
        };
        assert_eq!(found, count, "{query}");
    }
    client.end();
}

/// Each proposal of a message is an edit, after which the error is gone.
#[test]
fn cures_are_quick_fixes() {
    let files = [("b.proto", "syntax = \"proto3\";\nmessage B {}\n"), ("a.proto", "syntax = \"proto3\";\n")];
    let mut client = Client::open(&files);
    client.show("a.proto");
    let mut version = 1;
    for (text, fixed) in [
        ("message M { B b = 1; }", "\n\nimport \"b.proto\";message M { B b = 1; }"),
        ("message M { strng a = 1; }", "message M { string a = 1; }"),
        ("message M { int a = 1; }", "message M { int32 a = 1; }"),
        ("mesage M { }", "message M { }"),
        ("import \"google/protobuf/timstamp.proto\";", "import \"google/protobuf/timestamp.proto\";"),
        ("message M { string a = 1 [depracated = true]; }", "message M { string a = 1 [deprecated = true]; }"),
        ("message M { string a = 1 [ctype = CORDD]; }", "message M { string a = 1 [ctype = CORD]; }"),
        ("message M { string a = 0; }", "message M { string a = 1; }"),
        ("message M { string a; int32 b = 7; }", "message M { string a = 8; int32 b = 7; }"),
        ("message M { double a = 19000; }", "message M { double a = 20000; }"),
        ("message M { int32 a = 1; int32 b = 1; }", "message M { int32 a = 1; int32 b = 2; }"),
        ("message M { reserved 1; int32 b = 1; }", "message M { reserved 1; int32 b = 2; }"),
        ("message M { reserved foo; }", "message M { reserved \"foo\"; }"),
        ("message M { string a = 1, }", "message M { string a = 1; }"),
        ("message M { string a = 1 }", "message M { string a = 1; }"),
        ("enum UserRole { A = 1; }", "enum UserRole { USER_ROLE_UNSPECIFIED = 0; A = 1; }"),
        ("enum E { A = 0; B = 0; }", "enum E { A = 0; B = 1; }"),
        ("message M { required string a = 1; }", "message M { optional string a = 1; }"),
        ("message M { repeated optional string a = 1; }", "message M { repeated string a = 1; }"),
        ("message M { repeated optional string a = 1; }", "message M { optional string a = 1; }"),
        ("message M { string a = 1 [json_name = “b”]; }", "message M { string a = 1 [json_name = \"b\"]; }"),
        ("message M { string a 1; }", "message M { string a = 1; }"),
        ("message M { string a: 1; }", "message M { string a = 1; }"),
        ("message M { string a = \"1\"; }", "message M { string a = 1; }"),
        ("message M { string a = 1 [deprecated = true; }", "message M { string a = 1 [deprecated = true]; }"),
        (
            "message M { string a = 1 [deprecated = true json_name = \"b\"]; }",
            "message M { string a = 1 [deprecated = true, json_name = \"b\"]; }",
        ),
        ("message M { string a = 1 [default = \"x\"]; }", "message M { string a = 1; }"),
        (
            "message M { string a = 1 [deprecated = true, default = \"x\"]; }",
            "message M { string a = 1 [deprecated = true]; }",
        ),
        ("message M { repeated string a = 1 [packed = true]; }", "message M { repeated string a = 1; }"),
        (
            "message M { string a = 1 [lazy = true, deprecated = true]; }",
            "message M { string a = 1 [deprecated = true]; }",
        ),
        ("message M { int32 a = 1 [jstype = JS_STRING]; }", "message M { int32 a = 1; }"),
        ("message M { reserved \"a\", \"a\"; }", "message M { reserved \"a\"; }"),
        ("enum E { }", "enum E { E_UNSPECIFIED = 0; }"),
        ("option java_package = \"a\";\noption java_package = \"b\";", "option java_package = \"a\";"),
        (
            "message M {\n  option deprecated = true;\n  option deprecated = true;\n}",
            "message M {\n  option deprecated = true;\n}",
        ),
        ("import \"b.proto\";\nimport \"b.proto\";", "import \"b.proto\";"),
        ("message M { map<string int32> a = 1; }", "message M { map<string, int32> a = 1; }"),
        ("message M { string a = 1;", "message M { string a = 1;\n}"),
        ("message M { } }", "message M { } "),
        ("message M\n  string a = 1;\n}", "message M {\n  string a = 1;\n}"),
        ("option java_package = \"a;", "option java_package = \"a\";"),
        ("option java_package = a;", "option java_package = \"a\";"),
        ("option optimize_for = \"SPEED\";", "option optimize_for = SPEED;"),
        ("option java_multiple_files = \"true\";", "option java_multiple_files = true;"),
        ("service S { rpc A(B) (B); }", "service S { rpc A(B) returns (B); }"),
        ("service S { rcp A(B) returns (B); }", "service S { rpc A(B) returns (B); }"),
        (
            "message M { gogle.protobuf.Any a = 1; }",
            "\n\nimport \"google/protobuf/any.proto\";message M { google.protobuf.Any a = 1; }",
        ),
        (
            "message M { Any a = 1; }",
            "\n\nimport \"google/protobuf/any.proto\";message M { google.protobuf.Any a = 1; }",
        ),
    ] {
        version += 1;
        let text = format!("syntax = \"proto3\";{}{text}\n", if fixed.starts_with('\n') { "" } else { "\n" });
        let fixed = format!("syntax = \"proto3\";{}{fixed}\n", if fixed.starts_with('\n') { "" } else { "\n" });
        client.edit("a.proto", version, "syntax = \"proto3\";\n");
        client.wait("a.proto", <[_]>::is_empty);
        version += 1;
        client.edit("a.proto", version, &text);
        let found = client.wait("a.proto", |found| !found.is_empty());
        let fixes = fixes(&mut client, "a.proto", &found[0]);
        let texts: Vec<String> = fixes.iter().map(|(_, edit)| applied(&text, edit)).collect();
        assert!(texts.contains(&fixed), "{text}: {fixes:?}");
    }
    client.end();
}

/// A selection of one line is formatted, and nothing around it.
#[test]
fn a_line_is_formatted_alone() {
    let text = "syntax = \"proto3\";\npackage  p;\nmessage A {\n    string a=1;\n    string b=2;\n}\n";
    let mut client = Client::open(&[("a.proto", text)]);
    client.show("a.proto");
    let params = json!({
        "textDocument": { "uri": client.uri("a.proto") },
        "range": { "start": { "line": 4, "character": 0 }, "end": { "line": 4, "character": 15 } },
        "options": { "tabSize": 2, "insertSpaces": true },
    });
    let edits = client.request::<RangeFormatting>(serde_json::from_value(params).unwrap()).unwrap();
    assert!(!edits.is_empty());
    assert!(edits.iter().all(|edit| edit.range.start.line == 4 && edit.range.end.line == 4), "{edits:?}");
    client.end();
}

/// All fixes of a file are applied at once, although they touch, and with its line ends.
#[test]
fn all_fixes_at_once() {
    let head = "syntax = \"proto3\";\npackage shop;\n";
    let files = ["A", "B", "C"].map(|name| format!("{head}message {name} {{ int32 x = 1; }}\n"));
    let [a, b, c] = &files;
    let mut client = Client::open(&[("shop/a.proto", a), ("shop/b.proto", b), ("shop/c.proto", c)]);
    let imports = |names: &[&str]| names.iter().map(|it| format!("import \"shop/{it}.proto\";\n")).collect::<String>();
    let used = "message Z { C c = 1; A a = 2; B b = 3; }\n";
    let of_no_package = "message Z { optional shop.A a = 2; optional shop.B b = 3; }\n";
    let mut version = 1;
    client.show_text("shop/z.proto", head);
    for (text, fixed) in [
        (format!("{head}{used}"), format!("{head}\n{}{used}", imports(&["c", "a", "b"]))),
        (format!("{head}{}{used}", imports(&["b"])), format!("{head}{}{used}", imports(&["b", "c", "a"]))),
        (format!("{head}{}message Z {{}}\n", imports(&["a", "b", "c"])), format!("{head}message Z {{}}\n")),
        (of_no_package.to_owned(), format!("{}{of_no_package}", imports(&["a", "b"]))),
    ] {
        for end in ["\n", "\r\n"] {
            let [text, fixed] = [&text, &fixed].map(|it| it.replace('\n', end));
            version += 1;
            client.edit("shop/z.proto", version, &text);
            client.wait("shop/z.proto", |found| found.len() >= 2);
            let params = json!({
                "textDocument": { "uri": client.uri("shop/z.proto") },
                "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } },
                "context": { "diagnostics": [], "only": ["source.fixAll"] },
            });
            let mut ask = || {
                client.request::<CodeActionRequest>(serde_json::from_value(params.clone()).unwrap()).unwrap_or_default()
            };
            // Fixes of lint findings are planned after the findings are shown.
            let mut actions = ask();
            for _ in 0..500 {
                if !actions.is_empty() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
                actions = ask();
            }
            let [CodeActionOrCommand::CodeAction(action)] = &actions[..] else { panic!("{text}: {actions:?}") };
            assert_eq!(applied(&text, action.edit.as_ref().unwrap()), fixed);
            version += 1;
            client.edit("shop/z.proto", version, head);
            client.wait("shop/z.proto", <[_]>::is_empty);
        }
    }
    client.end();
}

#[test]
fn edits_have_the_line_ends_of_the_file() {
    let mut client = Client::open(&[ITEM]);
    let text = "syntax = \"proto3\";\r\nmessage U {\r\n  string a = 1;\r\n";
    client.show_text(NAME, text);
    let found = client.wait(NAME, |found| !found.is_empty());
    let fixes = fixes(&mut client, NAME, &found[0]);
    let (_, edit) = fixes.iter().find(|(title, _)| title.contains("add `}`")).expect("the brace is added");
    assert_eq!(applied(text, edit), format!("{}\r\n}}\r\n", text.trim_end()));
    client.end();
}

/// A fix that guesses is offered, but neither preferred nor one of those that an editor applies to the whole file.
#[test]
fn a_guess_is_for_the_user_to_choose() {
    let text = "syntax = \"proto3\";\npackage shop;\nmessage U {\n  string a = 1;\n  string b = 1;\n}\n";
    let mut client = Client::open(&[ITEM, (NAME, text)]);
    client.show(NAME);
    let found = client.wait(NAME, |found| !found.is_empty());
    let mut actions = |only: &str| {
        let params = json!({
            "textDocument": { "uri": client.uri(NAME) },
            "range": found[0].range,
            "context": { "diagnostics": [], "only": [only] },
        });
        client.request::<CodeActionRequest>(serde_json::from_value(params).unwrap()).unwrap_or_default()
    };
    let quick = actions("quickfix");
    let Some(CodeActionOrCommand::CodeAction(guess)) = quick.first() else { panic!("{quick:?}") };
    assert_eq!((&*guess.title, guess.is_preferred.unwrap_or_default()), ("Fix: write `2`", false));
    assert_eq!(actions("source.fixAll"), []);
    client.end();
}
