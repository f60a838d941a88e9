//! Usage files: one name in each line, sorted.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::reach::UsedElements;
use protoward_schema::{Element, Schema};

/// Returns the lines for used elements. `is_own` returns `true` for elements of the schema itself, and not of its imports.
pub(crate) fn lines(used: &UsedElements, schema: &Schema, is_own: impl Fn(Element) -> bool) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let is_whole = |member: Element| schema.enclosing(member).is_some_and(|around| used.whole.contains(&around));
    for &member in used.members.iter().filter(|&&member| is_own(member) && !is_whole(member)) {
        lines.insert(match member {
            Element::Method(id) => {
                format!("/{}/{}", schema.full_name(schema[id].service.into()), schema.name(member))
            }
            Element::EnumValue(id) => {
                format!("{}.{}", schema.full_name(schema[id].parent.into()), schema.name(member))
            }
            other => schema.full_name(other),
        });
    }
    for &whole in used.whole.iter().filter(|&&whole| is_own(whole) && !is_map_entry(schema, whole)) {
        lines.insert(format!("{}.*", schema.full_name(whole)));
    }
    // A type is used by who names a part of it.
    let with_members: BTreeSet<Element> = used.members.iter().filter_map(|&it| schema.enclosing(it)).collect();
    for &named in used.named.iter().filter(|&&named| is_own(named)) {
        if !with_members.contains(&named) && !used.whole.contains(&named) {
            lines.insert(schema.full_name(named));
        }
    }
    lines
}

fn is_map_entry(schema: &Schema, element: Element) -> bool {
    matches!(element, Element::Message(id) if schema.is_map_entry(id))
}

/// Returns the file with these lines.
pub(crate) fn file(lines: &BTreeSet<String>, name: &str) -> String {
    let mut text = format!("# the uses in the crate {name}, written by `protoward usage`\n");
    lines.iter().for_each(|line| writeln!(text, "{line}").expect("a string takes any text"));
    text
}
