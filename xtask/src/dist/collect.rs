//! The artifacts of all platforms in one folder, from the folders of the machines that made them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::target::{TARGETS, Target};
use super::{archive, program, sums};
use protoward_kit::error::Error;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Copies the artifacts of all folders in `from` to a folder, and puts the programs into the crates of their platforms.
pub(super) fn run(from: &Path, folder: &Path) -> Result<(), Error> {
    for (target, program) in programs(from, folder)? {
        println!("{}: {:.1} MB", target.triple, program.len() as f64 / 1e6);
        program::vendor(target, &program)?;
    }
    Ok(())
}

/// Copies the artifacts of all folders in `from` to a folder, and returns the programs. Fails if a file is not the one that its
/// machine has made, and if a platform is missing.
pub(super) fn programs(from: &Path, folder: &Path) -> Result<Vec<(&'static Target, Vec<u8>)>, Error> {
    let machines = fs::read_dir(from).map_err(Error::at(from))?;
    let mut machines = machines.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    machines.iter_mut().for_each(|paths| paths.sort());
    let mut artifacts = BTreeMap::new();
    for machine in machines.map_err(Error::at(from))? {
        for path in sums::checked(&machine)? {
            // Each machine has made the packages that are the same for all platforms.
            artifacts.entry(path.file_name().unwrap_or_default().to_owned()).or_insert(path);
        }
    }
    for (name, path) in &artifacts {
        fs::copy(path, folder.join(name)).map_err(Error::at(path))?;
    }
    let program = |target: &'static Target| {
        let path = folder.join(archive::file_name(target, VERSION));
        let program = fs::read(&path).and_then(|bytes| archive::program(target, VERSION, &bytes));
        Ok((target, program.map_err(Error::at(&path))?))
    };
    TARGETS.iter().map(program).collect()
}
