//! The messages and oneofs that have a checked type, and the paths of these types.

use std::collections::BTreeMap;

use super::MODULE;
use super::own_types::own_types;
use super::required::Required;
use super::settings::CheckedSettings;
use crate::Generator;
use crate::additions::holding::messages_holding;
use crate::additions::packages::{Package, Packages};
use crate::names::NameAllocator;
use crate::paths::oneof_of;
use crate::tree::{Files, declared_modules};
use protoward_schema::{FieldId, IdSet, Message, MessageId, OneofId, Schema};
use protoward_source::Report;

/// The messages with checked types.
#[derive(Clone, Debug)]
pub struct CheckedTypes {
    pub(super) required: Required,
    /// The own types of fields: of the value, of each item of a list, or of each value of a map.
    own_types: BTreeMap<FieldId, String>,
    /// The messages with a checked type, and the entries of maps to them.
    messages: IdSet<Message>,
    /// The name of the module with the checked types, by the file of the package.
    modules: BTreeMap<String, String>,
}

impl CheckedTypes {
    /// Finds the messages of the generated packages that have a checked type.
    ///
    /// # Errors
    /// Reports own types for fields of messages that are not generated.
    pub fn of(
        generator: &Generator<'_>,
        packages: &Packages,
        files: &Files,
        settings: &CheckedSettings,
    ) -> Result<Self, Report> {
        let schema = generator.schema();
        let is_generated = |id: MessageId| packages.message(schema, id).is_some();
        let required = Required::of(schema, schema.messages.ids().filter(|&id| is_generated(id)));
        let own_types = own_types(schema, settings, is_generated)?;
        let with_fields = required.fields.iter().chain(own_types.keys().copied());
        let with_oneofs = required.oneofs.iter().map(|oneof| schema[oneof].message);
        let reasons = with_fields.map(|field| schema[field].containing()).chain(with_oneofs);
        // The entries of maps are messages that are not generated.
        let counts = |id| is_generated(id) || schema.is_map_entry(id);
        let messages = messages_holding(schema, reasons.collect(), counts);
        let modules = packages.iter().map(|package| (package.file.clone(), module(package, files))).collect();
        Ok(Self { required, own_types, messages, modules })
    }

    /// Returns `true` if a oneof of a message has a checked enum, because the type of a variant is not that of the message.
    pub(super) fn has_enum(&self, schema: &Schema, oneof: OneofId) -> bool {
        let is_checked = |field: FieldId| {
            let message = schema[field].ty.message();
            self.own_type(field).is_some() || message.is_some_and(|message| self.has(message))
        };
        let mut fields = schema[oneof].fields.iter().copied();
        fields.any(|field| oneof_of(schema, field).is_some() && is_checked(field))
    }

    /// Returns `true` if a message has a checked type.
    pub(super) fn has(&self, message: MessageId) -> bool {
        self.messages.contains(message)
    }

    /// Returns the own type of a field.
    pub(super) fn own_type(&self, field: FieldId) -> Option<&str> {
        self.own_types.get(&field).map(String::as_str)
    }

    /// Returns the name of the module with the checked types of a package.
    pub(super) fn module(&self, package: &Package) -> &str {
        self.modules.get(&package.file).map_or(MODULE, String::as_str)
    }

    /// Returns the path of the checked type of a message from the module of a package, if it has one.
    pub fn path(&self, schema: &Schema, packages: &Packages, from: &Package, message: MessageId) -> Option<String> {
        let (package, code) = packages.message(schema, message).filter(|_| self.has(message))?;
        Some(format!("{}{}::{}", from.relative_path(package), self.module(package), code.path))
    }
}

/// Returns a free name for the module of checked types in the module of a package.
fn module(package: &Package, files: &Files) -> String {
    let mut taken = files.get(&package.file).map(|code| declared_modules(code)).unwrap_or_default();
    taken.extend(package.child_modules());
    NameAllocator::with_used(taken.iter().map(String::as_str)).allocate(MODULE.to_owned())
}
