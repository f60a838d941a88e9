//! Methods that [`Builder`] and [`Config`] have in common.

use std::path::PathBuf;

use super::builder::Builder;
use super::config::Config;
use protoward_build_protocol::{Comments, Runtime, from_path};

/// Defines the same methods on both types. `$options` are the options that they set.
macro_rules! common_methods {
    ($(#[$about:meta])* impl {
        $($(#[$doc:meta])* fn $method:ident($options:ident $(, $value:ident: $ty:ty)*) $body:block)+
    }) => {
        $(#[$about])*
        impl Builder {
            $($(#[$doc])* #[must_use] pub fn $method(mut self $(, $value: $ty)*) -> Self {
                let $options = &mut self.options;
                $body
                self
            })+
        }

        $(#[$about])*
        impl Config {
            $($(#[$doc])* pub fn $method(&mut self $(, $value: $ty)*) -> &mut Self {
                let $options = &mut self.options;
                $body
                self
            })+
        }
    };
}
pub(super) use common_methods;

/// Defines the same methods with paths on both types. The method of a builder adds paths, and that of a configuration
/// replaces them. The option has the name of the method.
macro_rules! by_path {
    ($(#[$about:meta])* impl {
        $($(#[$doc:meta])* fn $method:ident();)+
    }) => {
        $(#[$about])*
        impl Builder {
            $($(#[$doc])* #[must_use] pub fn $method<Count>(mut self, paths: impl Paths<Count>) -> Self {
                paths.paths().into_iter().for_each(|path| self.options.add(stringify!($method), path));
                self
            })+
        }

        $(#[$about])*
        impl Config {
            $($(#[$doc])* pub fn $method<Count>(&mut self, paths: impl Paths<Count>) -> &mut Self {
                self.options.set_list(stringify!($method), paths.paths());
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
        fn runtime(options, runtime: Runtime) {
            options.runtime = Some(runtime.into());
        }

        /// Sets whether strings with `utf8_validation = NONE` in files with an edition are `String`. By default, they
        /// are `Vec<u8>`. Strings of proto2 are always `String`, although they need not be UTF-8 either. A message
        /// that contains invalid UTF-8 in such a `String` cannot be decoded.
        fn utf8_none_as_string(options, enable: bool) {
            options.set_flag("utf8_none_as_string", enable);
        }

        /// Implements `prost::Name` for all messages.
        fn enable_type_names(options) {
            options.set_flag("enable_type_names", true);
        }

        /// Keeps the name of the enum as a prefix of its values.
        fn retain_enum_prefix(options) {
            options.set_flag("retain_enum_prefix", true);
        }

        /// Sets the Rust path of `prost`. The default is `::prost`.
        fn prost_path(options, path: impl Into<String>) {
            options.set_text("prost_path", path);
        }

        /// Sets the Rust path of `prost-types`. The default is `::prost_types`.
        fn prost_types_path(options, path: impl Into<String>) {
            options.set_text("prost_types_path", path);
        }

        /// Sets whether names are those of prost and tonic. By default, names that would clash in Rust are replaced.
        fn prost_names(options, enable: bool) {
            options.set_flag("prost_names", enable);
        }
    }
}

common_methods! {
    /// Attributes and comments.
    impl {
        /// Adds an attribute to fields, enum values and oneofs that match the path.
        fn field_attribute(options, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            options.add_pair("field_attribute", path.as_ref(), attribute.as_ref());
        }

        /// Adds an attribute to messages.
        fn message_attribute(options, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            options.add_pair("message_attribute", path.as_ref(), attribute.as_ref());
        }

        /// Adds an attribute to enums and oneofs.
        fn enum_attribute(options, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            options.add_pair("enum_attribute", path.as_ref(), attribute.as_ref());
        }

        /// Adds an attribute to messages, enums and oneofs.
        fn type_attribute(options, path: impl AsRef<str>, attribute: impl AsRef<str>) {
            options.add_pair("type_attribute", path.as_ref(), attribute.as_ref());
        }

        /// Leaves out derived traits of messages and oneofs that match the path: a list of `Copy`, `Eq` and `Hash`, such as
        /// `Eq, Hash`. Types with fields of such a type do not derive them either. The path may name a type of an
        /// `extern_path` that does not have the traits.
        fn skip_derive(options, path: impl AsRef<str>, traits: impl AsRef<str>) {
            options.add_pair("skip_derive", path.as_ref(), traits.as_ref());
        }

        /// Sets whether a comment after each attribute names the setting that it comes from. It helps to find the
        /// setting of an attribute that rustc rejects. The default is `false`.
        fn attribute_origins(options, enable: bool) {
            options.set_flag("attribute_origins", enable);
        }

        /// Sets whether comments are written as prost writes them. By default, comments are valid for rustdoc: code in
        /// them is not a doctest, and text that only looks like HTML or a link is escaped.
        fn prost_comments(options, enable: bool) {
            options.set_comments(if enable { Comments::Prost } else { Comments::Rustdoc });
        }

        /// Omits source info from the descriptors, and therefore comments from the code.
        fn skip_source_info(options) {
            options.skip_source_info = true;
            options.set_comments(Comments::Omitted);
        }
    }
}

common_methods! {
    /// Files and modules.
    impl {
        /// Sets whether every package contains its descriptors, with imports, as the constant `FILE_DESCRIPTOR_SET`.
        /// Servers use it for reflection.
        fn file_descriptor_set(options, enable: bool) {
            options.set_flag("file_descriptor_set", enable);
        }

        /// Sets whether `mod.rs`, which declares all modules, is written if [`include_file`](Self::include_file) is
        /// not set. Enabled by default. A handwritten `mod.rs` is not overwritten.
        fn module_tree(options, enable: bool) {
            options.set_flag("module_tree", enable);
        }

        /// Sets the file name, without `.rs`, of the code of files without a package. The default is `_`.
        fn default_package_filename(options, name: impl Into<String>) {
            options.set_text("default_package_filename", name);
        }

        /// Generates from the existing file of [`file_descriptor_set_path`](Self::file_descriptor_set_path), if one is
        /// set. `protoc` is never run.
        fn skip_protoc_run(options) {
            options.skip_protoc_run = true;
        }

        /// Sets whether Cargo runs the build script again when a file that was read changes. Enabled by default if
        /// Cargo runs the program.
        fn emit_rerun_if_changed(options, enable: bool) {
            options.emit_rerun_if_changed = Some(enable);
        }

        /// Has no effect: code is always formatted.
        fn format(_options, _enable: bool) {}

        /// Accepts the path of a `protoc`, which need not exist. The files are compiled in this process.
        fn protoc_executable(_options, _executable: impl Into<PathBuf>) {}
    }
}

common_methods! {
    /// Common protos. They need the feature `common-protos`.
    impl {
        /// Sets whether imports that no folder has are looked up among the common protos: files of googleapis, such as
        /// `google/api/annotations.proto`, and `buf/validate/validate.proto` of protovalidate. Enabled by default with
        /// the feature `common-protos`.
        fn common_protos(options, enable: bool) {
            options.common_protos = Some(enable);
        }
    }
}

common_methods! {
    /// Dependencies of schemas. They need the feature `dependencies`.
    impl {
        /// Resolves imports that no include folder has in the dependencies of a `protoward.toml`: git repositories at
        /// the commits of the `protoward.lock` next to it, and folders. The path is that of the file or its folder.
        ///
        /// Repositories are read from the cache that all programs of the user share, or from the `vendor` folder of
        /// the configuration. What the cache lacks is fetched with the program `git`, unless `PROTOWARD_OFFLINE` or
        /// `CARGO_NET_OFFLINE` is set. The lock file is never changed; `protoward deps update` does that.
        fn dependencies(options, config: impl Into<PathBuf>) {
            options.dependencies = Some(from_path(&config.into()));
        }
    }
}
