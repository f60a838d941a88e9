use protoward_protojson::mask_paths::to_camel;
use serde::ser::{Error as _, Serializer};

use crate::json::well_known::PATHS;
use crate::json::wire::{Input, Raw};

pub(super) fn write_field_mask<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
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
