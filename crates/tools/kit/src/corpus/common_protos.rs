//! The packages of the common protos: the files that the crate `protoward-common-protos` embeds.

use std::path::{Path, PathBuf};

use super::{Package, files_below, find};
use crate::error::Error;
use crate::registries::{Registry, newest};
use crate::workspace;

/// A package of common protos.
#[derive(Debug, Clone, Copy)]
pub struct CommonPackage {
    /// The name of the package, and of its folder in the crate.
    pub name: &'static str,
    /// The include root in the package.
    pub root: &'static str,
    /// The license in the package; `VERSION` stands for its version.
    license: &'static str,
    /// The repository of the sources.
    pub home: &'static str,
    /// The module of buf that has the same files.
    pub module: &'static str,
    /// Further import names, each with the name of the file that it stands for.
    pub aliases: &'static [(&'static str, &'static str)],
}

/// The packages, in the order of their folders.
pub const COMMON_PACKAGES: &[CommonPackage] = &[
    CommonPackage {
        name: "googleapis-common-protos",
        root: ".",
        license: "googleapis_common_protos-VERSION.dist-info/licenses/LICENSE",
        home: "https://github.com/googleapis/googleapis",
        module: "buf.build/googleapis/googleapis",
        // Other files import the first name. The package renames the file because of a Python module.
        aliases: &[("google/longrunning/operations.proto", "google/longrunning/operations_proto.proto")],
    },
    CommonPackage {
        name: "protovalidate",
        root: "proto",
        license: "LICENSE",
        home: "https://github.com/bufbuild/protovalidate",
        module: "buf.build/bufbuild/protovalidate",
        aliases: &[],
    },
];

impl CommonPackage {
    fn package(&self) -> Result<&'static Package, Error> {
        find(self.name)
    }

    /// Returns the pinned version.
    pub fn version(&self) -> Result<&'static str, Error> {
        Ok(self.package()?.version)
    }

    /// Returns the newest version in the registry.
    pub fn newest_version(&self) -> Result<String, Error> {
        newest(Registry::Python, self.name, None)
    }

    /// Returns the include root of the package. Fetches the package if it is missing.
    pub fn folder(&self) -> Result<PathBuf, Error> {
        Ok(self.package()?.fetch()?.join(self.root))
    }

    /// Returns the import names and texts of all `.proto` files, sorted by name. Fetches the package if it is missing.
    pub fn files(&self) -> Result<Vec<(String, Vec<u8>)>, Error> {
        files(&self.folder()?)
    }

    /// Returns the license.
    pub fn license(&self) -> Result<Vec<u8>, Error> {
        let path = self.package()?.fetch()?.join(self.license.replace("VERSION", self.version()?));
        std::fs::read(&path).map_err(Error::at(&path))
    }

    /// Returns the folder of the package in the crate.
    pub fn vendored(&self) -> PathBuf {
        common_protos_crate().join("third_party").join(self.name)
    }
}

/// Returns the folder of the crate that embeds the files.
pub fn common_protos_crate() -> PathBuf {
    workspace::root().join("crates/language/common-protos")
}

/// Returns the names and texts of the `.proto` files below a folder.
pub fn files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let read = |name: String| {
        let path = folder.join(&name);
        Ok((name, std::fs::read(&path).map_err(Error::at(&path))?))
    };
    files_below(folder, "proto")?.into_iter().map(read).collect()
}
