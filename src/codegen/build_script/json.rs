//! JSON in a build script: how it is asked for, and where it is added.

use std::io;

use super::builder::Builder;
use super::config::Config;
use super::error::BuildError;
use super::origin::Origin;
use super::output;
use super::run::Run;
use crate::codegen::names::Names;
use crate::codegen::passes::Files;
use crate::codegen::{diagnostics, json};

/// JSON, with the feature `json`.
impl Builder {
    /// Whether messages and enums implement `serde::Serialize` and `serde::Deserialize`, by the JSON mapping of protobuf. The
    /// crate then needs `serde`. Together with the code, a module is written that it needs: `protoward_json`.
    #[must_use]
    pub fn json(mut self, enable: bool) -> Self {
        self.run.json.is_wanted = enable;
        self
    }

    /// Whether serde writes fields without presence when they are zero or empty.
    #[must_use]
    pub fn json_emit_defaults(mut self, enable: bool) -> Self {
        self.run.json.emit_defaults = enable;
        self
    }

    /// Whether serde writes values of enums by their numbers.
    #[must_use]
    pub fn json_enum_numbers(mut self, enable: bool) -> Self {
        self.run.json.enum_numbers = enable;
        self
    }

    /// Whether serde passes over keys that are no fields, and names that are no values of their enum.
    #[must_use]
    pub fn json_ignore_unknown(mut self, enable: bool) -> Self {
        self.run.json.ignore_unknown = enable;
        self
    }

    /// Where the module is that JSON needs, as in `crate::protoward_json`; the code looks for it where it is written.
    #[must_use]
    pub fn json_path(mut self, path: impl Into<String>) -> Self {
        self.run.json.path = Some(path.into());
        self
    }

    /// Whether serde writes fields by their names as declared.
    #[must_use]
    pub fn json_proto_names(mut self, enable: bool) -> Self {
        self.run.json.proto_names = enable;
        self
    }
}

/// JSON, with the feature `json`.
impl Config {
    /// Whether messages and enums implement `serde::Serialize` and `serde::Deserialize`, by the JSON mapping of protobuf. The
    /// crate then needs `serde`. Together with the code, a module is written that it needs: `protoward_json`.
    pub fn json(&mut self, enable: bool) -> &mut Self {
        self.run.json.is_wanted = enable;
        self
    }

    /// Whether serde writes fields without presence when they are zero or empty.
    pub fn json_emit_defaults(&mut self, enable: bool) -> &mut Self {
        self.run.json.emit_defaults = enable;
        self
    }

    /// Whether serde writes values of enums by their numbers.
    pub fn json_enum_numbers(&mut self, enable: bool) -> &mut Self {
        self.run.json.enum_numbers = enable;
        self
    }

    /// Whether serde passes over keys that are no fields, and names that are no values of their enum.
    pub fn json_ignore_unknown(&mut self, enable: bool) -> &mut Self {
        self.run.json.ignore_unknown = enable;
        self
    }

    /// Where the module is that JSON needs, as in `crate::protoward_json`; the code looks for it where it is written.
    pub fn json_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.run.json.path = Some(path.into());
        self
    }

    /// Whether serde writes fields by their names as declared.
    pub fn json_proto_names(&mut self, enable: bool) -> &mut Self {
        self.run.json.proto_names = enable;
        self
    }
}

impl Run {
    /// Adds JSON to generated files, where it is wanted.
    pub(super) fn add_json(&self, files: &mut Files, names: &Names, origin: &Origin) -> io::Result<()> {
        let Some(schema) = origin.schema.as_ref().filter(|_| self.json.is_wanted) else { return Ok(()) };
        let of: Vec<_> = schema.files.ids().collect();
        let added = json::add(files, Some(output::INCLUDE_FILE), schema, &of, names, &self.json);
        added.map_err(|why| BuildError::of(diagnostics::generator_stopped(&why, Some(schema))).into())
    }
}
