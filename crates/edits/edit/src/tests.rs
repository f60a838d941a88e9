//! Edits small texts, and shows that everything around the edits stays as it is.

use std::collections::BTreeMap;

use super::*;
use protoward_source::Sources;

const NAME: &str = "features.(pb.java).utf8_validation";

fn with<T>(text: &str, look: impl FnOnce(&Document<'_>) -> T) -> T {
    let id = Sources::default().add("a.proto", "a.proto", Some(text.into()));
    look(&Document::new(id, text).expect("the text has no syntax errors"))
}

/// Returns a text after the operations that a function creates from the body of its first message.
fn edit(text: &str, operations: impl Fn(Body<'_>) -> Vec<DocumentChange>) -> String {
    // Without a syntax, fields would need labels.
    let head = format!("edition = \"2023\";{}", if text.contains("\r\n") { "\r\n" } else { "\n" });
    let edited = edit_file(&format!("{head}{text}"), operations);
    edited.strip_prefix(&head).expect("the first line stays").to_owned()
}

fn edit_file(text: &str, operations: impl Fn(Body<'_>) -> Vec<DocumentChange>) -> String {
    with(text, |doc| {
        let start = text.find("message").unwrap_or_default();
        let body = doc.node(start).and_then(|node| node.body()).expect("there is a message");
        let mut builder = Builder::new(doc);
        operations(body).into_iter().for_each(|operation| builder.add(operation));
        edited(text, 0..text.len(), builder.finish())
    })
}

fn inserted(text: &str, at: impl Fn(Body<'_>) -> InsertPosition) -> String {
    let statement = Statement::new(vec!["reserved 1;".to_owned()]);
    edit(text, |body| vec![DocumentChange::Text(body.insert(at(body), &statement))])
}

fn removed(text: &str, index: usize) -> String {
    edit(text, |body| {
        let decl = body.items.get(index).expect("there are more statements");
        vec![DocumentChange::Text(body.doc.removal_with_comments(decl))]
    })
}

fn set(text: &str, values: &[(&str, Option<&str>)]) -> String {
    edit(text, |body| {
        let owner = body.items.get(0).expect("there is a field").span().start as usize;
        let option = |&(name, value): &(&str, Option<&str>)| DocumentChange::Option {
            owner,
            name: name.to_owned(),
            value: value.map(str::to_owned),
        };
        values.iter().map(option).collect()
    })
}

#[test]
fn options_that_do_not_fit_in_a_line_get_lines_of_their_own() {
    let long = "a.b.LongName a_name_of_some_length";
    let field = format!("message A {{\n  {long} = 1 [deprecated = true];\n}}\n");
    let values = [(NAME, Some("VERIFY")), ("deprecated", Some("false"))];
    let broken = format!("message A {{\n  {long} = 1 [\n    deprecated = false,\n    {NAME} = VERIFY\n  ];\n}}\n");
    assert_eq!(set(&field, &values), broken);
    // Comments, lines of their own and a single option stay as they are.
    let commented = field.replace("true]", "true /* ! */]");
    assert_eq!(set(&commented, &values), commented.replace("true", &format!("false, {NAME} = VERIFY")));
    let single = field.replace(" [deprecated = true]", "");
    assert_eq!(set(&single, &values[..1]), single.replace("= 1", &format!("= 1 [{NAME} = VERIFY]")));
}

#[test]
fn other_edits_of_a_field_decide_whether_its_options_fit_in_a_line() {
    let name = "n".repeat(38);
    // With the label, the line with both options would have 103 columns.
    let text = format!("syntax = \"proto2\";\nmessage A {{\n  optional Order {name} = 1 [deprecated = true];\n}}\n");
    let changed = edit_file(&text, |body| {
        let owner = body.items.get(0).expect("there is a field").span().start as usize;
        let field = body.doc.node(owner).expect("it starts there");
        let label = field.set_label(None).pop().expect("there is a label");
        let option =
            DocumentChange::Option { owner, name: "json_name".to_owned(), value: Some("\"another\"".to_owned()) };
        vec![DocumentChange::Text(label), option]
    });
    let line = format!("  Order {name} = 1 [deprecated = true, json_name = \"another\"];");
    assert!(changed.contains(&line), "{changed}");
}

#[test]
fn indents_a_statement_like_its_neighbors() {
    let field = "message A {\r\n\tint32 b = 2; // b\r\n\t// Still of b.\r\n\r\n\t// c\r\n\tint32 c = 3;\r\n}\r\n";
    let behind = inserted(field, |body| body.behind(0));
    assert_eq!(behind, field.replace("of b.\r\n", "of b.\r\n\treserved 1;\r\n"));
    assert_eq!(inserted(field, |body| body.before(1)), field.replace("\t// c", "\treserved 1;\r\n\t// c"));
    assert_eq!(inserted(field, |body| body.top()), field.replace("\tint32 b", "\treserved 1;\r\n\tint32 b"));
    let bottom = inserted(field, |body| body.bottom());
    assert_eq!(bottom, field.replace("c = 3;\r\n", "c = 3;\r\n\treserved 1;\r\n"));
}

#[test]
fn keeps_statements_on_a_shared_line() {
    assert_eq!(inserted("message A { int32 b = 2; }", |body| body.behind(0)), "message A { int32 b = 2; reserved 1; }");
    let before = inserted("message A { int32 a = 3; int32 b = 2; }", |body| body.before(1));
    assert_eq!(before, "message A { int32 a = 3; reserved 1; int32 b = 2; }");
}

#[test]
fn opens_empty_braces() {
    assert_eq!(inserted("message A {}\n", |body| body.top()), "message A {\n  reserved 1;\n}\n");
    assert_eq!(inserted("message A {\n}\n", |body| body.top()), "message A {\n  reserved 1;\n}\n");
}

#[test]
fn removes_comments_and_a_blank_line_with_a_declaration() {
    let text = "message A {\n  int32 a = 1;\n\n  // Detached.\n\n  // b\n  int32 b = 2; // b\n\n  int32 c = 3;\n}\n";
    assert_eq!(removed(text, 1), "message A {\n  int32 a = 1;\n\n  // Detached.\n\n  int32 c = 3;\n}\n");
    assert_eq!(removed("message A {\n  int32 a = 1;\n\n  int32 b = 2;\n}\n", 0), "message A {\n  int32 b = 2;\n}\n");
    assert_eq!(removed("message A {\n  int32 a = 1;\n\n  int32 b = 2;\n}\n", 1), "message A {\n  int32 a = 1;\n}\n");
    assert_eq!(removed("message A { int32 a = 1; int32 b = 2; }", 1), "message A { int32 a = 1; }");
}

#[test]
fn ignores_comment_markers_in_strings() {
    let text = "message A {\n  string a = 1 [default = \"{ // /*\"];\n\n  string b = 2;\n}\n";
    assert_eq!(removed(text, 1), "message A {\n  string a = 1 [default = \"{ // /*\"];\n}\n");
    assert_eq!(inserted(text, |body| body.behind(0)), text.replace("\"];\n", "\"];\n  reserved 1;\n"));
}

#[test]
fn recognizes_comments_after_a_multi_line_block_comment() {
    let text = "message A {\n  int32 a = 1; /* a\n  */ int32 b = 2;\n}\n";
    assert_eq!(inserted(text, |body| body.behind(0)), text.replace("1;", "1; reserved 1;"));
}

#[test]
fn adds_and_removes_bracket_options() {
    let bare = "message A { int32 a = 1; }";
    let one = "message A { int32 a = 1 [deprecated = true]; }";
    assert_eq!(set(bare, &[("deprecated", Some("true"))]), one);
    assert_eq!(set(one, &[("deprecated", None)]), bare);
    let two = set(one, &[("json_name", Some("\"b\"")), ("deprecated", Some("false"))]);
    assert_eq!(two, "message A { int32 a = 1 [deprecated = false, json_name = \"b\"]; }");
    assert_eq!(
        set(&two, &[("deprecated", None), ("json_name", None), ("packed", Some("true"))]),
        bare.replace("1;", "1 [packed = true];")
    );
    let lines = "message A {\n  int32 a = 1 [\n    deprecated = true\n  ];\n}";
    let filled = set(lines, &[("packed", Some("true"))]);
    assert_eq!(filled, lines.replace("true\n", "true,\n    packed = true\n"));
    assert_eq!(set(&filled, &[("deprecated", None)]), lines.replace("deprecated", "packed"));
}

#[test]
fn moves_a_field_with_its_comments_and_edits() {
    let text = "message A {\n  // b\n  int32 b = 1;\n  oneof c {\n    int32 d = 2;\n  }\n}\n";
    let moved = edit(text, |body| {
        let text = body.doc.text;
        let field = text.find("int32 b").unwrap_or_default();
        let oneof = text.find("oneof").unwrap_or_default();
        let at = body.doc.node(oneof).and_then(|it| it.body()).map(|body| body.bottom()).expect("there is a oneof");
        let label = String::new();
        let rank = 0;
        let indent = None;
        let leaves = None;
        let it = FieldMove { owner: field, label, into: oneof, at, is_bare: false, indent, rank, leaves };
        vec![DocumentChange::Text(TextEdit::new(field + 6..field + 7, "e")), DocumentChange::FieldMove(it)]
    });
    assert_eq!(moved, "message A {\n  oneof c {\n    int32 d = 2;\n    // b\n    int32 e = 1;\n  }\n}\n");
}

fn setting(text: &str, name: &str) -> String {
    with(text, |doc| match doc.root().statement_setting(name) {
        Some(Setting { value, part: Some(part), .. }) => {
            format!("{} / {}{}", value.of(text), &text[..part.start], &text[part.end..])
        }
        Some(Setting { value, part: None, .. }) => value.of(text).to_owned(),
        None => "nothing".to_owned(),
    })
}

fn added(text: &str, name: &str) -> String {
    with(text, |doc| match doc.root().add_to_statements(name, "X") {
        Some(edit) => edited(text, 0..text.len(), vec![edit]),
        None => "nowhere".to_owned(),
    })
}

#[test]
fn sets_options_separately_and_in_aggregates() {
    assert_eq!(setting("option features.json_format = A;", "features.json_format"), "A");
    assert_eq!(setting("option features = { json_format: A };", "features.json_format"), "A");
    let one = setting("option features = { enum_type: B, json_format: A };", "features.json_format");
    assert_eq!(one, "A / option features = { enum_type: B };");
    let first = setting("option features = {enum_type: B; json_format: A;};", "features.enum_type");
    assert_eq!(first, "B / option features = {json_format: A;};");
    assert_eq!(setting("option features = { json: -1 };", "features.json_format"), "nothing");
    assert_eq!(setting("option features = A;", "features.json_format"), "nothing");
}

#[test]
fn treats_extensions_as_separate_messages() {
    assert_eq!(setting("option features = { [pb.java] { utf8_validation: V } };", NAME), "V");
    assert_eq!(setting("option features.(pb.java) = { utf8_validation: V };", NAME), "V");
    let both = "option features = { x: [1, 2] s: \"a\" 'b' [pb.java]: < utf8_validation: V > };";
    assert_eq!(setting(both, NAME), "V / option features = { x: [1, 2] s: \"a\" 'b' };");
}

#[test]
fn adds_a_missing_option_in_the_style_of_the_message() {
    assert_eq!(added("option features = {};", "features.a"), "option features = { a: X };");
    assert_eq!(added("option features = { b: Y };", "features.a"), "option features = { b: Y, a: X };");
    assert_eq!(added("option features = { b: Y c: Z };", "features.a"), "option features = { b: Y c: Z a: X };");
    let lines = "option features = {\n  b: Y\n};";
    assert_eq!(added(lines, "features.a"), "option features = {\n  b: Y\n  a: X\n};");
    let inner = "option features = { [pb.java] { b: Y } };";
    assert_eq!(added(inner, NAME), "option features = { [pb.java] { b: Y, utf8_validation: X } };");
    let outer = "option features = { b: Y };";
    assert_eq!(added(outer, NAME), "option features = { b: Y, [pb.java] { utf8_validation: X } };");
    assert_eq!(added("option features.b = Y;", "features.a"), "nowhere");
}

#[test]
fn removes_several_options_of_one_message() {
    let text = "message A { int32 a = 1 [features = { b: X, c: Y, d: Z }]; }";
    let values = BTreeMap::from([("features.b", None), ("features.c", None)]);
    let left = set(text, &values.into_iter().collect::<Vec<_>>());
    assert_eq!(left, "message A { int32 a = 1 [features = { d: Z }]; }");
    let all = set(text, &[("features.b", None), ("features.c", None), ("features.d", None)]);
    assert_eq!(all, "message A { int32 a = 1; }");
}

#[test]
fn adds_to_a_message_whose_fields_are_removed() {
    let text = "message A { int32 a = 1 [features = { b: X, c: Y }]; }";
    let all = [("features.b", None), ("features.c", None), (NAME, Some("V"))];
    assert_eq!(set(text, &all), format!("message A {{ int32 a = 1 [{NAME} = V]; }}"));
    assert_eq!(
        set(text, &all[1..]),
        "message A { int32 a = 1 [features = { b: X, [pb.java] { utf8_validation: V } }]; }"
    );
    let nested = "message A { int32 a = 1 [features = { [pb.java] { utf8_validation: V }, b: X }]; }";
    let other = [(NAME, None), ("features.(pb.java).large_enum", Some("true"))];
    assert_eq!(set(nested, &other), "message A { int32 a = 1 [features = { b: X, [pb.java] { large_enum: true } }]; }");
}

#[test]
fn adds_several_fields_to_one_message() {
    let several = [("features.a", Some("1")), ("features.(pb.java).b", Some("2")), ("features.(pb.java).c", Some("3"))];
    let set_in = |braces: &str| set(&format!("message A {{ int32 a = 1 [features = {braces}]; }}"), &several);
    let in_braces = |braces: &str| format!("message A {{ int32 a = 1 [features = {braces}]; }}");
    assert_eq!(set_in("{}"), in_braces("{ [pb.java] { b: 2, c: 3 }, a: 1 }"));
    assert_eq!(set_in("{ /* none */ }"), in_braces("{ [pb.java] { b: 2, c: 3 }, a: 1 /* none */ }"));
    assert_eq!(set_in("{ x: 0 }"), in_braces("{ x: 0, [pb.java] { b: 2, c: 3 }, a: 1 }"));
    assert_eq!(set_in("{ [pb.java] { d: 4 } }"), in_braces("{ [pb.java] { d: 4, b: 2, c: 3 }, a: 1 }"));
}

/// Returns a file without some options.
fn without_options(text: &str, names: &[&str]) -> String {
    with(text, |doc| {
        let values = names.iter().map(|&name| (name, None)).collect();
        let mut builder = Builder::new(doc);
        doc.root().set_statements(&values).0.into_iter().for_each(|edit| builder.add(DocumentChange::Text(edit)));
        edited(text, 0..text.len(), builder.finish())
    })
}

#[test]
fn removes_the_comments_that_explain_a_removed_option_only() {
    const HEAD: &str = "edition = \"2023\";\n\n";
    let of = |options: &str, names: &[&str]| {
        without_options(&format!("{HEAD}{options}message M {{}}\n"), names).replacen(HEAD, "", 1)
    };
    assert_eq!(of("// One.\noption one = 1; // why\n\n", &["one"]), "message M {}\n");
    assert_eq!(of("// All.\n\n// One.\noption one = 1;\n\n", &["one"]), "// All.\n\nmessage M {}\n");
    assert_eq!(
        of("// One.\noption one = 1;\n// Two.\noption two = 2;\n\n", &["one"]),
        "// Two.\noption two = 2;\n\nmessage M {}\n"
    );
    // The comment may be about both.
    assert_eq!(
        of("// Both.\noption one = 1;\noption two = 2;\n\n", &["one"]),
        "// Both.\noption two = 2;\n\nmessage M {}\n"
    );
    assert_eq!(of("// Both.\noption one = 1;\noption two = 2;\n\n", &["one", "two"]), "message M {}\n");
    assert_eq!(of("// One.\noption one = 1;\n\noption two = 2;\n\n", &["one"]), "option two = 2;\n\nmessage M {}\n");
}
