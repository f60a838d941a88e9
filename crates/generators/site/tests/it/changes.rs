//! Marks of changes since an older version: additions, changes, removals, and which of them are breaking.

use super::support::{SiteFiles, changed_site, compiled, fixture, site, text};
use protoward_site::SiteSettings;

/// Returns the text of the item or section with an anchor, up to the next one.
fn item(files: &SiteFiles, page: &str, anchor: &str) -> String {
    let html = &files[page];
    let start = html.find(&format!(" id=\"{anchor}\"")).unwrap_or_else(|| panic!("{page} has {anchor}"));
    let rest = &html[start..];
    let end = rest[1..].find(" id=\"").map_or(rest.len(), |end| end + 1);
    text(&format!("<li{}", &rest[..end]))
}

#[test]
fn changed_elements_have_the_text_of_the_finding() {
    let files = changed_site(&fixture("old"), &fixture("new"));
    let count = item(&files, "shop.v1/Order.html", "Item.count");
    assert!(
        count.contains("changed breaking field count (2) of shop.v1.Order.Item changed from string to int32"),
        "{count}"
    );
    assert!(count.contains("FIELD_SAME_TYPE"), "{count}");
    let shipped = item(&files, "shop.v1/Order.html", "State.STATE_SHIPPED");
    assert!(shipped.contains("changed the documentation of value STATE_SHIPPED"), "{shipped}");
    assert!(!item(&files, "shop.v1/Order.html", "name").contains("changed"));
}

#[test]
fn marks_added_elements() {
    let files = changed_site(&fixture("old"), &fixture("new"));
    assert!(item(&files, "shop.v1/Order.html", "list").contains("added field list (18) of shop.v1.Order was added"));
    assert!(text(&files["shop.v1/Color.html"]).contains("enum Color added"));
}

#[test]
fn removed_elements_stay_on_the_page_of_what_contained_them() {
    let files = changed_site(&fixture("old"), &fixture("new"));
    let order = text(&files["shop.v1/Order.html"]);
    assert!(
        order.contains("field note = 9removed breaking field note (9) of shop.v1.Order.Item was deleted"),
        "{order}"
    );
    assert!(order.contains("enum value STATE_LOST = 3removed breaking"), "{order}");
    assert!(text(&files["shop.v1/Orders.html"]).contains("method DropOrderremoved breaking"));
    assert!(text(&files["shop.v1/index.html"]).contains("message Goneremoved breaking"));
}

#[test]
fn lists_all_changes_on_one_page() {
    let files = changed_site(&fixture("old"), &fixture("new"));
    let page = text(&files["changes.html"]);
    assert!(page.contains("10 changes since git:v1.0.0, 5 breaking"), "{page}");
    for name in [
        "Color",
        "Gone",
        "Order.Item.count",
        "Order.Item.note",
        "Order.State.STATE_LOST",
        "Order.list",
        "Orders.DropOrder",
    ] {
        assert!(page.contains(&format!("shop.v1.{name}")), "{name}: {page}");
    }
}

#[test]
fn removals_without_a_finding_are_changes() {
    let old = compiled(&[(
        "a.proto",
        "syntax = \"proto3\"; package a; message A { string x = 1; oneof o { int32 y = 2; } message B {} }",
    )]);
    let new =
        compiled(&[("a.proto", "syntax = \"proto3\"; package a; message A { string renamed = 1; int32 y = 2; }")]);
    let baseline = protoward_site::Baseline { name: "old", schema: &old, findings: &[] };
    let files = site(&new, SiteSettings { baseline: Some(baseline), ..SiteSettings::default() }, 1);
    let page = text(&files["a/A.html"]);
    assert!(page.contains("message Bremoved message a.A.B was removed"), "{page}");
    assert!(page.contains("oneof oremoved oneof a.A.o was removed"), "{page}");
    assert!(!page.contains("field"), "a renamed field is not removed: {page}");
}

#[test]
fn lists_a_deleted_package_on_the_page_of_changes() {
    let file = ("a.proto", "syntax = \"proto3\"; package a; message A {}");
    let old = compiled(&[file, ("b.proto", "syntax = \"proto3\"; package b; message B {}")]);
    let page = text(&changed_site(&old, &compiled(&[file]))["changes.html"]);
    assert!(page.contains("b.B") && page.contains("removed"), "{page}");
}

#[test]
fn equal_versions_have_no_marks() {
    let schema = fixture("new");
    let files = changed_site(&schema, &schema);
    assert!(text(&files["changes.html"]).contains("Nothing changed."));
    assert!(!files["shop.v1/Order.html"].contains("badge changed"));
    assert!(!site(&schema, SiteSettings::default(), 1).contains_key("changes.html"));
}
