//! Declarations that get other files, with the lines that belong to them.

use std::ops::Range;

use crate::head::head;
use crate::names::overlay::top_level;
use crate::planner::Planner;
use crate::refusal::Refusal;
use protoward_edit::Decl;
use protoward_schema::{Element, FileId};
use protoward_source::SourceId;

/// A declaration: a message, an enum, a service, or a block of extensions.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) file: FileId,
    pub(crate) source: SourceId,
    /// The lines of the declaration, with its comments.
    pub(crate) range: Range<usize>,
    /// The white space before it, which is empty at the top level.
    pub(crate) indent: String,
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
    /// Also those that belong to no declaration, up to the statement above or the comments at the top of the file.
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
        let mut units = Vec::new();
        let mut behind = head(document).end;
        for (index, decl) in root.items().enumerate() {
            let mut range = document.removal_with_comments(decl).range();
            if comments == UnitComments::All {
                range.start = behind;
                range.end = if index + 1 == count { document.text.len() } else { range.end };
            }
            // The last statement of a line takes the line break with it, even if others of the line stay: imports that replace it are
            // whole lines.
            let rest = &document.text[range.end..];
            let line = rest.find('\n').map_or(rest, |end| &rest[..=end]);
            let ends_line = document.line_start(range.end) < range.end && line.trim().is_empty();
            behind = range.end + if ends_line { line.len() } else { 0 };
            if !matches!(decl, Decl::Message(_) | Decl::Enum(_) | Decl::Service(_) | Decl::Extend(_)) {
                continue;
            }
            let span = decl.span().range();
            let own = elements.iter().filter(|(start, _)| span.contains(start));
            let elements: Vec<Element> = own.map(|&(_, element)| element).collect();
            let is_extension = |element: &&Element| matches!(element, Element::Field(_));
            let named = elements.iter().find(is_extension).or(elements.first());
            let name = named.map_or("", |&element| self.schema.name(element)).to_owned();
            let indent = document.indent(span.start).unwrap_or_default().to_owned();
            units.push(Unit { file, source, range, indent, elements, name });
        }
        units
    }

    /// Returns the declaration of a nested type.
    ///
    /// # Errors
    /// Fails for a group and for the entry of a map.
    pub(crate) fn nested_unit(&self, element: Element) -> Result<Unit, Refusal> {
        let schema = self.schema;
        self.check_kind(element)?;
        let node = self.texts.declared(schema, element).ok_or(Refusal::NoText(element))?;
        let range = node.doc.removal_with_comments(node.decl).range();
        let indent = node.doc.indent(node.start()).unwrap_or_default().to_owned();
        let file = schema.file_of(element);
        let name = schema.name(element).to_owned();
        Ok(Unit { file, source: schema[file].source, range, indent, elements: vec![element], name })
    }
}
