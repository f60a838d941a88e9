//! Every key of buf's files in docs/buf-keys.md does what the page says: no key is accepted without an effect.

use std::collections::BTreeSet;
use std::path::Path;

use protoward_inputs::Input;
use protoward_settings::{Config, Form, KeyPlaces, admit, read, read_generation, read_work};
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::{OpenOptions, prepare};

use crate::support::shown;

const PAGE: &str = "docs/buf-keys.md";

/// The place of a key in an example.
const PLACE: &str = "…";

/// A key that no file has.
const UNKNOWN: &str = "xxxxxxxx";

/// A table of the page: examples with a place for a key, and the keys.
#[derive(Default)]
struct KeyTable {
    file: String,
    examples: Vec<String>,
    keys: Vec<Key>,
}

struct Key {
    name: String,
    value: String,
    /// The first words about the key.
    meaning: String,
}

/// The content of a file, without places, and its problems.
struct Answer {
    content: String,
    report: Report,
    text: String,
}

#[test]
fn keys_do_what_the_page_says() {
    let tables = tables();
    let mut wrong = Vec::new();
    for (table, example) in tables.iter().flat_map(|table| table.examples.iter().map(move |it| (table, it))) {
        let without = answer(&table.file, &example.replace(PLACE, ""));
        // A file that must have its only key is an error without it.
        assert!(!without.report.has_errors() || table.keys.len() == 1, "{example}: {}", without.text);
        for key in &table.keys {
            let with = |value: &str| answer(&table.file, &example.replace(PLACE, &format!("{}: {value}", key.name)));
            let found = with(&key.value);
            let errors = count(&found, Severity::Error);
            let warnings = count(&found, Severity::Warning);
            let is_changed = found.content != without.content;
            let is_right = match &*key.meaning {
                "as in buf" | "other" => errors == 0 && warnings == 0 && is_changed,
                "not used" => errors == 0 && warnings == 0 && !is_changed,
                "warning" => errors == 0 && warnings > 0,
                "error" => errors > 0,
                meaning => panic!("the page does not explain `{meaning}`"),
            };
            if !is_right {
                wrong.push(format!("{} is not {}:\n{}{}", key.name, key.meaning, example, found.text));
            }
            let other_type = match &*key.value {
                value if value.starts_with(['[', '{']) => "5",
                "true" | "false" => "[a]",
                _ => "{a: {b: c}}",
            };
            if count(&with(other_type), Severity::Error) == 0 {
                wrong.push(format!("{}: {other_type} is accepted:\n{example}", key.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tables.iter().map(|table| table.keys.len()).sum::<usize>() > 150);
}

#[test]
fn the_page_has_every_key() {
    for (table, example) in tables().iter().flat_map(|table| table.examples.iter().map(move |it| (table, it))) {
        let found = answer(&table.file, &example.replace(PLACE, &format!("{UNKNOWN}: 1")));
        let known = found.text.lines().find_map(|line| line.trim().strip_prefix("help: known keys are "));
        let known = known.unwrap_or_else(|| panic!("no error lists the keys:\n{example}{}", found.text));
        let known: BTreeSet<&str> = known.split(", ").map(|key| key.trim_matches('`')).collect();
        let written = example.lines().filter_map(|line| line.trim_start_matches([' ', '-']).split_once(':'));
        let written: BTreeSet<&str> = written.map(|(key, _)| key).collect();
        let listed: BTreeSet<&str> = table.keys.iter().map(|key| &*key.name).collect();
        let all: BTreeSet<&str> = listed.iter().chain(&written).copied().collect();
        assert!(known.is_subset(&all), "missing on the page: {:?}\n{example}", known.difference(&all));
        assert!(listed.is_subset(&known), "not a key: {:?}\n{example}", listed.difference(&known));
    }
}

fn count(answer: &Answer, severity: Severity) -> usize {
    answer.report.iter().filter(|problem| problem.severity == severity).count()
}

fn tables() -> Vec<KeyTable> {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (mut tables, mut file): (Vec<KeyTable>, _) = (Vec::new(), String::new());
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.strip_prefix("## `") {
            rest.split('`').next().unwrap().clone_into(&mut file);
        } else if line == "```yaml" {
            let example: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let is_done = tables.last().is_none_or(|table| !table.keys.is_empty());
            if is_done {
                tables.push(KeyTable { file: file.clone(), ..KeyTable::default() });
            }
            tables.last_mut().unwrap().examples.push(format!("{}\n", example.join("\n")));
        } else if let [_, name, value, meaning, _] = line.split('|').map(str::trim).collect::<Vec<_>>()[..]
            && name.starts_with('`')
        {
            let meaning = meaning.split([':', ';']).next().unwrap();
            let meaning =
                ["as in buf", "other", "not used", "warning", "error"].into_iter().find(|it| meaning.starts_with(it));
            let name = name.trim_matches('`').to_owned();
            let value = value.trim_matches('`').to_owned();
            let meaning = meaning.unwrap_or_else(|| panic!("unknown meaning: {line}")).to_owned();
            tables.last_mut().unwrap().keys.push(Key { name, value, meaning });
        }
    }
    tables
}

fn answer(file: &str, text: &str) -> Answer {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let content = match file {
        "buf.policy.yaml" => policy(text, &mut sources, &mut report),
        _ => content(file, text, &mut sources, &mut report),
    };
    let text = shown(&report, &sources, Path::new("/nowhere"));
    Answer { content: without_places(&content), report, text }
}

fn content(file: &str, text: &str, sources: &mut Sources, report: &mut Report) -> String {
    let source = admit(file, text.into(), sources, report).unwrap();
    let without_keys = |config: Config| format!("{:?}", Config { keys: KeyPlaces::default(), ..config });
    let content = match file {
        "buf.gen.yaml" => read_generation(source, sources, report).map(|generation| format!("{generation:?}")),
        "buf.work.yaml" => read_work(source, sources, report).map(without_keys),
        _ => read(Form::Buf, source, sources, report).map(without_keys),
    };
    content.unwrap_or_default()
}

/// Reads a policy by the `buf.yaml` that names it.
fn policy(text: &str, sources: &mut Sources, report: &mut Report) -> String {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("buf.yaml", "version: v2\npolicies:\n  - policy: buf.policy.yaml\n"),
        ("buf.policy.yaml", text),
        ("a.proto", "syntax = \"proto3\";\n"),
    ];
    crate::support::write(folder.path(), &files);
    let input = Input::Folder(folder.path().to_owned());
    let prepared = prepare(&input, &OpenOptions::default(), sources, report).unwrap();
    match prepared.config().policies[0].rules() {
        Ok(rules) => format!("{rules:?}"),
        Err(problems) => {
            report.append(problems);
            String::new()
        }
    }
}

/// Returns the text of a value without its places, which depend on the length of other keys.
fn without_places(text: &str) -> String {
    let mut rest = text;
    let mut result = String::new();
    while let Some((before, after)) = rest.split_once("Place {") {
        result.push_str(before);
        let mut depth = 1;
        let end = after.find(|it| {
            depth += i32::from(it == '{') - i32::from(it == '}');
            depth == 0
        });
        rest = &after[end.unwrap() + 1..];
    }
    result + rest
}
