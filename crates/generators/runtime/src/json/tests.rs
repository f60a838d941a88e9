//! Numbers, names, limits and broken encodings, with descriptors that are written by hand.
#![expect(clippy::unwrap_used, reason = "tests")]

use prost_types::{Any, DescriptorProto, Duration, FieldMask, Struct, Timestamp, Value};
use serde::Serializer;
use serde::de::{DeserializeSeed, Deserializer};

use super::context::{Context, Options};
use super::decoded::Decoded;
use super::descriptor::{Descriptor, EnumDescriptor, Field, Kind};
use super::fill::Fill;
use super::map_key::MapKey;
use super::message::{Encoding, Message};
use super::read::Reading;
use super::visit::Visit;
use super::well_known;
use super::wire::put_delimited;
use super::write::WrittenDecoded;
use protoward_protojson::{base64, mask_paths, number};

fn read<M: Message>(text: &str) -> Result<M, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    Options::PROTO_JSON.read().deserialize(&mut json).map_err(|error| error.to_string())
}

fn write<M: Message>(message: &M) -> Result<String, String> {
    serde_json::to_string(&Options::PROTO_JSON.write(message)).map_err(|error| error.to_string())
}

fn comes_back<M: Message>(text: &str) {
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
fn an_any_of_an_unknown_type_is_base64_unless_that_is_an_error() {
    let text = "{\"@type\":\"x/none.Such\",\"value\":\"+/8=\"}";
    comes_back::<Any>(text);
    let any: Any = read(text).unwrap();
    assert_eq!((&*any.type_url, &*any.value), ("x/none.Such", &[0xfb, 0xff][..]));
    let strict = Options { strict_any: true, ..Options::default() };
    let written = serde_json::to_string(&strict.write(&any)).unwrap_err().to_string();
    let read = strict.read::<Any>().deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap_err().to_string();
    assert!([&written, &read].iter().all(|error| error.contains("not among those")), "{written}, {read}");
}

#[test]
fn an_any_holds_registered_types() {
    let text = "{\"@type\":\"x/google.protobuf.EnumDescriptorProto\",\"name\":\"A\"}";
    assert!(read::<Any>(text).is_err());
    super::register::<prost_types::EnumDescriptorProto>();
    comes_back::<Any>(text);
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

fn key(kind: Kind, text: &str) -> Result<MapKey<'_>, String> {
    MapKey::parse(kind, text.into())
}

#[test]
fn keys_of_maps_are_digits() {
    for text in ["10", "+10", "010"] {
        assert_eq!(key(Kind::Int32, text), Ok(MapKey::Int(10)), "{text}");
    }
    assert_eq!((key(Kind::Int64, "-0"), key(Kind::Uint32, "007")), (Ok(MapKey::Int(0)), Ok(MapKey::Uint(7))));
    for text in ["", "+", "1e1", "1.0", " 1", "0x1", "2147483648"] {
        assert!(key(Kind::Int32, text).is_err(), "{text}");
    }
    for (kind, text) in
        [(Kind::Uint32, "+1"), (Kind::Fixed64, "-0"), (Kind::Bool, "True"), (Kind::Sint64, "9223372036854775808")]
    {
        assert!(key(kind, text).is_err(), "{text}");
    }
}

/// A message that is nothing but its encoding, so that each test has a descriptor of its own.
trait Schema {
    fn descriptor() -> &'static Descriptor;
}

#[derive(Debug, PartialEq)]
struct Encoded<S> {
    bytes: Vec<u8>,
    schema: std::marker::PhantomData<S>,
}

/// The encoding of a message that is its bytes.
enum Identity {}

impl<S> Encoding<Encoded<S>> for Identity {
    fn merge(message: &mut Encoded<S>, bytes: &[u8]) -> Result<(), String> {
        message.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

impl<S: Schema> Message for Encoded<S> {
    type Encoding = Identity;

    fn descriptor() -> &'static Descriptor {
        S::descriptor()
    }
}

impl<S> Default for Encoded<S> {
    fn default() -> Self {
        Self { bytes: Vec::new(), schema: std::marker::PhantomData }
    }
}

impl<S: Schema> Fill for Encoded<S> {
    fn fill<'de, D: Deserializer<'de>>(&mut self, _: &'static Field, at: Reading<'_>, d: D) -> Result<bool, D::Error> {
        super::fill_encoded(self, at, d)
    }
}

impl<S> Visit for Encoded<S> {
    fn write<W: Serializer>(&self, _: &'static Field, _: Context, serializer: W) -> Result<W::Ok, W::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

/// Returns the encoding of a text.
fn encoded<S: Schema>(text: &str) -> Result<Vec<u8>, String> {
    read::<Encoded<S>>(text).map(|message| message.bytes)
}

/// Returns the text of an encoding.
fn text_with(descriptor: &'static Descriptor, bytes: &[u8], context: Context) -> Result<String, String> {
    let message = Decoded::of(descriptor, bytes, context)?;
    serde_json::to_string(&WrittenDecoded { message: &message, context }).map_err(|error| error.to_string())
}

fn text_of<S: Schema>(bytes: &[u8]) -> Result<String, String> {
    text_with(S::descriptor(), bytes, well_known::CONTEXT)
}

/// Returns the encoding as prost would write it.
fn canonical(bytes: &[u8]) -> Result<Vec<u8>, String> {
    Decoded::of(shapes(), bytes, well_known::CONTEXT).map(|message| message.encoding())
}

struct One;

impl Schema for One {
    fn descriptor() -> &'static Descriptor {
        static DESCRIPTOR: Descriptor =
            Descriptor::new("One", &[Field::new(1, "theNumber", "the_number", Kind::Int32).explicit()]);
        &DESCRIPTOR
    }
}

#[test]
fn rejects_a_field_that_is_there_twice() {
    assert_eq!(encoded::<One>("{\"the_number\":1}"), Ok(vec![8, 1]));
    assert_eq!(encoded::<One>("{\"theNumber\":null}"), Ok(vec![]));
    for (first, second) in [("1", "1"), ("1", "null"), ("null", "1"), ("null", "null")] {
        for (key, other) in [("theNumber", "theNumber"), ("theNumber", "the_number")] {
            let text = format!("{{\"{key}\":{first},\"{other}\":{second}}}");
            assert!(
                encoded::<One>(&text).unwrap_err().contains("the field `theNumber` of `One` is there twice"),
                "{text}"
            );
        }
    }
}

/// A required field beyond the first 64.
struct Required;

impl Schema for Required {
    fn descriptor() -> &'static Descriptor {
        static FIELDS: [Field; 70] = {
            let mut fields = [Field::new(2, "other", "other", Kind::Int32); 70];
            fields[0] = Field::new(1, "first", "first", Kind::Int32).explicit().required();
            fields[69] = Field::new(3, "last", "last", Kind::Int32).explicit().required();
            fields
        };
        static DESCRIPTOR: Descriptor = Descriptor::new("Required", &FIELDS);
        &DESCRIPTOR
    }
}

#[test]
fn required_fields_have_values() {
    assert_eq!(encoded::<Required>("{\"last\":0,\"first\":1}"), Ok(vec![24, 0, 8, 1]));
    for (text, expected) in [
        ("{}", "the required field `first` of `Required` is missing"),
        ("{\"first\":1}", "the required field `last` of `Required` is missing"),
        ("{\"first\":1,\"last\":null}", "the required field `last` of `Required` has no value"),
    ] {
        assert!(encoded::<Required>(text).unwrap_err().contains(expected), "{text}");
    }
}

/// A name of one field is the JSON name of another one, and a field has an alias.
struct Overlapping;

impl Schema for Overlapping {
    fn descriptor() -> &'static Descriptor {
        static DESCRIPTOR: Descriptor = Descriptor::new(
            "Overlapping",
            &[
                Field::new(1, "a", "b", Kind::Int32),
                Field::new(2, "b", "c", Kind::Int32),
                Field::new(3, "d", "d", Kind::Int32).alias("D"),
            ],
        );
        &DESCRIPTOR
    }
}

#[test]
fn json_names_take_precedence() {
    for (text, bytes) in [
        ("{\"a\":1,\"b\":2,\"d\":3}", vec![8, 1, 16, 2, 24, 3]),
        ("{\"d\":3,\"b\":2,\"a\":1}", vec![24, 3, 16, 2, 8, 1]),
        ("{\"c\":2,\"D\":3}", vec![16, 2, 24, 3]),
    ] {
        assert_eq!(encoded::<Overlapping>(text), Ok(bytes), "{text}");
    }
    assert!(encoded::<Overlapping>("{\"b\":1,\"c\":2}").unwrap_err().contains("twice"));
    assert!(encoded::<Overlapping>("{\"C\":1}").unwrap_err().contains("no field `C`"));
}

static COLOR: EnumDescriptor = EnumDescriptor::new("Color", true, &[("RED", 0)]);

/// An enum with an alias and a gap.
static SIZE: EnumDescriptor =
    EnumDescriptor::new("Size", false, &[("NONE", 0), ("SMALL", 1), ("TINY", 1), ("HUGE", -7)]);

#[test]
fn values_have_names() {
    assert_eq!([0, 1, 2, -1].map(|number| COLOR.value_name(number)), [Some("RED"), None, None, None]);
    assert_eq!(
        [0, 1, 2, 3, -7].map(|number| SIZE.value_name(number)),
        [Some("NONE"), Some("SMALL"), None, None, Some("HUGE")]
    );
    assert_eq!(["TINY", "HUGE", "tiny"].map(|name| SIZE.number(name)), [Some(1), Some(-7), None]);
}

struct Chosen;

impl Schema for Chosen {
    fn descriptor() -> &'static Descriptor {
        static DESCRIPTOR: Descriptor = Descriptor::new(
            "Chosen",
            &[
                Field::new(1, "color", "color", Kind::Enum(&COLOR)).member(0),
                Field::new(2, "number", "number", Kind::Int32).member(0),
            ],
        )
        .oneofs(&["choice"]);
        &DESCRIPTOR
    }
}

#[test]
fn rejects_two_members_of_a_oneof_unless_one_is_ignored() {
    assert!(encoded::<Chosen>("{\"number\":1,\"color\":\"RED\"}").unwrap_err().contains("two fields of the oneof"));
    let options = Options { ignore_unknown: true, ..Options::PROTO_JSON };
    for text in ["{\"number\":1,\"color\":\"NONE\"}", "{\"color\":7,\"number\":1}", "{\"color\":null,\"number\":1}"] {
        let mut json = serde_json::Deserializer::from_str(text);
        let chosen: Encoded<Chosen> = options.read().deserialize(&mut json).unwrap();
        assert_eq!(chosen.bytes, [16, 1], "{text}");
    }
}

/// The default stack of a thread in `std` and tokio suffices for all input. Otherwise the test aborts.
#[test]
fn messages_nest_as_deep_as_they_may() {
    let text = |open: &str, close: &str, depth: usize| format!("{}{{}}{}", open.repeat(depth), close.repeat(depth));
    let read = move || {
        let inner = |depth| encoded::<Shapes>(&text("{\"inner\":", "}", depth)).map(|_| ());
        let nested = read::<DescriptorProto>(&text("{\"nestedType\":[", "]}", 60)).map(|_| ());
        [inner(100), nested, inner(101)]
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(read);
    let [inner, nested, too_deep] = thread.unwrap().join().unwrap();
    assert_eq!((inner, nested), (Ok(()), Ok(())));
    assert!(too_deep.unwrap_err().contains("nested more than 100 deep"));
}

/// A message with fields of every shape.
struct Shapes;

fn shapes() -> &'static Descriptor {
    Shapes::descriptor()
}

impl Schema for Shapes {
    fn descriptor() -> &'static Descriptor {
        static DESCRIPTOR: Descriptor = Descriptor::new(
            "Shapes",
            &[
                Field::new(1, "plain", "plain", Kind::Int32),
                Field::new(2, "list", "list", Kind::Sint64).list(),
                Field::new(3, "packed", "packed", Kind::Fixed32).packed(),
                Field::new(4, "inner", "inner", Kind::Message(shapes)).explicit(),
                Field::new(5, "map", "map", Kind::Message(shapes)).map(Kind::Bool),
                Field::new(6, "first", "first", Kind::String).member(0),
                Field::new(7, "second", "second", Kind::Group(shapes)).member(0),
                Field::new(300, "last", "last", Kind::Enum(&SIZE)).explicit(),
            ],
        )
        .oneofs(&["one"]);
        &DESCRIPTOR
    }
}

#[test]
fn fields_of_every_shape_come_back() {
    for text in [
        "{}",
        r#"{"plain":-1,"list":["0","-1","2"],"packed":[1,2],"inner":{"inner":{"plain":7}}}"#,
        r#"{"map":{"false":{},"true":{"first":"x"}},"second":{"second":{"plain":300}},"last":"HUGE"}"#,
    ] {
        let bytes = encoded::<Shapes>(text).expect(text);
        assert_eq!(text_of::<Shapes>(&bytes).as_deref(), Ok(text));
    }
}

#[test]
fn defaults_are_written_where_that_is_wanted() {
    let options = Options { emit_defaults: true, enum_numbers: true, ..Options::PROTO_JSON };
    let bytes = encoded::<Shapes>(r#"{"packed":[1],"second":{},"last":"TINY"}"#).unwrap();
    let text = text_with(shapes(), &bytes, well_known::CONTEXT.with(options)).unwrap();
    let inner = r#"{"plain":0,"list":[],"packed":[],"map":{}}"#;
    assert_eq!(text, format!(r#"{{"plain":0,"list":[],"packed":[1],"map":{{}},"second":{inner},"last":1}}"#));
}

/// Encodings that are not as prost writes them, such as the values of an `Any` from elsewhere.
#[test]
fn encodings_are_merged_as_parsers_do() {
    let (message, empty): (&[u8], &[u8]) = (&[8, 3], &[]);
    let cases: [(&[u8], &str); 8] = [
        (&[8, 1, 8, 2], r#"{"plain":2}"#),
        (&[8, 1, 8, 0], "{}"),
        (&[18, 2, 1, 2, 8, 5, 16, 4], r#"{"plain":5,"list":["-1","1","2"]}"#),
        (&[34, 2, 8, 1, 34, 3, 16, 2, 16], "malformed"),
        (&[34, 2, 8, 1, 34, 2, 16, 2], r#"{"inner":{"plain":1,"list":["1"]}}"#),
        (&[50, 1, b'a', 59, 8, 2, 60], r#"{"second":{"plain":2}}"#),
        (&[42, 2, 8, 1, 42, 4, 8, 1, 18, 0, 42, 0], r#"{"map":{"false":{},"true":{}}}"#),
        (&[120, 1, 8, 1], r#"{"plain":1}"#),
    ];
    for (bytes, expected) in cases {
        let text = canonical(bytes).and_then(|bytes| text_of::<Shapes>(&bytes));
        match expected {
            "malformed" => assert!(text.is_err(), "{bytes:?}"),
            _ => assert_eq!(text.as_deref(), Ok(expected), "{bytes:?}"),
        }
    }
    assert_eq!(canonical(message).as_deref(), Ok(message));
    assert_eq!(canonical(empty).as_deref(), Ok(empty));
}

/// Changed and random encodings are errors or messages, and what is written of them is read again to the same text.
#[test]
fn hostile_encodings_are_errors_or_messages() {
    let text = r#"{"plain":-1,"list":["0","-1"],"packed":[1],"inner":{"map":{"true":{"first":"x"}}},"second":{},"last":"HUGE"}"#;
    let valid = encoded::<Shapes>(text).unwrap();
    let mut state = 1_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let mut written = 0;
    for _ in 0..20_000 {
        let mut bytes = valid.clone();
        for _ in 0..=random() % 4 {
            let at = random() % bytes.len();
            let byte = random() as u8;
            match random() % 3 {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let _ = text_of::<Shapes>(&bytes);
        let Ok(canonical) = canonical(&bytes) else { continue };
        let Ok(text) = text_of::<Shapes>(&canonical) else { continue };
        assert_eq!(encoded::<Shapes>(&text).and_then(|bytes| text_of::<Shapes>(&bytes)), Ok(text), "{bytes:?}");
        written += 1;
    }
    assert!(written > 1000, "{written}");
}

/// Unlike 0, -0 is not the default of a field without presence.
#[test]
fn negative_zero_is_written() {
    for (bytes, text) in [([0; 8], "{}"), ((-0.0_f64).to_le_bytes(), r#"{"number":-0.0}"#)] {
        let bytes = [&[9], &bytes[..]].concat();
        assert_eq!(text_of::<Float>(&bytes).as_deref(), Ok(text));
    }
}

struct Float;

impl Schema for Float {
    fn descriptor() -> &'static Descriptor {
        static DESCRIPTOR: Descriptor = Descriptor::new("Float", &[Field::new(1, "number", "number", Kind::Double)]);
        &DESCRIPTOR
    }
}

/// Messages can keep unknown fields, also those with a special form.
#[test]
fn unknown_fields_are_passed_over() {
    let of = |descriptor, bytes: &[u8]| text_with(descriptor, bytes, well_known::CONTEXT).unwrap();
    assert_eq!(of(well_known::int32_value(), &[80, 1]), "0");
    assert_eq!(of(well_known::list_value(), &[80, 1, 10, 2, 32, 1]), "[true]");
    assert_eq!(of(well_known::r#struct(), &[80, 1]), "{}");
    assert_eq!(of(well_known::value(), &[80, 1, 32, 0]), "false");
    assert_eq!(of(well_known::duration(), &[80, 1, 8, 3]), "\"3s\"");
    assert_eq!(of(shapes(), &[8, 1, 80, 1, 16, 2]), r#"{"plain":1,"list":["1"]}"#);
}

#[test]
fn malformed_encodings_are_errors() {
    for bytes in
        [&[8][..], &[10, 1, 0], &[34, 200], &[59, 8, 1], &[59, 52], &[0x80; 11], &[42, 2, 18, 9], &[15], &[8, 255]]
    {
        assert!(text_of::<Shapes>(bytes).is_err(), "{bytes:?}");
        assert!(canonical(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn explains_an_invalid_any() {
    for (text, why) in [
        ("{\"value\":\"1s\"}", "no `@type`"),
        ("{\"@type\":\"x/none.Such\"}", "not among those"),
        ("{\"@type\":\"x/none.Such\",\"value\":\"AQ\",\"x\":1}", "`x` is not allowed with"),
        ("{\"@type\":\"x/none.Such\",\"value\":\"!\"}", "not base64"),
        ("{\"@type\":\"x/none.Such\",\"value\":[1]}", "must be base64"),
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
    // A list is a `Value` in a `ListValue`.
    assert!(read::<Value>(&nested(49)).is_ok());
    assert!(read::<Value>(&nested(60)).unwrap_err().contains("nested"));
}

/// The bytes of an `Any` may be nested deeper than any message that prost reads. A recursion without a limit aborts the test.
#[test]
fn values_of_any_nest_within_bounds() {
    const DEPTH: usize = 5_000;
    let of_anys = (0..DEPTH / 10).fold(Vec::new(), |value, _| {
        prost::Message::encode_to_vec(&Any { type_url: "x/google.protobuf.Any".to_owned(), value })
    });
    // Each level is a `Value` with a list of one `Value`.
    let of_values = (0..DEPTH).fold(Vec::new(), |value, _| {
        let mut outer = Vec::new();
        put_delimited::<_, ()>(&mut outer, 6, |out| {
            put_delimited(out, 1, |out| {
                out.extend_from_slice(&value);
                Ok(())
            })
        })
        .unwrap();
        outer
    });
    for (name, value) in [("Any", of_anys), ("Value", of_values)] {
        let any = Any { type_url: format!("x/google.protobuf.{name}"), value };
        let error = write(&any).unwrap_err();
        assert!(error.contains("nested more than 100 deep"), "{error}");
    }
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
