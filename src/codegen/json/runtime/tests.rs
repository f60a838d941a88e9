//! What no schema is needed for.
#![expect(clippy::unwrap_used, reason = "tests")]

use ::prost_types::{Any, Duration, FieldMask, Struct, Timestamp, Value};
use serde::de::DeserializeSeed;

use super::message::Json;
use super::options::Options;

fn read<M: Json>(text: &str) -> Result<M, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    Options::GENERATED.read().deserialize(&mut json).map_err(|error| error.to_string())
}

fn write<M: Json>(message: &M) -> Result<String, String> {
    serde_json::to_string(&Options::GENERATED.write(message)).map_err(|error| error.to_string())
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
fn what_is_out_of_range_is_refused() {
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
    assert!(read::<f32>("3.5e38").is_err());
    assert_eq!(read::<f32>("\"-Infinity\""), Ok(f32::NEG_INFINITY));
    assert_eq!(write(&0.1_f32).unwrap(), "0.1");
    assert_eq!(write(&f64::NAN).unwrap(), "\"NaN\"");
}

#[test]
fn an_any_says_what_is_wrong_with_it() {
    for (text, why) in [
        ("{\"value\":\"1s\"}", "no `@type`"),
        ("{\"@type\":\"x/none.Such\"}", "not among those"),
        ("{\"@type\":\"google.protobuf.Duration\"}", "no `value`"),
        ("{\"@type\":\"google.protobuf.Duration\",\"value\":\"1s\",\"x\":1}", "no place beside"),
        ("{\"@type\":\"google.protobuf.Empty\",\"x\":1}", "no field `x`"),
        ("{\"@type\":\"google.protobuf.Empty\",\"@type\":\"a/b\"}", "twice"),
        ("[]", "no object"),
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
fn unknown_keys_are_passed_over_where_that_is_wanted() {
    let options = Options { ignore_unknown: true, ..Options::GENERATED };
    let mut json = serde_json::Deserializer::from_str("{\"x\":{\"y\":[1]}}");
    assert!(options.read::<()>().deserialize(&mut json).is_ok());
    assert!(read::<()>("{\"x\":1}").unwrap_err().contains("no field `x`"));
}
