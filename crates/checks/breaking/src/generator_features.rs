//! Resolved features of single generators. An element has its own value, or that of its parent, or the default of the
//! edition.
//!
//! Source: `cpp_features.proto`, `java_features.proto`, `go_features.proto` and `c_sharp_features.proto`.

use protoward_schema::language_features::{CPP, JAVA};
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Edition, Element, FieldOwner, Parent, Schema, Syntax};

/// The extension number of `pb.go`.
pub(super) const GO: u32 = 1002;
/// The extension number of `pb.csharp`.
pub(super) const CSHARP: u32 = 1004;

/// A feature of one generator. Values are numbers; a flag is 0 or 1.
#[derive(Debug)]
pub(super) struct Feature {
    /// The number of the extension of `FeatureSet`.
    pub(super) language: u32,
    /// The field number inside the extension.
    pub(super) number: u32,
    /// The name in an option statement.
    pub(super) name: &'static str,
    /// The default for each edition and later ones, in ascending order.
    pub(super) defaults: &'static [(Edition, u64)],
}

pub(super) const CPP_LEGACY_CLOSED_ENUM: Feature = Feature {
    language: CPP,
    number: 1,
    name: "features.(pb.cpp).legacy_closed_enum",
    defaults: &[(Edition::LEGACY, 1), (Edition::PROTO3, 0)],
};
pub(super) const CPP_ENUM_NAME_USES_STRING_VIEW: Feature = Feature {
    language: CPP,
    number: 3,
    name: "features.(pb.cpp).enum_name_uses_string_view",
    defaults: &[(Edition::LEGACY, 0), (Edition::E2024, 1)],
};
pub(super) const CPP_REPEATED_TYPE: Feature =
    Feature { language: CPP, number: 4, name: "features.(pb.cpp).repeated_type", defaults: &[(Edition::LEGACY, 1)] };
pub(super) const JAVA_LEGACY_CLOSED_ENUM: Feature = Feature {
    language: JAVA,
    number: 1,
    name: "features.(pb.java).legacy_closed_enum",
    defaults: &[(Edition::LEGACY, 1), (Edition::PROTO3, 0)],
};
pub(super) const JAVA_LARGE_ENUM: Feature =
    Feature { language: JAVA, number: 3, name: "features.(pb.java).large_enum", defaults: &[(Edition::LEGACY, 0)] };
pub(super) const JAVA_OLD_OUTER_CLASSNAME: Feature = Feature {
    language: JAVA,
    number: 4,
    name: "features.(pb.java).use_old_outer_classname_default",
    defaults: &[(Edition::LEGACY, 1), (Edition::E2024, 0)],
};
pub(super) const JAVA_NEST_IN_FILE_CLASS: Feature = Feature {
    language: JAVA,
    number: 5,
    name: "features.(pb.java).nest_in_file_class",
    defaults: &[(Edition::LEGACY, 3), (Edition::E2024, 1)],
};
pub(super) const GO_LEGACY_UNMARSHAL_JSON_ENUM: Feature = Feature {
    language: GO,
    number: 1,
    name: "features.(pb.go).legacy_unmarshal_json_enum",
    defaults: &[(Edition::LEGACY, 1), (Edition::PROTO3, 0)],
};
pub(super) const GO_API_LEVEL: Feature = Feature {
    language: GO,
    number: 2,
    name: "features.(pb.go).api_level",
    defaults: &[(Edition::LEGACY, 0), (Edition::E2024, 3)],
};
pub(super) const GO_STRIP_ENUM_PREFIX: Feature =
    Feature { language: GO, number: 3, name: "features.(pb.go).strip_enum_prefix", defaults: &[(Edition::LEGACY, 1)] };
pub(super) const CSHARP_NULLABLE: Feature = Feature {
    language: CSHARP,
    number: 1,
    name: "features.(pb.csharp).nullable_reference_types",
    defaults: &[(Edition::LEGACY, 0)],
};

impl Feature {
    /// Returns the resolved value for an element.
    pub(super) fn of(&self, schema: &Schema, element: Element) -> u64 {
        let syntax = schema[schema.file_of(element)].syntax;
        // Only editions have features.
        let written = || {
            std::iter::successors(Some(element), |&element| around(schema, element))
                .find_map(|element| self.written(schema, element))
        };
        let written = if matches!(syntax, Syntax::Edition(_)) { written() } else { None };
        written.unwrap_or_else(|| self.default(syntax.edition()))
    }

    fn default(&self, edition: Edition) -> u64 {
        let defaults = self.defaults.iter().rev().find(|(from, _)| *from <= edition);
        defaults.map_or(0, |&(_, value)| value)
    }

    /// Returns the last value in the options of an element.
    fn written(&self, schema: &Schema, element: Element) -> Option<u64> {
        match element {
            Element::File(id) => self.last(schema[id].options.features()),
            Element::Message(id) => self.last(schema[id].options.features()),
            Element::Field(id) => self.last(schema[id].options.features()),
            Element::Oneof(id) => self.last(schema[id].options.features()),
            Element::Enum(id) => self.last(schema[id].options.features()),
            Element::EnumValue(id) => self.last(schema[id].options.features()),
            Element::Service(id) => self.last(schema[id].options.features()),
            Element::Method(id) => self.last(schema[id].options.features()),
        }
    }

    fn last<'a>(&self, sets: impl Iterator<Item = &'a [u8]>) -> Option<u64> {
        let inside =
            sets.flat_map(|set| WireReader::new(set).map_while(Result::ok)).filter_map(|field| match field.value {
                WireValue::Bytes(bytes) if field.number == self.language => Some(bytes),
                _ => None,
            });
        let values = inside.flat_map(|bytes| WireReader::new(bytes).map_while(Result::ok)).filter_map(|field| {
            match field.value {
                WireValue::Varint(value) if field.number == self.number => Some(value),
                _ => None,
            }
        });
        values.last()
    }
}

/// Returns the parent from which an element inherits features.
pub(super) fn around(schema: &Schema, element: Element) -> Option<Element> {
    let of_parent = |parent: Parent| match parent {
        Parent::File(id) => id.into(),
        Parent::Message(id) => id.into(),
    };
    Some(match element {
        Element::File(_) => return None,
        Element::Message(id) => of_parent(schema[id].parent),
        Element::Field(id) => match (schema[id].owner, schema[id].oneof) {
            (FieldOwner::Message(_), Some(oneof)) => oneof.into(),
            (FieldOwner::Message(message), None) => message.into(),
            (FieldOwner::Extension { scope, .. }, _) => of_parent(scope),
        },
        Element::Oneof(id) => schema[id].message.into(),
        Element::Enum(id) => of_parent(schema[id].parent),
        Element::EnumValue(id) => schema[id].parent.into(),
        Element::Service(id) => schema[id].file.into(),
        Element::Method(id) => schema[id].service.into(),
    })
}
