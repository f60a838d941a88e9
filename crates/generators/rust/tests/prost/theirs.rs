//! The versions of prost-build and tonic-build, which have much the same methods.

use std::path::Path;

/// Compares the code of all runtimes with that of their generators. All are told the same: the settings, a configuration of
/// prost, and a builder of tonic, where there is one.
macro_rules! assert_same {
    (|$settings:ident| $set:expr, |$config:ident| $tell:expr, $builder:expr) => {{
        $crate::theirs::assert_same!(@one Prost013Tonic012, prost_build_013, tonic_build_012, |$settings| $set, |$config| $tell, $builder);
        $crate::theirs::assert_same!(@one Prost013Tonic013, prost_build_013, tonic_build_013, |$settings| $set, |$config| $tell, $builder);
        $crate::theirs::assert_same!(@one Prost014Tonic014, prost_build, tonic_prost_build, |$settings| $set, |$config| $tell, $builder);
    }};
    (@one $runtime:ident, $prost:ident, $tonic:ident, |$settings:ident| $set:expr, |$config:ident| $tell:expr, $builder:expr) => {{
        #[allow(unused_mut, unused_variables, reason = "some tests tell nothing")]
        let run = || {
            let mut settings = settings(Runtime::$runtime, Some(Services::default()));
            let $settings = &mut settings;
            let () = $set;
            let mut config = ::$prost::Config::new();
            let $config = &mut config;
            let () = $tell;
            let builder: Option<fn(::$tonic::Builder) -> ::$tonic::Builder> = $builder;
            compare(&settings, |descriptors, out| {
                let builder = builder.map(|told| told(::$tonic::configure().out_dir(out)));
                <::$tonic::Builder as Builder>::generate(builder, config, descriptors, out);
            });
        };
        run();
    }};
}
pub(super) use assert_same;

/// A builder of tonic, with the methods that differ between versions.
pub(super) trait Builder: Sized {
    type Config;

    /// Generates from descriptors: without a builder, messages alone.
    fn generate(builder: Option<Self>, config: Self::Config, descriptors: &[u8], out: &Path);

    fn without_comments(self, path: &str) -> Self;

    /// Adds an attribute of traits, where there are such.
    fn with_trait_attribute(self, path: &str, attribute: &str) -> Self;

    /// Leaves out the package, where that can be.
    fn without_package(self) -> Self;
}

impl Builder for tonic_prost_build::Builder {
    type Config = prost_build::Config;

    fn generate(builder: Option<Self>, mut config: Self::Config, descriptors: &[u8], out: &Path) {
        use prost::Message as _;
        let set = prost_types::FileDescriptorSet::decode(descriptors).expect("it is one");
        match builder {
            Some(builder) => builder.compile_fds_with_config(set, config),
            None => config.out_dir(out).compile_fds(set),
        }
        .expect("it can be generated");
    }

    fn without_comments(self, path: &str) -> Self {
        self.disable_comments([path])
    }

    fn with_trait_attribute(self, path: &str, attribute: &str) -> Self {
        self.trait_attribute(path, attribute)
    }

    fn without_package(self) -> Self {
        self.emit_package(false)
    }
}

/// The builders before 0.14.
macro_rules! earlier {
    ($($tonic:ident),*) => {
        $(impl Builder for $tonic::Builder {
            type Config = prost_build_013::Config;

            fn generate(builder: Option<Self>, mut config: Self::Config, descriptors: &[u8], out: &Path) {
                use prost_013::Message as _;
                let set = prost_types_013::FileDescriptorSet::decode(descriptors).expect("it is one");
                match builder {
                    Some(builder) => builder.compile_fds_with_config(config, set),
                    None => config.out_dir(out).compile_fds(set),
                }
                .expect("it can be generated");
            }

            fn without_comments(self, path: &str) -> Self {
                self.disable_comments(path)
            }

            fn with_trait_attribute(self, _: &str, _: &str) -> Self {
                self
            }

            fn without_package(self) -> Self {
                self.disable_package_emission()
            }
        })*
    };
}

earlier!(tonic_build_012, tonic_build_013);
