//! The generation of OpenAPI documents of all of google-proto-files, compared with its compilation.

use std::path::Path;

use super::compiles;
use super::goal::{self, Goal};
use super::measure::{Contestant, Table, measure, print};
use crate::trees;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

/// The limit, as a multiple of the compile time.
const MOST: f64 = 2.0;

const COMPILE: &str = "a descriptor set";
const FORMATS: [(&str, &str); 2] = [("OpenAPI as YAML", "yaml"), ("OpenAPI as JSON", "json")];

pub(super) fn run(protoward: &Path, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    let out = workspace::scratch("bench/openapi")?;
    let protoc = || Run::new(protoward).arg("protoc");
    let set = compiles(protoc(), &out.join("set.binpb")).arg("@files");
    let mut contestants = vec![Contestant::new(COMPILE, set.current_dir(&tree.dir))];
    for (name, format) in FORMATS {
        let folder = workspace::scratch(&format!("bench/openapi/{format}"))?;
        // google-proto-files has methods with the same path in one package.
        let documents = format!("--openapi_out=duplicates=allow,format={format}:{}", folder.display());
        contestants.push(Contestant::new(name, protoc().args(["-I.", &documents, "@files"]).current_dir(&tree.dir)));
    }
    let measured = measure(&contestants, runs)?;
    print(&format!("OpenAPI of {} files, beside compiling them", tree.files.len()), &measured);
    let table = Table(&measured);
    let goals = FORMATS.map(|(name, _)| {
        Goal::at_most(format!("{name}: time of compiling"), table.time(name) / table.time(COMPILE), MOST)
    });
    Ok(goal::outcome(&goals))
}
