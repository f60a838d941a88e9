//! The layout that pictures share: a subject between the neighbors that lead to it and those that it leads to.

use std::collections::BTreeSet;

use super::GraphBox;
use crate::graph_layout::Edge;

/// The neighbors on one side of the subject.
#[derive(Debug)]
pub(super) struct Side<'a, T> {
    shown: &'a [T],
    /// The number of the others.
    more: usize,
    /// The anchor of the list of all neighbors.
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
    let left = aligned(before.shown.iter().map(|&it| other(it)).chain(before.rest_box()));
    let mut boxes: Vec<GraphBox> = std::iter::once(subject).chain(left).collect();
    let mut arrows: BTreeSet<Edge> = (1..boxes.len()).map(|at| (at, 0)).collect();
    // A neighbor on both sides has one box with both arrows.
    let place = |it: T| before.shown.iter().position(|&shown| shown == it).map(|at| at + 1);
    arrows.extend(after.shown.iter().filter_map(|&it| Some((0, place(it)?))));
    let right = after.shown.iter().filter(|&&it| place(it).is_none()).map(|&it| other(it));
    for it in aligned(right.chain(after.rest_box())) {
        arrows.insert((0, boxes.len()));
        boxes.push(it);
    }
    (boxes, arrows)
}

/// Returns the boxes of one side with equal widths, so that no arrow passes behind one of them.
fn aligned(boxes: impl Iterator<Item = GraphBox>) -> Vec<GraphBox> {
    let boxes: Vec<GraphBox> = boxes.collect();
    let width = boxes.iter().map(|it| it.width).max().unwrap_or_default();
    boxes.into_iter().map(|it| GraphBox { width, ..it }).collect()
}
