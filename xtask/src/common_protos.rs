//! Updates the common protos: the vendored files of the pinned packages, and the archive that the crate embeds.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use protoward_kit::corpus::common_protos::{COMMON_PACKAGES, CommonPackage, common_protos_crate, files};
use protoward_kit::error::Error;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only write the archive, from the vendored files
    #[arg(long)]
    offline: bool,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    if !options.offline {
        COMMON_PACKAGES.iter().try_for_each(vendor)?;
    }
    let mut archive = Archive::default();
    for (index, package) in COMMON_PACKAGES.iter().enumerate() {
        for (name, text) in files(&package.vendored())? {
            let block = archive.add(&text);
            let names = package.aliases.iter().filter(|(_, original)| *original == name).map(|(alias, _)| *alias);
            for name in names.chain([name.as_str()]) {
                archive.files.push(ArchivedFile {
                    name: name.to_owned(),
                    package: index,
                    block: block.clone(),
                    size: text.len(),
                });
            }
        }
    }
    archive.files.sort_by(|one, other| one.name.cmp(&other.name));
    let source = common_protos_crate().join("src");
    write(&source.join("files.deflate"), &archive.blocks)?;
    write(&source.join("files.rs"), archive.index()?.as_bytes())?;
    println!("{} files in {} bytes", archive.files.len(), archive.blocks.len());
    Ok(ExitCode::SUCCESS)
}

/// Replaces the vendored files of a package.
fn vendor(package: &CommonPackage) -> Result<(), Error> {
    let folder = package.vendored();
    let files = package.files()?;
    let license = package.license()?;
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
    }
    write(&folder.join("LICENSE"), &license)?;
    write(&folder.join("README.md"), readme(package)?.as_bytes())?;
    files.iter().try_for_each(|(name, text)| write(&folder.join(name), text))
}

fn readme(package: &CommonPackage) -> Result<String, Error> {
    let from = if package.root == "." { String::new() } else { format!(" below `{}/`", package.root) };
    let mut text = format!(
        "All `.proto` files{from} of the PyPI package `{}` {}, unchanged.\n\n- Source: <{}>\n- License: `LICENSE` beside this \
         file\n\n`cargo xtask common-protos` writes this folder.\n",
        package.name,
        package.version()?,
        package.home,
    );
    for (alias, original) in package.aliases {
        let _ = write!(text, "\nImports also find `{original}` as `{alias}`,\nits name in the source.\n");
    }
    Ok(text)
}

/// The compressed files and their index.
#[derive(Default)]
struct Archive {
    blocks: Vec<u8>,
    files: Vec<ArchivedFile>,
}

struct ArchivedFile {
    name: String,
    package: usize,
    block: Range<usize>,
    size: usize,
}

impl Archive {
    /// Compresses a text on its own, so that a program reads one file without the others.
    fn add(&mut self, text: &[u8]) -> Range<usize> {
        let start = self.blocks.len();
        let mut encoder = DeflateEncoder::new(std::mem::take(&mut self.blocks), Compression::best());
        let compressed = encoder.write_all(text).and_then(|()| encoder.finish());
        self.blocks = compressed.expect("a vector takes all bytes");
        start..self.blocks.len()
    }

    fn index(&self) -> Result<String, Error> {
        let mut text = "//! The index of the archive. `cargo xtask common-protos` writes this file.\n\n\
             use super::entries::{ArchivedFile, Package};\n\npub(super) const PACKAGES: &[Package] = &[\n"
            .to_owned();
        for package in COMMON_PACKAGES {
            let name = package.name;
            let version = package.version()?;
            let module = package.module;
            let license = format!("include_str!(\"../third_party/{name}/LICENSE\")");
            let _ = writeln!(
                text,
                "    Package {{\n        name: {name:?},\n        version: {version:?},\n        module: {module:?},\n        \
                 license: {license},\n    }},"
            );
        }
        text += "];\n\n/// The files, sorted by name.\npub(super) const FILES: &[ArchivedFile] = &[\n";
        for ArchivedFile { name, package, block, size } in &self.files {
            let _ = writeln!(
                text,
                "    ArchivedFile {{ name: {name:?}, package: {package}, block: {block:?}, size: {size} }},"
            );
        }
        text += "];\n";
        Ok(text)
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(Error::at(parent))?;
    }
    std::fs::write(path, bytes).map_err(Error::at(path))
}
