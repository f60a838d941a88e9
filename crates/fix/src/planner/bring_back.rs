//! One old declaration that returns, with what it needs.

use super::names::{self, Name};
use super::translation::Translation;
use super::{imports, references};
use crate::context::Context;
use crate::plan::{Plan, Planned};
use crate::resolver::scope_of;
use protoward_edit::Node;
use protoward_schema::{Element, qualified};

/// An old declaration, and the new one that it returns to.
pub(crate) struct Return<'a, 't> {
    pub(crate) node: &'a Node<'t>,
    pub(crate) into: &'a Node<'t>,
    /// The old element.
    pub(crate) element: Element,
}

/// Adds an old declaration to a new body, and plans what it needs.
pub(crate) fn bring_back<'t>(cx: &Context<'t>, it: &Return<'_, 't>, plan: &mut Plan) -> Planned {
    let translation = require(cx, it, plan)?;
    let at = cx.places.place(it.node, it.into)?;
    let text = translation.deprecated(it.node)?;
    let statement = cx.places.statement(it.node, &text, it.into, at);
    plan.edits(it.into, it.into.body()?.restore(it.node, statement, at));
    Some(())
}

/// Plans what an old declaration needs in a new body, if all of its names can mean what they meant: imports, and
/// declarations that are gone as well.
pub(crate) fn require<'t>(cx: &Context<'t>, it: &Return<'_, 't>, plan: &mut Plan) -> Option<Translation> {
    let files = cx.files(it.node, it.into)?;
    let own = cx.old.full_name(it.element);
    let translation = Translation::new(cx, it.node, it.element, files.new)?;
    plan.is_translated |= translation.is_other;
    for path in &translation.imports {
        imports::import_well_known(cx, path, files.new, plan)?;
    }
    for reference in references::of(it.node) {
        let scope = match &*reference.inside {
            "" => scope_of(&own).to_owned(),
            inside => qualified(scope_of(&own), inside),
        };
        let name = Name { scope: &scope, name: &reference.name, kind: reference.kind };
        names::require(cx, &name, &own, files, plan)?;
    }
    Some(translation)
}
