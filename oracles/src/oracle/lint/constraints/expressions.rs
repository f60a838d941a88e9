//! Draws expressions in CEL, mostly of the right types.

use protoward_kit::random::Random;

/// A type in expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OperandKind {
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

const VALUES: [OperandKind; 8] = [
    OperandKind::Bool,
    OperandKind::Int,
    OperandKind::Uint,
    OperandKind::Double,
    OperandKind::Text,
    OperandKind::Bytes,
    OperandKind::Duration,
    OperandKind::Timestamp,
];

/// Draws a condition about `this`.
pub(super) fn draw(random: &mut Random, this: OperandKind) -> String {
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
        let condition = value(random, this, OperandKind::Bool, 2);
        return format!("{condition} ? '' : {}", value(random, this, OperandKind::Text, 1));
    }
    value(random, this, OperandKind::Bool, 3)
}

fn value(random: &mut Random, this: OperandKind, wanted: OperandKind, depth: usize) -> String {
    // Some expressions have a wrong type.
    let wanted = if random.chance(40) { VALUES[random.below(VALUES.len())] } else { wanted };
    if depth == 0 || random.chance(5) {
        return leaf(random, this, wanted);
    }
    let depth = depth - 1;
    let of = |random: &mut Random, kind: OperandKind| value(random, this, kind, depth);
    match wanted {
        OperandKind::Bool => match random.below(12) {
            0 => format!("{} && {}", of(random, OperandKind::Bool), of(random, OperandKind::Bool)),
            1 => format!("({} || {})", of(random, OperandKind::Bool), of(random, OperandKind::Bool)),
            2 => format!("!({})", of(random, OperandKind::Bool)),
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
                format!("{}.{function}('a')", paren(&of(random, OperandKind::Text)))
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
                format!("{}.{}", paren(&of(random, OperandKind::Text)), functions[random.below(functions.len())])
            }
            9 => {
                let kind = VALUES[random.below(VALUES.len())];
                format!("[{}, {}].unique()", of(random, kind), of(random, kind))
            }
            10 => format!(
                "({} ? {} : {})",
                of(random, OperandKind::Bool),
                of(random, OperandKind::Bool),
                of(random, OperandKind::Bool)
            ),
            _ => format!("{}.isNan()", paren(&of(random, OperandKind::Double))),
        },
        OperandKind::Int => match random.below(6) {
            0 => format!("({} + {})", of(random, OperandKind::Int), of(random, OperandKind::Int)),
            1 => format!("({} * {})", of(random, OperandKind::Int), of(random, OperandKind::Int)),
            2 => format!("size({})", of(random, OperandKind::Text)),
            3 => format!("{}.size()", paren(&of(random, OperandKind::Bytes))),
            4 => {
                let kind = [OperandKind::Uint, OperandKind::Double, OperandKind::Text, OperandKind::Timestamp]
                    [random.below(4)];
                format!("int({})", of(random, kind))
            }
            _ => format!("{}.getFullYear()", paren(&of(random, OperandKind::Timestamp))),
        },
        OperandKind::Uint => match random.below(2) {
            0 => format!("({} + {})", of(random, OperandKind::Uint), of(random, OperandKind::Uint)),
            _ => format!("uint({})", of(random, OperandKind::Int)),
        },
        OperandKind::Double => match random.below(2) {
            0 => format!("({} / {})", of(random, OperandKind::Double), of(random, OperandKind::Double)),
            _ => format!("double({})", of(random, OperandKind::Int)),
        },
        OperandKind::Text => match random.below(6) {
            0 => format!("({} + {})", of(random, OperandKind::Text), of(random, OperandKind::Text)),
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
                paren(&of(random, OperandKind::Text)),
                ["lowerAscii", "upperAscii", "trim", "reverse"][random.below(4)]
            ),
            4 => format!("{}.replace('a', {})", paren(&of(random, OperandKind::Text)), of(random, OperandKind::Text)),
            _ => format!("[{}, {}].join(',')", of(random, OperandKind::Text), of(random, OperandKind::Text)),
        },
        OperandKind::Bytes => format!("bytes({})", of(random, OperandKind::Text)),
        OperandKind::Duration => match random.below(2) {
            0 => format!("({} + {})", of(random, OperandKind::Duration), of(random, OperandKind::Duration)),
            _ => format!("({} - {})", of(random, OperandKind::Timestamp), of(random, OperandKind::Timestamp)),
        },
        OperandKind::Timestamp => {
            format!("({} + {})", of(random, OperandKind::Timestamp), of(random, OperandKind::Duration))
        }
        OperandKind::List | OperandKind::Inner | OperandKind::Message | OperandKind::Other => {
            leaf(random, this, wanted)
        }
    }
}

/// Puts a value in parentheses, for a call on it.
fn paren(text: &str) -> String {
    format!("({text})")
}

fn leaf(random: &mut Random, this: OperandKind, wanted: OperandKind) -> String {
    if this == wanted && random.chance(2) {
        return "this".to_owned();
    }
    let of_this: &[(OperandKind, &str)] = match this {
        OperandKind::Inner => &[
            (OperandKind::Text, "this.s"),
            (OperandKind::Int, "this.i"),
            (OperandKind::Text, "this.next.s"),
            (OperandKind::Bool, "has(this.next)"),
            (OperandKind::Bool, "this.names.all(n, n != '')"),
            (OperandKind::Int, "this.names.size()"),
            (OperandKind::Bool, "this.next == null"),
            (OperandKind::Text, "this.missing"),
        ],
        OperandKind::Message => &[
            (OperandKind::Bool, "has(this.f1)"),
            (OperandKind::Bool, "this.f2 == this.f2"),
            (OperandKind::Bool, "has(this.f99)"),
            (OperandKind::Text, "this.f1"),
            (OperandKind::Int, "this.f2"),
        ],
        OperandKind::List => {
            &[(OperandKind::Int, "this.size()"), (OperandKind::Int, "size(this)"), (OperandKind::Bool, "this == this")]
        }
        OperandKind::Text => &[(OperandKind::Int, "this.size()"), (OperandKind::Bool, "this in ['a']")],
        _ => &[],
    };
    let fitting: Vec<&str> = of_this.iter().filter(|(kind, _)| *kind == wanted).map(|(_, text)| *text).collect();
    if !fitting.is_empty() && random.chance(2) {
        return fitting[random.below(fitting.len())].to_owned();
    }
    let all: &[&str] = match wanted {
        OperandKind::Bool => &["true", "false", "bool('true')"],
        OperandKind::Int => &["1", "-3", "0x1F", "int('7')", "buf.validate.Ignore.IGNORE_ALWAYS"],
        OperandKind::Uint => &["1u", "0u"],
        OperandKind::Double => &["1.5", "-0.5", "1e3"],
        OperandKind::Text => &["'a'", "\"b\"", "r'\\d'", "'é'", "'''x'''"],
        OperandKind::Bytes => &["b'a'", "b'\\xff'"],
        OperandKind::Duration => &["duration('1s')", "google.protobuf.Duration{seconds: 5}"],
        OperandKind::Timestamp => &["now", "timestamp('2020-01-01T00:00:00Z')", "timestamp(5)"],
        OperandKind::List => &["[]", "[1, 2]", "{}"],
        OperandKind::Inner | OperandKind::Message | OperandKind::Other => &["this", "null", "dyn(1)"],
    };
    all[random.below(all.len())].to_owned()
}
