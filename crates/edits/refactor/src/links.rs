//! Links to declarations in comments: `[Name][]` and `[text][Name]`, as <https://google.aip.dev/192> wants them.

use std::collections::BTreeSet;
use std::iter;
use std::ops::Range;

use crate::link_text::{Link, links};
use crate::names::scope_of;
use crate::placed_links::{PlacedLink, PlacedLinks};
use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::reference_table::qualified_scope;
use crate::respell::relative;
use protoward_edit::{Decl, Document};
use protoward_schema::{Element, FileId, qualified};
use protoward_syntax::Tokens;

/// A change of full names: of an element with all that is in it.
#[derive(Clone, Debug)]
pub(crate) struct PathChange {
    pub(crate) old: String,
    pub(crate) new: String,
    /// The files with the elements that change; all if it is empty.
    pub(crate) files: Vec<FileId>,
    /// The new package, if it differs.
    pub(crate) package: Option<String>,
}

impl PathChange {
    /// Returns the new path of an element.
    pub(crate) fn apply(&self, path: &str, file: FileId) -> Option<String> {
        let rest = path.strip_prefix(&self.old)?;
        let is_inside = rest.is_empty() || rest.starts_with('.');
        (is_inside && (self.files.is_empty() || self.files.contains(&file))).then(|| format!("{}{rest}", self.new))
    }
}

impl Planner<'_> {
    /// Adds the edits of links to elements whose paths change.
    pub(crate) fn relink(&self, changes: &[PathChange], refactoring: &mut Refactoring) {
        let links = self.links.get_or_init(|| PlacedLinks::new(self.all_links()));
        let changed: BTreeSet<usize> = changes.iter().flat_map(|change| links.inside(&change.old)).collect();
        for PlacedLink { file, source, link, element, path } in changed.into_iter().map(|at| links.get(at)) {
            let Some(document) = self.texts.get(*source) else { continue };
            for (range, text) in self.new_link(*file, document, link, (*element, path), changes) {
                let written = &document.text[range.clone()];
                refactoring.longer += usize::from(text.split('.').count() > written.split('.').count());
                refactoring.changes.links.insert((written.to_owned(), text.clone()));
                refactoring.links.push(self.edit(*source, range, text));
            }
        }
    }

    /// Returns the links to declarations, in the order of files.
    fn all_links(&self) -> Vec<PlacedLink> {
        let mut all = Vec::new();
        for (file, declared) in self.schema.files.iter() {
            let source = declared.source;
            if self.sources.get(source).is_built_in {
                continue;
            }
            let Some(document) = self.texts.get(source).filter(|document| document.text.contains("][")) else {
                continue;
            };
            for comment in Tokens::new(document.text).pieces().iter().filter(|piece| piece.is_comment()) {
                let links = links(document.text, comment.span.range()).into_iter();
                all.extend(links.filter_map(|link| {
                    let (element, path) = self.linked(file, document, &link)?;
                    Some(PlacedLink { file, source, link, element, path })
                }));
            }
        }
        all
    }

    /// Returns the element that a link means, and its path.
    fn linked(&self, file: FileId, document: &Document<'_>, link: &Link) -> Option<(Element, String)> {
        let name = &document.text[link.name.clone()];
        scopes(self.schema.package(file), document, link.name.start).iter().find_map(|scope| {
            let path = qualified_scope(scope, name);
            Some((self.declared(&path)?, path))
        })
    }

    /// Returns the new texts of the parts of a link that change.
    fn new_link(
        &self,
        file: FileId,
        document: &Document<'_>,
        link: &Link,
        (element, path): (Element, &str),
        changes: &[PathChange],
    ) -> Vec<(Range<usize>, String)> {
        let scopes = scopes(self.schema.package(file), document, link.name.start);
        let home = self.schema.file_of(element);
        let change = changes.iter().find_map(|change| Some((change.apply(path, home)?, change.package.as_deref())));
        let Some((new, new_package)) = change else { return Vec::new() };
        let package = self.schema.package(home);
        let new_inner = inside(&new, new_package.unwrap_or(package));
        let innermost = scopes.first().map_or("", String::as_str);
        let innermost = changes.iter().find_map(|change| change.apply(innermost, file));
        let new_scopes = innermost.map_or_else(|| scopes.clone(), outwards);
        let means_it = |name: &str| {
            let new_paths = new_scopes.iter().map(|scope| qualified_scope(scope, name));
            let old_paths = scopes.iter().map(|scope| qualified_scope(scope, name)).chain(iter::repeat(String::new()));
            let hides = |path: &str| self.declared(path).is_some_and(|it| self.stays(path, it, changes));
            // The first scope with a declaration of this name decides.
            let mut found = new_paths.zip(old_paths).filter(|(at, was)| *at == new || hides(at) || hides(was));
            found.next().is_some_and(|(at, _)| at == new)
        };
        let respelled = |written: &str, is_name: bool| -> Option<String> {
            let is_suffix = written == path || path.ends_with(&format!(".{written}"));
            let count = written.split('.').count();
            let in_package = count > inside(path, package).split('.').count();
            match () {
                () if !is_suffix => None,
                () if written == path || in_package => Some(new.clone()),
                () => {
                    // A name without a package stays without one.
                    let short = last_components(new_inner, count).to_owned();
                    let same = is_name.then(|| written.to_owned());
                    let relative = new_package.is_none().then(|| relative(written, path, &new)).flatten();
                    let mut choices = same.into_iter().chain(relative).chain([short]);
                    // The text of a link need not have a meaning.
                    Some(choices.find(|name| !is_name || means_it(name)).unwrap_or_else(|| new.clone()))
                }
            }
        };
        let parts = [(Some(link.name.clone()), true), (link.label.clone(), false)];
        let changed = parts.into_iter().filter_map(|(range, is_name)| {
            let range = range?;
            let written = &document.text[range.clone()];
            respelled(written, is_name).filter(|new| new != written).map(|new| (range, new))
        });
        changed.collect()
    }

    /// Returns `true` if a declaration keeps its path.
    fn stays(&self, path: &str, element: Element, changes: &[PathChange]) -> bool {
        let file = self.schema.file_of(element);
        changes.iter().all(|change| change.apply(path, file).is_none())
    }

    /// Returns the declaration with a path. The path of an enum value may contain the name of its enum.
    pub(crate) fn declared(&self, path: &str) -> Option<Element> {
        let schema = self.schema;
        let is_named = |element: &Element| schema.name(*element) == path.rsplit('.').next().unwrap_or_default();
        let member = || match schema.find(scope_of(path))? {
            Element::Message(id) => {
                let message = &schema[id];
                let fields = message.fields.iter().map(|&id| Element::from(id));
                fields.chain(message.oneofs.iter().map(|&id| id.into())).find(is_named)
            }
            Element::Enum(id) => schema[id].values.iter().map(|&id| id.into()).find(is_named),
            Element::Service(id) => schema[id].methods.iter().map(|&id| id.into()).find(is_named),
            _ => None,
        };
        schema.find(path).or_else(member).or_else(|| self.value(path))
    }
}

/// Returns a full name without its package.
fn inside<'n>(full_name: &'n str, package: &str) -> &'n str {
    full_name.strip_prefix(package).unwrap_or(full_name).trim_start_matches('.')
}

/// Returns the last components of a name.
fn last_components(name: &str, count: usize) -> &str {
    let start = name.rmatch_indices('.').nth(count - 1).map_or(0, |(at, _)| at + 1);
    &name[start..]
}

/// Returns the scopes of a comment, from the innermost outwards: the declaration below it, those around it, and the packages.
fn scopes(package: &str, document: &Document<'_>, offset: usize) -> Vec<String> {
    let mut node = document.root();
    let mut scope = package.to_owned();
    while let Some(body) = node.body() {
        let Some(decl) = body.items.get(body.items.first_after(offset)) else { break };
        let is_scope = matches!(decl, Decl::Message(_) | Decl::Enum(_) | Decl::Service(_) | Decl::Field(_));
        node = node.inner(decl);
        if is_scope {
            scope = qualified(&scope, node.name());
        }
        if decl.span().start as usize > offset {
            break;
        }
    }
    outwards(scope)
}

/// Returns a scope and those around it; the last one is empty.
fn outwards(scope: String) -> Vec<String> {
    let mut scopes = vec![scope];
    while let Some(last) = scopes.last().filter(|last| !last.is_empty()) {
        let outer = scope_of(last).to_owned();
        scopes.push(outer);
    }
    scopes
}

#[cfg(test)]
mod tests {
    use super::last_components;
    use crate::link_text::links;

    #[test]
    fn finds_links_with_and_without_a_text() {
        let text = "// See [a.B][], [`C`][], [an order][shop.Order], [x](y), [0][] and [D][d-e].";
        let found: Vec<(&str, Option<&str>)> = links(text, 0..text.len())
            .into_iter()
            .map(|link| (&text[link.name], link.label.map(|label| &text[label])))
            .collect();
        assert_eq!(found, [("a.B", None), ("C", None), ("shop.Order", None)]);
        let text = "[Order][shop.Order]";
        assert_eq!(links(text, 0..text.len())[0].label, Some(1..6));
    }

    #[test]
    fn takes_the_last_components() {
        assert_eq!(last_components("a.b.C", 1), "C");
        assert_eq!(last_components("a.b.C", 2), "b.C");
        assert_eq!(last_components("a.b.C", 5), "a.b.C");
    }
}
