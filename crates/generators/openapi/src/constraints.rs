//! Constraints of `buf.validate` as JSON Schema keywords. Others are kept in `x-buf-validate`.
//!
//! Source: the comments of `buf/validate/validate.proto`.

use super::object::{JsonValue, Object};
use super::options;
use protoward_constraints::{Constraints, FIELD, Ignored, MESSAGE};
use protoward_dynamic::{Codec, JsonStyle};
use protoward_schema::annotations::Annotation;
use protoward_schema::{Element, EnumId, FieldId, FieldType, MessageId, Presence, Shape};

const LEFT: &str = "x-buf-validate";

/// Adds the constraints of a field to its schema, and returns `true` for a required field.
pub(super) fn add(codec: &Codec<'_>, field: FieldId, property: &mut Object<'_>) -> bool {
    let Some(mut rules) = rules(codec, FIELD, field.into()) else { return false };
    let model = Constraints::new(codec).field(field).unwrap_or_default();
    let is_required = model.is_required;
    for name in ["required", "ignore", "skipped", "ignore_empty"] {
        rules.remove(name);
    }
    match model.ignored {
        Ignored::Always => return false,
        // The keywords would apply to the zero value too.
        Ignored::Zero | Ignored::EveryZero => {}
        Ignored::Unset => {
            let at = ConstrainedField { codec, enumeration: enumeration(codec, field) };
            at.any(&mut rules, property);
            if is_required {
                not_empty(codec, field, property);
            }
        }
    }
    if !rules.is_empty() {
        property.set(LEFT, rules);
    }
    is_required
}

/// Adds the constraints of a message to its schema.
pub(super) fn add_of_message(codec: &Codec<'_>, message: MessageId, object: &mut Object<'_>) {
    if let Some(rules) = rules(codec, MESSAGE, message.into()).filter(|rules| !rules.is_empty()) {
        object.set(LEFT, rules);
    }
}

/// Returns the rules of an element as JSON with declared names; `None` without rules that the schema declares.
fn rules(codec: &Codec<'_>, annotation: Annotation, element: Element) -> Option<Object<'static>> {
    options::json(codec, annotation, element, JsonStyle { proto_names: true, ..JsonStyle::default() })
}

/// Returns the enum type of a field, a list element or a map value.
fn enumeration(codec: &Codec<'_>, field: FieldId) -> Option<EnumId> {
    let schema = codec.schema();
    let ty = match schema.shape(field) {
        Shape::Map { value, .. } => schema[value].ty,
        Shape::Single(_) | Shape::Repeated { .. } => schema[field].ty,
    };
    if let FieldType::Enum(id) = ty { Some(id) } else { None }
}

/// Requires a non-empty value of a required field without presence.
fn not_empty(codec: &Codec<'_>, field: FieldId, property: &mut Object<'_>) {
    let schema = codec.schema();
    let keyword = match schema.shape(field) {
        Shape::Repeated { .. } => "minItems",
        Shape::Map { .. } => "minProperties",
        Shape::Single(Presence::Implicit) if is_text(property) => "minLength",
        Shape::Single(_) => return,
    };
    if property.get(keyword).is_none() {
        property.set(keyword, JsonValue::number(1));
    }
}

fn is_text(property: &Object<'_>) -> bool {
    let is_string = property.get("type").and_then(JsonValue::text) == Some("string");
    is_string && !matches!(property.get("format").and_then(JsonValue::text), Some("int64" | "uint64"))
}

/// A field with constrained values.
struct ConstrainedField<'a> {
    codec: &'a Codec<'a>,
    enumeration: Option<EnumId>,
}

impl ConstrainedField<'_> {
    /// Converts the rules that have keywords, of any type.
    fn any(&self, rules: &mut Object<'static>, property: &mut Object<'_>) {
        for kind in rules.keys().map(str::to_owned).collect::<Vec<_>>() {
            let Some(node) = rules.get(&kind).filter(|node| matches!(node, JsonValue::Object(_))) else { continue };
            let mut inner = Object::from_value(node.clone());
            self.examples(&mut inner, property);
            match kind.as_str() {
                "float" | "double" => decimal(&mut inner, property),
                "int32" | "sint32" | "sfixed32" | "uint32" | "fixed32" | "int64" | "sint64" | "sfixed64" | "uint64"
                | "fixed64" => number(&mut inner, property),
                "bool" => constant(&mut inner, property),
                "string" => string(&mut inner, property),
                "bytes" => bytes(&mut inner, property),
                "enum" => self.enumeration(&mut inner, property),
                "repeated" => self.list(&mut inner, property),
                "map" => self.map(&mut inner, property),
                _ => {}
            }
            // An empty set of rules has no effect.
            if inner.is_empty() { drop(rules.remove(&kind)) } else { rules.set(kind, inner) }
        }
    }

    /// Moves the examples of a field to its schema.
    fn examples(&self, rules: &mut Object<'static>, property: &mut Object<'_>) {
        let Some(JsonValue::List(examples)) = rules.remove("example") else { return };
        let named = |example: JsonValue<'static>| match self.enumeration {
            Some(_) => self.value_name(&example).map(JsonValue::from),
            None => Some(example),
        };
        let examples: Vec<JsonValue<'_>> = examples.into_iter().filter_map(named).collect();
        if !examples.is_empty() {
            property.set("examples", JsonValue::List(examples));
        }
    }

    /// Returns the name of the enum value with a number.
    fn value_name(&self, node: &JsonValue<'_>) -> Option<String> {
        let JsonValue::Number(number) = node else { return None };
        self.codec.value_name(self.enumeration?, number.parse().ok()?).map(str::to_owned)
    }

    fn enumeration(&self, rules: &mut Object<'static>, property: &mut Object<'_>) {
        // Unknown values have no name, and the schema allows only names.
        rules.remove("defined_only");
        let name = |node: &JsonValue<'_>| self.value_name(node);
        let names = |node: JsonValue<'_>| match node {
            JsonValue::List(nodes) => nodes.iter().map(name).collect::<Option<Vec<String>>>(),
            _ => None,
        };
        if let Some(name) = rules.get("const").and_then(name) {
            rules.remove("const");
            property.set("const", name);
        }
        for (rule, is_allowed) in [("in", true), ("not_in", false)] {
            let Some(names) = rules.get(rule).cloned().and_then(names) else { continue };
            rules.remove(rule);
            if is_allowed {
                property.set("enum", JsonValue::list(names))
            } else {
                property.set("not", Object::of("enum", JsonValue::list(names)))
            }
        }
    }

    fn list(&self, rules: &mut Object<'static>, property: &mut Object<'_>) {
        renamed(rules, property, &[("min_items", "minItems"), ("max_items", "maxItems"), ("unique", "uniqueItems")]);
        self.inner(rules, "items", property, "items");
    }

    fn map(&self, rules: &mut Object<'static>, property: &mut Object<'_>) {
        renamed(rules, property, &[("min_pairs", "minProperties"), ("max_pairs", "maxProperties")]);
        self.inner(rules, "values", property, "additionalProperties");
        // JSON keys are strings, so numeric keywords do not apply.
        let is_string = |node: &JsonValue<'_>| Object::from_value(node.clone()).keys().all(|kind| kind == "string");
        if rules.get("keys").is_some_and(is_string) {
            self.inner(rules, "keys", property, "propertyNames");
        }
    }

    /// Converts the constraints of list elements or map values.
    fn inner(&self, rules: &mut Object<'static>, rule: &'static str, property: &mut Object<'_>, keyword: &'static str) {
        let Some(node) = rules.remove(rule) else { return };
        let mut inner = Object::from_value(node);
        let mut schema = property.get(keyword).cloned().map(Object::from_value).unwrap_or_default();
        self.any(&mut inner, &mut schema);
        if !schema.is_empty() {
            property.set(keyword, schema);
        }
        if !inner.is_empty() {
            rules.set(rule, inner);
        }
    }
}

/// Converts rules to equivalent keywords. JSON represents 64-bit integers as strings, but lengths as numbers.
fn renamed(rules: &mut Object<'static>, property: &mut Object<'_>, names: &[(&str, &'static str)]) {
    for &(rule, keyword) in names {
        match rules.remove(rule) {
            Some(JsonValue::Text(number) | JsonValue::Number(number)) => {
                property.set(keyword, JsonValue::number(number))
            }
            Some(JsonValue::Bool(flag)) => property.set(keyword, flag),
            _ => {}
        }
    }
}

fn constant(rules: &mut Object<'static>, property: &mut Object<'_>) {
    if let Some(node) = rules.remove("const") {
        property.set("const", node);
    }
}

/// Converts `const`, `in` and `not_in`, whose values have the JSON form of the field.
fn choices(rules: &mut Object<'static>, property: &mut Object<'_>) {
    constant(rules, property);
    if let Some(node) = rules.remove("in") {
        property.set("enum", node);
    }
    if let Some(node) = rules.remove("not_in") {
        property.set("not", Object::of("enum", node));
    }
}

fn number(rules: &mut Object<'static>, property: &mut Object<'_>) {
    choices(rules, property);
    bounds(rules, property);
}

/// Converts bounds. If the lower bound exceeds the upper one, the values are those outside of the interval.
fn bounds(rules: &mut Object<'static>, property: &mut Object<'_>) {
    let lower = [("gt", "exclusiveMinimum"), ("gte", "minimum")];
    let upper = [("lt", "exclusiveMaximum"), ("lte", "maximum")];
    let value = |names: &[(&str, &str)]| {
        names.iter().find_map(|(rule, _)| rules.get(rule)).and_then(|node| match node {
            JsonValue::Text(number) | JsonValue::Number(number) => number.parse::<f64>().ok(),
            _ => None,
        })
    };
    match (value(&lower), value(&upper)) {
        (Some(low), Some(high)) if low > high => {
            let mut above = Object::default();
            let mut below = Object::default();
            renamed(rules, &mut above, &lower);
            renamed(rules, &mut below, &upper);
            property.set("anyOf", JsonValue::list([below, above]));
        }
        _ => {
            // A narrower bound replaces the bound of the type.
            if value(&lower).is_some() {
                property.remove("minimum");
            }
            renamed(rules, property, &lower);
            renamed(rules, property, &upper);
        }
    }
}

/// Converts the bounds of a floating-point number, which is a number or a string for special values.
fn decimal(rules: &mut Object<'static>, property: &mut Object<'_>) {
    choices(rules, property);
    let Some(JsonValue::List(variants)) = property.get("oneOf").cloned() else { return };
    let mut variants: Vec<Object<'_>> = variants.into_iter().map(Object::from_value).collect();
    let Some(number) = variants.first_mut() else { return };
    bounds(rules, number);
    let is_finite = rules.remove("finite").is_some_and(|node| node == JsonValue::Bool(true));
    let special = if is_finite { Vec::new() } else { special_numbers(number) };
    if special.is_empty() {
        drop(variants.remove(1))
    } else {
        variants[1].set("enum", JsonValue::list(special))
    }
    match <[Object<'_>; 1]>::try_from(variants) {
        Ok([number]) => {
            property.remove("oneOf");
            property.extend(number);
        }
        Err(variants) => property.set("oneOf", JsonValue::list(variants)),
    }
}

/// Returns the special numbers that bounds allow. `NaN` satisfies no bound.
fn special_numbers(bounds: &Object<'_>) -> Vec<&'static str> {
    let has_bound = |names: [&str; 2]| names.iter().any(|name| bounds.get(name).is_some());
    let (has_lower, has_upper) =
        (has_bound(["minimum", "exclusiveMinimum"]), has_bound(["maximum", "exclusiveMaximum"]));
    let allowed = [("NaN", !has_lower && !has_upper), ("Infinity", !has_upper), ("-Infinity", !has_lower)];
    allowed.into_iter().filter(|(_, is_allowed)| *is_allowed).map(|(name, _)| name).collect()
}

fn string(rules: &mut Object<'static>, property: &mut Object<'_>) {
    choices(rules, property);
    if let Some(JsonValue::Text(length)) = rules.remove("len") {
        property.set("minLength", JsonValue::number(&length));
        property.set("maxLength", JsonValue::number(&length));
    }
    renamed(rules, property, &[("min_len", "minLength"), ("max_len", "maxLength")]);
    patterns(rules, property);
    const FORMATS: [(&str, &str); 8] = [
        ("email", "email"),
        ("hostname", "hostname"),
        ("ipv4", "ipv4"),
        ("ipv6", "ipv6"),
        ("uri", "uri"),
        ("uri_ref", "uri-reference"),
        ("uuid", "uuid"),
        ("date", "date"),
    ];
    for (rule, format) in FORMATS {
        if rules.get(rule).is_some_and(|value| *value == JsonValue::Bool(true)) {
            rules.remove(rule);
            property.set("format", format);
        }
    }
    if rules.get("ip").is_some_and(|value| *value == JsonValue::Bool(true)) {
        rules.remove("ip");
        let formats = ["ipv4", "ipv6"].map(|format| Object::of("format", format));
        property.set("anyOf", JsonValue::list(formats));
    }
}

/// Translates `pattern`, `prefix`, `suffix` and `contains` to regular expressions.
fn patterns(rules: &mut Object<'static>, property: &mut Object<'_>) {
    let mut patterns = Vec::new();
    if let Some(pattern) = rules.get("pattern").and_then(JsonValue::text).filter(|pattern| is_portable(pattern)) {
        patterns.push(pattern.to_owned());
        rules.remove("pattern");
    }
    type ToPattern = fn(&str) -> String;
    let kinds: [(&str, ToPattern); 3] = [
        ("prefix", |text| format!("^{}", escaped(text))),
        ("suffix", |text| format!("{}$", escaped(text))),
        ("contains", escaped),
    ];
    for (rule, pattern) in kinds {
        if let Some(JsonValue::Text(text)) = rules.remove(rule) {
            patterns.push(pattern(&text));
        }
    }
    if let Some(JsonValue::Text(text)) = rules.remove("not_contains") {
        property.set("not", Object::of("pattern", escaped(&text)));
    }
    match <[String; 1]>::try_from(patterns) {
        Ok([pattern]) => property.set("pattern", pattern),
        Err(patterns) if patterns.is_empty() => {}
        Err(patterns) => {
            property.set("allOf", JsonValue::list(patterns.into_iter().map(|pattern| Object::of("pattern", pattern))));
        }
    }
}

/// Returns `true` if an RE2 pattern means the same in ECMA-262, which JSON Schema uses.
/// Source: <https://github.com/google/re2/wiki/Syntax>.
fn is_portable(pattern: &str) -> bool {
    const OWN: [&str; 8] = ["[[:", "\\A", "\\z", "\\Q", "\\p", "\\P", "\\C", "\\x{"];
    // `(?:` is the same in both dialects.
    let has_flags = pattern.matches("(?").count() > pattern.matches("(?:").count();
    !has_flags && !OWN.iter().any(|own| pattern.contains(own))
}

fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if "\\^$.|?*+()[]{}/".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Converts lengths of bytes to lengths of base64, with or without padding.
fn bytes(rules: &mut Object<'static>, property: &mut Object<'_>) {
    choices(rules, property);
    let length = |node: Option<JsonValue<'_>>| match node {
        Some(JsonValue::Text(number) | JsonValue::Number(number)) => number.parse::<u64>().ok(),
        _ => None,
    };
    let exact = length(rules.remove("len"));
    let least = length(rules.remove("min_len")).or(exact);
    let most = length(rules.remove("max_len")).or(exact);
    if let Some(least) = least {
        property.set("minLength", JsonValue::number(least.saturating_mul(4).div_ceil(3)));
    }
    if let Some(most) = most {
        property.set("maxLength", JsonValue::number(most.div_ceil(3).saturating_mul(4)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::types::typed;
    use super::*;
    use protoward_values::parse_json;

    fn object(json: &str) -> Object<'static> {
        let Ok(node) = parse_json(json.as_bytes()) else { panic!("it is JSON: {json}") };
        Object::from_value(node.into())
    }

    #[test]
    fn excludes_the_interval_of_inverted_bounds() {
        let mut property = typed("integer");
        number(&mut object(r#"{"gt": 10, "lte": 5}"#), &mut property);
        let expected = r#"{"type": "integer", "anyOf": [{"maximum": 5}, {"exclusiveMinimum": 10}]}"#;
        assert_eq!(property, object(expected));
    }

    #[test]
    fn keeps_patterns_that_differ_between_dialects() {
        assert!(is_portable("^[a-z]+(?:-[a-z]+)*$") && is_portable("a"));
        assert!(!is_portable("(?i)a") && !is_portable("[[:alpha:]]") && !is_portable("(?:a)(?P<n>b)"));
        let mut rules = object(r#"{"pattern": "(?i)a", "prefix": "a.b"}"#);
        let mut property = typed("string");
        string(&mut rules, &mut property);
        assert_eq!(rules.keys().collect::<Vec<_>>(), ["pattern"]);
        assert_eq!(property.get("pattern").and_then(JsonValue::text), Some("^a\\.b"));
    }

    #[test]
    fn converts_lengths_of_bytes_to_base64() {
        let mut property = typed("string");
        bytes(&mut object(r#"{"min_len": "1", "max_len": "4"}"#), &mut property);
        assert_eq!(property, object(r#"{"type": "string", "minLength": 2, "maxLength": 8}"#));
    }
}
