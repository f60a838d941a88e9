//! Release artifacts: from a built program to archives, packages of other ecosystems, and a container image.
//!
//! Everything is written to `target/dist`, and nothing is uploaded. Artifacts are reproducible: their times are that of the last
//! commit, and their entries are sorted.

mod archive;
mod check;
mod deb;
mod documents;
mod files;
mod image;
mod licenses;
mod npm;
mod program;
mod release;
mod sbom;
mod target;
mod wheel;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sha2::{Digest, Sha256};

use self::release::Release;
use self::target::Target;
use protoward_oracles::error::Error;
use protoward_oracles::wire::hex;
use protoward_oracles::workspace;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// A target to build for; may be given several times [default: the static one of this machine]
    #[arg(long = "target", value_name = "TRIPLE")]
    targets: Vec<String>,

    /// Use this program instead of building one. Requires exactly one target
    #[arg(long, value_name = "PATH")]
    program: Option<PathBuf>,

    /// Install every artifact of this machine's target in an empty environment, and run it
    #[arg(long)]
    check: bool,
}

/// The file that lists the SHA-256 of all others, in the format of `sha256sum`.
const SUMS: &str = "SHA256SUMS";

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    let targets = targets(options)?;
    let folder = workspace::scratch("dist")?;
    std::fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
    let folder = workspace::scratch("dist")?;
    for target in &targets {
        let program = match &options.program {
            Some(path) => path.clone(),
            None => program::build(target)?,
        };
        let release = Release::new(target, &program)?;
        for (name, bytes) in artifacts(&release)? {
            println!("{name}: {:.1} MB", bytes.len() as f64 / 1e6);
            write(&folder.join(name), &bytes)?;
        }
        program::vendor(target, &release.program)?;
    }
    write_sums(&folder)?;
    println!("\nin {}", folder.display());
    if options.check { check::run(&folder, Target::of_machine()?) } else { Ok(ExitCode::SUCCESS) }
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

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(Error::at(path))
}

/// Writes the checksums of all files of the folder.
fn write_sums(folder: &Path) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::at(folder))?.flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let mut sums = String::new();
    for path in paths {
        let bytes = std::fs::read(&path).map_err(Error::at(&path))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        sums += &format!("{}  {name}\n", hex(&Sha256::digest(&bytes)));
    }
    write(&folder.join(SUMS), sums.as_bytes())
}
