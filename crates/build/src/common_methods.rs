//! Methods that [`Builder`] and [`Config`] have in common.

use std::path::PathBuf;

use super::builder::Builder;
use super::config::Config;
use protoward_rust::{Comments, Runtime};

/// Defines the same methods on both types. `$run` is the run that they configure.
macro_rules! common_methods {
    ($(#[$about:meta])* impl {
        $($(#[$doc:meta])* fn $method:ident($run:ident $(, $value:ident: $ty:ty)*) $body:block)+
    }) => {
        $(#[$about])*
        impl Builder {
            $($(#[$doc])* #[must_use] pub fn $method(mut self $(, $value: $ty)*) -> Self {
                let $run = &mut self.run;
                $body
                self
            })+
        }

        $(#[$about])*
        impl Config {
            $($(#[$doc])* pub fn $method(&mut self $(, $value: $ty)*) -> &mut Self {
                let $run = &mut self.run;
                $body
                self
            })+
        }
    };
}
pub(super) use common_methods;

/// Defines the same methods with paths on both types. The method of a builder adds one path, and that of a
/// configuration replaces all paths. The block returns the paths in `$run`.
macro_rules! by_path {
    ($(#[$about:meta])* impl {
        $($(#[$doc:meta])* fn $method:ident($run:ident) $paths:block)+
    }) => {
        $(#[$about])*
        impl Builder {
            $($(#[$doc])* #[must_use] pub fn $method(mut self, path: impl AsRef<str>) -> Self {
                let $run = &mut self.run;
                $paths.push(path.as_ref().to_owned());
                self
            })+
        }

        $(#[$about])*
        impl Config {
            $($(#[$doc])* pub fn $method<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, paths: I) -> &mut Self {
                let $run = &mut self.run;
                *$paths = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
                self
            })+
        }
    };
}
pub(super) use by_path;

common_methods! {
    /// Versions, types and names.
    impl {
        /// Sets the versions of prost and tonic for the generated code. By default, they are those that the crate
        /// depends on, or the newest if it depends on neither.
        fn runtime(run, runtime: Runtime) {
            run.runtime = Some(runtime);
        }

        /// Sets whether strings with `utf8_validation = NONE` in files with an edition are `String`. By default, they
        /// are `Vec<u8>`. Strings of proto2 are always `String`, although they need not be UTF-8 either. A message
        /// that contains invalid UTF-8 in such a `String` cannot be decoded.
        fn utf8_none_as_string(run, enable: bool) {
            run.settings.utf8_none_as_string = enable;
        }

        /// Implements `prost::Name` for all messages.
        fn enable_type_names(run) {
            run.settings.enable_type_names = true;
        }

        /// Keeps the name of the enum as a prefix of its values.
        fn retain_enum_prefix(run) {
            run.settings.retain_enum_prefix = true;
        }

        /// Sets the Rust path of `prost`. The default is `::prost`.
        fn prost_path(run, path: impl Into<String>) {
            run.settings.prost_path = Some(path.into());
        }

        /// Sets the Rust path of `prost-types`. The default is `::prost_types`.
        fn prost_types_path(run, path: impl Into<String>) {
            run.settings.prost_types_path = Some(path.into());
        }

        /// Sets whether names are those of prost and tonic. By default, names that would clash in Rust are replaced.
        fn prost_names(run, enable: bool) {
            run.settings.prost_names = enable;
        }
    }
}

common_methods! {
    /// Attributes and comments.
    impl {
        /// Adds an attribute to fields.
        fn field_attribute(run, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.settings.field_attributes.insert(path.as_ref(), attribute.as_ref().to_owned());
        }

        /// Adds an attribute to messages.
        fn message_attribute(run, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.settings.message_attributes.insert(path.as_ref(), attribute.as_ref().to_owned());
        }

        /// Adds an attribute to enums and oneofs.
        fn enum_attribute(run, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.settings.enum_attributes.insert(path.as_ref(), attribute.as_ref().to_owned());
        }

        /// Adds an attribute to messages, enums and oneofs.
        fn type_attribute(run, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            run.settings.type_attributes.insert(path.as_ref(), attribute.as_ref().to_owned());
        }

        /// Sets whether a comment after each attribute names the setting that it comes from. It helps to find the
        /// setting of an attribute that rustc rejects. The default is `false`.
        fn attribute_origins(run, enable: bool) {
            run.settings.attribute_origins = enable;
        }

        /// Sets whether comments are written as prost writes them. By default, comments are valid for rustdoc: code in
        /// them is not a doctest, and text that only looks like HTML or a link is escaped.
        fn prost_comments(run, enable: bool) {
            run.settings.comments = if enable { Comments::Prost } else { Comments::Rustdoc };
        }

        /// Omits source info from the descriptors, and therefore comments from the code.
        fn skip_source_info(run) {
            run.skip_source_info = true;
            run.settings.comments = Comments::None;
        }
    }
}

common_methods! {
    /// Files and modules.
    impl {
        /// Sets whether every package contains its descriptors, with imports, as the constant `FILE_DESCRIPTOR_SET`.
        /// Servers use it for reflection.
        fn file_descriptor_set(run, enable: bool) {
            run.embeds_set = enable;
        }

        /// Sets whether `mod.rs`, which declares all modules, is written if [`include_file`](Self::include_file) is
        /// not set. Enabled by default. A handwritten `mod.rs` is not overwritten.
        fn module_tree(run, enable: bool) {
            run.module_tree = enable;
        }

        /// Sets the file name, without `.rs`, of the code of files without a package. The default is `_`.
        fn default_package_filename(run, name: impl Into<String>) {
            run.settings.default_package_filename = Some(name.into());
        }

        /// Generates from the existing file of [`file_descriptor_set_path`](Self::file_descriptor_set_path), if one is
        /// set. `protoc` is never run.
        fn skip_protoc_run(run) {
            run.from_set = true;
        }

        /// Sets whether Cargo runs the build script again when a file that was read changes. Enabled by default if
        /// Cargo runs the program.
        fn emit_rerun_if_changed(run, enable: bool) {
            run.emit_rerun_if_changed = enable;
        }

        /// Has no effect: code is always formatted.
        fn format(_run, _enable: bool) {}

        /// Accepts the path of a `protoc`, which need not exist. The files are compiled in this process.
        fn protoc_executable(_run, _executable: impl Into<PathBuf>) {}
    }
}
