//! A subject between those that lead to it and those that it leads to.

use std::collections::BTreeSet;

use super::GraphBox;
use crate::graph_layout::Edge;

/// The neighbors on one side of the subject.
#[derive(Debug)]
pub(super) struct Side<'a, T> {
    shown: &'a [T],
    /// The number of the others.
    more: usize,
    /// The anchor of the list with all of them.
    list: &'static str,
}

impl<'a, T: Copy + PartialEq> Side<'a, T> {
    /// Shows at most the given number of boxes, and one for the rest.
    pub(super) fn new(all: &'a [T], max: usize, list: &'static str) -> Self {
        // The place of a box for a single one is enough for that one.
        let shown = if all.len() <= max + 1 { all } else { &all[..max] };
        Self { shown, more: all.len() - shown.len(), list }
    }

    /// Returns the names for a sentence; empty if there are none.
    pub(super) fn names(&self, name: impl Fn(T) -> String) -> String {
        let names = self.shown.iter().map(|&it| name(it));
        names.chain(self.rest()).collect::<Vec<_>>().join(", ")
    }

    fn rest(&self) -> Option<String> {
        (self.more > 0).then(|| format!("and {} more", self.more))
    }

    fn rest_box(&self) -> Option<GraphBox> {
        Some(GraphBox::other(self.rest()?, Some(format!("#{}", self.list))))
    }
}

/// Returns the boxes of both sides with that of the subject, which is the first, and their arrows.
pub(super) fn between<T: Copy + PartialEq>(
    subject: GraphBox,
    before: &Side<'_, T>,
    after: &Side<'_, T>,
    other: impl Fn(T) -> GraphBox,
) -> (Vec<GraphBox>, BTreeSet<Edge>) {
    let left = before.shown.iter().map(|&it| other(it)).chain(before.rest_box());
    let mut boxes: Vec<GraphBox> = std::iter::once(subject).chain(left).collect();
    let mut arrows: BTreeSet<Edge> = (1..boxes.len()).map(|at| (at, 0)).collect();
    for &it in after.shown {
        // A neighbor on both sides has one box with both arrows.
        if let Some(at) = before.shown.iter().position(|&shown| shown == it) {
            arrows.insert((0, at + 1));
        } else {
            arrows.insert((0, boxes.len()));
            boxes.push(other(it));
        }
    }
    if let Some(rest) = after.rest_box() {
        arrows.insert((0, boxes.len()));
        boxes.push(rest);
    }
    (boxes, arrows)
}
