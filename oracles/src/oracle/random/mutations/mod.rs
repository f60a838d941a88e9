//! Typical mistakes: each mutation changes one part of a set of files.
//!
//! Input: a set that is nearly always valid. Output: the same set with one change, and the name of the mutation. A mutation is a
//! row of a table: the statements that it can change, and how.

mod bodies;
mod fields;
mod files;
mod options;
mod statements;

use crate::proto_model::{FileSet, Node, StatementKind};
use protoward_kit::random::Random;

/// A mutation of one statement.
pub(super) struct OfNode {
    pub(super) name: &'static str,
    pub(super) fits: fn(&Node) -> bool,
    pub(super) change: fn(&mut Node, &mut Random),
}

/// A mutation of the statements of a file or a body. `change` returns `false` if there is nothing to change.
pub(super) struct OfBody {
    pub(super) name: &'static str,
    pub(super) change: fn(&mut Vec<Node>, &mut Random) -> bool,
}

/// A mutation of the whole set.
pub(super) struct OfSet {
    pub(super) name: &'static str,
    pub(super) change: fn(&mut FileSet, &mut Random) -> bool,
}

/// Applies one mutation, and returns its name. Returns `None` if none of those tried had anything to change.
pub(super) fn mutate(set: &mut FileSet, random: &mut Random) -> Option<&'static str> {
    let all = || [fields::ALL, options::ALL, statements::ALL].into_iter().flatten();
    let nodes = all().count();
    let bodies = bodies::ALL.len();
    for _ in 0..60 {
        let at = random.below(nodes + bodies + files::ALL.len());
        let name = if let Some(kind) = all().nth(at) {
            of_node(set, kind, random)
        } else if at < nodes + bodies {
            of_body(set, &bodies::ALL[at - nodes], random)
        } else {
            let kind = &files::ALL[at - nodes - bodies];
            (kind.change)(set, random).then_some(kind.name)
        };
        if name.is_some() {
            return name;
        }
    }
    None
}

fn is_field(node: &Node) -> bool {
    node.kind == StatementKind::Field
}

fn of_node(set: &mut FileSet, kind: &OfNode, random: &mut Random) -> Option<&'static str> {
    let mut all = Vec::new();
    for file in &mut set.files {
        collect(&mut file.nodes, &mut |node| {
            if (kind.fits)(node) {
                all.push(std::ptr::from_mut(node) as usize);
            }
        });
    }
    let chosen = *random.pick(&all)?;
    for file in &mut set.files {
        collect(&mut file.nodes, &mut |node| {
            if std::ptr::from_mut(node) as usize == chosen {
                (kind.change)(node, random);
            }
        });
    }
    Some(kind.name)
}

/// Calls `each` with every statement.
fn collect(nodes: &mut [Node], each: &mut impl FnMut(&mut Node)) {
    for node in nodes {
        each(node);
        if let Some(body) = &mut node.body {
            collect(body, each);
        }
    }
}

fn of_body(set: &mut FileSet, kind: &OfBody, random: &mut Random) -> Option<&'static str> {
    let mut count = 0;
    bodies_of(set, &mut |_| count += 1);
    for _ in 0..12 {
        let chosen = random.below(count.max(1));
        let mut at = 0;
        let mut changed = false;
        bodies_of(set, &mut |body| {
            if at == chosen {
                changed = (kind.change)(body, random);
            }
            at += 1;
        });
        if changed {
            return Some(kind.name);
        }
    }
    None
}

/// Calls `each` with the statements of every file and every body.
fn bodies_of(set: &mut FileSet, each: &mut impl FnMut(&mut Vec<Node>)) {
    fn inside(body: &mut Vec<Node>, each: &mut impl FnMut(&mut Vec<Node>)) {
        each(body);
        for node in body {
            if let Some(body) = &mut node.body {
                inside(body, each);
            }
        }
    }
    for file in &mut set.files {
        inside(&mut file.nodes, each);
    }
}

/// Returns the indexes of the statements of these kinds in a body.
pub(super) fn of_kinds(body: &[Node], kinds: &[StatementKind]) -> Vec<usize> {
    (0..body.len()).filter(|&at| kinds.contains(&body[at].kind)).collect()
}

pub(super) fn pick(random: &mut Random, all: &[&str]) -> String {
    all[random.below(all.len())].to_owned()
}
