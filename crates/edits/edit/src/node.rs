//! Declarations with their document and the declarations around them, as starting points for edits.

use std::ops::Range;

use super::edits::TextEdit;
use super::tree::{Body, Decl, Document};
use protoward_syntax::ast::{EnumDecl, MessageDecl, Span};

/// A declaration of a document.
#[derive(Clone, Debug)]
pub struct Node<'t> {
    /// The document that contains the declaration.
    pub doc: &'t Document<'t>,
    /// The statement in the tree.
    pub decl: Decl<'t>,
    /// The declarations around it, from the file inwards.
    pub parents: Vec<Decl<'t>>,
}

impl<'t> Document<'t> {
    /// Returns the file as a declaration.
    pub fn root(&'t self) -> Node<'t> {
        Node { doc: self, decl: Decl::File(&self.parsed.file), parents: Vec::new() }
    }

    /// Returns the declaration that starts at an offset.
    ///
    /// The depth of the search is that of the tree, which the parser bounds.
    pub fn node(&'t self, start: usize) -> Option<Node<'t>> {
        let mut found = self.root();
        while !found.is_at(start) {
            let items = found.body()?.items;
            let inner = items.get(items.around(start)?)?;
            found.parents.push(found.decl);
            found.decl = inner;
        }
        Some(found)
    }
}

impl<'t> Node<'t> {
    /// Returns the statements inside of the declaration, or `None` if it has no braces.
    pub fn body(&self) -> Option<Body<'t>> {
        self.decl.body(self.doc)
    }

    /// Returns the statements inside of the declaration; none if it has no braces.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = Decl<'t>> + use<'t> {
        self.body().into_iter().flat_map(|body| body.items.iter())
    }

    /// Returns the start of the declaration, without comments.
    pub fn start(&self) -> usize {
        self.decl.span().start as usize
    }

    /// Returns the end of the declaration, without comments.
    pub fn end(&self) -> usize {
        self.decl.span().end as usize
    }

    /// Returns the range of the declaration, without comments.
    pub fn range(&self) -> Range<usize> {
        self.decl.span().range()
    }

    /// Returns a span of the text.
    pub fn text(&self, span: Span) -> &'t str {
        span.of(self.doc.text)
    }

    /// Returns the declared name, or nothing if the declaration has none.
    pub fn name(&self) -> &'t str {
        self.text(self.decl.name().unwrap_or_default())
    }

    /// Returns a declaration of the body.
    pub fn inner(&self, decl: Decl<'t>) -> Self {
        let parents = self.parents.iter().copied().chain([self.decl]).collect();
        Self { doc: self.doc, decl, parents }
    }

    /// Returns the declaration around this one.
    pub fn outer(&self) -> Option<Self> {
        let (&decl, parents) = self.parents.split_last()?;
        Some(Self { doc: self.doc, decl, parents: parents.to_vec() })
    }

    /// Returns the body that holds this declaration, and its index there.
    pub fn siblings(&self) -> Option<(Body<'t>, usize)> {
        let body = self.parents.last()?.body(self.doc)?;
        Some((body, body.items.around(self.start())?))
    }

    /// Returns the edits that give a field another label, or none. Comments behind a removed label go behind the type: before it, they
    /// would be about the whole field.
    pub fn set_label(&self, label: Option<&str>) -> Vec<TextEdit> {
        let Decl::Field(field) = self.decl else { return Vec::new() };
        let ty = field.ty.span().range();
        match (field.label_span(), label) {
            (Some(was), Some(label)) if self.text(was) == label => Vec::new(),
            (Some(was), Some(label)) => vec![TextEdit::new(was.range(), label)],
            (Some(was), None) => {
                let removal = TextEdit::remove(was.start as usize..ty.start);
                let between = &self.doc.text[was.end as usize..ty.start];
                let comments = between.trim_end();
                // A line comment needs its line break. The space before the name is there.
                let ends_line = comments.lines().last().is_some_and(|line| line.contains("//"));
                let text = if ends_line { between.strip_suffix(' ').unwrap_or(between) } else { comments };
                let moved = (!comments.is_empty()).then(|| TextEdit::insert(ty.end, text));
                [removal].into_iter().chain(moved).collect()
            }
            (None, Some(label)) => vec![TextEdit::insert(ty.start, format!("{label} "))],
            (None, None) => Vec::new(),
        }
    }

    /// Returns the label of a field.
    pub fn label(&self) -> Option<&str> {
        let Decl::Field(field) = self.decl else { return None };
        field.label_span().map(|label| self.text(label))
    }

    fn is_at(&self, start: usize) -> bool {
        // The keyword `extend` starts no element, and the file has its own method.
        match self.decl {
            Decl::File(_) | Decl::Extend(_) => false,
            // As in protoc, a message starts after `export` or `local`.
            Decl::Message(MessageDecl { visibility: Some(word), name, .. })
            | Decl::Enum(EnumDecl { visibility: Some(word), name, .. }) => {
                (word.start as usize..name.start as usize).contains(&start)
            }
            _ => self.start() == start,
        }
    }
}
