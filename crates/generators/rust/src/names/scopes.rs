//! The names of types and modules, which share one namespace in each Rust module.
//!
//! A module belongs to a package, to the nested types of a message, or to both. The package `a.b` and the nested types of the
//! message `a.B`, for example, have the same path. Modules are visited from the outside in, so that the path of each is known
//! when its names are chosen.

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::{
    Element, Enum, EnumId, FieldId, FieldOwner, FieldType, FileId, IdMap, IdSet, Message, MessageId, Parent, Presence,
    Schema,
};

use super::RustNames;
use super::name_allocator::NameAllocator;
use super::services::is_trait;
use crate::externs::Externs;
use crate::ident::bare;
use crate::paths::oneof_of;
use crate::settings::{RustSettings, Services};

/// Types that prost-derive declares in scopes where it refers to enums.
const PROST_DERIVE_TYPES: &[&str] = &["Inner", "KeyWrapper", "MapWrapper", "ScalarWrapper", "ValueWrapper"];

/// Constants in the code other than those of extensions.
const OTHER_CONSTANTS: &[&str] = &["FILE_DESCRIPTOR_SET", "SERVICE_CONFIG"];

/// A module path, outermost module first.
type Path = Vec<String>;

/// Makes all names that are generated for these files distinct.
pub(super) fn make_distinct(
    names: &mut RustNames,
    schema: &Schema,
    files: &[FileId],
    settings: &RustSettings,
    externs: &Externs,
) {
    let mut scopes = Scopes {
        schema,
        settings,
        services: settings.services.as_ref(),
        externs,
        open: BTreeMap::new(),
        shadowed: shadowed(schema, names),
        required: schema.messages.iter().map(|_| false).collect(),
        names,
    };
    for (_, field) in schema.fields.iter().filter(|(_, field)| field.presence() == Presence::Required) {
        if let Some(of) = field.ty.message() {
            scopes.required[of] = true;
        }
    }
    files.iter().for_each(|&file| scopes.add_file(file));
    // Modules that are added during the loop are nested in the current one, so they sort after it.
    while let Some((path, scope)) = scopes.open.pop_first() {
        scopes.choose(&path, scope);
    }
}

struct Scopes<'a> {
    schema: &'a Schema,
    settings: &'a RustSettings,
    services: Option<&'a Services>,
    externs: &'a Externs,
    names: &'a mut RustNames,
    open: BTreeMap<Path, ModuleClaims>,
    /// Enums that are referred to without a path, and that types of prost-derive would shadow.
    shadowed: IdSet<Enum>,
    /// Messages that are types of required fields.
    required: IdMap<Message, bool>,
}

#[derive(Default)]
struct ModuleClaims {
    /// The modules of packages inside this module.
    packages: BTreeSet<String>,
    claims: Vec<Claim>,
}

/// A type, a service or an extension that chooses its name in a module.
struct Claim {
    of: Element,
    /// Whether the element is nested in a message. Elements of packages choose first.
    is_in_message: bool,
}

/// The names used in one module.
struct Namespace {
    used_names: NameAllocator,
    services: NameAllocator,
    constants: NameAllocator,
    /// Modules of packages that no message shares yet.
    packages: BTreeSet<String>,
}

impl Scopes<'_> {
    fn add_file(&mut self, id: FileId) {
        let file = &self.schema[id];
        let mut claims = self.claims(&file.messages, &file.enums, &file.extensions, false);
        let path = self.schema.text(file.path);
        if self.services.is_some_and(|settings| !settings.other_files.contains(path)) {
            let services = file.services.iter();
            claims.extend(services.map(|&service| Claim { of: Element::Service(service), is_in_message: false }));
        }
        if claims.is_empty() {
            return;
        }
        let package = self.names.package_path(self.schema.package(id));
        for length in 0..package.len() {
            let outer = self.open.entry(package[..length].to_vec()).or_default();
            outer.packages.insert(package[length].clone());
        }
        self.open.entry(package).or_default().claims.append(&mut claims);
    }

    /// Returns the name claims of messages, enums and extensions that code is generated for.
    fn claims(
        &self,
        messages: &[MessageId],
        enums: &[EnumId],
        extensions: &[FieldId],
        is_in_message: bool,
    ) -> Vec<Claim> {
        let messages = messages.iter().filter(|&&id| !self.schema.is_map_entry(id)).map(|&id| Element::Message(id));
        let preferred = extensions.iter().filter(|&&id| self.settings.has_extension(self.schema, id));
        let all =
            messages.chain(enums.iter().map(|&id| Element::Enum(id))).chain(preferred.map(|&id| Element::Field(id)));
        let generated = all.filter(|&of| !self.externs.has(&format!(".{}", self.schema.full_name(of))));
        generated.map(|of| Claim { of, is_in_message }).collect()
    }

    fn choose(&mut self, path: &Path, scope: ModuleClaims) {
        let mut namespace = Namespace {
            used_names: NameAllocator::with_used(scope.packages.iter().map(String::as_str)),
            services: NameAllocator::default(),
            constants: NameAllocator::with_used(OTHER_CONSTANTS.iter().copied()),
            packages: scope.packages,
        };
        let mut claims = scope.claims;
        claims.sort_by_cached_key(|claim| (self.rank(claim.of), claim.is_in_message, self.schema.full_name(claim.of)));
        claims.iter().for_each(|claim| self.choose_one(path, &mut namespace, claim.of));
    }

    /// Returns the rank of an element. Elements of smaller rank choose their names first. The order is: types whose Rust name
    /// equals the declared name, other types, oneofs and extensions, services, services that cannot keep their names.
    fn rank(&self, of: Element) -> u8 {
        let exact = |name: &str, declared| u8::from(bare(name) != self.schema.text(declared));
        match of {
            Element::Message(id) => exact(self.names.message(id), self.schema[id].name),
            Element::Enum(id) => exact(self.names.enumeration(id), self.schema[id].name),
            Element::Oneof(_) | Element::Field(_) => 2,
            Element::Service(id) => 3 + u8::from(!is_trait(self.schema, id, self.names.service(id))),
            Element::File(_) | Element::EnumValue(_) | Element::Method(_) => 5,
        }
    }

    fn choose_one(&mut self, path: &Path, namespace: &mut Namespace, of: Element) {
        match of {
            Element::Message(id) => {
                let preferred = std::mem::take(&mut self.names.messages[id].ty);
                self.names.messages[id].ty = namespace.used_names.allocate(preferred);
                self.choose_module(path, namespace, id);
                self.names.disambiguate_members(self.schema, id, self.required[id]);
            }
            Element::Enum(id) => {
                let is_shadowed = self.shadowed.contains(id);
                let preferred = std::mem::take(&mut self.names.enums[id]);
                let name = namespace
                    .used_names
                    .allocate_if(preferred, |name| !(is_shadowed && PROST_DERIVE_TYPES.contains(&name)));
                self.names.enums[id] = name;
            }
            Element::Oneof(id) => {
                let preferred = std::mem::take(&mut self.names.oneofs[id].ty);
                self.names.oneofs[id].ty = namespace.used_names.allocate(preferred);
            }
            Element::Field(id) => {
                let preferred = std::mem::take(&mut self.names.fields[id]);
                self.names.fields[id] = namespace.constants.allocate(preferred);
            }
            Element::Service(id) => {
                if let Some(settings) = self.services {
                    let used_names = (&mut namespace.services, &mut namespace.used_names);
                    self.names.disambiguate_service(self.schema, id, settings, used_names);
                }
            }
            Element::File(_) | Element::EnumValue(_) | Element::Method(_) => {}
        }
    }

    /// Chooses the module name for the nested types of a message. Only one message can share a module with a package.
    fn choose_module(&mut self, path: &Path, namespace: &mut Namespace, id: MessageId) {
        let nested = self.nested(id);
        if nested.is_empty() {
            return;
        }
        let names = &mut self.names.messages[id];
        let mut inner = path.clone();
        if namespace.packages.remove(&names.module) {
            inner.push(names.module.clone());
            names.merged = Some(inner.clone());
        } else {
            names.module = namespace.used_names.allocate(std::mem::take(&mut names.module));
            inner.push(names.module.clone());
        }
        self.open.entry(inner).or_default().claims.extend(nested);
    }

    fn nested(&self, id: MessageId) -> Vec<Claim> {
        let message = &self.schema[id];
        let mut claims = self.claims(&message.messages, &message.enums, &message.extensions, true);
        let oneofs = message.oneofs.iter().filter(|&&oneof| !self.schema[oneof].synthetic);
        claims.extend(oneofs.map(|&oneof| Claim { of: Element::Oneof(oneof), is_in_message: true }));
        claims
    }
}

/// Returns the enums that code refers to without a path, in scopes where prost-derive declares a type of the same name.
fn shadowed(schema: &Schema, names: &RustNames) -> IdSet<Enum> {
    let mut found = IdSet::default();
    for id in schema.fields.ids() {
        let field = &schema[id];
        if let (FieldType::Enum(of), FieldOwner::Message(message)) = (field.ty, field.owner)
            && PROST_DERIVE_TYPES.contains(&names.enumeration(of))
            && schema[of].parent == scope_of(schema, id, message)
        {
            found.insert(of);
        }
    }
    found
}

/// Returns the scope of a field's code: that of the message, or inside the message for a oneof variant.
fn scope_of(schema: &Schema, id: FieldId, message: MessageId) -> Parent {
    let scope = if oneof_of(schema, id).is_some() { Parent::Message(message) } else { schema[message].parent };
    match scope {
        // The fields of a map entry belong to the message with the map.
        Parent::Message(outer) if schema.is_map_entry(message) => schema[outer].parent,
        scope => scope,
    }
}
