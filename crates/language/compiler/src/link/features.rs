//! Feature resolution: the features of each element and its ancestors.
//!
//! In proto2 and proto3, keywords and options have the meaning of features; they are applied here as well. Features of
//! source retention are included, although descriptors omit them.
//!
//! Source: <https://protobuf.dev/editions/implementation/#feature_resolution>

use std::ops::Index;

use super::collect::{Decls, FieldDecl, FieldEntry, FieldScope};
use super::options::{Options, OptionsHolder};
use super::unit::CompilationUnit;
use crate::lookup::HashMap;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{
    Element, Enum, EnumOptions, EnumValue, EnumValueOptions, FeatureSet, Field, FieldOptions, File, FileOptions, Id,
    IdMap, LegacyField, Message, MessageOptions, Method, MethodOptions, Oneof, OneofOptions, Parent, Service,
    ServiceOptions, Syntax,
};
use protoward_syntax::ast::{Label, TypeExpr};

/// The features of all elements of a kind. Equal sets are stored once.
pub(super) struct FeatureSets<T> {
    sets: Vec<FeatureSet>,
    positions: HashMap<FeatureSet, u16>,
    of: IdMap<T, u16>,
    last: Option<(FeatureSet, u16)>,
}

impl<T> FeatureSets<T> {
    fn with_capacity(count: usize) -> Self {
        Self { sets: Vec::new(), positions: HashMap::default(), of: IdMap::with_capacity(count), last: None }
    }

    /// Adds the features of the next element.
    fn push(&mut self, set: FeatureSet) {
        let position = match self.last {
            Some((last, position)) if last == set => position,
            _ => *self.positions.entry(set).or_insert_with(|| {
                self.sets.push(set);
                u16::try_from(self.sets.len() - 1).expect("features have fewer combinations")
            }),
        };
        self.last = Some((set, position));
        self.of.push(position);
    }
}

impl<T> Index<Id<T>> for FeatureSets<T> {
    type Output = FeatureSet;
    fn index(&self, id: Id<T>) -> &FeatureSet {
        &self.sets[usize::from(self.of[id])]
    }
}

/// The resolved features of each element.
pub(super) struct Features {
    pub(super) files: FeatureSets<File>,
    pub(super) messages: FeatureSets<Message>,
    pub(super) fields: FeatureSets<Field>,
    pub(super) oneofs: FeatureSets<Oneof>,
    pub(super) enums: FeatureSets<Enum>,
    pub(super) enum_values: FeatureSets<EnumValue>,
    pub(super) services: FeatureSets<Service>,
    pub(super) methods: FeatureSets<Method>,
}

impl Features {
    /// Creates tables with capacity for all declarations.
    fn with_room_for(decls: &Decls<'_>) -> Self {
        Self {
            files: FeatureSets::with_capacity(decls.files.len()),
            messages: FeatureSets::with_capacity(decls.messages.len()),
            fields: FeatureSets::with_capacity(decls.fields.len()),
            oneofs: FeatureSets::with_capacity(decls.oneofs.len()),
            enums: FeatureSets::with_capacity(decls.enums.len()),
            enum_values: FeatureSets::with_capacity(decls.enum_values.len()),
            services: FeatureSets::with_capacity(decls.services.len()),
            methods: FeatureSets::with_capacity(decls.methods.len()),
        }
    }

    fn of(&self, parent: Parent) -> FeatureSet {
        match parent {
            Parent::File(file) => self.files[file],
            Parent::Message(message) => self.messages[message],
        }
    }
}

/// Resolves the features of all elements. Contents follow their container, so one pass is enough.
pub(super) fn features(units: &[CompilationUnit<'_>], decls: &Decls<'_>, options: &Options) -> Features {
    let mut all = Features::with_room_for(decls);
    for (id, _) in decls.files.iter() {
        let defaults = FeatureSet::defaults(units[id.index()].syntax.edition());
        all.files.push(over(defaults, options, id.into(), FileOptions::features_in(options.files.get(id))));
    }
    for (id, message) in decls.messages.iter() {
        let own = MessageOptions::features_in(options.messages.get(id));
        let features = over(all.of(message.parent), options, id.into(), own);
        all.messages.push(features);
    }
    for (id, oneof) in decls.oneofs.iter() {
        let own = OneofOptions::features_in(options.oneofs.get(id));
        let features = over(all.messages[oneof.message], options, id.into(), own);
        all.oneofs.push(features);
    }
    for (id, field) in decls.fields.iter() {
        let outer = match (field.oneof(), field.scope()) {
            (Some(oneof), _) => all.oneofs[oneof],
            (None, FieldScope::Message(message)) => all.messages[message],
            (None, FieldScope::Extend { scope, .. }) => all.of(scope),
        };
        let bytes = options.fields.get(id);
        let features = match units[field.file.index()].syntax {
            Syntax::Proto2 | Syntax::Proto3 => outer.with_legacy(legacy(field, bytes)),
            Syntax::Edition(_) => over(outer, options, id.into(), FieldOptions::features_in(bytes)),
        };
        all.fields.push(features);
    }
    for (id, declared) in decls.enums.iter() {
        let own = EnumOptions::features_in(options.enums.get(id));
        let features = over(all.of(declared.parent), options, id.into(), own);
        all.enums.push(features);
    }
    for (id, value) in decls.enum_values.iter() {
        let own = EnumValueOptions::features_in(options.enum_values.get(id));
        all.enum_values.push(over(all.enums[value.parent], options, id.into(), own));
    }
    for (id, service) in decls.services.iter() {
        let own = ServiceOptions::features_in(options.services.get(id));
        all.services.push(over(all.files[service.file], options, id.into(), own));
    }
    for (id, method) in decls.methods.iter() {
        let own = MethodOptions::features_in(options.methods.get(id));
        all.methods.push(over(all.services[method.service], options, id.into(), own));
    }
    all
}

/// Applies an element's own features to the inherited ones.
fn over<'o>(
    outer: FeatureSet,
    options: &Options,
    element: Element,
    mut own: impl Iterator<Item = &'o [u8]>,
) -> FeatureSet {
    let Some(first) = own.next() else { return outer };
    match options.whole_features.get(&OptionsHolder::Element(element)) {
        Some(whole) => outer.overridden(whole),
        None => own.fold(outer.overridden(first), FeatureSet::overridden),
    }
}

/// Returns the feature values that keywords and options of a proto2 or proto3 field imply.
fn legacy(field: &FieldEntry<'_>, options: Option<&[u8]>) -> LegacyField {
    const PACKED: u32 = 2;
    let FieldDecl::Field(decl) = field.decl() else {
        return LegacyField { required: false, proto3_optional: false, group: false, packed: None };
    };
    let mut packed = None;
    for option in WireReader::new(options.unwrap_or_default()).fields() {
        if let (PACKED, WireValue::Varint(value)) = (option.number, option.value) {
            packed = Some(value != 0);
        }
    }
    LegacyField {
        required: matches!(decl.label, Some(Label::Required)),
        proto3_optional: field.proto3_optional,
        group: matches!(decl.ty, TypeExpr::Group(_)),
        packed,
    }
}
