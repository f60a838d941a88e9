//! Methods that a builder and a configuration have alike, as they tell a run something and nobody else.

use super::builder::Builder;
use super::config::Config;
use protoward_rust::Runtime;

/// Methods of both, written as if they were one; `$run` is what they tell.
macro_rules! alike {
    ($(#[$about:meta])* impl {
        $($(#[$doc:meta])* fn $method:ident($run:ident, $($value:ident: $ty:ty),+) $told:block)+
    }) => {
        $(#[$about])*
        impl Builder {
            $($(#[$doc])* #[must_use] pub fn $method(mut self, $($value: $ty),+) -> Self {
                let $run = &mut self.run;
                $told
                self
            })+
        }

        $(#[$about])*
        impl Config {
            $($(#[$doc])* pub fn $method(&mut self, $($value: $ty),+) -> &mut Self {
                let $run = &mut self.run;
                $told
                self
            })+
        }
    };
}
pub(super) use alike;

/// Methods of both about what matches a path: a builder is told one path after the other, a configuration all of them. The
/// block says where `$run` has the paths.
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

alike! {
    /// Versions of prost and tonic.
    impl {
        /// The versions of prost and tonic that the code is for; otherwise those that the crate depends on, and the newest where it
        /// depends on neither.
        fn runtime(run, runtime: Runtime) {
            run.runtime = Some(runtime);
        }
    }
}

alike! {
    /// Files of an edition.
    impl {
        /// Whether strings with `utf8_validation = NONE` in files of an edition are `String`, as those of proto2 are, which
        /// need not be UTF-8 either; a message in which one is not UTF-8 then cannot be read. They are `Vec<u8>`.
        fn utf8_none_as_string(run, enable: bool) {
            run.settings.utf8_none_as_string = enable;
        }
    }
}

alike! {
    /// Reflection.
    impl {
        /// Whether every package has its descriptors, imports included, as a constant: `FILE_DESCRIPTOR_SET`, which servers
        /// with reflection are given.
        fn file_descriptor_set(run, enable: bool) {
            run.embeds_set = enable;
        }
    }
}

alike! {
    /// Modules.
    impl {
        /// Whether there is a file with all modules, `mod.rs`, where [`include_file`](Self::include_file) names none; there
        /// is, unless a person has written one.
        fn module_tree(run, enable: bool) {
            run.module_tree = enable;
        }
    }
}
