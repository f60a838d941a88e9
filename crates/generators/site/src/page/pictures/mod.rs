//! Pictures in pages, as SVG: one file for each kind, and what all of them share.
//!
//! The boxes are links, in the order of the texts that describe them. Colors are those of the style sheet. Everything that a
//! picture shows is on the page as text, too.

mod between;
mod message;
mod overview;
mod package;

pub(super) use message::neighbors;
pub(super) use overview::{anchors, overview};
pub(super) use package::{imports, lists};

use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::graph_layout::{BOX_HEIGHT, Edge, layout};

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
}

impl GraphBox {
    /// Creates a box for something else than the subject of the page.
    const fn other(text: String, href: Option<String>) -> Self {
        Self { text, href, is_subject: false }
    }

    /// Creates the box for the subject of the page, which is no link.
    const fn subject(text: String) -> Self {
        Self { text, href: None, is_subject: true }
    }

    /// Returns the text in the picture, whose start is missing if it is long.
    fn label(&self) -> String {
        let length = self.text.chars().count();
        if length <= MAX_LETTERS {
            return self.text.clone();
        }
        let end: String = self.text.chars().skip(length - MAX_LETTERS + 1).collect();
        format!("…{end}")
    }
}

/// The maximum number of characters in a box.
const MAX_LETTERS: usize = 36;

/// The width of a character of the monospaced font, in tenths of a pixel.
const LETTER_WIDTH: usize = 73;

/// Returns the width of a text.
fn text_width(text: &str) -> i32 {
    i32::try_from(text.chars().count() * LETTER_WIDTH / 10).unwrap_or(i32::MAX / 4)
}

/// Renders a graph as a figure. Its name is in the ids of the title and the description.
fn graph(name: &str, graph: &Graph) -> Markup {
    let labels: Vec<String> = graph.boxes.iter().map(GraphBox::label).collect();
    let widths: Vec<i32> = labels.iter().map(|label| text_width(label) + 18).collect();
    let placed = layout(&widths, &graph.arrows);
    let drawn = graph.boxes.iter().zip(&labels).zip(placed.corners.iter().zip(&widths));
    let content = html! {
        defs {
            marker id={ "-head-" (name) } viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse" {
                path d="M0 0L8 4L0 8z" {}
            }
        }
        @for arrow in &placed.arrows {
            @let head = format!("url(#-head-{name})");
            path class="arrow" d=(arrow.path) marker-start=[arrow.is_reversed.then_some(&head)]
                marker-end=[(!arrow.is_reversed).then_some(&head)] {}
        }
        @for ((it, label), (&(x, y), &width)) in drawn {
            @let shape = html! {
                @if *label != it.text { title { (it.text) } }
                rect x=(x) y=(y) width=(width) height=(BOX_HEIGHT) rx="5" {}
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
                height=(height) viewBox={ "0 0 " (width) " " (height) } {
                title id={ "-title-" (name) } { (title) }
                desc id={ "-text-" (name) } { (description) }
                (content)
            }
        }
    }
}
