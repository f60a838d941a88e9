//! Conversion of documents to older versions of OpenAPI, for tools that do not read 3.1.
//!
//! In: a document of this generator, not any other one. Out: the document of the next older version. Keywords that an older
//! version does not have are expressed with its own ones, or omitted.
//!
//! Sources: <https://spec.openapis.org/oas/v3.0.3>, <https://spec.openapis.org/oas/v2.0>.

mod v2;
mod v3_0;

pub(super) use v2::v2;
pub(super) use v3_0::v3_0;

use super::object::Object;

/// A version of OpenAPI that documents can be written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SpecVersion {
    /// OpenAPI 2.0, also known as Swagger.
    V2,
    V3_0,
    #[default]
    V3_1,
}

/// Operations without a keyword, by HTTP method.
const ADDITIONAL: &str = "x-additionalOperations";

/// Calls `visit` for each operation.
pub(super) fn each_operation<'a>(document: &mut Object<'a>, mut visit: impl FnMut(&mut Object<'a>)) {
    let Some(paths) = document.object_mut("paths") else { return };
    for (_, item) in paths.objects_mut() {
        for (key, operation) in item.objects_mut() {
            match key {
                ADDITIONAL => operation.objects_mut().for_each(|(_, operation)| visit(operation)),
                _ => visit(operation),
            }
        }
    }
}

/// Calls `visit` for each schema that is not nested in another schema. The first argument is the media type of its content. It
/// is empty for a schema of a parameter, and for one in `components`.
fn each_schema<'a>(document: &mut Object<'a>, mut visit: impl FnMut(&str, &mut Object<'a>)) {
    each_operation(document, |operation| {
        for parameter in operation.listed_mut("parameters") {
            parameter.object_mut("schema").into_iter().for_each(|schema| visit("", schema));
        }
        operation.object_mut("requestBody").into_iter().for_each(|body| contents(body, &mut visit));
        let responses = operation.object_mut("responses").into_iter().flat_map(Object::objects_mut);
        responses.for_each(|(_, response)| contents(response, &mut visit));
    });
    let Some(components) = document.object_mut("components") else { return };
    let responses = components.object_mut("responses").into_iter().flat_map(Object::objects_mut);
    responses.for_each(|(_, response)| contents(response, &mut visit));
    let schemas = components.object_mut("schemas").into_iter().flat_map(Object::objects_mut);
    schemas.for_each(|(_, schema)| visit("", schema));
}

fn contents<'a>(holder: &mut Object<'a>, visit: &mut impl FnMut(&str, &mut Object<'a>)) {
    for (media_type, media) in holder.object_mut("content").into_iter().flat_map(Object::objects_mut) {
        media.object_mut("schema").into_iter().for_each(|schema| visit(media_type, schema));
    }
}

/// Calls `visit` for each schema nested directly in a schema. The nesting depth is bounded, because messages are references.
fn each_inner_schema(schema: &mut Object<'_>, visit: &impl Fn(&mut Object<'_>)) {
    let properties = schema.object_mut("properties").into_iter().flat_map(Object::objects_mut);
    properties.for_each(|(_, property)| visit(property));
    for keyword in ["items", "additionalProperties", "not"] {
        schema.object_mut(keyword).into_iter().for_each(visit);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        schema.listed_mut(keyword).for_each(visit);
    }
}
