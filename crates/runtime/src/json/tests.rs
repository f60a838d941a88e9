//! Tests that do not need a schema.
#![expect(clippy::unwrap_used, reason = "tests")]

use prost_types::{Any, Duration, FieldMask, Struct, Timestamp, Value};
use serde::de::{DeserializeSeed, MapAccess};
use serde::ser::SerializeMap;

use super::codec::Int32;
use super::entry::Entry;
use super::enumeration::{Enum, Named};
use super::map::Key;
use super::message::{Json, Message};
use super::nested::{Boxed, Nested};
use super::object::{Names, Object};
use super::options::Options;
use protoward_protojson::{base64, mask_paths, number};

fn read<M: Json>(text: &str) -> Result<M, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    Options::PROTO_JSON.read().deserialize(&mut json).map_err(|error| error.to_string())
}

fn write<M: Json>(message: &M) -> Result<String, String> {
    serde_json::to_string(&Options::PROTO_JSON.write(message)).map_err(|error| error.to_string())
}

fn comes_back<M: Json>(text: &str) {
    assert_eq!(write(&read::<M>(text).unwrap()).unwrap(), text);
}

#[test]
fn well_known_types_come_back() {
    comes_back::<Timestamp>("\"0001-01-01T00:00:00.000000001Z\"");
    comes_back::<Duration>("\"-315576000000.999s\"");
    comes_back::<FieldMask>("\"fooBar.baz,a\"");
    comes_back::<Struct>("{\"a\":[1.5,null,true,\"x\",{}]}");
    comes_back::<Value>("null");
    comes_back::<()>("{}");
    comes_back::<i64>("\"-9223372036854775808\"");
    comes_back::<Vec<u8>>("\"+/8=\"");
    comes_back::<Any>("{\"@type\":\"x/google.protobuf.Duration\",\"value\":\"1s\"}");
    comes_back::<Any>("{\"@type\":\"google.protobuf.Empty\"}");
    comes_back::<Any>("{}");
}

#[test]
fn refuses_values_out_of_range() {
    for text in ["\"315576000001s\"", "\"1\"", "\".s\"", "\"1.0000000001s\"", "1", "null"] {
        assert!(read::<Duration>(text).is_err(), "{text}");
    }
    for text in
        ["\"10000-01-01T00:00:00Z\"", "\"2023-02-29T00:00:00Z\"", "\"2023-01-01T00:00:00\"", "\"2023-01-01t00:00:00z\""]
    {
        assert!(read::<Timestamp>(text).is_err(), "{text}");
    }
    assert!(write(&Timestamp { seconds: 0, nanos: -1 }).is_err());
    assert!(write(&Value { kind: None }).is_err());
    assert!(write(&FieldMask { paths: vec!["fooBar".into()] }).is_err());
}

#[test]
fn numbers_come_as_numbers_or_texts() {
    for text in ["1000", "\"1000\"", "1e3", "\"1e3\"", "1000.0", "\"10000e-1\""] {
        assert_eq!(read::<i32>(text), Ok(1000), "{text}");
    }
    for text in ["1.5", "\"\"", "\" 1\"", "true", "2147483648", "null", "[]", "{}", "\"0x1\""] {
        assert!(read::<i32>(text).is_err(), "{text}");
    }
    assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert!(read::<u64>("18446744073709551616").is_err());
    assert_eq!(read::<i64>("-9223372036854775808"), Ok(i64::MIN));
    assert!(read::<i64>("-9223372036854775809").is_err());
    assert!(read::<f32>("3.5e38").is_err());
    assert_eq!(read::<f32>("\"-Infinity\""), Ok(f32::NEG_INFINITY));
    assert_eq!(write(&0.1_f32).unwrap(), "0.1");
    assert_eq!(write(&f64::NAN).unwrap(), "\"NaN\"");
}

fn key<K: Key>(text: &str) -> Result<K, String> {
    K::read(text)
}

#[test]
fn keys_of_maps_are_digits() {
    for text in ["10", "+10", "010"] {
        assert_eq!(key::<i32>(text), Ok(10), "{text}");
    }
    assert_eq!((key::<i64>("-0"), key::<u32>("007")), (Ok(0), Ok(7)));
    for text in ["", "+", "1e1", "1.0", " 1", "0x1", "2147483648"] {
        assert!(key::<i32>(text).is_err(), "{text}");
    }
    assert!(key::<u32>("+1").is_err() && key::<u64>("-0").is_err() && key::<bool>("True").is_err());
}

/// A message with one field, as in generated code.
#[derive(Debug, Default, PartialEq)]
struct One {
    number: Option<i32>,
}

impl Message for One {
    const NAME: &'static str = "One";
    const FIELDS: &'static [Names] = &[("theNumber", "the_number")];

    fn write_fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error> {
        object.optional::<Int32, _>(0, &self.number)
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, _: usize, entry: Entry<'_, A>) -> Result<(), A::Error> {
        entry.optional::<Int32, _>(&mut self.number)
    }
}

#[test]
fn rejects_a_field_that_is_there_twice() {
    assert_eq!(read("{\"the_number\":1}"), Ok(One { number: Some(1) }));
    assert_eq!(read("{\"theNumber\":null}"), Ok(One { number: None }));
    for (first, second) in [("1", "1"), ("1", "null"), ("null", "1"), ("null", "null")] {
        for (key, other) in [("theNumber", "theNumber"), ("theNumber", "the_number")] {
            let text = format!("{{\"{key}\":{first},\"{other}\":{second}}}");
            assert!(read::<One>(&text).unwrap_err().contains("twice"), "{text}");
        }
    }
}

/// A message with a required field beyond the first 64.
#[derive(Debug, Default, PartialEq)]
struct Required {
    first: i32,
    last: i32,
}

impl Message for Required {
    const NAME: &'static str = "Required";
    const FIELDS: &'static [Names] = &{
        let mut fields = [("", ""); 70];
        fields[0] = ("first", "first");
        fields[69] = ("last", "last");
        fields
    };
    const REQUIRED: &'static [usize] = &[0, 69];

    fn write_fields<M: SerializeMap>(&self, _: &mut Object<'_, M>) -> Result<(), M::Error> {
        Ok(())
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, index: usize, entry: Entry<'_, A>) -> Result<(), A::Error> {
        entry.required::<Int32, _>(if index == 0 { &mut self.first } else { &mut self.last })
    }
}

#[test]
fn required_fields_have_values() {
    assert_eq!(read("{\"last\":0,\"first\":1}"), Ok(Required { first: 1, last: 0 }));
    for (text, expected) in [
        ("{}", "the required field `first` of `Required` is missing"),
        ("{\"first\":1}", "the required field `last` of `Required` is missing"),
        ("{\"first\":1,\"last\":null}", "a required field has no value"),
    ] {
        assert!(read::<Required>(text).unwrap_err().contains(expected), "{text}");
    }
}

/// A message with a name of one field that is the JSON name of another one, and with an alias.
#[derive(Debug, Default, PartialEq)]
struct Overlapping {
    values: [i32; 3],
}

impl Message for Overlapping {
    const NAME: &'static str = "Overlapping";
    const FIELDS: &'static [Names] = &[("a", "b"), ("b", "c"), ("d", "d")];
    const ALIASES: &'static [(&'static str, usize)] = &[("D", 2)];

    fn write_fields<M: SerializeMap>(&self, _: &mut Object<'_, M>) -> Result<(), M::Error> {
        Ok(())
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, index: usize, entry: Entry<'_, A>) -> Result<(), A::Error> {
        entry.single::<Int32, _>(&mut self.values[index])
    }
}

#[test]
fn json_names_take_precedence() {
    for (text, values) in [
        ("{\"a\":1,\"b\":2,\"d\":3}", [1, 2, 3]),
        ("{\"d\":3,\"b\":2,\"a\":1}", [1, 2, 3]),
        ("{\"c\":2,\"D\":3}", [0, 2, 3]),
    ] {
        assert_eq!(read(text), Ok(Overlapping { values }), "{text}");
    }
    assert!(read::<Overlapping>("{\"b\":1,\"c\":2}").unwrap_err().contains("twice"));
    assert!(read::<Overlapping>("{\"C\":1}").unwrap_err().contains("no field `C`"));
}

enum Color {}

impl Enum for Color {
    const NAME: &'static str = "Color";
    const IS_CLOSED: bool = true;

    const VALUES: &'static [(&'static str, i32)] = &[("RED", 0)];
}

/// An enum with an alias and a gap.
enum Size {}

impl Enum for Size {
    const NAME: &'static str = "Size";
    const IS_CLOSED: bool = false;
    const VALUES: &'static [(&'static str, i32)] = &[("NONE", 0), ("SMALL", 1), ("TINY", 1), ("HUGE", -7)];
}

#[test]
fn values_have_names() {
    assert_eq!([0, 1, 2, -1].map(Color::name), [Some("RED"), None, None, None]);
    assert_eq!([0, 1, 2, 3, -7].map(Size::name), [Some("NONE"), Some("SMALL"), None, None, Some("HUGE")]);
    assert_eq!(["TINY", "HUGE", "tiny"].map(Size::number), [Some(1), Some(-7), None]);
}

#[derive(Debug, PartialEq)]
enum Choice {
    Color(i32),
    Number(i32),
}

/// A message with a oneof.
#[derive(Debug, Default, PartialEq)]
struct Chosen {
    choice: Option<Choice>,
}

impl Message for Chosen {
    const NAME: &'static str = "Chosen";
    const FIELDS: &'static [Names] = &[("color", "color"), ("number", "number")];

    fn write_fields<M: SerializeMap>(&self, _: &mut Object<'_, M>) -> Result<(), M::Error> {
        Ok(())
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, index: usize, entry: Entry<'_, A>) -> Result<(), A::Error> {
        match index {
            0 => entry.member::<Named<Color>, _, _>("choice", &mut self.choice, Choice::Color),
            _ => entry.member::<Int32, _, _>("choice", &mut self.choice, Choice::Number),
        }
    }
}

#[test]
fn rejects_two_members_of_a_oneof_unless_one_is_ignored() {
    assert!(read::<Chosen>("{\"number\":1,\"color\":\"RED\"}").unwrap_err().contains("two fields of the oneof"));
    let options = Options { ignore_unknown: true, ..Options::PROTO_JSON };
    for text in ["{\"number\":1,\"color\":\"NONE\"}", "{\"color\":7,\"number\":1}", "{\"color\":null,\"number\":1}"] {
        let mut json = serde_json::Deserializer::from_str(text);
        let chosen: Chosen = options.read().deserialize(&mut json).unwrap();
        assert_eq!(chosen.choice, Some(Choice::Number(1)), "{text}");
    }
}

/// A recursive message of four kilobytes.
#[derive(Default)]
struct Large {
    filler: [[u64; 32]; 16],
    inner: Option<Box<Self>>,
    list: Vec<Self>,
}

impl Message for Large {
    const NAME: &'static str = "Large";
    const FIELDS: &'static [Names] = &[("inner", "inner"), ("list", "list")];

    fn write_fields<M: SerializeMap>(&self, _: &mut Object<'_, M>) -> Result<(), M::Error> {
        Ok(())
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, index: usize, entry: Entry<'_, A>) -> Result<(), A::Error> {
        self.filler[0][0] += 1;
        match index {
            0 => entry.optional::<Boxed, _>(&mut self.inner),
            _ => entry.list::<Nested, _>(&mut self.list),
        }
    }
}

/// The default stack of a thread in `std` and tokio suffices for all input. Otherwise the test aborts.
#[test]
fn large_messages_nest_as_deep_as_they_may() {
    let texts = [("{\"inner\":", "}", 100), ("{\"list\":[", "]}", 60)];
    for text in texts.map(|(open, close, depth)| format!("{}{{}}{}", open.repeat(depth), close.repeat(depth))) {
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let read = thread.spawn(move || read::<Large>(&text).map(|large| large.filler[0][0]));
        assert_eq!(read.unwrap().join().unwrap(), Ok(1));
    }
}

#[test]
fn explains_an_invalid_any() {
    for (text, why) in [
        ("{\"value\":\"1s\"}", "no `@type`"),
        ("{\"@type\":\"x/none.Such\"}", "not among those"),
        ("{\"@type\":\"google.protobuf.Duration\"}", "no `value`"),
        ("{\"@type\":\"google.protobuf.Duration\",\"value\":\"1s\",\"x\":1}", "not allowed with"),
        ("{\"@type\":\"google.protobuf.Empty\",\"x\":1}", "no field `x`"),
        ("{\"@type\":\"google.protobuf.Empty\",\"@type\":\"a/b\"}", "twice"),
        ("[]", "must be an object"),
    ] {
        let error = read::<Any>(text).unwrap_err();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn values_nest_within_bounds() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read::<Value>(&nested(100)).is_ok());
    assert!(read::<Value>(&nested(120)).unwrap_err().contains("nested"));
}

#[test]
fn skips_unknown_keys_where_that_is_wanted() {
    let options = Options { ignore_unknown: true, ..Options::PROTO_JSON };
    let mut json = serde_json::Deserializer::from_str("{\"x\":{\"y\":[1]}}");
    assert!(options.read::<()>().deserialize(&mut json).is_ok());
    assert!(read::<()>("{\"x\":1}").unwrap_err().contains("no field `x`"));
}

#[test]
fn bytes_of_every_length_come_back() {
    for text in ["", "f", "fo", "foo", "foob"] {
        assert_eq!(base64::decode(&base64::encode(text.as_bytes())).as_deref(), Some(text.as_bytes()));
    }
    assert_eq!(base64::encode(b"fo"), "Zm8=");
}

#[test]
fn reads_both_alphabets_without_padding() {
    assert_eq!(base64::decode("-_8"), Some(vec![0xfb, 0xff]));
    assert_eq!(base64::decode("+/8="), Some(vec![0xfb, 0xff]));
    for text in ["A", "A=", "A===", "AB=", "A b=", "é", "+_8"] {
        assert_eq!(base64::decode(text), None, "{text}");
    }
}

#[test]
fn paths_of_masks_come_back_or_are_refused() {
    assert_eq!(mask_paths::to_camel("foo_bar.baz").as_deref(), Some("fooBar.baz"));
    assert_eq!(mask_paths::paths("fooBar.baz"), Some(vec!["foo_bar.baz".to_owned()]));
    for path in ["*", "foo_bar.*.b_c", "labels.`x-1`.b", "a.1"] {
        let camel = mask_paths::to_camel(path).expect(path);
        assert_eq!(mask_paths::paths(&camel), Some(vec![path.to_owned()]), "{camel}");
    }
    for path in ["fooBar", "foo__bar", "foo_", "foo_3", "", "a,b", " a"] {
        assert_eq!(mask_paths::to_camel(path), None, "{path}");
    }
    for mask in ["foo_bar", "a,,b", "a, b", ","] {
        assert_eq!(mask_paths::paths(mask), None, "{mask}");
    }
    assert_eq!(mask_paths::paths(" "), Some(Vec::new()));
}

#[test]
fn spells_numbers_as_in_json() {
    for text in ["0", "-0", "10", "1.5", "1e3", "-1.25E-7", "0.0"] {
        assert!(number::is_number(text), "{text}");
    }
    for text in ["", "-", "01", "1.", ".5", "+1", "1e", "0x1", "1 ", "NaN"] {
        assert!(!number::is_number(text), "{text}");
    }
}
