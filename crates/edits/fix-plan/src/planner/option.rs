//! Restoration of options, in brackets, statements and braces.

use super::bring_back::Name;
use super::spelling::Spelling;
use super::{imports, types};
use crate::change::ChangeKind;
use crate::context::{FieldPair, FixContext, Pair};
use crate::plan::{Plan, PlanResult};
use crate::resolver::{NameKind, Side, home_of};
use protoward_edit::{Decl, Node, Statement, TextEdit, name_parts};
use protoward_schema::{Cardinality, default_json_name};
use protoward_syntax::Dialect;
use protoward_syntax::ast::OptionDecl;

const JSON_NAME: &str = "json_name";

/// An option that gets its old value back.
#[derive(Clone, Copy)]
pub(crate) struct OptionToRestore<'n> {
    pub(crate) name: &'n str,
    /// The value to write if neither side sets the option and the new file supports it.
    pub(crate) otherwise: Option<&'n str>,
}

/// Restores an option: the old value, or none if the old text does not set it.
pub(crate) fn restore<T>(
    cx: &FixContext<'_>,
    wanted: OptionToRestore<'_>,
    pair: &Pair<'_, T>,
    plan: &mut Plan,
) -> PlanResult {
    match pair.now.decl.number() {
        Some(_) => in_brackets(cx, wanted.name, pair.was.bracket_value(wanted.name), pair, plan),
        None => statement(cx, wanted, pair, plan),
    }
}

/// Restores bracket options of a field, in the language of the new file.
pub(crate) fn restore_all(cx: &FixContext<'_>, names: &[&str], field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let spelling = if cx.is_same_language(field.old, field.new) {
        None
    } else {
        let language = cx.resolver.language(Side::New, field.new);
        Some(Spelling::new(&cx.resolver, field.old, &field.was, language, cx.new[field.new].file)?)
    };
    names.iter().try_for_each(|name| match spelling.as_ref().and_then(|spelling| spelling.options.get(*name)) {
        Some(value) => in_brackets(cx, name, value.as_deref(), field, plan),
        None => restore(cx, OptionToRestore { name, otherwise: None }, field, plan),
    })
}

/// Sets or removes a bracket option.
fn in_brackets<T>(
    cx: &FixContext<'_>,
    name: &str,
    value: Option<&str>,
    pair: &Pair<'_, T>,
    plan: &mut Plan,
) -> PlanResult {
    if pair.now.bracket_value(name) == value {
        return Some(());
    }
    if let Some(value) = value {
        can_set(cx, name, value, &pair.now).then_some(())?;
        see_extensions(cx, name, pair, plan)?;
    }
    plan.set_option(&pair.now, name, value.map(str::to_owned));
    Some(())
}

/// Plans the imports for the extensions in the name of an option.
fn see_extensions<T>(cx: &FixContext<'_>, name: &str, pair: &Pair<'_, T>, plan: &mut Plan) -> PlanResult {
    let files = cx.files(&pair.was, &pair.now)?;
    let scope = cx.old.package(files.old);
    let kind = NameKind::Extension;
    let parts = name_parts(name);
    for name in parts.iter().filter_map(|part| part.strip_prefix('(')?.strip_suffix(')')) {
        match cx.resolver.old_names.meaning(files.old, scope, name, kind) {
            Some(_) => types::require(cx, &pair.was, &pair.now, &Name { scope, name, kind }, plan)?,
            // The old file made the extension visible in another way.
            None => imports::import_well_known(cx, home_of(name)?, files.new, plan)?,
        }
    }
    Some(())
}

fn can_set(cx: &FixContext<'_>, name: &str, value: &str, now: &Node<'_>) -> bool {
    let file = cx.file_of(Side::New, now);
    file.is_some_and(|file| cx.resolver.has_option(now.decl, name, value, cx.new[file].syntax))
}

/// Restores an option that a statement sets.
fn statement<T>(cx: &FixContext<'_>, wanted: OptionToRestore<'_>, pair: &Pair<'_, T>, plan: &mut Plan) -> PlanResult {
    let (Pair { was, now, .. }, OptionToRestore { name, otherwise }) = (pair, wanted);
    let before = was.statement_setting(name);
    let after = now.statement_setting(name);
    let value = before.as_ref().map(|before| was.text(before.value));
    if value.is_some_and(|value| !can_set(cx, name, value, now)) {
        return None;
    }
    match (before.zip(value), after) {
        (Some((_, value)), Some(after)) if value == now.text(after.value) => {}
        (Some((_, value)), Some(after)) => plan.replace(now, after.value, value),
        (Some((before, value)), None) => match (now.add_to_statements(name, value), before.part) {
            // An option in an aggregate is restored in it.
            (Some(edit), _) => plan.edit(now, edit),
            (None, Some(_)) => plan.edit(now, new_statement(now, name, value)?),
            (None, None) => again(cx, before.option, pair, plan)?,
        },
        (None, Some(after)) => match (otherwise.filter(|_| is_elsewhere(cx, pair)), after.part) {
            // The new file may have another default.
            (Some(value), _) => plan.replace(now, after.value, value),
            (None, Some(part)) => plan.edit(now, TextEdit::remove(part)),
            (None, None) => plan.edit(now, now.doc.removal(Decl::Option(after.option))),
        },
        (None, None) => {
            let has_features = !matches!(now.doc.parsed.dialect, Dialect::Proto2 | Dialect::Proto3);
            if let Some(value) = otherwise.filter(|_| has_features) {
                let among_others = now.add_to_statements(name, value);
                plan.edit(now, among_others.or_else(|| new_statement(now, name, value))?);
            }
        }
    }
    Some(())
}

fn new_statement(now: &Node<'_>, name: &str, value: &str) -> Option<TextEdit> {
    now.insert_option(&Statement::new(vec![format!("option {name} = {value};")]))
}

/// Returns `true` if the features of the two files differ.
fn is_elsewhere<T>(cx: &FixContext<'_>, pair: &Pair<'_, T>) -> bool {
    let old = cx.file_of(Side::Old, &pair.was);
    let new = cx.file_of(Side::New, &pair.now);
    let language = |side, file: Option<_>| file.map(|file| cx.resolver.language(side, file));
    language(Side::Old, old) != language(Side::New, new)
}

/// Adds the old statement at its old position.
fn again<'t, T>(cx: &FixContext<'_>, option: &'t OptionDecl, pair: &Pair<'t, T>, plan: &mut Plan) -> PlanResult {
    let old = pair.was.inner(Decl::Option(option));
    let now = &pair.now;
    let statement = Statement::of(&old);
    let edit = match now.body() {
        Some(body) => body.insert(cx.places.place(&old, now)?, &statement),
        None => now.insert_option(&statement)?,
    };
    plan.edit(now, edit.ranked(old.start()));
    Some(())
}

/// Restores the JSON name of a field.
pub(crate) fn restore_json_name(cx: &FixContext<'_>, field: &FieldPair<'_>, plan: &mut Plan) -> PlanResult {
    let Pair { was, now, .. } = field;
    if cx.new.map_field(field.new.into()).is_some() {
        return None;
    }
    // Another field with the old number does not get the old name.
    let before = &cx.old[field.old];
    let after = &cx.new[field.new];
    let is_many = |cardinality| cardinality == Cardinality::Repeated;
    let is_same =
        cx.resolver.is_same_type(field.old, field.new) && is_many(before.cardinality) == is_many(after.cardinality);
    if !is_same && cx.old.text(before.name) != cx.new.text(after.name) {
        return None;
    }
    let json = cx.old.json_name(field.old);
    // Two fields must not have the same JSON name.
    if cx.resolver.stock(Side::New, after.containing())?.json.contains(&json) {
        return None;
    }
    let quote = now.doc.quote();
    let written = format!("{quote}{json}{quote}");
    // Only the old text shows how to escape special characters.
    let is_plain = !json.contains(['"', '\'', '\\']) && !json.contains(char::is_control);
    match (was.bracket_value(JSON_NAME), now.bracket_setting(JSON_NAME)) {
        (Some(value), _) => plan.set_option(now, JSON_NAME, Some(value.to_owned())),
        (None, Some(_)) if default_json_name(cx.new.text(after.name)) == json => plan.set_option(now, JSON_NAME, None),
        (None, Some(_)) if is_plain => plan.set_option(now, JSON_NAME, Some(written)),
        (None, None) if is_plain => plan.push(now, ChangeKind::PinJson { owner: now.start(), value: written }),
        (None, _) => return None,
    }
    Some(())
}
