//! Checked types: required fields without `Option`, and fields of own types.

use std::path::Path;

use protoward_rust_crate::{OptionValue, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, Layered, MemoryTree, Resolver};

use super::copied::Copied;
use super::names::{compiled, entry, files, flag};

type Options = Vec<(&'static str, OptionValue)>;

/// Compiles files that may import rules of `buf.validate` and behaviors of `google.api`.
fn with_rules(own: impl Resolver + 'static, name: &str) -> Schema {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = |path: &str| FolderTree::new(root.join(path));
    let rules = folder("crates/language/common-protos/third_party/protovalidate");
    compiled(Layered::new().with(own).with(rules).with(folder("third_party/googleapis")), [name])
}

fn text(name: &'static str, value: &str) -> (&'static str, OptionValue) {
    (name, OptionValue::Text(value.to_owned()))
}

fn types(types: &[(&str, &str)]) -> (&'static str, OptionValue) {
    let pairs = types.iter().map(|&(path, ty)| (path.to_owned(), ty.to_owned()));
    ("types", OptionValue::Pairs(pairs.collect()))
}

fn list(name: &'static str, path: &str) -> (&'static str, OptionValue) {
    (name, OptionValue::List(vec![path.to_owned()]))
}

#[test]
fn converts_messages_to_checked_types() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/codegen/checked");
    let schema = with_rules(FolderTree::new(fixture.join("proto")), "orders.proto");
    let plain: Options = vec![
        flag("validate", true),
        flag("build_transport", false),
        list("btree_map", ".shop.v1.Order.gifts"),
        list("open_enums", ".shop.v1.Size"),
        list("unknown_fields", ".shop.v1.Card"),
    ];
    let own = types(&[
        (".shop.v1.Order.id", "crate::types::OrderId"),
        ("Order.status", "crate::proto::shop::v1::Status"),
        (".shop.v1.Order.note.link", "crate::types::Code"),
        (".shop.v1.Order.codes", "crate::types::Code"),
        (".shop.v1.Order.tags", "crate::types::Code"),
        (".shop.v1.Order.type", "crate::types::Code"),
        (".shop.v1.Order.shipped_at", "std::time::SystemTime"),
        (".shop.v1.Elsewhere.requests", "crate::proto::shop::v1::checked::PlaceRequest"),
    ]);
    let checked: Options = plain.iter().cloned().chain([text("required", "strict"), own]).collect();
    let (plain, with) = (files(&schema, &plain), files(&schema, &checked));
    let added: String = ["places.rs", "shop.v1.rs"]
        .map(|file| {
            // Only the part before the services is the same: checked types come before their modules.
            let start = with[file].find("/// Checked types of messages").unwrap();
            assert!(plain[file].starts_with(&with[file][..start]), "the other code stays as it is");
            let end = with[file].find("/// Items of the service").unwrap_or(with[file].len());
            format!("// {file}\n{}", &with[file][start..end])
        })
        .concat();
    super::snapshot("checked", "added", &added);
    assert_eq!(with["foo_bar.rs"].matches("pub mod checked {").count(), 1, "{}", with["foo_bar.rs"]);

    let sources = ["conversions", "lib", "servers", "types", "violations"].map(|name| format!("src/{name}.rs"));
    let copied: Vec<&str> = std::iter::once("Cargo.toml").chain(sources.iter().map(String::as_str)).collect();
    let copy = Copied::of(&fixture, &copied);
    copy.generate(&schema, &[entry(&checked)]);
    copy.test();
}

const SHOP: &str = r#"
    syntax = "proto3";
    package shop.v1;
    import "buf/validate/validate.proto";
    message Order { string id = 1; Customer customer = 2 [(buf.validate.field).required = true]; }
    message Customer { string name = 1; }
"#;

#[test]
fn only_required_fields_change_without_validation() {
    let schema = with_rules(MemoryTree::new([("shop.proto", SHOP)]), "shop.proto");
    let code = &files(&schema, &[text("required", "strict")])["shop.v1.rs"];
    assert!(code.contains("pub customer: super::Customer,"), "{code}");
    assert!(code.contains("__validate::parsed(message)") && !code.contains("Validate for"), "{code}");
}

/// The declarations of rules are only imported for their options.
#[test]
fn no_code_is_generated_for_the_declarations_of_rules() {
    let schema = with_rules(MemoryTree::new([("shop.proto", SHOP)]), "shop.proto");
    let has_rules = |options: &Options, paths: &[&str]| {
        let mut entry = entry(options);
        entry.paths = paths.iter().map(|path| (*path).to_owned()).collect();
        let plans = generate(&schema, &[entry], Path::new("")).unwrap();
        plans[0].files().any(|(path, _)| path.ends_with("buf.validate.rs"))
    };
    assert!(has_rules(&vec![], &[]));
    for options in [vec![flag("validate", true)], vec![text("required", "strict")]] {
        assert!(!has_rules(&options, &[]) && !has_rules(&options, &["shop.proto"]));
        assert!(has_rules(&options, &["buf/validate", "shop.proto"]));
    }
}

#[test]
fn a_type_makes_a_checked_type() {
    let schema = with_rules(MemoryTree::new([("shop.proto", SHOP)]), "shop.proto");
    let code = &files(&schema, &[text("required", "strict"), types(&[("Customer.name", "crate::Name")])])["shop.v1.rs"];
    assert!(code.contains("pub customer: Customer,") && code.contains("pub name: crate::Name,"), "{code}");
}

#[test]
fn a_package_with_the_name_of_the_module_keeps_it() {
    let inner = r#"
        syntax = "proto3";
        package shop.v1.checked;
        import "shop.proto";
        message Basket { shop.v1.Order order = 1; }
    "#;
    let schema = with_rules(MemoryTree::new([("shop.proto", SHOP), ("inner.proto", inner)]), "inner.proto");
    let files = files(&schema, &[text("required", "strict")]);
    assert!(files["shop.v1.rs"].contains("pub mod checked_ {"), "{}", files["shop.v1.rs"]);
    let inner = &files["shop.v1.checked.rs"];
    assert!(inner.contains("pub order: ::core::option::Option<super::super::checked_::Order>,"), "{inner}");
}

#[test]
fn refuses_settings_without_a_meaning() {
    let schema = with_rules(MemoryTree::new([("shop.proto", SHOP)]), "shop.proto");
    let strict = || text("required", "strict");
    let id = || types(&[(".shop.v1.Order.id", "crate::Id")]);
    let extern_path = |path: &str| ("extern_path", OptionValue::Pairs(vec![(path.to_owned(), "::other".to_owned())]));
    let cases: [Options; 8] = [
        vec![text("required", "stric")],
        vec![id()],
        vec![strict(), types(&[(".shop.v1.Order.ide", "crate::Id")])],
        vec![strict(), types(&[(".shop.v1.Order", "crate::Id")])],
        vec![strict(), types(&[(".", "crate::Id")])],
        vec![strict(), types(&[("Order.id", "uuid Uuid")])],
        vec![strict(), id(), extern_path(".shop.v1")],
        vec![strict(), id(), text("layout", "workspace")],
    ];
    let refused = cases.map(|options| {
        let report = generate(&schema, &[entry(&options)], Path::new("")).unwrap_err();
        report.iter().map(|it| super::rendered(it) + "\n").collect::<String>()
    });
    super::snapshot("checked", "refused", &refused.concat());
}
