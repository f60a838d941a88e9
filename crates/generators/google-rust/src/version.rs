//! Releases of the runtime, whose code differs: generated code asserts the release of the crate that it is compiled with.

use std::fmt;

/// A release of the crate `protobuf`, and of the protoc with the same minor and patch number.
///
/// Code does not compile with earlier releases of the crate. It compiles with later ones, as far as Google keeps what the
/// code calls; that for 35 does not compile with 36, where the asserted version begins with 0 instead of 4.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Version {
    /// protoc 35.0, `protobuf` 4.35.0.
    V35_0,
    /// protoc 35.1, `protobuf` 4.35.1.
    V35_1,
    /// protoc 36.0. Of the crate, there are only release candidates.
    V36_0,
    /// protoc 36.1, `protobuf` 4.36.1.
    V36_1,
    /// protoc 36.2, `protobuf` 4.36.2.
    #[default]
    V36_2,
}

impl Version {
    /// All supported releases, in ascending order.
    pub const ALL: [Self; 5] = [Self::V35_0, Self::V35_1, Self::V36_0, Self::V36_1, Self::V36_2];

    /// Returns the version of protoc.
    pub fn name(self) -> &'static str {
        match self {
            Self::V35_0 => "35.0",
            Self::V35_1 => "35.1",
            Self::V36_0 => "36.0",
            Self::V36_1 => "36.1",
            Self::V36_2 => "36.2",
        }
    }

    /// Finds the release with a version of protoc (`36.2`), of `protobuf` (`4.36.2-release`), or of `google-protobuf`
    /// (`0.36.2-release`).
    ///
    /// # Errors
    /// Fails if no code for the release can be generated. The error names those that are supported.
    ///
    /// ```
    /// use protoward_google_rust::Version;
    ///
    /// assert_eq!(Version::find("4.36.1-release"), Ok(Version::V36_1));
    /// assert!(Version::find("4.33.0-release").is_err());
    /// ```
    pub fn find(version: &str) -> Result<Self, UnsupportedVersion> {
        let number = version.strip_suffix("-release").unwrap_or(version);
        let of_crate = ["4.", "0."].iter().find_map(|major| number.strip_prefix(major));
        let name = of_crate.filter(|rest| rest.contains('.')).unwrap_or(number);
        let found = Self::ALL.into_iter().find(|it| it.name() == name);
        found.ok_or_else(|| UnsupportedVersion { version: version.to_owned() })
    }

    /// Returns the version that code asserts. Since 36.0, it is that of the crate `google-protobuf`.
    pub(crate) fn asserted(self) -> &'static str {
        match self {
            Self::V35_0 => "4.35.0-release",
            Self::V35_1 => "4.35.1-release",
            Self::V36_0 => "0.36.0-release",
            Self::V36_1 => "0.36.1-release",
            Self::V36_2 => "0.36.2-release",
        }
    }

    /// Returns `true` if the modules of files are public, and types are named through them. Earlier releases re-export
    /// all types at the root of the crate, and hide the modules.
    pub(crate) fn has_public_modules(self) -> bool {
        self >= Self::V36_2
    }
}

/// A release of the runtime that no code can be generated for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedVersion {
    /// The version as given.
    pub version: String,
}

impl std::error::Error for UnsupportedVersion {}

impl fmt::Display for UnsupportedVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first @ .., last] = Version::ALL.map(Version::name);
        let version = &self.version;
        let first = first.join(", ");
        write!(f, "there is no generator for version `{version}` of `protobuf`; choose one of {first} and {last}")
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn finds_all_forms_of_a_version() {
        for version in Version::ALL {
            let name = version.name();
            for form in
                [name.to_owned(), format!("4.{name}"), format!("4.{name}-release"), version.asserted().to_owned()]
            {
                assert_eq!(Version::find(&form), Ok(version), "{form}");
            }
        }
        for form in ["", "36", "36.3", "4.36", "5.36.2", "4.36.2-rc.1", "3.7.2"] {
            assert!(Version::find(form).is_err(), "{form}");
        }
    }

    #[test]
    fn lists_the_supported_versions_for_another_one() {
        let error = Version::find("4.34.2-release").map_err(|error| error.to_string());
        let expected = "there is no generator for version `4.34.2-release` of `protobuf`; choose one of 35.0, 35.1, 36.0, 36.1 and 36.2";
        assert_eq!(error, Err(expected.to_owned()));
    }
}
