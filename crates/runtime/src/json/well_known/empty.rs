use serde::de::MapAccess;
use serde::ser::SerializeMap;

use crate::json::entry::Entry;
use crate::json::message::Message;
use crate::json::object::{Names, Object};

/// `google.protobuf.Empty`, which prost represents as `()`.
impl Message for () {
    const NAME: &'static str = "google.protobuf.Empty";
    const FIELDS: &'static [Names] = &[];

    fn write_fields<M: SerializeMap>(&self, _: &mut Object<'_, M>) -> Result<(), M::Error> {
        Ok(())
    }

    fn read_field<'de, A: MapAccess<'de>>(&mut self, _: usize, _: Entry<'_, A>) -> Result<(), A::Error> {
        Ok(())
    }
}
