//! Values of operators, macros and functions.

use super::assert_values;

#[test]
fn operators() {
    assert_values(&[
        ("1 + 2 * 3 - 4", "3"),
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7 % 3", "1"),
        ("-7 % 3", "-1"),
        ("2u + 3u", "5u"),
        ("5u % 3u", "2u"),
        ("1.5 * 2.0", "3.0"),
        ("1.0 / 0.0", "inf"),
        ("-(1 + 2)", "-3"),
        ("-(1.5)", "-1.5"),
        ("'a' + 'b'", "'ab'"),
        ("b'a' + b'b'", "b'ab'"),
        ("[1] + [2, 3]", "[1, 2, 3]"),
        ("!true", "false"),
        ("1 == 1 && 1 != 2 && !(1 == 2)", "true"),
        ("dyn(1) == 1.0 && dyn(1) == 1u && dyn('1') != 1", "true"),
        ("1 < 2u && 2u > 1.5 && 1 <= 1.0 && 1u >= 1", "true"),
        ("'a' < 'b' && b'a' < b'b' && false < true", "true"),
        ("duration('1s') < duration('1m')", "true"),
        ("timestamp('2020-01-01T00:00:00Z') < timestamp('2020-01-01T00:00:01Z')", "true"),
        ("0.0 / 0.0 == 0.0 / 0.0 || 0.0 / 0.0 < 1.0", "false"),
        ("[1, [2]] == [1, [2]] && [1] != [2] && [1] != [1, 2]", "true"),
        ("{'a': 1, 'b': 2} == {'b': 2, 'a': 1} && {'a': 1} != {'b': 1}", "true"),
        ("2 in [1, 2] && !(3 in [1, 2]) && 'k' in {'k': 1} && !(1 in dyn({'k': 1}))", "true"),
        ("[1, 2][1]", "2"),
        ("[1, 2][dyn(1u)] + [1, 2][dyn(0.0)]", "3"),
        ("{'a': [1, 2]}['a'][0]", "1"),
        ("{1: 'a'}[dyn(1u)]", "'a'"),
        ("{'a': 1}.a", "1"),
        ("true ? 1 : 2", "1"),
        ("m == m && m != null && null == null", "true"),
        ("w == null", "true"),
    ]);
}

#[test]
fn logic_ignores_failures_that_do_not_decide() {
    assert_values(&[
        ("1 / 0 == 1 || true", "true"),
        ("true || 1 / 0 == 1", "true"),
        ("1 / 0 == 1 && false", "false"),
        ("m.unknown && false", "false"),
        ("m.unknown || true", "true"),
        ("true ? 1 : 1 / 0", "1"),
        ("[0, 1].exists(x, 1 / x == 1)", "true"),
        ("[0, 2].all(x, 1 / x == 1)", "false"),
    ]);
}

#[test]
fn macros() {
    assert_values(&[
        ("[1, 2].all(x, x > 0) && [].all(x, false) && ![1, 2].all(x, x > 1)", "true"),
        ("[1, 2].exists(x, x > 1) && ![].exists(x, true)", "true"),
        ("[1, 2].exists_one(x, x > 1) && ![1, 2].exists_one(x, x > 0) && ![].exists_one(x, true)", "true"),
        ("[1, 2].existsOne(x, x == 1)", "true"),
        ("[1, 2, 3].map(n, n * n)", "[1, 4, 9]"),
        ("[1, 2, 3].map(n, n > 1, n * n)", "[4, 9]"),
        ("[1, 2, 3].filter(i, i % 2 > 0)", "[1, 3]"),
        ("{'a': 1, 'b': 2}.all(k, k != '') && {'a': 1}.exists(k, k == 'a')", "true"),
        ("{'a': 1}.map(k, k + k)", "['aa']"),
        ("[[1], [2]].map(x, x.map(y, [y, x[0]]))", "[[[1, 1]], [[2, 2]]]"),
        ("[1].map(x, [2].map(x, x))", "[[2]]"),
        ("has({'a': 1}.a) && !has({'a': 1}.b) && has(m.text) && !has(m.unknown)", "true"),
    ]);
}

#[test]
fn names_and_objects() {
    assert_values(&[
        ("a.RED + .a.RED", "14"),
        ("m.text + o.text", "'tt'"),
        ("o['key']", "'key'"),
        ("type(1) == int && type(m) == a.M && type('a') != int", "true"),
        ("type(int)", "type"),
        (
            "[type(null), type(1u), type(1.5), type(b''), type([]), type({}), type(duration('1s'))]",
            "[null_type, uint, double, bytes, list, map, google.protobuf.Duration]",
        ),
    ]);
}

#[test]
fn conversions() {
    assert_values(&[
        (
            "[bool('true'), bool('t'), bool('1'), bool('TRUE'), bool('false'), bool('0'), bool(true)]",
            "[true, true, true, true, false, false, true]",
        ),
        ("bytes('é')", r"b'\xc3\xa9'"),
        ("[double(1), double(2u), double('1e3'), double(1.5)]", "[1.0, 2.0, 1000.0, 1.5]"),
        (
            "[int(2u), int(2.9), int(-2.9), int('-12'), int(timestamp('1970-01-01T00:01:00.9Z')), int(5)]",
            "[2, 2, -2, -12, 60, 5]",
        ),
        ("[uint(2), uint(2.9), uint('12'), uint(5u)]", "[2u, 2u, 12u, 5u]"),
        (
            "[string(-1), string(2u), string(1.5), string(true), string(b'a'), string('a')]",
            "['-1', '2', '1.5', 'true', 'a', 'a']",
        ),
        ("[string(duration('90s')), string(timestamp('2020-01-01T00:00:00.5Z'))]", "['90s', '2020-01-01T00:00:00.5Z']"),
        ("[duration('1h30m'), duration('-1.5s'), duration(duration('1ms'))]", "[5400s, -1.5s, 0.001s]"),
        (
            "[timestamp(60), timestamp('1972-01-01T10:00:20.021-05:00'), timestamp(timestamp(0))]",
            "[1970-01-01T00:01:00Z, 1972-01-01T15:00:20.021Z, 1970-01-01T00:00:00Z]",
        ),
        ("[string(999999.0), string(0.0001), string(0.0)]", "['999999', '0.0001', '0']"),
        ("[string(1e6), string(-1.5e10), string(1.2e-5), string(1e100)]", "['1e+06', '-1.5e+10', '1.2e-05', '1e+100']"),
        ("[string(1.0 / 0.0), string(-1.0 / 0.0), string(0.0 / 0.0)]", "['+Inf', '-Inf', 'NaN']"),
        ("dyn([1, 'a'])", "[1, 'a']"),
    ]);
}

#[test]
fn durations_and_timestamps() {
    assert_values(&[
        ("duration('1s') + duration('2s') - duration('1ms')", "2.999s"),
        ("timestamp('2024-02-28T23:00:00Z') + duration('1h')", "2024-02-29T00:00:00Z"),
        ("duration('1h') + timestamp('2024-02-29T23:00:00Z')", "2024-03-01T00:00:00Z"),
        ("timestamp('2024-03-01T00:00:00Z') - duration('1s')", "2024-02-29T23:59:59Z"),
        ("timestamp('2024-03-01T00:00:00Z') - timestamp('2024-02-29T00:00:00Z')", "86400s"),
        ("timestamp('9999-12-31T23:59:58Z') + duration('1s')", "9999-12-31T23:59:59Z"),
        ("duration('3730.5s').getHours()", "1"),
        ("duration('3730.5s').getMinutes()", "62"),
        ("duration('3730.5s').getSeconds()", "3730"),
        ("duration('3730.5s').getMilliseconds()", "500"),
    ]);
    let parts = [
        ("getFullYear", "2023", "2024"),
        ("getMonth", "11", "0"),
        ("getDayOfYear", "364", "0"),
        ("getDayOfMonth", "30", "0"),
        ("getDate", "31", "1"),
        ("getDayOfWeek", "0", "1"),
        ("getHours", "23", "1"),
        ("getMinutes", "45", "15"),
        ("getSeconds", "59", "59"),
        ("getMilliseconds", "21", "21"),
    ];
    for (function, in_utc, in_zone) in parts {
        let call = |zone: &str| format!("timestamp('2023-12-31T23:45:59.021Z').{function}({zone})");
        assert_values(&[(&call(""), in_utc), (&call("'UTC'"), in_utc), (&call("'+01:30'"), in_zone)]);
    }
    assert_values(&[("timestamp('2023-12-31T23:45:59Z').getHours('-00:45')", "23")]);
}

#[test]
fn strings_and_sizes() {
    assert_values(&[
        ("[size('é'), 'ab'.size(), size(b'ab'), size([1]), {}.size()]", "[1, 2, 2, 1, 0]"),
        ("'hello'.contains('ell') && 'hello'.startsWith('he') && 'hello'.endsWith('lo') && !'a'.contains('b')", "true"),
        ("'foobar'.matches('^fo+') && matches('x1', '[0-9]') && !'a'.matches('b')", "true"),
        ("'hello'.charAt(4) + 'hello'.charAt(5)", "'o'"),
        ("['hello mellow'.indexOf(''), 'hello mellow'.indexOf('ello'), 'hello mellow'.indexOf('jello')]", "[0, 1, -1]"),
        ("['hello mellow'.indexOf('', 2), 'hello mellow'.indexOf('ello', 2), 'éa'.indexOf('a')]", "[2, 7, 1]"),
        ("['hello mellow'.lastIndexOf(''), 'hello mellow'.lastIndexOf('ello'), 'a'.lastIndexOf('b')]", "[12, 7, -1]"),
        ("'hello mellow'.lastIndexOf('ello', 6)", "1"),
        (
            "[['hello', 'mellow'].join(), [].join(), ['hello', 'mellow'].join(' '), ['a', 'b', 'c'].join('/')]",
            "['hellomellow', '', 'hello mellow', 'a/b/c']",
        ),
        (
            "['TacoCat'.lowerAscii(), 'TacoCÆt Xii'.lowerAscii(), 'TacoCat'.upperAscii(), 'TacoCÆt Xii'.upperAscii()]",
            "['tacocat', 'tacocÆt xii', 'TACOCAT', 'TACOCÆT XII']",
        ),
        ("'hello hello'.replace('he', 'we')", "'wello wello'"),
        ("'hello hello'.replace('he', 'we', -1)", "'wello wello'"),
        ("'hello hello'.replace('he', 'we', 1)", "'wello hello'"),
        ("'hello hello'.replace('he', 'we', 0)", "'hello hello'"),
        ("'hello hello'.replace('', '_')", "'_h_e_l_l_o_ _h_e_l_l_o_'"),
        ("'hello hello'.replace('h', '')", "'ello ello'"),
        ("'hello hello hello'.split(' ')", "['hello', 'hello', 'hello']"),
        ("'hello hello hello'.split(' ', 0)", "[]"),
        ("'hello hello hello'.split(' ', 1)", "['hello hello hello']"),
        ("'hello hello hello'.split(' ', 2)", "['hello', 'hello hello']"),
        ("'hello hello hello'.split(' ', -1)", "['hello', 'hello', 'hello']"),
        ("['abc'.split(''), 'abc'.split('', 2), ''.split('')]", "[['a', 'b', 'c'], ['a', 'bc'], []]"),
        ("['tacocat'.substring(4), 'tacocat'.substring(0, 4), 'tacocat'.substring(7)]", "['cat', 'taco', '']"),
        ("'  \\ttrim\\n    '.trim()", "'trim'"),
        ("['gums'.reverse(), 'né'.reverse()]", "['smug', 'én']"),
        (r#"strings.quote('single-quote with "double quote"')"#, r#"'"single-quote with \"double quote\""'"#),
        (r"strings.quote('two escape sequences \a\n')", r#"'"two escape sequences \a\n"'"#),
    ]);
}

#[test]
fn formats() {
    let cases = [
        ("%s", "'foo'", "foo"),
        ("%s", "b'foo'", "foo"),
        ("%s", r"b'a\xff\xffb'", "a\u{fffd}b"),
        ("%s", "null", "null"),
        ("%s", "int", "int"),
        ("%s", "true", "true"),
        ("%s", "1.0", "1"),
        ("%s", "1e21", "1000000000000000000000"),
        ("%s", "9223372036854775807", "9223372036854775807"),
        ("%s", "duration('1.5s')", "1.5s"),
        ("%s", "timestamp(0)", "1970-01-01T00:00:00Z"),
        ("%s", "[1, 2u]", "[1, 2]"),
        ("%s", "{'b': 1, 'a': [true]}", "{a: [true], b: 1}"),
        ("%s", "0.0 / 0.0", "NaN"),
        ("%s", "-1.0 / 0.0", "-Infinity"),
        ("%d", "1", "1"),
        ("%d", "1u", "1"),
        ("%d", "3.14", "3.14"),
        ("%f", "1", "1.000000"),
        ("%f", "1u", "1.000000"),
        ("%f", "3.14", "3.140000"),
        ("%.1f", "3.14", "3.1"),
        ("%.0f", "2.5", "2"),
        ("%.3f", "123.4999", "123.500"),
        ("%.3f", "123.4994", "123.499"),
        ("%f", "1.0 / 0.0", "Infinity"),
        ("%e", "1", "1.000000e+00"),
        ("%e", "1u", "1.000000e+00"),
        ("%e", "3.14", "3.140000e+00"),
        ("%.1e", "3.14", "3.1e+00"),
        ("%.1e", "-3.14", "-3.1e+00"),
        ("%.1e", "0.000314", "3.1e-04"),
        ("%.1e", "3.1e200", "3.1e+200"),
        ("%x", "30", "1e"),
        ("%X", "30u", "1E"),
        ("%x", "-30", "-1e"),
        ("%x", "'hi'", "6869"),
        ("%X", "b'hi~'", "68697E"),
        ("%o", "11", "13"),
        ("%o", "-11", "-13"),
        ("%b", "5", "101"),
        ("%b", "-5", "-101"),
        ("%b", "true", "1"),
    ];
    for (clause, argument, text) in cases {
        let expression = format!("'{clause}'.format([{argument}])");
        assert_values(&[(&expression, &format!("'{text}'"))]);
    }
    assert_values(&[("'%s of %d%%'.format(['a', 3])", "'a of 3%'"), ("'x'.format([])", "'x'")]);
}
