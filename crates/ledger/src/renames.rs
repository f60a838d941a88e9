//! What went away and came back at once under another name, with all that is in it.
//!
//! Only what leaves no doubt counts: one thing of a shape left, one of the same shape came. A type that kept the end of its
//! name has moved; one that did not was renamed, and must have two members at least, as small shapes look alike.
//!
//! The gate finds moves and renames too, and cannot share this. It has two linked schemas: it follows the types of
//! fields, pairs whole packages, and looks at what it pairs again each time. A ledger has facts, of commits that nobody
//! linked, in which a type may be a name that was never found; and what it concludes here stays in it for good. Each
//! would have to forget what it knows to be asked the question of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::fact::cardinality_word;
use super::{Changes, Fact, Kind};

/// The renames in what came and what left, in order.
pub(super) fn renames(changes: &Changes) -> Vec<Fact> {
    let (left, came) = (shapes(&changes.left), shapes(&changes.came));
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
        let (was, now) = (by_shape(&left, &taken), by_shape(&came, &taken));
        for (key, names) in was {
            if let ([from], Some([to])) = (&names[..], now.get(&key).map(Vec::as_slice)) {
                found.insert(Fact::Renamed { to: (**to).into(), kind: key.1, from: (**from).into() });
                taken.extend([from.clone(), to.clone()]);
            }
        }
    }
    found.into_iter().collect()
}

/// A type, and its members in words that do not depend on its own name.
struct Shape<'a> {
    name: &'a str,
    kind: Kind,
    members: Vec<String>,
}

/// The types among the facts, each with its members.
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

/// What moves along with a type: its names are told by their ends, and what is inside of the type itself from there.
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
        // Extensions belong to whoever declares them.
        Fact::Extension { .. } | Fact::Type { .. } | Fact::Renamed { .. } => return None,
    })
}

fn end_of(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, end)| end)
}
