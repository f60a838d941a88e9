//! Configurations: each file of the cases of `fixtures/config` is read in the format of its name, and the result compared.

use std::fmt::Write as _;
use std::path::Path;

use protoward_fixtures::{Case, CaseFile};
use protoward_policy::{Ignore, IgnorePolicy, PolicySettings};
use protoward_settings::{Breaking, Config, Form, admit, read, read_work};
use protoward_source::LocatedText;
use protoward_source::{Report, Sources};

use crate::support::{as_on_unix, check, shown};

/// The case files, and a file that cannot be in one.
const CASES: [&str; 2] = ["fixtures/config/buf.txt", "fixtures/config/protoward.txt"];
const NOT_UTF_8: &str = "fixtures/config/not_utf8.protoward.toml";
const PAGE: &str = "fixtures/config/page.txt";

#[test]
fn configurations_have_the_expected_results() {
    for path in CASES.map(Path::new) {
        let mut file = CaseFile::read(path);
        let results: Vec<_> = file.cases.iter().map(|case| Some(result(case))).collect();
        // An error may quote the path of a configuration, which has backslashes on every system.
        for section in file.cases.iter_mut().flat_map(|case| &mut case.sections) {
            section.text = as_on_unix(&section.text);
        }
        file.check(path, "result", results);
    }
    let name = Path::new(NOT_UTF_8).file_name().unwrap().to_str().unwrap();
    check("config", name, &outcome(name, std::fs::read(NOT_UTF_8).unwrap()));
}

fn result(case: &Case) -> String {
    let file = &case.sections[0];
    outcome(&file.name, file.text.clone().into())
}

#[test]
fn truncated_and_changed_configurations_never_panic() {
    let cases = CASES.iter().flat_map(|path| CaseFile::read(Path::new(path)).cases);
    let files = cases.map(|mut case| {
        let file = case.sections.swap_remove(0);
        (case.name, file.name, file.text.into_bytes())
    });
    let not_utf_8 = ("bytes".to_owned(), "protoward.toml".to_owned(), std::fs::read(NOT_UTF_8).unwrap());
    for (case, name, text) in files.chain([not_utf_8]) {
        // Only every ninth position is tested to save time. The first position depends on the case.
        for at in (case.len() % 9..text.len()).step_by(9) {
            outcome(&name, text[..at].to_vec());
            for byte in *b"\0\n\t []{}:,&*|\"'\xff" {
                let mut changed = text.clone();
                changed[at] = byte;
                outcome(&name, changed);
            }
        }
    }
}

fn outcome(name: &str, bytes: Vec<u8>) -> String {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let config = admit(name, bytes, &mut sources, &mut report).and_then(|source| {
        let form = if name.ends_with(".toml") { Form::Protoward } else { Form::Buf };
        if name == "buf.work.yaml" {
            read_work(source, &sources, &mut report)
        } else {
            read(form, source, &sources, &mut report)
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
        let path = &module.path.text;
        let includes = words(&module.includes);
        let excludes = words(&module.excludes);
        let _ = writeln!(text, "module {path:?}: includes {includes}, excludes {excludes}");
        if let Some(own) = &module.breaking {
            text += &breaking(own, "  ");
        }
    }
    text += &breaking(&config.breaking, "");
    for plugin in &config.plugins {
        let options: Vec<_> = plugin.options.iter().map(|(key, value)| (&key.text, value)).collect();
        let _ = writeln!(text, "plugin {}: options {options:?}", words(plugin.command.words()));
    }
    let _ = writeln!(text, "generate: {}", config.generate.len());
    text
}

fn breaking(breaking: &Breaking, indent: &str) -> String {
    let Breaking {
        version: _,
        settings,
        against,
        released_only,
        ledger,
        policy_from,
        proven,
        directions,
        spares_unused,
        registry,
    } = breaking;
    let PolicySettings {
        use_,
        except,
        ignores,
        severity,
        ignore_unstable_packages,
        is_off,
        policy,
        uses_defaults: _,
        keeps_plugins: _,
    } = settings;
    let against: Vec<&str> = against.iter().map(|word| &*word.text).collect();
    let against = if against.is_empty() { "nothing".to_owned() } else { against.join(" and ") };
    let against = format!("{against}{}", if *released_only { ", released only" } else { "" });
    let ledger = ledger.as_ref().map(|word| format!(", ledger {}", word.text)).unwrap_or_default();
    let mut text = format!(
        "{indent}breaking: use {}, except {}, unstable {ignore_unstable_packages}, against {against}{ledger}\n",
        words(use_),
        words(except),
    );
    if let Some(policy_from) = policy_from {
        let _ = writeln!(text, "{indent}  policy from {}", policy_from.text);
    }
    if *proven {
        let _ = writeln!(text, "{indent}  only what is proven fails");
    }
    if let Some(directions) = directions {
        let _ = writeln!(text, "{indent}  only what is {} fails", directions.name());
    }
    if *spares_unused {
        let _ = writeln!(text, "{indent}  only what breaks a consumer fails");
    }
    if let Some(registry) = registry {
        let _ = writeln!(text, "{indent}  registry {registry}");
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
        let Ignore { place: _, path, within, rules, element, reason, until, is_exception, located: _ } = ignore;
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

fn words(words: &[LocatedText]) -> String {
    format!("{:?}", words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>())
}

/// Returns the code blocks of a page in one language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn documents_every_key() {
    let page = std::fs::read_to_string("docs/configuration.md").unwrap();
    // Every error about an unknown key lists the known keys.
    let text = "xxxxxxxx = 1\n[breaking]\nxxxxxxxx = 1\nignore = [{ path = \"a\", xxxxxxxx = 1 }]\n[[module]]\nxxxxxxxx = 1\n\
                [module.breaking]\nxxxxxxxx = 1\n[[policy]]\npath = \"a\"\nxxxxxxxx = 1\n";
    let result = outcome("protoward.toml", text.into());
    let lists: Vec<&str> =
        result.lines().filter_map(|line| line.trim().strip_prefix("help: known keys are ")).collect();
    assert_eq!(lists.len(), 6, "{result}");
    for key in lists.iter().flat_map(|list| list.split(", ")).map(|key| key.trim_matches('`')) {
        let is_there = [format!("{key} = "), format!("[{key}]"), format!("`{key}`"), format!("[[{key}]]")];
        assert!(is_there.iter().any(|word| page.contains(word)), "{key} is not on the page");
    }
}

#[test]
fn examples_and_references_of_the_page_are_valid() {
    let page = std::fs::read_to_string("docs/configuration.md").unwrap();
    let toml = blocks(&page, "toml");
    let yaml = blocks(&page, "yaml");
    assert_eq!((toml.len(), yaml.len()), (5, 1));
    let examples = toml.into_iter().map(|text| ("protoward.toml", text));
    let examples = examples.chain(yaml.into_iter().map(|text| ("buf.yaml", text)));
    let results: Vec<String> = examples.map(|(name, text)| outcome(name, text.into())).collect();
    assert!(results.iter().all(|result| !result.contains("error")), "{results:?}");
    CaseFile::read(Path::new(PAGE)).check(Path::new(PAGE), "result", results.into_iter().map(Some));
    let table =
        page.lines().skip_while(|line| *line != "| reference | meaning |").take_while(|line| line.starts_with('|'));
    let rows = table.filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let inputs: Vec<&str> = rows.collect();
    assert_eq!(inputs.len(), 18);
    for input in inputs {
        protoward_inputs::Versions::parse(input).unwrap();
    }
}
