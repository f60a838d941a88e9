//! Texts of a schema, and the declarations of elements in them.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use protoward_edit::{Decl, Document, Node};
use protoward_schema::{Element, Schema};
use protoward_source::{SourceId, Sources};

/// Texts that are parsed on first use.
#[derive(Debug)]
pub struct Texts<'s> {
    sources: &'s Sources,
    documents: BTreeMap<SourceId, OnceCell<Option<Document<'s>>>>,
}

impl<'s> Texts<'s> {
    /// Returns the texts of these sources.
    pub fn new(sources: &'s Sources, files: impl Iterator<Item = SourceId>) -> Self {
        Self { sources, documents: files.map(|file| (file, OnceCell::new())).collect() }
    }

    /// Returns the document of a source, or `None` for a file of an image, which has no text.
    pub fn get(&self, id: SourceId) -> Option<&Document<'s>> {
        let text = self.sources.get(id).text.as_deref()?;
        self.documents.get(&id)?.get_or_init(|| Document::new(id, text)).as_ref()
    }

    /// Returns the import path of a source.
    pub fn name(&self, id: SourceId) -> &str {
        &self.sources.get(id).name
    }

    /// Returns the declaration of an element; for a map entry, the map field.
    pub fn declared(&self, schema: &Schema, element: impl Into<Element>) -> Option<Node<'_>> {
        let element = element.into();
        let element = schema.map_field(element).map_or(element, Element::from);
        let document = self.get(schema[schema.file_of(element)].source)?;
        if let Element::File(_) = element {
            return Some(document.root());
        }
        let start = self.sources.bytes(schema.place(element))?.start;
        document.node(start).filter(|node| declares(node.decl, element))
    }
}

/// Returns `true` if a declaration can be that of an element.
const fn declares(decl: Decl<'_>, element: Element) -> bool {
    match element {
        Element::File(_) => matches!(decl, Decl::File(_)),
        Element::Message(_) => matches!(decl, Decl::Message(_) | Decl::Field(_)),
        Element::Field(_) => matches!(decl, Decl::Field(_)),
        Element::Oneof(_) => matches!(decl, Decl::Oneof(_)),
        Element::Enum(_) => matches!(decl, Decl::Enum(_)),
        Element::EnumValue(_) => matches!(decl, Decl::Value(_)),
        Element::Service(_) => matches!(decl, Decl::Service(_)),
        Element::Method(_) => matches!(decl, Decl::Method(_)),
    }
}
