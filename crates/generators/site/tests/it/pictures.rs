//! Pictures: what they show, in which words, and where their boxes lead.

use super::support::{attributes, changed_site, compiled, fixture, site, text, unescaped};
use protoward_ledger::{EventTime, Ledger, facts};
use protoward_schema::Schema;
use protoward_site::SiteSettings;

/// Returns the picture with the given name on a page.
fn picture<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let start = format!("<figure class=\"picture\"><svg role=\"group\" aria-labelledby=\"-title-{name}\"");
    let (_, rest) = page.split_once(&start)?;
    Some(rest.split_once("</figure>").unwrap().0)
}

/// Returns the description of a picture for screen readers.
fn description(picture: &str) -> String {
    let (_, rest) = picture.split_once("<desc").unwrap();
    unescaped(rest.split_once('>').unwrap().1.split_once('<').unwrap().0)
}

fn count(picture: &str, part: &str) -> usize {
    picture.matches(part).count()
}

/// Returns the number of arrows in a picture; their head is a path, too.
fn arrows(picture: &str) -> usize {
    count(picture, "<path") - 1
}

/// Compiles files of packages that import others: `a: b, c`.
fn importing(packages: &[(&str, &[&str])]) -> Schema {
    let path = |package: &str| format!("{package}.proto");
    let file = |(package, imports): &(&str, &[&str])| {
        let imports = imports.iter().map(|import| format!("import \"{}\";", path(import))).collect::<String>();
        (path(package), format!("syntax = \"proto3\"; package {package}; {imports} message M {{}}"))
    };
    let files: Vec<(String, String)> = packages.iter().map(file).collect();
    compiled(&files.iter().map(|(path, text)| (&**path, &**text)).collect::<Vec<_>>())
}

#[test]
fn a_message_is_between_its_users_and_the_types_of_its_fields() {
    let files = site(&fixture("new"), SiteSettings::default(), 1);
    let picture = picture(&files["shop.v1/Order.html"], "neighbors").unwrap();
    assert_eq!(
        description(picture),
        "Order contains itself; it has fields of Order.Item, Order.State, google.protobuf.Timestamp, Money, Order.Invoice, \
         google.protobuf.Duration, google.protobuf.Any, google.protobuf.Struct, google.protobuf.FieldMask, \
         google.protobuf.Int64Value, google.protobuf.Value, google.protobuf.ListValue; it is used by Orders, \
         CreateOrderRequest, is_gift."
    );
}

#[test]
fn messages_that_contain_themselves_and_each_other_have_arrows_both_ways() {
    let schema = compiled(&[(
        "a.proto",
        "syntax = \"proto3\"; package a; message A { A a = 1; B b = 2; map<string, C> c = 3; string s = 4; }
         message B { repeated A a = 1; } message C {} message D { string s = 1; B b = 2; }",
    )]);
    let files = site(&schema, SiteSettings::default(), 1);
    let found = picture(&files["a/A.html"], "neighbors").unwrap();
    assert_eq!(description(found), "A contains itself; it has fields of B, C; it is used by B.");
    assert_eq!(arrows(found), 4);
    assert_eq!(attributes(found, "href"), ["B.html", "C.html"]);
    assert!(picture(&files["a/D.html"], "neighbors").is_none(), "one neighbor is no picture");
}

#[test]
fn many_neighbors_are_a_number_with_a_link_to_the_list() {
    let users = (0..200).map(|at| format!("message U{at} {{ A a = 1; }} ")).collect::<String>();
    let fields = (0..200).map(|at| format!("T{at} t{at} = {}; ", at + 1)).collect::<String>();
    let types = (0..200).map(|at| format!("message T{at} {{}} ")).collect::<String>();
    let schema =
        compiled(&[("a.proto", &format!("syntax = \"proto3\"; package a; {users} {types} message A {{ {fields} }}"))]);
    let files = site(&schema, SiteSettings::default(), 1);
    let found = picture(&files["a/A.html"], "neighbors").unwrap();
    assert!(
        description(found).ends_with("T11, and 188 more; it is used by U0, U1, U2, U3, U4, U5, U6, U7, and 192 more.")
    );
    let links = attributes(found, "href");
    assert!(links.contains(&"#-used-by") && links.contains(&"#-fields"), "{links:?}");
    assert_eq!(links.len(), 22);
}

#[test]
fn a_package_is_between_its_importers_and_its_imports() {
    let schema = importing(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[]), ("d", &[])]);
    let files = site(&schema, SiteSettings::default(), 1);
    let found = picture(&files["b/index.html"], "imports").unwrap();
    assert_eq!(description(found), "b imports c; it is imported by a.");
    assert_eq!(attributes(found, "href"), ["../a/index.html", "../c/index.html"]);
    let page = text(&files["c/index.html"]);
    assert!(page.contains("Imported byab"), "the same as a list: {page}");
    assert!(picture(&files["d/index.html"], "imports").is_none());
}

#[test]
fn the_first_page_has_the_imports_that_do_not_follow_from_others() {
    let schema = importing(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[]), ("d", &[])]);
    let files = site(&schema, SiteSettings::default(), 1);
    let found = picture(&files["index.html"], "overview").unwrap();
    assert_eq!(arrows(found), 2);
    assert_eq!(attributes(found, "href"), ["a/index.html", "b/index.html", "c/index.html"]);
    assert!(text(&files["index.html"]).contains("As a lista imports b, cb imports c"), "the list has all");
    for single in [importing(&[("a", &[])]), importing(&[("a", &[]), ("b", &[])])] {
        assert!(picture(&site(&single, SiteSettings::default(), 1)["index.html"], "overview").is_none());
    }
}

/// Files of two packages can import each other, since only files may not.
#[test]
fn packages_in_a_cycle_have_arrows_both_ways() {
    let schema = compiled(&[
        ("a/one.proto", "syntax = \"proto3\"; package a; message One {}"),
        ("b.proto", "syntax = \"proto3\"; package b; import \"a/one.proto\"; message B { a.One one = 1; }"),
        ("a/two.proto", "syntax = \"proto3\"; package a; import \"b.proto\"; message Two { b.B b = 1; }"),
    ]);
    let files = site(&schema, SiteSettings::default(), 1);
    for (page, name) in [("index.html", "overview"), ("a/index.html", "imports")] {
        assert_eq!(arrows(picture(&files[page], name).unwrap()), 2, "{page}");
    }
}

#[test]
fn three_hundred_packages_are_groups() {
    for prefix in ["top", "top.of.all."] {
        let names: Vec<String> = (0..300).map(|at| format!("{prefix}{}.p{at}", ["x", "y", "z"][at % 3])).collect();
        let names = if prefix == "top" { (0..300).map(|at| format!("p{at}")).collect() } else { names };
        let imports: Vec<[&str; 1]> = names[1..].iter().map(|name| [&**name]).collect();
        let all: Vec<(&str, &[&str])> =
            names.iter().zip(&imports).map(|(name, import)| (&**name, &import[..])).collect();
        let last = (names[299].as_str(), &[][..]);
        let schema = importing(&all.into_iter().chain([last]).collect::<Vec<_>>());
        let files = site(&schema, SiteSettings::default(), 1);
        let index = &files["index.html"];
        let found = picture(index, "overview").unwrap();
        let boxes = attributes(found, "href");
        assert!((3..=24).contains(&boxes.len()), "{boxes:?}");
        let ids = attributes(index, "id");
        assert!(boxes.iter().filter_map(|url| url.strip_prefix('#')).all(|anchor| ids.contains(&anchor)), "{boxes:?}");
    }
}

#[test]
fn the_history_has_each_release() {
    let versions = [
        ("v1.9.0", "string id = 1; string old = 2;"),
        ("v1.10.0", "string id = 1; string added = 3;"),
        ("v2.0.0", "string id = 1; string added = 3; string last = 4;"),
    ];
    let compiled_version = |fields: &str| {
        compiled(&[("a.proto", &format!("syntax = \"proto3\"; package a; message A {{ {fields} }} message B {{}}"))])
    };
    let mut ledger = Ledger::default();
    for (label, fields) in versions {
        ledger.observe(facts(&compiled_version(fields)), &EventTime::labelled(label));
    }
    let schema = compiled_version(versions[2].1);
    let files = site(&schema, SiteSettings { ledger: Some(&ledger), ..SiteSettings::default() }, 1);
    let html = &files["a/A.html"];
    let found = picture(html, "history").unwrap();
    let shown = text(found);
    assert!(shown.contains("v1.9.0v1.10.0v2.0.0"), "versions are in their order: {shown}");
    assert_eq!((count(found, "class=\"gone\""), count(found, "class=\"present\"")), (1, 4));
    assert!(text(html).contains("2 old: string from v1.9.0 until v1.10.0"), "the same as a list");
    assert!(!files["a/B.html"].contains("-history"), "nothing happened");
    assert!(!site(&schema, SiteSettings::default(), 1)["a/A.html"].contains("-history"));
}

#[test]
fn colors_are_those_of_the_style_sheet() {
    for (path, html) in changed_site(&fixture("old"), &fixture("new")) {
        for color in ["fill=", "stroke=", "color:"] {
            assert!(!path.ends_with(".html") || !html.contains(color), "{path} has {color}");
        }
    }
}
