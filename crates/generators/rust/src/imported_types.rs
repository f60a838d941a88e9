//! Types that other crates have: what a generator leaves out, and the extern paths that replace it.

use std::collections::{BTreeMap, BTreeSet};

use crate::RustSettings;
use protoward_source::Report;

/// The types of a schema that are taken from other crates, and are not generated.
#[derive(Debug, Default)]
pub struct ImportedTypes {
    /// The paths of the types in the schema and in Rust.
    pub extern_paths: Vec<(String, String)>,
    /// The files whose types are not generated, with the packages that have them; empty for an unknown package.
    pub files: BTreeMap<String, String>,
    /// The files of other crates that are inputs of the run, not only imports. Their services are generated.
    pub inputs: BTreeSet<String>,
    /// The messages that cannot implement `Copy`, although prost would derive it.
    pub not_copied: BTreeSet<String>,
    /// The problems of imports, such as a type that two crates have.
    pub report: Report,
}

impl ImportedTypes {
    /// Returns the package that has the types of a file, if they are not generated.
    pub fn package_of(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// Returns `true` if the services of a file are not generated.
    pub fn excludes_services_of(&self, file: &str) -> bool {
        self.files.contains_key(file) && !self.inputs.contains(file)
    }

    /// Adds the paths of the types to the settings of a generator, and leaves out the services of other crates.
    pub fn set_on(&self, settings: &mut RustSettings) {
        settings.extern_paths.extend(self.extern_paths.iter().cloned());
        settings.imported.extend(self.extern_paths.iter().map(|(path, _)| path[1..].to_owned()));
        settings.not_copied.extend(self.not_copied.iter().cloned());
        if let Some(services) = &mut settings.services {
            services.other_files = self.files.keys().filter(|file| self.excludes_services_of(file)).cloned().collect();
        }
    }
}
