//! Path and query parameters of operations: the fields that a binding takes from the URL.

use std::collections::BTreeSet;

use super::masks;
use super::object::{JsonValue, Object};
use super::paths::{Path, PathParameter, PathParameterSource, parameter_name};
use super::schemas::{Schemas, is_list};
use super::settings::Naming;
use super::types::{self, typed};
use protoward_http::{Binding, query};
use protoward_schema::{FieldId, Schema};

/// Returns all parameters of a binding.
pub(super) fn parameters<'a>(schemas: &mut Schemas<'a>, binding: &Binding, path: &Path) -> Vec<Object<'a>> {
    let mut parameters: Vec<Object<'a>> =
        path.parameters.iter().map(|parameter| of_path(schemas, binding, parameter)).collect();
    let fields = query(schemas.schema, binding).fields;
    let is_ignored = |fields: &[FieldId]| {
        let names = [Naming::Json, Naming::Proto].map(|naming| parameter_name(schemas.schema, fields, naming));
        names.iter().any(|name| schemas.settings.ignored_parameters.contains(name))
    };
    let fields: Vec<_> = fields.into_iter().filter(|fields| !is_ignored(fields)).collect();
    // Without its legacy check, a schema may have several fields of one JSON name. The server reads the first one.
    let mut names = BTreeSet::new();
    for fields in fields {
        let name = fields.iter().map(|&field| schemas.field_name(field)).collect::<Vec<_>>().join(".");
        if names.insert(name.clone()) {
            parameters.push(of_query(schemas, binding, &fields, name));
        }
    }
    parameters
}

fn of_path<'a>(schemas: &mut Schemas<'a>, binding: &Binding, parameter: &PathParameter) -> Object<'a> {
    let fields = |variable: usize| binding.variables.get(variable).map_or(&[][..], Vec::as_slice);
    let mut object = Object::of("name", parameter.name.clone()).with("in", "path");
    let (description, mut schema) = match parameter.meaning {
        PathParameterSource::Variable(variable) => {
            let ParameterParts { description, schema, is_deprecated, .. } = parts(schemas, fields(variable));
            if is_deprecated {
                object.set("deprecated", true);
            }
            (description, schema)
        }
        PathParameterSource::PartOf(variable) => {
            (part_of(schemas.schema, binding, variable).map(JsonValue::from), typed("string"))
        }
        PathParameterSource::Unbound => (None, typed("string")),
    };
    if let Some(description) = description {
        object.set("description", description);
    }
    if parameter.is_multi {
        schema.set("x-multi-segment", true);
    } else {
        without_slashes(&mut schema);
    }
    let mut object = object.with("required", true).with("schema", schema);
    if let PathParameterSource::Variable(variable) = parameter.meaning {
        let field = parameter_name(schemas.schema, fields(variable), schemas.naming);
        if field != parameter.name {
            object.set("x-field-path", field);
        }
    }
    object
}

/// Removes examples with a `/`, which one segment of a path cannot have.
fn without_slashes(schema: &mut Object<'_>) {
    let has_slash = |value: &JsonValue<'_>| value.text().is_some_and(|text| text.contains('/'));
    if matches!(schema.get("examples"), Some(JsonValue::List(examples)) if examples.iter().any(has_slash)) {
        schema.remove("examples");
    }
}

/// Returns the variable that a parameter is a part of, in template notation: `{name=shelves/*}`.
fn part_of(schema: &Schema, binding: &Binding, variable: usize) -> Option<String> {
    let captured = binding.template.variables().get(variable)?;
    let segments = &binding.template.segments()[captured.segments()];
    let pattern: Vec<String> = segments.iter().map(ToString::to_string).collect();
    let field = parameter_name(schema, binding.variables.get(variable)?, Naming::Proto);
    Some(format!("Part of `{field}`, which is `{}`.", pattern.join("/")))
}

fn of_query<'a>(schemas: &mut Schemas<'a>, binding: &Binding, fields: &[FieldId], name: String) -> Object<'a> {
    let ParameterParts { description, mut schema, is_required, is_deprecated } = parts(schemas, fields);
    if let [field] = fields
        && masks::is_update_mask(schemas.schema, *field)
        && let Some(pattern) = masks::pattern(schemas.schema, binding)
    {
        schema.set("pattern", pattern);
    }
    let mut object = Object::of("name", name).with("in", "query");
    if let Some(description) = description {
        object.set("description", description);
    }
    if is_required {
        object.set("required", true);
    }
    if is_deprecated {
        object.set("deprecated", true);
    }
    if is_list(&schema) {
        object.set("explode", true);
    }
    object.with("schema", schema)
}

/// The description and schema of a parameter, collected from the fields on its path.
struct ParameterParts<'a> {
    description: Option<JsonValue<'a>>,
    schema: Object<'a>,
    is_required: bool,
    is_deprecated: bool,
}

/// Combines the fields of a path. A parameter is required if all of them are, and deprecated if any is.
fn parts<'a>(schemas: &mut Schemas<'a>, fields: &[FieldId]) -> ParameterParts<'a> {
    let mut parts =
        ParameterParts { description: None, schema: Object::default(), is_required: true, is_deprecated: false };
    for (index, &field) in fields.iter().enumerate() {
        // The enclosing messages are not values of the parameter, so their schemas are not referenced.
        let is_last = index + 1 == fields.len();
        let mut property = if is_last { schemas.content(field) } else { Object::default() };
        parts.is_required &= schemas.annotate(field, &mut property);
        parts.is_deprecated |= property.remove("deprecated").is_some();
        parts.description = property.remove("description");
        parts.schema = property;
    }
    // Query parameters are always writable.
    parts.schema.remove("readOnly");
    parts.schema.remove("writeOnly");
    without_null(&mut parts.schema);
    if let Some(JsonValue::Object(items)) = parts.schema.get_mut("items") {
        without_null(items);
    }
    parts
}

/// Removes `null`, which a URL cannot express. A `NullValue` is its name, as in the routes.
fn without_null(schema: &mut Object<'_>) {
    if schema.get("type").and_then(JsonValue::text) == Some("null") {
        schema.set("type", "string");
        schema.set("enum", JsonValue::list(["NULL_VALUE"]));
    }
    types::without_null(schema);
}
