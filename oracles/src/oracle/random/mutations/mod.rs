//! Typical mistakes: each mutation changes one part of a set of files.
//!
//! Input: a set that is nearly always valid. Output: the same set with one change, and the name of the mutation. A mutation is a
//! row of a table: the statements that it can change, and how.

mod bodies;
mod fields;
mod files;
mod options;
mod statements;

use crate::alternatives;
use crate::proto_model::{FileSet, Node, StatementKind};
use protoward_kit::random::Random;

/// A mutation of one statement that fits.
pub(super) struct OfNode(&'static str, fn(&Node) -> bool, fn(&mut Node, &mut Random));

/// A mutation of the statements of a file or a body. Its function returns `None` if there is nothing to change.
pub(super) struct OfBody(&'static str, fn(&mut Vec<Node>, &mut Random) -> Option<()>);

/// A mutation of the whole set.
pub(super) struct OfSet(&'static str, fn(&mut FileSet, &mut Random) -> Option<()>);

/// Applies one mutation, and returns its name. Returns `None` if none of those tried had anything to change.
pub(super) fn mutate(set: &mut FileSet, random: &mut Random) -> Option<&'static str> {
    let all = || [fields::ALL, options::ALL, statements::ALL].into_iter().flatten();
    let nodes = all().count();
    let bodies = bodies::ALL.len();
    (0..60).find_map(|_| {
        let at = random.below(nodes + bodies + files::ALL.len());
        if let Some(kind) = all().nth(at) {
            of_node(set, kind, random)
        } else if at < nodes + bodies {
            of_body(set, &bodies::ALL[at - nodes], random)
        } else {
            let OfSet(name, change) = &files::ALL[at - nodes - bodies];
            change(set, random).map(|()| *name)
        }
    })
}

fn is_field(node: &Node) -> bool {
    node.kind == StatementKind::Field
}

fn of_node(set: &mut FileSet, OfNode(name, fits, change): &OfNode, random: &mut Random) -> Option<&'static str> {
    let mut count = 0;
    each_node(set, &mut |node| count += usize::from(fits(node)));
    if count == 0 {
        return None;
    }
    let chosen = random.below(count);
    let mut at = 0;
    each_node(set, &mut |node| {
        if fits(node) {
            at += 1;
            if at == chosen + 1 {
                change(node, random);
            }
        }
    });
    Some(name)
}

fn of_body(set: &mut FileSet, OfBody(name, change): &OfBody, random: &mut Random) -> Option<&'static str> {
    let mut count = 0;
    each_body(set, &mut |_| count += 1);
    (0..12).find_map(|_| {
        let chosen = random.below(count.max(1));
        let mut at = 0;
        let mut changed = None;
        each_body(set, &mut |body| {
            if at == chosen {
                changed = change(body, random);
            }
            at += 1;
        });
        changed.map(|()| *name)
    })
}

/// Calls `each` with every statement.
fn each_node(set: &mut FileSet, each: &mut impl FnMut(&mut Node)) {
    fn inside(nodes: &mut [Node], each: &mut impl FnMut(&mut Node)) {
        for node in nodes {
            each(node);
            inside(node.body.as_deref_mut().unwrap_or_default(), each);
        }
    }
    set.files.iter_mut().for_each(|file| inside(&mut file.nodes, each));
}

/// Calls `each` with the statements of every file and every body.
fn each_body(set: &mut FileSet, each: &mut impl FnMut(&mut Vec<Node>)) {
    fn inside(body: &mut Vec<Node>, each: &mut impl FnMut(&mut Vec<Node>)) {
        each(body);
        body.iter_mut().filter_map(|node| node.body.as_mut()).for_each(|body| inside(body, each));
    }
    set.files.iter_mut().for_each(|file| inside(&mut file.nodes, each));
}

/// Returns the indexes of the statements of these kinds in a body.
fn of_kinds(body: &[Node], kinds: &[StatementKind]) -> Vec<usize> {
    (0..body.len()).filter(|&at| kinds.contains(&body[at].kind)).collect()
}

/// Draws one of these texts, which `|` separates.
fn one_of(texts: &str, random: &mut Random) -> String {
    alternatives::one_of(texts, random).to_owned()
}

/// Draws a row, and one of its values, which `|` separates.
fn one_of_rows(rows: &[(&str, &str)], random: &mut Random) -> (String, String) {
    let (name, values) = rows[random.below(rows.len())];
    (name.to_owned(), one_of(values, random))
}
