//! Field masks of a request, as parameters.
//!
//! A mask is taken from the encoded request, because not every path can be written in JSON. There, paths are in
//! lowerCamelCase, and `line_2` would become `line2` on the way back.

use bytes::{Buf as _, Bytes};
use prost::Message;
use prost::encoding::{DecodeContext, WireType, decode_key, skip_field};
use prost_types::FieldMask;

use crate::rest::schema::{self, Body, Kind};
use crate::rest::tree::MAX_DEPTH;
use crate::rest::wire;

/// A parameter with the paths of a mask.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct MaskParameter {
    pub(super) name: String,
    pub(super) paths: Vec<String>,
}

/// Returns a message without its masks outside of the body, and these masks. The message is `None` if it has none.
pub(super) fn take<T: Message + Default>(
    message: &T,
    table: &'static schema::Message,
    body: Body,
) -> (Option<T>, Vec<MaskParameter>) {
    if matches!(body, Body::All | Body::Raw) {
        return (None, Vec::new());
    }
    let mut masks = Masks { body: body.field(), at: Vec::new(), found: Vec::new() };
    let stripped = masks.strip(message.encode_to_vec().into(), table);
    if masks.found.is_empty() {
        return (None, Vec::new());
    }
    match stripped.and_then(|stripped| T::decode(stripped.as_slice()).ok()) {
        Some(stripped) => (Some(stripped), masks.found),
        // Masks in JSON form are better than none.
        None => (None, Vec::new()),
    }
}

struct Masks {
    /// The name of the field that is the body.
    body: Option<&'static str>,
    /// The names of the fields around the current message.
    at: Vec<&'static str>,
    found: Vec<MaskParameter>,
}

impl Masks {
    /// Returns an encoded message without its masks; `None` if its bytes are invalid.
    fn strip(&mut self, mut encoded: Bytes, table: &'static schema::Message) -> Option<Vec<u8>> {
        let mut kept = Vec::with_capacity(encoded.len());
        while encoded.has_remaining() {
            let before = encoded.clone();
            let (number, wire_type) = decode_key(&mut encoded).ok()?;
            let is_in_body = |field: &&schema::Field| self.at.is_empty() && self.body == Some(field.name);
            let field = table.fields().iter().find(|field| field.number == number && !field.is_repeated);
            let field = field.filter(|field| wire_type == WireType::LengthDelimited && !is_in_body(field));
            match field.map(|field| (field, field.kind)) {
                Some((field, Kind::FieldMask)) => self.add(field, &wire::delimited(&mut encoded)?)?,
                Some((field, Kind::Message(inner))) if self.at.len() < MAX_DEPTH => {
                    let count = self.found.len();
                    self.at.push(field.json_name);
                    let inner = self.strip(wire::delimited(&mut encoded)?, inner)?;
                    self.at.pop();
                    // The parameter of a mask shows that the message around it is set.
                    if !(inner.is_empty() && self.found.len() > count) {
                        kept.extend(wire::delimited_field(number, &inner));
                    }
                }
                _ => {
                    skip_field(wire_type, number, &mut encoded, DecodeContext::default()).ok()?;
                    kept.extend_from_slice(&before[..before.len() - encoded.len()]);
                }
            }
        }
        Some(kept)
    }

    fn add(&mut self, field: &schema::Field, encoded: &[u8]) -> Option<()> {
        let FieldMask { paths } = FieldMask::decode(encoded).ok()?;
        let names: Vec<&str> = self.at.iter().copied().chain([field.json_name]).collect();
        self.found.push(MaskParameter { name: names.join("."), paths });
        Some(())
    }
}
