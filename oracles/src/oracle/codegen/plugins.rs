//! Widely used plugins, each with the parameters that its users pass.

use std::ffi::OsString;
use std::path::PathBuf;

use protoward_kit::corpus;
use protoward_kit::error::Error;

/// A plugin, ready to run.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) name: &'static str,
    pub(super) program: PathBuf,
    pub(super) parameter: &'static str,
    pub(super) variables: Vec<(&'static str, OsString)>,
    /// Runs the plugin again even if the request is the same as before.
    pub(super) always_runs: bool,
}

const NAMES: [&str; 5] = ["protoc-gen-es", "ts-proto", "mypy-protobuf", "grpc_python_plugin", "grpc_cpp_plugin"];

impl Peer {
    /// Returns the plugin called `name`, or all of them. gRPC's plugins come from packages of Debian and are left out elsewhere.
    pub(super) fn all(name: Option<&str>, always_runs: bool) -> Result<Vec<Peer>, Error> {
        if let Some(name) = name.filter(|name| !NAMES.contains(name)) {
            return Err(Error::UnknownName { name: name.into(), known: NAMES.join(", ") });
        }
        let mut peers = Vec::new();
        for known in NAMES.iter().filter(|known| name.is_none_or(|name| name == **known)) {
            match Self::new(known, always_runs) {
                Err(Error::Missing { program, .. }) if program == corpus::APT => {
                    println!("{known}: left out, as there is no `{program}` to fetch it");
                }
                peer => peers.push(peer?),
            }
        }
        Ok(peers)
    }

    fn new(name: &'static str, always_runs: bool) -> Result<Peer, Error> {
        let of_npm = |package: &str| Ok(corpus::find(package)?.fetch()?.join("node_modules/.bin"));
        let (program, parameter, variables) = match name {
            "protoc-gen-es" => (of_npm(name)?.join("protoc-gen-es"), "target=ts", Vec::new()),
            "ts-proto" => (
                of_npm(name)?.join("protoc-gen-ts_proto"),
                "esModuleInterop=true,outputServices=generic-definitions",
                Vec::new(),
            ),
            "mypy-protobuf" => {
                let dir = corpus::find(name)?.fetch()?;
                let path = std::env::join_paths([&dir, &corpus::python_protobuf()?]).unwrap_or_default();
                (dir.join("bin/protoc-gen-mypy"), "readable_stubs,quiet", vec![("PYTHONPATH", path)])
            }
            _ => {
                let plugins = corpus::grpc_plugins()?;
                (plugins.programs.join(name), "", vec![("LD_LIBRARY_PATH", plugins.libraries.into_os_string())])
            }
        };
        Ok(Peer { name, program, parameter, variables, always_runs })
    }
}
