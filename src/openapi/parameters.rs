//! Parameters of operations: those of the path, and the query.

use super::object::{Object, Value};
use super::paths::{Meaning, Path, PathParameter};
use super::schemas::{Schemas, is_list};
use super::settings::Naming;
use super::types::typed;
use protoward_http::{Binding, query};
use protoward_schema::{FieldId, Schema};
use protoward_values::{Node, Tree};

/// The name of a parameter: the names of its fields, with dots.
pub(super) fn name(schema: &Schema, path: &[FieldId], naming: Naming) -> String {
    let name = |&field: &FieldId| match naming {
        Naming::Json => schema.json_name(field),
        Naming::Proto => schema.text(schema[field].name).to_owned(),
    };
    path.iter().map(name).collect::<Vec<_>>().join(".")
}

/// All parameters of a binding.
pub(super) fn parameters(schemas: &mut Schemas<'_>, binding: &Binding, path: &Path) -> Vec<Object> {
    let mut parameters: Vec<Object> =
        path.parameters.iter().map(|parameter| of_path(schemas, binding, parameter)).collect();
    let fields = query(schemas.schema, binding).fields;
    parameters.extend(fields.iter().map(|fields| of_query(schemas, fields)));
    parameters
}

fn of_path(schemas: &mut Schemas<'_>, binding: &Binding, parameter: &PathParameter) -> Object {
    let fields = |variable: usize| binding.variables.get(variable).map_or(&[][..], Vec::as_slice);
    let mut object = Object::of("name", parameter.name.as_str()).with("in", "path");
    let (description, mut schema) = match parameter.meaning {
        Meaning::Variable(variable) => {
            let Said { description, schema, is_deprecated, .. } = said(schemas, fields(variable));
            if is_deprecated {
                object.set("deprecated", true);
            }
            (description, schema)
        }
        Meaning::PartOf(variable) => (part_of(schemas.schema, binding, variable), typed("string")),
        Meaning::Unbound => (None, typed("string")),
    };
    if let Some(description) = description {
        object.set("description", description);
    }
    if parameter.is_multi {
        schema.set("x-multi-segment", true);
    }
    object.with("required", true).with("schema", schema)
}

/// Returns the variable that a parameter is a part of, as it is written: `{name=shelves/*}`.
fn part_of(schema: &Schema, binding: &Binding, variable: usize) -> Option<String> {
    let captured = binding.template.variables().get(variable)?;
    let segments = &binding.template.segments()[captured.segments()];
    let pattern: Vec<String> = segments.iter().map(ToString::to_string).collect();
    let field = name(schema, binding.variables.get(variable)?, Naming::Proto);
    Some(format!("Part of `{field}`, which is `{}`.", pattern.join("/")))
}

fn of_query(schemas: &mut Schemas<'_>, fields: &[FieldId]) -> Object {
    let name = fields.iter().map(|&field| schemas.field_name(field)).collect::<Vec<_>>().join(".");
    let Said { description, schema, is_required, is_deprecated } = said(schemas, fields);
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
struct Said {
    description: Option<String>,
    schema: Object,
    is_required: bool,
    is_deprecated: bool,
}

/// A parameter is required where all of its fields are, and deprecated where any is.
fn said(schemas: &mut Schemas<'_>, fields: &[FieldId]) -> Said {
    let mut said = Said { description: None, schema: Object::default(), is_required: true, is_deprecated: false };
    for (index, &field) in fields.iter().enumerate() {
        // The messages around the field are no values here, and nothing refers to their schemas.
        let is_last = index + 1 == fields.len();
        let mut property = if is_last { schemas.content(field) } else { Object::default() };
        said.is_required &= schemas.annotate(field, &mut property);
        said.is_deprecated |= property.remove("deprecated").is_some();
        said.description = property.remove("description").and_then(|node| node.string().map(str::to_owned));
        said.schema = property;
    }
    // A value of a URL is sent as it is, whatever a body would do with it.
    said.schema.remove("readOnly");
    said.schema.remove("writeOnly");
    without_null(&mut said.schema);
    said
}

/// No text of a URL is `null`.
fn without_null(schema: &mut Object) {
    let is_null = |node: &Node| match &node.tree {
        Tree::Object(entries) => {
            entries.iter().any(|(key, value)| key.text == "type" && value.string() == Some("null"))
        }
        Tree::String(name) => name == "null",
        _ => false,
    };
    for keyword in ["type", "oneOf"] {
        let Some(Tree::Array(nodes)) = schema.get(keyword).map(|node| node.tree.clone()) else { continue };
        let kept: Vec<Node> = nodes.into_iter().filter(|node| !is_null(node)).collect();
        match <[Node; 1]>::try_from(kept) {
            Ok([only]) => schema.set(keyword, only),
            Err(kept) => schema.set(keyword, Value::list(kept)),
        }
    }
}
