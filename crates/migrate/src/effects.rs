//! What programs see of a schema, beyond its declarations: the effects of features and of the options that they replace.
//!
//! This is the other half of the proof. It does not use the needs by which features were placed, but asks what generators do.

use super::features::{Feature, FeatureRow};
use super::settings::own_setting;
use super::target::{is_legacy, string_type_of_ctype};
use super::tree::is_nested;
use protoward_schema::{
    Element, EnumId, EnumType, FieldId, FieldOwner, FieldType, FileId, MessageId, Scalar, Schema, Utf8Validation,
};

/// Returns the value of a feature for an element: its own, or that of the nearest element around it.
pub(crate) fn resolved(schema: &Schema, element: Element, row: &FeatureRow) -> u8 {
    let mut at = element;
    loop {
        if let Some(value) = own_setting(schema, at, row) {
            return value;
        }
        match outer(schema, at) {
            Some(outer) => at = outer,
            None => return row.default_in(schema[schema.file_of(element)].syntax.edition()),
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

/// Returns `true` if a field treats unknown values as a closed enum does, in C++ or Java.
pub(crate) fn treats_as_closed(schema: &Schema, id: FieldId, feature: Feature) -> bool {
    let FieldType::Enum(of) = schema[id].ty else { return false };
    schema[of].features.enum_type == EnumType::Closed || resolved(schema, id.into(), feature.row()) == 1
}

/// Returns the type of a string or bytes field in C++.
pub(crate) fn cpp_string_type(schema: &Schema, id: FieldId) -> Option<&'static str> {
    if !matches!(schema[id].ty, FieldType::Scalar(Scalar::String | Scalar::Bytes)) {
        return None;
    }
    let row = Feature::CppStringType.row();
    let of_option = string_type_of_ctype(schema, id);
    Some(row.value_name(of_option.unwrap_or_else(|| resolved(schema, id.into(), row))))
}

/// Returns `true` if functions for the names of an enum return a view in C++.
pub(crate) fn cpp_name_is_view(schema: &Schema, id: EnumId) -> bool {
    resolved(schema, id.into(), Feature::CppEnumName.row()) == 1
}

/// Returns `true` if Java checks a string for UTF-8.
pub(crate) fn java_checks_utf8(schema: &Schema, id: FieldId) -> Option<bool> {
    let field = &schema[id];
    if field.ty != FieldType::Scalar(Scalar::String) {
        return None;
    }
    let file = &schema[field.file];
    let by_option = is_legacy(file.syntax) && file.options.java_string_check_utf8() == Some(true);
    let by_feature = resolved(schema, id.into(), Feature::JavaUtf8.row()) == 2;
    Some(field.features.utf8_validation == Utf8Validation::Verify || by_option || by_feature)
}

/// Returns `true` if the Java class of a type or service is nested in that of the file.
pub(crate) fn java_is_nested(schema: &Schema, element: Element) -> Option<bool> {
    let is_top = matches!(element, Element::Service(_))
        || (matches!(element, Element::Message(_) | Element::Enum(_)) && !is_nested(schema, element));
    if !is_top {
        return None;
    }
    let is_separate = schema[schema.file_of(element)].options.java_multiple_files() == Some(true);
    Some(match resolved(schema, element, Feature::JavaNest.row()) {
        1 => false,
        2 => true,
        _ => !is_separate,
    })
}

/// Returns `true` if an enum has the former JSON functions in Go.
pub(crate) fn go_unmarshals(schema: &Schema, id: EnumId) -> bool {
    resolved(schema, id.into(), Feature::GoUnmarshal.row()) == 1
}

/// Returns the API of a message in Go.
pub(crate) fn go_api(schema: &Schema, id: MessageId) -> &'static str {
    let row = Feature::GoApi.row();
    match resolved(schema, id.into(), row) {
        // The default of the generator.
        0 => "API_OPEN",
        value => row.value_name(value),
    }
}

/// Returns the imports of a file that matter: without those that only declare features.
pub(crate) fn imports(schema: &Schema, id: FileId) -> Vec<(String, bool, bool)> {
    let file = &schema[id];
    let all = file.imports.iter().chain(&file.option_imports);
    let mut imports: Vec<_> =
        all.map(|import| (schema.text(import.path).to_owned(), import.public, import.weak)).collect();
    imports.retain(|(path, ..)| !super::target::Language::ALL.iter().any(|language| language.file() == path));
    imports
}
