//! Restoration of one old declaration with its requirements, so that its names keep their meaning.

use super::imports;
use super::translation::Translation;
use crate::context::{Files, FixContext};
use crate::plan::{Plan, PlanResult};
use crate::resolver::{NameKind, scope_of};
use protoward_edit::Node;
use protoward_refactor::references;
use protoward_schema::{Element, qualified};

/// An old declaration, and the new one that will contain it.
pub(crate) struct RestoredDeclaration<'a, 't> {
    pub(crate) node: &'a Node<'t>,
    pub(crate) into: &'a Node<'t>,
    /// The element of the old schema.
    pub(crate) element: Element,
}

/// Adds an old declaration to a new body, and plans what it needs.
pub(crate) fn bring_back<'t>(cx: &FixContext<'t>, it: &RestoredDeclaration<'_, 't>, plan: &mut Plan) -> PlanResult {
    let translation = require(cx, it, plan)?;
    let at = cx.places.place(it.node, it.into)?;
    let text = translation.deprecated(it.node)?;
    let statement = cx.places.statement(it.node, &text, it.into, at);
    plan.edits(it.into, it.into.body()?.restore(it.node, statement, at));
    Some(())
}

/// Plans the requirements of an old declaration in a new body: imports, and other deleted declarations. Fails if a
/// name cannot keep its meaning.
pub(crate) fn require<'t>(
    cx: &FixContext<'t>,
    it: &RestoredDeclaration<'_, 't>,
    plan: &mut Plan,
) -> Option<Translation> {
    let files = cx.files(it.node, it.into)?;
    let own = cx.old.full_name(it.element);
    let translation = Translation::new(cx, it.node, it.element, files.new)?;
    plan.is_translated |= translation.is_other;
    for path in &translation.imports {
        imports::import_well_known(cx, path, files.new, plan)?;
    }
    for reference in references(it.node) {
        let scope = match &*reference.inside {
            "" => scope_of(&own).to_owned(),
            inside => qualified(scope_of(&own), inside),
        };
        let name = Name { scope: &scope, name: &reference.name, kind: reference.kind };
        require_name(cx, &name, &own, files, plan)?;
    }
    Some(translation)
}

/// A name in the old text.
pub(crate) struct Name<'n> {
    /// The full name of the scope in which it is looked up.
    pub(crate) scope: &'n str,
    pub(crate) name: &'n str,
    pub(crate) kind: NameKind,
}

/// Plans the requirements of a name in the old text to keep its meaning: an import, or a deleted declaration, which
/// is added to [`Plan::open`]. An element called `own` is declared again anyway.
pub(crate) fn require_name(
    cx: &FixContext<'_>,
    name: &Name<'_>,
    own: &str,
    files: Files,
    plan: &mut Plan,
) -> PlanResult {
    let old = &cx.resolver.old_names;
    let new = &cx.resolver.new_names;
    let was = old.meaning(files.old, name.scope, name.name, name.kind)?;
    let full_name = cx.old.full_name(was);
    let is_own = full_name.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if is_own && !own.is_empty() {
        return Some(());
    }
    match new.meaning(files.new, name.scope, name.name, name.kind) {
        // A map entry cannot be referenced by name.
        Some(Element::Message(entry)) if cx.new.is_map_entry(entry) => return None,
        Some(now) => {
            let is_same = new.shows(files.new, now) && cx.new.full_name(now) == full_name;
            return is_same.then_some(());
        }
        None => {}
    }
    let home = cx.old.file_of(was);
    match (cx.resolver.new_file(home), cx.new.find(&full_name)) {
        (Some(_), None) => plan.open.push(was),
        (Some(_), Some(now)) if !new.shows(files.new, now) => return None,
        (Some(new_home), Some(now)) if cx.new.file_of(now) == new_home => {}
        // A file that no other file imports any longer.
        (None, None) if cx.old[home].is_import => {}
        _ => return None,
    }
    if cx.resolver.new_file(home).is_some_and(|home| new.sees(files.new, home)) {
        return Some(());
    }
    imports::restore(cx, home, files, plan)
}
