//! Draws rules, most of which fit their field.

use super::expressions::{self, OperandKind};
use super::kinds::{FieldKind, KINDS};
use crate::alternatives::one_of;
use protoward_kit::random::Random;

/// Draws the options of a singular field: statements, or one literal.
pub(super) fn options(random: &mut Random, kind: &FieldKind) -> Vec<String> {
    if random.chance(6) {
        return Vec::new();
    }
    if random.chance(4) {
        let inside = inside(random, kind);
        return vec![format!("(buf.validate.field) = {{{}}}", inside.join(", "))];
    }
    let own = own(random, kind.kind);
    let (name, parts) = of_kind(random, kind);
    let text = statements(&name, parts, own, random);
    let inner = text.trim_start_matches(" [").trim_end_matches(']');
    if inner.is_empty() { Vec::new() } else { vec![inner.to_owned()] }
}

/// Writes rules as the options of a field, in one of several forms.
pub(super) fn statements(name: &str, parts: Vec<String>, own: Vec<String>, random: &mut Random) -> String {
    let mut all: Vec<String> = Vec::new();
    if !name.is_empty() && !parts.is_empty() {
        if random.chance(2) {
            all.push(format!("(buf.validate.field).{name} = {{{}}}", parts.join([", ", " ", "; "][random.below(3)])));
        } else {
            all.extend(
                parts.iter().flat_map(|part| split(part)).map(|part| format!("(buf.validate.field).{name}.{part}")),
            );
        }
    }
    for part in own {
        let statement = part.replacen(": ", " = ", 1);
        let at = random.below(all.len() + 1);
        all.insert(at, format!("(buf.validate.field).{statement}"));
    }
    if all.is_empty() { String::new() } else { format!(" [{}]", all.join(", ")) }
}

/// Splits a rule with a list into one statement for each element, because an option statement cannot have a list.
fn split(part: &str) -> Vec<String> {
    match part.split_once(": [") {
        Some((name, values)) if !values.contains('{') => {
            let values = values.trim_end_matches(']').split(", ").filter(|value| !value.is_empty());
            values.map(|value| format!("{name} = {value}")).collect()
        }
        Some((_, _)) => Vec::new(),
        None => vec![part.replacen(": ", " = ", 1)],
    }
}

/// Draws the content of `FieldRules`.
pub(super) fn inside(random: &mut Random, kind: &FieldKind) -> Vec<String> {
    let mut all = own(random, kind.kind);
    let (name, parts) = of_kind(random, kind);
    if !name.is_empty() && (!parts.is_empty() || random.chance(4)) {
        let at = random.below(all.len() + 1);
        all.insert(at, format!("{name}: {{{}}}", parts.join(", ")));
    }
    all
}

/// Draws the rules that every type has.
pub(super) fn own(random: &mut Random, kind: OperandKind) -> Vec<String> {
    let mut all = Vec::new();
    if random.chance(6) {
        all.push(format!("required: {}", ["true", "true", "false"][random.below(3)]));
    }
    if random.chance(6) {
        let ignore = ["IGNORE_ALWAYS", "IGNORE_IF_ZERO_VALUE", "IGNORE_UNSPECIFIED"][random.below(3)];
        all.push(format!("ignore: {ignore}"));
    }
    if random.chance(4) {
        all.push(format!("cel_expression: {}", quoted(&expressions::draw(random, kind))));
    }
    for _ in 0..random.below(5).saturating_sub(2) {
        all.push(format!("cel: {}", cel(random, kind)));
    }
    all
}

/// Draws a `Rule`.
pub(super) fn cel(random: &mut Random, kind: OperandKind) -> String {
    let mut parts = Vec::new();
    if !random.chance(8) {
        let count = if random.chance(3) { 7 } else { 4 };
        let id = ["a", "b", "c.d", "e_f-1", "x y", "é", ""][random.below(count)];
        parts.push(format!("id: {}", quoted(id)));
    }
    if random.chance(3) {
        parts.push(format!("message: {}", quoted(["no", ""][random.below(2)])));
    }
    if !random.chance(10) {
        parts.push(format!("expression: {}", quoted(&expressions::draw(random, kind))));
    }
    format!("{{{}}}", parts.join(", "))
}

/// Draws a least and a greatest number.
pub(super) fn counts(random: &mut Random, least: &str, most: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for name in [least, most] {
        if random.chance(2) {
            parts.push(format!("{name}: {}", random.below(5)));
        }
    }
    parts
}

fn of_kind(random: &mut Random, kind: &FieldKind) -> (String, Vec<String>) {
    let name = if random.chance(25) { KINDS[random.below(KINDS.len())].rules } else { kind.rules };
    let parts = match name {
        "" => Vec::new(),
        "string" => strings(random),
        "bytes" => bytes(random),
        "bool" => some(random, &[("const", &["true", "false"]), ("example", &["true", "false"])]),
        "enum" => some(
            random,
            &[
                ("const", &["0", "1", "7"]),
                ("defined_only", &["true", "false"]),
                ("in", &["[0, 1]", "7"]),
                ("not_in", &["1"]),
                ("example", &["0", "1", "7", "[0, 7]"]),
            ],
        ),
        "any" => some(random, &[("in", &["\"a\"", "[\"a\", \"b\"]"]), ("not_in", &["\"a\""])]),
        "field_mask" => some(
            random,
            &[
                ("const", &["{paths: \"a\"}"]),
                ("in", &["[\"a\", \"b\"]", "\"a\""]),
                ("not_in", &["[\"b\", \"c\"]", "\"a\""]),
                ("example", &["{paths: \"a\"}", "{paths: [\"b\", \"c\"]}"]),
            ],
        ),
        "duration" => times(random, false),
        "timestamp" => times(random, true),
        "float" | "double" => {
            // buf finds other rules violated by an example of NaN if a bound is NaN, too.
            let has_nan = random.chance(3);
            let values: &[&str] = if has_nan { &["-1", "0", "nan", "3", "3"] } else { &["-1", "0", "1.5", "inf", "3"] };
            let mut parts = bounds(random, values);
            if has_nan {
                parts.retain(|part| !part.starts_with("example"));
            }
            if random.chance(4) {
                parts.push(format!("finite: {}", ["true", "false"][random.below(2)]));
            }
            parts
        }
        name if name.starts_with('u') || name.starts_with("fixed") => bounds(random, &["0", "1", "3", "3", "9"]),
        _ => bounds(random, &["-5", "0", "1", "3", "3"]),
    };
    (name.to_owned(), parts)
}

/// Draws some of the rules, each with one of its values.
fn some(random: &mut Random, rules: &[(&str, &[&str])]) -> Vec<String> {
    let mut parts = Vec::new();
    for (name, values) in rules {
        if random.chance(3) {
            parts.push(format!("{name}: {}", values[random.below(values.len())]));
        }
    }
    let count = parts.len();
    random.sample(parts, count)
}

fn bounds(random: &mut Random, values: &[&str]) -> Vec<String> {
    let mut rules: Vec<(&str, &[&str])> = Vec::new();
    if random.chance(4) {
        rules.push(("const", values));
    }
    rules.push((["lt", "lte"][random.below(2)], values));
    rules.push((["gt", "gte"][random.below(2)], values));
    let list = format!("[{}]", values.join(", "));
    let lists = [values[0], list.as_str()];
    if random.chance(3) {
        rules.push(("in", &lists));
        rules.push(("not_in", &lists));
    }
    rules.push(("example", &lists));
    rules.push(("example", values));
    some(random, &rules)
}

fn times(random: &mut Random, is_timestamp: bool) -> Vec<String> {
    let values = "{seconds: 1}|{seconds: 1 nanos: 5}|{nanos: 5, seconds: 1}|{}|{seconds: -3}|{seconds: 4000000000}\
        |{seconds: 1, nanos: -5}|{nanos: 1000000000}|{seconds: 315576000001}";
    let values: Vec<&str> = values.split('|').collect();
    let right = &values[..6];
    let values = if random.chance(4) { &values } else { right };
    let mut parts = bounds(random, values);
    if is_timestamp {
        let has = |parts: &[String], name: &str| parts.iter().any(|part| part.starts_with(name));
        if random.chance(4) && !has(&parts, "lt") {
            parts.push(format!("lt_now: {}", ["true", "true", "false"][random.below(3)]));
        }
        if random.chance(4) && !has(&parts, "gt") {
            parts.push(format!("gt_now: {}", ["true", "true", "false"][random.below(3)]));
        }
        if random.chance(5) {
            parts.push(format!("within: {}", values[random.below(values.len())]));
        }
    }
    parts
}

fn strings(random: &mut Random) -> Vec<String> {
    let lengths: &[&str] = &["0", "1", "2", "3", "12"];
    let texts: &[&str] = &["\"\"", "\"a\"", "\"ab\"", "\"é\"", "\"abc\" \"d\""];
    let patterns = "\"^a+$\"|\"(\"|\"\\\\d{2}\"|\"[z-a]\"|\"(?i)A\"|\"a{1001}\"|\"\\\\pL\"|\"(?=a)\"|\"\\\\Z\"";
    let patterns: Vec<&str> = patterns.split('|').collect();
    let examples = "\"\"|\"a\"|[\"a\", \"abc\"]|\"a@b.c\"|\"1.2.3.4\"|\"http://a/b\"|\"::1\"|\"a b\"|\"10.0.0.0/8\"\
        |\"h:80\"";
    let examples: Vec<&str> = examples.split('|').collect();
    let mut rules: Vec<(&str, &[&str])> = Vec::new();
    let all: [(&str, &[&str]); 13] = [
        ("const", texts),
        ("len", lengths),
        ("min_len", lengths),
        ("max_len", lengths),
        ("len_bytes", lengths),
        ("min_bytes", lengths),
        ("max_bytes", lengths),
        ("prefix", texts),
        ("suffix", texts),
        ("contains", texts),
        ("not_contains", texts),
        ("pattern", &patterns),
        ("in", &["[\"a\", \"b\"]", "\"a\""]),
    ];
    for rule in all {
        if random.chance(2) {
            rules.push(rule);
        }
    }
    rules.extend([("not_in", &["\"a\""] as &[&str]), ("example", &examples), ("example", &examples)]);
    if random.chance(2) {
        let formats = "email|hostname|ip|ipv4|ipv6|uri|uri_ref|address|uuid|tuuid|ip_with_prefixlen|ipv4_with_prefixlen|\
            ipv6_with_prefixlen|ip_prefix|ipv4_prefix|ipv6_prefix|host_and_port|ulid|protobuf_fqn|protobuf_dot_fqn";
        rules.push((one_of(formats, random), &["true", "true", "false"]));
    } else if random.chance(3) {
        rules.push((
            "well_known_regex",
            &["KNOWN_REGEX_UNSPECIFIED", "KNOWN_REGEX_HTTP_HEADER_NAME", "KNOWN_REGEX_HTTP_HEADER_VALUE"],
        ));
    }
    rules.push(("strict", &["true", "false"]));
    some(random, &rules)
}

fn bytes(random: &mut Random) -> Vec<String> {
    let lengths: &[&str] = &["0", "1", "2", "3"];
    let texts: &[&str] = &["\"\"", "\"a\"", "\"abc\""];
    let mut rules: Vec<(&str, &[&str])> = vec![
        ("len", lengths),
        ("min_len", lengths),
        ("max_len", lengths),
        ("pattern", &["\"^a\"", "\"[\""]),
        ("prefix", texts),
        ("suffix", texts),
        ("contains", texts),
        ("in", &["[\"a\", \"b\"]"]),
        ("not_in", &["\"a\""]),
        ("example", &["\"a\"", "[\"ab\", \"abcd\"]"]),
    ];
    if random.chance(4) {
        rules.push(("const", texts));
    }
    if random.chance(4) {
        rules.push((["ip", "ipv4", "ipv6", "uuid"][random.below(4)], &["true", "false"]));
    }
    some(random, &rules)
}

/// Returns a string literal.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
