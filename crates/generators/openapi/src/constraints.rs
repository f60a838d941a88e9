//! Constraints of `buf.validate` as JSON Schema keywords. Others are kept in `x-buf-validate`.
//!
//! Source: the comments of `buf/validate/validate.proto`.

use super::object::{JsonValue, Object};
use super::{integers, options};
use protoward_constraints::{Constraints, FIELD, FieldRules, Format, Ignored, Lengths, MESSAGE, Range, Rule, Test};
use protoward_dynamic::{Codec, JsonStyle};
use protoward_schema::annotations::Annotation;
use protoward_schema::{Element, EnumId, FieldId, FieldType, MessageId, Presence, Scalar, Shape};
use std::ops::RangeInclusive;

const LEFT: &str = "x-buf-validate";

/// Adds the constraints of a field to its schema, and returns `true` for a required field.
pub(super) fn add(codec: &Codec<'_>, field: FieldId, property: &mut Object<'_>) -> bool {
    let Some(mut left) = json(codec, FIELD, field.into()) else { return false };
    let rules = Constraints::new(codec).field(field).unwrap_or_default();
    if rules.ignored == Ignored::Always {
        return false;
    }
    convert(codec, &rules, field, &mut left, property);
    if rules.is_required && rules.ignored == Ignored::Unset {
        not_empty(codec, field, property);
    }
    if !left.is_empty() {
        property.set(LEFT, left);
    }
    rules.is_required
}

/// Adds the constraints of a message to its schema.
pub(super) fn add_of_message(codec: &Codec<'_>, message: MessageId, object: &mut Object<'_>) {
    if let Some(rules) = json(codec, MESSAGE, message.into()).filter(|rules| !rules.is_empty()) {
        object.set(LEFT, rules);
    }
}

/// Returns the rules of an element as JSON with declared names; `None` without rules that the schema declares.
fn json(codec: &Codec<'_>, annotation: Annotation, element: Element) -> Option<Object<'static>> {
    options::json(codec, annotation, element, JsonStyle { proto_names: true, ..JsonStyle::default() })
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

/// Converts the rules that have keywords, and removes them from `left`. `of` has the type of the values.
fn convert(codec: &Codec<'_>, rules: &FieldRules, of: FieldId, left: &mut Object<'static>, property: &mut Object<'_>) {
    for name in ["required", "ignore", "skipped", "ignore_empty"] {
        left.remove(name);
    }
    // The keywords would apply to the zero value too.
    if rules.ignored != Ignored::Unset {
        return;
    }
    let schema = codec.schema();
    let enumeration = if let FieldType::Enum(id) = schema[of].ty { Some(id) } else { None };
    for (kind, of_type) in left.objects_mut() {
        let mut conversion = Conversion { codec, enumeration, kind, left: of_type, property };
        conversion.examples();
        rules.rules.iter().for_each(|rule| conversion.rule(rule));
        conversion.special_numbers(&rules.rules);
        if let Some(items) = &rules.items {
            conversion.inner(items, of, "items", "items");
        }
        if let Shape::Map { key, value } = schema.shape(of) {
            if let Some(values) = &rules.values {
                conversion.inner(values, value, "values", "additionalProperties");
            }
            // JSON keys are strings, so numeric keywords do not apply.
            if let (Some(keys), FieldType::Scalar(Scalar::String)) = (&rules.keys, schema[key].ty) {
                conversion.inner(keys, key, "keys", "propertyNames");
            }
        }
    }
    // An empty set of rules has no effect.
    for kind in left.keys().map(str::to_owned).collect::<Vec<_>>() {
        if left.object_mut(&kind).is_some_and(|of_type| of_type.is_empty()) {
            left.remove(&kind);
        }
    }
}

/// The conversion of the rules for one type.
struct Conversion<'c, 'p, 'o> {
    codec: &'c Codec<'c>,
    enumeration: Option<EnumId>,
    /// The name of the rules, such as `string`.
    kind: &'c str,
    /// The rules as JSON that are not converted.
    left: &'c mut Object<'static>,
    property: &'p mut Object<'o>,
}

impl Conversion<'_, '_, '_> {
    /// Moves the examples of a field to its schema.
    fn examples(&mut self) {
        let Some(JsonValue::List(examples)) = self.left.remove("example") else { return };
        let examples: Vec<JsonValue<'_>> = examples.into_iter().filter_map(|example| self.named(example)).collect();
        if !examples.is_empty() {
            self.property.set("examples", JsonValue::List(examples));
        }
    }

    /// Converts a rule if it is for the type and has a keyword.
    fn rule(&mut self, rule: &Rule) {
        let Some((scope, name)) = rule.name.rsplit_once('.') else { return };
        if scope.rsplit('.').next() != Some(self.kind) {
            return;
        }
        let is_converted = match &rule.test {
            Test::Const(_) | Test::In(_) | Test::NotIn(_) => self.choice(&rule.test, name),
            Test::Range(range) => self.bounds(range),
            Test::Characters(lengths) => self.lengths(*lengths, ["minLength", "maxLength"]),
            Test::Bytes(lengths) if self.kind == "bytes" => self.lengths(base64(*lengths), ["minLength", "maxLength"]),
            Test::Count(lengths) if self.kind == "map" => self.lengths(*lengths, ["minProperties", "maxProperties"]),
            Test::Count(lengths) => self.lengths(*lengths, ["minItems", "maxItems"]),
            Test::Unique => self.set("uniqueItems", true),
            Test::Pattern(pattern) => is_portable(pattern) && self.also("pattern", pattern.clone()),
            Test::Prefix(part) => self.part(part, |text| format!("^{text}")),
            Test::Suffix(part) => self.part(part, |text| format!("{text}$")),
            Test::Contains(part) => self.part(part, |text| text),
            Test::NotContains(part) => match self.text(part) {
                Some(text) => self.also("not", Object::of("pattern", text)),
                None => false,
            },
            Test::Format(Format::Ip) => {
                let formats = ["ipv4", "ipv6"].map(|format| Object::of("format", format));
                self.also("anyOf", JsonValue::list(formats))
            }
            Test::Format(format) => json_format(*format).is_some_and(|format| self.set("format", format)),
            // Special numbers are added at the end. Unknown values of an enum have no name, and the schema allows only names.
            Test::Finite | Test::Defined(_) => true,
            Test::TypeIn(_)
            | Test::TypeNotIn(_)
            | Test::Paths(_)
            | Test::PathsIn(_)
            | Test::PathsNotIn(_)
            | Test::Past
            | Test::Future
            | Test::Within(_)
            | Test::Bytes(_)
            | Test::Cel(_)
            | Test::Misfit
            | Test::Unknown => false,
        };
        if is_converted {
            self.left.remove(name);
        }
    }

    fn set(&mut self, keyword: &'static str, value: impl Into<JsonValue<'static>>) -> bool {
        self.property.set(keyword, value.into());
        true
    }

    /// Adds a keyword, which does not replace one that is there.
    fn also(&mut self, keyword: &'static str, value: impl Into<JsonValue<'static>>) -> bool {
        if self.property.get(keyword).is_none() {
            return self.set(keyword, value);
        }
        let more = JsonValue::from(Object::of(keyword, value));
        match self.property.get_mut("allOf") {
            Some(JsonValue::List(all)) => all.push(more),
            _ => self.property.set("allOf", JsonValue::List(vec![more])),
        }
        true
    }

    /// Returns `true` for types whose values JSON has as they are in rules.
    fn is_plain(&self) -> bool {
        !matches!(self.kind, "duration" | "timestamp")
    }

    /// Returns the JSON of a value: for enums, the name of the value with a number, if there is one.
    fn named(&self, value: JsonValue<'static>) -> Option<JsonValue<'static>> {
        match (self.enumeration, value) {
            (_, JsonValue::List(values)) => {
                values.into_iter().map(|value| self.named(value)).collect::<Option<_>>().map(JsonValue::List)
            }
            (Some(id), JsonValue::Number(number)) => {
                self.codec.value_name(id, number.parse().ok()?).map(|name| name.to_owned().into())
            }
            (_, value) => Some(value),
        }
    }

    /// Converts `const`, `in` and `not_in`, whose values have the JSON form of the field.
    fn choice(&mut self, test: &Test, name: &str) -> bool {
        let value = self.left.get(name).cloned().filter(|_| self.is_plain());
        let Some(value) = value.and_then(|value| self.named(value)) else { return false };
        match test {
            Test::Const(_) => self.set("const", value),
            Test::In(_) => self.set("enum", value),
            _ => self.also("not", Object::of("enum", value)),
        }
    }

    /// Converts the bounds of numbers. If the lower bound exceeds the upper one, the values are those outside of the interval.
    fn bounds(&mut self, range: &Range) -> bool {
        if !self.is_plain() {
            return false;
        }
        if let Some(all) = in_text(self.kind) {
            return self.digits(range, &all);
        }
        // A floating-point number is a number, or a string for special values.
        let number = match self.property.get("oneOf") {
            Some(_) => self.property.listed_mut("oneOf").next(),
            None => Some(&mut *self.property),
        };
        let Some(number) = number else { return false };
        let mut above = Object::default();
        let mut below = Object::default();
        moved(self.left, &mut above, [("gt", "exclusiveMinimum"), ("gte", "minimum")], range.low.is_some());
        moved(self.left, &mut below, [("lt", "exclusiveMaximum"), ("lte", "maximum")], range.high.is_some());
        if range.is_inverted() {
            number.set("anyOf", JsonValue::list([below, above]));
            return true;
        }
        if range.low.is_some() {
            // A narrower bound replaces that of the type.
            number.remove("minimum");
        }
        if range.high.is_some() {
            number.remove("maximum");
        }
        number.extend(above);
        number.extend(below);
        true
    }

    /// Converts the bounds of 64-bit integers, which JSON has as strings. The first rule converts both bounds.
    fn digits(&mut self, range: &Range, all: &RangeInclusive<i128>) -> bool {
        let mut bound = |names: [(&str, i128); 2]| {
            names.into_iter().find_map(|(name, step)| match self.left.remove(name)? {
                JsonValue::Text(number) | JsonValue::Number(number) => Some(number.parse::<i128>().ok()? + step),
                _ => None,
            })
        };
        let (low, high) = (bound([("gt", 1), ("gte", 0)]), bound([("lt", -1), ("lte", 0)]));
        if low.is_none() && high.is_none() {
            return true;
        }
        let (low, high) = (low.unwrap_or(*all.start()), high.unwrap_or(*all.end()));
        let passing = if range.is_inverted() { vec![*all.start()..=high, low..=*all.end()] } else { vec![low..=high] };
        // No text matches the pattern of an empty range.
        self.set("pattern", integers::pattern(&passing).unwrap_or_else(|| "^(?!)".to_owned()))
    }

    /// Limits the special values of a floating-point number to those that pass.
    fn special_numbers(&mut self, rules: &[Rule]) {
        if !matches!(self.kind, "float" | "double") {
            return;
        }
        let Some(JsonValue::List(variants)) = self.property.get("oneOf").cloned() else { return };
        let mut variants: Vec<Object<'_>> = variants.into_iter().map(Object::from_value).collect();
        let special = special_numbers(rules);
        if !special.is_empty() {
            variants[1].set("enum", JsonValue::list(special));
            self.property.set("oneOf", JsonValue::list(variants));
            return;
        }
        self.property.remove("oneOf");
        self.property.extend(variants.swap_remove(0));
    }

    fn lengths(&mut self, lengths: Lengths, [least, most]: [&'static str; 2]) -> bool {
        if lengths.least > 0 {
            self.property.set(least, JsonValue::number(lengths.least));
        }
        if lengths.most < u64::MAX {
            self.property.set(most, JsonValue::number(lengths.most));
        }
        true
    }

    /// Adds a pattern for a part of a text.
    fn part(&mut self, part: &[u8], pattern: fn(String) -> String) -> bool {
        self.text(part).is_some_and(|text| self.also("pattern", pattern(text)))
    }

    /// Returns the pattern of a text; `None` for bytes, which JSON has as base64.
    fn text(&self, part: &[u8]) -> Option<String> {
        std::str::from_utf8(part).ok().filter(|_| self.kind == "string").map(escaped)
    }

    /// Converts the constraints of list elements, map keys or map values.
    fn inner(&mut self, rules: &FieldRules, of: FieldId, name: &'static str, keyword: &'static str) {
        let Some(node) = self.left.remove(name) else { return };
        if rules.ignored == Ignored::Always {
            return;
        }
        let mut left = Object::from_value(node);
        let mut schema = self.property.get(keyword).cloned().map(Object::from_value).unwrap_or_default();
        convert(self.codec, rules, of, &mut left, &mut schema);
        if !schema.is_empty() {
            self.property.set(keyword, schema);
        }
        if !left.is_empty() {
            self.left.set(name, left);
        }
    }
}

/// Returns all values of an integer type whose values are strings in JSON.
fn in_text(kind: &str) -> Option<RangeInclusive<i128>> {
    match kind {
        "int64" | "sint64" | "sfixed64" => Some(i64::MIN.into()..=i64::MAX.into()),
        "uint64" | "fixed64" => Some(0..=u64::MAX.into()),
        _ => None,
    }
}

/// Moves bounds to equivalent keywords.
fn moved(rules: &mut Object<'static>, to: &mut Object<'_>, names: [(&str, &'static str); 2], is_moved: bool) {
    for (rule, keyword) in names.into_iter().filter(|_| is_moved) {
        if let Some(JsonValue::Number(number)) = rules.remove(rule) {
            to.set(keyword, JsonValue::number(number));
        }
    }
}

/// Returns the special numbers that pass. `NaN` satisfies no bound.
fn special_numbers(rules: &[Rule]) -> Vec<&'static str> {
    if rules.iter().any(|rule| matches!(rule.test, Test::Finite)) {
        return Vec::new();
    }
    let ranges =
        || rules.iter().filter_map(|rule| if let Test::Range(range) = &rule.test { Some(range) } else { None });
    let is_bounded = |end: fn(&Range) -> bool| ranges().any(|range| !range.is_inverted() && end(range));
    let rejected = [
        ("NaN", ranges().next().is_some()),
        ("Infinity", is_bounded(|range| range.high.is_some())),
        ("-Infinity", is_bounded(|range| range.low.is_some())),
    ];
    rejected.into_iter().filter(|(_, is_rejected)| !is_rejected).map(|(name, _)| name).collect()
}

/// Returns the format of JSON Schema with the same texts.
const fn json_format(format: Format) -> Option<&'static str> {
    Some(match format {
        Format::Email => "email",
        Format::Hostname => "hostname",
        Format::Ipv4 => "ipv4",
        Format::Ipv6 => "ipv6",
        Format::Uri => "uri",
        Format::UriRef => "uri-reference",
        Format::Uuid => "uuid",
        _ => return None,
    })
}

/// Returns the lengths of base64, with or without padding.
const fn base64(lengths: Lengths) -> Lengths {
    let most = match lengths.most {
        u64::MAX => u64::MAX,
        most => most.div_ceil(3).saturating_mul(4),
    };
    Lengths { least: lengths.least.saturating_mul(4).div_ceil(3), most }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_patterns_that_differ_between_dialects() {
        assert!(is_portable("^[a-z]+(?:-[a-z]+)*$") && is_portable("a"));
        assert!(!is_portable("(?i)a") && !is_portable("[[:alpha:]]") && !is_portable("(?:a)(?P<n>b)"));
    }

    #[test]
    fn converts_lengths_of_bytes_to_base64() {
        assert_eq!(base64(Lengths { least: 1, most: 4 }), Lengths { least: 2, most: 8 });
        assert_eq!(base64(Lengths { least: 0, most: u64::MAX }), Lengths { least: 0, most: u64::MAX });
    }
}
