//! Names of the old text in the new one: what has to change so that they mean what they meant.

use super::imports;
use crate::context::{Context, Files};
use crate::plan::{Plan, Planned};
use crate::resolver::Kind;
use protoward_schema::Element;

/// A name in the old text.
pub(crate) struct Name<'n> {
    /// The full name of the scope in which it is looked up.
    pub(crate) scope: &'n str,
    pub(crate) name: &'n str,
    pub(crate) kind: Kind,
}

/// Plans what a name of the old text needs to mean the same in the new one: an import, or a declaration that is gone, which
/// is added to [`Plan::open`]. An element called `own` is declared again anyway.
pub(crate) fn require(cx: &Context<'_>, name: &Name<'_>, own: &str, files: Files, plan: &mut Plan) -> Planned {
    let (old, new) = (&cx.resolver.old_names, &cx.resolver.new_names);
    let was = old.meaning(files.old, name.scope, name.name, name.kind)?;
    let full_name = cx.old.full_name(was);
    let is_own = full_name.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if is_own && !own.is_empty() {
        return Some(());
    }
    match new.meaning(files.new, name.scope, name.name, name.kind) {
        // The entry of a map cannot be named.
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
        // A file that no other one imports any more.
        (None, None) if cx.old[home].is_import => {}
        _ => return None,
    }
    if cx.resolver.new_file(home).is_some_and(|home| new.sees(files.new, home)) {
        return Some(());
    }
    imports::restore(cx, home, files, plan)
}
