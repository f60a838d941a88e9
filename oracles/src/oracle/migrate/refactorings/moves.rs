//! Random moves of declarations, and sorted imports.
//!
//! A move and its inverse give the old descriptors and comments; layout may differ, because a declaration comes back at the end.

use super::made::is_about_scopes;
use super::outcome::{Files, Outcome, Undone, compiled, edited, first_difference, has_other_files, reason};
use super::scopes::both;
use protoward_compiler::Sources;
use protoward_kit::random::Random;
use protoward_refactor::proof::{Changes, differences};
use protoward_refactor::{Destination, Planner, Refactoring, Refusal, Texts};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Edit;

/// Makes a move and sorts the imports of a set of files.
pub(super) fn trial(
    texts: &Files,
    schema: &Schema,
    sources: &Sources,
    file: &str,
    random: &mut Random,
) -> Vec<(&'static str, Outcome)> {
    let mut outcomes = vec![("sort of imports", sorted(texts, schema, sources))];
    let Some(from) = schema.find_file(file).filter(|_| !file.starts_with("google/protobuf/")) else { return outcomes };
    if let Some((kind, elements, to)) = draw(schema, from, random) {
        outcomes.push((kind, moved(texts, schema, sources, &elements, &to)));
    }
    outcomes
}

/// Draws declarations of a file and their destination: a new file, or another file of the set.
fn draw(schema: &Schema, from: FileId, random: &mut Random) -> Option<(&'static str, Vec<Element>, Destination)> {
    let declared = &schema[from];
    let messages = declared.messages.iter().map(|&id| Element::from(id));
    let enums = declared.enums.iter().map(|&id| Element::from(id));
    let services = declared.services.iter().map(|&id| Element::from(id));
    let all: Vec<Element> = messages.chain(enums).chain(services).collect();
    let nested: Vec<Element> = schema
        .declarations()
        .filter(|&it| matches!(it, Element::Message(_) | Element::Enum(_)) && schema.map_field(it).is_none())
        .filter(|&it| schema.file_of(it) == from && schema.enclosing(it).is_some())
        .collect();
    let count = 1 + random.below(3);
    let extensions: Vec<Element> = declared.extensions.iter().map(|&id| Element::from(id)).collect();
    let is_nested = random.chance(3) && !nested.is_empty();
    let elements = match random.chance(4) && !extensions.is_empty() {
        _ if is_nested => random.sample(nested, count),
        true => extensions,
        false => random.sample(all, count),
    };
    let is_renamed = elements.len() == 1 && matches!(elements[0], Element::Message(_) | Element::Enum(_));
    let name = (is_renamed && random.chance(3)).then(|| "Renamed".to_owned());
    let own = schema.name(from.into()).to_owned();
    let others: Vec<String> = schema
        .files
        .ids()
        .map(|file| schema.name(file.into()).to_owned())
        .filter(|path| *path != own && !path.starts_with("google/protobuf/"))
        .collect();
    let new = format!("{}_moved.proto", own.trim_end_matches(".proto"));
    let (kind, path, package) = match (random.below(4), random.pick(&others)) {
        (0, Some(other)) => ("move to another file", other.clone(), None),
        (1, _) => ("move to a new file of another package", new, Some("moved.v1".to_owned())),
        _ => ("move to a new file", new, None),
    };
    let is_forwarded = random.chance(3);
    let kind = match (is_nested, is_forwarded) {
        (true, _) => "move of nested types",
        (false, true) => "move, forwarded",
        (false, false) => kind,
    };
    (!elements.is_empty()).then_some((kind, elements, Destination { path, package, name, is_forwarded }))
}

/// Returns `true` for errors about imports between files.
fn is_about_files(errors: &str) -> bool {
    errors.contains("[import-cycle]") || errors.contains("[lite-runtime]")
}

fn planned<T>(schema: &Schema, sources: &Sources, plan: impl FnOnce(&Planner<'_>) -> T) -> T {
    let texts = Texts::new(sources, schema.files.iter().map(|(_, file)| file.source));
    plan(&Planner::new(schema, &texts, sources))
}

fn applied(texts: &Files, refactoring: &Refactoring, sources: &Sources) -> Files {
    let edits: Vec<Edit> = refactoring.all_edits().cloned().collect();
    let mut new = edited(texts, &edits, sources);
    new.extend(refactoring.created.iter().map(|file| (file.path.clone(), file.text.clone())));
    new
}

fn moved(texts: &Files, schema: &Schema, sources: &Sources, elements: &[Element], to: &Destination) -> Outcome {
    let names: Vec<String> = elements.iter().map(|&element| schema.full_name(element)).collect();
    let what = format!("{} to {} ({:?})", names.join(", "), to.path, to.package);
    let wrong = |why: String| Outcome::Wrong(format!("{what}: {why}"));
    let plan = |planner: &Planner<'_>| planner.relocate(elements, to);
    let refactoring = match planned(schema, sources, plan) {
        Ok(refactoring) => refactoring,
        Err(refusal) => return Outcome::Refused(reason(&refusal)),
    };
    let edits: Vec<Edit> = refactoring.all_edits().cloned().collect();
    if has_other_files(texts, &edits, sources) {
        return Outcome::Refused("built-in files".to_owned());
    }
    let new_texts = applied(texts, &refactoring, sources);
    let mut all = sources.clone();
    let new = match compiled(&new_texts, &mut all) {
        Ok(new) => new,
        Err(errors) if is_about_scopes(&errors) || is_about_files(&errors) => {
            return Outcome::Refused("refused by the compiler".to_owned());
        }
        Err(errors) => return wrong(errors),
    };
    if let Some(difference) = differences(schema, &new, &refactoring.changes, &all).first() {
        return wrong(format!("{difference:?}"));
    }
    if elements.iter().any(|&element| schema.enclosing(element).is_some()) {
        return match in_two_steps(texts, schema, &mut all, elements, to) {
            // A name may be taken in the old package and free in the new one.
            None => Outcome::Done { undone: None },
            Some(Err(why)) => wrong(format!("extracted, then moved: {why}")),
            Some(Ok(other)) => {
                // References may have other spellings.
                let Changes { links, strings, .. } = refactoring.changes;
                let changes = Changes { files: new_texts.into_keys().collect(), links, strings, ..Changes::default() };
                match differences(&new, &other, &changes, &all).first() {
                    None => Outcome::Done { undone: None },
                    Some(difference) => wrong(format!("it differs from two steps: {difference:?}")),
                }
            }
        };
    }
    match undone(&new_texts, &new, &all, (schema, &refactoring.changes), elements) {
        Ok((back, second)) => {
            let mut all = sources.clone();
            let back = match compiled(&back, &mut all) {
                Ok(back) => back,
                // As below.
                Err(errors) if errors.contains("[import-cycle]") => return Outcome::Done { undone: None },
                Err(errors) => return wrong(format!("the inverse does not compile: {errors}")),
            };
            // The files have the same declarations again, in another order, and perhaps other imports.
            let mut files: std::collections::BTreeSet<String> = texts.keys().cloned().collect();
            files.insert(to.path.clone());
            // The comment at the top of a new file stays there.
            let copied = refactoring.changes.copied.clone();
            let links = both(&refactoring.changes.links, &second.links);
            let strings = both(&refactoring.changes.strings, &second.strings);
            let changes = Changes { files, copied, links, strings, ..Changes::default() };
            match differences(schema, &back, &changes, &all).first() {
                None => Outcome::Done { undone: Some(Undone::Descriptors) },
                Some(difference) => wrong(format!("the inverse differs: {difference:?}")),
            }
        }
        // The way back is closed if the old file imports the new one for something else.
        Err(Refusal::Cycle(_)) => Outcome::Done { undone: None },
        Err(refusal) => wrong(format!("cannot be undone: {}", refusal.message(&new))),
    }
}

/// Extracts nested elements, and moves them in a second step. `None` if a step is refused.
fn in_two_steps(
    texts: &Files,
    schema: &Schema,
    sources: &mut Sources,
    elements: &[Element],
    to: &Destination,
) -> Option<Result<Schema, String>> {
    let mut texts = texts.clone();
    let mut names = Vec::new();
    for &element in elements {
        let old = schema.full_name(element);
        let extracted = step(&mut texts, |planner, now| planner.extract(now.find(&old)?, to.name.as_deref()).ok())?;
        match extracted {
            Ok(refactoring) => names.extend(refactoring.changes.renames.moved.into_values()),
            Err(why) => return Some(Err(why)),
        }
    }
    let to = Destination { name: None, ..to.clone() };
    let moved = step(&mut texts, |planner, now| {
        let elements: Option<Vec<Element>> = names.iter().map(|name| now.find(name)).collect();
        planner.relocate(&elements?, &to).ok()
    })?;
    Some(moved.and_then(|_| compiled(&texts, sources)))
}

/// Compiles texts and refactors them.
fn step(
    texts: &mut Files,
    plan: impl FnOnce(&Planner<'_>, &Schema) -> Option<Refactoring>,
) -> Option<Result<Refactoring, String>> {
    let mut sources = Sources::default();
    let schema = match compiled(texts, &mut sources) {
        Ok(schema) => schema,
        Err(errors) => return Some(Err(errors)),
    };
    let refactoring = planned(&schema, &sources, |planner| plan(planner, &schema))?;
    *texts = applied(texts, &refactoring, &sources);
    Some(Ok(refactoring))
}

/// Moves the elements back to their old file.
fn undone(
    texts: &Files,
    new: &Schema,
    sources: &Sources,
    (old, changes): (&Schema, &Changes),
    elements: &[Element],
) -> Result<(Files, Changes), Refusal> {
    let home = old.file_of(elements[0]);
    let own_name =
        (elements.len() == 1 && changes.renames.moved.contains_key(&elements[0])).then(|| old.name(elements[0]));
    let is_type = matches!(elements[0], Element::Message(_) | Element::Enum(_));
    let own_name = own_name.filter(|_| is_type).map(str::to_owned);
    let path = old.name(home.into()).to_owned();
    let to = Destination { path, package: None, name: own_name, is_forwarded: false };
    let name =
        |element: &Element| changes.renames.moved.get(element).cloned().unwrap_or_else(|| old.full_name(*element));
    let moved: Option<Vec<Element>> = elements.iter().map(|element| new.find(&name(element))).collect();
    let moved = moved.ok_or(Refusal::Undeclared)?;
    let refactoring = planned(new, sources, |planner| planner.relocate(&moved, &to))?;
    Ok((applied(texts, &refactoring, sources), refactoring.changes))
}

fn sorted(texts: &Files, schema: &Schema, sources: &Sources) -> Outcome {
    let plan = |schema: &Schema, sources: &Sources| {
        let sort = |planner: &Planner<'_>| {
            let mut all = Refactoring::default();
            for file in schema.files.ids().filter(|&file| texts.contains_key(schema.name(file.into()))) {
                let sorted = planner.sort_imports(file);
                all.edits.extend(sorted.edits);
                all.changes.files.extend(sorted.changes.files);
            }
            all
        };
        planned(schema, sources, sort)
    };
    let refactoring = plan(schema, sources);
    let new_texts = applied(texts, &refactoring, sources);
    let mut all = sources.clone();
    let new = match compiled(&new_texts, &mut all) {
        Ok(new) => new,
        Err(errors) => return Outcome::Wrong(format!("sorted imports: {errors}")),
    };
    let again = applied(&new_texts, &plan(&new, &all), &all);
    match differences(schema, &new, &refactoring.changes, &all).first() {
        Some(difference) => Outcome::Wrong(format!("sorted imports: {difference:?}")),
        None if again != new_texts => {
            let differs = again.iter().find(|(name, text)| new_texts.get(*name) != Some(*text));
            let shown = differs.map(|(name, text)| first_difference(&new_texts[name], text));
            Outcome::Wrong(format!("a second sort of imports changes {}", shown.unwrap_or_default()))
        }
        None => Outcome::Done { undone: None },
    }
}
