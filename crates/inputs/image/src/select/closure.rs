//! The closure of the selected elements under their dependencies.
//!
//! The closure only grows, so that it does not depend on the order of discovery.

use std::collections::{BTreeSet, HashMap, VecDeque};

use foldhash::fast::RandomState;

use super::options::Options;
use super::roots::{Elements, Roots, inside_file, parent};
use super::{diagnostics, imports};
use protoward_schema::{Element, FieldId, FieldOwner, FieldType, FileId, MessageId, MethodId, Parent, Schema};
use protoward_source::Report;

/// The reason why an element is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// An empty shell as the scope of a nested declaration.
    Encloses,
    /// An options message with a used custom option, without its unused custom options.
    IsExtended,
    /// The element itself is needed.
    IsNeeded,
}

/// The elements that are kept, each with the strongest reason for it.
pub(super) struct Closure<'s> {
    pub(super) schema: &'s Schema,
    roots: &'s Roots,
    options: Options<'s>,
    extensions: HashMap<MessageId, Vec<FieldId>, RandomState>,
    reasons: HashMap<Element, Reason, RandomState>,
    files: BTreeSet<FileId>,
    /// The imports that are needed: pairs of importer and imported file.
    uses: BTreeSet<(FileId, FileId)>,
    open: VecDeque<(Element, Reason)>,
    report: Report,
}

impl<'s> Closure<'s> {
    pub(super) fn of(schema: &'s Schema, roots: &'s Roots) -> Result<Self, Report> {
        let mut extensions: HashMap<MessageId, Vec<FieldId>, RandomState> = HashMap::default();
        for (id, field) in schema.fields.iter() {
            if let FieldOwner::Extension { extendee, .. } = field.owner {
                extensions.entry(extendee).or_default().push(id);
            }
        }
        let mut this = Self {
            schema,
            roots,
            options: Options::new(schema, &extensions),
            extensions,
            reasons: HashMap::default(),
            files: BTreeSet::new(),
            uses: BTreeSet::new(),
            open: VecDeque::new(),
            report: Report::default(),
        };
        match &roots.included {
            Some(included) => included.iter().for_each(|&element| this.require_element(element)),
            None => this.add_all(),
        }
        if this.report.has_errors() { Err(this.report) } else { Ok(this) }
    }

    fn require_element(&mut self, element: Element) {
        match element {
            Element::File(file) => self.touch(file),
            element => self.add(element, None, Reason::IsNeeded),
        }
        self.follow();
    }

    /// Adds all requested files, and the needed imports. Goes backwards, because files follow their imports.
    fn add_all(&mut self) {
        let schema = self.schema;
        for (file, declared) in schema.files.iter() {
            if !declared.is_import && !self.is_left_out(file.into()) {
                self.require_file(file);
            }
        }
        for (file, declared) in schema.files.iter().rev() {
            let imports = !declared.imports.is_empty() || !declared.option_imports.is_empty();
            if declared.is_import && imports && self.files.contains(&file) {
                self.require_file(file);
            }
        }
    }

    fn require_file(&mut self, file: FileId) {
        let mut elements = Vec::new();
        inside_file(file, self.schema, &mut elements);
        elements.into_iter().for_each(|element| self.require_element(element));
    }

    /// Returns whether an element is excluded, or depends on an excluded element.
    pub(super) fn is_left_out(&self, element: Element) -> bool {
        let left_out = &self.roots.left_out;
        if left_out.is_empty() {
            return false;
        }
        match element {
            Element::Field(id) => self.is_field_left_out(id, left_out),
            element => left_out.contains(&element),
        }
    }

    fn is_field_left_out(&self, id: FieldId, left_out: &Elements) -> bool {
        let field = &self.schema[id];
        let is_type_left_out = match field.ty {
            FieldType::Scalar(_) => false,
            FieldType::Enum(id) => left_out.contains(&id.into()),
            FieldType::Message(id) | FieldType::Group(id) => left_out.contains(&id.into()),
        };
        is_type_left_out || left_out.contains(&id.into()) || left_out.contains(&field.containing().into())
    }

    /// Returns why an element is kept; `None` if it is not.
    pub(super) fn reason(&self, element: Element) -> Option<Reason> {
        if self.is_left_out(element) {
            return None;
        }
        match (self.reasons.get(&element), &self.roots.included) {
            (Some(&reason), _) => Some(reason),
            (None, None) => Some(Reason::IsNeeded),
            (None, Some(_)) => None,
        }
    }

    /// Returns the kept elements, in no particular order.
    pub(super) fn kept(&self) -> impl Iterator<Item = (Element, Reason)> {
        self.reasons.iter().map(|(element, reason)| (*element, *reason))
    }

    pub(super) fn keeps_file(&self, file: FileId) -> bool {
        self.files.contains(&file)
    }

    /// Returns the files that the remaining parts of a file need.
    pub(super) fn uses(&self, file: FileId) -> impl Iterator<Item = FileId> {
        let first = self.schema.files.ids().next().unwrap_or(file);
        let of_file = self.uses.range((file, first)..);
        of_file.take_while(move |(user, _)| *user == file).map(|&(_, used)| used)
    }

    /// Returns options without excluded custom options; `None` if they are unchanged.
    pub(super) fn options_without(&self, kind: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.roots.left_out.is_empty() {
            return None;
        }
        self.options.without(kind, bytes, |option| self.is_left_out(option.into()))
    }

    /// Returns the numbers of excluded custom options.
    pub(super) fn gone_options(&self, kind: &str, bytes: &[u8]) -> Vec<i32> {
        if self.roots.left_out.is_empty() {
            Vec::new()
        } else {
            self.options.gone(kind, bytes, |option| self.is_left_out(option.into()))
        }
    }

    fn add(&mut self, element: Element, user: Option<FileId>, reason: Reason) {
        if self.is_left_out(element) {
            self.add_extended(element, reason);
            return;
        }
        let file = self.schema.file_of(element);
        if let Some(user) = user.filter(|&user| user != file) {
            self.uses.insert((user, file));
        }
        self.touch(file);
        let before = self.reasons.get(&element).copied();
        if before.is_none_or(|before| before < reason) {
            self.reasons.insert(element, reason);
            self.open.push_back((element, reason));
        }
    }

    /// Keeps the extended message of an extension that is excluded because of its type, with the import, as buf does.
    fn add_extended(&mut self, element: Element, reason: Reason) {
        let Element::Field(id) = element else { return };
        let field = &self.schema[id];
        let is_named = self.roots.left_out.contains(&element);
        if field.is_extension() && !is_named && !self.roots.left_out.contains(&field.containing().into()) {
            self.add(field.containing().into(), Some(field.file), reason);
        }
    }

    /// Adds a file with the needs of its options.
    fn touch(&mut self, file: FileId) {
        if self.files.insert(file) {
            self.use_options("google.protobuf.FileOptions", self.schema[file].options.bytes(), file);
        }
    }

    fn follow(&mut self) {
        while let Some((element, reason)) = self.open.pop_front() {
            match element {
                Element::Message(id) => self.message(id, reason),
                Element::Enum(id) => {
                    let declared = &self.schema[id];
                    self.use_options("google.protobuf.EnumOptions", declared.options.bytes(), declared.file);
                    for &value in &declared.values {
                        let options = self.schema[value].options.bytes();
                        self.use_options("google.protobuf.EnumValueOptions", options, declared.file);
                    }
                    self.enclose(element);
                }
                Element::Field(id) => self.extension(id, reason),
                Element::Service(id) => {
                    let service = &self.schema[id];
                    self.use_options("google.protobuf.ServiceOptions", service.options.bytes(), service.file);
                    if reason > Reason::Encloses {
                        let methods = service.methods.iter().filter(|&&id| self.excluded_type(id).is_none());
                        let methods: Vec<MethodId> = methods.copied().collect();
                        methods.into_iter().for_each(|id| self.add(id.into(), None, Reason::IsNeeded));
                    }
                }
                Element::Method(id) => self.method(id),
                Element::File(_) | Element::Oneof(_) | Element::EnumValue(_) => {}
            }
        }
    }

    fn message(&mut self, id: MessageId, reason: Reason) {
        let message = &self.schema[id];
        let file = message.file;
        self.use_options("google.protobuf.MessageOptions", message.options.bytes(), file);
        self.enclose(id.into());
        if reason == Reason::Encloses {
            return;
        }
        for &field in &message.fields {
            if !self.is_left_out(field.into()) {
                self.use_type(field);
                self.use_options("google.protobuf.FieldOptions", self.schema[field].options.bytes(), file);
            }
        }
        for &oneof in &message.oneofs {
            self.use_options("google.protobuf.OneofOptions", self.schema[oneof].options.bytes(), file);
        }
        for range in &message.extension_ranges {
            self.use_options("google.protobuf.ExtensionRangeOptions", range.options.bytes(), file);
        }
        // A needed message keeps its extensions. A message of options keeps only those that options set.
        if reason == Reason::IsNeeded {
            let extensions = self.extensions.get(&id).cloned().unwrap_or_default();
            extensions.into_iter().for_each(|extension| self.add(extension.into(), None, Reason::IsNeeded));
        }
    }

    fn extension(&mut self, id: FieldId, reason: Reason) {
        let field = &self.schema[id];
        self.enclose(id.into());
        self.add(field.containing().into(), Some(field.file), reason);
        self.use_type(id);
        self.use_options("google.protobuf.FieldOptions", field.options.bytes(), field.file);
    }

    fn method(&mut self, id: MethodId) {
        let method = &self.schema[id];
        let file = self.schema[method.service].file;
        if let Some((what, ty)) = self.excluded_type(id) {
            let names = (self.schema.full_name(id.into()), self.schema.full_name(ty.into()));
            self.report.push(diagnostics::method_needs(&names.0, what, &names.1));
        }
        for ty in [method.input, method.output] {
            self.add(ty.into(), Some(file), Reason::IsNeeded);
        }
        self.use_options("google.protobuf.MethodOptions", method.options.bytes(), file);
        self.add(method.service.into(), None, Reason::Encloses);
    }

    /// Returns the input or the output of a method that is excluded. As in buf, a service that is selected by its name is then kept
    /// without the method. A method that is selected, by its name or with all of a file or package, cannot go.
    fn excluded_type(&self, id: MethodId) -> Option<(&'static str, MessageId)> {
        let method = &self.schema[id];
        [("input", method.input), ("output", method.output)].into_iter().find(|(_, ty)| self.is_left_out((*ty).into()))
    }

    fn use_type(&mut self, id: FieldId) {
        let field = &self.schema[id];
        match field.ty {
            FieldType::Scalar(_) => {}
            FieldType::Enum(id) => self.add(id.into(), Some(field.file), Reason::IsNeeded),
            FieldType::Message(id) | FieldType::Group(id) => self.add(id.into(), Some(field.file), Reason::IsNeeded),
        }
    }

    fn enclose(&mut self, element: Element) {
        if let Parent::Message(outer) = parent(element, self.schema) {
            self.add(outer.into(), None, Reason::Encloses);
        }
    }

    fn use_options(&mut self, kind: &str, bytes: Option<&[u8]>, user: FileId) {
        let Some(bytes) = bytes else { return };
        let used = self.options.used(kind, bytes, |option| !self.is_left_out(option.into()));
        used.extensions.into_iter().for_each(|id| self.add(id.into(), Some(user), Reason::IsExtended));
        used.types.into_iter().for_each(|ty| self.add(ty, Some(user), Reason::IsNeeded));
    }

    /// Returns the imports for the remaining parts of a file.
    pub(super) fn imports(&self, file: FileId) -> imports::Imports<'s> {
        imports::of(self.schema, file, self.uses(file))
    }
}
