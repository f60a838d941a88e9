//! Declarations at the top level of a file, with the lines that belong to them.

use std::ops::Range;

use crate::names::overlay::top_level;
use crate::planner::Planner;
use protoward_edit::Decl;
use protoward_schema::{Element, FileId};
use protoward_source::SourceId;

/// A declaration at the top level: a message, an enum, a service, or a block of extensions.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) file: FileId,
    pub(crate) source: SourceId,
    /// The lines of the declaration, with its comments.
    pub(crate) range: Range<usize>,
    /// The types, services and extensions that it declares.
    pub(crate) elements: Vec<Element>,
    /// The name of the declaration; that of the first extension of a block.
    pub(crate) name: String,
}

/// The comments that belong to a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitComments {
    /// Those right above it, and in its lines.
    Own,
    /// Also those that belong to no declaration, up to the statement above.
    All,
}

impl Planner<'_> {
    /// Returns the declarations of a file in their order; none for a file without a text.
    pub(crate) fn units(&self, file: FileId, comments: UnitComments) -> Vec<Unit> {
        let source = self.schema[file].source;
        let Some(document) = self.texts.get(source) else { return Vec::new() };
        let elements: Vec<(usize, Element)> = top_level(self.schema, file)
            .filter_map(|element| Some((self.sources.bytes(self.schema.place(element))?.start, element)))
            .collect();
        let root = document.root();
        let count = root.items().count();
        let (mut units, mut behind) = (Vec::new(), document.line_start(0));
        for (index, decl) in root.items().enumerate() {
            let mut range = document.removal_with_comments(decl).range();
            if comments == UnitComments::All {
                range.start = behind;
                range.end = if index + 1 == count { document.text.len() } else { range.end };
            }
            behind = range.end;
            if !matches!(decl, Decl::Message(_) | Decl::Enum(_) | Decl::Service(_) | Decl::Extend(_)) {
                continue;
            }
            let span = decl.span().range();
            let own = elements.iter().filter(|(start, _)| span.contains(start));
            let elements: Vec<Element> = own.map(|&(_, element)| element).collect();
            let is_extension = |element: &&Element| matches!(element, Element::Field(_));
            let named = elements.iter().find(is_extension).or(elements.first());
            let name = named.map_or("", |&element| self.schema.name(element)).to_owned();
            units.push(Unit { file, source, range, elements, name });
        }
        units
    }
}
