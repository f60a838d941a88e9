//! One refactoring: planned, applied, judged, and taken back.

use std::collections::BTreeSet;

use super::draw::{Draw, Drawn, draw};
use super::expected::expected;
use super::made::{Before, descriptors};
use super::outcome::{
    Files, Outcome, Undone, compiled, edited, first_difference, has_other_files, is_about_names, reason,
};
use super::{files, moves, scopes};
use crate::oracle::compilers::Compiler;
use protoward_compiler::Sources;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_refactor::proof::{Changes, differences};
use protoward_refactor::{Planner, Refactoring, Refusal, Subject, Texts};
use protoward_schema::{Element, Schema};
use protoward_source::Edit;

/// The number of refactorings of one set of files: compiling the set takes most of the time.
const DRAWS: usize = 4;

/// Makes some refactorings of a set of files. A set that does not compile has none.
pub(super) fn trial(
    texts: Files,
    file: &str,
    protoc: &Compiler,
    random: &mut Random,
) -> Result<Vec<(&'static str, Outcome)>, Error> {
    let mut sources = Sources::default();
    let Ok(schema) = compiled(&texts, &mut sources) else { return Ok(Vec::new()) };
    // Another descriptor.proto: compilers know its names.
    if schema.find_file(file).is_some_and(|file| schema.package(file) == "google.protobuf") {
        return Ok(Vec::new());
    }
    let mut outcomes = Vec::new();
    for _ in 0..DRAWS {
        if let Some(draw) = draw(&schema, file, random) {
            outcomes.push((draw.kind, renamed(&texts, &schema, &sources, &draw, protoc)?));
        }
    }
    outcomes.extend(moves::trial(&texts, &schema, &sources, file, random));
    let before = Before { texts: &texts, schema: &schema, sources: &sources };
    outcomes.extend(files::trial(&before, file, protoc, random)?);
    outcomes.extend(scopes::trial(&before, file, protoc, random)?);
    Ok(outcomes)
}

fn planned(schema: &Schema, sources: &Sources, draw: &Draw) -> Result<Refactoring, Refusal> {
    let texts = Texts::new(sources, schema.files.iter().map(|(_, file)| file.source));
    let planner = Planner::new(schema, &texts, sources);
    match &draw.subject {
        Drawn::Element(element) => planner.rename(*element, &draw.name, draw.options),
        Drawn::Package(files) => planner.repackage(files, &draw.name),
    }
}

fn renamed(
    texts: &Files,
    schema: &Schema,
    sources: &Sources,
    draw: &Draw,
    protoc: &Compiler,
) -> Result<Outcome, Error> {
    let what = format!("{} `{}` to `{}`", draw.kind, draw.old, draw.name);
    let wrong = |why: String| Ok(Outcome::Wrong(format!("{what}: {why}")));
    let refactoring = match planned(schema, sources, draw) {
        Ok(refactoring) => refactoring,
        Err(refusal) => return Ok(Outcome::Refused(reason(&refusal))),
    };
    let edits: Vec<Edit> = refactoring.all_edits().cloned().collect();
    if has_other_files(texts, &edits, sources) {
        return Ok(Outcome::Refused("built-in files".to_owned()));
    }
    let new_texts = edited(texts, &edits, sources);
    let mut all = sources.clone();
    let new = match compiled(&new_texts, &mut all) {
        Ok(new) => new,
        // A name may be invalid for a reason that only the compiler knows, such as the style of an edition. The command reports it.
        Err(errors) if is_about_names(&errors) => return Ok(Outcome::Refused("refused by the compiler".to_owned())),
        Err(errors) => return wrong(errors),
    };
    if let Some(difference) = differences(schema, &new, &refactoring.changes, &all).first() {
        return wrong(format!("{difference:?}"));
    }
    let has_strings = !refactoring.changes.strings.is_empty();
    if let Some(why) = judged(texts, &new_texts, schema, draw, has_strings, protoc)? {
        return wrong(why);
    }
    match undone(&new_texts, &new, &all, draw, schema) {
        Ok(back) if back == *texts => Ok(Outcome::Done { undone: Some(Undone::Bytes) }),
        // An option line that got too long is divided, and stays so.
        Ok(back) if without_spaces(&back) == without_spaces(texts) => {
            Ok(Outcome::Done { undone: Some(Undone::Descriptors) })
        }
        Ok(back) if refactoring.longer > 0 => {
            let mut all = sources.clone();
            let changes = Changes { links: longer_links(draw, &refactoring.changes), ..Changes::default() };
            match compiled(&back, &mut all).map(|back| differences(schema, &back, &changes, &all)) {
                Ok(found) if found.is_empty() => Ok(Outcome::Done { undone: Some(Undone::Descriptors) }),
                found => wrong(format!("undo changes more than the spelling of references: {found:?}")),
            }
        }
        Ok(back) => {
            let differs = back.iter().find(|(name, text)| texts.get(*name) != Some(*text));
            let shown = differs.map(|(name, text)| first_difference(&texts[name], text)).unwrap_or_default();
            wrong(format!("undo gives other bytes: {shown}"))
        }
        Err(why) => wrong(format!("cannot be undone: {why}")),
    }
}

/// Returns the texts without blanks and line breaks.
fn without_spaces(files: &Files) -> Vec<String> {
    files.values().map(|text| text.split_whitespace().collect()).collect()
}

/// Returns the links that have a full name after the inverse refactoring: those that the refactoring made longer.
fn longer_links(draw: &Draw, changes: &Changes) -> BTreeSet<(String, String)> {
    let scope = draw.old.rsplit_once('.').map_or("", |(scope, _)| scope);
    let new = protoward_schema::qualified(scope, &draw.name);
    let inverse = |(written, text): &(String, String)| {
        let rest = text.strip_prefix(&*new)?;
        Some((written.clone(), format!("{}{rest}", draw.old)))
    };
    changes.links.iter().filter_map(inverse).collect()
}

/// Compares the descriptors of protoc. Returns what is wrong.
fn judged(
    old: &Files,
    new: &Files,
    schema: &Schema,
    draw: &Draw,
    has_strings: bool,
    protoc: &Compiler,
) -> Result<Option<String>, Error> {
    let [before, after] = match descriptors(old, new, protoc)? {
        None => return Ok(None),
        Some(Err(why)) => return Ok(Some(why)),
        Some(Ok(sets)) => sets,
    };
    Ok(expected(&before, &after, schema, draw, has_strings))
}

/// Returns the texts after the inverse refactoring.
fn undone(texts: &Files, new: &Schema, sources: &Sources, draw: &Draw, old: &Schema) -> Result<Files, String> {
    let all = Texts::new(sources, new.files.iter().map(|(_, file)| file.source));
    let planner = Planner::new(new, &all, sources);
    let back = match &draw.subject {
        Drawn::Element(element) => {
            let path = old.path(*element);
            let is = old.name(old.file_of(*element).into());
            let file = new.find_file(is).ok_or("its file is gone")?;
            let moved = new.declarations().find(|&it| new.file_of(it) == file && new.path(it) == path);
            let moved: Element = moved.ok_or("it is gone")?;
            planner.rename(moved, old.name(*element), draw.options)
        }
        Drawn::Package(_) => match planner.subject(&draw.name) {
            Some(Subject::Package(files)) => planner.repackage(&files, &draw.old),
            _ => return Err("its package is gone".to_owned()),
        },
    };
    let back = back.map_err(|refusal| refusal.message(new))?;
    let edits: Vec<Edit> = back.all_edits().cloned().collect();
    Ok(edited(texts, &edits, sources))
}
