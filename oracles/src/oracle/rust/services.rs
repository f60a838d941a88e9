//! Compares generated services with gRPC's own implementation: details of statuses, and retries of calls.
//!
//! Input: the crate of `fixtures/codegen/services` and its programs in Python, with grpcio. Output: whether both sides understand
//! each other, and behave alike with one service config. The crate is written to `target/oracle/services`.

use std::path::Path;

use crate::clients;
use protoward_kit::Outcome;
use protoward_kit::cargo_crate::{CargoCrate, located};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile, root, scratch};

/// The names of the comparisons. Each is a program in Python and an example of the crate, whose path is its argument.
const COMPARED: [&str; 2] = ["details", "retries"];

pub(super) fn run() -> Result<Outcome, Error> {
    let fixture = root().join("fixtures/codegen/services");
    let python = clients::python_with("oracle/services-packages", &fixture.join("requirements.txt"))?;
    let services = built(&fixture)?;
    let mut is_fine = true;
    for name in COMPARED {
        let done = Run::new(&python)
            .arg(fixture.join(format!("{name}.py")))
            .arg(services.program(Profile::Dev, &format!("examples/{name}")))
            .output()?;
        println!("services, {name}:\n{}{}", String::from_utf8_lossy(&done.stdout), done.stderr);
        is_fine &= done.code == Some(0);
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Generates code for a copy of the crate and builds it. Returns it.
fn built(fixture: &Path) -> Result<CargoCrate, Error> {
    let folder = scratch("oracle/services")?;
    let services = CargoCrate::new(&folder);
    services.copy_folders(fixture, &["", "src", "examples"])?;
    // The fixture names its dependencies by where it is, from which `target` may be far away.
    let manifest = fixture.join("Cargo.toml");
    let manifest = std::fs::read_to_string(&manifest).map_err(Error::at(&manifest))?;
    services.write("Cargo.toml", located(&manifest.replace("\"../../../", "\"ROOT/")))?;
    services.lock()?;
    let on = ["enable_type_names", "in_process_client", "mock_server", "service_modules"];
    Run::new(workspace::protoward(Profile::Dev)?)
        .arg("generate")
        .arg(fixture.join("proto"))
        .args(["--plugin", "tonic", "-o", "src/proto", "--opt", "service_config=service_config.json"])
        .args(on.iter().flat_map(|option| ["--opt", option]))
        .current_dir(&folder)
        .finish()?;
    services.cargo(&["build", "--quiet", "--examples"]).finish()?;
    Ok(services)
}
