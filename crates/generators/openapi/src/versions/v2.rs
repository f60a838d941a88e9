//! Conversion from OpenAPI 3.0 to 2.0, which has one media type for each body, and parameters without schemas.

use super::super::object::{JsonValue, Object};
use super::{ADDITIONAL, each_inner_schema, each_operation, each_schema};

const JSON: &str = "application/json";

/// The keywords of a parameter that describe its value.
const OF_PARAMETERS: [&str; 15] = [
    "type",
    "format",
    "items",
    "default",
    "enum",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
];

/// The keywords that have another name, because 2.0 does not define them.
const EXTENSIONS: [(&str, &str); 3] =
    [("nullable", "x-nullable"), ("writeOnly", "x-writeOnly"), ("deprecated", "x-deprecated")];

/// Converts a document of 3.0 to 2.0. Only the first server is kept.
pub(in super::super) fn v2(mut document: Object<'_>) -> Object<'_> {
    each_schema(&mut document, |_, of| schema(of));
    document.object_mut("paths").into_iter().flat_map(Object::objects_mut).for_each(|(_, item)| move_trace(item));
    let mut components = object(document.remove("components"));
    let definitions = object(components.remove("schemas"));
    each_operation(&mut document, |of| operation(of, &definitions));
    let mut responses = object(components.remove("responses"));
    responses.objects_mut().for_each(|(_, of)| drop(response(of)));
    let schemes = components.remove("securitySchemes").map(|schemes| security_schemes(object(Some(schemes))));
    let mut converted = Object::of("swagger", "2.0");
    document.remove("info").into_iter().for_each(|info| converted.set("info", info));
    server(&mut document, &mut converted);
    for key in ["security", "tags", "paths"] {
        document.remove(key).into_iter().for_each(|value| converted.set(key, value));
    }
    converted.set("definitions", definitions);
    converted.set("responses", responses);
    schemes.into_iter().for_each(|schemes| converted.set("securityDefinitions", schemes));
    let mut converted = JsonValue::from(converted);
    references(&mut converted);
    object(Some(converted))
}

fn object(value: Option<JsonValue<'_>>) -> Object<'_> {
    value.map(Object::from_value).unwrap_or_default()
}

/// Sets the host and the base path, from the URL of the first server.
fn server<'a>(document: &mut Object<'a>, converted: &mut Object<'a>) {
    let Some(JsonValue::List(servers)) = document.remove("servers") else { return };
    let first = object(servers.into_iter().next());
    let url = first.get("url").and_then(JsonValue::text).unwrap_or_default();
    let (scheme, rest) = url.split_once("://").map_or((None, url), |(scheme, rest)| (Some(scheme), rest));
    let (host, path) = match scheme {
        Some(_) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    if !host.is_empty() {
        converted.set("host", host.to_owned());
    }
    converted.set("basePath", if path.is_empty() { "/".to_owned() } else { path.to_owned() });
    scheme.into_iter().for_each(|scheme| converted.set("schemes", JsonValue::list([scheme.to_owned()])));
}

/// Moves the operation for `TRACE`, which 2.0 does not define.
fn move_trace(item: &mut Object<'_>) {
    let Some(trace) = item.remove("trace") else { return };
    let mut others = object(item.remove(ADDITIONAL));
    others.set("TRACE", trace);
    item.set(ADDITIONAL, others);
}

fn operation<'a>(of: &mut Object<'a>, definitions: &Object<'a>) {
    of.remove("servers");
    let mut parameters: Vec<JsonValue<'a>> = Vec::new();
    if let Some(JsonValue::List(declared)) = of.remove("parameters") {
        parameters.extend(declared.into_iter().map(|it| parameter(object(Some(it)), definitions).into()));
    }
    let mut consumed = Vec::new();
    if let Some(body) = of.remove("requestBody") {
        let (body, media_types) = body_parameter(object(Some(body)));
        parameters.push(body.into());
        consumed = media_types;
    }
    let mut responses = object(of.remove("responses"));
    // 2.0 has no ranges of status codes; `default` covers them.
    responses.remove("4XX");
    let mut produced: Vec<String> = responses.objects_mut().flat_map(|(_, of)| response(of)).collect();
    if !produced.iter().any(|media_type| media_type == JSON) {
        produced.push(JSON.to_owned());
    }
    let template = of.remove("x-http-template");
    if !consumed.is_empty() {
        of.set("consumes", JsonValue::list(consumed));
    }
    of.set("produces", JsonValue::list(produced));
    if !parameters.is_empty() {
        of.set("parameters", JsonValue::List(parameters));
    }
    of.set("responses", responses);
    template.into_iter().for_each(|template| of.set("x-http-template", template));
}

/// Returns a parameter with the keywords of its schema. A reference is replaced by its definition.
fn parameter<'a>(mut of: Object<'a>, definitions: &Object<'a>) -> Object<'a> {
    let value = inlined(object(of.remove("schema")), definitions);
    of.rename("deprecated", "x-deprecated");
    of.remove("explode");
    let is_list = value.get("type").and_then(JsonValue::text) == Some("array");
    of.extend(value);
    if is_list {
        of.set("collectionFormat", "multi");
    }
    of
}

/// Returns the keywords that a parameter can have.
fn inlined<'a>(mut of: Object<'a>, definitions: &Object<'a>) -> Object<'a> {
    let wrapped = of.listed_mut("allOf").next().and_then(|first| first.remove("$ref"));
    let target = of.remove("$ref").or(wrapped);
    let name = target.as_ref().and_then(JsonValue::text).and_then(|target| target.rsplit('/').next());
    let mut value = name.and_then(|name| definitions.get(name)).cloned().map(Object::from_value).unwrap_or_default();
    value.extend(of);
    if let Some(items) = value.remove("items") {
        value.set("items", inlined(object(Some(items)), definitions));
    }
    if value.get("type").is_none() {
        value.set("type", "string");
    }
    value.rename("example", "x-example");
    value.retain(|key| OF_PARAMETERS.contains(&key) || key.starts_with("x-"));
    value
}

/// Returns the body as a parameter, and its media types.
fn body_parameter(mut of: Object<'_>) -> (Object<'_>, Vec<String>) {
    let mut content = object(of.remove("content"));
    let media_types = content.keys().map(str::to_owned).collect();
    let schema = content.objects_mut().next().and_then(|(_, media)| media.remove("schema"));
    let mut body = Object::of("name", "body").with("in", "body");
    body.extend(of);
    (body.with("schema", object(schema)), media_types)
}

/// Converts a response, and returns its media types.
fn response(of: &mut Object<'_>) -> Vec<String> {
    let mut content = object(of.remove("content"));
    let media_types: Vec<String> = content.keys().map(str::to_owned).collect();
    let Some((media_type, media)) = content.objects_mut().next() else { return media_types };
    if media_type == "*/*" {
        of.set("schema", Object::of("type", "file"));
    } else if let Some(schema) = media.remove("schema") {
        of.set("schema", schema);
    }
    media_types
}

fn schema(of: &mut Object<'_>) {
    each_inner_schema(of, &schema);
    // The first variant is the usual one: a number, and not the text of a special number.
    let first = of.listed_mut("oneOf").next().map(std::mem::take);
    first.into_iter().for_each(|first| of.extend(first));
    for keyword in ["oneOf", "anyOf", "not"] {
        of.remove(keyword);
    }
    EXTENSIONS.iter().for_each(|(keyword, extension)| of.rename(keyword, extension));
}

fn security_schemes(mut schemes: Object<'_>) -> Object<'_> {
    for (_, scheme) in schemes.objects_mut() {
        if let Some(flows) = scheme.remove("flows") {
            single_flow(scheme, object(Some(flows)));
        }
        if scheme.get("type").and_then(JsonValue::text) != Some("http") {
            continue;
        }
        *scheme = match scheme.get("scheme").and_then(JsonValue::text) {
            Some("basic") => Object::of("type", "basic"),
            _ => Object::of("type", "apiKey")
                .with("description", "`Bearer`, a space, and the token.")
                .with("name", "Authorization")
                .with("in", "header"),
        };
    }
    schemes
}

/// Sets the flow of an OAuth 2.0 scheme. 2.0 has one in a scheme: the first.
fn single_flow<'a>(scheme: &mut Object<'a>, mut flows: Object<'a>) {
    let Some((name, flow)) = flows.objects_mut().next() else { return };
    let name = match name {
        "authorizationCode" => "accessCode",
        "clientCredentials" => "application",
        name => name,
    };
    scheme.set("flow", name.to_owned());
    let mut flow = std::mem::take(flow);
    flow.remove("refreshUrl");
    scheme.extend(flow);
}

/// Changes references to the places of 2.0.
fn references(value: &mut JsonValue<'_>) {
    match value {
        JsonValue::List(values) => values.iter_mut().for_each(references),
        JsonValue::Object(object) => {
            for (key, value) in object.values_mut() {
                match value {
                    JsonValue::Text(target) if key == "$ref" => {
                        let moved = target.replace("#/components/schemas/", "#/definitions/");
                        *target = moved.replace("#/components/responses/", "#/responses/").into();
                    }
                    value => references(value),
                }
            }
        }
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => {}
    }
}
