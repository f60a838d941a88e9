//! Reads descriptors of protoc and writes them again: the bytes must be equal, so that the schema model loses nothing.

use std::path::{Path, PathBuf};

use clap::Args;
use protoward_schema::descriptor::{Encode, decode, encode};
use protoward_source::Sources;

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::SampleArgs;
use crate::oracle::batches;
use crate::oracle::compilers::{Compiler, Info};
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, wire};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    sample: SampleArgs,
}

/// The number of files in an image: small enough to hold several copies in memory.
const BATCH: usize = 400;

/// An image that protoc wrote.
struct Image {
    bytes: Vec<u8>,
    info: Info,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let protoc = corpus::protoc()?;
    let mut fine = true;
    for tree in options.sample.trees()? {
        fine &= check_tree(&tree, &Compiler::protoc(protoc.clone()))?;
    }
    for (corpus, sets) in options.sample.descriptors()? {
        let image = normalized(&protoc, &sets)?;
        fine &= report(corpus, &round_trip(&Image { bytes: image, info: Info::None })?);
    }
    Ok(if fine { Outcome::Passed } else { Outcome::Findings })
}

fn check_tree(tree: &Tree, protoc: &Compiler) -> Result<bool, Error> {
    let mut all = Agreement::default();
    for info in [Info::None, Info::Source] {
        let flags: &[&str] = match info {
            Info::None => &["--include_imports"],
            Info::Source => &["--include_imports", "--include_source_info"],
        };
        // Files that protoc rejects have no descriptor.
        all.append(Agreement::joined(batches::each(&tree.files, BATCH, |_, files| {
            protoc.set(tree, files, flags)?.ok().map(|bytes| round_trip(&Image { bytes, info })).transpose()
        })?));
    }
    Ok(report(&tree.title(), &all))
}

fn round_trip(image: &Image) -> Result<Agreement, Error> {
    let unreadable = |why: &str| Error::Unreadable { command: "protoc".into(), why: why.into() };
    let theirs = wire::files_of(&image.bytes).ok_or_else(|| unreadable("no descriptor set"))?;
    let mut sources = Sources::default();
    let id = sources.add("image.binpb", "image.binpb", None);
    let what = Encode { imports: true, source_info: image.info == Info::Source };
    let mut agreement = Agreement::default();
    let written = match decode(&image.bytes, id, &mut sources) {
        Ok(schema) => encode(&schema, what),
        Err(diagnostic) => {
            println!("  an image is refused: {}", diagnostic.message);
            Vec::new()
        }
    };
    let ours = wire::files_of(&written).unwrap_or_default();
    for (at, file) in theirs.iter().enumerate() {
        agreement.count(&shown(file.name, image.info), ours.get(at) == Some(file));
    }
    // The bytes differ although all files are equal: the encoding of the set itself differs.
    if agreement.is_full() && written != image.bytes {
        agreement.count("the set as a whole", false);
    }
    Ok(agreement)
}

fn shown(file: &str, info: Info) -> String {
    match info {
        Info::None => file.to_owned(),
        Info::Source => format!("{file} (with source info)"),
    }
}

fn report(title: &str, agreement: &Agreement) -> bool {
    println!("{title}: descriptors read and written again: {agreement}");
    for file in agreement.disagreeing() {
        println!("  DIFFERS {file}");
    }
    agreement.is_full()
}

/// Joins loose descriptors with the well-known types that they import, and lets protoc write them as one image.
fn normalized(protoc: &Path, sets: &[PathBuf]) -> Result<Vec<u8>, Error> {
    let mut joined = well_known(protoc)?;
    let mut names = Vec::new();
    for path in sets {
        let bytes = std::fs::read(path).map_err(Error::at(path))?;
        names.extend(wire::files_of(&bytes).unwrap_or_default().iter().map(|it| it.name.to_owned()));
        // Concatenated descriptor sets are one set.
        joined.extend(bytes);
    }
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let path = |name: &str| scratch.path().join(name);
    std::fs::write(path("in"), joined).map_err(Error::at(&path("in")))?;
    std::fs::write(path("files"), names.join("\n")).map_err(Error::at(&path("files")))?;
    let args = ["--descriptor_set_in=in", "--include_imports", "-oout", "@files"];
    Run::new(protoc).args(args).current_dir(scratch.path()).finish()?;
    std::fs::read(path("out")).map_err(Error::at(&path("out")))
}

fn well_known(protoc: &Path) -> Result<Vec<u8>, Error> {
    let include = protoc.ancestors().nth(2).map(|it| it.join("include")).unwrap_or_default();
    let files = corpus::files_below(&include, "proto")?;
    let tree = Tree { corpus: "protoc", prefix: String::new(), dir: include, includes: Vec::new(), files };
    let set = Compiler::protoc(protoc.to_path_buf()).set(&tree, &tree.files, &[])?;
    set.map_err(|why| Error::Unreadable { command: "protoc".into(), why })
}
