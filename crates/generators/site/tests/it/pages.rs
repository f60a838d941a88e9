//! The contents of pages: declarations, comments, options, uses, and what several packages share.

use super::support::{fixture, site, text};
use protoward_site::{Site, SiteSettings};

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
fn files_have_the_mark_of_generated_files() {
    for (path, text) in site(&fixture("new"), SiteSettings::default(), 1) {
        assert!(text.get(..200).unwrap_or(&text).contains("@generated"), "{path}");
    }
}
