//! The messages that expressions are about.

use prost_types::{Duration, Timestamp};

use protoward_runtime::fields::OpenEnum;

use crate::edition;
use crate::subject::{Kind, Subject, subject::Choice};

pub(crate) fn all() -> Vec<Subject> {
    let inner = Subject { text: "in".to_owned(), small: 2, flag: true, ..Subject::default() };
    let plain = Subject {
        flag: true,
        small: 2,
        number: 3,
        unsigned: 3,
        large: 7,
        single: 1.5,
        double: 1.5,
        text: "abc".to_owned(),
        raw: b"abc".to_vec(),
        kind: Kind::New.into(),
        inner: Some(Box::new(inner.clone())),
        duration: Some(Duration { seconds: 1, nanos: 500_000_000 }),
        // 2024-02-29T23:30:00Z
        time: Some(Timestamp { seconds: 1_709_249_400, nanos: 0 }),
        wrapped: Some(5),
        wrapped_text: Some("w".to_owned()),
        maybe: Some(0),
        maybe_text: Some("m".to_owned()),
        choice: Some(Choice::ChosenText("c".to_owned())),
        numbers: vec![1, 2, 3],
        texts: vec!["a".to_owned(), "b".to_owned()],
        doubles: vec![1.0, 2.5],
        subjects: vec![inner.clone(), Subject { small: 1, text: "two".to_owned(), ..Subject::default() }],
        kinds: vec![1, 7],
        durations: vec![Duration { seconds: 1, nanos: 0 }],
        by_text: [("a".to_owned(), 1), ("b".to_owned(), 2)].into(),
        by_number: [(1, "one".to_owned()), (2, "two".to_owned())].into(),
        by_flag: [(true, inner.clone())].into(),
        r#type: "+02:00".to_owned(),
        raws: vec![b"a".to_vec(), b"b".to_vec()],
        wrapped_bytes: Some(b"w".to_vec()),
        times: [(1, Timestamp { seconds: 1, nanos: 0 })].into(),
    };
    let odd = Subject {
        number: i64::MIN,
        unsigned: 0,
        large: u64::MAX,
        double: f64::NAN,
        text: " aé😀b\n ".to_owned(),
        raw: vec![0xff, b'b'],
        inner: Some(Box::new(Subject { inner: Some(Box::new(plain.clone())), ..Subject::default() })),
        wrapped: Some(0),
        choice: Some(Choice::Chosen(Box::new(plain.clone()))),
        numbers: vec![2, 0, 3, 2],
        texts: vec!["é".to_owned(), "é".to_owned(), String::new()],
        doubles: vec![f64::NAN, f64::NAN, -0.0],
        duration: Some(Duration { seconds: i64::MAX, nanos: 1 }),
        time: Some(Timestamp { seconds: 253_402_300_799, nanos: 999_999_999 }),
        r#type: "(".to_owned(),
        ..Subject::default()
    };
    let infinite = Subject { double: f64::NEG_INFINITY, text: "1".to_owned(), number: 1, small: -1, ..odd.clone() };
    let dated = Subject {
        text: "2020-01-01T00:00:00Z".to_owned(),
        choice: Some(Choice::ChosenNumber(0)),
        small: 1,
        number: 2,
        r#type: "Z$".to_owned(),
        ..plain.clone()
    };
    let timed = Subject { text: "1h".to_owned(), ..inner };
    let address = Subject { text: "10.0.0.0/8".to_owned(), ..Subject::default() };
    vec![Subject::default(), plain, odd, infinite, dated, timed, address]
}

/// The messages of an edition.
pub(crate) fn of_edition() -> Vec<edition::Subject> {
    let part = edition::Part { number: Some(1) };
    let plain = edition::Subject {
        number: Some(0),
        text: Some(String::new()),
        raw: Some(Vec::new().into()),
        double: Some(1.0),
        single: Some(1.0),
        flag: Some(false),
        closed: Some(1),
        open: Some(OpenEnum::Unknown(9)),
        must: 1,
        part,
        unchecked: Some(b"u".to_vec()),
        uncheckeds: vec![b"v".to_vec().into(), b"\xe9".to_vec().into()],
        delimited: Some(edition::Part::default()),
        opens: [("a".to_owned(), edition::Open::Five.into())].into(),
        raws: [(1, b"r".to_vec())].into(),
        implicit: 1,
        implicit_open: edition::Open::Five.into(),
        choice: Some(edition::subject::Choice::ChosenPart(part)),
        parts: vec![part, edition::Part { number: Some(2) }],
        list: vec![b"a".to_vec().into(), b"b".to_vec().into()],
        self_: Some(1),
        r#in: Some(-1),
        ..edition::Subject::default()
    };
    let inner = edition::Subject {
        inner: Some(Box::new(plain.clone())),
        choice: Some(edition::subject::Choice::Chosen(Box::new(plain.clone()))),
        ..edition::Subject::default()
    };
    let open = edition::Subject {
        choice: Some(edition::subject::Choice::ChosenOpen(OpenEnum::new(7))),
        ..edition::Subject::default()
    };
    let raw = edition::Subject {
        choice: Some(edition::subject::Choice::ChosenRaw(b"c".to_vec())),
        list: vec![b"a".to_vec().into(), b"a".to_vec().into()],
        ..edition::Subject::default()
    };
    vec![edition::Subject::default(), plain, inner, open, raw]
}
