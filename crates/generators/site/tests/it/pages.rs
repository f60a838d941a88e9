//! The contents of pages: declarations, comments, options, uses, and what several packages share.

use std::collections::BTreeMap;

use super::support::{attributes, compiled, fixture, site, text};
use protoward_compiler::{Compiler, MemoryTree, Sources};
use protoward_site::{BrokenFile, FileError, Site, SiteSettings, SourceLinks};

#[test]
fn equal_schemas_have_equal_sites() {
    let first = site(&fixture("new"), SiteSettings::default(), 1);
    for threads in [1, 4] {
        assert!(site(&fixture("new"), SiteSettings::default(), threads) == first);
    }
}

#[test]
fn counts_are_those_of_documented_files() {
    let schema = fixture("new");
    let site = Site::new(&schema, SiteSettings::default());
    let counts = site.counts();
    assert_eq!((counts.packages, counts.services, counts.messages, counts.enums, counts.pages), (1, 1, 4, 1, 8));
}

#[test]
fn shows_the_methods_of_a_service() {
    let files = site(&fixture("new"), SiteSettings::default(), 1);
    let page = text(&files["shop.v1/Orders.html"]);
    for part in [
        "rpc CreateOrder(CreateOrderRequest) returns (Order)",
        "POST /v1/{parent=shops/*}/ordersbody order",
        "PUT /v1/ordersbody *",
        "rpc GetOrder(GetOrderRequest) returns (Order)no side effects",
        "rpc WatchOrders(stream GetOrderRequest) returns (stream Order)bidirectional streaming",
        "ListAll deprecated",
        "(shop.v1.team) = \"orders\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn shows_the_fields_of_a_message() {
    let files = site(&fixture("new"), SiteSettings::default(), 1);
    let html = &files["shop.v1/Order.html"];
    let page = text(html);
    for part in [
        "string name = 1optional",
        "(google.api.field_behavior) = IDENTIFIER",
        "repeated Order.Item items = 2",
        "map<string, Money> discounts = 5",
        "oneof paymentat most one is set",
        "string card = 6 deprecated",
        "bytes signature = 14JSON name sig",
        "features.field_presence = IMPLICIT",
        "double rating = 15optionaldefault 0.5",
        "Reserved numbers: 100 to 120, 130",
        "Reserved names: old_name",
        "Numbers for extensions: 1000 to max",
        "method Orders.CreateOrder",
        "field CreateOrderRequest.order",
        "extension is_gift",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("never empty"), "internal comments are left out");
    assert!(html.contains("<a href=\"https://protobuf.dev/reference/protobuf/google.protobuf/#timestamp\">"));
    assert!(html.contains("and a <a href=\"#State\">state</a>"), "a reference in a comment is a link");
    assert!(html.contains("<a href=\"index.html#secret\">(shop.v1.secret)</a>"), "a custom option is a link");
}

#[test]
fn declarations_link_to_their_lines() {
    let text = "syntax = \"proto3\";\npackage a;\n\nmessage A {\n  message B {}\n}\n";
    let mut sources = Sources::default();
    let loaded = Compiler::new().resolver(MemoryTree::new([("a/a b.proto", text)])).load(["a/a b.proto"], &mut sources);
    let schema = loaded.link(&sources).schema();
    let file = schema.files.ids().next().unwrap();
    let files = BTreeMap::from([(file, "https://example.com/a/a%20b.proto?x=1#L{line}".to_owned())]);
    let source = Some(SourceLinks { files: &files, sources: &sources });
    let pages = site(&schema, SiteSettings { source, ..SiteSettings::default() }, 1);
    let links = |page: &str| {
        let all = attributes(&pages[page], "href").into_iter().filter(|url| url.starts_with("https:"));
        all.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        links("a/A.html"),
        ["https://example.com/a/a%20b.proto?x=1#L4", "https://example.com/a/a%20b.proto?x=1#L5"]
    );
    assert_eq!(links("a/index.html"), ["https://example.com/a/a%20b.proto?x=1#L1"]);
}

#[test]
fn files_that_do_not_compile_are_listed() {
    let schema = compiled(&[("a.proto", "syntax = \"proto3\"; package a; message A {}")]);
    let error =
        FileError { place: "3:5".to_owned(), message: "no <type>".to_owned(), help: Some("remove it".to_owned()) };
    let broken = [BrokenFile { path: "b.proto".to_owned(), errors: vec![error] }];
    let files = site(&schema, SiteSettings { broken: &broken, ..SiteSettings::default() }, 1);
    let page = text(&files["errors.html"]);
    assert!(page.contains("b.proto3:5no <type>"), "{page}");
    assert!(attributes(&files["a/A.html"], "href").contains(&"../errors.html"));
    assert!(text(&files["index.html"]).contains("1 file cannot be shown because of errors"));
    let without = site(&schema, SiteSettings::default(), 1);
    assert!(!without.contains_key("errors.html") && !without["index.html"].contains("errors.html"));
}

#[test]
fn the_comment_of_a_file_is_that_of_its_first_statement() {
    for (comment, is_shown) in [("About orders.", true), ("Copyright 2026 Acme", false)] {
        let schema = compiled(&[("a.proto", &format!("// {comment}\nsyntax = \"proto3\"; package a; message A {{}}"))]);
        let page = text(&site(&schema, SiteSettings::default(), 1)["a/index.html"]);
        assert_eq!(page.contains(comment), is_shown, "{page}");
    }
}

#[test]
fn the_tree_has_all_packages() {
    let schema = compiled(&[
        ("a.proto", "syntax = \"proto3\"; package a.v1; message A {}"),
        ("b.proto", "syntax = \"proto3\"; message B {}"),
    ]);
    let files = site(&schema, SiteSettings::default(), 1);
    assert!(files["packages.js"].contains("[\"a.v1\",\"a.v1\"]"), "{}", files["packages.js"]);
    assert!(files["packages.js"].contains("\"no-package\""));
    assert!(files["a.v1/A.html"].contains("data-folder=\"a.v1\""));
}

#[test]
fn files_have_the_mark_of_generated_files() {
    for (path, text) in site(&fixture("new"), SiteSettings::default(), 1) {
        assert!(text.get(..200).unwrap_or(&text).contains("@generated"), "{path}");
    }
}
