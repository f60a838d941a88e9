use protoward_protojson::mask_paths::paths;
use serde::de::{Deserializer, Error as _};

use crate::json::atom::Atom;
use crate::json::well_known::PATHS;
use crate::json::wire::{Raw, put_field};

const NAME: &str = "google.protobuf.FieldMask";

pub(super) fn read_field_mask<'de, D: Deserializer<'de>>(out: &mut Vec<u8>, deserializer: D) -> Result<(), D::Error> {
    let atom = Atom::read(NAME, deserializer)?;
    for path in atom.text().and_then(paths).ok_or_else(|| D::Error::custom(atom.unfit(NAME)))? {
        put_field(out, PATHS, Raw::Bytes(path.as_bytes()));
    }
    Ok(())
}
