//! Draws the rules of a value, and changes of them.

use protoward_kit::random::Random;

/// A type of fields with the values that its rules have.
pub(super) struct FieldKind {
    pub(super) name: &'static str,
    /// The name of its rules.
    pub(super) rules: &'static str,
    /// The rules, each with some values.
    table: &'static [(&'static str, &'static [&'static str])],
    expressions: &'static [&'static str],
}

impl FieldKind {
    pub(super) fn is_message(&self) -> bool {
        self.name.contains('.') || self.name == "Inner"
    }
}

const LENGTHS: &[&str] = &["0", "1", "2", "3", "5", "12"];
const TEXTS: &[&str] = &["\"\"", "\"a\"", "\"ab\"", "\"é\"", "\"abc\"", "\"1\""];
const FLAG: &[&str] = &["true", "true", "true", "false"];
const PATTERNS: &[&str] = &[
    "\"^a+$\"",
    "\"^[a-c]*$\"",
    "\"^[a-z]+$\"",
    "\"^[a-z0-9]{1,5}$\"",
    "\"b\"",
    "\"\\\\d\"",
    "\"^.{2,4}$\"",
    "\"^(a|b|ab)$\"",
    "\"(?i)A\"",
    "\"^\\\\pL+$\"",
    "\"\"",
];
const STRING: &[(&str, &[&str])] = &[
    ("const", TEXTS),
    ("len", LENGTHS),
    ("min_len", LENGTHS),
    ("max_len", LENGTHS),
    ("min_len", LENGTHS),
    ("max_len", LENGTHS),
    ("len_bytes", LENGTHS),
    ("min_bytes", LENGTHS),
    ("max_bytes", LENGTHS),
    ("pattern", PATTERNS),
    ("pattern", PATTERNS),
    ("prefix", TEXTS),
    ("suffix", TEXTS),
    ("contains", TEXTS),
    ("not_contains", &["\"a\"", "\"ab\"", "\"é\"", "\"1\""]),
    ("in", &["[\"a\", \"b\"]", "\"a\"", "[\"\", \"a\", \"abc\"]", "[\"a@b.c\", \"1.2.3.4\"]"]),
    ("not_in", &["\"a\"", "\"\"", "[\"\", \"b\"]"]),
    ("email", FLAG),
    ("hostname", FLAG),
    ("ip", FLAG),
    ("ipv4", FLAG),
    ("ipv6", FLAG),
    ("uri", FLAG),
    ("uri_ref", FLAG),
    ("address", FLAG),
    ("uuid", FLAG),
    ("tuuid", FLAG),
    ("ip_with_prefixlen", FLAG),
    ("ipv4_with_prefixlen", FLAG),
    ("ipv6_with_prefixlen", FLAG),
    ("ip_prefix", FLAG),
    ("ipv4_prefix", FLAG),
    ("ipv6_prefix", FLAG),
    ("host_and_port", FLAG),
    ("ulid", FLAG),
    ("protobuf_fqn", FLAG),
    ("protobuf_dot_fqn", FLAG),
    ("well_known_regex", &["KNOWN_REGEX_HTTP_HEADER_NAME", "KNOWN_REGEX_HTTP_HEADER_VALUE", "KNOWN_REGEX_UNSPECIFIED"]),
    ("strict", &["true", "false"]),
    ("example", &["\"a\""]),
    // No zeros, which protobuf for Python takes as absent where presence is implicit.
    ("[x0]", &["1", "2", "3"]),
];
const BYTES: &[(&str, &[&str])] = &[
    ("const", TEXTS),
    ("len", LENGTHS),
    ("min_len", LENGTHS),
    ("max_len", LENGTHS),
    ("pattern", PATTERNS),
    ("prefix", TEXTS),
    ("suffix", TEXTS),
    ("contains", TEXTS),
    ("in", &["[\"a\", \"b\"]", "[\"\", \"a\"]", "\"\\xff\""]),
    ("not_in", &["\"a\"", "\"\""]),
    ("ip", FLAG),
    ("ipv4", FLAG),
    ("ipv6", FLAG),
    ("uuid", FLAG),
];
const SIGNED: &[&str] = &["-5", "0", "1", "3", "4", "7"];
const UNSIGNED: &[&str] = &["0", "1", "3", "4", "7", "9"];
const FLOATS: &[&str] = &["-1", "0", "1.5", "inf", "3", "nan", "0.1"];
const fn numbers(
    values: &'static [&'static str],
    lists: &'static [&'static str],
) -> [(&'static str, &'static [&'static str]); 9] {
    [
        ("const", values),
        ("lt", values),
        ("lte", values),
        ("gt", values),
        ("gte", values),
        ("in", lists),
        ("not_in", lists),
        ("gte", values),
        ("lt", values),
    ]
}
static SIGNED_RULES: &[(&str, &[&str])] = &numbers(SIGNED, &["[0, 1]", "[1, 3, 4]", "0", "[-5, 7]"]);
static INT32_RULES: &[(&str, &[&str])] = &[
    ("const", SIGNED),
    ("lt", SIGNED),
    ("lte", SIGNED),
    ("gt", SIGNED),
    ("gte", SIGNED),
    ("in", &["[0, 1]", "[1, 3, 4]", "0", "[-5, 7]"]),
    ("not_in", &["[0, 1]", "3", "0"]),
    ("[x1]", &["1", "2", "5"]),
    ("gt", SIGNED),
    ("lte", SIGNED),
];
static UNSIGNED_RULES: &[(&str, &[&str])] = &numbers(UNSIGNED, &["[0, 1]", "[1, 3, 4]", "0", "[7, 9]"]);
static FLOAT_RULES: &[(&str, &[&str])] = &[
    ("const", FLOATS),
    ("lt", FLOATS),
    ("lte", FLOATS),
    ("gt", FLOATS),
    ("gte", FLOATS),
    ("in", &["[0, 1.5]", "[1, 3]", "0"]),
    ("not_in", &["[0, 1.5]", "3", "inf"]),
    ("finite", FLAG),
];
const ENUM_RULES: &[(&str, &[&str])] = &[
    ("const", &["0", "1", "7"]),
    ("defined_only", FLAG),
    ("defined_only", FLAG),
    ("in", &["[0, 1]", "7", "[0, 1, 2, 7]"]),
    ("not_in", &["0", "1", "[0, 9]"]),
];
const TIMES: &[&str] = &["{seconds: 1}", "{seconds: 1 nanos: 5}", "{}", "{seconds: 3}", "{seconds: 300}"];
const TIME_LISTS: &[&str] = &["{seconds: 1}", "[{seconds: 1}, {}]", "[{}, {seconds: 3}]"];
static DURATION_RULES: &[(&str, &[&str])] = &numbers(TIMES, TIME_LISTS);
const TIMESTAMP_RULES: &[(&str, &[&str])] = &[
    ("const", TIMES),
    ("lt", TIMES),
    ("lte", TIMES),
    ("gt", TIMES),
    ("gte", TIMES),
    ("lt_now", FLAG),
    ("gt_now", FLAG),
    ("within", &["{seconds: 3600}", "{seconds: 1000000}"]),
];
const PATHS: &[&str] = &["\"a\"", "[\"a\", \"b\"]", "\"a.b\"", "[\"a.b\", \"c\"]"];
const MASK_RULES: &[(&str, &[&str])] =
    &[("const", &["{paths: \"a\"}", "{paths: [\"a\", \"b\"]}", "{}"]), ("in", PATHS), ("not_in", PATHS)];
const URLS: &[&str] = &["\"t/a\"", "[\"t/a\", \"t/b\"]", "\"t/b\""];
const ANY_RULES: &[(&str, &[&str])] = &[("in", URLS), ("not_in", URLS)];
const BOOL_RULES: &[(&str, &[&str])] = &[("const", &["true", "false"])];

const TEXT_CEL: &[&str] = &[
    "this != 'a'",
    "this.size() > 1",
    "this.size() < 4",
    "this.startsWith('a')",
    "this == '' || this.contains('b')",
    "this.matches('^[a-c]*$')",
    "this.size() > 2 ? 'long' : ''",
];
const INT_CEL: &[&str] = &["this != 3", "this > 0", "this % 2 == 0", "this < 7", "this in [0, 1, 3]", "10 / this > 1"];
const UINT_CEL: &[&str] = &["this != 3u", "this > 0u", "this % 2u == 0u", "this < 7u"];
const DOUBLE_CEL: &[&str] = &["this != 1.5", "this > 0.0", "!this.isNan()", "this < 7.0"];
const BYTES_CEL: &[&str] = &["this != b'a'", "this.size() < 3", "this.size() > 0"];
const BOOL_CEL: &[&str] = &["this", "!this"];
const TIME_CEL: &[&str] = &["this > duration('1s')", "this != duration('0s')"];
const STAMP_CEL: &[&str] = &["this > timestamp('1970-01-01T00:00:02Z')", "this < now"];
const INNER_CEL: &[&str] = &["this.i > 0", "this.s == ''", "this.i < 4 || this.s != ''", "has(this.s)"];
const MASK_CEL: &[&str] = &["this.paths.size() > 0"];

const fn of(
    name: &'static str,
    rules: &'static str,
    table: &'static [(&'static str, &'static [&'static str])],
    expressions: &'static [&'static str],
) -> FieldKind {
    FieldKind { name, rules, table, expressions }
}

/// The types of fields. The first one is that of the keys of maps.
pub(super) static KINDS: &[FieldKind] = &[
    of("string", "string", STRING, TEXT_CEL),
    of("string", "string", STRING, TEXT_CEL),
    of("string", "string", STRING, TEXT_CEL),
    of("string", "string", STRING, TEXT_CEL),
    of("int32", "int32", INT32_RULES, INT_CEL),
    of("int64", "int64", SIGNED_RULES, INT_CEL),
    of("uint32", "uint32", UNSIGNED_RULES, UINT_CEL),
    of("uint64", "uint64", UNSIGNED_RULES, UINT_CEL),
    of("sint32", "sint32", SIGNED_RULES, INT_CEL),
    of("sint64", "sint64", SIGNED_RULES, INT_CEL),
    of("fixed32", "fixed32", UNSIGNED_RULES, UINT_CEL),
    of("fixed64", "fixed64", UNSIGNED_RULES, UINT_CEL),
    of("sfixed32", "sfixed32", SIGNED_RULES, INT_CEL),
    of("sfixed64", "sfixed64", SIGNED_RULES, INT_CEL),
    of("float", "float", FLOAT_RULES, DOUBLE_CEL),
    of("double", "double", FLOAT_RULES, DOUBLE_CEL),
    of("bool", "bool", BOOL_RULES, BOOL_CEL),
    of("bytes", "bytes", BYTES, BYTES_CEL),
    of("Level", "enum", ENUM_RULES, INT_CEL),
    of("Level", "enum", ENUM_RULES, INT_CEL),
    of("Inner", "", &[], INNER_CEL),
    of("google.protobuf.Duration", "duration", DURATION_RULES, TIME_CEL),
    of("google.protobuf.Timestamp", "timestamp", TIMESTAMP_RULES, STAMP_CEL),
    of("google.protobuf.FieldMask", "field_mask", MASK_RULES, MASK_CEL),
    of("google.protobuf.Any", "any", ANY_RULES, &[]),
    of("google.protobuf.StringValue", "string", STRING, TEXT_CEL),
    of("google.protobuf.Int32Value", "int32", INT32_RULES, INT_CEL),
    of("google.protobuf.UInt64Value", "uint64", UNSIGNED_RULES, UINT_CEL),
    of("google.protobuf.DoubleValue", "double", FLOAT_RULES, DOUBLE_CEL),
    of("google.protobuf.BoolValue", "bool", BOOL_RULES, BOOL_CEL),
];

/// The rules of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct RuleSet {
    is_required: bool,
    ignore: Option<&'static str>,
    expressions: Vec<&'static str>,
    typed: Vec<(&'static str, &'static str)>,
}

impl RuleSet {
    /// Returns the rules that every type has, as the content of `FieldRules`.
    pub(super) fn own(&self) -> String {
        let mut parts = Vec::new();
        if self.is_required {
            parts.push("required: true".to_owned());
        }
        parts.extend(self.ignore.map(|ignore| format!("ignore: {ignore}")));
        for (at, expression) in self.expressions.iter().enumerate() {
            let text = format!("\"{expression}\"");
            parts.push(match at {
                0 => format!("cel: {{id: \"e\", expression: {text}}}"),
                _ => format!("cel_expression: {text}"),
            });
        }
        parts.join(", ")
    }

    fn typed(&self) -> String {
        self.typed.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
    }

    /// Returns the content of `FieldRules` for a value.
    pub(super) fn inside(&self, kind: &str) -> String {
        let typed = self.typed();
        let typed = if typed.is_empty() || kind.is_empty() { String::new() } else { format!("{kind}: {{{typed}}}") };
        [self.own(), typed].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Returns the rules of a list of items, or of a map of pairs.
    pub(super) fn list(&self, what: &str) -> String {
        let is_there = |name: &str| what == "items" || name != "unique";
        let rules = self.typed.iter().filter(|(name, _)| is_there(name));
        let name = |name: &str| if name == "unique" { name.to_owned() } else { format!("{name}_{what}") };
        rules.map(|(it, value)| format!("{}: {value}", name(it))).collect::<Vec<_>>().join(", ")
    }
}

/// The rules of which a set has at most one.
fn group(name: &str) -> &str {
    match name {
        "lt" | "lte" | "lt_now" => "high",
        "gt" | "gte" | "gt_now" => "low",
        "email"
        | "hostname"
        | "ip"
        | "ipv4"
        | "ipv6"
        | "uri"
        | "uri_ref"
        | "address"
        | "uuid"
        | "tuuid"
        | "ip_with_prefixlen"
        | "ipv4_with_prefixlen"
        | "ipv6_with_prefixlen"
        | "ip_prefix"
        | "ipv4_prefix"
        | "ipv6_prefix"
        | "host_and_port"
        | "ulid"
        | "protobuf_fqn"
        | "protobuf_dot_fqn"
        | "well_known_regex" => "known",
        name => name,
    }
}

fn add(random: &mut Random, set: &mut RuleSet, kind: usize) {
    let table = KINDS[kind].table;
    let Some(&(name, values)) = random.pick(table) else { return };
    let Some(&value) = random.pick(values) else { return };
    set.typed.retain(|(other, _)| group(other) != group(name));
    set.typed.push((name, value));
}

/// Draws the rules of a value.
pub(super) fn draw(random: &mut Random, kind: usize) -> RuleSet {
    let mut set = RuleSet::default();
    for _ in 0..random.below(4) {
        add(random, &mut set, kind);
    }
    set.is_required = random.chance(8);
    set.ignore = random.chance(8).then(|| ignore(random)).flatten();
    if random.chance(6) {
        set.expressions.extend(random.pick(KINDS[kind].expressions).copied());
    }
    set
}

fn ignore(random: &mut Random) -> Option<&'static str> {
    random.pick(&["IGNORE_ALWAYS", "IGNORE_IF_ZERO_VALUE", "IGNORE_UNSPECIFIED"]).copied()
}

/// Draws the rules of a list or map as a whole.
pub(super) fn container(random: &mut Random) -> RuleSet {
    let mut set = RuleSet::default();
    for _ in 0..random.below(3) {
        add_to_container(random, &mut set);
    }
    set.is_required = random.chance(8);
    set.ignore = random.chance(8).then(|| ignore(random)).flatten();
    if random.chance(10) {
        set.expressions.push(["this.size() < 3", "this.size() != 1"][random.below(2)]);
    }
    set
}

fn add_to_container(random: &mut Random, set: &mut RuleSet) {
    let (name, value) = match random.below(3) {
        0 => ("unique", "true"),
        1 => ("min", ["0", "1", "2"][random.below(3)]),
        _ => ("max", ["0", "1", "2", "3"][random.below(4)]),
    };
    set.typed.retain(|(other, _)| *other != name);
    set.typed.push((name, value));
}

/// Changes the rules of a list or map as a whole.
pub(super) fn change_container(random: &mut Random, set: &mut RuleSet) {
    match random.below(4) {
        0 => set.is_required = !set.is_required,
        1 if !set.typed.is_empty() => drop(set.typed.remove(random.below(set.typed.len()))),
        _ => add_to_container(random, set),
    }
}

/// Changes the rules of a value.
pub(super) fn change(random: &mut Random, set: &mut RuleSet, kind: usize) {
    match random.below(10) {
        0 => set.is_required = !set.is_required,
        1 => set.ignore = ignore(random),
        2 => {
            set.expressions.clear();
            set.expressions.extend(random.pick(KINDS[kind].expressions).copied());
        }
        3 => set.expressions.clear(),
        4 | 5 if !set.typed.is_empty() => drop(set.typed.remove(random.below(set.typed.len()))),
        // Another value of a rule that is there.
        6 | 7 if !set.typed.is_empty() => {
            let at = random.below(set.typed.len());
            let name = set.typed[at].0;
            let values = KINDS[kind].table.iter().find(|(known, _)| *known == name).map(|(_, values)| *values);
            set.typed[at].1 = values.and_then(|values| random.pick(values)).copied().unwrap_or(set.typed[at].1);
        }
        _ => add(random, set, kind),
    }
}

/// Returns a wider type that reads the same bytes.
pub(super) fn wider(kind: usize) -> Option<usize> {
    let to = match KINDS[kind].name {
        "int32" => "int64",
        "uint32" => "uint64",
        "sint32" => "sint64",
        "string" => "bytes",
        "Level" => "int32",
        _ => return None,
    };
    KINDS.iter().position(|it| it.name == to)
}

/// Leaves out the rules that another type does not have.
pub(super) fn renamed(set: &mut RuleSet, _old: usize, new: usize) {
    let table = KINDS[new].table;
    set.typed.retain(|(name, value)| table.iter().any(|(known, values)| known == name && values.contains(value)));
    set.expressions.retain(|expression| KINDS[new].expressions.contains(expression));
}
