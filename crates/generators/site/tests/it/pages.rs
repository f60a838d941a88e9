//! The contents of pages: declarations, comments, options, uses, and what several packages share.

use std::collections::BTreeMap;

use super::support::{attributes, compiled, fixture, site, text};
use protoward_breaking::{ComparisonSettings, check};
use protoward_compiler::{Compiler, MemoryTree, Sources};
use protoward_site::{Baseline, BrokenFile, FileError, Site, SiteSettings, SourceLinks};

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
    assert_eq!((counts.packages, counts.services, counts.messages, counts.enums, counts.pages), (1, 1, 4, 1, 9));
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
fn scalar_types_link_to_their_facts() {
    let scalars =
        "double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes";
    let scalars: Vec<&str> = scalars.split(' ').collect();
    let fields = scalars.iter().enumerate().map(|(at, scalar)| format!("{scalar} f{at} = {};", at + 1));
    let fields = fields.collect::<String>() + "map<string, Inner> inner = 20; message Inner {}";
    let schema = compiled(&[("a.proto", &format!("syntax = \"proto3\"; package a; message A {{ {fields} }}"))]);
    let files = site(&schema, SiteSettings::default(), 1);
    let links: Vec<&str> = attributes(&files["a/A.html"], "href")
        .into_iter()
        .filter_map(|url| url.strip_prefix("../scalars.html#"))
        .collect();
    assert_eq!(links, [&scalars[..], &["string"]].concat());
    let page = &files["scalars.html"];
    let rows: Vec<&str> = attributes(page, "id").into_iter().filter(|id| !id.starts_with('-')).collect();
    assert_eq!(rows, scalars);
    let page = text(page);
    for row in [
        "int64−2⁶³ to 2⁶³\u{a0}−\u{a0}1varint of 1 to 9 bytes; 10 for each negative numberstring, such as \"42\"",
        "bytesany sequence of byteslength, then the bytesstring in base64, such as \"aGk=\"",
        "uint64u64uint64longintbigintuint64_t",
        "bytesVec<u8>[]byteByteStringbytesUint8Arraystd::string",
    ] {
        assert!(page.contains(row), "{row}: {page}");
    }
}

/// Users of screen readers jump from heading to heading, and take a missing level for a missing part.
#[test]
fn headings_leave_out_no_level() {
    let comment = "// A.\n//\n// ## B\n//\n// #### C\n";
    let of_file = format!(
        "{comment}syntax = \"proto2\";\n{comment}package a;\n{comment}message M {{\n{comment}optional M m = 1;\n\
         extensions 9;\n{comment}message N {{\n{comment}extend M {{ {comment}optional int32 x = 9; }}\n}}\n}}\n\
         {comment}enum E {{\n{comment}V = 0;\n}}\n{comment}service S {{\n{comment}rpc R(M) returns (M);\n}}\n"
    );
    let schema = compiled(&[("a.proto", &of_file)]);
    let old = compiled(&[("a.proto", "syntax = \"proto2\"; package a; message M {} message Gone {}")]);
    let findings = check(&old, &schema, &ComparisonSettings::named(["FILE"]).unwrap());
    let baseline = Some(Baseline { name: "v1", schema: &old, findings: &findings });
    let error = FileError { place: "1:1".to_owned(), message: "# a".to_owned(), help: Some("## b".to_owned()) };
    let broken = [BrokenFile { path: "b.proto".to_owned(), errors: vec![error] }];
    let files = site(&schema, SiteSettings { baseline, broken: &broken, ..SiteSettings::default() }, 1);
    let pages: Vec<_> = files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    assert_eq!(pages.len(), 8, "all kinds of pages: {:?}", files.keys());
    for (path, html) in pages {
        let starts = html.match_indices("<h").filter_map(|(at, _)| html[at + 2..].chars().next()?.to_digit(10));
        let levels: Vec<u32> = starts.collect();
        assert_eq!(levels.iter().filter(|&&level| level == 1).count(), 1, "{path}: {levels:?}");
        assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{path}: {levels:?}");
    }
}

#[test]
fn files_have_the_mark_of_generated_files() {
    for (path, text) in site(&fixture("new"), SiteSettings::default(), 1) {
        assert!(text.get(..200).unwrap_or(&text).contains("@generated"), "{path}");
    }
}
