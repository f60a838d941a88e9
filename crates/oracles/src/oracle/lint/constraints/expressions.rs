//! Draws expressions in CEL, mostly of the right types.

use crate::random::Random;

/// A type in expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Duration,
    Timestamp,
    /// A list or map of something.
    List,
    /// The message `Inner`.
    Inner,
    /// A drawn message.
    Message,
    Other,
}

const VALUES: [Kind; 8] =
    [Kind::Bool, Kind::Int, Kind::Uint, Kind::Double, Kind::Text, Kind::Bytes, Kind::Duration, Kind::Timestamp];

/// Draws a condition about `this`.
pub(super) fn draw(random: &mut Random, this: Kind) -> String {
    let odd = [
        "",
        "true &&",
        "this.",
        "(",
        "unknown == 1",
        "this.foo",
        "1",
        "null",
        "'a' +",
        "[1, 2].all(x, x)",
        "dyn(this) == dyn(1)",
    ];
    if random.chance(25) {
        return odd[random.below(odd.len())].to_owned();
    }
    if random.chance(6) {
        let condition = value(random, this, Kind::Bool, 2);
        return format!("{condition} ? '' : {}", value(random, this, Kind::Text, 1));
    }
    value(random, this, Kind::Bool, 3)
}

fn value(random: &mut Random, this: Kind, wanted: Kind, depth: usize) -> String {
    // Some expressions have a wrong type.
    let wanted = if random.chance(40) { VALUES[random.below(VALUES.len())] } else { wanted };
    if depth == 0 || random.chance(5) {
        return leaf(random, this, wanted);
    }
    let depth = depth - 1;
    let of = |random: &mut Random, kind: Kind| value(random, this, kind, depth);
    match wanted {
        Kind::Bool => match random.below(12) {
            0 => format!("{} && {}", of(random, Kind::Bool), of(random, Kind::Bool)),
            1 => format!("({} || {})", of(random, Kind::Bool), of(random, Kind::Bool)),
            2 => format!("!({})", of(random, Kind::Bool)),
            3 => {
                let kind = VALUES[random.below(VALUES.len())];
                let operator = ["==", "!="][random.below(2)];
                format!("({} {operator} {})", of(random, kind), of(random, kind))
            }
            4 => {
                let kind = VALUES[1 + random.below(VALUES.len() - 1)];
                let operator = ["<", "<=", ">", ">="][random.below(4)];
                format!("({} {operator} {})", of(random, kind), of(random, kind))
            }
            5 => {
                let kind = VALUES[random.below(VALUES.len())];
                format!("({} in [{}, {}])", of(random, kind), of(random, kind), of(random, kind))
            }
            6 => {
                let kind = VALUES[random.below(VALUES.len())];
                let which = ["all", "exists", "exists_one"][random.below(3)];
                format!("[{}].{which}(x, x == {})", of(random, kind), of(random, kind))
            }
            7 => {
                let function = ["startsWith", "endsWith", "contains", "matches"][random.below(4)];
                format!("{}.{function}('a')", paren(&of(random, Kind::Text)))
            }
            8 => {
                let functions = [
                    "isEmail()",
                    "isHostname()",
                    "isIp()",
                    "isIp(4)",
                    "isUri()",
                    "isHostAndPort(true)",
                    "isIpPrefix(4, true)",
                ];
                format!("{}.{}", paren(&of(random, Kind::Text)), functions[random.below(functions.len())])
            }
            9 => {
                let kind = VALUES[random.below(VALUES.len())];
                format!("[{}, {}].unique()", of(random, kind), of(random, kind))
            }
            10 => format!("({} ? {} : {})", of(random, Kind::Bool), of(random, Kind::Bool), of(random, Kind::Bool)),
            _ => format!("{}.isNan()", paren(&of(random, Kind::Double))),
        },
        Kind::Int => match random.below(6) {
            0 => format!("({} + {})", of(random, Kind::Int), of(random, Kind::Int)),
            1 => format!("({} * {})", of(random, Kind::Int), of(random, Kind::Int)),
            2 => format!("size({})", of(random, Kind::Text)),
            3 => format!("{}.size()", paren(&of(random, Kind::Bytes))),
            4 => {
                let kind = [Kind::Uint, Kind::Double, Kind::Text, Kind::Timestamp][random.below(4)];
                format!("int({})", of(random, kind))
            }
            _ => format!("{}.getFullYear()", paren(&of(random, Kind::Timestamp))),
        },
        Kind::Uint => match random.below(2) {
            0 => format!("({} + {})", of(random, Kind::Uint), of(random, Kind::Uint)),
            _ => format!("uint({})", of(random, Kind::Int)),
        },
        Kind::Double => match random.below(2) {
            0 => format!("({} / {})", of(random, Kind::Double), of(random, Kind::Double)),
            _ => format!("double({})", of(random, Kind::Int)),
        },
        Kind::Text => match random.below(6) {
            0 => format!("({} + {})", of(random, Kind::Text), of(random, Kind::Text)),
            1 => {
                let kind = VALUES[random.below(VALUES.len())];
                format!("string({})", of(random, kind))
            }
            2 => {
                let kind = VALUES[random.below(VALUES.len())];
                let clause = ["%s", "%d", "%x", "%f", "%s %s", "%%"][random.below(6)];
                format!("'{clause}'.format([{}])", of(random, kind))
            }
            3 => format!(
                "{}.{}()",
                paren(&of(random, Kind::Text)),
                ["lowerAscii", "upperAscii", "trim", "reverse"][random.below(4)]
            ),
            4 => format!("{}.replace('a', {})", paren(&of(random, Kind::Text)), of(random, Kind::Text)),
            _ => format!("[{}, {}].join(',')", of(random, Kind::Text), of(random, Kind::Text)),
        },
        Kind::Bytes => format!("bytes({})", of(random, Kind::Text)),
        Kind::Duration => match random.below(2) {
            0 => format!("({} + {})", of(random, Kind::Duration), of(random, Kind::Duration)),
            _ => format!("({} - {})", of(random, Kind::Timestamp), of(random, Kind::Timestamp)),
        },
        Kind::Timestamp => format!("({} + {})", of(random, Kind::Timestamp), of(random, Kind::Duration)),
        Kind::List | Kind::Inner | Kind::Message | Kind::Other => leaf(random, this, wanted),
    }
}

/// Puts a value in parentheses, for a call on it.
fn paren(text: &str) -> String {
    format!("({text})")
}

fn leaf(random: &mut Random, this: Kind, wanted: Kind) -> String {
    if this == wanted && random.chance(2) {
        return "this".to_owned();
    }
    let of_this: &[(Kind, &str)] = match this {
        Kind::Inner => &[
            (Kind::Text, "this.s"),
            (Kind::Int, "this.i"),
            (Kind::Text, "this.next.s"),
            (Kind::Bool, "has(this.next)"),
            (Kind::Bool, "this.names.all(n, n != '')"),
            (Kind::Int, "this.names.size()"),
            (Kind::Bool, "this.next == null"),
            (Kind::Text, "this.missing"),
        ],
        Kind::Message => &[
            (Kind::Bool, "has(this.f1)"),
            (Kind::Bool, "this.f2 == this.f2"),
            (Kind::Bool, "has(this.f99)"),
            (Kind::Text, "this.f1"),
            (Kind::Int, "this.f2"),
        ],
        Kind::List => &[(Kind::Int, "this.size()"), (Kind::Int, "size(this)"), (Kind::Bool, "this == this")],
        Kind::Text => &[(Kind::Int, "this.size()"), (Kind::Bool, "this in ['a']")],
        _ => &[],
    };
    let fitting: Vec<&str> = of_this.iter().filter(|(kind, _)| *kind == wanted).map(|(_, text)| *text).collect();
    if !fitting.is_empty() && random.chance(2) {
        return fitting[random.below(fitting.len())].to_owned();
    }
    let all: &[&str] = match wanted {
        Kind::Bool => &["true", "false", "bool('true')"],
        Kind::Int => &["1", "-3", "0x1F", "int('7')", "buf.validate.Ignore.IGNORE_ALWAYS"],
        Kind::Uint => &["1u", "0u"],
        Kind::Double => &["1.5", "-0.5", "1e3"],
        Kind::Text => &["'a'", "\"b\"", "r'\\d'", "'é'", "'''x'''"],
        Kind::Bytes => &["b'a'", "b'\\xff'"],
        Kind::Duration => &["duration('1s')", "google.protobuf.Duration{seconds: 5}"],
        Kind::Timestamp => &["now", "timestamp('2020-01-01T00:00:00Z')", "timestamp(5)"],
        Kind::List => &["[]", "[1, 2]", "{}"],
        Kind::Inner | Kind::Message | Kind::Other => &["this", "null", "dyn(1)"],
    };
    all[random.below(all.len())].to_owned()
}
