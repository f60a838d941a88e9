//! The engine: evaluates conditions for the declarations of files.

use crate::diagnostics;
use crate::evaluation::World;
use crate::limits::MAX_STEPS_OF_RULE;
use crate::rule::ConditionRule;
use crate::target::Target;
use protoward_cel::CelError as ConditionError;
use protoward_schema::{Element, FieldOwner, FileId, MessageId, Schema};
use protoward_source::{Place, Report, Sources, nearest, parallel};
use std::sync::atomic::{AtomicU64, Ordering};

/// A declaration that does not meet the condition of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The index of the rule.
    pub rule: usize,
    /// The declaration that does not meet the condition.
    pub element: Element,
    /// The message, with the values of its expressions.
    pub message: String,
    /// The name of the declaration; the package of a file, or the whole file.
    pub place: Place,
}

/// The result of a check.
#[derive(Debug, Default)]
pub struct Checked {
    /// The violations in the order of the files, then of the declarations, then of the rules.
    pub violations: Vec<Violation>,
    /// Conditions that fail for a declaration or take too long, and options that the schema does not declare.
    pub problems: Report,
}

/// Checks files against rules, in parallel.
pub fn check(schema: &Schema, sources: &Sources, files: &[FileId], rules: &[ConditionRule]) -> Checked {
    let mut checked = Checked { problems: unknown_options(schema, sources, rules), ..Checked::default() };
    if rules.is_empty() {
        return checked;
    }
    let world = World::new(schema);
    let spent: Vec<AtomicU64> = rules.iter().map(|_| AtomicU64::new(0)).collect();
    let of_files =
        parallel::map(files.len(), parallel::threads(None), |at| check_file(&world, files[at], rules, &spent));
    let mut failures: Vec<Option<(Element, ConditionError)>> = rules.iter().map(|_| None).collect();
    for (violations, failed) in of_files {
        checked.violations.extend(violations);
        for (rule, element, error) in failed {
            failures[rule].get_or_insert((element, error));
        }
    }
    for (index, rule) in rules.iter().enumerate() {
        let problem = if spent[index].load(Ordering::Relaxed) > MAX_STEPS_OF_RULE {
            // How far the rule came depends on the threads.
            checked.violations.retain(|violation| violation.rule != index);
            diagnostics::too_many_steps(&rule.text, rule.rule.id(), MAX_STEPS_OF_RULE)
        } else if let Some((element, error)) = &failures[index] {
            let name = schema.full_name(*element);
            diagnostics::failed(sources, &rule.text, error, (&name, place(schema, *element)))
        } else {
            continue;
        };
        checked.problems.push(problem);
    }
    checked
}

type OfFile = (Vec<Violation>, Vec<(usize, Element, ConditionError)>);

fn check_file(world: &World<'_>, file: FileId, rules: &[ConditionRule], spent: &[AtomicU64]) -> OfFile {
    let (mut violations, mut failures): OfFile = (Vec::new(), Vec::new());
    for element in declarations(world.schema, file) {
        let target = Target::of(element);
        for (index, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.target == target) {
            if spent[index].load(Ordering::Relaxed) > MAX_STEPS_OF_RULE {
                continue;
            }
            let (result, steps) = rule.condition.evaluate(world, element);
            spent[index].fetch_add(steps, Ordering::Relaxed);
            match result {
                Ok(true) => {}
                Ok(false) => {
                    let message = rule.message.text(world, element);
                    let place = place(world.schema, element);
                    violations.push(Violation { rule: index, element, message, place });
                }
                Err(error) => failures.push((index, element, error)),
            }
        }
    }
    (violations, failures)
}

/// Returns the place of the name of a declaration.
fn place(schema: &Schema, element: Element) -> Place {
    const NAME: &[i32] = &[1];
    const PACKAGE: &[i32] = &[2];
    schema.part(element, if matches!(element, Element::File(_)) { PACKAGE } else { NAME })
}

/// Returns the declarations of a file in the order of the descriptor, without those that the compiler makes: messages of
/// map entries with their fields, and oneofs of `optional` fields.
fn declarations(schema: &Schema, id: FileId) -> Vec<Element> {
    let file = &schema[id];
    let mut found = vec![Element::File(id)];
    file.messages.iter().for_each(|&message| add_message(schema, message, &mut found));
    for &id in &file.enums {
        found.push(id.into());
        found.extend(schema[id].values.iter().map(|&value| Element::from(value)));
    }
    found.extend(file.extensions.iter().map(|&field| Element::from(field)));
    for &id in &file.services {
        found.push(id.into());
        found.extend(schema[id].methods.iter().map(|&method| Element::from(method)));
    }
    found
}

fn add_message(schema: &Schema, id: MessageId, found: &mut Vec<Element>) {
    if schema.is_map_entry(id) {
        return;
    }
    let message = &schema[id];
    found.push(id.into());
    found.extend(message.fields.iter().chain(&message.extensions).map(|&field| Element::from(field)));
    found.extend(message.oneofs.iter().filter(|&&id| !schema[id].synthetic).map(|&oneof| Element::from(oneof)));
    message.messages.iter().for_each(|&nested| add_message(schema, nested, found));
    for &id in &message.enums {
        found.push(id.into());
        found.extend(schema[id].values.iter().map(|&value| Element::from(value)));
    }
}

/// Returns diagnostics about custom options that conditions name and the schema does not declare.
fn unknown_options(schema: &Schema, sources: &Sources, rules: &[ConditionRule]) -> Report {
    let named = rules.iter().flat_map(|rule| rule.condition.named_options().into_iter().map(move |it| (rule, it)));
    let is_known = |name: &str| matches!(schema.find(name), Some(Element::Field(_)));
    let is_standard = |name: &str| Target::ALL.iter().any(|&it| crate::standard_options::find(it, name).is_some());
    let unknown: Vec<_> = named.filter(|(_, option)| !is_known(&option.name) && !is_standard(&option.name)).collect();
    if unknown.is_empty() {
        return Report::default();
    }
    let declared: Vec<String> = schema.fields.iter().filter_map(|(id, _)| option_name(schema, id.into())).collect();
    let problem = |(rule, option): &(&ConditionRule, crate::named_options::NamedOption)| {
        let near = nearest(&option.name, declared.iter().map(String::as_str)).first().copied();
        diagnostics::unknown_option(sources, &rule.text, option, near)
    };
    unknown.iter().map(problem).collect()
}

/// Returns the full name of a custom option; `None` for other fields.
fn option_name(schema: &Schema, element: Element) -> Option<String> {
    let Element::Field(id) = element else { return None };
    let FieldOwner::Extension { extendee, .. } = schema[id].owner else { return None };
    let extended = schema.text(schema[extendee].full_name);
    Target::ALL.iter().any(|target| target.options() == extended).then(|| schema.full_name(element))
}
