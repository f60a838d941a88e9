//! The page of the registries: its tables are those of the code.

use std::fmt::Write as _;
use std::fs;

use protoward_breaking::witness::Witnesses;
use protoward_breaking::{ComparisonSettings, check};
use protoward_compiler::Compiler;
use protoward_registries::{Change, EXAMPLES, Example, Registry, RegistryMode, facts};
use protoward_schema::Schema;
use protoward_source::{Directions, MemoryTree, Sources};

const PAGE: &str = "docs/registries.md";

/// The comment before the part that the test writes.
const MARK: &str = "<!-- `cargo test --test it registries::write -- --ignored` writes the rest of this page -->\n";

fn schema(example: &Example, version: usize) -> Schema {
    let files = example.files(version);
    let mut sources = Sources::default();
    let tree = MemoryTree::new(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let loaded = Compiler::new().resolver(tree).load(["a.proto"], &mut sources);
    loaded.link(&sources).schema()
}

/// Returns the modes in which a change is compatible.
const fn modes(is_backward: bool, is_forward: bool) -> &'static str {
    match (is_backward, is_forward) {
        (true, true) => "all",
        (true, false) => "`BACKWARD`",
        (false, true) => "`FORWARD`",
        (false, false) => "none",
    }
}

fn accepted(registry: Registry, old: &Schema, new: &Schema) -> &'static str {
    let accepts = |directions| {
        let mode = RegistryMode { registry, directions, is_transitive: false };
        mode.judge(old, new, "a.proto").iter().all(|judgment| judgment.fact.is_accepted)
    };
    modes(accepts(Directions::BACKWARD), accepts(Directions::FORWARD))
}

/// Returns the modes in which no message is read differently, in binary and JSON.
fn readable(old: &Schema, new: &Schema) -> &'static str {
    let findings = check(old, new, &ComparisonSettings::named(["FILE", "WIRE_JSON"]).unwrap());
    let witnesses = Witnesses::new(old, new);
    let broken: Vec<Directions> = findings.iter().map(|finding| witnesses.directions(finding)).collect();
    modes(!broken.iter().any(|it| it.backward), !broken.iter().any(|it| it.forward))
}

fn row(example: &Example) -> String {
    let [old, new] = [0, 1].map(|version| schema(example, version));
    let syntax = match example.syntax {
        ["syntax = \"proto3\";", "syntax = \"proto3\";"] => "",
        ["syntax = \"proto2\";", "syntax = \"proto2\";"] => " (proto2)",
        ["syntax = \"proto3\";", _] => " (proto3, then proto2)",
        _ => " (edition)",
    };
    let import = |version: usize| match example.import[version] {
        "" => String::new(),
        text => format!(", and in `b.proto` `{text}`"),
    };
    let [was, is] = [0, 1].map(|version| format!("`{}`{}", example.body[version], import(version)));
    let verdicts = Registry::ALL.map(|registry| accepted(registry, &old, &new));
    let text = example.change.text("the new version", "the old version");
    format!("| {text}{syntax} | {was} | {is} | {} | {} |\n", verdicts.join(" | "), readable(&old, &new))
}

fn tables() -> String {
    let mut text = "\n## Each change in each mode\n".to_owned();
    let mut group = "";
    for example in EXAMPLES {
        if example.change.group() != group {
            group = example.change.group();
            let _ = write!(
                text,
                "\n### {group}\n\n| change | old | new | Confluent | Apicurio | Redpanda | read the same |\n|---|---|---|---|---|---|---|\n"
            );
        }
        text += &row(example);
    }
    for registry in Registry::ALL {
        let _ = write!(
            text,
            "\n## The facts of {}\n\nFrom the version that writes to the version that reads.\n\n| change | verdict | its name | reason | source |\n\
             |---|---|---|---|---|\n",
            registry.name()
        );
        for fact in facts(registry) {
            let verdict = if fact.is_accepted { "compatible" } else { "refused" };
            let name = if fact.name.is_empty() { String::new() } else { format!("`{}`", fact.name) };
            let change = fact.change.text("the reader", "the writer");
            let _ = writeln!(text, "| {change} | {verdict} | {name} | {} | {} |", fact.reason, fact.source);
        }
    }
    text
}

#[test]
fn documents_the_tables_of_the_code() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (_, written) = page.split_once(MARK).unwrap();
    assert!(written == tables(), "{PAGE} is not what the tables say; write it anew, see the comment before them");
}

#[test]
fn documents_every_change_of_every_registry_and_mode() {
    let page = fs::read_to_string(PAGE).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| the new version ") || line.starts_with("| the reader "));
    let rows = rows.filter(|line| line.matches(" | ").count() > 3).count();
    assert_eq!(rows, Change::ALL.len() * (1 + Registry::ALL.len()));
    for (mode, ..) in RegistryMode::MODES {
        assert!(page.contains(&format!("`{mode}`")), "{mode}");
    }
}

#[test]
#[ignore = "writes the tables of docs/registries.md"]
fn write() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, _) = page.split_once(MARK).unwrap();
    fs::write(PAGE, format!("{before}{MARK}{}", tables())).unwrap();
}
