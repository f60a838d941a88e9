//! Failures, with their places.

use super::{assert_failures, assert_values};
use crate::times;

#[test]
fn operators() {
    assert_failures(&[
        ("2 + 1 / 0", "DivisionByZero at 1 / 0"),
        ("1u % 0u", "DivisionByZero at 1u % 0u"),
        ("9223372036854775807 + 1", "Overflow at 9223372036854775807 + 1"),
        ("0u - 1u", "Overflow at 0u - 1u"),
        ("-9223372036854775808 / -1", "Overflow at -9223372036854775808 / -1"),
        ("-(-9223372036854775808)", "Overflow at -(-9223372036854775808"),
        ("9223372036854775807 * 2 == 1 && true", "Overflow at 9223372036854775807 * 2"),
        ("dyn('a') + 1", "NoOperator(\"+\", [\"string\", \"int\"]) at dyn('a') + 1"),
        ("dyn(1.0) % dyn(2.0)", "NoOperator(\"%\", [\"double\", \"double\"]) at dyn(1.0) % dyn(2.0"),
        ("1 + dyn(1u)", "NoOperator(\"+\", [\"int\", \"uint\"]) at 1 + dyn(1u"),
        ("-dyn(1u)", "NoOperator(\"-\", [\"uint\"]) at -dyn(1u"),
        ("dyn('a') < 1", "NoOperator(\"<\", [\"string\", \"int\"]) at dyn('a') < 1"),
        ("1 in dyn(1)", "NoOperator(\"in\", [\"int\", \"int\"]) at 1 in dyn(1"),
        ("!dyn(1)", "NotBool(\"int\") at dyn(1"),
        ("dyn(1) ? 1 : 2", "NotBool(\"int\") at dyn(1"),
        ("dyn(1) && true", "NotBool(\"int\") at dyn(1"),
        ("[1][1]", "NoIndex(1, 1) at 1"),
        ("[1][-1]", "NoIndex(1, -1) at -1"),
        ("[1][dyn(0.1)]", "NoOperator(\"[]\", [\"list\", \"double\"]) at dyn(0.1"),
        ("{'a': 1}['b']", "NoKey(None) at 'b'"),
        ("{'a': 1}.b", "NoKey(Some(\"b\")) at b"),
        ("dyn(1).a", "NoField(\"int\", \"a\") at a"),
        ("dyn(m).other", "NoField(\"a.M\", \"other\") at other"),
        ("has(dyn(1).a)", "NoField(\"int\", \"a\") at a"),
        ("{dyn(1.5): 1}", "NotKey(\"double\") at dyn(1.5"),
        ("{'a': 1, 'a': 2}", "RepeatedKey at 'a'"),
        ("{1: 1, dyn(1u): 2}", "RepeatedKey at dyn(1u"),
        ("absent + 1", "UnknownVariable(\"absent\") at absent"),
    ]);
}

#[test]
fn macros() {
    assert_failures(&[
        ("dyn(1).all(x, x)", "NotIterable(\"int\") at dyn(1"),
        ("[0, 1].all(x, 1 / x == 1)", "DivisionByZero at 1 / x"),
        ("[0].exists(x, 1 / x == 1)", "DivisionByZero at 1 / x"),
        ("[1, 0].exists_one(x, 1 / x == 1)", "DivisionByZero at 1 / x"),
        ("[0].map(x, 1 / x)", "DivisionByZero at 1 / x"),
        ("[0].filter(x, 1 / x == 1)", "DivisionByZero at 1 / x"),
        ("[dyn(1)].all(x, x)", "NotBool(\"int\") at x"),
    ]);
}

#[test]
fn unknown_values_prevail_over_errors() {
    let unknown = "Unknown(\"no value\") at unknown";
    assert_failures(&[
        ("m.unknown && true", unknown),
        ("1 / 0 == 1 || m.unknown", unknown),
        ("m.unknown || 1 / 0 == 1", unknown),
        ("[0, 1].all(x, x == 0 ? 1 / x == 1 : m.unknown)", unknown),
        ("a.M{} == m", "Unknown(\"the expression makes a message of type `a.M`\") at a.M"),
    ]);
}

#[test]
fn time_zones_of_regions_need_a_feature() {
    if times::HAS_REGIONS {
        assert_values(&[
            ("timestamp('2024-07-01T12:00:00Z').getHours('Europe/Paris')", "14"),
            ("timestamp('2024-01-01T12:00:00Z').getHours('Europe/Paris')", "13"),
            ("timestamp('2024-01-01T02:00:00Z').getDayOfMonth('America/New_York')", "30"),
        ]);
        assert_failures(&[("timestamp(0).getHours('Europe/Nowhere')", "UnknownZone(\"Europe/Nowhere\") at getHours")]);
    } else {
        assert_failures(&[(
            "timestamp(0).getHours('Europe/Paris')",
            "Unknown(\"the time zone of `getHours` is neither `UTC` nor an offset such as `+02:00`\") at getHours",
        )]);
    }
}

#[test]
fn conversions_and_times() {
    let failures = [
        ("bool", "'yes'", "string"),
        ("double", "'x'", "string"),
        ("int", "'1.5'", "string"),
        ("int", "9223372036854775808u", "uint"),
        ("int", "1e99", "double"),
        ("int", "0.0 / 0.0", "double"),
        ("uint", "-1", "int"),
        ("uint", "-1.5", "double"),
        ("uint", "1e99", "double"),
        ("string", r"b'\xff'", "bytes"),
        ("duration", "'1'", "string"),
        ("duration", "'9999999999h'", "string"),
        ("timestamp", "'2020'", "string"),
        ("timestamp", "'2020-13-01T00:00:00Z'", "string"),
        ("timestamp", "'0000-12-31T23:59:59Z'", "string"),
        ("timestamp", "253402300800", "int"),
        ("timestamp", "-62135596801", "int"),
        ("int", "dyn(true)", "bool"),
        ("string", "dyn([1])", "list"),
    ];
    for (function, value, from) in failures {
        let failure = format!("NoConversion(\"{function}\", \"{from}\") at {function}");
        assert_failures(&[(&format!("{function}({value})"), &failure)]);
    }
    let last = "timestamp('9999-12-31T23:59:59Z')";
    let first = "timestamp('0001-01-01T00:00:00Z')";
    for (operation, place) in [
        (format!("{last} + duration('1s')"), "timestamp('9999-12-31T23:59:59Z') + duration('1s'"),
        (format!("duration('1s') + {last}"), "duration('1s') + timestamp('9999-12-31T23:59:59Z'"),
        (format!("{first} - duration('1ns')"), "timestamp('0001-01-01T00:00:00Z') - duration('1ns'"),
        (format!("{last} - {first}"), "timestamp('9999-12-31T23:59:59Z') - timestamp('0001-01-01T00:00:00Z'"),
        ("duration('2562047h') + duration('2562047h')".to_owned(), "duration('2562047h') + duration('2562047h'"),
        ("duration('-2562047h') - duration('2562047h')".to_owned(), "duration('-2562047h') - duration('2562047h'"),
    ] {
        assert_failures(&[(&operation, &format!("Overflow at {place}"))]);
    }
}

#[test]
fn strings() {
    assert_failures(&[
        ("'hello'.charAt(-1)", "NoPosition at charAt"),
        ("'hello'.charAt(6)", "NoPosition at charAt"),
        ("'hello mellow'.indexOf('ello', 20)", "NoPosition at indexOf"),
        ("'hello mellow'.lastIndexOf('ello', -1)", "NoPosition at lastIndexOf"),
        ("'tacocat'.substring(40)", "NoPosition at substring"),
        ("'tacocat'.substring(-1)", "NoPosition at substring"),
        ("'tacocat'.substring(2, 1)", "NoPosition at substring"),
        ("'a'.matches(dyn('('))", "Pattern(\"invalid\") at matches"),
        ("[dyn(1)].join(',')", "NotText(\"int\") at join"),
        ("size(dyn(1))", "NoOverload(\"size\", [\"int\"]) at size"),
        ("dyn(1).contains('a')", "NoOverload(\"contains\", [\"int\", \"string\"]) at contains"),
        ("dyn('%d').format(['a'])", "Format(\"`%d` cannot show a value of type `string`\") at format"),
        ("dyn('%d').format([])", "Format(\"the format has more clauses than arguments\") at format"),
        ("dyn('%%').format([1])", "Format(\"the format has fewer clauses than arguments\") at format"),
        ("dyn('%q').format([1])", "Format(\"unknown clause `%q`; write `%%` for a percent sign\") at format"),
    ]);
}
