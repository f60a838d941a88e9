//! Dependencies of schemas: used with the feature `dependencies`, which the method without it names.

#[cfg(feature = "dependencies")]
mod locked;
#[cfg(not(feature = "dependencies"))]
mod without_feature;

use std::path::PathBuf;

use super::builder::Builder;
use super::common_methods::common_methods;
use super::config::Config;
#[cfg(feature = "dependencies")]
pub(super) use locked::Dependencies;
#[cfg(not(feature = "dependencies"))]
pub(super) use without_feature::Dependencies;

common_methods! {
    /// Dependencies of schemas. They need the feature `dependencies`.
    impl {
        /// Resolves imports that no include folder has in the dependencies of a `protoward.toml`: git repositories at
        /// the commits of the `protoward.lock` next to it, and folders. The path is that of the file or its folder.
        ///
        /// Repositories are read from the cache that all programs of the user share, or from the `vendor` folder of
        /// the configuration. What the cache lacks is fetched with the program `git`, unless `PROTOWARD_OFFLINE` or
        /// `CARGO_NET_OFFLINE` is set. The lock file is never changed; `protoward deps update` does that.
        fn dependencies(run, config: impl Into<PathBuf>) {
            run.dependencies = Some(config.into());
        }
    }
}
