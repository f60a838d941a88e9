//! A schema with its source texts, which errors point to.

use std::path::Path;

use protoward_schema::Schema;
use protoward_schema::descriptor::decode;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Sources};

/// A schema and its source texts.
#[derive(Default)]
pub(super) struct SourcedSchema {
    pub(super) schema: Schema,
    pub(super) sources: Sources,
}

impl SourcedSchema {
    /// Decodes an existing descriptor set.
    pub(super) fn of_set(bytes: &[u8], path: &Path) -> Result<Self, Box<Diagnostic>> {
        let mut sources = Sources::default();
        let name = shown(path).to_string();
        let image = sources.add(&name, &name, None);
        let schema = decode(bytes, image, &mut sources)?;
        Ok(Self { schema, sources })
    }
}
