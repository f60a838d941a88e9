//! The settings, and the parameter of `--rust_out`.

use crate::crate_mapping::CrateMapping;
use crate::error::Error;
use crate::version::Version;

/// The settings of the generator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoogleRustSettings {
    /// The release of the runtime.
    pub version: Version,
    /// The crates of files that are not generated in the same call.
    pub crates: CrateMapping,
    /// The path of the entry point below the folder of the first file. If it is empty, the first file gets the entry point.
    pub entry_point: String,
}

impl Default for GoogleRustSettings {
    fn default() -> Self {
        Self { version: Version::default(), crates: CrateMapping::default(), entry_point: "generated.rs".to_owned() }
    }
}

/// The parameter of `--rust_out`, checked as protoc does. Unknown options are ignored; of repeated ones, the first counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The release of the runtime. protoc, which supports only its own, has no such option.
    pub version: Version,
    /// The path of the file with the crate mapping; empty for none.
    pub crate_mapping: String,
    /// The path of the entry point below the folder of the first file. If it is empty, the first file gets the entry point.
    pub entry_point: String,
}

impl Parameter {
    /// Parses the parameter of `--rust_out`.
    ///
    /// # Errors
    /// Fails if the experiment is not enabled, the kernel is not `upb`, or the version is not supported.
    ///
    /// ```
    /// use protoward_google_rust::{Error, Parameter};
    ///
    /// assert_eq!(Parameter::parse("kernel=upb"), Err(Error::NotEnabled));
    /// assert!(Parameter::parse("experimental-codegen=enabled,kernel=upb").is_ok());
    /// ```
    pub fn parse(parameter: &str) -> Result<Self, Error> {
        let option = |name: &str| {
            let mut options = parameter.split(',').map(|part| part.split_once('=').unwrap_or((part, "")));
            options.find(|(it, _)| *it == name).map(|(_, value)| value)
        };
        if option("experimental-codegen") != Some("enabled") {
            return Err(Error::NotEnabled);
        }
        match option("kernel") {
            Some("upb") => {}
            Some("cpp") => return Err(Error::CppKernel),
            Some(other) => return Err(Error::UnknownKernel(other.to_owned())),
            None => return Err(Error::NoKernel),
        }
        Ok(Self {
            version: option("version").map_or(Ok(Version::default()), Version::find)?,
            crate_mapping: option("crate_mapping").unwrap_or_default().to_owned(),
            entry_point: option("generated_entry_point_rs_file_name").unwrap_or("generated.rs").to_owned(),
        })
    }
}
