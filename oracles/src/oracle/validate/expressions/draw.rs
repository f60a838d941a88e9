//! Draws typed expressions from forms: texts in which `$` and a letter stand for an expression of a type, and `@` and a letter for the
//! new variable of a macro, which the rest of the brackets around it can use.
//!
//! A form with `~` has values that the evaluator is compared with, and not protovalidate for Python, whose engine is cel-cpp:
//!
//! - the texts of doubles, durations, timestamps and bytes, for which the specification has no form;
//! - `strings.quote`, which it lacks;
//! - `'abc'.substring(0, 3)`, which fails there, although the end is exclusive;
//! - a duration of more than 292 years, which is the longest one in cel-go, and fails there;
//! - `''.split('')`, which is a list with an empty string there, and in cel-go an empty list.

use protoward_kit::random::Random;

/// A drawn expression.
pub(super) struct Drawn {
    pub(super) text: String,
    /// `true` if protovalidate for Python has another value, because the specification leaves it open or because of a mistake.
    pub(super) is_open: bool,
}

impl Drawn {
    /// Returns an expression of a list, with `~` before it if it is open.
    pub(super) fn written(line: &str) -> Self {
        Self { text: line.trim_start_matches('~').to_owned(), is_open: line.starts_with('~') }
    }
}

/// The maximum depth of forms in forms.
const DEPTH: usize = 3;

/// The forms of each type, by its letter: those without others first, at which an expression ends.
const FORMS: &[(char, &[&str], &[&str])] = &[
    ('b', &["true", "false", "this.flag", "this.inner.flag"], BOOLS),
    (
        'i',
        &[
            "0",
            "1",
            "2",
            "-3",
            "9223372036854775807",
            "this.small",
            "this.number",
            "this.maybe",
            "this.kind",
            "this.chosen_number",
        ],
        INTS,
    ),
    ('u', &["0u", "1u", "18446744073709551615u", "this.unsigned", "this.large"], UINTS),
    ('d', &["0.0", "1.5", "-2.0", "1e300", "this.single", "this.double"], DOUBLES),
    (
        't',
        &[
            "''",
            "'a'",
            "'é'",
            "'b,c'",
            "'%s'",
            "'12'",
            "this.text",
            "this.type",
            "this.maybe_text",
            "this.chosen_text",
            "this.inner.text",
        ],
        TEXTS,
    ),
    ('x', &["b''", "b'a'", "b'\\xff'", "this.raw", "this.inner.raw"], BYTES),
    ('D', &["duration('1s')", "duration('-1h0.5s')", "this.duration"], DURATIONS),
    ('T', &["timestamp('2020-01-31T23:59:59Z')", "timestamp(0)", "this.time"], TIMES),
    ('m', &["this", "this.inner", "this.chosen", "this.inner.inner"], MESSAGES),
    ('I', &["[1, 2]", "this.numbers", "this.kinds", "this.inner.numbers"], LISTS_OF_INTS),
    ('S', &["['a', 'b']", "this.texts", "this.inner.texts"], LISTS_OF_TEXTS),
    ('F', &["[0.5]", "this.doubles"], &["$F.filter(@d, $b)", "$I.map(@i, double($i))", "$F + $F"]),
    ('X', &["[b'a']", "this.raws"], &["$X.filter(@x, $b)", "$S.map(@t, bytes($t))"]),
    ('P', &["[duration('2s')]", "this.durations"], &["$P.filter(@D, $b)"]),
    ('M', &["this.subjects", "[this]", "this.inner.subjects"], &["$M.filter(@m, $b)", "$M + $M"]),
];

const BOOLS: &[&str] = &[
    "!($b)",
    "$b && $b",
    "$b || $b",
    "$b ? $b : $b",
    "$i == $i",
    "$i != $i",
    "$i < $i",
    "$i <= $u",
    "$i > $d",
    "$u >= $u",
    "$u == $u",
    "$u < $d",
    "$d == $d",
    "$d >= $d",
    "$t == $t",
    "$t < $t",
    "$x == $x",
    "$x <= $x",
    "$D == $D",
    "$D < $D",
    "$T == $T",
    "$T > $T",
    "$b == $b",
    "$b < $b",
    "$m == $m",
    "$I == $I",
    "$S != $S",
    "$F == $F",
    "$i in $I",
    "$t in $S",
    "$d in $F",
    "$x in $X",
    "$i in [$i, $i]",
    "$t in ['a', $t]",
    "$I.all(@i, $b)",
    "$S.exists(@t, $b)",
    "$F.exists_one(@d, $b)",
    "$M.all(@m, $b)",
    "$M.exists(@m, $b)",
    "$P.all(@D, $b)",
    "$X.exists_one(@x, $b)",
    "[$i, $i].all(@i, $i / $i > 0)",
    "$S.map(@t, $I.exists(@i, $b)).exists(y, y)",
    "this.by_text.all(@t, $b)",
    "this.by_number.exists(@i, $b)",
    "$t in this.by_text",
    "$i in this.by_number",
    "$b in this.by_flag",
    "this.by_text[$t] > $i",
    "this.by_number[$i] == $t",
    "has(this.by_text.a)",
    "has($m.flag)",
    "has($m.number)",
    "has($m.text)",
    "has($m.inner)",
    "has($m.maybe)",
    "has($m.wrapped)",
    "has($m.numbers)",
    "has($m.by_text)",
    "has($m.chosen_text)",
    "has($m.chosen)",
    "has($m.duration)",
    "this.wrapped == null",
    "this.wrapped == $i",
    "this.wrapped > $i",
    "this.wrapped_text == $t",
    "this.wrapped_bytes != null",
    "$m == null",
    "$t.contains($t)",
    "$t.startsWith($t)",
    "$t.endsWith($t)",
    "$t.matches('^[a-c,]')",
    "$t.matches($t)",
    "$x.contains($x)",
    "$x.startsWith($x)",
    "$x.endsWith($x)",
    "$I.unique()",
    "$S.unique()",
    "$F.unique()",
    "$X.unique()",
    "$t.isEmail()",
    "$t.isHostname()",
    "$t.isIp()",
    "$t.isIp(4)",
    "$t.isIpPrefix()",
    "$t.isIpPrefix(4, $b)",
    "$t.isUri()",
    "$t.isUriRef()",
    "$t.isHostAndPort($b)",
    "$d.isNan()",
    "$d.isInf()",
    "$d.isInf($i)",
    "bool($t)",
    "dyn($i) == dyn($u)",
    "dyn($d) == dyn($i)",
    "dyn($i) == dyn($t)",
    "type($i) == type($i)",
    "type($t) == int",
    "[$i, $t, $d].exists(y, y == $t)",
    "{$t: $i}.exists(@t, $b)",
    "$t in {$t: $b}",
    "{'a': $i, 'b': $i} == {'b': $i, 'a': $i}",
    "~google.protobuf.Duration{seconds: $i} < $D",
];

const INTS: &[&str] = &[
    "$i + $i",
    "$i - $i",
    "$i * $i",
    "$i / $i",
    "$i % $i",
    "-($i)",
    "$b ? $i : $i",
    "$m.small",
    "$m.number",
    "$I[$i]",
    "[$i, $i][$i]",
    "$t.size()",
    "size($x)",
    "size($I)",
    "$S.size()",
    "$M.size()",
    "size(this.by_text)",
    "int($u)",
    "int($d)",
    "int($t)",
    "int($T)",
    "this.wrapped + $i",
    "this.by_text[$t]",
    "$t.indexOf($t)",
    "$t.indexOf($t, $i)",
    "$t.lastIndexOf($t)",
    "$t.lastIndexOf($t, $i)",
    "$D.getSeconds()",
    "$D.getMinutes()",
    "$D.getHours()",
    "$D.getMilliseconds()",
    "$T.getFullYear()",
    "$T.getMonth()",
    "$T.getDate()",
    "$T.getDayOfMonth()",
    "$T.getDayOfWeek()",
    "$T.getDayOfYear()",
    "$T.getHours()",
    "$T.getHours('+02:30')",
    "$T.getMinutes('-00:45')",
    "$T.getSeconds()",
    "$T.getMilliseconds()",
    "{'a': $i, 'b': $i}[$t]",
    "$I.filter(@i, $b).size()",
    "$I.map(@i, $b, $i).size()",
    "$I.map(@i, $i)[0]",
];

const UINTS: &[&str] = &[
    "$u + $u",
    "$u - $u",
    "$u * $u",
    "$u / $u",
    "$u % $u",
    "uint($i)",
    "uint($d)",
    "uint($t)",
    "$b ? $u : $u",
    "$m.large",
];

const DOUBLES: &[&str] = &[
    "$d + $d",
    "$d - $d",
    "$d * $d",
    "$d / $d",
    "-($d)",
    "double($i)",
    "double($u)",
    "$b ? $d : $d",
    "$F[$i]",
    "$m.double",
];

const TEXTS: &[&str] = &[
    "$t + $t",
    "$b ? $t : $t",
    "$m.text",
    "$S[$i]",
    "$t.charAt($i)",
    "$t.substring($i)",
    "~$t.substring($i, $i)",
    "($t + 'abcdefgh').substring($i % 4, 4 + $i % 4)",
    "$t.lowerAscii()",
    "$t.upperAscii()",
    "$t.trim()",
    "$t.reverse()",
    "$t.replace($t, $t)",
    "$t.replace($t, $t, $i)",
    "$S.join()",
    "$S.join($t)",
    "~$t.split($t)[$i]",
    "($t + 'b').split($t)[$i]",
    "($t + 'b').split($t, $i).join('|')",
    "string($i)",
    "string($u)",
    "string($b)",
    "string($x)",
    "string($t)",
    "~string($d)",
    "~string($D)",
    "~string($T)",
    "'%s-%d'.format([$t, $i])",
    "'%x %o %b %X'.format([$i, $u, $b, $x])",
    "'%s'.format([$S])",
    "'%s'.format([$I])",
    "'%s'.format([$b])",
    "~'%s %.2f %e'.format([$d, $d, $d])",
    "~'%s %s'.format([$D, $T])",
    "~'%s'.format([$x])",
    "~strings.quote($t)",
    "this.by_number[$i]",
    "this.wrapped_text + $t",
    "$M.filter(@m, $b)[$i].text",
    "$S.filter(@t, $b).map(@t, $t).join(',')",
    "$S.map(@t, $t + ',b').map(@t, $t.split(',')).map(l, l.size() > $i ? l[0] : '')[0]",
];

const BYTES: &[&str] = &["$x + $x", "bytes($t)", "$b ? $x : $x", "$X[$i]"];
const DURATIONS: &[&str] = &["$D + $D", "$D - $D", "$T - $T", "$b ? $D : $D", "duration($t)", "$m.duration", "$P[$i]"];
const TIMES: &[&str] = &["$T + $D", "$D + $T", "$T - $D", "timestamp($i)", "timestamp($t)", "$m.time", "$b ? $T : $T"];
const MESSAGES: &[&str] = &["$m.inner", "$M[$i]", "this.by_flag[$b]", "$b ? $m : $m"];
const LISTS_OF_INTS: &[&str] = &[
    "$I + $I",
    "$I.filter(@i, $b)",
    "$I.map(@i, $i)",
    "$S.map(@t, size($t))",
    "$I.map(@i, $b, $i)",
    "[$i]",
    "$b ? $I : $I",
    "$M.map(@m, $m.small)",
];
const LISTS_OF_TEXTS: &[&str] = &[
    "$S + $S",
    "$S.filter(@t, $b)",
    "$S.map(@t, $t)",
    "~$t.split($t)",
    "('a' + $t).split($t)",
    "$I.map(@i, string($i))",
    "[$t]",
    "$b ? $S : $S",
    "$M.map(@m, $t)",
    "[$S, $S][$i]",
    "$I.map(@i, $S.map(@t, $t + string($i)).join())",
];

pub(super) fn draw(seed: u64, number: u64) -> Drawn {
    let mut draw = Draw { random: Random::keyed(seed, &[0, number]), variables: Vec::new(), count: 0, is_open: false };
    let root = ["$b", "$b", "$t", "string($i)", "string($u)", "string($x)"][draw.random.below(6)];
    let text = draw.fill(root, DEPTH);
    Drawn { text, is_open: draw.is_open }
}

struct Draw {
    random: Random,
    /// The variables of macros, with the letters of their types.
    variables: Vec<(char, String)>,
    count: usize,
    is_open: bool,
}

impl Draw {
    fn expression(&mut self, letter: char, depth: usize) -> String {
        let known: Vec<&String> = self.variables.iter().filter(|(of, _)| *of == letter).map(|(_, name)| name).collect();
        if !known.is_empty() && self.random.chance(3) {
            return known[self.random.below(known.len())].clone();
        }
        let Some((_, ends, forms)) = FORMS.iter().find(|(of, ..)| *of == letter) else { return String::new() };
        if depth == 0 || self.random.chance(5) {
            return ends[self.random.below(ends.len())].to_owned();
        }
        let form = forms[self.random.below(forms.len())];
        let filled = self.fill(form, depth - 1);
        format!("({filled})")
    }

    fn fill(&mut self, form: &str, depth: usize) -> String {
        // The number of variables outside of each open bracket.
        let mut outside = Vec::new();
        let mut text = String::new();
        let mut rest = form.chars();
        while let Some(next) = rest.next() {
            match next {
                '~' => self.is_open = true,
                '$' => text.extend(rest.next().map(|letter| self.expression(letter, depth))),
                '@' => {
                    let name = format!("v{}", self.count);
                    self.count += 1;
                    text.push_str(&name);
                    self.variables.extend(rest.next().map(|letter| (letter, name)));
                }
                '(' => {
                    outside.push(self.variables.len());
                    text.push(next);
                }
                ')' => {
                    outside.pop().into_iter().for_each(|count| self.variables.truncate(count));
                    text.push(next);
                }
                other => text.push(other),
            }
        }
        text
    }
}
