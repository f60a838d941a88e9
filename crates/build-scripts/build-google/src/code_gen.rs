//! The builder, which records the settings.

use std::path::{Path, PathBuf};

/// A crate with the code of imported files.
#[derive(Clone, Debug, Default)]
pub struct Dependency {
    /// The name of the crate.
    pub crate_name: String,
    /// The include folders of its `.proto` files.
    pub proto_import_paths: Vec<PathBuf>,
    /// The import paths of its `.proto` files.
    pub proto_files: Vec<String>,
}

/// The code that services get. Without this setting, they get none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Services {
    /// Clients without servers.
    Clients,
    /// Clients and servers. The servers use the crate `tonic_protobuf`.
    All,
}

/// The settings of a call.
#[derive(Clone, Debug, Default)]
#[must_use = "`generate_and_compile` generates the code"]
pub struct CodeGen {
    pub(crate) inputs: Vec<PathBuf>,
    pub(crate) includes: Vec<PathBuf>,
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) output_dir: Option<PathBuf>,
    pub(crate) version: Option<String>,
    pub(crate) common_protos: Option<bool>,
    pub(crate) services: Option<Services>,
}

impl CodeGen {
    /// Creates a call without inputs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file to generate, or all files of a folder. The path may start at an include folder. All inputs are in one
    /// crate, and the entry point is in the folder of the first one.
    pub fn input(&mut self, input: impl AsRef<Path>) -> &mut Self {
        self.inputs.push(input.as_ref().to_owned());
        self
    }

    /// Adds files to generate, as [`input`](Self::input).
    pub fn inputs(&mut self, inputs: impl IntoIterator<Item = impl AsRef<Path>>) -> &mut Self {
        self.inputs.extend(inputs.into_iter().map(|input| input.as_ref().to_owned()));
        self
    }

    /// Adds an include folder, from which import paths start. The default is the folder of the package.
    pub fn include(&mut self, include: impl AsRef<Path>) -> &mut Self {
        self.includes.push(include.as_ref().to_owned());
        self
    }

    /// Adds include folders, as [`include`](Self::include).
    pub fn includes(&mut self, includes: impl IntoIterator<Item = impl AsRef<Path>>) -> &mut Self {
        self.includes.extend(includes.into_iter().map(|include| include.as_ref().to_owned()));
        self
    }

    /// Adds crates that have the code of imports: the crate mapping of protoc.
    pub fn dependency(&mut self, dependencies: Vec<Dependency>) -> &mut Self {
        self.dependencies.extend(dependencies);
        self
    }

    /// Sets the output folder. The default is `protobuf_generated` in `OUT_DIR`.
    pub fn output_dir(&mut self, output_dir: impl AsRef<Path>) -> &mut Self {
        self.output_dir = Some(output_dir.as_ref().to_owned());
        self
    }

    /// Sets the release of `protobuf` that the code is for, such as `36.1` or `4.36.1`. Later releases accept the code for
    /// 36.0 and later too. The default is the release in `Cargo.lock` that the package depends on, or else the newest.
    pub fn version(&mut self, version: impl Into<String>) -> &mut Self {
        self.version = Some(version.into());
        self
    }

    /// Sets whether imports such as `google/api/annotations.proto` are found without a folder that has them. The default is
    /// `true` with the feature `common-protos` and for the program.
    pub fn common_protos(&mut self, enable: bool) -> &mut Self {
        self.common_protos = Some(enable);
        self
    }

    /// Also generates services for the crate `grpc`: `user/v1/user_grpc.pb.rs` for `user/v1/user.proto`, to be included where
    /// the messages are. The code is that of the plugin `protoc-gen-rust-grpc` 0.9, and changes with that preview.
    pub fn services(&mut self, services: Services) -> &mut Self {
        self.services = Some(services);
        self
    }
}
