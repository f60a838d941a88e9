//! Conversion from OpenAPI 3.1 to 3.0, whose schemas are an older form of JSON Schema.

use super::super::object::{JsonValue, Object};
use super::{each_inner_schema, each_schema};

/// Converts a document of 3.1 to 3.0.
pub(in super::super) fn v3_0(mut document: Object<'_>) -> Object<'_> {
    document.set("openapi", "3.0.3");
    each_schema(&mut document, |media_type, of| {
        schema(of);
        if media_type == "*/*" && of.is_empty() {
            *of = Object::of("type", "string").with("format", "binary");
        }
    });
    document
}

fn schema(of: &mut Object<'_>) {
    nullable(of);
    each_inner_schema(of, &schema);
    if let Some(constant) = of.remove("const") {
        of.set("enum", JsonValue::List(vec![constant]));
    }
    for (bound, keyword) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(number @ JsonValue::Number(_)) = of.get(bound).cloned() {
            of.set(keyword, number);
            of.set(bound, true);
        }
    }
    if let Some(JsonValue::List(examples)) = of.remove("examples") {
        examples.into_iter().take(1).for_each(|example| of.set("example", example));
    }
    // 3.0 has no equivalent. `format: byte` says that a string is base64, and `x-oneofs` which fields exclude each other.
    for keyword in ["contentEncoding", "propertyNames", "dependentSchemas", "if", "then"] {
        of.remove(keyword);
    }
    reference(of);
}

/// Expresses `null` by `nullable`, which needs a `type` beside it.
fn nullable(of: &mut Object<'_>) {
    match of.get_mut("type") {
        Some(JsonValue::List(types)) => {
            types.retain(|name| name.text() != Some("null"));
            if let [only] = types.as_slice() {
                let only = only.clone();
                of.set("type", only);
                of.set("nullable", true);
            }
        }
        Some(JsonValue::Text(name)) if name == "null" => {
            of.set("type", "string");
            of.set("nullable", true);
            of.set("enum", JsonValue::List(vec![JsonValue::Null]));
        }
        _ => {}
    }
    let Some(JsonValue::List(variants)) = of.get_mut("oneOf") else { return };
    let is_null = |variant: &JsonValue<'_>| match variant {
        JsonValue::Object(variant) => variant.get("type").and_then(JsonValue::text) == Some("null"),
        _ => false,
    };
    let count = variants.len();
    variants.retain(|variant| !is_null(variant));
    if variants.len() < count {
        of.listed_mut("oneOf").take(1).for_each(|first| first.set("nullable", true));
    }
}

/// Moves the keywords beside a `$ref`, which have no effect in 3.0, out of it.
fn reference(of: &mut Object<'_>) {
    if of.keys().count() < 2 {
        return;
    }
    if let Some(target) = of.remove("$ref") {
        of.set("allOf", JsonValue::list([Object::of("$ref", target)]));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;
    use protoward_values::parse_json;

    #[test]
    fn schemas_have_the_keywords_of_their_version() {
        for (of, expected) in [
            (
                r#"{"type": ["string", "null"], "pattern": "a"}"#,
                r#"{"type": "string", "pattern": "a", "nullable": true}"#,
            ),
            (r#"{"type": "null"}"#, r#"{"type": "string", "nullable": true, "enum": [null]}"#),
            (
                r#"{"oneOf": [{"type": "number"}, {"type": "null"}]}"#,
                r#"{"oneOf": [{"type": "number", "nullable": true}]}"#,
            ),
            (r##"{"$ref": "#/a"}"##, r##"{"$ref": "#/a"}"##),
            (r##"{"$ref": "#/a", "default": 1}"##, r##"{"default": 1, "allOf": [{"$ref": "#/a"}]}"##),
            (r#"{"exclusiveMinimum": 3}"#, r#"{"exclusiveMinimum": true, "minimum": 3}"#),
            (r#"{"const": 3, "examples": [1, 2]}"#, r#"{"enum": [3], "example": 1}"#),
            (
                r#"{"type": "object", "properties": {"const": {"const": 1}}, "dependentSchemas": {}}"#,
                r#"{"type": "object", "properties": {"const": {"enum": [1]}}}"#,
            ),
        ] {
            let parsed = |text: &str| Object::from_value(parse_json(text.as_bytes()).unwrap().into());
            let mut converted = parsed(of);
            schema(&mut converted);
            assert_eq!(converted, parsed(expected), "{of}");
        }
    }
}
