//! Extensions on the wire are as fields of the same type are: `fields.extended.Mirror` has them as fields, which prost encodes.

use prost::Message;

use crate::changed::fields::extended::outer::Inner;
use crate::changed::fields::extended::outer::inner::{INNER, PACKED_FIXED};
use crate::changed::fields::extended::*;
use crate::changed::fields::{edition, extended_edition, p2};
use crate::plain::fields::extended as fields;
use protoward_runtime::fields::OpenEnum;

fn part(id: i32) -> Part {
    Part { id: Some(id), names: vec!["a".to_owned(), String::new()], ..Part::default() }
}

/// Every field, by `prost` as it is.
fn mirror() -> fields::Mirror {
    let part = |id| fields::Part { id: Some(id), names: vec!["a".to_owned(), String::new()], inner: None };
    fields::Mirror {
        id: Some(7),
        flag: Some(true),
        raw: Some(vec![0, 0xff]),
        wide: Some(-0.5),
        half_fixed: Some(u32::MAX),
        fixed: Some(1),
        narrow: Some(f32::MIN),
        number: Some(-1),
        long: Some(i64::MIN),
        half_signed: Some(-2),
        signed: Some(i64::MAX),
        half_zigzag: Some(i32::MIN),
        zigzag: Some(-3),
        text: Some("é".to_owned()),
        count: Some(0),
        total: Some(u64::MAX),
        kind: Some(fields::Kind::First.into()),
        part: Some(part(1)),
        grouped: Some(fields::mirror::Grouped { part: Some(part(2)) }),
        loose: vec![-1, 0, 300],
        packed: vec![1, -300],
        kinds: vec![2, 1],
        packed_kinds: vec![1, 2, 2],
        texts: vec![String::new(), "b".to_owned()],
        parts: vec![part(3), fields::Part::default()],
        groups: vec![fields::mirror::Groups { at: Some(4) }, fields::mirror::Groups::default()],
        open: Some(1),
        open_kinds: vec![0, 1],
        raws: vec![vec![], vec![9]],
        as_type: Some(2),
        packed_fixed: vec![5, u64::MAX],
    }
}

/// The same as extensions.
fn set_all(base: &mut Base) {
    base.id = Some(7);
    FLAG.set(base, true);
    RAW.set(base, vec![0, 0xff]);
    WIDE.set(base, -0.5);
    HALF_FIXED.set(base, u32::MAX);
    FIXED.set(base, 1);
    NARROW.set(base, f32::MIN);
    NUMBER.set(base, -1);
    LONG.set(base, i64::MIN);
    HALF_SIGNED.set(base, -2);
    SIGNED.set(base, i64::MAX);
    HALF_ZIGZAG.set(base, i32::MIN);
    ZIGZAG.set(base, -3);
    TEXT.set(base, "é".to_owned());
    #[expect(deprecated, reason = "the schema says that the extension is")]
    COUNT.set(base, 0);
    TOTAL.set(base, u64::MAX);
    KIND.set(base, Kind::First);
    PART.set(base, part(1));
    GROUPED.set(base, Grouped { part: Some(part(2)), ..Grouped::default() });
    LOOSE.set(base, [-1, 0, 300]);
    PACKED.set(base, [1, -300]);
    KINDS.set(base, [Kind::Second, Kind::First]);
    PACKED_KINDS.set(base, [Kind::First, Kind::Second, Kind::Second]);
    TEXTS.set(base, ["", "b"].map(str::to_owned));
    PARTS.set(base, [part(3), Part::default()]);
    GROUPS.set(base, [Groups { at: Some(4), ..Groups::default() }, Groups::default()]);
    OPEN.set(base, edition::Kind::One.into());
    OPEN_KINDS.set(base, [0, 1]);
    RAWS.set(base, [vec![], vec![9]]);
    AS_TYPE.set(base, p2::Kind::Type.into());
    PACKED_FIXED.set(base, [5, u64::MAX]);
}

#[test]
fn writes_extensions_as_fields() {
    let mut base = Base::default();
    set_all(&mut base);
    assert_eq!(base.encode_to_vec(), mirror().encode_to_vec());
    // What is set again takes the place of what was there.
    set_all(&mut base);
    assert_eq!(base.encode_to_vec(), mirror().encode_to_vec());
}

#[test]
fn reads_extensions_that_others_write() {
    let base = Base::decode(&*mirror().encode_to_vec()).expect("it is decoded");
    let mut again = Base { id: base.id, ..Base::default() };
    let singles = [
        FLAG.get(&base).map(|it| it == Some(true)),
        RAW.get(&base).map(|it| it == Some(vec![0, 0xff])),
        WIDE.get(&base).map(|it| it == Some(-0.5)),
        HALF_FIXED.get(&base).map(|it| it == Some(u32::MAX)),
        FIXED.get(&base).map(|it| it == Some(1)),
        NARROW.get(&base).map(|it| it == Some(f32::MIN)),
        NUMBER.get(&base).map(|it| it == Some(-1)),
        LONG.get(&base).map(|it| it == Some(i64::MIN)),
        HALF_SIGNED.get(&base).map(|it| it == Some(-2)),
        SIGNED.get(&base).map(|it| it == Some(i64::MAX)),
        HALF_ZIGZAG.get(&base).map(|it| it == Some(i32::MIN)),
        ZIGZAG.get(&base).map(|it| it == Some(-3)),
        TEXT.get(&base).map(|it| it.as_deref() == Some("é")),
        TOTAL.get(&base).map(|it| it == Some(u64::MAX)),
        KIND.get(&base).map(|it| it == Some(Kind::First)),
        PART.get(&base).map(|it| it == Some(part(1))),
        GROUPED.get(&base).map(|it| it.and_then(|it| it.part) == Some(part(2))),
        OPEN.get(&base).map(|it| it == Some(1)),
        AS_TYPE.get(&base).map(|it| it == Some(OpenEnum::Known(p2::Kind::Type))),
    ];
    for (at, is_right) in singles.into_iter().enumerate() {
        assert_eq!(is_right, Ok(true), "of the list, {at}");
    }
    assert_eq!(LOOSE.get(&base), Ok(vec![-1, 0, 300]));
    assert_eq!(PACKED.get(&base), Ok(vec![1, -300]));
    assert_eq!(KINDS.get(&base), Ok(vec![Kind::Second, Kind::First]));
    assert_eq!(PACKED_KINDS.get(&base), Ok(vec![Kind::First, Kind::Second, Kind::Second]));
    assert_eq!(TEXTS.get(&base), Ok(vec![String::new(), "b".to_owned()]));
    assert_eq!(PARTS.get(&base), Ok(vec![part(3), Part::default()]));
    assert_eq!(GROUPS.get(&base).map(|it| it.iter().map(|it| it.at).collect::<Vec<_>>()), Ok(vec![Some(4), None]));
    assert_eq!(RAWS.get(&base), Ok(vec![vec![], vec![9]]));
    assert_eq!(PACKED_FIXED.iter(&base).collect::<Result<Vec<_>, _>>(), Ok(vec![5, u64::MAX]));
    for value in PACKED_FIXED.iter(&base) {
        PACKED_FIXED.push(&mut again, value.expect("it is read"));
    }
    assert_eq!(PACKED_FIXED.get(&again), PACKED_FIXED.get(&base));
    assert_eq!(fields::Mirror::decode(&*again.encode_to_vec()).expect("it is decoded").packed_fixed, [5, u64::MAX]);
}

#[test]
fn reads_the_declared_default_of_missing_values() {
    let mut base = Base::default();
    assert_eq!((FLAG.get(&base), FLAG.has(&base)), (Ok(None), false));
    assert_eq!(RAW.get_or_default(&base).as_deref(), Ok(&b"\x01\"\x7f\\"[..]));
    assert_eq!(WIDE.get_or_default(&base), Ok(f64::NEG_INFINITY));
    assert_eq!((FIXED.get_or_default(&base), NUMBER.get_or_default(&base)), (Ok(u64::MAX), Ok(-7)));
    assert_eq!(TEXT.get_or_default(&base).as_deref(), Ok("a\"\n\\é"));
    assert_eq!((KIND.get_or_default(&base), OPEN.get_or_default(&base)), (Ok(Kind::Second), Ok(1)));
    assert_eq!(AS_TYPE.get_or_default(&base), Ok(OpenEnum::Known(p2::Kind::Old)));
    assert_eq!(PART.get_or_default(&base), Ok(Part::default()));
    assert_eq!((LOOSE.get(&base), LOOSE.has(&base)), (Ok(vec![]), false));
    FLAG.set(&mut base, false);
    LOOSE.push(&mut base, 0);
    assert!(FLAG.has(&base) && LOOSE.has(&base));
    FLAG.clear(&mut base);
    assert!(!FLAG.has(&base) && LOOSE.has(&base), "the other one stays");
    LOOSE.clear(&mut base);
    assert_eq!(base, Base::default());
}

#[test]
fn keeps_the_last_value_and_merges_messages() {
    let one = fields::Mirror {
        number: Some(1),
        part: Some(fields::Part { id: Some(1), ..Default::default() }),
        ..Default::default()
    };
    let names = vec!["a".to_owned()];
    let two = fields::Mirror {
        number: Some(2),
        part: Some(fields::Part { names, ..Default::default() }),
        ..Default::default()
    };
    let bytes = [one.encode_to_vec(), two.encode_to_vec()].concat();
    let mut base = Base::decode(&*bytes).expect("it is decoded");
    assert_eq!(NUMBER.get(&base), Ok(Some(2)));
    assert_eq!(PART.get(&base), Ok(Some(Part { id: Some(1), names: vec!["a".to_owned()], ..Part::default() })));
    NUMBER.set(&mut base, 3);
    PART.clear(&mut base);
    assert_eq!(base.encode_to_vec(), fields::Mirror { number: Some(3), ..Default::default() }.encode_to_vec());
}

#[test]
fn reads_repeated_values_packed_and_unpacked() {
    let both = [
        fields::Mirror { loose: vec![1, 2], packed: vec![3], ..Default::default() }.encode_to_vec(),
        // The same the other way round: 118 packed and 119 unpacked.
        vec![0xb2, 0x07, 2, 6, 8, 0xb8, 0x07, 10],
    ];
    let base = Base::decode(&*both.concat()).expect("it is decoded");
    assert_eq!((LOOSE.get(&base), PACKED.get(&base)), (Ok(vec![1, 2, 3, 4]), Ok(vec![3, 5])));
}

#[test]
fn numbers_that_a_closed_enum_does_not_name_are_no_values() {
    let mirror = fields::Mirror {
        kind: Some(77),
        packed_kinds: vec![1, 77, 2],
        open: Some(77),
        as_type: Some(77),
        ..Default::default()
    };
    let base = Base::decode(&*mirror.encode_to_vec()).expect("it is decoded");
    assert_eq!((KIND.get(&base), KIND.has(&base)), (Ok(None), false));
    assert_eq!(PACKED_KINDS.get(&base), Ok(vec![Kind::First, Kind::Second]));
    assert_eq!((OPEN.get(&base), AS_TYPE.get(&base)), (Ok(Some(77)), Ok(Some(OpenEnum::Unknown(77)))));
    assert_eq!(base.encode_to_vec(), mirror.encode_to_vec(), "nothing is lost");
}

#[test]
fn features_of_editions_hold() {
    let mut base = Base::default();
    extended_edition::DELIMITED.set(&mut base, part(1));
    extended_edition::EXPANDED.set(&mut base, [1, 2]);
    extended_edition::PACKED.set(&mut base, [1, 2]);
    extended_edition::UNCHECKED.set(&mut base, vec![0xff]);
    extended_edition::CLOSED.set(&mut base, edition::Closed::Second);
    let part = part(1).encode_to_vec();
    let expected = [
        &[0xe3, 0x12][..],
        &part,
        &[0xe4, 0x12, 0xe8, 0x12, 1, 0xe8, 0x12, 2, 0xf2, 0x12, 2, 1, 2, 0xfa, 0x12, 1, 0xff, 0x80, 0x13, 4],
    ];
    assert_eq!(base.encode_to_vec(), expected.concat());
    assert_eq!(extended_edition::DELIMITED.get(&base).map(|it| it.map(|it| it.id)), Ok(Some(Some(1))));
    assert_eq!(extended_edition::UNCHECKED.get(&base), Ok(Some(vec![0xff])));
    assert_eq!(extended_edition::CLOSED.get_or_default(&Base::default()), Ok(edition::Closed::First));
}

#[test]
fn reads_messages_of_other_packages_and_clashing_names() {
    let mut all = p2::All { unknown_fields: Some(1), ..p2::All::default() };
    INNER.set(&mut all, Inner::default());
    let all = p2::All::decode(&*all.encode_to_vec()).expect("it is decoded");
    assert!(INNER.has(&all) && all.unknown_fields == Some(1));
    let numbers = [FOO_BAR, FOO_BAR_, FILE_DESCRIPTOR_SET_, __, _1, SELF].map(|it| it.number());
    assert_eq!(numbers, [200, 201, 202, 203, 204, 205]);
}

#[test]
fn reports_values_that_cannot_be_read() {
    let not_utf8 = Base::decode(&[0x82, 0x07, 1, 0xff][..]).expect("it is not a field of the message");
    assert!(TEXT.get(&not_utf8).is_err() && TEXT.get_or_default(&not_utf8).is_err());
    assert!(TEXT.has(&not_utf8));
    let of_other_type = Base::decode(&[0x80, 0x07, 1][..]).expect("it is not a field of the message");
    assert!(TEXT.get(&of_other_type).is_err());
    let texts = Base::decode(&[0xd2, 0x07, 1, b'a', 0xd2, 0x07, 1, 0xff, 0xd2, 0x07, 1, b'b'][..]).expect("as above");
    assert!(TEXTS.get(&texts).is_err());
    let one_by_one: Vec<_> = TEXTS.iter(&texts).map(|text| text.ok()).collect();
    assert_eq!(one_by_one, [Some("a".to_owned()), None, Some("b".to_owned())]);
}

/// All bytes that are one change away from a message with every extension: nothing panics, and what is kept stays.
#[test]
fn never_panics() {
    let bytes = mirror().encode_to_vec();
    let mut readable = 0;
    for at in 0..bytes.len() {
        for change in [0x00, 0x01, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let Ok(mut base) = Base::decode(&*changed) else { continue };
            readable += 1;
            let read = [
                PART.get(&base).is_ok(),
                GROUPED.get(&base).is_ok(),
                PARTS.get(&base).is_ok(),
                GROUPS.get(&base).is_ok(),
                PACKED.get(&base).is_ok(),
                TEXTS.get(&base).is_ok(),
                PACKED_FIXED.get(&base).is_ok(),
                KIND.get(&base).is_ok(),
            ];
            assert!(read.contains(&true), "one change spoils one value");
            let kept = base.unknown_fields.as_bytes().to_vec();
            extended_edition::DELIMITED.set(&mut base, part(9));
            extended_edition::DELIMITED.clear(&mut base);
            assert_eq!(base.unknown_fields.as_bytes(), kept);
        }
    }
    assert!(readable > bytes.len(), "{readable}");
}
