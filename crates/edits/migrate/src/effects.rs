//! The effects of features, and of the options that they replace: the part of a schema that programs see beyond its declarations.
//!
//! This is the other half of the proof. It does not use the needs by which features were placed, but asks what generators do.

use super::features::{FEATURES, Feature, FeatureRow};
use super::settings::own_setting;
use super::target::is_legacy;
use super::tree::is_nested;
use protoward_schema::{
    Element, EnumId, EnumType, FieldId, FieldOwner, FieldType, FileId, MessageId, Scalar, Schema, Utf8Validation,
};

/// The effects in a file.
pub(crate) struct Effects<'a> {
    schema: &'a Schema,
    /// The value of each feature for the file.
    of_file: [u8; FEATURES.len()],
    is_edition: bool,
}

impl<'a> Effects<'a> {
    /// Resolves the features of a file.
    pub(crate) fn new(schema: &'a Schema, file: FileId) -> Self {
        let edition = schema[file].syntax.edition();
        let value = |row: &FeatureRow| own_setting(schema, file.into(), row).unwrap_or_else(|| row.default_in(edition));
        let of_file = std::array::from_fn(|index| value(&FEATURES[index]));
        Self { schema, of_file, is_edition: !is_legacy(schema[file].syntax) }
    }

    /// Returns the value of a feature for an element: its own, or that of the nearest element around it.
    fn resolved(&self, element: Element, row: &FeatureRow) -> u8 {
        let mut at = element;
        while self.is_edition && !matches!(at, Element::File(_)) {
            if let Some(value) = own_setting(self.schema, at, row) {
                return value;
            }
            match outer(self.schema, at) {
                Some(outer) => at = outer,
                None => break,
            }
        }
        self.of_file[row.feature as usize]
    }

    /// Returns `true` if a field treats unknown values as a closed enum does, in C++ or Java.
    pub(crate) fn treats_as_closed(&self, id: FieldId, feature: Feature) -> bool {
        let FieldType::Enum(of) = self.schema[id].ty else { return false };
        self.schema[of].features.enum_type == EnumType::Closed || self.resolved(id.into(), feature.row()) == 1
    }

    /// Returns `true` if functions for the names of an enum return a view in C++.
    pub(crate) fn cpp_name_is_view(&self, id: EnumId) -> bool {
        self.resolved(id.into(), Feature::CppEnumName.row()) == 1
    }

    /// Returns `true` if Java checks a string for UTF-8.
    pub(crate) fn java_checks_utf8(&self, id: FieldId) -> Option<bool> {
        let field = &self.schema[id];
        if field.ty != FieldType::Scalar(Scalar::String) {
            return None;
        }
        let file = &self.schema[field.file];
        let by_option = is_legacy(file.syntax) && file.options.java_string_check_utf8() == Some(true);
        let by_feature = self.resolved(id.into(), Feature::JavaUtf8.row()) == 2;
        Some(field.features.utf8_validation == Utf8Validation::Verify || by_option || by_feature)
    }

    /// Returns `true` if the Java class of a type or service is nested in that of the file.
    pub(crate) fn java_is_nested(&self, element: Element) -> Option<bool> {
        let is_top = matches!(element, Element::Service(_))
            || (matches!(element, Element::Message(_) | Element::Enum(_)) && !is_nested(self.schema, element));
        if !is_top {
            return None;
        }
        let is_separate = self.schema[self.schema.file_of(element)].options.java_multiple_files() == Some(true);
        Some(match self.resolved(element, Feature::JavaNest.row()) {
            1 => false,
            2 => true,
            _ => !is_separate,
        })
    }

    /// Returns `true` if an enum has the former JSON functions in Go.
    pub(crate) fn go_unmarshals(&self, id: EnumId) -> bool {
        self.resolved(id.into(), Feature::GoUnmarshal.row()) == 1
    }

    /// Returns the API of a message in Go.
    pub(crate) fn go_api(&self, id: MessageId) -> &'static str {
        let row = Feature::GoApi.row();
        match self.resolved(id.into(), row) {
            // The default of the generator.
            0 => "API_OPEN",
            value => row.value_name(value),
        }
    }
}

/// Returns the element from which another one inherits features.
pub(crate) fn outer(schema: &Schema, element: Element) -> Option<Element> {
    Some(match element {
        Element::File(_) => return None,
        Element::Message(id) => match schema[id].map_field {
            Some(field) => field.into(),
            None => schema[id].parent.into(),
        },
        Element::Field(id) => match (schema[id].oneof.filter(|&oneof| !schema[oneof].synthetic), schema[id].owner) {
            (Some(oneof), _) => oneof.into(),
            (None, FieldOwner::Message(message)) => match schema[message].map_field {
                Some(field) => field.into(),
                None => message.into(),
            },
            (None, FieldOwner::Extension { scope, .. }) => scope.into(),
        },
        Element::Oneof(id) => schema[id].message.into(),
        Element::Enum(id) => schema[id].parent.into(),
        Element::EnumValue(id) => schema[id].parent.into(),
        Element::Service(id) => schema[id].file.into(),
        Element::Method(id) => schema[id].service.into(),
    })
}
