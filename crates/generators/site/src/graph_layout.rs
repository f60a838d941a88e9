//! The places of boxes and arrows of a graph in layers from left to right.
//!
//! The library `layout-rs` computes them. It panics for graphs without nodes, and its time is exponential in graphs with many
//! paths, so callers draw few nodes, and [`without_detours`] leaves out arrows where every node may have one to every other.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use layout::core::base::Orientation;
use layout::core::format::{ClipHandle, RenderBackend, Visible as _};
use layout::core::geometry::{Point, Position};
use layout::core::style::StyleAttr;
use layout::std_shapes::shapes::{Arrow, Element, ShapeKind};
use layout::topo::layout::VisualGraph;

/// An arrow from one node to another, by their indices.
pub(crate) type Edge = (usize, usize);

/// The height of all boxes.
pub(crate) const BOX_HEIGHT: i32 = 26;

/// The space between boxes: between layers, and between the boxes of a layer.
const GAPS: (f64, f64) = (56.0, 8.0);

/// The space around the picture, for the outlines of boxes.
const MARGIN: f64 = 3.0;

/// A graph whose boxes and arrows have places. All coordinates are in pixels, from the top left corner.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// The top left corners of the boxes, in the order of the nodes.
    pub(crate) corners: Vec<(i32, i32)>,
    pub(crate) arrows: Vec<ArrowPath>,
}

/// The curve of an arrow.
#[derive(Debug)]
pub(crate) struct ArrowPath {
    /// The value of the attribute `d` of an SVG path.
    pub(crate) path: String,
    /// `true` if the head is at the start of the path, which is so for arrows against the direction of the layers.
    pub(crate) is_reversed: bool,
}

/// Places boxes with the given widths, of which there is at least one.
pub(crate) fn layout(widths: &[i32], edges: &BTreeSet<Edge>) -> Layout {
    assert!(!widths.is_empty(), "a picture has nodes");
    let direction = Orientation::LeftToRight;
    let mut graph = VisualGraph::new(direction);
    // The checks are for the library's own development.
    graph.dag.set_validate(false);
    let add = |&width: &i32| {
        let size = Point::new(f64::from(width), f64::from(BOX_HEIGHT));
        let mut node = Element::create(ShapeKind::new_box(""), StyleAttr::simple(), direction, size);
        node.pos = Position::new(Point::zero(), size, Point::zero(), Point::new(GAPS.0, GAPS.1));
        graph.add_node(node)
    };
    let nodes: Vec<_> = widths.iter().map(add).collect();
    for &(from, to) in edges {
        graph.add_edge(Arrow::simple(""), nodes[from], nodes[to]);
    }
    let mut curves = Curves::default();
    graph.do_it(false, false, false, &mut curves);
    let boxes: Vec<(Point, Point)> = nodes.iter().map(|&node| graph.element(node).position().bbox(false)).collect();
    placed(&boxes, &curves.0)
}

/// Moves everything to the top left corner.
fn placed(boxes: &[(Point, Point)], curves: &[Curve]) -> Layout {
    let of_curves = curves.iter().flat_map(|curve| curve.points.iter()).flat_map(|&(one, other)| [one, other]);
    let points: Vec<Point> = boxes.iter().flat_map(|&(start, end)| [start, end]).chain(of_curves).collect();
    let least = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min) - MARGIN;
    let most = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::NEG_INFINITY, f64::max) + MARGIN;
    let (left, top) = (least(|point| point.x), least(|point| point.y));
    let place = |point: Point| (rounded(point.x - left), rounded(point.y - top));
    Layout {
        width: rounded(most(|point| point.x) - left),
        height: rounded(most(|point| point.y) - top),
        corners: boxes.iter().map(|&(start, _)| place(start)).collect(),
        arrows: curves.iter().map(|curve| curve.path(place)).collect(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pictures have some thousand pixels")]
fn rounded(coordinate: f64) -> i32 {
    coordinate.round() as i32
}

/// The curves that the library draws.
#[derive(Debug, Default)]
struct Curves(Vec<Curve>);

#[derive(Debug)]
struct Curve {
    /// The start with its control point, then the control points of the others before them.
    points: Vec<(Point, Point)>,
    is_reversed: bool,
}

impl Curve {
    fn path(&self, place: impl Fn(Point) -> (i32, i32)) -> ArrowPath {
        let mut path = String::new();
        for (at, &(one, other)) in self.points.iter().enumerate() {
            let ((x, y), (end_x, end_y)) = (place(one), place(other));
            let _ = match at {
                0 => write!(path, "M{x} {y}C{end_x} {end_y}"),
                1 => write!(path, " {x} {y} {end_x} {end_y}"),
                _ => write!(path, "S{x} {y} {end_x} {end_y}"),
            };
        }
        ArrowPath { path, is_reversed: self.is_reversed }
    }
}

impl RenderBackend for Curves {
    fn draw_arrow(
        &mut self,
        path: &[(Point, Point)],
        _: bool,
        (is_reversed, _): (bool, bool),
        _: &StyleAttr,
        _: Option<String>,
        _: &str,
    ) {
        self.0.push(Curve { points: path.to_vec(), is_reversed });
    }

    // The boxes and their texts are drawn by the pages, as links.
    fn draw_rect(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>, _: Option<ClipHandle>) {}
    fn draw_line(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_circle(&mut self, _: Point, _: Point, _: &StyleAttr, _: Option<String>) {}
    fn draw_text(&mut self, _: Point, _: &str, _: &StyleAttr) {}
    fn create_clip(&mut self, _: Point, _: Point, _: usize) -> ClipHandle {
        0
    }
}

/// Returns the arrows without those that a path of other arrows replaces.
pub(crate) fn without_detours(edges: &BTreeSet<Edge>) -> BTreeSet<Edge> {
    let mut kept = edges.clone();
    for edge in edges {
        kept.remove(edge);
        if !leads_to(&kept, *edge) {
            kept.insert(*edge);
        }
    }
    kept
}

fn leads_to(edges: &BTreeSet<Edge>, (from, to): Edge) -> bool {
    let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(node) = open.pop() {
        for &(_, next) in edges.range((node, 0)..=(node, usize::MAX)) {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(nodes: usize, edges: &BTreeSet<Edge>) -> Layout {
        let found = layout(&vec![100; nodes], edges);
        assert_eq!((found.corners.len(), found.arrows.len()), (nodes, edges.len()), "{edges:?}");
        for (at, &(x, y)) in found.corners.iter().enumerate() {
            assert!(x >= 0 && y >= 0 && x + 100 <= found.width && y + BOX_HEIGHT <= found.height, "{found:?}");
            let overlaps =
                |&(other_x, other_y): &(i32, i32)| (x - other_x).abs() < 100 && (y - other_y).abs() < BOX_HEIGHT;
            assert!(!found.corners[..at].iter().any(overlaps), "{edges:?}: {found:?}");
        }
        found
    }

    #[test]
    fn all_graphs_of_three_nodes_have_a_layout() {
        for graph in 0..1 << 9 {
            let edges = (0..9).filter(|bit| graph >> bit & 1 == 1).map(|bit| (bit / 3, bit % 3)).collect();
            checked(3, &edges);
        }
        checked(1, &BTreeSet::new());
    }

    #[test]
    fn dense_graphs_have_a_layout_without_their_detours() {
        let all: BTreeSet<Edge> = (0..24).flat_map(|from| (0..24).map(move |to| (from, to))).collect();
        checked(24, &without_detours(&all));
        let forward: BTreeSet<Edge> = all.iter().copied().filter(|(from, to)| from < to).collect();
        assert_eq!(without_detours(&forward), (1..24).map(|to| (to - 1, to)).collect());
        let apart: BTreeSet<Edge> = all.into_iter().filter(|(from, to)| from / 12 < to / 12).collect();
        assert_eq!(without_detours(&apart), apart);
        checked(24, &apart);
    }

    #[test]
    fn arrows_against_the_layers_have_their_heads_at_the_start() {
        let found = checked(2, &BTreeSet::from([(0, 1), (1, 0)]));
        assert_eq!(found.arrows.iter().filter(|arrow| arrow.is_reversed).count(), 1, "{found:?}");
    }
}
