//! Second pass: builds elements from raw descriptors, resolves type names and features.

use super::collect::{TypeId, Types};
use super::link_error::LinkError;
use super::raw::{self, TYPE_ENUM, TYPE_GROUP, TYPE_MESSAGE, scalar};
use super::valid::validate;
use crate::{
    Cardinality, Edition, Element, Enum, EnumId, EnumOptions, EnumValue, EnumValueId, EnumValueOptions, ExtensionRange,
    ExtensionRangeOptions, FeatureSet, Field, FieldId, FieldNumber, FieldOptions, FieldOwner, FieldType, File, FileId,
    FileOptions, Id, Import, LegacyField, Locations, Message, MessageId, MessageOptions, Method, MethodOptions, Name,
    NumberRange, Oneof, OneofId, OneofOptions, Parent, Schema, Service, ServiceOptions, Syntax, Visibility, qualified,
};
use protoward_source::SourceId;

type Result<T> = std::result::Result<T, LinkError>;

/// The context of the elements of one file.
#[derive(Clone, Copy)]
struct Scope<'s> {
    file: FileId,
    parent: Parent,
    name: &'s str,
    features: FeatureSet,
    legacy: bool,
}

pub(super) fn link(files: &[raw::File<'_>], source_of: &mut dyn FnMut(&str) -> SourceId) -> Result<Schema> {
    let mut declarations = Declarations::default();
    files.iter().for_each(|file| declarations.add(file));
    let mut linker = declarations.linker()?;
    for file in files {
        linker.file(file, source_of(file.name))?;
    }
    Ok(linker.schema())
}

/// The declarations of all files. They must be complete before the first file is linked.
#[derive(Default)]
pub(super) struct Declarations {
    schema: Schema,
    types: Types,
    files: usize,
    /// The first file name that occurs twice; it makes the set invalid.
    duplicate: Option<Name>,
    /// The first fault of a declaration that was read from bytes.
    invalid: Option<LinkError>,
}

impl Declarations {
    pub(super) fn add(&mut self, file: &raw::File<'_>) {
        self.types.add(file, &mut self.schema.names);
        let path = self.schema.names.intern(file.name);
        if self.schema.by_path.insert(path, Id::new(self.files)).is_some() {
            self.duplicate.get_or_insert(path);
        }
        self.files += 1;
    }

    /// Adds all files of a serialized set.
    pub(super) fn add_all(&mut self, set: &[u8]) -> std::result::Result<(), raw::RawError> {
        for file in raw::pieces(set)? {
            let file = raw::file(file)?;
            if self.invalid.is_none() {
                self.invalid = validate(&file).err();
            }
            self.add(&file);
        }
        Ok(())
    }

    /// Returns a linker for the same files, in the same order.
    pub(super) fn linker(self) -> Result<Linker> {
        let Self { schema, mut types, duplicate, invalid, .. } = self;
        if let Some(error) = invalid {
            return Err(error);
        }
        if let Some(file) = types.too_long.take() {
            return Err(LinkError::NamesTooLong { file });
        }
        if let Some(name) = types.duplicate.or(duplicate) {
            return Err(LinkError::Duplicate { name: schema.text(name).to_owned() });
        }
        let mut linker = Linker { schema, types };
        linker.reserve();
        Ok(linker)
    }
}

/// Builds elements from descriptors, one file after the other.
pub(super) struct Linker {
    schema: Schema,
    types: Types,
}

impl Linker {
    /// Returns the schema of all linked files.
    pub(super) fn schema(self) -> Schema {
        self.schema
    }

    /// Reserves capacity for all elements, because growing an arena copies it.
    fn reserve(&mut self) {
        let Self { schema, types, .. } = self;
        schema.messages.reserve(types.messages);
        schema.fields.reserve(types.fields);
        schema.oneofs.reserve(types.oneofs);
        schema.enums.reserve(types.enums);
        schema.enum_values.reserve(types.enum_values);
        schema.services.reserve(types.services);
        schema.methods.reserve(types.methods);
        // A field has a name and a JSON name.
        schema.names.reserve(2 * types.fields + types.oneofs + types.enum_values + types.methods);
    }

    pub(super) fn file(&mut self, raw: &raw::File<'_>, source: SourceId) -> Result<()> {
        let syntax = syntax(raw);
        let options = FileOptions::new(raw.options);
        let features = options.features().fold(FeatureSet::defaults(syntax.edition()), FeatureSet::overridden);
        let path = self.schema.names.intern(raw.name);
        let id = self.schema.files.push(File {
            source,
            path,
            package: raw.package.map(|package| self.schema.names.intern(package)),
            syntax,
            imports: Vec::new(),
            option_imports: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            services: Vec::new(),
            extensions: Vec::new(),
            options,
            features,
            locations: Locations::new(raw.source_info),
            is_import: raw.is_import,
            module: raw.module.as_ref().map(|module| self.schema.names.intern(module)),
        });
        debug_assert_eq!(self.schema.by_path.get(path), Some(id), "passes agree");
        let legacy = !matches!(syntax, Syntax::Edition(_));
        let name = raw.package.unwrap_or_default();
        let scope = Scope { file: id, parent: Parent::File(id), name, features, legacy };
        let imports = self.imports(raw);
        let option_imports = raw.option_dependencies.iter().map(|path| self.import(path)).collect::<Vec<_>>();
        let enums = self.enums(&raw.enums, scope)?;
        let messages = self.messages(&raw.messages, scope)?;
        let extensions = self.extensions(&raw.extensions, scope)?;
        let services = self.services(&raw.services, scope)?;
        let file = &mut self.schema.files[id];
        (file.imports, file.option_imports) = (imports, option_imports);
        (file.enums, file.messages, file.extensions, file.services) = (enums, messages, extensions, services);
        Ok(())
    }

    fn imports(&mut self, raw: &raw::File<'_>) -> Vec<Import> {
        let mut imports: Vec<Import> = raw.dependencies.iter().map(|path| self.import(path)).collect();
        let mut mark = |indices: &[i32], mark: fn(&mut Import)| {
            for &index in indices {
                if let Some(import) = usize::try_from(index).ok().and_then(|index| imports.get_mut(index)) {
                    mark(import);
                }
            }
        };
        mark(&raw.public_dependencies, |import| import.public = true);
        mark(&raw.weak_dependencies, |import| import.weak = true);
        imports
    }

    fn import(&mut self, path: &str) -> Import {
        let path = self.schema.names.intern(path);
        Import { path, file: self.schema.by_path.get(path), public: false, weak: false }
    }

    fn messages(&mut self, raw: &[raw::Message<'_>], scope: Scope<'_>) -> Result<Vec<MessageId>> {
        let mut ids = Vec::with_capacity(raw.len());
        for (index, raw) in raw.iter().enumerate() {
            ids.push(self.message(raw, index as u32, scope)?);
        }
        Ok(ids)
    }

    fn message(&mut self, raw: &raw::Message<'_>, index: u32, scope: Scope<'_>) -> Result<MessageId> {
        let full_name = qualified(scope.name, raw.name);
        let options = MessageOptions::new(raw.options);
        let features = options.features().fold(scope.features, FeatureSet::overridden);
        let names = &mut self.schema.names;
        let message = Message {
            file: scope.file,
            parent: scope.parent,
            index,
            name: names.intern(raw.name),
            full_name: names.intern(&full_name),
            fields: Vec::new(),
            oneofs: Vec::new(),
            messages: Vec::new(),
            enums: Vec::new(),
            extensions: Vec::new(),
            map_field: None,
            extension_ranges: raw.extension_ranges.iter().map(extension_range).collect::<Vec<_>>(),
            reserved_ranges: raw.reserved_ranges.iter().map(exclusive).collect::<Vec<_>>(),
            reserved_names: raw.reserved_names.iter().map(|name| names.intern(name)).collect::<Vec<_>>(),
            visibility: visibility(raw.visibility),
            options,
            features,
        };
        let id = self.schema.messages.push(message);
        debug_assert_eq!(self.types.find(self.schema[id].full_name), Some(TypeId::Message(id)), "passes agree");
        self.schema.by_name.insert(self.schema[id].full_name, Element::Message(id));
        let inner = Scope { parent: Parent::Message(id), name: &full_name, features, ..scope };
        // The order in which the first pass assigned ids.
        let enums = self.enums(&raw.enums, inner)?;
        let messages = self.messages(&raw.messages, inner)?;
        let oneofs = self.oneofs(raw, id, features);
        let fields = self.fields(&raw.fields, id, &oneofs, inner)?;
        let extensions = self.extensions(&raw.extensions, inner)?;
        self.map_fields(id, &fields);
        let message = &mut self.schema.messages[id];
        (message.enums, message.messages, message.oneofs) = (enums, messages, oneofs);
        (message.fields, message.extensions) = (fields, extensions);
        Ok(id)
    }

    /// Records the map field of each map entry message.
    fn map_fields(&mut self, message: MessageId, fields: &[FieldId]) {
        for &field in fields {
            let FieldType::Message(entry) = self.schema[field].ty else { continue };
            // A malformed image may name an entry that is not built yet or belongs to another message.
            let is_ours = entry.index() < self.schema.messages.len()
                && self.schema[entry].parent == Parent::Message(message)
                && self.schema.is_map_entry(entry);
            if is_ours {
                self.schema.messages[entry].map_field = Some(field);
            }
        }
    }

    fn oneofs(&mut self, raw: &raw::Message<'_>, message: MessageId, inherited: FeatureSet) -> Vec<OneofId> {
        let mut ids = Vec::with_capacity(raw.oneofs.len());
        for (index, raw) in raw.oneofs.iter().enumerate() {
            let options = OneofOptions::new(raw.options);
            let features = options.features().fold(inherited, FeatureSet::overridden);
            let name = self.schema.names.intern(raw.name);
            let fields = Vec::new();
            let oneof = Oneof { message, index: index as u32, name, fields, synthetic: false, options, features };
            ids.push(self.schema.oneofs.push(oneof));
        }
        ids
    }

    fn fields(
        &mut self,
        raw: &[raw::RawField<'_>],
        message: MessageId,
        oneofs: &[OneofId],
        scope: Scope<'_>,
    ) -> Result<Vec<FieldId>> {
        let mut ids = Vec::with_capacity(raw.len());
        for (index, raw) in raw.iter().enumerate() {
            let oneof = raw.oneof_index.map(|index| self.oneof(raw, index, oneofs, scope)).transpose()?;
            let inherited = oneof.map_or(scope.features, |oneof| self.schema[oneof].features);
            let scope = Scope { features: inherited, ..scope };
            let id = self.member(raw, index as u32, FieldOwner::Message(message), oneof, scope)?;
            if let Some(oneof) = oneof {
                let oneof = &mut self.schema.oneofs[oneof];
                oneof.fields.push(id);
                oneof.synthetic = raw.proto3_optional;
            }
            ids.push(id);
        }
        Ok(ids)
    }

    fn oneof(&self, raw: &raw::RawField<'_>, index: i32, oneofs: &[OneofId], scope: Scope<'_>) -> Result<OneofId> {
        let found = usize::try_from(index).ok().and_then(|index| oneofs.get(index)).copied();
        found.ok_or_else(|| bad_value(scope, raw.name, "oneof index", index))
    }

    fn extensions(&mut self, raw: &[raw::RawField<'_>], scope: Scope<'_>) -> Result<Vec<FieldId>> {
        let mut ids = Vec::with_capacity(raw.len());
        for (index, raw) in raw.iter().enumerate() {
            let extendee = match self.resolve(raw.extendee.unwrap_or_default(), scope)? {
                TypeId::Message(id) => id,
                TypeId::Enum(_) => return Err(self.unknown_type(raw.extendee.unwrap_or_default(), scope)),
            };
            let owner = FieldOwner::Extension { extendee, scope: scope.parent };
            let id = self.member(raw, index as u32, owner, None, scope)?;
            let full_name = self.schema.names.intern(&qualified(scope.name, raw.name));
            self.schema.by_name.insert(full_name, Element::Field(id));
            ids.push(id);
        }
        Ok(ids)
    }

    fn member(
        &mut self,
        raw: &raw::RawField<'_>,
        index: u32,
        owner: FieldOwner,
        oneof: Option<OneofId>,
        scope: Scope<'_>,
    ) -> Result<FieldId> {
        let ty = self.field_type(raw, scope)?;
        let cardinality = cardinality(raw.label).ok_or_else(|| bad_value(scope, raw.name, "label", raw.label))?;
        let options = FieldOptions::new(raw.options);
        let mut features = options.features().fold(scope.features, FeatureSet::overridden);
        if scope.legacy {
            let required = cardinality == Cardinality::Required;
            let proto3_optional = raw.proto3_optional;
            let group = raw.ty == TYPE_GROUP;
            features = features.with_legacy(LegacyField { required, proto3_optional, group, packed: options.packed() });
        }
        let names = &mut self.schema.names;
        let field = Field {
            file: scope.file,
            owner,
            index,
            name: names.intern(raw.name),
            number: FieldNumber(raw.number),
            cardinality,
            ty,
            oneof,
            proto3_optional: raw.proto3_optional,
            default: raw.default.as_deref().map(Into::into),
            json_name: raw.json_name.as_deref().map(|name| names.intern(name)),
            json_name_made: raw.json_name_made,
            options,
            features,
        };
        Ok(self.schema.fields.push(field))
    }

    fn field_type(&mut self, raw: &raw::RawField<'_>, scope: Scope<'_>) -> Result<FieldType> {
        if let Some(scalar) = scalar(raw.ty) {
            return Ok(FieldType::Scalar(scalar));
        }
        let name = raw.type_name.unwrap_or_default();
        match (raw.ty, self.resolve(name, scope)?) {
            (TYPE_GROUP, TypeId::Message(id)) => Ok(FieldType::Group(id)),
            // Descriptors may omit the kind of a named type.
            (TYPE_MESSAGE | 0, TypeId::Message(id)) => Ok(FieldType::Message(id)),
            (TYPE_ENUM | 0, TypeId::Enum(id)) => Ok(FieldType::Enum(id)),
            (ty, _) => Err(bad_value(scope, raw.name, "type", ty)),
        }
    }

    /// Resolves a fully qualified type name with a leading dot.
    fn resolve(&self, name: &str, scope: Scope<'_>) -> Result<TypeId> {
        let full_name = name.strip_prefix('.').unwrap_or(name);
        let found = self.schema.names.find(full_name).and_then(|name| self.types.find(name));
        found.ok_or_else(|| self.unknown_type(name, scope))
    }

    fn unknown_type(&self, name: &str, scope: Scope<'_>) -> LinkError {
        let file = self.schema.text(self.schema[scope.file].path).to_owned();
        LinkError::UnknownType { file, name: name.trim_start_matches('.').to_owned() }
    }

    fn enums(&mut self, raw: &[raw::Enum<'_>], scope: Scope<'_>) -> Result<Vec<EnumId>> {
        let mut ids = Vec::with_capacity(raw.len());
        for (index, raw) in raw.iter().enumerate() {
            let options = EnumOptions::new(raw.options);
            let features = options.features().fold(scope.features, FeatureSet::overridden);
            let names = &mut self.schema.names;
            let full_name = names.intern(&qualified(scope.name, raw.name));
            let declared = Enum {
                file: scope.file,
                parent: scope.parent,
                index: index as u32,
                name: names.intern(raw.name),
                full_name,
                values: Vec::new(),
                reserved_ranges: raw.reserved_ranges.iter().map(inclusive).collect::<Vec<_>>(),
                reserved_names: raw.reserved_names.iter().map(|name| names.intern(name)).collect::<Vec<_>>(),
                visibility: visibility(raw.visibility),
                options,
                features,
            };
            let id = self.schema.enums.push(declared);
            self.schema.by_name.insert(full_name, Element::Enum(id));
            self.schema.enums[id].values = self.enum_values(&raw.values, id, features);
            ids.push(id);
        }
        Ok(ids)
    }

    fn enum_values(&mut self, raw: &[raw::EnumValue<'_>], parent: EnumId, inherited: FeatureSet) -> Vec<EnumValueId> {
        let mut ids = Vec::with_capacity(raw.len());
        for (index, raw) in raw.iter().enumerate() {
            let options = EnumValueOptions::new(raw.options);
            let features = options.features().fold(inherited, FeatureSet::overridden);
            let name = self.schema.names.intern(raw.name);
            let value = EnumValue { parent, index: index as u32, name, number: raw.number, options, features };
            ids.push(self.schema.enum_values.push(value));
        }
        ids
    }

    fn services(&mut self, raw: &[raw::Service<'_>], scope: Scope<'_>) -> Result<Vec<Id<Service>>> {
        let mut ids = Vec::with_capacity(raw.len());
        for (index, raw) in raw.iter().enumerate() {
            let options = ServiceOptions::new(raw.options);
            let features = options.features().fold(scope.features, FeatureSet::overridden);
            let names = &mut self.schema.names;
            let full_name = names.intern(&qualified(scope.name, raw.name));
            let name = names.intern(raw.name);
            let file = scope.file;
            let index = index as u32;
            let methods = Vec::new();
            let service = Service { file, index, name, full_name, methods, options, features };
            let id = self.schema.services.push(service);
            self.schema.by_name.insert(full_name, Element::Service(id));
            for (index, method) in raw.methods.iter().enumerate() {
                let method = self.method(method, index as u32, id, Scope { features, ..scope })?;
                self.schema.services[id].methods.push(method);
            }
            ids.push(id);
        }
        Ok(ids)
    }

    fn method(
        &mut self,
        raw: &raw::Method<'_>,
        index: u32,
        service: Id<Service>,
        scope: Scope<'_>,
    ) -> Result<Id<Method>> {
        let message = |name| match self.resolve(name, scope)? {
            TypeId::Message(id) => Ok(id),
            TypeId::Enum(_) => Err(self.unknown_type(name, scope)),
        };
        let input = message(raw.input);
        let output = message(raw.output);
        let options = MethodOptions::new(raw.options);
        let features = options.features().fold(scope.features, FeatureSet::overridden);
        let method = Method {
            service,
            index,
            name: self.schema.names.intern(raw.name),
            input: input?,
            output: output?,
            client_streaming: raw.client_streaming,
            server_streaming: raw.server_streaming,
            options,
            features,
        };
        Ok(self.schema.methods.push(method))
    }
}

fn cardinality(label: i32) -> Option<Cardinality> {
    match label {
        // An unset label has the first value, as for every enum.
        0 | 1 => Some(Cardinality::Optional),
        2 => Some(Cardinality::Required),
        3 => Some(Cardinality::Repeated),
        _ => None,
    }
}

fn visibility(number: i32) -> Option<Visibility> {
    match number {
        1 => Some(Visibility::Local),
        2 => Some(Visibility::Export),
        _ => None,
    }
}

fn syntax(raw: &raw::File<'_>) -> Syntax {
    // 998 and 999 stand for proto2 and proto3 in `descriptor.proto`.
    match (raw.edition, raw.syntax) {
        (Some(998), _) => Syntax::Proto2,
        (Some(999), _) => Syntax::Proto3,
        (Some(edition), _) => Syntax::Edition(Edition(edition)),
        (None, Some("proto3")) => Syntax::Proto3,
        (None, _) => Syntax::Proto2,
    }
}

fn extension_range(raw: &raw::Range<'_>) -> ExtensionRange {
    ExtensionRange { numbers: exclusive(raw), options: ExtensionRangeOptions::new(raw.options) }
}

/// Returns a range of a message, whose end is exclusive in descriptors.
fn exclusive(raw: &raw::Range<'_>) -> NumberRange {
    NumberRange { start: raw.start, end: raw.end.saturating_sub(1) }
}

/// Returns a range of an enum, whose end is inclusive in descriptors.
fn inclusive(raw: &raw::Range<'_>) -> NumberRange {
    NumberRange { start: raw.start, end: raw.end }
}

fn bad_value(scope: Scope<'_>, name: &str, what: &'static str, value: i32) -> LinkError {
    LinkError::BadValue { element: qualified(scope.name, name), what, value }
}
