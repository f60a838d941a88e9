//! Dynamic messages: the results of parsing bytes and JSON.

use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, UnknownKeys};
use protoward_schema::{Element, MessageId, Schema};
use protoward_source::MemoryTree;

struct Fixture {
    schema: Schema,
}

impl Fixture {
    fn new(text: &str) -> Self {
        let tree = MemoryTree::new([("a.proto", text)]);
        let schema = Compiler::new().resolver(tree).compile(["a.proto"]).unwrap().into_schema();
        Self { schema }
    }

    fn ty(&self) -> MessageId {
        match self.schema.find("A") {
            Some(Element::Message(id)) => id,
            _ => panic!("there is a message `A`"),
        }
    }

    /// Checks the JSON of some bytes, and the bytes of encoding the message again.
    #[track_caller]
    fn reads(&self, bytes: &[u8], json: &str, again: &[u8]) {
        let codec = Codec::new(&self.schema);
        let message = codec.decode(self.ty(), bytes).unwrap();
        assert_eq!(codec.to_json(&message).unwrap(), json);
        assert_eq!(codec.encode(&message), again);
    }

    #[track_caller]
    fn refuses(&self, bytes: &[u8], why: &str) {
        assert_eq!(Codec::new(&self.schema).decode(self.ty(), bytes).unwrap_err().to_string(), why);
    }

    /// Checks that JSON is read, and the JSON of writing the message again.
    #[track_caller]
    fn takes(&self, json: &str, again: &str) {
        let codec = Codec::new(&self.schema);
        let message = codec.from_json(self.ty(), json, UnknownKeys::Refuse).unwrap();
        assert_eq!(codec.to_json(&message).unwrap(), again);
        let there = codec.decode(self.ty(), &codec.encode(&message)).unwrap();
        assert_eq!(codec.to_json(&there).unwrap(), again);
    }

    #[track_caller]
    fn refuses_json(&self, json: &str, why: &str) {
        let codec = Codec::new(&self.schema);
        assert_eq!(codec.from_json(self.ty(), json, UnknownKeys::Refuse).unwrap_err().to_string(), why);
    }
}

#[test]
fn keeps_the_last_value_and_merges_messages() {
    let fixture = Fixture::new(
        "syntax = \"proto3\"; message A { int32 x = 1; B b = 2; } message B { int32 y = 1; int32 z = 2; }",
    );
    fixture.reads(
        b"\x08\x01\x12\x02\x08\x03\x08\x02\x12\x02\x10\x04",
        r#"{"x":2,"b":{"y":3,"z":4}}"#,
        b"\x08\x02\x12\x04\x08\x03\x10\x04",
    );
    // A zero of a field without presence overwrites the previous value.
    fixture.reads(b"\x08\x01\x08\x00", "{}", b"");
}

#[test]
fn reads_packed_and_unpacked_lists() {
    let fixture = Fixture::new("syntax = \"proto3\"; message A { repeated sint32 x = 1; }");
    fixture.reads(b"\x08\x01\x0a\x02\x03\x04", r#"{"x":[-1,-2,2]}"#, b"\x0a\x03\x01\x03\x04");
    fixture.refuses(b"\x0a\x01\x80", "the data ends inside a field");
}

#[test]
fn keeps_unknown_fields() {
    let fixture = Fixture::new("syntax = \"proto3\"; message A { int32 x = 1; }");
    fixture.reads(b"\x12\x01a\x08\x01\x0d\x00\x00\x00\x00", r#"{"x":1}"#, b"\x08\x01\x12\x01a\x0d\x00\x00\x00\x00");
}

#[test]
fn keeps_unknown_numbers_of_a_closed_enum_as_unknown_fields() {
    let fixture = Fixture::new(
        "syntax = \"proto2\"; message A { repeated E e = 1; map<int32, E> m = 2; } enum E { X = 0; Y = 1; }",
    );
    fixture.reads(b"\x0a\x03\x01\x05\x00", r#"{"e":["Y","X"]}"#, b"\x08\x01\x08\x00\x08\x05");
    fixture.reads(b"\x12\x04\x08\x01\x10\x05", "{}", b"\x12\x04\x08\x01\x10\x05");
    // Enum numbers are signed 32-bit integers.
    let negative = b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    fixture.reads(b"\x08\xff\xff\xff\xff\x1f", "{}", negative);
    fixture.reads(b"\x0a\x05\xff\xff\xff\xff\x0f", "{}", negative);
}

#[test]
fn keys_and_values_of_map_entries_are_optional() {
    let fixture = Fixture::new("syntax = \"proto3\"; message A { map<string, A> m = 1; }");
    fixture.reads(b"\x0a\x00", r#"{"m":{"":{}}}"#, b"\x0a\x04\x0a\x00\x12\x00");
}

#[test]
fn refuses_duplicate_json_fields() {
    let fixture = Fixture::new("syntax = \"proto3\"; message A { int32 x_y = 1; }");
    for (first, second) in [("1", "1"), ("1", "null"), ("null", "1"), ("null", "null")] {
        let text = |key: &str| format!(r#"{{"xY":{first},"{key}":{second}}}"#);
        fixture.refuses_json(&text("xY"), "field `x_y` is there twice");
        fixture.refuses_json(&text("x_y"), "field `x_y` is there twice");
    }
}

#[test]
fn validates_map_keys_in_json() {
    let fixture = Fixture::new("syntax = \"proto3\"; message A { map<sint32, bool> m = 1; map<fixed64, bool> u = 2; }");
    fixture.takes(r#"{"m":{"-010":true,"+1":true},"u":{"007":true}}"#, r#"{"m":{"-10":true,"1":true},"u":{"7":true}}"#);
    let refused = [
        ("", "is not a valid `sint32`"),
        ("1e1", "is not a key of this map"),
        ("1.0", "is not a key of this map"),
        ("2147483648", "does not fit into `sint32`"),
        (" 1", "is not a valid `sint32`"),
    ];
    for (key, why) in refused {
        fixture.refuses_json(&format!(r#"{{"m":{{"{key}":true}}}}"#), &format!("`{key:?}` {why}"));
    }
    fixture.refuses_json(r#"{"u":{"+1":true}}"#, r#"`"+1"` is not a valid `fixed64`"#);
    fixture.refuses_json(r#"{"m":{"1":true,"01":true}}"#, "the key `01` is there twice");
}

#[test]
fn keeps_the_last_member_of_a_oneof() {
    let fixture = Fixture::new("syntax = \"proto3\"; message A { oneof o { int32 x = 1; string y = 2; } }");
    fixture.reads(b"\x12\x01a\x08\x00", r#"{"x":0}"#, b"\x08\x00");
    fixture.refuses_json(r#"{"x":1,"y":""}"#, "`x` and `y` are set, and only one of them may be");
    fixture.takes(r#"{"x":null,"y":""}"#, r#"{"y":""}"#);
    let fixture =
        Fixture::new("syntax = \"proto3\"; message A { oneof o { int32 x = 1; E e = 2; } } enum E { Z = 0; }");
    let codec = Codec::new(&fixture.schema);
    for text in [r#"{"x":1,"e":"NONE"}"#, r#"{"e":"NONE","x":1}"#] {
        let message = codec.from_json(fixture.ty(), text, UnknownKeys::Ignore).unwrap();
        assert_eq!(codec.to_json(&message).unwrap(), r#"{"x":1}"#);
    }
}

#[test]
fn validates_utf8_if_the_schema_requires_it() {
    Fixture::new("syntax = \"proto3\"; message A { string x = 1; }")
        .refuses(b"\x0a\x01\xff", "the text in `x` is not UTF-8");
    let fixture = Fixture::new("syntax = \"proto2\"; message A { optional string x = 1; }");
    let codec = Codec::new(&fixture.schema);
    let message = codec.decode(fixture.ty(), b"\x0a\x01\xff").unwrap();
    assert_eq!(codec.to_json(&message).unwrap_err().to_string(), "JSON cannot hold text that is not UTF-8");
}

#[test]
fn finds_missing_required_fields_at_every_level() {
    let fixture =
        Fixture::new("syntax = \"proto2\"; message A { repeated B b = 1; } message B { required int32 x = 1; }");
    fixture.refuses(b"\x0a\x00", "the required field `b.x` is missing");
}

#[test]
fn limits_nesting() {
    let fixture =
        Fixture::new("syntax = \"proto2\"; message A { optional group G = 1 { optional A a = 2; } optional A a = 3; }");
    let mut bytes = Vec::new();
    for _ in 0..120 {
        let length = u8::try_from(bytes.len() % 100).unwrap();
        bytes = [&[0x1a, length][..], &bytes[..usize::from(length)]].concat();
    }
    let _ = Codec::new(&fixture.schema).decode(fixture.ty(), &bytes);
    let deep = "{\"a\":".repeat(110) + "{}" + &"}".repeat(110);
    fixture.refuses_json(&deep, "messages are nested more than 100 deep");
}

#[test]
fn arbitrary_bytes_never_panic() {
    let fixture = Fixture::new(
        "syntax = \"proto2\"; message A { repeated E e = 1; map<string, A> m = 2; repeated group G = 3 { optional A a = 1; } \
         optional double d = 4; repeated fixed32 f = 5; oneof o { string s = 6; A a = 7; } } enum E { X = 0; }",
    );
    let codec = Codec::new(&fixture.schema);
    let mut state = 1u64;
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..24)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                // Mostly tags of known fields, and short lengths.
                let byte = (state >> 33) as u8;
                if byte & 1 == 0 { byte & 0x3f } else { byte }
            })
            .collect();
        let Ok(message) = codec.decode(fixture.ty(), &bytes) else { continue };
        let again = codec.decode(fixture.ty(), &codec.encode(&message)).unwrap();
        assert_eq!(codec.data(&message), codec.data(&again), "{bytes:x?}");
        let _ = codec.to_json(&message);
    }
}

const WELL_KNOWN: &str = "syntax = \"proto3\";
import \"google/protobuf/any.proto\";
import \"google/protobuf/duration.proto\";
import \"google/protobuf/field_mask.proto\";
import \"google/protobuf/struct.proto\";
import \"google/protobuf/timestamp.proto\";
import \"google/protobuf/wrappers.proto\";
message A {
  google.protobuf.Timestamp t = 1;
  google.protobuf.Duration d = 2;
  google.protobuf.FieldMask m = 3;
  google.protobuf.Struct s = 4;
  google.protobuf.Value v = 5;
  google.protobuf.Int64Value w = 6;
  google.protobuf.Any a = 7;
  google.protobuf.NullValue n = 8;
  repeated google.protobuf.Value vs = 9;
  google.protobuf.ListValue l = 10;
}";

#[test]
fn well_known_types_have_their_json_form() {
    let fixture = Fixture::new(WELL_KNOWN);
    for json in [
        r#"{"t":"2023-11-14T22:13:20.500Z"}"#,
        r#"{"d":"-1.500s"}"#,
        r#"{"m":"fooBar,baz.quxQuux"}"#,
        r#"{"s":{"a":1,"b":[null,true,"x"],"c":{}}}"#,
        r#"{"v":null}"#,
        r#"{"v":{"x":[]}}"#,
        r#"{"w":"0"}"#,
        r#"{"a":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}}"#,
        r#"{"a":{"@type":"x/A","v":false}}"#,
        r#"{"a":{}}"#,
        r#"{"vs":[null,1.5]}"#,
        r#"{"l":["a"]}"#,
    ] {
        fixture.takes(json, json);
    }
    fixture.takes(r#"{"n":null}"#, "{}");
    fixture.takes(r#"{"w":null,"t":null}"#, "{}");
    fixture.refuses_json(
        r#"{"t":"2023-02-29T00:00:00Z"}"#,
        "`\"2023-02-29T00:00:00Z\"` is not a valid `google.protobuf.Timestamp`",
    );
    fixture.refuses_json(r#"{"a":{"@type":"x/B"}}"#, "the type `x/B` of an `Any` is not known");
}

#[test]
fn json_keys_are_json_names_or_declared_names() {
    let fixture = Fixture::new(
        "syntax = \"proto3\"; message A { int32 foo_bar = 1; int32 x = 2 [json_name = \"y\"]; bytes b = 3; }",
    );
    fixture.takes(r#"{"foo_bar":1,"x":"2"}"#, r#"{"fooBar":1,"y":2}"#);
    fixture.takes(r#"{"b":"-_8"}"#, r#"{"b":"+/8="}"#);
    fixture.refuses_json(r#"{"fooBar":1,"foo_bar":1}"#, "field `foo_bar` is there twice");
    fixture.refuses_json(r#"{"z":1}"#, "`A` has no field `z`");
    fixture.refuses_json(r#"{"fooBar":2147483648}"#, "`2147483648` does not fit into `int32`");
    fixture.refuses_json(r#"[]"#, "`[]` is not a valid `A`");
    fixture.refuses_json("{", "it is not JSON: expected a key in double quotes, found the end");
}
