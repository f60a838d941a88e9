//! Links of pages and of the search: each leads to a page and an anchor of the site.

use std::collections::BTreeSet;

use super::support::{SiteFiles, attributes, changed_site, compiled, fixture, site};
use protoward_site::SiteSettings;
use protoward_values::{Node, Tree, parse_json};

#[test]
fn all_links_of_a_site_lead_somewhere() {
    check(&changed_site(&fixture("old"), &fixture("new")));
}

#[test]
fn names_that_are_one_file_on_some_systems_have_different_pages() {
    let schema = compiled(&[
        ("a.proto", "syntax = \"proto3\"; package A; message Index {} message INDEX { Aux aux = 1; } message Aux {}"),
        ("b.proto", "syntax = \"proto3\"; package a; message B { enum E { V = 0; } E e = 1; } enum style { X = 0; }"),
        ("c.proto", "syntax = \"proto3\"; package style.css; message C {}"),
        ("d.proto", "syntax = \"proto3\"; message NoPackage { NoPackage x = 1; }"),
    ]);
    let files = site(&schema, SiteSettings::default(), 1);
    check(&files);
    let lower: BTreeSet<String> = files.keys().map(|path| path.to_lowercase()).collect();
    assert_eq!(lower.len(), files.len());
    assert!(files.contains_key("no-package/NoPackage.html"), "{:?}", files.keys());
}

/// As in `.proto` files, a value is a sibling of its enum.
#[test]
fn values_of_enums_are_found_from_where_their_enum_is() {
    let schema = compiled(&[(
        "a.proto",
        "syntax = \"proto3\"; package a;\n// One of [STATE_A][], [State.STATE_A][] and [TOP][].\nmessage M {\n// See [STATE_A][].\nState state = 1;\n\
         enum State { STATE_A = 0; } }\nenum Top { TOP = 0; }\n",
    )]);
    let files = site(&schema, SiteSettings::default(), 1);
    let html = &files["a/M.html"];
    for text in ["STATE_A", "State.STATE_A"] {
        assert!(html.contains(&format!("<a href=\"#State.STATE_A\">{text}</a>")), "{html}");
    }
    assert!(html.contains("<a href=\"Top.html#TOP\">TOP</a>"), "{html}");
}

#[test]
fn imported_files_have_pages_only_on_request() {
    let schema = fixture("new");
    let page = "google.api/FieldBehavior.html";
    assert!(!site(&schema, SiteSettings::default(), 1).contains_key(page));
    let files = site(&schema, SiteSettings { includes_imports: true, ..SiteSettings::default() }, 1);
    assert!(files.contains_key(page));
    check(&files);
}

/// Checks all links of a site.
fn check(files: &SiteFiles) {
    let pages = || files.iter().filter(|(path, _)| path.ends_with(".html"));
    let mut checked = 0;
    for (path, html) in pages() {
        let ids = attributes(html, "id");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "anchors of {path} are unique: {ids:?}");
        for url in attributes(html, "href").into_iter().chain(attributes(html, "src")) {
            assert!(leads_somewhere(files, path, url), "{path} links to {url}");
            checked += 1;
        }
    }
    assert!(checked > 10, "there are links");
    check_search(files);
}

fn leads_somewhere(files: &SiteFiles, from: &str, url: &str) -> bool {
    if ["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) {
        return true;
    }
    let (path, anchor) = url.split_once('#').unwrap_or((url, ""));
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = match path.strip_prefix("../") {
        _ if path.is_empty() => from.to_owned(),
        Some(path) => path.to_owned(),
        None if folder.is_empty() => path.to_owned(),
        None => format!("{folder}/{path}"),
    };
    files.get(&target).is_some_and(|html| anchor.is_empty() || attributes(html, "id").contains(&anchor))
}

/// Composes the page and the anchor of each entry of the search as `search.js` does.
fn check_search(files: &SiteFiles) {
    let script = files["search-index.js"].split_once(" = ").unwrap().1;
    let index = parse_json(script.trim_end().trim_end_matches(';').as_bytes()).unwrap();
    let part = |name: &str| match &index.tree {
        Tree::Object(entries) => &entries.iter().find(|(key, _)| key.text.as_str() == name).unwrap().1,
        _ => panic!("the index is an object"),
    };
    let texts: Vec<&str> = items(part("texts")).iter().map(string).collect();
    let numbers: Vec<i64> = items(part("entries")).iter().map(number).collect();
    let Tree::Object(paths) = &part("paths").tree else { panic!("paths are an object") };
    let path = |entry: usize, name: &str| {
        let own = paths.iter().find(|(key, _)| key.text.as_str() == entry.to_string());
        own.map_or(name.to_owned(), |(_, path)| string(path).to_owned())
    };
    let mut places: Vec<(String, String)> = Vec::new();
    for (entry, fields) in numbers.chunks(4).enumerate() {
        let &[kind, around, name, summary] = fields else { panic!("an entry has four numbers") };
        let (name, _) = (texts[name as usize], texts[summary as usize]);
        let place = match usize::try_from(around) {
            Err(_) => (format!("{}/index.html", path(entry, name)), String::new()),
            Ok(outer) if kind <= 3 && places[outer].0.ends_with("/index.html") => {
                let folder = places[outer].0.split_once('/').unwrap().0;
                (format!("{folder}/{}.html", path(entry, name)), String::new())
            }
            Ok(outer) => {
                let (page, anchor) = &places[outer];
                (page.clone(), if anchor.is_empty() { name.to_owned() } else { format!("{anchor}.{name}") })
            }
        };
        let html = files.get(&place.0).unwrap_or_else(|| panic!("the search leads to {place:?}"));
        assert!(place.1.is_empty() || attributes(html, "id").contains(&&*place.1), "the search leads to {place:?}");
        places.push(place);
    }
    assert!(places.len() > 5, "the index has entries");
}

fn items(node: &Node) -> &[Node] {
    match &node.tree {
        Tree::Array(items) => items,
        _ => panic!("it is a list"),
    }
}

fn string(node: &Node) -> &str {
    match &node.tree {
        Tree::String(text) => text,
        _ => panic!("it is a string"),
    }
}

fn number(node: &Node) -> i64 {
    match &node.tree {
        Tree::Number(text) => text.parse().unwrap(),
        _ => panic!("it is a number"),
    }
}
