use serde::de::{Deserializer, Error as _};
use serde::ser::{Error as _, Serializer};

use super::atom::Atom;
use super::context::Context;
use super::mask_paths::{paths, to_camel};
use super::message::Json;
use super::well_known::FieldMask;

const NAME: &str = "google.protobuf.FieldMask";

impl Json for FieldMask {
    fn write<S: Serializer>(&self, _: Context, serializer: S) -> Result<S::Ok, S::Error> {
        let paths: Option<Vec<String>> = self.paths.iter().map(|path| to_camel(path)).collect();
        match paths {
            Some(paths) => serializer.serialize_str(&paths.join(",")),
            None => Err(S::Error::custom("a path of the mask has no JSON form")),
        }
    }

    fn read<'de, D: Deserializer<'de>>(_: Context, deserializer: D) -> Result<Self, D::Error> {
        let atom = Atom::read(NAME, deserializer)?;
        match atom.text().and_then(paths) {
            Some(paths) => Ok(Self { paths }),
            None => Err(D::Error::custom(atom.unfit(NAME))),
        }
    }
}
