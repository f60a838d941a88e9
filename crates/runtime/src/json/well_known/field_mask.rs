use protoward_protojson::mask_paths::{paths, to_camel};
use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

use crate::json::atom::Atom;

const NAME: &str = "google.protobuf.FieldMask";

/// Writes the paths of a mask.
///
/// # Errors
/// Fails if a path has no JSON form, or if the serializer fails.
pub fn write_field_mask<S: Serializer>(mask: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    let paths: Option<Vec<String>> = mask.iter().map(|path| to_camel(path)).collect();
    match paths {
        Some(paths) => serializer.serialize_str(&paths.join(",")),
        None => Err(S::Error::custom("a path of the mask has no JSON form")),
    }
}

/// Reads the paths of a mask.
///
/// # Errors
/// Fails if the input is not a mask, or if the deserializer fails.
pub fn read_field_mask<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let atom = Atom::read(NAME, deserializer)?;
    atom.text().and_then(paths).ok_or_else(|| D::Error::custom(atom.unfit(NAME)))
}
