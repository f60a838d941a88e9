//! Random refactorings of drawn schemas that use names wherever a refactoring can follow them: values of options in text format,
//! strings that name fields, types and services, expressions, links in comments.
//!
//! After a rename, each file must have the text of the same schema with the other name. After a change of scope, its strings and the
//! names in brackets must be those of that schema. There are no warnings, and the inverse of a rename gives the old text.

mod schema;

use std::collections::BTreeSet;

use super::made::{After, Before};
use super::outcome::{Files, Outcome, Undone, compiled, first_difference};
use protoward_compiler::Sources;
use protoward_kit::random::Random;
use protoward_refactor::{Destination, Planner, Refactoring, Refusal, RenameOptions, Subject};
use protoward_schema::Element;
use protoward_syntax::{Lexer, TokenKind};
use schema::{DrawnSchema, NameKind, word};

/// The number of refactorings of one schema.
const DRAWS: usize = 10;

/// The new package of moved declarations.
const MOVED: &str = "moved.v1";

/// Makes some refactorings of a drawn schema, whose texts are printed if `is_shown` is `true`.
pub(super) fn trial(random: &mut Random, is_shown: bool) -> Vec<(&'static str, Outcome)> {
    let drawn = DrawnSchema::draw(random);
    let texts = drawn.texts();
    if is_shown {
        texts.iter().for_each(|(name, text)| println!("==> {name}\n{text}"));
    }
    let mut sources = Sources::default();
    let schema = match compiled(&texts, &mut sources) {
        Ok(schema) => schema,
        Err(errors) => return vec![("drawn schema", Outcome::Wrong(errors))],
    };
    let before = Before { texts: &texts, schema: &schema, sources: &sources };
    let outcomes = (0..DRAWS)
        .map(|_| if random.chance(3) { moved(&drawn, &before, random) } else { renamed(&drawn, &before, random) });
    outcomes.collect()
}

fn renamed(drawn: &DrawnSchema, before: &Before<'_>, random: &mut Random) -> (&'static str, Outcome) {
    let keys: Vec<&str> =
        drawn.names.iter().filter(|(_, it)| it.kind != NameKind::Variable).map(|(key, _)| *key).collect();
    let key = random.pick(&keys).copied().unwrap_or_default();
    let kind = drawn.names[key].kind;
    let old_name = &drawn.names[key].name;
    let name = match (kind, random.below(2)) {
        (NameKind::Package, 0) => format!("renamed.{old_name}"),
        (NameKind::Package, _) => format!("{old_name}.inner"),
        // Nothing else has this name.
        (_, 0) => format!("{old_name}_9"),
        _ => word(kind, random),
    };
    let old = drawn.full_name(key);
    let what = format!("{kind:?} `{old}` to `{name}`");
    let plan = |old: &str, name: &str| {
        let old = old.to_owned();
        let name = name.to_owned();
        move |planner: &Planner<'_>| rename(planner, &old, &name)
    };
    let after = match before.make(&what, plan(&old, &name)) {
        Ok(after) => after,
        Err(outcome) => return (described(kind), outcome),
    };
    let new = drawn.with_name(key, &name);
    let outcome = if let Some(warning) = warning(before, &after) {
        Outcome::Wrong(format!("{what}: {warning}"))
    } else if after.refactoring.longer > 0 {
        // A longer spelling is another text.
        Outcome::Done { undone: None }
    } else if let Some(difference) = different(&new.texts(), &after.texts) {
        Outcome::Wrong(format!("{what}: {difference}"))
    } else {
        match after.before().make(&format!("{what}, back"), plan(&new.full_name(key), old_name)) {
            Ok(back) if back.texts == *before.texts => Outcome::Done { undone: Some(Undone::Bytes) },
            Ok(back) => match different(before.texts, &back.texts) {
                None => Outcome::Done { undone: Some(Undone::Descriptors) },
                Some(difference) => Outcome::Wrong(format!("{what}: undo gives other bytes: {difference}")),
            },
            Err(Outcome::Refused(why)) => Outcome::Wrong(format!("{what}: cannot be undone: {why}")),
            Err(outcome) => outcome,
        }
    };
    (described(kind), outcome)
}

fn rename(planner: &Planner<'_>, old: &str, name: &str) -> Result<Refactoring, Refusal> {
    match planner.subject(old) {
        Some(Subject::Element(element)) => planner.rename(element, name, RenameOptions::default()),
        Some(Subject::Package(files)) => planner.repackage(&files, name),
        None => Err(Refusal::Undeclared),
    }
}

const fn described(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Package => "package",
        NameKind::Message => "message",
        NameKind::Enum => "enum",
        NameKind::Value => "enum value",
        NameKind::Field | NameKind::Variable => "field",
        NameKind::Oneof => "oneof",
        NameKind::Extension => "extension",
        NameKind::Service => "service",
        NameKind::Method => "method",
    }
}

/// Extracts, inlines or moves a type.
fn moved(drawn: &DrawnSchema, before: &Before<'_>, random: &mut Random) -> (&'static str, Outcome) {
    let (kind, key, scope) = *random
        .pick(&[
            ("extract", "Item", "shop"),
            ("extract", "Kind", "shop"),
            ("inline", "Part", "Order"),
            ("inline", "Level", "Order"),
            ("inline", "Level", "Part"),
            ("inline", "Grade", "Note"),
            ("inline", "Op", "Ask"),
            ("move", "Part", MOVED),
            ("move", "Level", MOVED),
            ("move", "Order", MOVED),
            ("move", "Item", MOVED),
            ("move", "Kind", MOVED),
            ("move", "Grade", MOVED),
            ("move", "Note", MOVED),
            ("move", "Op", MOVED),
            ("move", "Get", MOVED),
        ])
        .unwrap_or(&("", "", ""));
    let name = random.chance(2).then(|| "Renamed".to_owned());
    let old = drawn.full_name(key);
    let what = format!("{kind} of `{old}` to `{scope}` as {name:?}");
    let into = drawn.full_name(scope);
    let plan = |planner: &Planner<'_>| {
        let Some(Subject::Element(element)) = planner.subject(&old) else { return Err(Refusal::Undeclared) };
        match (kind, planner.subject(&into)) {
            ("extract", _) => planner.extract(element, name.as_deref()),
            ("inline", Some(Subject::Element(Element::Message(into)))) => {
                planner.inline(element, into, name.as_deref())
            }
            _ => {
                let path = "moved.proto".to_owned();
                let package = Some(MOVED.to_owned());
                planner.relocate(&[element], &Destination { path, package, name: name.clone(), is_forwarded: false })
            }
        }
    };
    let after = match before.make(&what, plan) {
        Ok(after) => after,
        Err(outcome) => return (kind, outcome),
    };
    let new = drawn.with_scope(key, scope);
    let new = name.map_or_else(|| new.clone(), |name| new.with_name(key, &name));
    let outcome = match (warning(before, &after), names_in_options(&new.texts()), names_in_options(&after.texts)) {
        (Some(warning), ..) => Outcome::Wrong(format!("{what}: {warning}")),
        (None, expected, found) if expected == found => Outcome::Done { undone: None },
        (None, expected, found) => {
            let lost: Vec<_> = expected.difference(&found).collect();
            let added: Vec<_> = found.difference(&expected).collect();
            Outcome::Wrong(format!("{what}: expected {lost:?}, found {added:?}"))
        }
    };
    (kind, outcome)
}

/// Returns the first warning about a text.
fn warning(before: &Before<'_>, after: &After) -> Option<String> {
    let place = after.refactoring.mentions.first()?;
    let text = before.sources.get(place.source).text.as_deref()?;
    Some(format!("warns about {}", &text[before.sources.bytes(*place)?]))
}

/// Returns the first difference between texts that is more than a line break.
fn different(expected: &Files, found: &Files) -> Option<String> {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<String>();
    let mut pairs = expected.iter().map(|(name, text)| (text.as_str(), found.get(name).map_or("", String::as_str)));
    let (expected, found) = pairs.find(|(expected, found)| words(expected) != words(found))?;
    Some(first_difference(expected, found))
}

/// Returns the strings and the names in brackets of all files. Imports and editions are no names. A new file has the options of the
/// old one, so the number of each does not count.
fn names_in_options(texts: &Files) -> BTreeSet<String> {
    texts.values().flat_map(|text| names_of_text(text)).collect()
}

fn names_of_text(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let is_of_head = |line: &str| ["import ", "edition ", "syntax "].iter().any(|word| line.starts_with(word));
    for line in text.lines().filter(|line| !is_of_head(line)) {
        let mut lexer = Lexer::at(line, 0);
        loop {
            let token = lexer.next_token();
            match token.kind {
                TokenKind::End => break,
                TokenKind::String => names.push(token.span.of(line).to_owned()),
                _ => {}
            }
        }
        let brackets = line.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(name, _)| name.trim());
        let is_name =
            |name: &&str| name.contains('.') && name.chars().all(|it| it.is_ascii_alphanumeric() || "._/".contains(it));
        names.extend(brackets.filter(is_name).map(|name| format!("[{name}]")));
    }
    names
}
