//! The versions of prost and tonic as a protobuf enum.

use std::fmt;

/// The versions of prost and tonic that the code is for. The code is that of the prost-build and tonic-build of these
/// versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, prost::Enumeration)]
#[non_exhaustive]
#[repr(i32)]
pub enum Runtime {
    /// prost 0.14 with tonic 0.14.
    Prost014Tonic014 = 0,
    /// prost 0.13 with tonic 0.12.
    Prost013Tonic012 = 1,
    /// prost 0.13 with tonic 0.13.
    Prost013Tonic013 = 2,
}

impl Runtime {
    /// Returns the version of prost, such as `0.14`.
    pub const fn prost(self) -> &'static str {
        match self {
            Self::Prost014Tonic014 => "0.14",
            Self::Prost013Tonic012 | Self::Prost013Tonic013 => "0.13",
        }
    }

    /// Returns the version of tonic, such as `0.14`.
    pub const fn tonic(self) -> &'static str {
        match self {
            Self::Prost014Tonic014 => "0.14",
            Self::Prost013Tonic012 => "0.12",
            Self::Prost013Tonic013 => "0.13",
        }
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "prost {} and tonic {}", self.prost(), self.tonic())
    }
}
