//! Methods that [`Builder`] and [`Config`] have in common.

use super::builder::Builder;
use super::config::Config;
use protoward_rust::Runtime;

/// Defines the same methods on both types. `$run` is the run that they configure.
macro_rules! common_methods {
    ($(#[$about:meta])* impl {
        $($(#[$doc:meta])* fn $method:ident($run:ident, $($value:ident: $ty:ty),+) $body:block)+
    }) => {
        $(#[$about])*
        impl Builder {
            $($(#[$doc])* #[must_use] pub fn $method(mut self, $($value: $ty),+) -> Self {
                let $run = &mut self.run;
                $body
                self
            })+
        }

        $(#[$about])*
        impl Config {
            $($(#[$doc])* pub fn $method(&mut self, $($value: $ty),+) -> &mut Self {
                let $run = &mut self.run;
                $body
                self
            })+
        }
    };
}
pub(super) use common_methods;

/// Defines the same method with paths on both types. The method of a builder adds one path, and that of a
/// configuration replaces all paths. The block returns the paths in `$run`.
macro_rules! by_path {
    ($(#[$about:meta])* impl {
        $(#[$doc:meta])* fn $method:ident($run:ident) $paths:block
    }) => {
        $(#[$about])*
        impl Builder {
            $(#[$doc])* #[must_use] pub fn $method(mut self, path: impl AsRef<str>) -> Self {
                let $run = &mut self.run;
                $paths.push(path.as_ref().to_owned());
                self
            }
        }

        $(#[$about])*
        impl Config {
            $(#[$doc])* pub fn $method<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, paths: I) -> &mut Self {
                let $run = &mut self.run;
                *$paths = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
                self
            }
        }
    };
}
pub(super) use by_path;

common_methods! {
    /// Versions of prost and tonic.
    impl {
        /// Sets the versions of prost and tonic for the generated code. By default, they are those that the crate
        /// depends on, or the newest if it depends on neither.
        fn runtime(run, runtime: Runtime) {
            run.runtime = Some(runtime);
        }
    }
}

common_methods! {
    /// Files with an edition.
    impl {
        /// Sets whether strings with `utf8_validation = NONE` in files with an edition are `String`. By default, they
        /// are `Vec<u8>`. Strings of proto2 are always `String`, although they need not be UTF-8 either. A message
        /// that contains invalid UTF-8 in such a `String` cannot be decoded.
        fn utf8_none_as_string(run, enable: bool) {
            run.settings.utf8_none_as_string = enable;
        }
    }
}

common_methods! {
    /// Reflection.
    impl {
        /// Sets whether every package contains its descriptors, with imports, as the constant `FILE_DESCRIPTOR_SET`.
        /// Servers use it for reflection.
        fn file_descriptor_set(run, enable: bool) {
            run.embeds_set = enable;
        }
    }
}

common_methods! {
    /// Modules.
    impl {
        /// Sets whether `mod.rs`, which declares all modules, is written if [`include_file`](Self::include_file) is
        /// not set. Enabled by default. A handwritten `mod.rs` is not overwritten.
        fn module_tree(run, enable: bool) {
            run.module_tree = enable;
        }
    }
}
