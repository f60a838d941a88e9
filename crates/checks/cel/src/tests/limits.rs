//! Limits, with their places.

use super::{LIMITS, World, assert_failures, checked};
use crate::{Evaluation, Limits, Value};

const DIGITS: &str = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";

#[test]
fn steps_bytes_and_texts_are_limited() {
    let nested = format!("[{DIGITS}].all(l, {}true{}", "l.all(x, ".repeat(6), ")".repeat(7));
    let lists = format!("[['']]{}", ".map(s, s + s)".repeat(30));
    let text = format!("'0123456789'{}", ".replace('0', '00000')".repeat(20));
    let pattern = format!("'{}'.matches('{}')", "a".repeat(3000), "(a*)*b".repeat(60));
    let search = format!("[1, 2, 3, 4, 5, 6].all(x, !{pattern})");
    assert_failures(
        &[
            (&lists, "Limit(Bytes(1048576)) at s + s"),
            (&text, "Limit(Text(4096)) at replace"),
            (&search, "Limit(Steps(100000)) at matches"),
        ]
        .map(|(text, failure)| (text.as_str(), failure)),
    );
    let failure = super::evaluated(&nested).expect_err("there are too many steps");
    assert!(failure.starts_with("Limit(Steps(100000)) at"), "{failure}");
}

#[test]
fn each_way_to_make_a_text_is_limited() {
    let long = |text: &str| format!("'{}'", text.repeat(4096 / text.len()));
    let half = format!("'{}'", "a".repeat(2100));
    for (expression, place) in [
        (format!("{half} + {half}"), "+"),
        (format!("bytes({half}) + bytes({half})"), "+"),
        (format!("[{half}, {half}].join()"), "join"),
        (format!("'%s%s'.format([{half}, {half}])"), "format"),
        (format!("{}.replace('ab', 'abc')", long("ab")), "replace"),
    ] {
        let failure = super::evaluated(&expression).expect_err("the text is too long");
        assert!(failure.starts_with("Limit(Text(4096)) at"), "{failure}");
        assert!(failure.contains(place), "{failure}");
    }
}

#[test]
fn nothing_hides_an_exceeded_limit() {
    let lists = format!("[['']]{}.size() == 1", ".map(s, s + s)".repeat(30));
    assert_failures(
        &[
            (&format!("{lists} || true"), "Limit(Bytes(1048576)) at s + s"),
            (&format!("{lists} && false"), "Limit(Bytes(1048576)) at s + s"),
            (&format!("[1, 2].exists(x, x == 1 ? {lists} : true)"), "Limit(Bytes(1048576)) at s + s"),
            (&format!("[1, 2].all(x, x == 1 ? {lists} : false)"), "Limit(Bytes(1048576)) at s + s"),
        ]
        .map(|(text, failure): (&String, &'static str)| (text.as_str(), failure)),
    );
}

/// A list that contains the one before many times has few bytes, and very many elements.
#[test]
fn shared_parts_count_as_often_as_they_are_visited() {
    let shared = format!("[1]{}", ".map(s, [s, s, s, s, s, s, s, s])".repeat(40));
    for expression in [
        format!("{shared} == {shared}"),
        format!("dyn(1) in dyn({shared})"),
        format!("'%s'.format([{shared}])"),
        format!("{{1: {shared}}} == {{1: {shared}}}"),
    ] {
        let failure = super::evaluated(&expression).expect_err("there are too many steps");
        assert!(failure.starts_with("Limit(Steps(100000)) at"), "{expression}: {failure}");
    }
}

#[test]
fn an_evaluation_counts_its_steps() {
    let root = checked("1 + 2 == 3").expect("the types are right");
    let mut evaluation = Evaluation::new(&World, Limits { steps: 7, ..LIMITS });
    assert!(matches!(evaluation.evaluate(&root), Ok(Value::Bool(true))));
    assert_eq!(evaluation.steps(), 7, "five nodes, and two comparisons or sums");
    assert!(Evaluation::new(&World, Limits { steps: 6, ..LIMITS }).evaluate(&root).is_err());
}
