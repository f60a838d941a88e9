//! The meaning of names. A statement can be moved or restored only where its names keep their meaning.
//!
//! Names are resolved as in protoc: from the innermost scope outwards, by their first component.

pub(crate) mod overlay;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use overlay::{Overlay, RescopedPart};
use protoward_schema::visibility::is_exported;
use protoward_schema::{Element, FileId, Import, MessageId, Parent, Schema, qualified};

/// The names of one schema.
#[derive(Debug)]
pub struct NameResolver<'s> {
    schema: &'s Schema,
    /// The files of each package, and of all packages in it.
    packages: OnceCell<HashMap<&'s str, Vec<FileId>>>,
    /// The values of enums outside of messages, by full name.
    values: OnceCell<HashMap<String, Element>>,
    /// The visible files of each file.
    visible: BTreeMap<FileId, OnceCell<Visible>>,
}

/// The files that a file sees: itself, its imports, and the public imports of those.
#[derive(Debug)]
struct Visible {
    /// Through imports for all purposes.
    plain: BTreeSet<FileId>,
    /// Also through imports for options.
    all: BTreeSet<FileId>,
}

/// A file, with the names after a change.
#[derive(Clone, Copy)]
struct Lookup<'a> {
    overlay: &'a Overlay,
    file: FileId,
    kind: NameKind,
}

/// The kind of element that a name refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A message or an enum, as the type of a field: other elements with the name are passed over.
    Type,
    /// A message, as the request or response of a method, or as what an extension extends.
    Message,
    /// An extension, as the name of an option.
    Extension,
}

impl<'s> NameResolver<'s> {
    /// Returns the names of a schema.
    pub fn new(schema: &'s Schema) -> Self {
        let visible = schema.files.ids().map(|file| (file, OnceCell::new())).collect();
        Self { schema, packages: OnceCell::new(), values: OnceCell::new(), visible }
    }

    /// Returns the element that a name refers to in a scope of a file.
    pub fn meaning(&self, file: FileId, scope: &str, name: &str, kind: NameKind) -> Option<Element> {
        self.meaning_after(&Overlay::default(), file, scope, name, kind)
    }

    /// Returns the element that a name refers to after a change of names.
    pub fn meaning_after(
        &self,
        overlay: &Overlay,
        file: FileId,
        scope: &str,
        name: &str,
        kind: NameKind,
    ) -> Option<Element> {
        let lookup = Lookup { overlay, file, kind };
        let find = |full_name: &str| self.find(lookup, full_name).filter(|&found| is(found, kind));
        // protoc passes over elements of other kinds only for the types of fields.
        let is_hidden = |full_name: &str| kind != NameKind::Type && self.is_used(lookup, full_name);
        if let Some(full_name) = name.strip_prefix('.') {
            return find(full_name);
        }
        let (first, is_alone) = name.split_once('.').map_or((name, true), |(first, _)| (first, false));
        let mut scope = scope;
        loop {
            let candidate = qualified(scope, first);
            if is_alone {
                if let Some(found) = find(&candidate) {
                    return Some(found);
                }
                if is_hidden(&candidate) {
                    return None;
                }
            } else if self.holds_names(lookup, &candidate) {
                return find(&qualified(scope, name));
            }
            if scope.is_empty() {
                return None;
            }
            scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
    }

    /// Returns `true` if a file imports another one, directly or through public imports.
    pub fn sees(&self, file: FileId, other: FileId) -> bool {
        self.visible(file).is_some_and(|visible| visible.all.contains(&other))
    }

    /// Returns `true` if a file may reference an element of an imported file: the element is not local.
    pub fn shows(&self, file: FileId, element: Element) -> bool {
        self.schema.file_of(element) == file || is_exported(self.schema, element)
    }

    /// Returns `true` for a package of a file, or a package around one.
    pub fn has_package(&self, full_name: &str) -> bool {
        self.packages().contains_key(full_name)
    }

    fn packages(&self) -> &HashMap<&'s str, Vec<FileId>> {
        self.packages.get_or_init(|| packages(self.schema))
    }

    fn find(&self, lookup: Lookup<'_>, full_name: &str) -> Option<Element> {
        let found = lookup.overlay.find(full_name, || self.schema.find(full_name));
        found.filter(|&found| self.sees_in(lookup, self.schema.file_of(found)))
    }

    /// Returns `true` if names of a kind see the declarations of a file. Only names of options use imports for options.
    fn sees_in(&self, lookup: Lookup<'_>, other: FileId) -> bool {
        let sees = |visible: &Visible| match lookup.kind {
            NameKind::Extension => visible.all.contains(&other),
            NameKind::Type | NameKind::Message => visible.plain.contains(&other),
        };
        self.visible(lookup.file).is_some_and(sees)
    }

    /// Returns `true` if any element or package has a name: also a field, a oneof, an enum value or a method.
    fn is_used(&self, lookup: Lookup<'_>, full_name: &str) -> bool {
        if self.find(lookup, full_name).is_some() || lookup.overlay.has_member(full_name) {
            return true;
        }
        if self.holds_names(lookup, full_name) {
            return true;
        }
        let found = self.member(full_name).filter(|_| !lookup.overlay.is_gone(full_name));
        found.is_some_and(|member| self.sees_in(lookup, self.schema.file_of(member)))
    }

    /// Returns the field, oneof, enum value or method with a full name. These are in no table of full names: one of a
    /// large schema takes longer to make than everything that is asked of it.
    fn member(&self, full_name: &str) -> Option<Element> {
        let (scope, name) = full_name.rsplit_once('.').unwrap_or(("", full_name));
        let is_named = |element: &Element| self.schema.name(*element) == name;
        let inside = match self.schema.find(scope) {
            Some(Element::Message(id)) => members(self.schema, id).find(is_named),
            Some(Element::Service(id)) => self.schema[id].methods.iter().map(|&method| method.into()).find(is_named),
            _ => None,
        };
        inside.or_else(|| self.values.get_or_init(|| outer_values(self.schema)).get(full_name).copied())
    }

    /// Returns `true` if an element or package can contain names. An element of an import for options does not count, but its
    /// package does.
    fn holds_names(&self, lookup: Lookup<'_>, full_name: &str) -> bool {
        let plain = Lookup { kind: NameKind::Type, ..lookup };
        match self.find(plain, full_name) {
            Some(found) => !matches!(found, Element::Field(_)),
            None => self.sees_package(lookup, full_name),
        }
    }

    /// Returns `true` if a file sees a package: one of the visible files is in it.
    fn sees_package(&self, lookup: Lookup<'_>, full_name: &str) -> bool {
        let Lookup { overlay, file, .. } = lookup;
        let old = self.packages().get(full_name).into_iter().flatten();
        let kept = old.filter(|other| overlay.package_of(**other).is_none());
        overlay.has_package(full_name)
            || kept.chain(overlay.files_of_package(full_name)).any(|&other| self.sees(file, other))
    }

    fn visible(&self, file: FileId) -> Option<&Visible> {
        Some(self.visible.get(&file)?.get_or_init(|| {
            let declared = &self.schema[file];
            let imported = |imports: &[Import]| imports.iter().filter_map(|import| import.file).collect::<Vec<_>>();
            let plain = imported(&declared.imports);
            let options = imported(&declared.option_imports);
            let all = plain.iter().copied().chain(options).collect();
            Visible { plain: self.reached(file, plain), all: self.reached(file, all) }
        }))
    }

    /// Returns a file, some imports, and the public imports of those.
    fn reached(&self, file: FileId, mut open: Vec<FileId>) -> BTreeSet<FileId> {
        let mut visible = BTreeSet::from([file]);
        while let Some(file) = open.pop() {
            if visible.insert(file) {
                let public = self.schema[file].imports.iter().filter(|import| import.public);
                open.extend(public.filter_map(|import| import.file));
            }
        }
        visible
    }
}

const fn is(element: Element, kind: NameKind) -> bool {
    match kind {
        NameKind::Type | NameKind::Message => matches!(element, Element::Message(_) | Element::Enum(_)),
        NameKind::Extension => matches!(element, Element::Field(_)),
    }
}

/// Returns the fields, oneofs and enum values in the scope of a message.
fn members(schema: &Schema, message: MessageId) -> impl Iterator<Item = Element> {
    let message = &schema[message];
    let fields = message.fields.iter().map(|&field| field.into());
    let oneofs = message.oneofs.iter().map(|&oneof| oneof.into());
    let values = message.enums.iter().flat_map(|&declared| &schema[declared].values).map(|&value| value.into());
    fields.chain(oneofs).chain(values)
}

/// Returns the values of enums outside of messages, by full name.
fn outer_values(schema: &Schema) -> HashMap<String, Element> {
    let outer = schema.enums.iter().filter(|(_, declared)| matches!(declared.parent, Parent::File(_)));
    let values = outer.flat_map(|(_, declared)| &declared.values).map(|&value| Element::from(value));
    values.map(|value| (schema.full_name(value), value)).collect()
}

/// Returns the files of all packages, and of all packages around them.
fn packages(schema: &Schema) -> HashMap<&str, Vec<FileId>> {
    let mut packages = HashMap::<&str, Vec<FileId>>::new();
    for file in schema.files.ids() {
        for package in overlay::outwards(schema.package(file)) {
            packages.entry(package).or_default().push(file);
        }
    }
    packages
}

/// Returns the scope of a full name.
pub fn scope_of(full_name: &str) -> &str {
    full_name.rsplit_once('.').map_or("", |(scope, _)| scope)
}
