//! The artifacts of all platforms in one folder, from the folders of the machines that made them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::target::TARGETS;
use super::{archive, program, sums};
use protoward_oracles::error::Error;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Copies the artifacts of all folders in `from` to a folder, and puts the programs into the crates of their platforms. Fails if a
/// file is not the one that its machine has made, and if a platform is missing.
pub(super) fn run(from: &Path, folder: &Path) -> Result<(), Error> {
    let mut artifacts = BTreeMap::new();
    let machines = fs::read_dir(from).map_err(Error::at(from))?;
    for machine in machines {
        for path in sums::checked(&machine.map_err(Error::at(from))?.path())? {
            let name = path.file_name().unwrap_or_default().to_owned();
            // Each machine has made the packages that are the same for all platforms.
            artifacts.entry(name).or_insert(path);
        }
    }
    for path in artifacts.values() {
        let to = folder.join(path.file_name().unwrap_or_default());
        fs::copy(path, &to).map_err(Error::at(&to))?;
    }
    for target in TARGETS {
        let path = folder.join(archive::file_name(target, VERSION));
        let bytes = fs::read(&path).map_err(Error::at(&path))?;
        program::vendor(target, &archive::program(target, VERSION, &bytes).map_err(Error::at(&path))?)?;
    }
    println!("{} artifacts of {} platforms", artifacts.len(), TARGETS.len());
    Ok(())
}
