//! Compares the common protos with the packages that they come from, and what imports of them compile to with protoc.
//!
//! Input: the pinned packages. Output: the number of files that are embedded unchanged, and of those that have the descriptor
//! of protoc. With `--newest`, also whether the registry has newer packages.

use std::collections::BTreeMap;
use std::path::Path;

use protoward_common_protos::{CommonProtos, names, package};
use protoward_source::Resolver;

use crate::oracle::agreement::Agreement;
use protoward_kit::corpus::common_protos::{COMMON_PACKAGES, CommonPackage};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, corpus};

/// Compares all files of the packages, and with `asks_registry` also their versions.
pub(super) fn run(program: &Path, asks_registry: bool) -> Result<Outcome, Error> {
    let mut embedded = Agreement::default();
    let mut compiled = Agreement::default();
    let mut is_newest = true;
    let mut files = BTreeMap::new();
    for package in COMMON_PACKAGES {
        let of_package = package.files()?;
        compare_descriptors(package, &of_package, program, &mut compiled)?;
        let text = |name: &str| of_package.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone());
        let aliases = package.aliases.iter().filter_map(|(alias, name)| Some(((*alias).to_owned(), text(name)?)));
        files.extend(aliases.map(|(name, text)| (name, (package, text))));
        files.extend(of_package.iter().map(|(name, text)| (name.clone(), (package, text.clone()))));
        is_newest &= !asks_registry || is_newest_version(package)?;
    }
    for (name, (package, text)) in &files {
        let is_same = is_embedded(name, package, text)?;
        if !is_same {
            println!("DIFFERS {name} of {}: run `cargo xtask common-protos`", package.name);
        }
        embedded.count(name, is_same);
    }
    for name in names().filter(|name| !files.contains_key(*name)) {
        println!("DIFFERS {name}: no package has this file");
        embedded.count(name, false);
    }
    println!("files of the packages, embedded unchanged: {embedded}");
    println!("their descriptors, as those of protoc: {compiled}");
    let is_fine = embedded.is_full() && compiled.is_full() && embedded.total() > 0 && is_newest;
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Returns `true` if the text of the package is embedded with its version.
fn is_embedded(name: &str, expected: &CommonPackage, text: &[u8]) -> Result<bool, Error> {
    let Some(package) = package(name) else { return Ok(false) };
    let is_of_package = package.name == expected.name && package.version == expected.version()?;
    let is_same = CommonProtos.resolve(name).is_ok_and(|found| found.as_deref() == Some(text));
    Ok(is_of_package && is_same && package.license.as_bytes() == expected.license()?)
}

fn is_newest_version(package: &CommonPackage) -> Result<bool, Error> {
    let pinned = package.version()?;
    let newest = package.newest_version()?;
    if pinned == newest {
        println!("{} {pinned} is the newest version", package.name)
    } else {
        println!("DIFFERS {} {pinned}: the newest version is {newest}; update `pins.rs`", package.name)
    }
    Ok(pinned == newest)
}

/// Compares the descriptors of all files of a package: those of protoc with the folder of the package, and those of protoward
/// without any folder.
fn compare_descriptors(
    package: &CommonPackage,
    files: &[(String, Vec<u8>)],
    ours: &Path,
    compiled: &mut Agreement,
) -> Result<(), Error> {
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let root = package.folder()?;
    for (name, _) in files {
        let file = scratch.path().join("importer.proto");
        std::fs::write(&file, format!("syntax = \"proto3\";\nimport public \"{name}\";\n"))
            .map_err(Error::at(&file))?;
        let build = |program: Run, includes: &[&str], to: &str| {
            let run = program.args(["-I.", "--include_imports", "--include_source_info", "-o", to]).args(includes);
            run.arg("importer.proto").current_dir(scratch.path()).finish()?;
            let to = scratch.path().join(to);
            std::fs::read(&to).map_err(Error::at(&to))
        };
        let theirs = build(Run::new(corpus::protoc()?), &[&format!("-I{}", root.display())], "theirs.binpb")?;
        let ours = build(Run::new(ours).arg("protoc"), &["--common_protos"], "ours.binpb")?;
        if ours != theirs {
            println!("DIFFERS the descriptor of {name}");
        }
        compiled.count(name, ours == theirs);
    }
    Ok(())
}
