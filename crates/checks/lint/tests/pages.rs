//! Runs the examples on the pages of rules, so that the pages are correct.

#![expect(clippy::unwrap_used, reason = "a failed test panics")]

use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_lint::{Options, catalog, check};
use protoward_policy::Rule;
use protoward_source::{MemoryTree, Sources};

fn rules() -> Vec<&'static Rule> {
    catalog().rules().to_vec()
}

/// Returns the address that the page of a rule must link to: its AIP, or the guidance of protobuf.
fn source(id: &str) -> Option<String> {
    let number = id.strip_prefix("AIP_").and_then(|rest| rest.split('_').next());
    let of_aip = number.map(|number| format!("https://google.aip.dev/{})", number.trim_start_matches('0')));
    of_aip.or_else(|| id.starts_with("GUIDANCE_").then(|| "https://protobuf.dev/".to_owned()))
}

#[test]
fn examples_on_pages_have_their_findings() {
    let mut wrong = Vec::new();
    for rule in rules() {
        match (findings(rule, "Violates"), findings(rule, "Instead")) {
            (Ok(some), Ok(none)) if !some.is_empty() && none.is_empty() => {}
            result => wrong.push(format!("{}: {result:?}", rule.id())),
        }
    }
    assert!(wrong.is_empty(), "`Violates` has findings and `Instead` has none:\n{}", wrong.join("\n"));
}

#[test]
fn findings_have_a_place_a_help_and_a_name() {
    for rule in rules() {
        let (found, sources) = run(rule, &block(rule, "Violates")).unwrap();
        for finding in found {
            let id = rule.id();
            let place = finding.diagnostic.place().unwrap_or_else(|| panic!("{id} has a place"));
            assert!(sources.get(place.source).text.is_some(), "{id}: the place is in a file");
            assert!(finding.diagnostic.help.is_some(), "{id} has a help");
            assert!(!finding.diagnostic.message.ends_with('.'), "{id}: messages have no period");
        }
    }
}

#[test]
fn pages_state_fixes() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let (found, _) = run(rule, &block(rule, "Violates")).unwrap();
        let stated = rule.page().split_once("\n## Fix\n").map(|(_, section)| section).unwrap_or_default();
        for change in found.into_iter().filter_map(|finding| finding.change) {
            if !stated.contains("--fix") || stated.contains("--unsafe") == change.is_safe() {
                wrong.push(format!("{}: {change:?}", rule.id()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "these changes are not below `Fix`:\n{}", wrong.join("\n"));
}

#[test]
fn pages_have_the_parts_of_a_page() {
    for rule in rules() {
        let id = rule.id();
        let page = rule.page();
        assert!(page.starts_with(&format!("# {id}\n\nDetects ")), "{id}: the page begins with its id");
        assert!(page.contains("\n## Why it matters\n"), "{id}: the page has a reason");
        let stated = page.split_once("\n## Source\n").map(|(_, source)| source.trim()).unwrap_or_default();
        if let Some(expected) = source(id) {
            assert!(stated.contains(&expected), "{id}: the page states its source");
        }
        assert!(page.lines().all(|line| line.chars().count() <= 120), "{id}: lines have at most 120 characters");
    }
}

/// Returns the messages of the findings in the example below a heading.
fn findings(rule: &'static Rule, heading: &str) -> Result<Vec<String>, String> {
    let (found, _) = run(rule, &block(rule, heading))?;
    Ok(found.into_iter().map(|finding| finding.diagnostic.message).collect())
}

fn run(rule: &'static Rule, block: &str) -> Result<(Vec<protoward_lint::Finding>, Sources), String> {
    let files = files(block);
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let mut sources = Sources::default();
    let compiler = Compiler::new().resolver(MemoryTree::new(files)).built_in(CommonProtos);
    let loaded = compiler.load(&names, &mut sources);
    let linked = loaded.link(&sources);
    if linked.report().has_errors() {
        let errors: Vec<&str> = linked.report().iter().map(|it| it.message.as_str()).collect();
        return Err(format!("does not compile: {errors:?}"));
    }
    let schema = linked.schema();
    let of_example = schema.requested.clone();
    let found = check(&schema, &sources, &of_example, &[rule], &Options::default());
    Ok((found, sources))
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
    let mut files = vec![("library/v1/library.proto".to_owned(), String::new())];
    for line in block.lines() {
        match line.strip_prefix("// ").filter(|name| name.ends_with(".proto") && !name.contains(' ')) {
            Some(name) => files.push((name.to_owned(), String::new())),
            None => files.last_mut().unwrap().1.extend([line, "\n"]),
        }
    }
    files.retain(|(_, text)| !text.trim().is_empty());
    files
}
