//! Options of prost that tonic's builder does not have, by the names that they have in `prost_build::Config`.

use std::path::PathBuf;

use super::builder::Builder;

/// What the builder was told for prost.
#[derive(Clone, Debug, Default)]
pub(super) struct ProstOptions {
    default_package_filename: Option<String>,
    enable_type_names: bool,
    prost_path: Option<String>,
    prost_types_path: Option<String>,
    retain_enum_prefix: bool,
    type_name_domains: Vec<(String, String)>,
}

impl ProstOptions {
    /// Tells prost.
    pub(super) fn set_on(&self, config: &mut prost_build::Config) {
        self.default_package_filename.iter().for_each(|name| _ = config.default_package_filename(name));
        self.prost_path.iter().for_each(|path| _ = config.prost_path(path));
        self.prost_types_path.iter().for_each(|path| _ = config.prost_types_path(path));
        self.type_name_domains.iter().for_each(|(path, domain)| _ = config.type_name_domain([path], domain));
        if self.enable_type_names {
            config.enable_type_names();
        }
        if self.retain_enum_prefix {
            config.retain_enum_prefix();
        }
    }
}

/// Options of prost.
impl Builder {
    /// The name of the file, without `.rs`, for what has no package; `_`.
    #[must_use]
    pub fn default_package_filename(mut self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.run.asked.default_package_filename = Some(name.clone());
        self.prost.default_package_filename = Some(name);
        self
    }

    /// Lets messages know their names: `prost::Name` for all of them.
    #[must_use]
    pub fn enable_type_names(mut self) -> Self {
        self.prost.enable_type_names = true;
        self
    }

    /// What stands before the names of messages in URLs of types, for messages or packages that match a path; with
    /// [`enable_type_names`](Self::enable_type_names).
    #[must_use]
    pub fn type_name_domain<I, S>(mut self, paths: I, domain: impl AsRef<str>) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        for path in paths {
            self.run.asked.note_path("type_name_domain", path.as_ref());
            self.prost.type_name_domains.push((path.as_ref().to_owned(), domain.as_ref().to_owned()));
        }
        self
    }

    /// Where `prost` is; `::prost`.
    #[must_use]
    pub fn prost_path(mut self, path: impl Into<String>) -> Self {
        self.prost.prost_path = Some(path.into());
        self
    }

    /// Where `prost-types` is; `::prost_types`.
    #[must_use]
    pub fn prost_types_path(mut self, path: impl Into<String>) -> Self {
        let path = path.into();
        self.run.prost_types.replace(path.clone());
        self.prost.prost_types_path = Some(path);
        self
    }

    /// Lets the values of an enum keep its name in front of theirs.
    #[must_use]
    pub fn retain_enum_prefix(mut self) -> Self {
        self.prost.retain_enum_prefix = true;
        self.run.retain_enum_prefix = true;
        self
    }

    /// Whether code of messages is formatted; it is. That of services is in any case.
    #[must_use]
    pub fn format(mut self, enable: bool) -> Self {
        self.run.format = Some(enable);
        self
    }

    /// Leaves places and comments out of the descriptors, and so comments out of the code.
    #[must_use]
    pub fn skip_source_info(mut self) -> Self {
        self.run.skip_source_info = true;
        self
    }

    /// Accepts the path of a `protoc`. It is not run and need not be there: compiling is done in this process.
    #[must_use]
    pub fn protoc_executable(self, executable: impl Into<PathBuf>) -> Self {
        let _: PathBuf = executable.into();
        self
    }
}
