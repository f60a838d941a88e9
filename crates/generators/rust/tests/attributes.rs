//! Attributes of users: code says which setting they are from, and what is no attribute is refused.

use protoward_compiler::{Compiler, MemoryTree};
use protoward_rust::{Generator, RustSettings, Services, TONIC_ALLOW_CLIPPY, TypeAttribute};

const SCHEMA: &str = "syntax = \"proto3\"; package a.v1; message User { string name = 1; oneof of { int32 age = 2; } }
    enum Kind { KIND_UNSET = 0; } service Users { rpc Get(User) returns (User); }";

fn code(settings: &RustSettings) -> String {
    code_of(SCHEMA, settings)
}

fn code_of(text: &str, settings: &RustSettings) -> String {
    let compiled = Compiler::new().resolver(MemoryTree::new([("a.proto", text)])).compile(["a.proto"]);
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
fn derived_traits_can_be_left_out() {
    const SCHEMA: &str = "syntax = \"proto3\"; package a.v1; message In { int32 x = 1; }
        message Out { In in = 1; oneof of { In one = 2; bool two = 3; } } message Other { int32 x = 1; }";
    let derives = |skipped: &[(&str, &str)]| {
        let mut settings = RustSettings::default();
        settings.skip_derive.extend(skipped.iter().map(|&(path, traits)| (path, traits.to_owned())));
        let code = code_of(SCHEMA, &settings);
        let derived = code.lines().filter_map(|line| line.trim().strip_prefix("#[derive(Clone, "));
        let traits = derived.map(|traits| traits.split(", ::prost").next().unwrap_or_default().to_owned());
        // `In`, `Out`, its oneof, `Other`.
        traits.collect::<Vec<_>>()
    };
    const ALL: &str = "Copy, PartialEq, Eq, Hash";
    assert_eq!(derives(&[]), [ALL; 4]);
    assert_eq!(derives(&[(".", "Copy")]), ["PartialEq, Eq, Hash"; 4]);
    let [neither, not_copied] = ["Copy, PartialEq", "PartialEq, Eq, Hash"];
    assert_eq!(derives(&[(".a.v1.In", "Eq,Hash")]), [neither, neither, neither, ALL]);
    assert_eq!(
        derives(&[("Out.of", "Copy"), ("=.a.v1.Other", "Hash")]),
        [ALL, not_copied, not_copied, "Copy, PartialEq, Eq"]
    );
}

#[test]
fn fields_of_a_message_are_boxed_by_the_name_of_the_message() {
    const SCHEMA: &str = "syntax = \"proto3\"; package a.v1; message Big { int32 x = 1; }
        message Out { Big big = 1; repeated Big list = 2; map<string, Big> map = 3; string text = 4; Out2 other = 6;
            oneof of { Big one = 5; } }
        message Out2 { oneof of { Big one = 1; } }";
    let boxed = |path: &str| {
        let mut settings = RustSettings::default();
        settings.boxed.insert(path, ());
        code_of(SCHEMA, &settings)
    };
    let code = boxed("=.a.v1.Big");
    assert_eq!(code.matches("::Box<").count(), 3, "{code}");
    assert!(code.contains("One(::prost::alloc::boxed::Box<super::Big>)"), "{code}");
    assert_eq!(code.matches("Copy").count(), 1, "boxes cannot be copied: {code}");
    let code = boxed(".");
    assert_eq!(code.matches("::Box<").count(), 4, "prost has no boxed texts: {code}");
}

#[test]
fn only_some_traits_can_be_left_out() {
    let mut settings = RustSettings::default();
    settings.skip_derive.insert(".", "Eq, Debug".to_owned());
    let report = settings.check_traits().expect_err("`Debug` has an option of its own");
    let shown: Vec<_> = report.iter().map(|it| it.message.clone()).collect();
    assert_eq!(shown, ["`skip_derive` of `.` names `Debug`, which cannot be left out"]);
}

#[test]
fn marks_of_deprecated_elements_can_be_left_out() {
    const SCHEMA: &str = "syntax = \"proto3\"; package a.v1;
        message User { string name = 1 [deprecated = true]; oneof of { int32 age = 2 [deprecated = true]; } }
        enum Kind { KIND_UNSET = 0; KIND_OLD = 1 [deprecated = true]; }
        service Users { rpc Get(User) returns (User) { option deprecated = true; } }";
    let count = |path: Option<&str>| {
        let mut settings = RustSettings::default();
        settings.services = Some(Services::default());
        settings.skip_deprecated.extend(path.map(|path| (path, ())));
        code_of(SCHEMA, &settings).matches("deprecated").count()
    };
    // `KIND_OLD` is also allowed where names are converted, twice.
    assert_eq!(count(None), 6);
    let paths = [".", ".a.v1.User", "Kind.KIND_OLD", ".a.v1.Users.Get", "=.a.v1.User.name"];
    assert_eq!(paths.map(|path| count(Some(path))), [0, 4, 3, 5, 5]);
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
