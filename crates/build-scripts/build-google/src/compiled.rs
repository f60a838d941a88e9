//! The generator as part of the build script, with the feature `compiler`.

use protoward_build_engine::google::{CrateOfFiles, GoogleRust, ServiceCode, generate as engine};

use crate::Error;
use crate::code_gen::{CodeGen, Dependency, Services};

/// Generates the code of a call.
pub(crate) fn generate(call: &CodeGen) -> Result<(), Error> {
    let CodeGen { inputs, includes, dependencies, output_dir, version, common_protos, services } = call.clone();
    let dependencies = dependencies.into_iter().map(crate_of_files).collect();
    let services = services.map(|it| match it {
        Services::Clients => ServiceCode::Clients,
        Services::All => ServiceCode::All,
    });
    let call = GoogleRust { inputs, includes, dependencies, output_dir, version, common_protos, services };
    engine(&call).map_err(|error| Error::new(error.to_string()))
}

fn crate_of_files(Dependency { crate_name, proto_import_paths, proto_files }: Dependency) -> CrateOfFiles {
    CrateOfFiles { name: crate_name, folders: proto_import_paths, files: proto_files }
}
