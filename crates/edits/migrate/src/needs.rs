//! The values of a feature that each element accepts, so that nothing that programs see changes.

use std::collections::HashSet;

use super::features::{Feature, FeatureRow};
use super::placement::{Place, ValueSet};
use super::settings::own_setting;
use super::target::{is_legacy, string_type_of_ctype};
use super::tree::{TreeNode, is_nested, values};
use protoward_compiler::edition_rules::{
    Case, FIELDS_OF_MESSAGE, FIELDS_OF_ONEOF, FORBIDDEN_NAME, ONEOFS_OF_MESSAGE, VALUES_OF_ENUM, accessor_stems,
};
use protoward_schema::visibility::is_exported;
use protoward_schema::{
    Cardinality, Edition, Element, ElementKind, EnumType, FeatureSet, Field, FieldId, FieldOwner, FieldPresence,
    FieldType, FileId, MessageEncoding, MessageId, NamingStyle, Parent, Presence, ProtoLimits, Scalar, Schema, Shape,
    SymbolVisibility, Utf8Validation, Visibility,
};

/// A file whose features are placed.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The schema before the migration.
    pub schema: &'a Schema,
    /// The file in that schema.
    pub file: FileId,
    /// The tree of the file.
    pub tree: &'a [TreeNode<'a>],
    /// The edition that the file will have.
    pub edition: Edition,
}

/// The values that an element accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Need {
    accepts: ValueSet,
    /// `true` if the element may set the feature itself.
    settable: bool,
}

/// Every value of a feature.
const ANY: ValueSet = ValueSet::MAX;

const fn one(value: u8) -> ValueSet {
    1 << value
}

impl Need {
    /// The element does not use the feature.
    const NONE: Self = Self { accepts: ANY, settable: false };

    const fn of(accepts: ValueSet) -> Self {
        Self { accepts, settable: true }
    }

    const fn value(value: u8) -> Self {
        Self::of(one(value))
    }

    /// The element needs a value and cannot set it.
    const fn inherited(value: u8) -> Self {
        Self { accepts: one(value), settable: false }
    }
}

/// Returns the values of the features of all languages in the order of their numbers.
pub(crate) fn global_values(set: FeatureSet) -> Vec<u8> {
    vec![
        set.field_presence as u8,
        set.enum_type as u8,
        set.repeated_encoding as u8,
        set.utf8_validation as u8,
        set.message_encoding as u8,
        set.json_format as u8,
        set.naming_style as u8,
        set.symbol_visibility as u8,
        set.proto_limits as u8,
    ]
}

/// Returns what each node of the tree accepts of a feature, and what it sets now.
pub fn places(subject: Subject<'_>, row: &FeatureRow) -> Vec<Place> {
    let Subject { schema, file, tree, edition } = subject;
    let old = schema[file].syntax.edition();
    let own = if row.language.is_some() { values(schema, tree, row, old) } else { Vec::new() };
    let writable: ValueSet = row.values.iter().map(|(_, value)| one(*value)).sum();
    let mut depths: Vec<u8> = Vec::with_capacity(tree.len());
    let mut places = Vec::with_capacity(tree.len());
    for (index, node) in tree.iter().enumerate() {
        let depth = if index == 0 { 0 } else { depths[node.parent].saturating_add(1) };
        depths.push(depth);
        let resolved = own.get(index).copied().unwrap_or_default();
        let need = Needs { schema, file, old, edition }.need(row.feature, node, resolved);
        let is_target = row.targets.contains(&node.element.kind()) && edition >= row.since;
        // Containers may always hold a feature for what they contain.
        let settable = match (is_target, node.element.kind()) {
            (true, ElementKind::File) => writable & !of_no_file(row.feature),
            (true, kind) if need.settable || (is_container(kind) && row.feature != Feature::JavaNest) => {
                writable & !forbidden(schema, row.feature, node.element)
            }
            _ => 0,
        };
        let now = if node.has_settings { own_setting(schema, node.element, row) } else { None };
        places.push(Place { parent: node.parent, depth, accepts: need.accepts, settable, now });
    }
    places
}

/// Returns `true` if the default suits every element, and none sets the feature: nothing has to be placed.
pub(crate) fn is_quiet(subject: Subject<'_>, row: &FeatureRow) -> bool {
    let Subject { schema, file, tree, edition } = subject;
    if tree.iter().any(|node| node.has_settings) {
        return false;
    }
    let old = schema[file].syntax.edition();
    let resolved = row.default_in(old);
    let default = one(row.default_in(edition));
    let needs = Needs { schema, file, old, edition };
    tree.iter().all(|node| needs.need(row.feature, node, resolved).accepts & default != 0)
}

const fn is_container(kind: ElementKind) -> bool {
    matches!(kind, ElementKind::Message | ElementKind::Oneof | ElementKind::Enum | ElementKind::Service)
}

/// Returns the values that a file must not set: protoc refuses to make all of its fields required.
const fn of_no_file(feature: Feature) -> ValueSet {
    if matches!(feature, Feature::Presence) { one(FieldPresence::LegacyRequired as u8) } else { 0 }
}

/// Returns the values that an element must not set although it is a target.
fn forbidden(schema: &Schema, feature: Feature, element: Element) -> ValueSet {
    match (feature, element) {
        // A message field may only be required.
        (Feature::Presence, Element::Field(id)) if schema[id].ty.message().is_some() => {
            one(FieldPresence::Implicit as u8)
        }
        _ => 0,
    }
}

struct Needs<'a> {
    schema: &'a Schema,
    file: FileId,
    /// The edition before the migration.
    old: Edition,
    edition: Edition,
}

impl Needs<'_> {
    /// Returns what an element accepts. `resolved` is its value now, for features of languages.
    fn need(&self, feature: Feature, node: &TreeNode<'_>, resolved: u8) -> Need {
        match (feature, node.element) {
            (Feature::Presence, Element::Field(id)) => self.presence(id),
            (Feature::EnumType, Element::Enum(id)) => Need::value(self.schema[id].features.enum_type as u8),
            (Feature::RepeatedEncoding, Element::Field(id)) => self.repeated(id),
            (Feature::Utf8, Element::Field(id)) if self.has_part(id, Scalar::String) => {
                Need::value(self.schema[id].features.utf8_validation as u8)
            }
            (Feature::MessageEncoding, Element::Field(id)) => self.encoding(id),
            (Feature::Json, Element::Message(id)) => Need::value(self.schema[id].features.json_format as u8),
            (Feature::Json, Element::Enum(id)) => Need::value(self.schema[id].features.json_format as u8),
            (Feature::NamingStyle, element) => self.style(element),
            (Feature::Visibility, Element::File(_)) => self.visibility(),
            (Feature::Limits, element) => self.limits(element),
            (Feature::CppClosedEnum | Feature::JavaClosedEnum, Element::Field(id)) => self.closed_enum(id, resolved),
            (Feature::CppStringType, Element::Field(id)) => self.string_type(id, resolved),
            (Feature::CppEnumName | Feature::GoUnmarshal, Element::Enum(_)) => Need::value(resolved),
            (Feature::JavaUtf8, Element::Field(id)) => self.java_utf8(id, resolved),
            (Feature::JavaNest, element) => self.java_nest(element, resolved),
            (Feature::GoApi, Element::Message(_)) => match resolved {
                // The generator decides, as it does for open structs by default.
                0 => Need::of(one(0) | one(1)),
                value => Need::value(value),
            },
            _ => Need::NONE,
        }
    }

    fn presence(&self, id: FieldId) -> Need {
        const EXPLICIT: u8 = FieldPresence::Explicit as u8;
        const IMPLICIT: u8 = FieldPresence::Implicit as u8;
        let field = &self.schema[id];
        match self.schema.shape(id) {
            Shape::Single(Presence::Required) => Need::value(FieldPresence::LegacyRequired as u8),
            // The value inherits presence, and implicit presence needs an open enum.
            Shape::Map { value, .. } if self.closed(&self.schema[value]) => {
                Need { accepts: !one(IMPLICIT), settable: false }
            }
            Shape::Single(_) if !has_free_presence(self.schema, field) => Need::NONE,
            Shape::Single(Presence::Explicit) => Need::value(EXPLICIT),
            Shape::Single(Presence::Implicit) => Need::value(IMPLICIT),
            Shape::Repeated { .. } | Shape::Map { .. } => Need::NONE,
        }
    }

    fn closed(&self, field: &Field) -> bool {
        matches!(field.ty, FieldType::Enum(id) if self.schema[id].features.enum_type == EnumType::Closed)
    }

    fn repeated(&self, id: FieldId) -> Need {
        match self.schema.shape(id) {
            Shape::Repeated { .. } if is_packable(self.schema[id].ty) => {
                Need::value(self.schema[id].features.repeated_encoding as u8)
            }
            _ => Need::NONE,
        }
    }

    fn encoding(&self, id: FieldId) -> Need {
        let is_map = matches!(self.schema.shape(id), Shape::Map { .. });
        match self.schema[id].ty.message() {
            Some(_) if !is_map && self.schema.is_delimited(id) => Need::value(MessageEncoding::Delimited as u8),
            Some(_) if !is_map => Need::value(MessageEncoding::LengthPrefixed as u8),
            _ => Need::NONE,
        }
    }

    /// Returns `true` if a field has this type, or is a map with a part of this type.
    fn has_part(&self, id: FieldId, scalar: Scalar) -> bool {
        let is_it = |id: FieldId| self.schema[id].ty == FieldType::Scalar(scalar);
        match self.schema.shape(id) {
            Shape::Map { key, value } => is_it(key) || is_it(value),
            _ => is_it(id),
        }
    }

    fn style(&self, element: Element) -> Need {
        const LEGACY: u8 = NamingStyle::Legacy as u8;
        let schema = self.schema;
        let case = match element {
            Element::File(id) => {
                return if Case::LowerSnake.fault(schema.package(id)).is_none() || schema.package(id).is_empty() {
                    Need::of(ANY)
                } else {
                    Need::value(LEGACY)
                };
            }
            Element::Message(_) | Element::Enum(_) | Element::Service(_) | Element::Method(_) => Case::Title,
            Element::Field(_) | Element::Oneof(_) => Case::LowerSnake,
            Element::EnumValue(_) => Case::UpperSnake,
        };
        if case.fault(schema.name(element)).is_some() {
            Need::value(LEGACY)
        } else if self.edition >= Edition::E2026 && self.collides(element) {
            Need::of(one(NamingStyle::Style2024 as u8) | one(LEGACY))
        } else {
            Need::of(ANY)
        }
    }

    /// Returns `true` if STYLE2026 forbids the name of a field or oneof.
    fn collides(&self, element: Element) -> bool {
        let schema = self.schema;
        let name = schema.name(element);
        let message = match element {
            Element::Field(id) => match schema[id].owner {
                FieldOwner::Message(message) | FieldOwner::Extension { scope: Parent::Message(message), .. } => {
                    Some(message)
                }
                FieldOwner::Extension { scope: Parent::File(_), .. } => None,
            },
            Element::Oneof(id) => Some(schema[id].message),
            _ => return false,
        };
        let is_taken = |message: MessageId, stem: &str| {
            let message = &schema[message];
            let fields = message.fields.iter().map(|&id| schema[id].name);
            let oneofs = message.oneofs.iter().filter(|&&id| !schema[id].synthetic).map(|&id| schema[id].name);
            fields.chain(oneofs).any(|name| schema.text(name) == stem)
        };
        name == FORBIDDEN_NAME
            || message.is_some_and(|message| accessor_stems(name).iter().any(|(_, stem)| is_taken(message, stem)))
    }

    /// Returns the default visibilities under which every type is as visible as it is now.
    fn visibility(&self) -> Need {
        let schema = self.schema;
        let mut accepts = ANY;
        for element in types(schema, self.file) {
            let word = word(schema, element);
            let nested = is_nested(schema, element);
            match word {
                Some(Visibility::Export) if nested => accepts &= !one(SymbolVisibility::Strict as u8),
                Some(_) => {}
                None => {
                    let is_exported = is_exported(schema, element);
                    let keeps = |value: SymbolVisibility| {
                        let exports = match value {
                            SymbolVisibility::ExportAll => true,
                            SymbolVisibility::ExportTopLevel => !nested,
                            SymbolVisibility::LocalAll | SymbolVisibility::Strict => false,
                        };
                        exports == is_exported
                    };
                    let all = [
                        SymbolVisibility::ExportAll,
                        SymbolVisibility::ExportTopLevel,
                        SymbolVisibility::LocalAll,
                        SymbolVisibility::Strict,
                    ];
                    for value in all.into_iter().filter(|&value| !keeps(value)) {
                        accepts &= !one(value as u8);
                    }
                }
            }
        }
        Need::of(accepts)
    }

    fn limits(&self, element: Element) -> Need {
        let schema = self.schema;
        let is_exceeded = match element {
            Element::Message(id) => {
                let oneofs = schema[id].oneofs.iter().filter(|&&id| !schema[id].synthetic).count();
                schema[id].fields.len() > FIELDS_OF_MESSAGE || oneofs > ONEOFS_OF_MESSAGE
            }
            Element::Oneof(id) => schema[id].fields.len() > FIELDS_OF_ONEOF,
            Element::Enum(id) => schema[id].values.len() > VALUES_OF_ENUM,
            _ => return Need::NONE,
        };
        if is_exceeded { Need::value(ProtoLimits::Legacy as u8) } else { Need::of(ANY) }
    }

    /// The feature only matters for fields of open enums: all others are closed anyway.
    fn closed_enum(&self, id: FieldId, resolved: u8) -> Need {
        let is_open = |id: FieldId| matches!(self.schema[id].ty, FieldType::Enum(of) if self.schema[of].features.enum_type == EnumType::Open);
        match self.schema.shape(id) {
            Shape::Map { value, .. } if is_open(value) => Need::value(resolved),
            Shape::Single(_) | Shape::Repeated { .. } if is_open(id) => Need::value(resolved),
            _ => Need::NONE,
        }
    }

    fn string_type(&self, id: FieldId, resolved: u8) -> Need {
        if !self.has_part(id, Scalar::String) && !self.has_part(id, Scalar::Bytes) {
            return Need::NONE;
        }
        if matches!(self.schema.shape(id), Shape::Map { .. }) {
            return Need::inherited(resolved);
        }
        match string_type_of_ctype(self.schema, id) {
            // The option stays, and decides.
            Some(_) if self.edition < Edition::E2024 => Need::NONE,
            Some(value) => Need::value(value),
            None => Need::value(resolved),
        }
    }

    fn java_utf8(&self, id: FieldId, resolved: u8) -> Need {
        const VERIFY: u8 = 2;
        if !self.has_part(id, Scalar::String) || self.schema[id].features.utf8_validation == Utf8Validation::Verify {
            return Need::NONE;
        }
        let file = &self.schema[self.file];
        let is_checked = is_legacy(file.syntax) && file.options.java_string_check_utf8() == Some(true);
        Need::value(if is_checked { VERIFY } else { resolved })
    }

    fn java_nest(&self, element: Element, resolved: u8) -> Need {
        const NO: u8 = 1;
        const YES: u8 = 2;
        let is_top = match element {
            Element::Message(_) | Element::Enum(_) => !is_nested(self.schema, element),
            Element::Service(_) => true,
            _ => false,
        };
        if !is_top || self.edition < Edition::E2024 {
            return Need::NONE;
        }
        let is_separate = self.schema[self.file].options.java_multiple_files() == Some(true);
        Need::value(match resolved {
            _ if self.old >= Edition::E2024 => resolved,
            _ if is_separate => NO,
            _ => YES,
        })
    }
}

/// Returns `true` if the presence of a singular field is not decided by its type or its place.
fn has_free_presence(schema: &Schema, field: &Field) -> bool {
    let is_in_oneof = field.oneof.is_some_and(|id| !schema[id].synthetic);
    field.cardinality != Cardinality::Repeated && field.ty.message().is_none() && !is_in_oneof && !field.is_extension()
}

const fn is_packable(ty: FieldType) -> bool {
    match ty {
        FieldType::Scalar(scalar) => scalar.is_packable(),
        FieldType::Enum(_) => true,
        FieldType::Message(_) | FieldType::Group(_) => false,
    }
}

/// Returns the keyword `export` or `local` of a type.
fn word(schema: &Schema, element: Element) -> Option<Visibility> {
    match element {
        Element::Message(id) => schema[id].visibility,
        Element::Enum(id) => schema[id].visibility,
        _ => None,
    }
}

/// Returns the messages and enums of a file, without entries of maps.
pub(crate) fn types(schema: &Schema, file: FileId) -> Vec<Element> {
    let mut all: Vec<Element> = schema[file].enums.iter().map(|&id| id.into()).collect();
    let mut open = schema[file].messages.clone();
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if schema.is_map_entry(id) || !seen.insert(id) {
            continue;
        }
        all.push(id.into());
        all.extend(schema[id].enums.iter().map(|&id| Element::from(id)));
        open.extend(&schema[id].messages);
    }
    all
}
