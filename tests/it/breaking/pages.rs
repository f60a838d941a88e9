//! Runs the examples on the pages of the rules, so that the pages are correct.

use protoward_policy::Rule;
use protoward_source::MemoryTree;

use super::{Change, all_rules, everything, rules};

#[test]
fn examples_on_pages_have_their_findings() {
    for rule in rules() {
        let before = block(rule, "Before");
        let breaks = block(rule, "Breaks");
        let instead = block(rule, "Instead");
        let once = rule.needs_ledger().then(|| block(rule, "Once"));
        assert!(fires(rule, once.as_deref(), &before, &breaks), "{}: what is under `Breaks` is found", rule.id());
        assert!(!fires(rule, once.as_deref(), &before, &instead), "{}: what is under `Instead` is fine", rule.id());
        if rule.needs_ledger() {
            assert!(!fires(rule, None, &before, &breaks), "{}: without a ledger nothing is known", rule.id());
        }
    }
}

fn fires(rule: &Rule, once: Option<&str>, old: &str, new: &str) -> bool {
    let old = files(old);
    let new = files(new);
    let borrowed = |files: &[(String, String)]| -> Vec<(String, String)> { files.to_vec() };
    let old = borrowed(&old);
    let new = borrowed(&new);
    let old: Vec<_> = old.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let new: Vec<_> = new.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let mut change = Change::of_texts(&old, &new);
    if let Some(once) = once {
        change = change.since(MemoryTree::new(files(once)));
    }
    let settings = if rule.is_known_to_buf() { everything() } else { all_rules() };
    change.check(&settings).iter().any(|finding| finding.rule == rule)
}

/// Returns the example below a heading of a page.
fn block(rule: &Rule, heading: &str) -> String {
    let missing = || -> ! { panic!("{} has a `## {heading}` with an example", rule.id()) };
    let Some((_, section)) = rule.page().split_once(&format!("\n## {heading}\n")) else { missing() };
    let section = section.split("\n## ").next().unwrap_or_default();
    let block = section.split_once("```proto\n").and_then(|(_, rest)| rest.split_once("```"));
    block.map_or_else(|| missing(), |(block, _)| block.to_owned())
}

/// Returns the files of an example: one file, or several that each start with a line `// name.proto`.
fn files(block: &str) -> Vec<(String, String)> {
    let mut files = vec![("example.proto".to_owned(), String::new())];
    for line in block.lines() {
        match line.strip_prefix("// ").filter(|name| name.ends_with(".proto") && !name.contains(' ')) {
            Some(name) => files.push((name.to_owned(), String::new())),
            None => files.last_mut().expect("there is one from the start").1.extend([line, "\n"]),
        }
    }
    files.retain(|(name, text)| name != "example.proto" || !text.trim().is_empty());
    let imported: Vec<_> = ANNOTATIONS.iter().filter(|path| block.contains(&format!("import \"{path}\""))).collect();
    let files = files.into_iter().map(|(name, text)| (name, with_syntax(text)));
    files.chain(imported.into_iter().map(|path| ((*path).to_owned(), annotation(path)))).collect()
}

/// The files that examples can import without including them.
const ANNOTATIONS: &[&str] = &[
    "buf/validate/validate.proto",
    "google/api/annotations.proto",
    "google/api/client.proto",
    "google/api/field_behavior.proto",
    "google/api/resource.proto",
    "google/longrunning/operations.proto",
];

fn annotation(path: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/annotations");
    std::fs::read_to_string(format!("{folder}/{path}")).unwrap()
}

/// Adds a default syntax and package to an example that does not have them.
fn with_syntax(text: String) -> String {
    let says = |line: &str| line.starts_with("syntax") || line.starts_with("edition");
    if text.lines().any(says) { text } else { format!("syntax = \"proto3\";\npackage example.v1;\n{text}") }
}
