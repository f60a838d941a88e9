//! JSON in a build script: how it is asked for.

use super::builder::Builder;
use super::config::Config;
use crate::codegen::beside::Home;

/// JSON, with the feature `json`.
impl Builder {
    /// Whether messages and enums implement `serde::Serialize` and `serde::Deserialize`, by the JSON mapping of protobuf. The
    /// crate then needs `serde`. Together with the code, a module is written that it needs: `protoward_json`.
    #[must_use]
    pub fn json(mut self, enable: bool) -> Self {
        self.run.additions.json.is_wanted = enable;
        self
    }

    /// Whether serde writes fields without presence when they are zero or empty.
    #[must_use]
    pub fn json_emit_defaults(mut self, enable: bool) -> Self {
        self.run.additions.json.emit_defaults = enable;
        self
    }

    /// Whether serde writes values of enums by their numbers.
    #[must_use]
    pub fn json_enum_numbers(mut self, enable: bool) -> Self {
        self.run.additions.json.enum_numbers = enable;
        self
    }

    /// Whether serde passes over keys that are no fields, and names that are no values of their enum.
    #[must_use]
    pub fn json_ignore_unknown(mut self, enable: bool) -> Self {
        self.run.additions.json.ignore_unknown = enable;
        self
    }

    /// Where the module is that JSON needs, as in `crate::protoward_json`; the code looks for it where it is written.
    #[must_use]
    pub fn json_path(mut self, path: impl Into<String>) -> Self {
        self.run.additions.json.home = Home::Elsewhere(path.into());
        self
    }

    /// Whether serde writes fields by their names as declared.
    #[must_use]
    pub fn json_proto_names(mut self, enable: bool) -> Self {
        self.run.additions.json.proto_names = enable;
        self
    }
}

/// JSON, with the feature `json`.
impl Config {
    /// Whether messages and enums implement `serde::Serialize` and `serde::Deserialize`, by the JSON mapping of protobuf. The
    /// crate then needs `serde`. Together with the code, a module is written that it needs: `protoward_json`.
    pub fn json(&mut self, enable: bool) -> &mut Self {
        self.run.additions.json.is_wanted = enable;
        self
    }

    /// Whether serde writes fields without presence when they are zero or empty.
    pub fn json_emit_defaults(&mut self, enable: bool) -> &mut Self {
        self.run.additions.json.emit_defaults = enable;
        self
    }

    /// Whether serde writes values of enums by their numbers.
    pub fn json_enum_numbers(&mut self, enable: bool) -> &mut Self {
        self.run.additions.json.enum_numbers = enable;
        self
    }

    /// Whether serde passes over keys that are no fields, and names that are no values of their enum.
    pub fn json_ignore_unknown(&mut self, enable: bool) -> &mut Self {
        self.run.additions.json.ignore_unknown = enable;
        self
    }

    /// Where the module is that JSON needs, as in `crate::protoward_json`; the code looks for it where it is written.
    pub fn json_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.run.additions.json.home = Home::Elsewhere(path.into());
        self
    }

    /// Whether serde writes fields by their names as declared.
    pub fn json_proto_names(&mut self, enable: bool) -> &mut Self {
        self.run.additions.json.proto_names = enable;
        self
    }
}
