use protoward_protojson::mask_paths::{paths, to_camel};
use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

use crate::json::atom::Atom;
use crate::json::wire::{Input, LENGTH_DELIMITED, Raw, put_key, put_raw};

const NAME: &str = "google.protobuf.FieldMask";

/// The number of the field with the paths.
const PATHS: u32 = 1;

pub(in crate::json) fn write_field_mask<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    let mut mask = String::new();
    let mut input = Input(bytes);
    while let Some((number, raw)) = input.field().map_err(S::Error::custom)? {
        let Raw::Bytes(path) = raw else { continue };
        if number == PATHS {
            let path = std::str::from_utf8(path).ok().and_then(to_camel);
            let path = path.ok_or_else(|| S::Error::custom("a path of the mask has no JSON form"))?;
            mask.extend((!mask.is_empty()).then_some(','));
            mask.push_str(&path);
        }
    }
    serializer.serialize_str(&mask)
}

pub(in crate::json) fn read_field_mask<'de, D: Deserializer<'de>>(
    out: &mut Vec<u8>,
    deserializer: D,
) -> Result<(), D::Error> {
    let atom = Atom::read(NAME, deserializer)?;
    for path in atom.text().and_then(paths).ok_or_else(|| D::Error::custom(atom.unfit(NAME)))? {
        put_key(out, PATHS, LENGTH_DELIMITED);
        put_raw(out, PATHS, Raw::Bytes(path.as_bytes()));
    }
    Ok(())
}
