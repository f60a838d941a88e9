//! Tests of messages of other crates.

use std::collections::HashMap;

use serde::Serializer;
use serde::de::Deserializer;

use super::Foreigner;
use crate::json::{
    Context, Descriptor, Encoding, Field, Fill, Kind, Message, Options, Reading, Visit, Visitor, fill_encoded,
    write_object,
};

/// A message with messages of another crate.
#[derive(Default)]
struct Linked {
    one: Option<i64>,
    list: Vec<i64>,
    map: HashMap<i32, i64>,
}

impl Visit for Linked {
    fn visit<V: Visitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        visitor.take(0, &Foreigner::optional(&self.one))?;
        visitor.take(1, &Foreigner::several(&self.list, self.list.is_empty()))?;
        visitor.take(2, &Foreigner::several(&self.map, self.map.is_empty()))
    }

    fn write<S: Serializer>(&self, _: &'static Field, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
        write_object(self, context, serializer)
    }
}

impl Fill for Linked {
    fn fill<'de, D: Deserializer<'de>>(&mut self, _: &'static Field, at: Reading<'_>, d: D) -> Result<bool, D::Error> {
        fill_encoded(self, at, d)
    }
}

enum NotRead {}

impl Encoding<Linked> for NotRead {
    fn merge(_: &mut Linked, _: &[u8]) -> Result<(), String> {
        Err("it is not read".to_owned())
    }
}

impl Message for Linked {
    type Encoding = NotRead;

    fn descriptor() -> &'static Descriptor {
        const FOREIGN: Kind = Kind::Foreign(crate::json::prost_0_14::foreign::<i64>());
        static DESCRIPTOR: Descriptor = Descriptor::new(
            "Linked",
            &[
                Field::new(1, "one", "one", FOREIGN).explicit(),
                Field::new(2, "list", "list", FOREIGN).list(),
                Field::new(3, "map", "map", FOREIGN).map(Kind::Int32),
            ],
        );
        &DESCRIPTOR
    }
}

#[test]
fn messages_of_other_crates_are_written_by_serde() {
    let linked = Linked { one: Some(7), list: vec![1, 2], map: [(10, 1), (-1, 2), (9, 3)].into() };
    let text = serde_json::to_string(&Options::PROTO_JSON.write(&linked));
    assert_eq!(text.ok().as_deref(), Some(r#"{"one":7,"list":[1,2],"map":{"-1":2,"9":3,"10":1}}"#));
    let text = serde_json::to_string(&Options::PROTO_JSON.write(&Linked::default()));
    assert_eq!(text.ok().as_deref(), Some("{}"));
    let defaults = Options { emit_defaults: true, ..Options::PROTO_JSON };
    let text = serde_json::to_string(&defaults.write(&Linked::default()));
    assert_eq!(text.ok().as_deref(), Some(r#"{"list":[],"map":{}}"#));
}
