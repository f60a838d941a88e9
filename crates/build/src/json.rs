//! JSON in a build script: how it is asked for.

use super::alike::alike;
use super::builder::Builder;
use super::config::Config;
use protoward_codegen::beside::Home;

alike! {
    /// JSON, with the feature `json`.
    impl {
        /// Whether messages and enums implement `serde::Serialize` and `serde::Deserialize`, by the JSON mapping of protobuf. The
        /// crate then needs `serde`. Together with the code, a module is written that it needs: `protoward_json`.
        fn json(run, enable: bool) {
            run.additions.json.is_wanted = enable;
        }

        /// Whether serde writes fields without presence when they are zero or empty.
        fn json_emit_defaults(run, enable: bool) {
            run.additions.json.emit_defaults = enable;
        }

        /// Whether serde writes values of enums by their numbers.
        fn json_enum_numbers(run, enable: bool) {
            run.additions.json.enum_numbers = enable;
        }

        /// Whether serde passes over keys that are no fields, and names that are no values of their enum.
        fn json_ignore_unknown(run, enable: bool) {
            run.additions.json.ignore_unknown = enable;
        }

        /// Where the module is that JSON needs, as in `crate::protoward_json`; the code looks for it where it is written.
        fn json_path(run, path: impl Into<String>) {
            run.additions.json.home = Home::Elsewhere(path.into());
        }

        /// Whether serde writes fields by their names as declared.
        fn json_proto_names(run, enable: bool) {
            run.additions.json.proto_names = enable;
        }
    }
}
