//! Pictures in pages, as SVG: one file for each kind, and what all of them share.
//!
//! The boxes are links, in the order of the texts that describe them. Colors are those of the style sheet. Everything that a
//! picture shows is on the page as text, too.

mod between;
mod history;
mod message;
mod overview;
mod package;

pub(super) use history::history;
pub(super) use message::neighbors;
pub(super) use overview::{anchors, overview};
pub(super) use package::{imports, lists};

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::graph_layout::{ArrowPath, BOX_HEIGHT, Edge, layout};

/// A picture of boxes with arrows between them.
#[derive(Debug)]
struct Graph {
    /// The name of the picture.
    title: String,
    /// The sentence that says what the picture shows.
    description: String,
    boxes: Vec<GraphBox>,
    arrows: BTreeSet<Edge>,
}

/// A box in a picture.
#[derive(Debug)]
struct GraphBox {
    text: String,
    href: Option<String>,
    /// `true` for the subject of the page.
    is_subject: bool,
    width: i32,
}

impl GraphBox {
    /// Creates a box for something else than the subject of the page.
    fn other(text: String, href: Option<String>) -> Self {
        Self { width: text_width(&label(&text)) + 18, text, href, is_subject: false }
    }

    /// Creates the box for the subject of the page, which is no link.
    fn subject(text: String) -> Self {
        Self { is_subject: true, ..Self::other(text, None) }
    }
}

/// Returns the label of a box: the text, without its start if it is long.
fn label(text: &str) -> String {
    let length = text.chars().count();
    if length <= MAX_LETTERS {
        return text.to_owned();
    }
    let end: String = text.chars().skip(length - MAX_LETTERS + 1).collect();
    format!("…{end}")
}

/// The maximum number of characters in a box.
const MAX_LETTERS: usize = 32;

/// The width of a character of the monospaced font, in tenths of a pixel.
const LETTER_WIDTH: usize = 73;

/// Returns the width of a text.
fn text_width(text: &str) -> i32 {
    i32::try_from(text.chars().count() * LETTER_WIDTH / 10).unwrap_or(i32::MAX / 4)
}

/// Renders a graph as a figure, of which a page has one. Its name is in the ids of the title and the description.
fn graph(name: &str, graph: &Graph) -> Markup {
    let widths: Vec<i32> = graph.boxes.iter().map(|it| it.width).collect();
    let placed = layout(&widths, &graph.arrows);
    let (reversed, forward): (Vec<&ArrowPath>, Vec<&ArrowPath>) = placed.arrows.iter().partition(|it| it.is_reversed);
    let content = html! {
        defs {
            marker id="-head" refX="7" refY="3.5" markerWidth="7" markerHeight="7" orient="auto-start-reverse" {
                path d="M0 0 7 3.5 0 7z" {}
            }
        }
        g class="arrows" marker-end="url(#-head)" { @for arrow in forward { path d=(arrow.path) {} } }
        @if !reversed.is_empty() {
            g class="arrows" marker-start="url(#-head)" { @for arrow in reversed { path d=(arrow.path) {} } }
        }
        @for (it, &(x, y)) in graph.boxes.iter().zip(&placed.corners) {
            @let label = label(&it.text);
            @let shape = html! {
                @if label != it.text { title { (it.text) } }
                rect x=(x) y=(y) width=(it.width) height=(BOX_HEIGHT) {}
                text x=(x + 9) y=(y + 17) { (label) }
            };
            @match &it.href {
                Some(href) => a href=(href) { (shape) },
                None => g class=[it.is_subject.then_some("subject")] { (shape) },
            }
        }
    };
    figure(name, &graph.title, &graph.description, (placed.width, placed.height), &content)
}

/// Renders a picture with its text alternative.
fn figure(name: &str, title: &str, description: &str, (width, height): (i32, i32), content: &Markup) -> Markup {
    html! {
        figure class="picture" {
            svg role="group" aria-labelledby={ "-title-" (name) } aria-describedby={ "-text-" (name) } width=(width)
                height=(height) viewBox={ "0 0 " (width) " " (height) } style={ "min-width:" (width * 17 / 20) "px" } {
                title id={ "-title-" (name) } { (title) }
                desc id={ "-text-" (name) } { (description) }
                (content)
            }
        }
    }
}
