//! Attributes of users: code says which setting they are from, and what is no attribute is refused.

use protoward_compiler::{Compiler, MemoryTree};
use protoward_rust::{Generator, RustSettings, Services, TONIC_ALLOW_CLIPPY, TypeAttribute};

const SCHEMA: &str = "syntax = \"proto3\"; package a.v1; message User { string name = 1; oneof of { int32 age = 2; } }
    enum Kind { KIND_UNSET = 0; } service Users { rpc Get(User) returns (User); }";

fn code(settings: &RustSettings) -> String {
    let compiled = Compiler::new().resolver(MemoryTree::new([("a.proto", SCHEMA)])).compile(["a.proto"]);
    let schema = compiled.expect("the schema is right").into_schema();
    let files: Vec<_> = schema.files.ids().collect();
    let generator = Generator::new(&schema, &files, settings).expect("there are no extern paths");
    generator.modules().into_iter().map(|module| module.code).collect()
}

fn settings() -> RustSettings {
    let pair = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let mut settings = RustSettings::default();
    settings.attribute_origins = true;
    settings
        .type_attributes
        .extend([pair(".", TONIC_ALLOW_CLIPPY), pair(".a", "#[cfg(unix)]\n/// Text.\n#[derive(Hash)]")]);
    settings.message_attributes.extend([pair("User", "#[message]")]);
    settings.enum_attributes.extend([pair(".a.v1.Kind", "#[enumeration]"), pair(".a.v1.User.of", "#[oneof]")]);
    settings.field_attributes.extend([
        pair("name", "#[field]"),
        pair("age", "#[variant]"),
        pair("KIND_UNSET", "#[value]"),
    ]);
    let by_type = TypeAttribute { ty: "optional string".to_owned(), attribute: "#[by_type]".to_owned() };
    settings.field_type_attributes.insert(".a.v1.User.name", by_type);
    let mut services = Services::default();
    services.client_attributes.modules.push(pair("a.v1", "#[client_module]"));
    services.client_attributes.structs.push(pair("Users", "#[client]"));
    services.server_attributes.modules.push(pair("a.v1", "#[server_module]"));
    services.server_attributes.structs.push(pair("Users", "#[server]"));
    services.server_attributes.traits.push(pair("Users", "#[contract]"));
    settings.services = Some(services);
    settings
}

#[test]
fn an_exact_path_is_for_one_element() {
    let count = |path: &str| {
        let mut settings = RustSettings::default();
        settings.type_attributes.insert(path, "#[marked]".to_owned());
        code(&settings).matches("#[marked]").count()
    };
    assert_eq!([".a.v1.User", "=.a.v1.User", "=.a.v1.User.of", "=.a.v1", "=User"].map(count), [2, 1, 1, 0, 0]);
}

#[test]
fn each_attribute_has_its_setting_behind_it() {
    let code = code(&settings());
    let with_setting: Vec<&str> = code.lines().map(str::trim).filter(|line| line.contains("_attribute of `")).collect();
    let of_type = ["#[cfg(unix)] // type_attribute of `.a`", "#[derive(Hash)] // type_attribute of `.a`"];
    let expected = [
        &of_type[..],
        &["#[message] // message_attribute of `User`"],
        &["#[by_type] // field_type_attribute of `optional string`", "#[field] // field_attribute of `name`"],
        &of_type,
        &["#[oneof] // enum_attribute of `.a.v1.User.of`", "#[variant] // field_attribute of `age`"],
        &of_type,
        &["#[enumeration] // enum_attribute of `.a.v1.Kind`", "#[value] // field_attribute of `KIND_UNSET`"],
        &["#[client_module] // client_mod_attribute of `a.v1`", "#[client] // client_attribute of `Users`"],
        &["#[server_module] // server_mod_attribute of `a.v1`", "#[contract] // trait_attribute of `Users`"],
        &["#[server] // server_attribute of `Users`"],
    ];
    assert_eq!(with_setting, expected.concat());
    assert!(code.contains("#[allow(clippy::all)]\n#[cfg(unix)]"), "nobody set the first one");
    assert!(code.contains("\n/// Text.\n"), "it would be in the documentation");
}

#[test]
fn attributes_have_no_comments_by_default() {
    let mut settings = settings();
    settings.attribute_origins = RustSettings::default().attribute_origins;
    let code = code(&settings);
    assert!(code.contains("#[message]\n") && !code.contains("_attribute of `"), "{code}");
}

#[test]
fn refuses_invalid_attributes_with_their_setting() {
    let cases = [
        ("#[derive(Eq]", "`]` closes nothing"),
        ("#[derive(Eq)", "`[` is not closed"),
        ("derive(Eq)", "`#[` does not begin it"),
        ("#[doc = \"a]", "a literal or a comment has no end"),
        ("#[(Eq)]", "`#[…]` has no name"),
    ];
    for (text, why) in cases {
        let mut settings = settings();
        settings.check_attributes().expect("all of them are attributes");
        let by_type = TypeAttribute { ty: "map bytes".to_owned(), attribute: text.to_owned() };
        settings.field_type_attributes.insert(".a.v1.User.name", by_type);
        let error = settings.check_attributes().expect_err(text).to_string();
        assert_eq!(
            error,
            format!("`field_type_attribute` of `map bytes` is not an attribute of Rust: `{text}`, where {why}")
        );
        settings.field_attributes.insert("name", text.to_owned());
        let error = settings.check_attributes().expect_err(text).to_string();
        assert_eq!(error, format!("`field_attribute` of `name` is not an attribute of Rust: `{text}`, where {why}"));
    }
}
