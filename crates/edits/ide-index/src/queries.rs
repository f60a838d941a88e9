//! Queries by place: what a name means, and where it is used.

use std::collections::BTreeSet;

use crate::file::{DeclarationKind, Reference, ReferenceKind, touches};
use crate::workspace::{Analysis, FileId, Target};
use protoward_syntax::ast::{ImportKind, Span};
use protoward_syntax::literal;

/// The meaning of the text at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A declaration, by its own name or by a reference.
    Declaration {
        /// The declaration that is meant.
        target: Target,
        /// The name at the place.
        span: Span,
        /// `true` if the name is a reference.
        is_reference: bool,
    },
    /// A file, by the path of an import.
    File {
        /// The imported file.
        file: FileId,
        /// The path of the import.
        span: Span,
    },
    /// The package of the file, by its statement.
    Package {
        /// The name of the package.
        span: Span,
    },
}

impl Analysis {
    /// Returns the meaning of the text at an offset.
    pub fn meaning_at(&self, file: FileId, offset: u32) -> Option<Meaning> {
        let own = self.file(file);
        if let Some(index) = own.reference_at(offset) {
            let reference = own.references[index];
            let target = self.meaning(file, &reference)?;
            let (target, span) = self.component(own, &reference, target, offset);
            return Some(Meaning::Declaration { target, span, is_reference: true });
        }
        if let Some(declaration) = own.declaration_at(offset) {
            let target = Target { file, declaration };
            return Some(Meaning::Declaration { target, span: own.get(declaration).name, is_reference: false });
        }
        if let Some(import) = own.import_at(offset) {
            return Some(Meaning::File { file: self.find_file(&import.name)?, span: import.path });
        }
        let span = own.package_name?.span;
        touches(span, offset).then_some(Meaning::Package { span })
    }

    /// Returns the declaration that the text at an offset means.
    pub fn definition(&self, file: FileId, offset: u32) -> Option<Target> {
        match self.meaning_at(file, offset)? {
            Meaning::Declaration { target, .. } => Some(target),
            Meaning::File { .. } | Meaning::Package { .. } => None,
        }
    }

    /// Returns the declaration of the component at an offset: `A` or `B` for `a.A.B`.
    fn component(&self, own: &crate::file::File, reference: &Reference, target: Target, offset: u32) -> (Target, Span) {
        let span = reference.path.span;
        let text = span.of(&own.text);
        if !reference.path.plain || !text.contains('.') {
            return (target, span);
        }
        let at = (offset - span.start) as usize;
        let mut inner = target;
        let mut end = text.len();
        loop {
            let start = text[..end].rfind('.').map_or(0, |dot| dot + 1);
            if at >= start || start == 0 {
                return (inner, Span::new(span.start + start as u32, span.start + end as u32));
            }
            match self.declaration(inner).parent {
                Some(parent) => inner = Target { declaration: parent, ..inner },
                // Packages have no declaration: the whole name stands for its last component.
                None => return (target, span),
            }
            end = start - 1;
        }
    }

    /// Returns the references to a declaration in all files, without its own name, in the order of files.
    pub fn references(&self, target: Target) -> Vec<(FileId, Span)> {
        let in_file = |id: FileId| self.references_in(id, target).into_iter().map(move |span| (id, span));
        match self.declaration(target).kind {
            // Options name fields and values of messages whose files they need not import.
            DeclarationKind::Field | DeclarationKind::Group | DeclarationKind::EnumValue => {
                self.files().flat_map(|(id, _)| in_file(id)).collect()
            }
            _ => self.seen_by(target.file).into_iter().flat_map(in_file).collect(),
        }
    }

    /// Returns the references to a declaration in one file, without its own name.
    pub fn references_in(&self, id: FileId, target: Target) -> Vec<Span> {
        let name = self.file(target.file).name_of(target.declaration);
        let kind = self.declaration(target).kind;
        let file = self.file(id);
        let of_kind = file.references.iter().filter(|reference| may_mean(kind, reference.kind));
        let span = |reference: &Reference| {
            let span = self.named_component(file, reference, name, kind)?;
            let meaning = self.meaning(id, reference)?;
            (self.component(file, reference, meaning, span.start).0 == target).then_some(span)
        };
        of_kind.filter_map(span).collect()
    }

    /// Returns a file and those that see its declarations: its importers, and the importers of those that import it publicly.
    pub(crate) fn seen_by(&self, file: FileId) -> BTreeSet<FileId> {
        let mut seen = BTreeSet::from([file]);
        let mut open = vec![file];
        while let Some(file) = open.pop() {
            let name = &self.file(file).name;
            for importer in self.importers(name) {
                let imports = self.file(importer).imports.iter().filter(|import| import.name == *name);
                let is_public = imports.clone().any(|import| import.kind == ImportKind::Public);
                if seen.insert(importer) && is_public {
                    open.push(importer);
                }
            }
        }
        seen
    }

    /// Returns the component of a reference with a name.
    fn named_component(
        &self,
        file: &crate::file::File,
        reference: &Reference,
        name: &str,
        kind: DeclarationKind,
    ) -> Option<Span> {
        let span = reference.path.span;
        let text = span.of(&file.text);
        if !reference.path.plain {
            let written = literal::path(&file.text, reference.path);
            return written.rsplit('.').next().is_some_and(|last| last == name).then_some(span);
        }
        let is_equal = |part: &str| part == name || kind == DeclarationKind::Group && part.eq_ignore_ascii_case(name);
        let mut end = text.len();
        loop {
            let start = text[..end].rfind('.').map_or(0, |dot| dot + 1);
            if is_equal(&text[start..end]) {
                return Some(Span::new(span.start + start as u32, span.start + end as u32));
            }
            // Only types are components in front of others.
            if start == 0 || !kind.is_type() {
                return None;
            }
            end = start - 1;
        }
    }
}

/// Returns `true` if a reference of a kind may contain the name of a declaration of another kind.
fn may_mean(declared: DeclarationKind, reference: ReferenceKind) -> bool {
    match reference {
        ReferenceKind::FieldType
        | ReferenceKind::MapValueType
        | ReferenceKind::MethodType
        | ReferenceKind::Extendee
        | ReferenceKind::AnyType => declared.is_type(),
        ReferenceKind::Extension => declared == DeclarationKind::Extension || declared.is_type(),
        ReferenceKind::Member(_) => matches!(declared, DeclarationKind::Field | DeclarationKind::Group),
        ReferenceKind::Value(_) => declared == DeclarationKind::EnumValue,
    }
}
