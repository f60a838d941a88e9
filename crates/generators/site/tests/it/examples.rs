//! Examples of messages: a parser accepts them, and every field has a value.

use super::support::{SiteFiles, compiled, fixture, site, unescaped};
use protoward_dynamic::{Codec, Dialect, UnknownKeys};
use protoward_schema::{MessageId, Parent, Schema};
use protoward_site::SiteSettings;

#[test]
fn examples_are_messages_with_every_field() {
    check(&fixture("new"));
}

#[test]
fn recursive_and_large_messages_have_finite_examples() {
    let wide = (1..200).map(|number| format!("Inner f{number} = {number}; ")).collect::<String>();
    check(&compiled(&[
        (
            "a.proto",
            "syntax = \"proto3\"; package a; message A { A a = 1; repeated B b = 2; map<int32, A> c = 3; } message B { A a = 1; E e = 2; } enum E { Z = 0; }",
        ),
        (
            "b.proto",
            "syntax = \"proto2\"; package b; message B { required B b = 1; optional group G = 2 { repeated bytes x = 1; } oneof o { B p = 3; int64 q = 4; } extensions 10 to 20; } message M { option message_set_wire_format = true; extensions 4 to max; }",
        ),
        (
            "c.proto",
            &format!(
                "syntax = \"proto3\"; package c; message Wide {{ {wide} }} message Inner {{ Inner2 a = 1; Inner2 b = 2; Inner2 c = 3; }} message Inner2 {{ string a = 1; float b = 2; }}"
            ),
        ),
    ]));
}

fn check(schema: &Schema) {
    let files = site(schema, SiteSettings::default(), 1);
    let codec = Codec::new(schema);
    let is_documented = |id: &MessageId| matches!(schema[*id].parent, Parent::File(file) if !schema[file].is_import);
    let mut checked = 0;
    for id in schema.messages.ids().filter(is_documented) {
        let full_name = schema.text(schema[id].full_name);
        let json = example(&files, schema, id, "JSON").unwrap_or_else(|| panic!("{full_name} has an example"));
        let message = codec
            .from_json(id, &json, UnknownKeys::Refuse)
            .unwrap_or_else(|error| panic!("{full_name}: {error}\n{json}"));
        for &field in &schema[id].fields {
            let is_first = schema[field].oneof.is_none_or(|oneof| schema[oneof].fields[0] == field);
            let name = schema.name(field.into());
            assert_eq!(
                json.contains(&format!("\n  \"{}\": ", schema.json_name(field))),
                is_first,
                "{full_name}.{name}: {json}"
            );
        }
        if let Some(text) = example(&files, schema, id, "Text format") {
            let (read, notes) = codec.from_text(id, text.as_bytes(), Dialect::Buf);
            assert_eq!(notes, [], "{full_name}: {text}");
            assert_eq!(codec.to_json(&read.unwrap()), codec.to_json(&message), "{full_name}");
        }
        checked += 1;
    }
    assert!(checked > 3, "there are examples");
}

/// Returns the example of a message in one of the forms.
fn example(files: &SiteFiles, schema: &Schema, id: MessageId, form: &str) -> Option<String> {
    let package = schema.package(schema[id].file);
    let name = schema.text(schema[id].name);
    let page = &files[&format!("{package}/{name}.html")];
    let (_, rest) = page.split_once(&format!("<summary>{form}</summary><pre>"))?;
    Some(unescaped(rest.split_once("</pre>")?.0))
}
