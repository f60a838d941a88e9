//! Configurations: each file of `fixtures/config` is read in the format of its extension and compared with its snapshot.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use protoward_policy::{Ignore, IgnorePolicy, Settings, Word};
use protoward_source::{Report, Sources};
use protoward_workspace::config::{Breaking, Config, Form, admit, read, read_work};

use crate::support::{check, shown};

#[test]
fn configurations_equal_their_snapshots() {
    for path in fixtures() {
        let name = path.file_name().unwrap().to_str().unwrap();
        check("config", name, &outcome(name, std::fs::read(&path).unwrap()));
    }
}

/// Returns the sorted paths of the configurations.
fn fixtures() -> Vec<PathBuf> {
    let entries = std::fs::read_dir("fixtures/config").unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|it| it != "snap")).collect();
    paths.sort();
    paths
}

#[test]
fn truncated_and_changed_configurations_never_panic() {
    for path in fixtures() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read(&path).unwrap();
        // Only every ninth position is tested to save time. The first position depends on the file.
        for at in (name.len() % 9..text.len()).step_by(9) {
            outcome(name, text[..at].to_vec());
            for byte in *b"\0\n\t []{}:,&*|\"'\xff" {
                let mut changed = text.clone();
                changed[at] = byte;
                outcome(name, changed);
            }
        }
    }
}

fn outcome(name: &str, bytes: Vec<u8>) -> String {
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let config = admit(name, bytes, &mut sources, &mut report).and_then(|source| {
        let form = if name.ends_with(".toml") { Form::Protoward } else { Form::Buf };
        match name.ends_with(".buf.work.yaml") {
            true => read_work(source, &sources, &mut report),
            false => read(form, source, &sources, &mut report),
        }
    });
    assert_eq!(config.is_none(), report.has_errors(), "{name}");
    let text = config.as_ref().map(summary).unwrap_or_default();
    format!("{text}{}", shown(&report, &sources, Path::new("/nowhere")))
}

fn summary(config: &Config) -> String {
    let mut text = format!("version: {:?}\n", config.version);
    let _ = writeln!(text, "include: {}", words(&config.include));
    for module in &config.modules {
        let (path, includes, excludes) = (&module.path.text, words(&module.includes), words(&module.excludes));
        let _ = writeln!(text, "module {path:?}: includes {includes}, excludes {excludes}");
        if let Some(own) = &module.breaking {
            text += &breaking(own, "  ");
        }
    }
    text += &breaking(&config.breaking, "");
    let _ = writeln!(text, "generate: {}", config.generate.len());
    text
}

fn breaking(breaking: &Breaking, indent: &str) -> String {
    let Breaking { version: _, settings, against, ledger, proven } = breaking;
    let Settings { use_, except, ignores, severity, ignore_unstable_packages, is_off, policy } = settings;
    let against = against.as_ref().map_or("nothing", |word| &word.text);
    let ledger = ledger.as_ref().map(|word| format!(", ledger {}", word.text)).unwrap_or_default();
    let mut text = format!(
        "{indent}breaking: use {}, except {}, unstable {ignore_unstable_packages}, against {against}{ledger}\n",
        words(use_),
        words(except),
    );
    if *proven {
        let _ = writeln!(text, "{indent}  only what is proven fails");
    }
    if *is_off {
        let _ = writeln!(text, "{indent}  nothing is checked");
    }
    if *policy != IgnorePolicy::default() {
        let _ = writeln!(text, "{indent}  {policy:?}");
    }
    for (rule, level) in severity {
        let _ = writeln!(text, "{indent}  {} is {level:?}", rule.text);
    }
    for ignore in ignores {
        let Ignore { place: _, path, within, rules, element, reason, until, is_exception } = ignore;
        let kind = if *is_exception { "exception" } else { "policy" };
        let _ = writeln!(
            text,
            "{indent}  {kind}: path {:?} ({within:?}), rules {}, element {:?}, reason {:?}, until {:?}",
            path.as_ref().map(|word| &word.text),
            words(rules),
            element.as_ref().map(|word| &word.text),
            reason.as_ref().map(|word| &word.text),
            until.as_ref().map(|(_, until)| until.to_string()),
        );
    }
    text
}

fn words(words: &[Word]) -> String {
    format!("{:?}", words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>())
}

/// Returns the code blocks of a page in one language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_page_documents_every_key_with_valid_examples() {
    let page = std::fs::read_to_string("docs/configuration.md").unwrap();
    for (index, example) in blocks(&page, "toml").into_iter().enumerate() {
        let name = format!("example_{index}.protoward.toml");
        let result = outcome(&name, example.into());
        assert!(!result.contains("error"), "{result}");
        check("config", &name, &result);
    }
    // Every error about an unknown key lists the known keys.
    let text = "xxxxxxxx = 1\n[breaking]\nxxxxxxxx = 1\nignore = [{ path = \"a\", xxxxxxxx = 1 }]\n[[module]]\nxxxxxxxx = 1\n\
                [module.breaking]\nxxxxxxxx = 1\n";
    let result = outcome("all.protoward.toml", text.into());
    let lists: Vec<&str> = result.lines().filter_map(|line| line.trim().strip_prefix("help: the keys are ")).collect();
    assert_eq!(lists.len(), 5, "{result}");
    for key in lists.iter().flat_map(|list| list.split(", ")).map(|key| key.trim_matches('`')) {
        let is_there = [format!("{key} = "), format!("[{key}]"), format!("`{key}`"), format!("[[{key}]]")];
        assert!(is_there.iter().any(|word| page.contains(word)), "{key} is not on the page");
    }
}

#[test]
fn examples_of_the_page_are_valid() {
    let page = std::fs::read_to_string("docs/configuration.md").unwrap();
    let (toml, yaml) = (blocks(&page, "toml"), blocks(&page, "yaml"));
    assert_eq!((toml.len(), yaml.len()), (5, 1));
    check("config", "page.buf.yaml", &outcome("page.buf.yaml", yaml[0].into()));
    let table =
        page.lines().skip_while(|line| *line != "| reference | meaning |").take_while(|line| line.starts_with('|'));
    let rows = table.filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let inputs: Vec<&str> = rows.collect();
    assert_eq!(inputs.len(), 15);
    for input in inputs {
        protoward_workspace::inputs::Input::parse(input).unwrap();
    }
}
