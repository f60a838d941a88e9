//! Compares the parser with that of the crate `cel`, which has the grammar of cel-go: on expressions by hand, and on random ones.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use cel::IdedExpr;
use cel::common::ast::{EntryExpr, Expr, LiteralValue};
use protoward_cel::{Dialect, Literal, Macro, Node, NodeKind, Operator, parse};

/// No macros, because the peer parses them as calls here.
const DIALECT: Dialect =
    Dialect { max_text: 4096, max_nesting: 24, max_depth: 200, macros: |_: &str| -> Option<Macro> { None } };

/// Returns a text for a tree of ours. Chains of `&&` and `||` are flat, because their balance does not matter.
fn ours(node: &Node) -> String {
    let all = |nodes: &[Node]| nodes.iter().map(ours).collect::<Vec<_>>().join(" ");
    match &node.kind {
        NodeKind::Literal(Literal::Null) => "null".to_owned(),
        NodeKind::Literal(Literal::Bool(value)) => value.to_string(),
        NodeKind::Literal(Literal::Int(value)) => format!("{value}i"),
        NodeKind::Literal(Literal::Uint(value)) => format!("{value}u"),
        NodeKind::Literal(Literal::Double(value)) => format!("{value:?}"),
        NodeKind::Literal(Literal::Text(value)) => format!("{value:?}"),
        NodeKind::Literal(Literal::Bytes(value)) => format!("b{value:?}"),
        NodeKind::Variable(name) => name.clone(),
        NodeKind::Select(operand, name) => format!("({}).{name}", ours(operand)),
        NodeKind::Has(operand, name) => format!("[has ({}).{name}]", ours(operand)),
        NodeKind::Unary(operator, operand) => format!("[{}_ {}]", operator.symbol(), ours(operand)),
        NodeKind::Choice(nodes) => format!("[_?_:_ {}]", all(&**nodes)),
        NodeKind::Binary(operator @ (Operator::And | Operator::Or), _) => {
            format!("[_{}_ {}]", operator.symbol(), all_of(*operator, node).join(" "))
        }
        NodeKind::Binary(operator, nodes) => {
            let name = match operator {
                Operator::In => "@in".to_owned(),
                Operator::Index => "_[_]".to_owned(),
                operator => format!("_{}_", operator.symbol()),
            };
            format!("[{name} {}]", all(&**nodes))
        }
        NodeKind::List(elements) => format!("[list {}]", all(elements)),
        NodeKind::Map(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("{}: {}", ours(key), ours(value))).collect();
            format!("[map {}]", entries.join(" "))
        }
        NodeKind::Message(name, entries) => {
            let entries: Vec<_> = entries.iter().map(|it| format!("{}: {}", it.name, ours(&it.value))).collect();
            format!("[{name} {}]", entries.join(" "))
        }
        NodeKind::Call(call) => {
            let target = call.target.as_ref().map_or(String::new(), |target| format!("({}).", ours(target)));
            format!("{target}[{} {}]", call.function, all(&call.arguments))
        }
        NodeKind::Type(_) => unreachable!("the parser makes no types"),
        NodeKind::Macro(_) => unreachable!("the dialect has no macros"),
    }
}

/// Returns the operands of a chain of one operator.
fn all_of(operator: Operator, node: &Node) -> Vec<String> {
    match &node.kind {
        NodeKind::Binary(found, nodes) if *found == operator => {
            nodes.iter().flat_map(|node| all_of(operator, node)).collect()
        }
        _ => vec![ours(node)],
    }
}

/// Returns the same text for a tree of the peer; `None` for syntax that we do not have.
fn theirs(expression: &IdedExpr) -> Option<String> {
    let all = |nodes: &[IdedExpr]| Some(nodes.iter().map(theirs).collect::<Option<Vec<_>>>()?.join(" "));
    Some(match &expression.expr {
        Expr::Literal(LiteralValue::Null) => "null".to_owned(),
        Expr::Literal(LiteralValue::Boolean(value)) => value.inner().to_string(),
        Expr::Literal(LiteralValue::Int(value)) => format!("{}i", value.inner()),
        Expr::Literal(LiteralValue::UInt(value)) => format!("{}u", value.inner()),
        Expr::Literal(LiteralValue::Double(value)) => format!("{:?}", value.inner()),
        Expr::Literal(LiteralValue::String(value)) => format!("{:?}", value.inner()),
        Expr::Literal(LiteralValue::Bytes(value)) => format!("b{:?}", value.inner()),
        Expr::Ident(name) => name.clone(),
        Expr::Select(select) => format!("({}).{}", theirs(&select.operand)?, select.field),
        Expr::List(list) if list.optional_indices.is_empty() => format!("[list {}]", all(&list.elements)?),
        Expr::Map(map) => {
            let entry = |entry: &cel::common::ast::IdedEntryExpr| match &entry.expr {
                EntryExpr::MapEntry(it) if !it.optional => {
                    Some(format!("{}: {}", theirs(&it.key)?, theirs(&it.value)?))
                }
                _ => None,
            };
            format!("[map {}]", map.entries.iter().map(entry).collect::<Option<Vec<_>>>()?.join(" "))
        }
        Expr::Struct(it) => {
            let entry = |entry: &cel::common::ast::IdedEntryExpr| match &entry.expr {
                EntryExpr::StructField(it) if !it.optional => Some(format!("{}: {}", it.field, theirs(&it.value)?)),
                _ => None,
            };
            let entries = it.entries.iter().map(entry).collect::<Option<Vec<_>>>()?;
            format!("[{} {}]", it.type_name, entries.join(" "))
        }
        // Optional values.
        Expr::Call(call) if ["_?._", "_[?_]"].contains(&&*call.func_name) => return None,
        Expr::Call(call) if ["_&&_", "_||_"].contains(&&*call.func_name) => {
            format!("[{} {}]", call.func_name, chain(&call.func_name, expression)?.join(" "))
        }
        Expr::Call(call) => {
            let target = match &call.target {
                Some(target) => format!("({}).", theirs(target)?),
                None => String::new(),
            };
            format!("{target}[{} {}]", call.func_name, all(&call.args)?)
        }
        _ => return None,
    })
}

fn chain(name: &str, expression: &IdedExpr) -> Option<Vec<String>> {
    match &expression.expr {
        Expr::Call(call) if call.func_name == name => {
            Some(call.args.iter().map(|it| chain(name, it)).collect::<Option<Vec<_>>>()?.concat())
        }
        _ => Some(vec![theirs(expression)?]),
    }
}

/// Returns what the two say about a text, if it differs.
fn difference(text: &str) -> Option<String> {
    let ours = parse(text, &DIALECT).map(|node| ours(&node)).map_err(|error| error.to_string());
    let parsed =
        std::panic::catch_unwind(|| cel::Env::default().parser().parse(text).map_err(|error| error.to_string()));
    let theirs = match parsed {
        Ok(Ok(tree)) => theirs(&tree).ok_or_else(|| "not our syntax".to_owned()),
        Ok(Err(error)) => Err(error),
        Err(_) => Err("panic".to_owned()),
    };
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) if ours == theirs => None,
        (Err(_), Err(_)) => None,
        _ => Some(format!("{text}\n  ours:   {ours:?}\n  theirs: {theirs:?}\n")),
    }
}

#[test]
fn parses_expressions_by_hand_as_the_peer_does() {
    let texts = [
        "a.b.c[1].d(2, x)",
        "-1",
        "--1",
        "- 1",
        "-a",
        "--a",
        "---a",
        "!!a",
        "!!!a",
        "-(-9223372036854775808)",
        "1 - -1",
        "1-1",
        "-1u",
        "-1.5",
        "-0x10",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551615u",
        "0xFFu",
        "1e999",
        ".5",
        "1.",
        "1.e3",
        "1e3",
        "1E-3",
        "1.5.a",
        "1.a",
        "'\\x41\\101\\u00e9\\U0001F600\\n\\`\\?'",
        "b'\\xff\\377ä'",
        "b'\\u0041'",
        "'\\xff'",
        "'\\q'",
        "'\\ud800'",
        "r'\\q'",
        "R\"a\"",
        "bR'\\n'",
        "rb'a'",
        "'''a\n'b'''",
        "\"\"\"a\"\"b\"\"\"",
        "''",
        "[]",
        "[1,]",
        "[,]",
        "{}",
        "{,}",
        "{1: 2,}",
        "a{}",
        "a.b{c: 1}",
        ".a.b{c: 1,}",
        "a{,}",
        "f()",
        "f(1,)",
        ".f(1)",
        ".a.b",
        "a.in",
        "a.true",
        "in",
        "as",
        "a.as",
        "as.b",
        "package(1)",
        "a ? b : c ? d : e",
        "a ? b ? c : d : e",
        "a || b && c || d",
        "a && b && c && d",
        "a in b in c",
        "a < b == c",
        "a + b * c - d / e % f",
        "(a)",
        "((a).b)",
        "a.?b",
        "a[?b]",
        "[?a]",
        "{?a: b}",
        "a.`b`",
        "a{`b`: 1}",
        "a // c",
        "// c\na",
        "a b",
        "a =",
        "(a",
        "a)",
        "",
        " ",
        "1a",
        "_a",
        "a._b",
        "ä",
        "a.b{c}",
        "1 ? 2 : 3",
        "true.a",
        "null",
        "-true",
        "!-1",
        "-!a",
        "a{in: 1}",
        "a{as: 1}",
        "a.b.c{}.d",
        "[1][0]",
        "{'a': 1}.a",
        "'a'.b()",
        "1.b()",
        "has(a.b)",
        "a.map(x, y)",
        "-1.abs()",
        "-a.b",
        "!a.b",
        "0x",
        "0xg",
        "00",
        "012",
        "1_000",
        "a\x0cb",
        "a\u{a0}",
    ];
    let differences: Vec<String> = texts.iter().filter_map(|text| difference(text)).collect();
    assert!(differences.is_empty(), "{}", differences.join(""));
}

/// A generator of random numbers.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    fn of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(texts.len())]
    }

    /// Returns the tokens of a valid expression.
    fn expression(&mut self, depth: usize) -> Vec<String> {
        let one = |random: &mut Self| random.expression(depth.saturating_sub(1));
        let text = |text: &str| vec![text.to_owned()];
        let form = if depth == 0 { self.below(2) } else { self.below(14) };
        match form {
            0 => text(self.of(&["a", "b", ".c", "f", "a"])),
            1 => text(self.of(&["1", "2u", "-3", "1.5", "-0x1f", "'s'", "b'x'", "true", "null"])),
            2 | 3 => {
                let operator = self.of(&["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in"]);
                [one(self), text(operator), one(self)].concat()
            }
            4 | 5 => {
                let operator = self.of(&["&&", "||"]);
                [one(self), text(operator), one(self)].concat()
            }
            6 => [one(self), text("?"), one(self), text(":"), one(self)].concat(),
            7 => [text(self.of(&["-", "!", "- -", "! ! !"])), one(self)].concat(),
            8 => [text("("), one(self), text(")")].concat(),
            9 => [one(self), text("."), text(self.of(&["a", "as"]))].concat(),
            10 => [one(self), text("["), one(self), text("]")].concat(),
            11 => {
                [text(self.of(&["f", "a.f", "'x'.f"])), text("("), one(self), text(","), one(self), text(")")].concat()
            }
            12 => [text("["), one(self), text(","), one(self), text(","), text("]")].concat(),
            _ => [text(self.of(&["{ 1", "a.b { c"])), text(":"), one(self), text("}")].concat(),
        }
    }
}

/// Random expressions, and ones in which a token is missing, doubled or moved.
#[test]
fn parses_random_expressions_as_the_peer_does() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut valid = 0;
    let mut differences = Vec::new();
    for _ in 0..2_000 {
        let mut tokens = random.expression(4);
        let at = random.below(tokens.len());
        match random.below(6) {
            0 => drop(tokens.remove(at)),
            1 => tokens.insert(at, tokens[at].clone()),
            2 => {
                let other = random.below(tokens.len());
                tokens.swap(at, other);
            }
            _ => {}
        }
        let text = tokens.join(" ");
        differences.extend(difference(&text));
        valid += usize::from(parse(&text, &DIALECT).is_ok());
    }
    assert!((1_000..1_900).contains(&valid), "{valid} of them are valid");
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.concat());
}
