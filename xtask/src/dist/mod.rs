//! Release artifacts: from a built program to archives, packages of other ecosystems, and a container image.
//!
//! Everything is written to `target/dist`, and nothing is uploaded. Artifacts are reproducible: their times are that of the last
//! commit, and their entries are sorted.

mod archive;
mod check;
mod collect;
mod deb;
mod documents;
mod files;
mod image;
mod imports;
mod licenses;
mod linkage;
mod little_endian;
mod npm;
mod program;
mod release;
mod sbom;
mod sums;
mod target;
mod wheel;
mod windows_packages;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::release::Release;
use self::target::Target;
use protoward_kit::error::Error;
use protoward_kit::workspace;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// A target to build for; may be given several times [default: the static one of this machine]
    #[arg(long = "target", value_name = "TRIPLE")]
    targets: Vec<String>,

    /// Use this program instead of building one. Requires exactly one target. A program for Linux has to be static
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,

    /// Install every artifact of this machine's target in an empty environment, and run it
    #[arg(long)]
    check: bool,

    /// Put the artifacts together that several machines have made, each in a folder of this folder, instead of making them
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["targets", "program", "check"])]
    collect: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let targets = targets(options)?;
    let folder = workspace::scratch("dist")?;
    std::fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
    let folder = workspace::scratch("dist")?;
    match &options.collect {
        Some(from) => collect::run(from, &folder)?,
        None => make(&targets, options.program.as_deref(), &folder)?,
    }
    windows_packages::write(&folder)?;
    sums::write(&folder)?;
    println!("\nin {}", folder.display());
    if options.check { check::run(&folder, Target::of_machine()?) } else { Ok(ExitCode::SUCCESS) }
}

/// Makes the artifacts of targets in a folder.
fn make(targets: &[&'static Target], program: Option<&Path>, folder: &Path) -> Result<(), Error> {
    for target in targets {
        let program = match program {
            Some(path) => path.to_owned(),
            None => program::build(target)?,
        };
        let release = Release::new(target, &program)?;
        linkage::check(target, &release.program)?;
        for (name, bytes) in artifacts(&release)? {
            println!("{name}: {:.1} MB", bytes.len() as f64 / 1e6);
            write(&folder.join(name), &bytes)?;
        }
        program::vendor(target, &release.program)?;
    }
    Ok(())
}

fn targets(options: &Options) -> Result<Vec<&'static Target>, Error> {
    if options.targets.is_empty() {
        return Ok(vec![Target::of_machine()?]);
    }
    if options.program.is_some() && options.targets.len() > 1 {
        return Err(Error::Usage("`--program` is a program for one target, and several are given".to_owned()));
    }
    options.targets.iter().map(|triple| Target::find(triple)).collect()
}

/// Returns the artifacts of a release by file name.
fn artifacts(release: &Release) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut artifacts =
        vec![archive::of(release)?, sbom::of(release)?, wheel::of(release)?, npm::of_platform(release)?];
    artifacts.extend([wheel::protoc(release)?, npm::main(release)?]);
    if release.target.is_linux() {
        artifacts.extend([deb::of(release)?, image::of(release)?]);
    }
    Ok(artifacts)
}

/// Returns the wheel with a program for this machine: its file name and content.
pub(crate) fn wheel_of_machine(program: &Path) -> Result<(String, Vec<u8>), Error> {
    wheel::of(&Release::new(Target::of_machine()?, program)?)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(Error::at(path))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::fs;

    use protoward_kit::wire::hex;
    use sha2::{Digest, Sha256};

    use super::target::TARGETS;
    use super::*;

    /// Returns a release with a program that cannot be run.
    fn release(target: &'static Target) -> Release {
        let temp = tempfile::tempdir().unwrap();
        let program = temp.path().join("protoward");
        fs::write(&program, "a program").unwrap();
        Release::new(target, &program).unwrap()
    }

    #[test]
    fn artifacts_are_reproducible() {
        let [one, other] = [(); 2].map(|()| artifacts(&release(&TARGETS[0])).unwrap());
        for ((name, bytes), (other_name, other_bytes)) in one.iter().zip(&other) {
            assert_eq!(name, other_name);
            assert!(bytes == other_bytes, "two artifacts `{name}` differ");
        }
    }

    #[test]
    fn collects_artifacts_of_machines() {
        let archives = TARGETS.iter().map(|target| (target, archive::of(&release(target)).unwrap()));
        let artifacts: Vec<(&Target, (String, Vec<u8>))> = archives.collect();
        let temp = tempfile::tempdir().unwrap();
        let machines = temp.path().join("machines");
        let folder = temp.path().join("dist");
        fs::create_dir(&folder).unwrap();
        for (target, (name, bytes)) in &artifacts {
            let machine = machines.join(target.triple);
            fs::create_dir_all(&machine).unwrap();
            write(&machine.join(name), bytes).unwrap();
            write(&machine.join("of-all-platforms"), b"the same").unwrap();
            sums::write(&machine).unwrap();
        }
        let collected = collect::programs(&machines, &folder).unwrap();
        assert_eq!(collected.len(), TARGETS.len());
        assert!(collected.iter().all(|(_, program)| program == b"a program"));
        for (_, (name, bytes)) in &artifacts {
            assert!(fs::read(folder.join(name)).unwrap() == *bytes, "`{name}`");
        }
        assert_eq!(fs::read(folder.join("of-all-platforms")).unwrap(), b"the same");

        windows_packages::write(&folder).unwrap();
        for name in ["protoward.json", "Protoward.Protoward.installer.yaml"] {
            let manifest = fs::read_to_string(folder.join(name)).unwrap();
            for (_, (archive, bytes)) in artifacts.iter().filter(|(target, _)| target.is_windows()) {
                let sum = hex(&Sha256::digest(bytes));
                assert!(manifest.contains(archive) && manifest.to_lowercase().contains(&sum), "{name}: {manifest}");
            }
        }

        let machine = machines.join(TARGETS[0].triple);
        write(&machine.join(archive::file_name(&TARGETS[0], env!("CARGO_PKG_VERSION"))), b"another").unwrap();
        let error = collect::programs(&machines, &folder).unwrap_err().to_string();
        assert!(error.contains("has other checksums than the files beside it"), "{error}");
    }
}
