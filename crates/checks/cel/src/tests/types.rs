//! The type checker: types of expressions, resolved names, and mistakes with their places.

use super::checked;
use crate::{Expr, Literal, NodeKind, TypeErrorKind};

#[test]
fn expressions_have_types() {
    for (text, ty) in [
        ("1", "int"),
        ("1u + 2u", "uint"),
        ("'a' + 'b'", "string"),
        ("1 < 2.0", "bool"),
        ("[]", "list(dyn)"),
        ("[] + [1]", "list(int)"),
        ("[1, 'a']", "list(dyn)"),
        ("[1, null]", "list(dyn)"),
        ("[[], [1]]", "list(list(int))"),
        ("{'a': [1]}", "map(string, list(int))"),
        ("{'a': [1]}.a[0]", "int"),
        ("true ? w : 1", "wrapper(int)"),
        ("[1].map(x, [x])", "list(list(int))"),
        ("{'a': 1}.filter(k, true)", "list(string)"),
        ("[1].exists_one(x, x == 1)", "bool"),
        ("dyn(1)", "dyn"),
        ("dyn(1).a.b", "dyn"),
        ("dyn(1) + dyn(1)", "dyn"),
        ("dyn(1) + 1", "int"),
        ("m", "a.M"),
        ("m.text.size()", "int"),
        ("o.text", "string"),
        ("o['x']", "string"),
        ("a.M", "type(a.M)"),
        ("type(1)", "type(int)"),
        ("a.M{text: 'a'}", "a.M"),
        ("duration('1s') + timestamp(0)", "timestamp"),
        ("timestamp(0) - timestamp(0)", "duration"),
        ("'a'.split(',')", "list(string)"),
    ] {
        assert_eq!(checked(text).map(|root| root.fact.ty.to_string()).as_deref(), Ok(ty), "{text}");
    }
}

#[test]
fn inner_types_are_known_from_outside() {
    let root = checked("[] + [1]").expect("the types are right");
    let types: Vec<_> = root.children().into_iter().map(|node| node.fact.ty.to_string()).collect();
    assert_eq!(types, ["list(int)", "list(int)"]);
}

#[test]
fn names_and_overloads_are_resolved() {
    let root = |text: &str| checked(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    assert!(matches!(root("a.RED").kind, NodeKind::Literal(Literal::Int(7))));
    assert!(matches!(root(".a.M").kind, NodeKind::Type(name) if name == "a.M"));
    let NodeKind::Call(call) = root("strings.quote('a')").kind else { panic!("this is a call") };
    assert_eq!((call.function.as_str(), call.target.is_none()), ("strings.quote", true));
    let overload = |expression: &Expr| expression.fact.overload.map(|it| (it.name, it.arguments.len()));
    assert_eq!(overload(&root("1 + 2")), Some(("+", 2)));
    assert_eq!(overload(&root("m.text.size()")), Some(("size", 1)));
    assert_eq!(overload(&root("dyn(1) + dyn(2)")), None, "the values decide");
    assert_eq!(overload(&root("o['x']")), None, "the operator is one of the caller");
}

#[test]
fn mistakes_have_a_place() {
    for (text, place, kind) in [
        ("1 + unknown", "unknown", "UnknownVariable"),
        ("[1].all(x, y)", "y", "UnknownVariable"),
        ("1 + b.N", "N", "Undeclared"),
        ("b.N{}", "b.N", "Undeclared"),
        ("b.O{}", "b.O", "UnknownMessage"),
        ("[7].map(a, a.RED)", "RED", "NoField"),
        ("m.other == ''", "other", "NoField"),
        ("o.other == ''", "other", "NoField"),
        ("'a'.b", "b", "NoField"),
        ("has('a'.b)", "b", "NoField"),
        ("a.M{other: 1}", "other", "NoField"),
        ("a.M{text: 1 + 2}", "1 + 2", "WrongField"),
        ("true && 'a'", "'a'", "NotBool"),
        ("[1].all(x, x + 1)", "x + 1", "NotBool"),
        ("[1].map(x, x, x)", "x", "NotBool"),
        ("'a'.all(x, true)", "'a'", "NotIterable"),
        ("1 + 1u", "1 + 1u", "NoOperator"),
        ("!1", "!1", "NoOperator"),
        ("-'a'", "-'a'", "NoOperator"),
        ("1 == 'a'", "1 == 'a'", "NoOperator"),
        ("1 in ['a']", "1 in ['a'", "NoOperator"),
        ("[1]['a']", "[1['a'", "NoOperator"),
        ("true ? 1 : 'a'", "true ? 1 : 'a'", "NoOperator"),
        ("o == null", "o == null", "NoOperator"),
        ("unknown(1)", "unknown", "UnknownFunction"),
        ("'a'.startsWith(1)", "startsWith", "NoOverload"),
        ("startsWith('a', 'b')", "startsWith", "NoOverload"),
        ("size()", "size", "NoOverload"),
        ("'%d'.format(['a'])", "'%d'", "Format"),
        ("'%d'.format([])", "'%d'", "Format"),
        ("'%q'.format([1])", "'%q'", "Format"),
    ] {
        let error = checked(text).expect_err(text);
        let found = format!("{:?}", error.kind);
        assert!(found.starts_with(kind), "{text}: {found}");
        let place: String = place.replace("[1[", "[1][");
        assert_eq!(&text[error.range], place, "{text}");
    }
}

#[test]
fn types_are_limited() {
    let nested = format!("[1]{}", ".map(x, {x: x})".repeat(12));
    assert_eq!(checked(&nested).map(drop).expect_err("the type is too large").kind, TypeErrorKind::TooLarge);
}
