//! What every element has its features set to: its own, and those of what it is in.
//!
//! In proto2 and proto3, keywords and options say what features say in editions; that is put over them here too.
//! Features that only the source keeps are among them, though descriptors leave them out.
//!
//! Source: <https://protobuf.dev/editions/implementation/#feature_resolution>

use super::collect::{Decls, FieldDecl, FieldEntry, FieldScope};
use super::options::{Holder, Options};
use super::unit::Unit;
use protoward_schema::wire::{Reader, Value};
use protoward_schema::{
    Element, Enum, EnumOptions, EnumValue, EnumValueOptions, FeatureSet, Field, FieldOptions, File, FileOptions, IdMap,
    LegacyField, Message, MessageOptions, Method, MethodOptions, Oneof, OneofOptions, Parent, Service, ServiceOptions,
    Syntax,
};
use protoward_syntax::ast::{Label, TypeExpr};

/// Resolved features, by element.
#[derive(Default)]
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
        all.files.push(over(defaults, options, id.into(), FileOptions::features_in(options.files[id].as_deref())));
    }
    for (id, message) in decls.messages.iter() {
        let own = MessageOptions::features_in(options.messages[id].as_deref());
        let features = over(all.of(message.parent), options, id.into(), own);
        all.messages.push(features);
    }
    for (id, oneof) in decls.oneofs.iter() {
        let own = OneofOptions::features_in(options.oneofs[id].as_deref());
        let features = over(all.messages[oneof.message], options, id.into(), own);
        all.oneofs.push(features);
    }
    for (id, field) in decls.fields.iter() {
        let outer = match (field.oneof, field.scope) {
            (Some(oneof), _) => all.oneofs[oneof],
            (None, FieldScope::Message(message)) => all.messages[message],
            (None, FieldScope::Extend { scope, .. }) => all.of(scope),
        };
        let bytes = options.fields[id].as_deref();
        let features = match units[field.file.index()].syntax {
            Syntax::Proto2 | Syntax::Proto3 => outer.with_legacy(legacy(field, bytes)),
            Syntax::Edition(_) => over(outer, options, id.into(), FieldOptions::features_in(bytes)),
        };
        all.fields.push(features);
    }
    for (id, declared) in decls.enums.iter() {
        let own = EnumOptions::features_in(options.enums[id].as_deref());
        let features = over(all.of(declared.parent), options, id.into(), own);
        all.enums.push(features);
    }
    for (id, value) in decls.enum_values.iter() {
        let own = EnumValueOptions::features_in(options.enum_values[id].as_deref());
        all.enum_values.push(over(all.enums[value.parent], options, id.into(), own));
    }
    for (id, service) in decls.services.iter() {
        let own = ServiceOptions::features_in(options.services[id].as_deref());
        all.services.push(over(all.files[service.file], options, id.into(), own));
    }
    for (id, method) in decls.methods.iter() {
        let own = MethodOptions::features_in(options.methods[id].as_deref());
        all.methods.push(over(all.services[method.service], options, id.into(), own));
    }
    all
}

/// What an element sets itself, put over what it inherits.
fn over<'o>(
    outer: FeatureSet,
    options: &Options,
    element: Element,
    mut own: impl Iterator<Item = &'o [u8]>,
) -> FeatureSet {
    let Some(first) = own.next() else { return outer };
    match options.whole_features.get(&Holder::Element(element)) {
        Some(whole) => outer.overridden(whole),
        None => own.fold(outer.overridden(first), FeatureSet::overridden),
    }
}

/// What a field of proto2 or proto3 says with keywords and options.
fn legacy(field: &FieldEntry<'_>, options: Option<&[u8]>) -> LegacyField {
    const PACKED: u32 = 2;
    let FieldDecl::Field(decl) = field.decl else {
        return LegacyField { required: false, proto3_optional: false, group: false, packed: None };
    };
    let mut packed = None;
    for option in Reader::new(options.unwrap_or_default()).fields() {
        if let (PACKED, Value::Varint(value)) = (option.number, option.value) {
            packed = Some(value != 0);
        }
    }
    LegacyField {
        required: matches!(decl.label, Some((Label::Required, _))),
        proto3_optional: field.proto3_optional,
        group: matches!(decl.ty, TypeExpr::Group(_)),
        packed,
    }
}
