//! Sessions with an editor: findings while texts change, names, completion, fixes, and new names of files.

use crate::client::{Client, below, code};
use lsp_types::notification::{DidChangeWatchedFiles, DidCloseTextDocument};
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentSymbolRequest, Formatting, GotoDefinition, HoverRequest, InlayHintRequest,
    PrepareRenameRequest, References, Rename, SemanticTokensFullRequest, WillRenameFiles, WorkspaceSymbolRequest,
};
use lsp_types::{
    CodeActionOrCommand, CodeActionParams, CompletionResponse, DocumentSymbolResponse, GotoDefinitionResponse,
    HoverContents, WorkspaceSymbolResponse,
};
use serde_json::json;

const USER: &str = "syntax = \"proto3\";\n\npackage user.v1;\n\nimport \"user/v1/role.proto\";\n\n\
                    // A person.\nmessage User {\n  string name = 1;\n  Role role = 2;\n}\n";
const ROLE: &str = "syntax = \"proto3\";\n\npackage user.v1;\n\nenum Role {\n  ROLE_UNSPECIFIED = 0;\n  ROLE_ADMIN = 1;\n}\n\nmessage Team {\n  string title = 1;\n}\n";
const FILES: [(&str, &str); 2] = [("proto/user/v1/user.proto", USER), ("proto/user/v1/role.proto", ROLE)];

/// Imports are found without a configuration: packages and imports show where their paths start.
#[test]
fn errors_come_and_go_with_edits() {
    let mut client = Client::open(&FILES);
    client.show(FILES[0].0);
    client.wait(FILES[0].0, <[_]>::is_empty);
    client.edit(FILES[0].0, 2, &USER.replace("Role role", "Rolle role"));
    let found = client.wait(FILES[0].0, |found| !found.is_empty());
    assert_eq!((code(&found[0]), found[0].range.start.line), ("unknown-name".to_owned(), 9));
    client.edit(FILES[0].0, 3, USER);
    client.wait(FILES[0].0, <[_]>::is_empty);
    client.end();
}

/// A check of all files publishes again what a file has, and clears only what it has no longer.
#[test]
fn a_second_check_keeps_the_findings_of_other_files() {
    let unused =
        ("proto/user/v1/unused.proto", "syntax = \"proto3\";\npackage user.v1;\nimport \"user/v1/role.proto\";\n");
    let mut client = Client::open(&[FILES[0], FILES[1], unused]);
    client.show(FILES[0].0);
    client.wait(unused.0, |found| !found.is_empty());
    client.edit(FILES[0].0, 2, &USER.replace("Role role", "Rolle role"));
    client.wait(FILES[0].0, |found| !found.is_empty());
    client.edit(FILES[0].0, 3, USER);
    client.wait(FILES[0].0, <[_]>::is_empty);
    // The check of all files follows after a pause; the answer to a request comes after what it published.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    client.request::<WorkspaceSymbolRequest>(serde_json::from_value(json!({ "query": "User" })).unwrap());
    let found = client.wait(unused.0, |_| true);
    assert_eq!(code(&found[0]), "unused-import");
    client.end();
}

/// An edit of an imported file shows what it breaks in the importers.
#[test]
fn importers_are_checked_too() {
    let mut client = Client::open(&FILES);
    client.show(FILES[1].0);
    client.edit(FILES[1].0, 2, &ROLE.replace("enum Role", "enum Rank"));
    let found = client.wait(FILES[0].0, |found| !found.is_empty());
    assert_eq!(code(&found[0]), "unknown-name");
    client.end();
}

/// A file that many others import is checked at once, and they are checked with everything.
#[test]
fn many_importers_are_checked_too() {
    let names: Vec<String> = (0..150).map(|number| format!("a/importer{number}.proto")).collect();
    let texts: Vec<String> = (0..150)
        .map(|number| {
            format!("syntax = \"proto3\";\npackage a;\nimport \"a/hub.proto\";\nmessage M{number} {{ Hub hub = 1; }}\n")
        })
        .collect();
    let hub = ("a/hub.proto", "syntax = \"proto3\";\npackage a;\nmessage Hub {}\n");
    let importers = names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str()));
    let mut client = Client::open(&importers.chain([hub]).collect::<Vec<_>>());
    client.show(hub.0);
    client.edit(hub.0, 2, &hub.1.replace("Hub {}", "Hub { Missing missing = 1; }"));
    assert_eq!(code(&client.wait(hub.0, |found| !found.is_empty())[0]), "unknown-name");
    client.edit(hub.0, 3, &hub.1.replace("Hub", "Other"));
    for name in &names {
        assert_eq!(code(&client.wait(name, |found| !found.is_empty())[0]), "unknown-name");
    }
    client.edit(hub.0, 4, hub.1);
    for name in &names {
        client.wait(name, <[_]>::is_empty);
    }
    client.end();
}

/// Each importer of a removed file has an error, whichever is checked first. Closing an unchanged file does not hide the errors.
#[test]
fn importers_of_a_removed_file_are_errors() {
    let another = ("proto/user/v1/another.proto", USER.replace("User", "Another"));
    let mut client = Client::open(&[FILES[0], FILES[1], (another.0, &another.1)]);
    client.show(FILES[0].0);
    client.show(another.0);
    client.wait(FILES[0].0, <[_]>::is_empty);
    std::fs::remove_file(client.path(FILES[1].0)).unwrap();
    let removed = json!({ "changes": [{ "uri": client.uri(FILES[1].0), "type": 3 }] });
    client.notify::<DidChangeWatchedFiles>(serde_json::from_value(removed).unwrap());
    let closed = json!({ "textDocument": { "uri": client.uri(another.0) } });
    client.notify::<DidCloseTextDocument>(serde_json::from_value(closed).unwrap());
    for name in [FILES[0].0, another.0] {
        assert_eq!(code(&client.wait(name, |found| !found.is_empty())[0]), "import-not-found");
    }
    client.end();
}

/// A text that is open when the session begins is read with the folder, although it is not saved.
#[test]
fn unsaved_texts_are_read_with_the_folder() {
    let name = "a/a.proto";
    let text = "syntax = \"proto3\";\npackage a;\nmessage A {}\n";
    let mut client = Client::open(&[("protoward.toml", "[lint]\n"), (name, text)]);
    client.show_text(name, &text.replace("A {}", "A { Missing missing = 1; }"));
    assert_eq!(code(&client.wait(name, |found| !found.is_empty())[0]), "unknown-name");
    client.edit(name, 2, &text.replace("A {}", "a {}"));
    client.wait(name, |found| found.iter().any(|it| code(it) == "MESSAGE_PASCAL_CASE"));
    client.end();
}

#[test]
fn names_lead_to_declarations_and_back() {
    let mut client = Client::open(&FILES);
    client.show(FILES[0].0);
    let params = client.at(FILES[0].0, &USER.replace("Role role", "Ro|le role"), json!({}));
    let Some(GotoDefinitionResponse::Scalar(location)) = client.request::<GotoDefinition>(params) else { panic!() };
    assert_eq!((below(&location.uri, client.folder.path()), location.range.start.line), (FILES[1].0.to_owned(), 4));
    let more = json!({ "context": { "includeDeclaration": true } });
    let params = client.at(FILES[1].0, &ROLE.replace("enum Role", "enum |Role"), more);
    let locations = client.request::<References>(params).unwrap();
    let places: Vec<_> =
        locations.iter().map(|it| (below(&it.uri, client.folder.path()), it.range.start.line)).collect();
    assert_eq!(places, [(FILES[1].0.to_owned(), 4), (FILES[0].0.to_owned(), 9)]);
    let params = client.at(FILES[0].0, &USER.replace("Role role", "Ro|le role"), json!({}));
    let hover = client.request::<HoverRequest>(params).unwrap();
    let HoverContents::Markup(markup) = hover.contents else { panic!() };
    assert!(markup.value.contains("enum `user.v1.Role`") && markup.value.contains("1 reference"), "{}", markup.value);
    let params = client.at(FILES[0].0, &USER.replace("name", "na|me"), json!({}));
    let HoverContents::Markup(markup) = client.request::<HoverRequest>(params).unwrap().contents else { panic!() };
    assert!(markup.value.contains("number 1; wire type LEN (tag bytes `0a`); implicit presence"), "{}", markup.value);
    client.end();
}

#[test]
fn a_new_name_reaches_all_files() {
    let mut client = Client::open(&FILES);
    client.show(FILES[0].0);
    let more = json!({ "newName": "Rank" });
    let params = client.at(FILES[0].0, &USER.replace("Role role", "Ro|le role"), more);
    let edit = client.request::<Rename>(params).unwrap();
    #[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
    let changes = edit.changes.unwrap();
    let mut places: Vec<_> =
        changes.iter().map(|(uri, edits)| (below(uri, client.folder.path()), edits.len())).collect();
    places.sort();
    assert_eq!(places, [(FILES[1].0.to_owned(), 1), (FILES[0].0.to_owned(), 1)]);
    for name in ["1a", "Team"] {
        let params = client.at(FILES[0].0, &USER.replace("Role role", "Ro|le role"), json!({ "newName": name }));
        assert!(client.try_request::<Rename>(params).is_err(), "{name}");
    }
    client.end();
}

/// Names that differ may be one name in JSON or generated code, which compilers refuse, whether a file has errors or not.
#[test]
fn a_new_name_is_not_that_of_another_element_in_json() {
    let text = "syntax = \"proto3\";\npackage p;\nmessage M {\n  string user_id = 1;\n  string other = 2;\n}\nenum Color {\n  \
                NONE = 0;\n  COLOR_RED = 1;\n}\n";
    let broken = text.replace("package p;", "package p;\nmessage Broken { Gone gone = 1; }");
    for text in [text, &broken] {
        let mut client = Client::open(&[("a.proto", text)]);
        client.show("a.proto");
        client.wait("a.proto", |_| true);
        for (name, new) in [("other", "userId"), ("NONE", "RED")] {
            let marked = text.replace(name, &format!("|{name}"));
            let params = client.at("a.proto", &marked, json!({ "newName": new }));
            assert!(client.try_request::<Rename>(params).is_err(), "{name} {new}");
            let params = client.at("a.proto", &marked, json!({ "newName": format!("{new}_2") }));
            assert!(client.try_request::<Rename>(params).is_ok(), "{name} {new}");
        }
        client.end();
    }
}

/// A package gets a new name in all files that have it, and in all references.
#[test]
fn a_new_package_reaches_all_files() {
    let name = "proto/shop/v1/order.proto";
    let text = "syntax = \"proto3\";\npackage shop.v1;\nimport \"user/v1/user.proto\";\nmessage Order { user.v1.User user = 1; }\n";
    let mut client = Client::open(&[FILES[0], FILES[1], (name, text)]);
    client.show(FILES[0].0);
    client.wait(FILES[0].0, <[_]>::is_empty);
    let at = client.at(FILES[0].0, &USER.replace("package user", "package us|er"), json!({}));
    let prepared = client.request::<PrepareRenameRequest>(at).expect("the package can be renamed");
    assert_eq!(serde_json::to_value(prepared).unwrap()["placeholder"], "user.v1");
    let at = client.at(FILES[0].0, &USER.replace("package user", "package us|er"), json!({ "newName": "people.v2" }));
    #[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
    let edits = client.request::<Rename>(at).unwrap().changes.unwrap();
    let mut files: Vec<String> = edits.keys().map(|uri| below(uri, client.folder.path())).collect();
    files.sort();
    assert_eq!(files, [name, FILES[1].0, FILES[0].0]);
    let texts: Vec<&str> = edits[&client.uri(name)].iter().map(|edit| edit.new_text.as_str()).collect();
    assert_eq!(texts, ["people", "v2"]);
    let at = client.at(
        FILES[0].0,
        &USER.replace("package user", "package us|er"),
        json!({ "context": { "includeDeclaration": true } }),
    );
    assert_eq!(client.request::<References>(at).unwrap().len(), 2);
    client.end();
}

/// A file or folder that gets a new name, in the list of files or at an import, has it in all imports.
#[test]
fn new_names_of_files_reach_imports() {
    let mut client = Client::open(&FILES);
    client.show(FILES[0].0);
    client.wait(FILES[0].0, <[_]>::is_empty);
    for (old, new, import) in [
        (FILES[1].0, "proto/user/v1/rank.proto", "user/v1/rank.proto"),
        ("proto/user", "proto/people/user", "people/user/v1/role.proto"),
        ("proto/user/v1", "proto/user/v2", "user/v2/role.proto"),
    ] {
        let renamed = json!({ "files": [{ "oldUri": client.uri(old), "newUri": client.uri(new) }] });
        let edit = client.request::<WillRenameFiles>(serde_json::from_value(renamed).unwrap()).unwrap();
        #[expect(clippy::mutable_key_type, reason = "the type of the protocol")]
        let changes = edit.changes.unwrap();
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[&client.uri(FILES[0].0)][0].new_text, format!("\"{import}\""));
    }
    // Outside of the folder in which imports start, a file has no name.
    let renamed = json!({ "files": [{ "oldUri": client.uri(FILES[1].0), "newUri": client.uri("role.proto") }] });
    let edit = client.request::<WillRenameFiles>(serde_json::from_value(renamed).unwrap()).unwrap();
    assert!(edit.changes.unwrap().is_empty());

    let at = client.at(FILES[0].0, &USER.replace("v1/role", "v1/ro|le"), json!({ "newName": "user/v1/rank.proto" }));
    let edit = serde_json::to_value(client.request::<Rename>(at).unwrap()).unwrap();
    let operations = edit["documentChanges"].as_array().unwrap();
    assert_eq!(operations[0]["edits"][0]["newText"], "\"user/v1/rank.proto\"");
    assert_eq!(
        (&operations[1]["kind"], &operations[1]["newUri"]),
        (&json!("rename"), &json!(client.uri("proto/user/v1/rank.proto")))
    );
    for refused in ["user/v1/user.proto", "../role.proto", "role", "/role.proto"] {
        let at = client.at(FILES[0].0, &USER.replace("v1/role", "v1/ro|le"), json!({ "newName": refused }));
        client.try_request::<Rename>(at).unwrap_err();
    }
    client.end();
}

/// Some editors report that a folder was removed, but not its files.
#[test]
fn a_removed_folder_takes_its_files() {
    let user = USER.replace("user/v1/role", "role/v1/role").replace("Role role", "role.v1.Role role");
    let (user, role) = ((FILES[0].0, &*user), ("proto/role/v1/role.proto", &*ROLE.replace("user.v1", "role.v1")));
    let mut client = Client::open(&[user, role]);
    client.show(user.0);
    client.wait(user.0, <[_]>::is_empty);
    std::fs::remove_dir_all(client.path("proto/role")).unwrap();
    let removed = json!({ "changes": [{ "uri": client.uri("proto/role"), "type": 3 }] });
    client.notify::<DidChangeWatchedFiles>(serde_json::from_value(removed).unwrap());
    assert_eq!(code(&client.wait(user.0, |found| !found.is_empty())[0]), "import-not-found");
    client.end();
}

/// Returns the labels of proposals at the `|` of a text.
fn proposals(client: &mut Client, version: i32, marked: &str) -> Vec<String> {
    client.edit(FILES[0].0, version, &marked.replacen('|', "", 1));
    let params = client.at(FILES[0].0, marked, json!({}));
    match client.request::<Completion>(params) {
        Some(CompletionResponse::List(list)) => list.items.into_iter().map(|item| item.label).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn completion_knows_the_grammar() {
    let mut client = Client::open(&FILES);
    client.show(FILES[0].0);
    let with = |field: &str| USER.replace("  Role role = 2;\n", field);
    assert_eq!(proposals(&mut client, 2, &with("  Ro| role = 2;\n"))[0], "Role");
    assert_eq!(proposals(&mut client, 3, &with("  Role role = |\n")), ["2"]);
    assert!(proposals(&mut client, 4, &with("  rep|\n")).contains(&"repeated".to_owned()));
    assert!(proposals(&mut client, 5, &with("  string a = 2 [depr|];\n")).contains(&"deprecated".to_owned()));
    assert_eq!(proposals(&mut client, 6, &with("  string a = 2 [ctype = |];\n")), ["STRING", "CORD", "STRING_PIECE"]);
    assert_eq!(proposals(&mut client, 7, &USER.replace("role.proto", "|")), ["user/v1/role.proto"]);
    assert!(
        proposals(&mut client, 8, &with("  // protoward:lint:ignore FIELD_|\n"))
            .contains(&"FIELD_LOWER_SNAKE_CASE".to_owned())
    );
    assert!(proposals(&mut client, 9, &with("  // any comm|ent\n")).is_empty());
    client.end();
}

/// A type of a file that is not imported comes with the import.
#[test]
fn types_are_imported_with_their_first_use() {
    let mut client = Client::open(&FILES);
    client.show(FILES[0].0);
    let marked =
        USER.replace("import \"user/v1/role.proto\";\n\n", "").replace("  Role role = 2;\n", "  Te| team = 2;\n");
    client.edit(FILES[0].0, 2, &marked.replacen('|', "", 1));
    let params = client.at(FILES[0].0, &marked, json!({}));
    let Some(CompletionResponse::List(list)) = client.request::<Completion>(params) else { panic!() };
    let edits = list.items[0].additional_text_edits.as_ref().unwrap();
    assert_eq!((&*list.items[0].label, &*edits[0].new_text), ("Team", "\n\nimport \"user/v1/role.proto\";"));
    client.end();
}

#[test]
fn lint_findings_have_fixes_and_ignores() {
    let config = "[[module]]\npath = \"proto\"\n[lint]\nuse = [\"STANDARD\"]\n";
    let titles = titles_of_lint_finding("protoward.toml", config);
    assert!(titles.iter().any(|title| title.starts_with("Fix: ") && title.contains("(changes ")), "{titles:?}");
    assert!(titles.contains(&"Ignore FIELD_LOWER_SNAKE_CASE here, with a reason".to_owned()), "{titles:?}");
}

/// A comment that would have no effect is not offered.
#[test]
fn ignores_are_offered_where_comments_count() {
    let config = |key: &str| format!("[[module]]\npath = \"proto\"\n[lint]\nuse = [\"STANDARD\"]\n{key} = true\n");
    let forbidden = ("protoward.toml", config("disallow_comment_ignores"));
    let ended = ("protoward.toml", config("require_ignore_until"));
    for (name, config) in [forbidden, ended, ("proto/buf.yaml", "version: v1\n".to_owned())] {
        let titles = titles_of_lint_finding(name, &config);
        assert!(titles.iter().any(|title| title.starts_with("Fix: ")), "{config}: {titles:?}");
        assert!(!titles.iter().any(|title| title.starts_with("Ignore ")), "{config}: {titles:?}");
    }
}

/// Returns the titles of the actions for a field whose name lint finds.
fn titles_of_lint_finding(name: &str, config: &str) -> Vec<String> {
    let user = USER.replace("string name", "string userName");
    let mut client = Client::open(&[(name, config), FILES[1], (FILES[0].0, &user)]);
    client.show(FILES[0].0);
    let found = client.wait(FILES[0].0, |found| !found.is_empty());
    assert_eq!(code(&found[0]), "FIELD_LOWER_SNAKE_CASE");
    let params = json!({
        "textDocument": { "uri": client.uri(FILES[0].0) },
        "range": found[0].range,
        "context": { "diagnostics": [] },
    });
    let actions = client.request::<CodeActionRequest>(serde_json::from_value(params).unwrap()).unwrap();
    client.end();
    let title = |action: CodeActionOrCommand| match action {
        CodeActionOrCommand::CodeAction(action) => action.title,
        CodeActionOrCommand::Command(command) => command.title,
    };
    actions.into_iter().map(title).collect()
}

/// The fix of a name edits the files that refer to it as well, and waits until they have no errors.
#[test]
fn a_new_name_reaches_other_files() {
    let config = "[[module]]\npath = \"proto\"\n[lint]\nuse = [\"MESSAGE_PASCAL_CASE\"]\n";
    let [name, user] = ["proto/a/name.proto", "proto/a/user.proto"];
    let of_user = "syntax = \"proto3\";\npackage a;\nimport \"a/name.proto\";\nmessage User { my_name name = 1; }\n";
    let of_name = "syntax = \"proto3\";\npackage a;\nmessage my_name {}\n";
    let mut client = Client::open(&[("protoward.toml", config), (name, of_name), (user, of_user)]);
    client.show(name);
    let found = client.wait(name, |found| !found.is_empty());
    let params = json!({
        "textDocument": { "uri": client.uri(name) },
        "range": found[0].range,
        "context": { "diagnostics": [], "only": ["quickfix"] },
    });
    let params: CodeActionParams = serde_json::from_value(params).unwrap();
    let fix = |client: &mut Client| {
        let actions = client.request::<CodeActionRequest>(params.clone()).unwrap_or_default();
        actions.into_iter().find_map(|action| match action {
            CodeActionOrCommand::CodeAction(action) => action.edit.filter(|_| action.title.starts_with("Fix: ")),
            CodeActionOrCommand::Command(_) => None,
        })
    };
    assert_eq!(fix(&mut client).unwrap().changes.unwrap().len(), 2);
    client.show(user);
    client.edit(user, 2, &of_user.replace("name = 1", "name = 1; Missing other = 2"));
    client.wait(user, |found| found.iter().any(|it| code(it) == "unknown-name"));
    client.edit(name, 2, &format!("{of_name}\n"));
    client.wait(name, |found| !found.is_empty());
    assert!(fix(&mut client).is_none());
    client.end();
}

#[test]
fn a_text_is_described_and_formatted() {
    let mut client = Client::open(&FILES);
    client.show(FILES[0].0);
    let document = json!({ "textDocument": { "uri": client.uri(FILES[0].0) } });
    let params = serde_json::from_value(document.clone()).unwrap();
    let Some(DocumentSymbolResponse::Nested(symbols)) = client.request::<DocumentSymbolRequest>(params) else {
        panic!()
    };
    assert_eq!((&*symbols[0].name, symbols[0].children.as_ref().unwrap().len()), ("User", 2));
    let query = serde_json::from_value(json!({ "query": "radm" })).unwrap();
    // The two forms of the protocol are alike, and the type takes the first.
    let Some(WorkspaceSymbolResponse::Flat(found)) = client.request::<WorkspaceSymbolRequest>(query) else { panic!() };
    assert_eq!(found[0].name, "ROLE_ADMIN");
    let tokens = client.request::<SemanticTokensFullRequest>(serde_json::from_value(document.clone()).unwrap());
    assert!(tokens.is_some());
    client.edit(FILES[0].0, 2, &USER.replace("  string name", "string   name"));
    let mut params = document;
    params["options"] = json!({ "tabSize": 2, "insertSpaces": true });
    let edits = client.request::<Formatting>(serde_json::from_value(params).unwrap()).unwrap();
    assert_eq!((edits.len(), &*edits[0].new_text), (1, "  string name = 1;\n"));
    client.end();
}

#[test]
fn inherited_features_are_hints() {
    let text = "edition = \"2023\";\n\npackage a;\n\noption features.field_presence = IMPLICIT;\n\nmessage A {\n  string b = 1;\n}\n";
    let mut client = Client::open(&[("a.proto", text)]);
    client.show("a.proto");
    let params = json!({
        "textDocument": { "uri": client.uri("a.proto") },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } },
    });
    let hints = client.request::<InlayHintRequest>(serde_json::from_value(params).unwrap()).unwrap();
    let lsp_types::InlayHintLabel::String(label) = &hints[0].label else { panic!() };
    assert_eq!((hints.len(), &**label), (1, "field_presence = IMPLICIT"));
    client.end();
}

/// Runs git in a folder.
pub(crate) fn git(folder: &std::path::Path, arguments: &[&str]) {
    let settings =
        ["-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"];
    let mut command = std::process::Command::new("git");
    // The settings of the machine must not matter.
    command.env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", folder);
    let output = command.current_dir(folder).args(settings).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("`git` is not installed: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A change that breaks something since the last commit is a diagnostic while it is typed, and its fix reserves the number.
#[test]
fn breaking_changes_are_found_while_typing() {
    let config = "[[module]]\npath = \"proto\"\n[breaking]\nuse = [\"WIRE_JSON\"]\n";
    let mut client = Client::open_after(&[("protoward.toml", config), FILES[0], FILES[1]], |folder| {
        for arguments in [&["init", "--quiet"][..], &["add", "."], &["commit", "--quiet", "--message", "first"]] {
            git(folder, arguments);
        }
    });
    client.show(FILES[0].0);
    client.wait(FILES[0].0, <[_]>::is_empty);
    client.edit(FILES[0].0, 2, &USER.replace("  string name = 1;\n", ""));
    let found =
        client.wait(FILES[0].0, |found| found.iter().any(|it| it.source.as_deref() == Some("protoward breaking")));
    let params = json!({
        "textDocument": { "uri": client.uri(FILES[0].0) },
        "range": found[0].range,
        "context": { "diagnostics": [] },
    });
    let actions = client.request::<CodeActionRequest>(serde_json::from_value(params).unwrap()).unwrap();
    let edits = actions.iter().filter_map(|action| match action {
        CodeActionOrCommand::CodeAction(action) => action.edit.as_ref()?.changes.as_ref(),
        CodeActionOrCommand::Command(_) => None,
    });
    let texts: Vec<_> = edits.flat_map(|changes| changes.values().flatten()).map(|edit| &*edit.new_text).collect();
    assert!(texts.contains(&"  reserved 1;\n  reserved \"name\";\n"), "{texts:?}");
    assert!(client.messages.is_empty(), "{:?}", client.messages);
    client.end();
}

#[test]
fn opening_a_file_keeps_what_rules_about_several_files_find() {
    let one = ("a.proto", "syntax = \"proto3\";\npackage a;\nmessage A {}\n");
    let other = ("b.proto", "syntax = \"proto3\";\npackage b;\nmessage B {}\n");
    let configuration = ("protoward.toml", "[lint]\nuse = [\"DIRECTORY_SAME_PACKAGE\"]\n");
    let mut client = Client::open(&[one, other, configuration]);
    client.wait(one.0, |found| !found.is_empty());
    client.show(one.0);
    // The answer to this request comes after the check of the opened file and its fixes.
    let params = json!({
        "textDocument": { "uri": client.uri(one.0) },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 3, "character": 0 } },
        "context": { "diagnostics": [] },
    });
    client.request::<CodeActionRequest>(serde_json::from_value(params).unwrap());
    let found = client.wait(one.0, |_| true);
    assert_eq!(found.iter().map(code).collect::<Vec<_>>(), ["DIRECTORY_SAME_PACKAGE"]);
    client.end();
}

#[test]
fn paths_may_have_characters_that_uris_do_not() {
    let declares = ("[x]/a^b.proto", "syntax = \"proto3\";\npackage p;\nmessage A {}\n");
    let uses = ("u.proto", "syntax = \"proto3\";\npackage p;\nimport \"[x]/a^b.proto\";\nmessage U { A a = 1; }\n");
    let mut client = Client::open(&[declares, uses]);
    client.show(uses.0);
    client.wait(uses.0, |_| true);
    let params = client.at(uses.0, &uses.1.replace("{ A a", "{ |A a"), json!({ "newName": "AA" }));
    let edit = client.request::<Rename>(params).unwrap();
    assert_eq!(edit.changes.unwrap().len(), 2);
    client.end();
}

/// Some editors write the characters of paths as they are.
#[test]
fn characters_of_uris_need_no_escapes() {
    let file = ("mit leer/ä.proto", "syntax = \"proto3\";\npackage p;\nmessage A { Gone a = 1; }\n");
    let mut client = Client::open(&[file]);
    let path = client.path(file.0).display().to_string().replace('\\', "/");
    let uri = format!("file:///{}", path.trim_start_matches('/'));
    client.notify_raw(
        "textDocument/didOpen",
        json!({
            "textDocument": { "uri": uri, "languageId": "proto", "version": 1, "text": file.1 },
        }),
    );
    let found = client.wait(file.0, |found| !found.is_empty());
    assert_eq!(found.iter().map(code).collect::<Vec<_>>(), ["unknown-name"]);
    client.end();
}

#[test]
fn options_need_no_import_and_imports_keep_their_order() {
    let files = [
        ("a.proto", "syntax = \"proto3\";\nmessage A { int32 a = 1 [deprecated = true]; }\n"),
        ("o.proto", "syntax = \"proto3\";\nmessage O {}\n"),
        ("z.proto", "edition = \"2024\";\nimport \"o.proto\";\nimport \"a.proto\";\nimport option \"b.proto\";\n"),
        ("b.proto", "edition = \"2024\";\n"),
    ];
    let mut client = Client::open(&files);
    let mut titles = |name: &str, line: u32, only: serde_json::Value| {
        client.show(name);
        client.wait(name, |_| true);
        let params = json!({
            "textDocument": { "uri": client.uri(name) },
            "range": { "start": { "line": line, "character": 28 }, "end": { "line": line, "character": 28 } },
            "context": { "diagnostics": [], "only": only },
        });
        client.request::<CodeActionRequest>(serde_json::from_value(params).unwrap()).unwrap_or_default()
    };
    assert_eq!(titles("a.proto", 1, json!(["quickfix"])), []);
    let organized = titles("z.proto", 1, json!(["source.organizeImports"]));
    let text = serde_json::to_string(&organized).unwrap();
    let places = ["a.proto", "o.proto", "b.proto"].map(|import| text.rfind(import).unwrap_or_default());
    assert!(places.is_sorted(), "{text}");
    client.end();
}
