//! The names that a schema would have after a change of names.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use protoward_schema::{Element, FileId, Schema, qualified};

/// New full names of elements, over those of the schema.
#[derive(Debug, Default)]
pub struct Overlay {
    names: BTreeMap<Element, String>,
    by_name: BTreeMap<String, Element>,
    /// New full names of fields, oneofs, enum values and methods, which are no scopes.
    members: BTreeSet<String>,
    /// Old full names, which may be taken again.
    gone: BTreeSet<String>,
    /// The new packages of files.
    packages_of: BTreeMap<FileId, String>,
    /// The packages that declarations move to, and those around them. Their files may be new.
    packages: BTreeSet<String>,
    /// The old and the new full names of messages and services whose bodies are scopes.
    scopes: Vec<(String, String)>,
    parts: Vec<RescopedPart>,
}

/// A part of a file that gets another scope: blocks of extensions, and options of declarations, are resolved in the scope around.
#[derive(Clone, Debug)]
pub struct RescopedPart {
    /// The file that contains the part.
    pub file: FileId,
    /// The byte range of the part in the text.
    pub range: Range<usize>,
    /// The full name of the scope around it before.
    pub old: String,
    /// The full name of the scope around it afterwards.
    pub new: String,
}

impl Overlay {
    /// Returns the names after an element got another name.
    pub fn renamed(schema: &Schema, element: Element, name: &str) -> Self {
        let old = schema.full_name(element);
        let new = qualified(super::scope_of(&old), name);
        let mut overlay = Self::default();
        match element {
            Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => _ = overlay.members.insert(new),
            Element::Field(id) if !schema[id].is_extension() => _ = overlay.members.insert(new),
            _ => {
                overlay.scopes.push((old, new.clone()));
                overlay.add(schema, element, new);
                return overlay;
            }
        }
        overlay.gone.insert(old);
        overlay
    }

    /// Returns the names after files got another package.
    pub fn moved(schema: &Schema, files: &[FileId], package: &str) -> Self {
        let mut overlay = Self::default();
        for &file in files {
            overlay.packages_of.insert(file, package.to_owned());
            for element in top_level(schema, file) {
                overlay.add(schema, element, qualified(package, schema.name(element)));
            }
        }
        overlay
    }

    /// Returns the names after declarations got other full names, with other scopes around these parts of their files.
    pub fn rescoped(schema: &Schema, elements: &[(Element, String)], parts: Vec<RescopedPart>) -> Self {
        let mut overlay = Self { parts, ..Self::default() };
        let packages: Vec<&str> = overlay.parts.iter().map(|part| part.new.as_str()).collect();
        let packages = packages.into_iter().filter(|scope| schema.find(scope).is_none());
        overlay.packages = packages.flat_map(outwards).map(str::to_owned).collect();
        for (element, new) in elements {
            let old = schema.full_name(*element);
            if let Element::Enum(id) = element {
                for &value in &schema[*id].values {
                    let name = schema.name(value.into());
                    overlay.gone.insert(qualified(super::scope_of(&old), name));
                    overlay.members.insert(qualified(super::scope_of(new), name));
                }
            }
            overlay.scopes.push((old, new.clone()));
            overlay.add(schema, *element, new.clone());
        }
        overlay
    }

    /// Adds an element with all that is declared in it. The parser bounds the recursion.
    fn add(&mut self, schema: &Schema, element: Element, name: String) {
        if let Element::Message(id) = element {
            let message = &schema[id];
            let inner = (message.messages.iter().map(|&id| Element::from(id)))
                .chain(message.enums.iter().map(|&id| Element::from(id)))
                .chain(message.extensions.iter().map(|&id| Element::from(id)));
            inner.for_each(|inner| self.add(schema, inner, qualified(&name, schema.name(inner))));
        }
        self.gone.insert(schema.full_name(element));
        self.by_name.insert(name.clone(), element);
        self.names.insert(element, name);
    }

    /// Returns the new full name of an element.
    pub fn full_name(&self, schema: &Schema, element: Element) -> String {
        self.names.get(&element).cloned().unwrap_or_else(|| schema.full_name(element))
    }

    /// Returns the elements with new full names.
    pub fn elements(&self) -> impl Iterator<Item = Element> {
        self.names.keys().copied()
    }

    /// Returns the new name of a scope at an offset of a file.
    pub fn scope(&self, schema: &Schema, file: FileId, scope: &str, at: usize) -> String {
        let is_moved = |part: &&RescopedPart| part.file == file && part.old == scope && part.range.contains(&at);
        if let Some(part) = self.parts.iter().find(is_moved) {
            return part.new.clone();
        }
        if let Some(package) = self.packages_of.get(&file) {
            let inner = scope.strip_prefix(schema.package(file)).unwrap_or(scope).trim_start_matches('.');
            return if inner.is_empty() { package.clone() } else { qualified(package, inner) };
        }
        for (old, new) in &self.scopes {
            if let Some(rest) = scope.strip_prefix(old.as_str())
                && (rest.is_empty() || rest.starts_with('.'))
            {
                return format!("{new}{rest}");
            }
        }
        scope.to_owned()
    }

    /// Returns the element with a full name, where `was` is the one that has it before.
    pub(super) fn find(&self, full_name: &str, was: impl FnOnce() -> Option<Element>) -> Option<Element> {
        match self.by_name.get(full_name) {
            Some(&element) => Some(element),
            None if self.gone.contains(full_name) => None,
            None => was(),
        }
    }

    /// Returns `true` if a field, oneof, enum value or method gets a full name.
    pub(super) fn has_member(&self, full_name: &str) -> bool {
        self.members.contains(full_name)
    }

    /// Returns `true` for a full name that its element loses.
    pub(super) fn is_gone(&self, full_name: &str) -> bool {
        self.gone.contains(full_name)
    }

    /// Returns `true` for a package that declarations move to, and for one around it.
    pub(super) fn has_package(&self, name: &str) -> bool {
        self.packages.contains(name)
    }

    /// Returns the new package of a file.
    pub(super) fn package_of(&self, file: FileId) -> Option<&str> {
        self.packages_of.get(&file).map(String::as_str)
    }

    /// Returns the files that get a package, or one inside of it.
    pub(super) fn files_of_package(&self, name: &str) -> impl Iterator<Item = &FileId> {
        let is_in = move |package: &str| outwards(package).any(|package| package == name);
        self.packages_of.iter().filter(move |(_, package)| is_in(package)).map(|(file, _)| file)
    }
}

/// Returns a package, and those around it.
pub(super) fn outwards(package: &str) -> impl Iterator<Item = &str> {
    let first = (!package.is_empty()).then_some(package);
    std::iter::successors(first, |package| package.rsplit_once('.').map(|(outer, _)| outer))
}

/// Returns the types, extensions and services at the top level of a file.
pub(crate) fn top_level(schema: &Schema, file: FileId) -> impl Iterator<Item = Element> {
    let declared = &schema[file];
    (declared.messages.iter().map(|&id| Element::from(id)))
        .chain(declared.enums.iter().map(|&id| Element::from(id)))
        .chain(declared.extensions.iter().map(|&id| Element::from(id)))
        .chain(declared.services.iter().map(|&id| Element::from(id)))
}
