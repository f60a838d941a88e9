//! Open enums, unknown fields and setters behave as they should, and all else as in the code of prost.

use std::fmt::Debug;

use prost::Message;

use crate::changed::fields::{edition, p2, r#type as p3};
use crate::plain::fields as as_prost;
use protoward_runtime::fields::OpenEnum;

/// Bytes of a message with every field set, by `prost` as it is.
fn everything() -> Vec<u8> {
    use as_prost::p2::all::{Choice, Chosen2, Many, Part, Type};
    use as_prost::p2::{All, Kind, Plain, plain};
    let mut inner = All { required: 1, must: Kind::Old.into(), choice: Some(Choice::Chosen(2)), ..All::default() };
    inner.r#type = Some(Type::Match(true));
    let mut all = All {
        required: -1,
        text: Some("text".to_owned()),
        raw: Some(vec![1, 2]),
        weight: Some(0.5),
        ratio: Some(0.25),
        flag: Some(false),
        big: Some(7),
        kind: Some(Kind::Type.into()),
        must: Kind::Old.into(),
        kinds: vec![Kind::Old.into(), Kind::New.into()],
        packed_kinds: vec![Kind::Type.into(), Kind::Old.into()],
        numbers: vec![-1, 1],
        loose: vec![3, 4],
        texts: vec!["a".to_owned(), String::new()],
        part: Some(Box::new(Part { kind: Some(2), whole: Some(inner.clone()) })),
        many: vec![Many { id: Some(1) }, Many::default()],
        r#async: Some("async".to_owned()),
        unknown_fields: Some(1),
        with_text: Some(2),
        plain: Some(Plain { id: 3, number: Some(plain::Number::A(1)) }),
        choice: Some(Choice::Chosen2(Chosen2 { id: Some(9) })),
        r#type: Some(Type::Self_(3)),
        ..All::default()
    };
    all.kind_by_name.insert("old".to_owned(), Kind::Old.into());
    all.kind_by_id.insert(-3, Kind::Type.into());
    all.all_by_flag.insert(true, inner);
    all.raw_by_id.insert(8, vec![9]);
    all.encode_to_vec()
}

/// Decodes as both, and compares bytes, lengths and `Debug`.
fn assert_alike<Plain: Message + Default + Debug, Changed: Message + Default + Debug>(bytes: &[u8]) {
    let plain = Plain::decode(bytes).expect("prost decodes it");
    let mut changed = Changed::decode(bytes).expect("it is decoded");
    assert_eq!(changed.encode_to_vec(), plain.encode_to_vec());
    assert_eq!(changed.encoded_len(), plain.encoded_len());
    assert_eq!(format!("{changed:#?}"), format!("{plain:#?}"));
    changed.clear();
    assert_eq!(
        format!("{changed:?}"),
        format!("{:?}", {
            let mut plain = plain;
            plain.clear();
            plain
        })
    );
    assert_eq!(format!("{:?}", Changed::default()), format!("{:?}", Plain::default()));
    for end in 0..bytes.len() {
        let plain = Plain::decode(&bytes[..end]);
        let changed = Changed::decode(&bytes[..end]);
        assert_eq!(changed.err().map(|why| why.to_string()), plain.err().map(|why| why.to_string()), "up to {end}");
    }
}

#[test]
fn messages_are_on_the_wire_and_in_debug_as_those_of_prost() {
    assert_alike::<as_prost::p2::All, p2::All>(&everything());
    assert_alike::<as_prost::p2::Empty, p2::Empty>(&[]);
    use as_prost::r#type::{All, all};
    let inner = All { kinds: vec![1, 0], loose: vec![1], count: Some(0), ..All::default() };
    for choice in [all::Choice::Chosen(1), all::Choice::Boxed(Box::default()), all::Choice::Bytes(vec![1])] {
        let mut all = All { text: "a".to_owned(), weight: -0.5, kind: 1, maybe: Some(0), ..inner.clone() };
        all.kind_by_name.insert(String::new(), 0);
        (all.inner, all.empty, all.choice) =
            (Some(Box::new(inner.clone())), Some(as_prost::p2::Empty {}), Some(choice));
        assert_alike::<All, p3::All>(&all.encode_to_vec());
    }
    use as_prost::edition;
    let all =
        edition::All { must: 1, kind: Some(1), loose: vec![1], closed_kinds: vec![3, 4], ..edition::All::default() };
    let outer = edition::All {
        delimited: Some(Box::new(all.clone())),
        choice: Some(edition::all::Choice::Grouped(Box::new(all))),
        unchecked: Some(vec![0xff]),
        ..edition::All::default()
    };
    assert_alike::<edition::All, edition::All>(&outer.encode_to_vec());
}

#[test]
fn merges_values_of_one_member_of_a_oneof() {
    let bytes = [everything(), everything()].concat();
    assert_alike::<as_prost::p2::All, p2::All>(&bytes);
}

#[test]
fn keeps_numbers_that_an_enum_does_not_have() {
    let all = as_prost::p2::All { kind: Some(77), kinds: vec![1, 2], ..Default::default() };
    let mut all = p2::All::decode(&*all.encode_to_vec()).expect("it is decoded");
    assert_eq!((all.kind, all.kind.and_then(OpenEnum::known)), (Some(OpenEnum::Unknown(77)), None));
    assert_eq!(all.kind(), p2::Kind::Old, "the default that is declared");
    assert_eq!(all.kinds().collect::<Vec<_>>(), [p2::Kind::Type]);
    assert_eq!(all.kinds[1], p2::Kind::Type);
    all.set_kind(p2::Kind::New);
    all.push_kinds(p2::Kind::Old);
    all.insert_kind_by_id(1, p2::Kind::Type);
    assert_eq!((all.kind(), all.get_kind_by_id(1)), (p2::Kind::New, Some(p2::Kind::Type)));
    assert_eq!(all.kinds.iter().map(|kind| kind.number()).collect::<Vec<_>>(), [1, 2, -1]);
    let default = p2::All::default();
    assert_eq!((default.must, default.text(), default.raw()), (p2::Kind::New.into(), "a\"\n\\é", &b"\x01\"\x7f\\"[..]));
    assert_eq!(
        (default.weight(), default.ratio(), default.big(), default.flag()),
        (f64::INFINITY, 1.5e10, u64::MAX, true)
    );
    assert_eq!(edition::All::default().unchecked(), b"\"x\"");
}

#[test]
fn keeps_negative_zeros() {
    let zero = as_prost::r#type::Real { many: vec![-0.0], maybe: Some(-0.0), ..Default::default() };
    assert_alike::<as_prost::r#type::Real, p3::Real>(&zero.encode_to_vec());
    let real = p3::Real {
        wide: -0.0,
        narrow: -0.0,
        wide_by_id: [(1, -0.0)].into(),
        narrow_by_flag: [(true, -0.0)].into(),
        ..Default::default()
    };
    let bytes = real.encode_to_vec();
    assert_eq!(bytes.len(), real.encoded_len());
    let read = p3::Real::decode(&*bytes).expect("it is decoded");
    let zeros = [read.wide, read.narrow.into(), read.wide_by_id[&1], read.narrow_by_flag[&true].into()];
    assert!(zeros.iter().all(|zero: &f64| zero.to_bits() == (-0.0f64).to_bits()), "{zeros:?}");
    assert_eq!(p3::Real { wide: 0.0, number: 0, ..Default::default() }.encode_to_vec(), b"");
}

#[test]
fn keeps_fields_that_the_schema_does_not_have() {
    let bytes = [&everything()[..], &[0xd2, 0x06, 2, b'h', b'i']].concat();
    let all = p2::All::decode(&*bytes).expect("it is decoded");
    assert_eq!(all.unknown_fields, Some(1), "a field of the schema has the name");
    assert_eq!(all.unknown_fields_.as_bytes(), &bytes[bytes.len() - 5..]);
    assert_eq!((all.encode_to_vec().len(), all.encoded_len()), (bytes.len(), bytes.len()));
    assert!(format!("{all:?}").contains("unknown_fields_: b\"\\xd2\\x06\\x02hi\""));
}

#[test]
fn setters_take_what_can_be_converted() {
    let all = p2::All::default()
        .with_required(3)
        .with_text_("text")
        .with_kind(p2::Kind::Type)
        .with_texts(["a", "b"])
        .with_kind_by_name([("a", p2::Kind::Old)])
        .with_inner(p2::All::default())
        .with_self_(7)
        .with_async("word");
    assert_eq!((all.required, all.text(), all.kind()), (3, "text", p2::Kind::Type));
    assert_eq!(all.texts, ["a", "b"]);
    assert_eq!(all.get_kind_by_name("a"), Some(p2::Kind::Old));
    assert!(matches!(all.choice, Some(p2::all::Choice::Inner(_))));
    assert_eq!((&all.r#type, all.r#async()), (&Some(p2::all::Type::Self_(7)), "word"));
}

#[test]
fn derives_copy_for_a_oneof_of_numbers() {
    fn is_copy<T: Copy>(_: T) {}
    is_copy(p2::plain::Number::A(1));
    is_copy(p3::Point { x: 1, y: 2 });
}
