//! Tests of messages that are read field by field.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;

use prost_types::{Any, Timestamp, Value};
use serde::Serializer;
use serde::de::{DeserializeSeed as _, Deserializer, MapAccess};

use crate::json::{
    Context, Descriptor, Encoding, Field, Fill, Input, Kind, Message, Options, Reading, Visit, Visitor, fill_object,
    write_object,
};

fn read<M: Message>(text: &str) -> Result<M, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    Options::PROTO_JSON.read().deserialize(&mut json).map_err(|error| error.to_string())
}

/// A message as code for it is generated.
#[derive(Debug, Default, PartialEq)]
struct Shop {
    items: Vec<Shop>,
    prices: HashMap<i32, f64>,
    opened: Option<Timestamp>,
    choice: Option<Choice>,
    owner: Option<Box<Shop>>,
    count: Option<i64>,
    any: Option<Any>,
    raw: Vec<u8>,
}

#[derive(Debug, PartialEq)]
enum Choice {
    Name(String),
    Closed(bool),
}

impl Visit for Shop {
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        visitor.take(0, &self.items)?;
        visitor.take(1, &self.prices)?;
        visitor.take(2, &self.opened)?;
        match &self.choice {
            Some(Choice::Name(it)) => visitor.take(3, it)?,
            Some(Choice::Closed(it)) => visitor.take(4, it)?,
            None => {}
        }
        visitor.take(5, &self.owner)?;
        visitor.take(6, &self.count)?;
        visitor.take(7, &self.any)?;
        visitor.take(8, &self.raw)
    }

    fn write<S: Serializer>(&self, _: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        write_object(self, context, serializer)
    }
}

impl Fill for Shop {
    fn fill<'de, D: Deserializer<'de>>(&mut self, _: &'static Field, at: Reading<'_>, d: D) -> Result<bool, D::Error> {
        fill_object(self, at, d)
    }

    fn fill_field<'de, A: MapAccess<'de>>(&mut self, index: usize, value: Input<'_, A>) -> Result<bool, A::Error> {
        match index {
            0 => value.into_field(&mut self.items),
            1 => value.into_field(&mut self.prices),
            2 => value.into_field(&mut self.opened),
            3 => value.into_oneof(&mut self.choice, Choice::Name),
            4 => value.into_oneof(&mut self.choice, Choice::Closed),
            5 => value.into_field(&mut self.owner),
            6 => value.into_field(&mut self.count),
            7 => value.into_field(&mut self.any),
            _ => value.into_field(&mut self.raw),
        }
    }
}

/// The encoding of a message whose fields are all read into their places.
enum OwnFields {}

impl Encoding<Shop> for OwnFields {
    fn merge(_: &mut Shop, _: &[u8]) -> Result<(), String> {
        Err("no field is of another crate".to_owned())
    }
}

impl Message for Shop {
    type Encoding = OwnFields;

    fn descriptor() -> &'static Descriptor {
        static DESCRIPTOR: Descriptor = Descriptor::new(
            "Shop",
            &[
                Field::message::<Shop>(1, "items", "items").list(),
                Field::new(2, "prices", "prices", Kind::Double).map(Kind::Int32),
                Field::message::<Timestamp>(3, "openTime", "open_time").explicit(),
                Field::new(4, "name", "name", Kind::String).member(0),
                Field::new(5, "closed", "closed", Kind::Bool).member(0),
                Field::message::<Shop>(6, "owner", "owner").explicit(),
                Field::message::<i64>(7, "count", "count").explicit(),
                Field::message::<Any>(8, "any", "any").explicit(),
                Field::new(9, "raw", "raw", Kind::Bytes),
            ],
        )
        .oneofs(&["choice"]);
        &DESCRIPTOR
    }
}

#[test]
fn fields_are_read_into_their_places() {
    let text = concat!(
        r#"{"items":[{"closed":false},{}],"prices":{"-1":0.5,"7":2.0},"openTime":"1970-01-01T00:00:01Z","name":"A","#,
        r#""owner":{"name":"B"},"count":"3","any":{"@type":"a/google.protobuf.Empty"},"raw":"AQ=="}"#,
    );
    let shop: Shop = read(text).unwrap();
    assert_eq!(shop.count, Some(3));
    assert_eq!(shop.raw, [1]);
    assert_eq!(shop.items[0].choice, Some(Choice::Closed(false)));
    assert_eq!(serde_json::to_string(&Options::PROTO_JSON.write(&shop)).unwrap(), text);
    let nulls = r#"{"items":null,"prices":null,"openTime":null,"name":null,"closed":true,"count":null}"#;
    let closed = Shop { choice: Some(Choice::Closed(true)), ..Shop::default() };
    assert_eq!(read::<Shop>(nulls), Ok(closed));
}

/// The line and the column of the deserializer stay at the end. Its own errors have no path, so that they stay what they are.
#[test]
fn errors_have_the_path_of_the_value() {
    for (text, error) in [
        (r#"{"items":[{},{"openTime":1}]}"#, "items[1].openTime: 1 is not a valid `google.protobuf.Timestamp`"),
        (r#"{"items":[{},3]}"#, "items[1]: invalid type: integer `3`, expected an object, `Shop`"),
        (r#"{"prices":{"1":2,"12":"x"}}"#, "prices[\"12\"]: \"x\" is not a valid `double`"),
        (r#"{"prices":{"1":2,"1":2}}"#, "prices: the key `1` is there twice"),
        (r#"{"owner":{"owner":{"none":1}}}"#, "owner.owner: `Shop` has no field `none`"),
        (r#"{"owner":{"name":"A","name":"B"}}"#, "owner: the field `name` of `Shop` is there twice"),
        (r#"{"owner":{"name":"A","closed":true}}"#, "owner: two fields of the oneof `choice` are set"),
        (r#"{"items":[{"any":{"@type":"a/google.protobuf.Struct","value":[]}}]}"#, "items[0].any: "),
        (r#"{"count":"1.5"}"#, "count: \"1.5\" is not a valid `int64`"),
        (r#"{"items":[{"name":[1]}]}"#, "items[0].name: a list is not a valid `string`"),
        (r#"{"items":[{"count":tru}]}"#, "expected ident"),
        (r#"{"items":[{"count":{"a":1,"b":[2"#, "EOF while parsing"),
        (r#"{"none":1}"#, "`Shop` has no field `none`"),
    ] {
        let found = read::<Shop>(text).unwrap_err();
        assert!(found.starts_with(error), "{text}: {found}");
        assert_eq!(found.matches(" at line 1 column ").count(), 1, "{found}");
    }
    let error = read::<Value>(r#"{"a":[1,{"b":{"c":0,"c":0}}]}"#).unwrap_err();
    assert!(error.starts_with(r#"["a"][1]["b"]: the key `c` is there twice at line 1"#), "{error}");
}
