//! The migration of all of google-proto-files to an edition, with its proof, compared with compiling them.

use std::path::Path;

use super::goal::Goal;
use super::measure::{Contestant, Table, measure, print};
use crate::trees;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

/// The limit, as a multiple of the compile time.
const MOST: f64 = 3.0;

const COMPILE: &str = "compiling alone";
const IMAGE: &str = "compiling to an image";
const MIGRATE: &str = "migrate --edition 2024";

pub(super) fn run(protoward: &Path, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    let image = workspace::scratch("bench/migrate")?.join("image.binpb");
    let protoward = || Run::new(protoward).current_dir(&tree.dir);
    let contestants = [
        Contestant::new(COMPILE, protoward().args(["build", "."])),
        Contestant::new(IMAGE, protoward().args(["build", ".", "-o"]).arg(&image)),
        Contestant::new(MIGRATE, protoward().args(["migrate", "--edition", "2024", "."])),
    ];
    let measured = measure(&contestants, runs)?;
    print(&format!("migration of {} files", tree.files.len()), &measured);
    let table = Table(&measured);
    println!("\n  {:.2} × the time of {IMAGE}", table.time(MIGRATE) / table.time(IMAGE));
    let goal = Goal::at_most(format!("time of {COMPILE}"), table.time(MIGRATE) / table.time(COMPILE), MOST);
    println!("  {goal}");
    Ok(if goal.is_met() { Outcome::Passed } else { Outcome::Findings })
}
