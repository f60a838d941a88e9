//! The picture of a package between its importers and its imports.

use maud::{Markup, html};

use super::between::{Side, between};
use super::{Graph, GraphBox, graph};
use crate::outline::title;
use crate::page::Page;

/// The anchors of the lists of imports and importers.
const IMPORTS: &str = "-imported";
const IMPORTERS: &str = "-importers";

/// The maximum number of boxes on each side.
const MAX_SHOWN: usize = 10;

/// Renders the picture of a package; `None` if it imports nothing and is not imported.
pub(in crate::page) fn imports(page: &Page<'_>, package: &str) -> Option<Markup> {
    let (imports, importers) = (page.site.imports.of(package), page.site.imports.importers(package));
    if imports.is_empty() && importers.is_empty() {
        return None;
    }
    let before = Side::new(&importers, MAX_SHOWN, IMPORTERS);
    let after = Side::new(&imports, MAX_SHOWN, IMPORTS);
    let subject = GraphBox::subject(title(package).to_owned());
    let other = |name| GraphBox::other(title(name).to_owned(), page.links().package_href(&page.path, name));
    let (boxes, arrows) = between(subject, &before, &after, other);
    let name = |name| title(name).to_owned();
    let parts = [("imports", after.names(name)), ("is imported by", before.names(name))];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty()).map(|(verb, names)| format!("{verb} {names}"));
    Some(graph(
        "imports",
        &Graph {
            title: format!("Imports of {}", title(package)),
            description: format!("{} {}.", title(package), parts.collect::<Vec<_>>().join("; it ")),
            boxes,
            arrows,
        },
    ))
}

/// Renders all imports and importers of a package as lists.
pub(in crate::page) fn lists(page: &Page<'_>, package: &str) -> Markup {
    let lists = [
        (IMPORTS, "Imports", page.site.imports.of(package)),
        (IMPORTERS, "Imported by", page.site.imports.importers(package)),
    ];
    html! {
        @for (anchor, heading, packages) in lists.iter().filter(|(_, _, packages)| !packages.is_empty()) {
            h3 id=(anchor) { (heading) }
            ul class="uses packages-list" {
                @for name in packages {
                    li {
                        code {
                            @match page.links().package_href(&page.path, name) {
                                Some(href) => a href=(href) { (title(name)) },
                                None => (title(name)),
                            }
                        }
                    }
                }
            }
        }
    }
}
