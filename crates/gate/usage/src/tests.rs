//! The lines of usage files for small crates: what counts as a use, and what does not.

use std::fs;

use protoward_compiler::{Compiler, MemoryTree};
use protoward_source::paths::{System, portable};
use protoward_source::{Report, Sources, text};

use crate::{UsageOptions, read};

const SCHEMA: &str = r#"
syntax = "proto3";
package shop.v1;
message Order {
  string id = 1;
  int64 amount = 2;
  string type = 3;
  Status status = 4;
  optional int32 weight = 5;
  Address billing = 6;
  oneof payment { Card card = 7; string voucher = 8; }
  repeated Item items = 9;
  map<string, Tag> tags = 10;
  message Item { string name = 1; int32 count = 2; }
}
message Card { string number = 1; string holder = 2; }
message Address { string street = 1; string city = 2; }
message Tag { string text = 1; string color = 2; }
message GetRequest { string id = 1; bool full = 2; }
enum Status { STATUS_UNSPECIFIED = 0; STATUS_PAID = 1; STATUS_OPEN = 2; }
service Orders { rpc Get(GetRequest) returns (Order); rpc Watch(GetRequest) returns (stream Order); }
service Empty {}
"#;

const OTHER: &str = r#"
syntax = "proto3";
package bill.v1;
message Order { string number = 1; }
"#;

/// Returns the lines for a crate with these files, or its errors.
fn uses_with(files: &[(&str, &str)], options: UsageOptions) -> String {
    let folder = tempfile::tempdir().expect("a folder for the crate");
    let manifest = ("Cargo.toml", "[package]\nname = \"web\"\n");
    let has_manifest = files.iter().any(|(path, _)| *path == "Cargo.toml");
    for (path, text) in files.iter().chain((!has_manifest).then_some(&manifest)) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder for a file");
        fs::write(path, text).expect("a file of the crate");
    }
    let tree = MemoryTree::new([("shop.proto", SCHEMA), ("bill.proto", OTHER)]);
    let compiled = Compiler::new().resolver(tree).compile(["shop.proto", "bill.proto"]).expect("the schema is valid");
    let schema = compiled.schema();
    let own: Vec<_> = schema.files.ids().collect();
    let mut sources = Sources::default();
    let mut report = Report::default();
    let uses = read(folder.path(), (schema, &own), options, &mut sources, &mut report);
    let messages = System::HERE.portable(&text(&report, &sources)).replace(&portable(folder.path()), "web");
    let lines = uses.map(|uses| uses.lines.into_iter().collect::<Vec<_>>().join(" ").replace("shop.v1.", ""));
    [messages, lines.unwrap_or_default()].concat()
}

fn uses(code: &str) -> String {
    uses_with(&[("src/lib.rs", &format!("{INCLUDE}{code}"))], UsageOptions::default())
}

/// All packages, in one line so that the lines of the code count from 1.
const INCLUDE: &str = "mod pb { include!(concat!(env!(\"OUT_DIR\"), \"/mod.rs\")); } ";

#[test]
fn checked_types_are_those_of_messages() {
    assert_eq!(uses("use pb::shop::v1::checked::Order; fn f(o: &Order) -> i64 { o.amount }"), "Order.amount");
    assert_eq!(
        uses("use pb::shop::v1::checked; fn f(i: checked::order::Item) -> String { i.name }"),
        "Order.Item.name"
    );
    assert_eq!(
        uses(
            "use pb::shop::v1::checked::order::Payment; fn f(p: Payment) -> bool { matches!(p, Payment::Voucher(_)) }"
        ),
        "Order.voucher"
    );
}

#[test]
fn members_of_expressions_count_for_all_used_types() {
    assert_eq!(uses("use pb::shop::v1::Order; fn f(o: &Order) -> i64 { o.amount }"), "Order.amount");
    assert_eq!(
        uses("use pb::shop::v1::{Order, GetRequest}; fn f(o: &Order, r: &GetRequest) -> bool { o.id == r.id }"),
        "GetRequest.id Order.id"
    );
    // `Address` is not named, but the type of a used field.
    assert_eq!(
        uses("fn f(o: &pb::shop::v1::Order) -> usize { o.billing.as_ref().unwrap().city.len() }"),
        "Address.city Order.billing"
    );
    // A variable is no member.
    assert_eq!(uses("fn f(amount: i64, o: pb::shop::v1::Order) { let id = amount; g(id, o) }"), "Order");
}

#[test]
fn finds_keywords_methods_maps_and_nested_types() {
    assert_eq!(uses("fn f(o: &pb::shop::v1::Order) -> &str { &o.r#type }"), "Order.type");
    assert_eq!(uses("fn f(o: &mut pb::shop::v1::Order) { o.set_status(o.status()); }"), "Order.status");
    assert_eq!(uses("fn f(o: &pb::shop::v1::Order) { o.weight(); }"), "Order.weight");
    assert_eq!(uses("fn f(o: &pb::shop::v1::Order) { o.tags[\"a\"].color.len(); }"), "Order.tags Tag.color");
    assert_eq!(uses("fn f(o: &pb::shop::v1::Order) { <pb::shop::v1::Order>::weight(o); }"), "Order.weight");
    assert_eq!(uses("use pb::shop::v1::order::Item; fn f(i: Item) { i.count; }"), "Order.Item.count");
}

#[test]
fn structs_and_patterns_name_members_of_their_type() {
    let code = "use pb::shop::v1::*; fn f(id: String) { Order { id, ..Default::default() }; let x: GetRequest = y(); }";
    assert_eq!(uses(code), "GetRequest Order.id");
    assert_eq!(uses("use pb::shop::v1::Order; fn f(Order { id, amount: _, .. }: Order) {}"), "Order.amount Order.id");
    assert_eq!(
        uses("use pb::shop::v1::Order; impl Order { fn n() -> Self { Self { amount: 1, ..x() } } }"),
        "Order.amount"
    );
}

#[test]
fn finds_enum_values() {
    assert_eq!(uses("use pb::shop::v1::Status; fn f() { Status::Paid; }"), "Status.STATUS_PAID");
    assert_eq!(
        uses("use pb::shop::v1::Status::*; fn f(s: X) { match s { Open => 1, other => 2 }; }"),
        "Status.STATUS_OPEN"
    );
    assert_eq!(uses("type S = pb::shop::v1::Status; fn f() { S::Paid as i32; }"), "Status.STATUS_PAID");
    assert_eq!(uses("use pb::shop::v1::Status; fn f() { Status::StatusPaid; }"), "Status.STATUS_PAID");
    assert_eq!(uses("use pb::shop::v1::Status::Paid; fn f() { println!(\"{Paid:?}\"); }"), "Status.STATUS_PAID");
}

#[test]
fn finds_oneofs() {
    let code = "use pb::shop::v1::order::Payment; fn f(p: Payment) { if let Payment::Card(card) = p { card.holder; } }";
    assert_eq!(uses(code), "Card.holder Order.card");
    let code = "fn f(o: pb::shop::v1::Order) { o.payment.is_some(); }";
    assert_eq!(uses(code), "Order.card Order.payment Order.voucher");
}

#[test]
fn finds_services() {
    let client = "use pb::shop::v1::orders_client::OrdersClient; async fn f(mut c: OrdersClient<C>) { c.get(r()).await?.into_inner().amount; }";
    assert_eq!(uses(client), "/Orders/Get Order.amount");
    let server = "struct S; impl pb::shop::v1::orders_server::Orders for S { async fn watch(&self) {} }";
    assert_eq!(uses(server), "/Orders/Watch");
    let glob = "use pb::shop::v1::orders_server::*; impl Orders for S { async fn watch(&self) {} }";
    assert_eq!(uses(glob), "/Orders/Watch");
    assert_eq!(uses("use pb::shop::v1::orders_server::OrdersServer; fn f() { OrdersServer::new(x()); }"), "Orders");
    // All methods may be called by code that is not here.
    let through = "use pb::shop::v1::orders_client::OrdersClient; fn f(c: OrdersClient<C>) { g(c).amount }";
    assert_eq!(uses(through), "Order.amount Orders");
}

#[test]
fn follows_aliases_reexports_and_blocks() {
    assert_eq!(uses("use pb::shop::v1 as api; fn f(o: api::Order) { o.id; }"), "Order.id");
    let code = "mod prelude { pub use super::pb::shop::v1::*; } use prelude::*; fn f(o: Order) { o.id; }";
    assert_eq!(uses(code), "Order.id");
    assert_eq!(uses("fn f() { use pb::shop::v1::Order; let o: Order = g(); o.id; }"), "Order.id");
    assert_eq!(
        uses("mod a { mod b { fn f(o: super::super::pb::bill::v1::Order) { o.number; } } }"),
        "bill.v1.Order.number"
    );
    // Modules that import each other.
    let code = "mod a { pub use super::b::*; } mod b { pub use super::a::*; pub use crate::pb::bill::v1::*; } fn f(o: a::Order) { o.number; }";
    assert_eq!(uses(code), "bill.v1.Order.number");
}

#[test]
fn types_of_traits_may_be_any() {
    let code =
        "impl T for pb::bill::v1::Order { fn f() { Self::Value { holder: 1 }; } } fn g(c: pb::shop::v1::Card) {}";
    assert_eq!(uses(code), "bill.v1.Order Card.holder");
    let code = "type S = <X as T>::Value; fn f(s: pb::shop::v1::Status) { S::Open; }";
    assert_eq!(uses(code), "Status.STATUS_OPEN");
    let code = "fn f<T: Tr>(c: pb::shop::v1::Card) { T::Order { holder: 1, ..T::x() }; }";
    assert_eq!(uses(code), "bill.v1.Order Card.holder Order");
}

#[test]
fn own_types_hide_generated_ones() {
    assert_eq!(uses("struct Order; fn f(o: Order, r: pb::shop::v1::GetRequest) { o.id; }"), "GetRequest.id");
    assert!(uses("struct Order { id: i32 } fn f(o: Order) { o.id; }").contains("`web` uses nothing of the schema"));
}

#[test]
fn finds_code_of_other_crates_by_name() {
    let files = [("src/lib.rs", "use api::shop::v1::Order; fn f(o: Order) { o.id; }")];
    assert_eq!(uses_with(&files, UsageOptions::default()), "Order.id");
    // Both orders may be meant, and a glob import may bring either.
    let files = [("src/lib.rs", "use api::prelude::*; fn f(o: Order) { o.id; }")];
    assert_eq!(uses_with(&files, UsageOptions::default()), "bill.v1.Order Order.id");
    let files = [("src/lib.rs", "use api::Status::*; fn f(o: X) { match o { Paid => 1, _ => 2 } }")];
    assert_eq!(uses_with(&files, UsageOptions::default()), "Status.STATUS_PAID");
}

#[test]
fn finds_names_in_macros() {
    assert_eq!(uses("fn f(o: pb::shop::v1::Order) { assert_eq!(o.id, \"\"); }"), "Order.id");
    assert_eq!(
        uses("fn f(o: pb::shop::v1::Order) { my!(o.id => pb::shop::v1::Status::Open); }"),
        "Order.id Status.STATUS_OPEN"
    );
    assert_eq!(
        uses("macro_rules! m { ($o:expr) => { $o.amount } } fn f(o: pb::shop::v1::Order) { m!(o); }"),
        "Order.amount"
    );
    // A variable in a macro of the standard library is no member.
    assert_eq!(uses("fn f(o: pb::shop::v1::Order, amount: i64) { println!(\"{} {amount}\", amount); }"), "Order");
    assert_eq!(uses("#[case(pb::shop::v1::Status::Open)] fn f() {}"), "Status.STATUS_OPEN");
    let whole = uses("use pb::shop::v1::Card; fn f(c: Card) { paste! { c.[<num ber>]; } }");
    assert!(whole.starts_with("web/src/lib.rs:1:99:warning: `paste` makes names that are not in the code"), "{whole}");
    assert!(whole.ends_with("Card.*"), "{whole}");
}

#[test]
fn json_and_reflection_use_everything() {
    let code = "use pb::shop::v1::Card; fn f(c: Card) { serde_json::to_string(&c); }";
    assert!(uses(code).contains("warning: `serde_json::to_string` may read or write the JSON of a message: "));
    assert!(uses(code).ends_with("Card.*"));
    let files = [("src/lib.rs", &*format!("{INCLUDE}{code}"))];
    assert_eq!(uses_with(&files, UsageOptions { only_typed: true, ..UsageOptions::default() }), "Card");
    assert!(uses("use prost_reflect::ReflectMessage; use pb::shop::v1::Card;").contains("finds members at run time"));
}

#[test]
fn reads_files_of_modules() {
    let files = [
        ("src/main.rs", "mod a; #[path = \"x/y.rs\"] mod z; mod inline { mod c; } use web::pb;"),
        ("src/a.rs", "mod b;"),
        ("src/a/b.rs", "fn f(o: web::pb::Order) { o.id; }"),
        ("src/x/y.rs", "mod w; fn f(o: web::pb::Order) { o.amount; }"),
        ("src/x/w/mod.rs", "fn f(o: web::pb::Order) { o.weight; }"),
        ("src/inline/c.rs", "fn f(o: web::pb::Order) { o.tags; }"),
        ("src/lib.rs", "pub mod pb { tonic::include_proto!(\"shop.v1\"); } mod missing;"),
        ("tests/t.rs", "fn f(o: web::pb::Order) { o.billing; }"),
    ];
    let found = uses_with(&files, UsageOptions::default());
    assert!(found.contains("web/src/lib.rs:1:54:warning: the module `missing` has no file"), "{found}");
    assert!(found.ends_with("Order.amount Order.billing Order.id Order.tags Order.weight"), "{found}");
    let found = uses_with(&files, UsageOptions { without_tests: true, ..UsageOptions::default() });
    assert!(found.ends_with("Order.amount Order.id Order.tags Order.weight"), "{found}");
}

#[test]
fn generated_code_in_the_crate_uses_nothing_itself() {
    let generated =
        "// This file is @generated by prost-build.\npub struct Order { pub id: String }\nfn f(o: Order) { o.amount; }";
    let files = [
        ("src/lib.rs", "mod gen; fn f(o: gen::shop::v1::Order) { o.id; }"),
        (
            "src/gen/mod.rs",
            "// This file is @generated by protoward: the modules of all packages.\npub mod shop {\n    pub mod v1 {\n        include!(\"shop.v1.rs\");\n    }\n}\n",
        ),
        ("src/gen/shop.v1.rs", generated),
    ];
    assert_eq!(uses_with(&files, UsageOptions::default()), "Order.id");
    // A file name that tells no package: the order of another package may be meant too.
    let files = [("src/lib.rs", "mod pb; fn f(o: pb::Order) { o.id; }"), ("src/pb.rs", generated)];
    assert_eq!(uses_with(&files, UsageOptions::default()), "bill.v1.Order Order.id");
    // Without a mark, the code counts as the crate's own, and its types as generated.
    let unmarked = "#[derive(Clone, ::prost::Message)] pub struct Order { pub id: String }";
    let files = [("src/lib.rs", "mod pb; fn f(o: pb::Order) { o.id; }"), ("src/pb.rs", unmarked)];
    assert_eq!(uses_with(&files, UsageOptions::default()), "bill.v1.Order Order.id");
}

#[test]
fn reads_libraries_by_path_and_workspaces() {
    let files = [
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\n[workspace.dependencies]\nshop-api = { path = \"api\" }\n",
        ),
        ("crates/web/Cargo.toml", "[package]\nname = \"web\"\n[dependencies]\nshop-api = { workspace = true }\n"),
        ("crates/web/src/lib.rs", "use shop_api::load; fn f() { load().amount; }"),
        (
            "crates/admin/Cargo.toml",
            "[package]\nname = \"admin\"\n[dependencies]\napi = { path = \"../../api\", package = \"shop-api\" }\n",
        ),
        ("crates/admin/src/main.rs", "fn main() { let o: api::Order = x(); o.id; }"),
        ("api/Cargo.toml", "[package]\nname = \"shop-api\"\n"),
        (
            "api/src/lib.rs",
            "mod pb { include!(\"../shop.v1.rs\"); } pub use pb::Order; pub fn load() -> Order { todo!() }",
        ),
    ];
    assert_eq!(uses_with(&files, UsageOptions::default()), "Order.amount Order.id");
}

#[test]
fn reports_invalid_crates() {
    let errors = |files: &[(&str, &str)]| uses_with(files, UsageOptions::default());
    let message = errors(&[("src/lib.rs", "fn f( {}")]);
    assert!(
        message.starts_with("web/src/lib.rs:1:5:this file is not valid Rust: a bracket or a literal does not end"),
        "{message}"
    );
    let message = errors(&[("src/lib.rs", "\n\n  fn é() { let = 1; }")]);
    assert!(message.starts_with("web/src/lib.rs:3:17:this file is not valid Rust"), "{message}");
    assert!(errors(&[("src/lib.rs", &"(".repeat(100_000))]).contains("nested too deeply"));
    assert!(errors(&[("src/other.rs", "")]).contains("has no source files"));
    assert!(
        errors(&[("Cargo.toml", "[package\n"), ("src/lib.rs", "")])
            .starts_with("web/Cargo.toml:1:9:this manifest is not valid TOML")
    );
    assert!(
        errors(&[("src/lib.rs", "include!(\"lib.rs\"); mod a { include!(\"lib.rs\"); }")]).contains("uses nothing")
    );
    assert!(
        errors(&[("src/lib.rs", "use Option::*; use Opt::*; use Option as Opt; fn f() { None }")])
            .contains("uses nothing")
    );
}
