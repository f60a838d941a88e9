//! The common protos: used with the feature `common-protos`, and proposed without it.

#[cfg(feature = "common-protos")]
mod embedded;
#[cfg(not(feature = "common-protos"))]
mod proposed;

use super::builder::Builder;
use super::common_methods::common_methods;
use super::config::Config;
#[cfg(feature = "common-protos")]
pub(super) use embedded::{added, explained};
#[cfg(not(feature = "common-protos"))]
pub(super) use proposed::{added, explained};

common_methods! {
    /// Common protos. They need the feature `common-protos`.
    impl {
        /// Sets whether imports that no folder has are looked up among the common protos: files of googleapis, such as
        /// `google/api/annotations.proto`, and `buf/validate/validate.proto` of protovalidate. Enabled by default with
        /// the feature `common-protos`.
        fn common_protos(run, enable: bool) {
            run.common_protos = Some(enable);
        }
    }
}
