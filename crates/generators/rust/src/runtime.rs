//! The supported versions of prost and tonic, and the differences between them.

use std::fmt;
use std::str::FromStr;

use crate::ident;

/// The versions of prost and tonic that the code is for. The code is that of the prost-build and tonic-build of these
/// versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Runtime {
    /// prost 0.13 with tonic 0.12.
    Prost013Tonic012,
    /// prost 0.13 with tonic 0.13.
    Prost013Tonic013,
    /// prost 0.14 with tonic 0.14.
    #[default]
    Prost014Tonic014,
}

/// Parses the name of a version, as in a configuration file.
///
/// ```
/// use protoward_rust::Runtime;
///
/// assert_eq!("tonic-0.12".parse(), Ok(Runtime::Prost013Tonic012));
/// assert_eq!("prost-0.13".parse(), Ok(Runtime::Prost013Tonic013));
/// assert!("tonic-0.11".parse::<Runtime>().is_err());
/// ```
impl FromStr for Runtime {
    type Err = UnknownRuntime;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        // A prost version selects the newest tonic for it; for code without services, the tonic version does not matter.
        let of_tonic = |version| Self::ALL.into_iter().find(|it| it.tonic() == version);
        let of_prost = |version| Self::ALL.into_iter().rfind(|it| it.prost() == version);
        let found = match name.split_once('-') {
            Some(("tonic", version)) => of_tonic(version),
            Some(("prost", version)) => of_prost(version),
            _ => None,
        };
        found.ok_or_else(|| UnknownRuntime(name.to_owned()))
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "prost {} and tonic {}", self.prost(), self.tonic())
    }
}

/// A name that is not the name of a [`Runtime`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRuntime(pub String);

impl fmt::Display for UnknownRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code for `{}`", self.0)
    }
}

impl std::error::Error for UnknownRuntime {}

/// The versions, and their names in features and modules of `protoward-runtime`.
impl Runtime {
    /// All supported versions, oldest first.
    pub const ALL: [Self; 3] = [Self::Prost013Tonic012, Self::Prost013Tonic013, Self::Prost014Tonic014];

    /// Returns the name of the modules of `protoward-runtime` for this version of prost.
    pub(crate) fn prost_module(self) -> String {
        self.prost_feature().replace('-', "_")
    }

    /// Returns the feature of `protoward-runtime` for this version of prost.
    pub const fn prost_feature(self) -> &'static str {
        match self {
            Self::Prost013Tonic012 | Self::Prost013Tonic013 => "prost-0-13",
            Self::Prost014Tonic014 => "prost-0-14",
        }
    }

    /// Returns the name of the module of `protoward-runtime` for this version of tonic.
    pub(crate) fn tonic_module(self) -> String {
        format!("tonic_{}", self.tonic().replace('.', "_"))
    }

    /// Returns the feature of `protoward-runtime` for services of this version of tonic.
    pub const fn grpc_feature(self) -> &'static str {
        match self {
            Self::Prost013Tonic012 => "grpc-tonic-0-12",
            Self::Prost013Tonic013 => "grpc-tonic-0-13",
            Self::Prost014Tonic014 => "grpc",
        }
    }

    /// Returns the version of prost.
    pub const fn prost(self) -> &'static str {
        match self {
            Self::Prost013Tonic012 | Self::Prost013Tonic013 => "0.13",
            Self::Prost014Tonic014 => "0.14",
        }
    }

    /// Returns the version of tonic.
    pub const fn tonic(self) -> &'static str {
        match self {
            Self::Prost013Tonic012 => "0.12",
            Self::Prost013Tonic013 => "0.13",
            Self::Prost014Tonic014 => "0.14",
        }
    }

    /// Returns `true` for prost 0.14 and tonic 0.14. Both changed much of the code.
    const fn is_0_14(self) -> bool {
        matches!(self, Self::Prost014Tonic014)
    }
}

/// The differences in the code of messages and enums.
impl Runtime {
    /// Returns `true` if types derive `Eq` and `Hash` where their fields allow it.
    pub(crate) const fn derives_eq(self) -> bool {
        self.is_0_14()
    }

    /// Returns `true` if the code passes the path of prost to prost's macros.
    pub(crate) const fn has_prost_path_attribute(self) -> bool {
        self.is_0_14()
    }

    /// Returns the path of prost for bytes, sorted maps and the boxes of variants. Earlier versions ignore `prost_path` there.
    pub(crate) fn path_of_types(self, prost_path: &str) -> &str {
        if self.is_0_14() { prost_path } else { "::prost" }
    }

    /// Returns `true` if a oneof with the name of a neighboring type is renamed to `…OneOf`.
    pub(crate) const fn renames_oneofs(self) -> bool {
        self.is_0_14()
    }

    /// Returns `true` if a field of proto3 with options is packed only with `packed = true`, as in prost-build before
    /// 0.14.6.
    pub(crate) const fn unpacks_fields_with_options(self) -> bool {
        !self.is_0_14()
    }

    /// Returns `true` if the variants of enums and oneofs are marked `#[deprecated]`.
    pub(crate) const fn deprecates_variants(self) -> bool {
        self.is_0_14()
    }

    /// Returns `true` if `boxed` also applies to the elements of a repeated field.
    pub(crate) const fn boxes_elements(self) -> bool {
        !self.is_0_14()
    }

    /// Returns the function that spells names of fields, methods and modules as prost-build does. Since 0.14, it knows the 2024
    /// edition of Rust.
    pub(crate) fn spelling(self) -> fn(&str) -> String {
        if self.is_0_14() { ident::snake } else { ident::snake_2021 }
    }
}

/// The differences in the code of services.
impl Runtime {
    /// Returns `true` if the codec of messages is in a separate crate, `tonic-prost`.
    pub const fn has_separate_codec(self) -> bool {
        self.is_0_14()
    }

    /// Returns the codec of messages.
    pub const fn codec(self) -> &'static str {
        if self.has_separate_codec() { "tonic_prost::ProstCodec" } else { "tonic::codec::ProstCodec" }
    }

    /// Returns `true` if types allow all Clippy lints when files are compiled together with services.
    pub const fn allows_clippy(self) -> bool {
        self.is_0_14()
    }

    /// Returns the type of the bodies of requests and responses.
    pub const fn body(self) -> &'static str {
        match self {
            Self::Prost013Tonic012 => "tonic::body::BoxBody",
            Self::Prost013Tonic013 | Self::Prost014Tonic014 => "tonic::body::Body",
        }
    }

    /// Returns the expression for an empty body.
    pub(crate) const fn empty_body(self) -> &'static str {
        match self {
            Self::Prost013Tonic012 => "empty_body()",
            Self::Prost013Tonic013 | Self::Prost014Tonic014 => "tonic::body::Body::default()",
        }
    }

    /// Returns `true` if all clients of a file are written before its servers. Otherwise the client and the server of each
    /// service are written together.
    pub(crate) const fn writes_clients_first(self) -> bool {
        !self.is_0_14()
    }

    /// Returns `true` if well-known types in requests and responses are recognized by their protobuf names. Otherwise `bool` is
    /// taken for a type of the package.
    pub(crate) const fn knows_well_known_types(self) -> bool {
        !self.is_0_14()
    }

    /// Returns `true` if the names of services can omit the package.
    pub(crate) const fn can_omit_package(self) -> bool {
        !self.is_0_14()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_runtime() {
        for runtime in Runtime::ALL {
            assert_eq!(format!("tonic-{}", runtime.tonic()).parse(), Ok(runtime));
        }
        assert_eq!("prost-0.14".parse(), Ok(Runtime::default()));
        for wrong in ["", "0.13", "tonic", "tonic-0.13.1", "Tonic-0.13", "prost-0.12"] {
            assert_eq!(wrong.parse::<Runtime>(), Err(UnknownRuntime(wrong.to_owned())));
        }
    }
}
