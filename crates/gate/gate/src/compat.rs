//! Compatibility with buf: whose findings are reported, and which rules the names of categories have.

use protoward_policy::ConfigVersion;
use protoward_settings::Version;

/// The tool whose findings to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compat {
    /// The findings of buf, one per change.
    Buf,
    /// The findings of protoward, in which a move or rename is one finding.
    Own,
}

/// Returns the configuration version whose rule names apply. With `as_buf`, categories contain exactly the rules that
/// they have in buf.
pub(crate) const fn version(version: Version, as_buf: bool) -> ConfigVersion {
    match version {
        Version::V1Beta1 => ConfigVersion::V1Beta1,
        Version::V1 => ConfigVersion::V1,
        Version::V2 if as_buf => ConfigVersion::V2,
        Version::V2 => ConfigVersion::Own,
    }
}
