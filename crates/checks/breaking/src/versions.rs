//! Two versions of a schema, and the elements matched by name.
//!
//! Both schemas are traversed once. Every list has the order of the old schema, so no result depends on hashing.

use std::collections::{BTreeSet, HashMap};

use crate::settings::{ComparedFiles, ComparisonSettings};
use protoward_schema::{Element, EnumId, FieldId, FieldNumber, FileId, MessageId, MethodId, Schema, ServiceId};

/// The old and the new version of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair<T> {
    pub(crate) old: T,
    pub(crate) new: T,
}

/// The elements that both versions have, by what identifies them.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// Matched by import path.
    pub(crate) files: Vec<Pair<FileId>>,
    /// Matched by full name, in any file.
    pub(crate) messages: Vec<Pair<MessageId>>,
    /// Fields matched by number in matched messages; extensions matched by extendee and number.
    pub(crate) fields: Vec<Pair<FieldId>>,
    /// Matched by full name, in any file.
    pub(crate) enums: Vec<Pair<EnumId>>,
    /// Matched by full name, in any file.
    pub(crate) services: Vec<Pair<ServiceId>>,
    /// Matched by name in matched services.
    pub(crate) methods: Vec<Pair<MethodId>>,
}

/// The compared files of two versions of a schema.
#[derive(Debug)]
pub(crate) struct Versions<'a> {
    pub(crate) old: &'a Schema,
    pub(crate) new: &'a Schema,
    pub(crate) pairs: Pairs,
    /// `true` for compared files, by file id.
    old_files: Vec<bool>,
    new_files: Vec<bool>,
}

impl<'a> Versions<'a> {
    pub(crate) fn new(old: &'a Schema, new: &'a Schema, files: ComparedFiles, settings: &ComparisonSettings) -> Self {
        let ComparedFiles { old: old_files, new: new_files } = files;
        let mut this = Self { old, new, pairs: Pairs::default(), old_files, new_files };
        if settings.limit_to_input_files {
            this.old_files = this.limited(settings.exclude_imports);
        }
        this.pairs = this.pairs();
        this
    }

    /// Returns both schemas.
    pub(crate) const fn schemas(&self) -> Pair<&'a Schema> {
        Pair { old: self.old, new: self.new }
    }

    /// Returns, for each old file, whether the new schema contains it or an importing file. buf excludes the others
    /// before it looks for imports, so a file that only imports need is still included.
    fn limited(&self, exclude_imports: bool) -> Vec<bool> {
        let mut limited: Vec<_> =
            self.old.files.ids().map(|file| self.has_old(file) && self.new_file(file).is_some()).collect();
        if exclude_imports {
            return limited;
        }
        let mut open: Vec<_> = self.old.files.ids().filter(|file| limited[file.index()]).collect();
        while let Some(file) = open.pop() {
            for import in self.old[file].imports.iter().filter_map(|import| import.file) {
                if self.has_old(import) && !std::mem::replace(&mut limited[import.index()], true) {
                    open.push(import);
                }
            }
        }
        limited
    }

    fn pairs(&self) -> Pairs {
        let old = self.old;
        let messages = old.messages.ids().filter(|&id| self.has_old(old[id].file));
        let messages: Vec<_> = pairs(messages, |id| match self.in_new(old.text(old[id].full_name)) {
            Some(Element::Message(found)) => Some(found),
            _ => None,
        })
        .collect();
        let enums = old.enums.ids().filter(|&id| self.has_old(old[id].file));
        let enums = pairs(enums, |id| match self.in_new(old.text(old[id].full_name)) {
            Some(Element::Enum(found)) => Some(found),
            _ => None,
        })
        .collect();
        let services = old.services.ids().filter(|&id| self.has_old(old[id].file));
        let services: Vec<_> = pairs(services, |id| match self.in_new(old.text(old[id].full_name)) {
            Some(Element::Service(found)) => Some(found),
            _ => None,
        })
        .collect();
        let mut fields: Vec<_> = messages.iter().flat_map(|&pair| self.fields(pair)).collect();
        fields.extend(self.extensions());
        let methods = services.iter().flat_map(|&pair| self.methods(pair)).collect();
        let files = pairs(self.old_files(), |file| self.new_file(file)).collect();
        Pairs { files, messages, fields, enums, services, methods }
    }

    pub(crate) fn fields(&self, pair: Pair<MessageId>) -> impl Iterator<Item = Pair<FieldId>> {
        let new = FieldsByNumber::new(self.new, pair.new);
        let old = &self.old[pair.old].fields;
        pairs(old.iter().copied(), move |field| new.find(self.old[field].number))
    }

    fn extensions(&self) -> impl Iterator<Item = Pair<FieldId>> {
        let mut new = HashMap::new();
        for (id, _) in self.new.fields.iter().filter(|(_, field)| self.has_new(field.file)) {
            if let Some(extended) = self.new.extended(id) {
                new.entry(extended).or_insert(id);
            }
        }
        let old = self.old.fields.ids().filter(|&id| self.has_old(self.old[id].file));
        pairs(old, move |id| new.get(&self.old.extended(id)?).copied())
    }

    /// Returns the extensions that became fields of the extended message, with the same number.
    pub(crate) fn promoted(&self) -> Vec<Pair<FieldId>> {
        let old = self.old.fields.ids().filter(|&id| self.old[id].is_extension() && self.has_old(self.old[id].file));
        let promoted = pairs(old, |id| {
            let extendee = self.old.text(self.old[self.old[id].containing()].full_name);
            let Some(Element::Message(message)) = self.in_new(extendee) else { return None };
            let fields = &self.new[message].fields;
            fields.iter().copied().find(|&field| self.new[field].number == self.old[id].number)
        });
        promoted.collect()
    }

    pub(crate) fn methods(&self, pair: Pair<ServiceId>) -> impl Iterator<Item = Pair<MethodId>> {
        let name = |id: &MethodId| self.new.text(self.new[*id].name);
        let new: HashMap<&str, MethodId> = self.new[pair.new].methods.iter().map(|id| (name(id), *id)).collect();
        let old = &self.old[pair.old].methods;
        pairs(old.iter().copied(), move |id| new.get(self.old.text(self.old[id].name)).copied())
    }

    /// Returns the compared old files.
    pub(crate) fn old_files(&self) -> impl Iterator<Item = FileId> {
        self.old.files.ids().filter(|&file| self.has_old(file))
    }

    /// Returns the compared new files.
    pub(crate) fn new_files(&self) -> impl Iterator<Item = FileId> {
        self.new.files.ids().filter(|&file| self.has_new(file))
    }

    /// Returns the packages of the compared new files; the empty name stands for no package.
    pub(crate) fn new_packages(&self) -> BTreeSet<&'a str> {
        self.new_files().map(|file| self.new.package(file)).collect()
    }

    /// Returns `true` for a compared old file.
    pub(crate) fn has_old(&self, file: FileId) -> bool {
        self.old_files[file.index()]
    }

    /// Returns `true` for a compared new file.
    pub(crate) fn has_new(&self, file: FileId) -> bool {
        self.new_files[file.index()]
    }

    /// Returns the new file with the path of an old one.
    pub(crate) fn new_file(&self, old: FileId) -> Option<FileId> {
        self.new.find_file(self.old.text(self.old[old].path)).filter(|&file| self.has_new(file))
    }

    /// Returns the new element with a full name.
    pub(crate) fn in_new(&self, full_name: &str) -> Option<Element> {
        self.new.find(full_name).filter(|&element| self.has_new(self.new.file_of(element)))
    }

    /// Returns the old element with a full name.
    pub(crate) fn in_old(&self, full_name: &str) -> Option<Element> {
        self.old.find(full_name).filter(|&element| self.has_old(self.old.file_of(element)))
    }

    /// Returns the new element in the file with the old path whose name, without the package, is that of an old
    /// element.
    ///
    /// The package is ignored so that a changed package of a file does not hide all of the file's declarations.
    pub(crate) fn in_same_file(&self, old: Element) -> Option<Element> {
        let old_file = self.old.file_of(old);
        let file = self.new_file(old_file)?;
        let full_name = self.old.full_name(old);
        let nested = nested_name(&full_name, self.old.package(old_file));
        let package = self.new.package(file);
        let found = match package {
            "" => self.new.find(nested),
            package => self.new.find(&format!("{package}.{nested}")),
        };
        found.filter(|&element| self.new.file_of(element) == file)
    }
}

/// Returns a full name without its package.
pub(crate) fn nested_name<'n>(full_name: &'n str, package: &str) -> &'n str {
    let nested = full_name.strip_prefix(package).and_then(|rest| rest.strip_prefix('.'));
    nested.unwrap_or(full_name)
}

/// The fields of one message, searchable by number.
#[derive(Debug)]
pub(crate) struct FieldsByNumber(Vec<(FieldNumber, FieldId)>);

impl FieldsByNumber {
    pub(crate) fn new(schema: &Schema, message: MessageId) -> Self {
        let mut fields: Vec<_> = schema[message].fields.iter().map(|&id| (schema[id].number, id)).collect();
        fields.sort();
        Self(fields)
    }

    pub(crate) fn find(&self, number: FieldNumber) -> Option<FieldId> {
        let first = self.0.partition_point(|&(other, _)| other < number);
        self.0.get(first).filter(|&&(other, _)| other == number).map(|&(_, id)| id)
    }
}

fn pairs<T: Copy>(old: impl Iterator<Item = T>, new: impl Fn(T) -> Option<T>) -> impl Iterator<Item = Pair<T>> {
    old.filter_map(move |old| Some(Pair { old, new: new(old)? }))
}
