//! Detection of renames: a type that was removed and added at once under another name, with all of its members.
//!
//! Only unambiguous cases count: exactly one type of a shape was removed, and one of the same shape was added. A type
//! that kept its simple name was moved. Otherwise it was renamed, and must have at least two members, because small
//! shapes are similar.
//!
//! The gate detects moves and renames too, but cannot share this code. It has two linked schemas: it follows the
//! types of fields, pairs whole packages, and repeats the comparison each time. A ledger has facts of commits that
//! were never linked, in which a type may be an unresolved name, and its conclusions are permanent.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::cardinality_word;
use super::{Changes, Fact, TypeKind};

/// Returns the renames among added and removed facts, in order.
pub(super) fn renames(changes: &Changes) -> Vec<Fact> {
    let left = shapes(&changes.left);
    let came = shapes(&changes.came);
    let mut found = BTreeSet::new();
    let mut taken = BTreeSet::new();
    for is_move in [true, false] {
        let key = |shape: &Shape<'_>| {
            let end = if is_move { end_of(shape.name) } else { "" };
            (shape.members.len() >= if is_move { 1 } else { 2 })
                .then(|| (end.to_owned(), shape.kind, shape.members.clone()))
        };
        let by_shape = |shapes: &[Shape<'_>], taken: &BTreeSet<String>| {
            let mut by_shape: BTreeMap<_, Vec<String>> = BTreeMap::new();
            for shape in shapes.iter().filter(|shape| !taken.contains(shape.name)) {
                if let Some(key) = key(shape) {
                    by_shape.entry(key).or_default().push(shape.name.to_owned());
                }
            }
            by_shape
        };
        let was = by_shape(&left, &taken);
        let now = by_shape(&came, &taken);
        for (key, names) in was {
            if let ([from], Some([to])) = (&names[..], now.get(&key).map(Vec::as_slice)) {
                found.insert(Fact::Renamed { to: (**to).into(), kind: key.1, from: (**from).into() });
                taken.extend([from.clone(), to.clone()]);
            }
        }
    }
    found.into_iter().collect()
}

/// A type with its members, formatted independently of its own name.
struct Shape<'a> {
    name: &'a str,
    kind: TypeKind,
    members: Vec<String>,
}

/// Returns the types among the facts, with their members.
fn shapes(facts: &[Fact]) -> Vec<Shape<'_>> {
    let mut members: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for fact in facts {
        if let Some(member) = member(fact) {
            members.entry(fact.subject()).or_default().push(member);
        }
    }
    let mut shapes = Vec::new();
    for fact in facts {
        if let Fact::Type { name, kind } = fact {
            let mut members = members.remove(&**name).unwrap_or_default();
            members.sort();
            shapes.push(Shape { name, kind: *kind, members });
        }
    }
    shapes
}

/// Formats a member independently of the names that change with its type: simple names, and paths relative to the
/// type.
fn member(fact: &Fact) -> Option<String> {
    let subject = fact.subject();
    let relative = |name: &str| -> Box<str> {
        match name.strip_prefix(subject) {
            Some("") => "@".into(),
            Some(inside) if inside.starts_with('.') => inside.into(),
            _ => end_of(name).into(),
        }
    };
    Some(match fact {
        Fact::Field { message: _, number, name, ty, cardinality, oneof, json } => {
            format!("{number} {name} {} {} {oneof:?} {json:?}", ty.renamed(&relative), cardinality_word(*cardinality))
        }
        Fact::Value { of: _, number, name } => format!("{number} {name}"),
        Fact::Method { service: _, name, streaming, input, output } => {
            format!("{name} {} {} {}", streaming.word(), relative(input), relative(output))
        }
        // Extensions belong to the declaring schema.
        Fact::Extension { .. } | Fact::Type { .. } | Fact::Renamed { .. } => return None,
    })
}

fn end_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, end)| end)
}
