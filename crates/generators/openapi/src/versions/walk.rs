//! Visits the schemas and the operations of a document.

use super::super::object::Object;

/// Operations without a keyword, by HTTP method.
pub(super) const ADDITIONAL: &str = "x-additionalOperations";

/// Calls `visit` for each operation.
pub(in super::super) fn operations<'a>(document: &mut Object<'a>, mut visit: impl FnMut(&mut Object<'a>)) {
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
pub(super) fn schemas<'a>(document: &mut Object<'a>, mut visit: impl FnMut(&str, &mut Object<'a>)) {
    operations(document, |operation| {
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
pub(super) fn inner(schema: &mut Object<'_>, visit: &impl Fn(&mut Object<'_>)) {
    let properties = schema.object_mut("properties").into_iter().flat_map(Object::objects_mut);
    properties.for_each(|(_, property)| visit(property));
    for keyword in ["items", "additionalProperties", "not"] {
        schema.object_mut(keyword).into_iter().for_each(visit);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        schema.listed_mut(keyword).for_each(visit);
    }
}
