//! What every element has its features set to: its own, and those of what it is in.
//!
//! In proto2 and proto3, keywords and options say what features say in editions; that is put over them here too.

use super::collect::{Decls, FieldScope};
use super::options::Options;
use super::unit::Unit;
use crate::schema::{
    Enum, EnumOptions, EnumValue, EnumValueOptions, FeatureSet, Field, FieldOptions, File, FileOptions, IdMap, Message,
    MessageOptions, Method, MethodOptions, Oneof, OneofOptions, Parent, Service, ServiceOptions,
};

/// Resolved features, by element.
#[derive(Debug, Default)]
pub(super) struct Features {
    pub(super) files: IdMap<File, FeatureSet>,
    pub(super) messages: IdMap<Message, FeatureSet>,
    pub(super) fields: IdMap<Field, FeatureSet>,
    pub(super) oneofs: IdMap<Oneof, FeatureSet>,
    pub(super) enums: IdMap<Enum, FeatureSet>,
    pub(super) enum_values: IdMap<EnumValue, FeatureSet>,
    pub(super) services: IdMap<Service, FeatureSet>,
    pub(super) methods: IdMap<Method, FeatureSet>,
}

impl Features {
    fn of(&self, parent: Parent) -> FeatureSet {
        match parent {
            Parent::File(file) => self.files[file],
            Parent::Message(message) => self.messages[message],
        }
    }
}

/// What is inside of something stands behind it, so that one pass is enough.
pub(super) fn features(units: &[Unit<'_>], decls: &Decls<'_>, options: &Options) -> Features {
    let mut all = Features::default();
    for (id, _) in decls.files.iter() {
        let defaults = FeatureSet::defaults(units[id.index()].syntax.edition());
        let own = FileOptions::new(options.files[id].as_deref());
        all.files.push(own.features().fold(defaults, FeatureSet::overridden));
    }
    for (id, message) in decls.messages.iter() {
        let own = MessageOptions::new(options.messages[id].as_deref());
        let features = own.features().fold(all.of(message.parent), FeatureSet::overridden);
        all.messages.push(features);
    }
    for (id, oneof) in decls.oneofs.iter() {
        let own = OneofOptions::new(options.oneofs[id].as_deref());
        let features = own.features().fold(all.messages[oneof.message], FeatureSet::overridden);
        all.oneofs.push(features);
    }
    for (id, field) in decls.fields.iter() {
        let own = FieldOptions::new(options.fields[id].as_deref());
        let outer = match (field.oneof, field.scope) {
            (Some(oneof), _) => all.oneofs[oneof],
            (None, FieldScope::Message(message)) => all.messages[message],
            (None, FieldScope::Extend { scope, .. }) => all.of(scope),
        };
        all.fields.push(own.features().fold(outer, FeatureSet::overridden));
    }
    for (id, declared) in decls.enums.iter() {
        let own = EnumOptions::new(options.enums[id].as_deref());
        let features = own.features().fold(all.of(declared.parent), FeatureSet::overridden);
        all.enums.push(features);
    }
    for (id, value) in decls.enum_values.iter() {
        let own = EnumValueOptions::new(options.enum_values[id].as_deref());
        all.enum_values.push(own.features().fold(all.enums[value.parent], FeatureSet::overridden));
    }
    for (id, service) in decls.services.iter() {
        let own = ServiceOptions::new(options.services[id].as_deref());
        all.services.push(own.features().fold(all.files[service.file], FeatureSet::overridden));
    }
    for (id, method) in decls.methods.iter() {
        let own = MethodOptions::new(options.methods[id].as_deref());
        all.methods.push(own.features().fold(all.services[method.service], FeatureSet::overridden));
    }
    all
}
