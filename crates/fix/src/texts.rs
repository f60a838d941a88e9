//! Both sides as texts and trees, and where in them an element is declared.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use super::tree::{Body, Decl};
use protoward_schema::{Element, Schema};
use protoward_source::{SourceId, Sources};
use protoward_syntax::Parsed;
use protoward_syntax::ast::{EnumDecl, MessageDecl};

/// The texts of a comparison, parsed again when somebody looks at them.
pub(crate) struct Texts<'s> {
    sources: &'s Sources,
    parsed: BTreeMap<SourceId, OnceCell<Parsed>>,
}

/// One text with its tree.
#[derive(Clone, Copy)]
pub(crate) struct Text<'t> {
    pub(crate) id: SourceId,
    pub(crate) text: &'t str,
    pub(crate) parsed: &'t Parsed,
}

/// An element where it is declared.
#[derive(Clone)]
pub(crate) struct Declared<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) decl: Decl<'t>,
    /// What it stands in, from the file on.
    pub(crate) parents: Vec<Decl<'t>>,
}

impl<'s> Texts<'s> {
    pub(crate) fn new(sources: &'s Sources, files: impl Iterator<Item = SourceId>) -> Self {
        Self { sources, parsed: files.map(|file| (file, OnceCell::new())).collect() }
    }

    /// `None` where a side is an image, of which no text is known.
    pub(crate) fn get(&self, id: SourceId) -> Option<Text<'_>> {
        let text = self.sources.get(id).text.as_deref()?;
        let parsed = self.parsed.get(&id)?.get_or_init(|| protoward_syntax::parse(text));
        // What is broken was read by guessing, which is no base to write on.
        parsed.errors.is_empty().then_some(Text { id, text, parsed })
    }

    /// The path by which a text is imported.
    pub(crate) fn name(&self, id: SourceId) -> &str {
        &self.sources.get(id).name
    }

    /// Where an element is declared; that of the entry of a map is the map field.
    pub(crate) fn declared(&self, schema: &Schema, element: impl Into<Element>) -> Option<Declared<'_>> {
        let element = element.into();
        let element = schema.map_field(element).map_or(element, Element::from);
        let text = self.get(schema[schema.file_of(element)].source)?;
        if let Element::File(_) = element {
            return Some(text.whole());
        }
        let start = self.sources.bytes(schema.place(element))?.start;
        let found = text.at(start)?;
        found.decl.is_a(element).then_some(found)
    }
}

impl<'t> Text<'t> {
    /// The file as a declaration.
    pub(crate) fn whole(self) -> Declared<'t> {
        Declared { text: self, decl: Decl::File(&self.parsed.file), parents: Vec::new() }
    }

    /// The declaration that starts at an offset. The depth of the search is that of the tree, which the parser bounds.
    pub(crate) fn at(self, start: usize) -> Option<Declared<'t>> {
        let mut found = self.whole();
        while !found.is_at(start) {
            let index = found.body()?.items.around(start)?;
            let inner = found.body()?.items.get(index)?;
            found.parents.push(found.decl);
            found.decl = inner;
        }
        Some(found)
    }
}

impl<'t> Declared<'t> {
    pub(crate) fn body(&self) -> Option<Body<'t>> {
        self.decl.body(self.text.text)
    }

    pub(crate) fn start(&self) -> usize {
        self.decl.span().start as usize
    }

    pub(crate) fn end(&self) -> usize {
        self.decl.span().end as usize
    }

    /// A statement in its body.
    pub(crate) fn inner(&self, decl: Decl<'t>) -> Self {
        let parents = self.parents.iter().copied().chain([self.decl]).collect();
        Self { text: self.text, decl, parents }
    }

    /// What it stands in.
    pub(crate) fn outer(&self) -> Option<Declared<'t>> {
        let mut parents = self.parents.clone();
        let decl = parents.pop()?;
        Some(Self { text: self.text, decl, parents })
    }

    /// What it stands in, and where there.
    pub(crate) fn siblings(&self) -> Option<(Declared<'t>, Body<'t>, usize)> {
        let outer = self.outer()?;
        let body = outer.body()?;
        let index = body.items.around(self.start())?;
        Some((outer, body, index))
    }

    fn is_at(&self, start: usize) -> bool {
        // The word `extend` starts no element, and a file is asked for as such.
        match self.decl {
            Decl::File(_) | Decl::Extend(_) => false,
            // To protoc, a message begins behind `export` or `local`.
            Decl::Message(MessageDecl { visibility: Some(word), name, .. })
            | Decl::Enum(EnumDecl { visibility: Some(word), name, .. }) => {
                (word.span.start as usize..name.start as usize).contains(&start)
            }
            _ => self.start() == start,
        }
    }
}
