//! What belongs to a service, beside the client and the server that tonic makes of it.
//!
//! In: a schema, and the code that tonic has made of it. Out: the same code with a module for each service behind it. It must
//! not know who generates, or where code is written.
//!
//! Names, types and paths are read from the code (`code`), as tonic and its options have made them.

mod code;
mod modules;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use code::Code;
use modules::Place;

use super::names::Names;

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// Whether each service has a module.
    pub(super) modules: bool,
}

impl Settings {
    /// Whether anything is wanted.
    pub(super) const fn any(&self) -> bool {
        self.modules
    }
}

/// Adds to the files of a run what is wanted of the services in them. `include` is the file that declares the modules of all
/// others, and `nameless` the one of what has no package, without its ending.
///
/// # Errors
/// When a file is not what tonic writes.
pub(super) fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    nameless: &str,
    names: &Names,
    settings: &Settings,
) -> Result<(), String> {
    if !settings.any() {
        return Ok(());
    }
    let places = places(files.keys().filter(|file| Some(file.as_str()) != include), nameless);
    for (file, place) in &places {
        let text = String::from_utf8_lossy(&files[file]);
        if !text.contains("_client {") && !text.contains("_server {") {
            continue;
        }
        let code = Code::read(&text).map_err(|error| format!("`{file}` cannot be read: {error}"))?;
        let added = modules::of_file(&code, place, names);
        files.get_mut(file).into_iter().for_each(|code| code.extend_from_slice(added.as_bytes()));
    }
    Ok(())
}

/// Files of packages, and where each of them is among the modules.
fn places<'f>(files: impl Iterator<Item = &'f String>, nameless: &str) -> BTreeMap<String, Place> {
    let path = |file: &str| -> Option<Vec<String>> {
        let stem = file.strip_suffix(".rs")?;
        Some(if stem == nameless { Vec::new() } else { stem.split('.').map(str::to_owned).collect() })
    };
    let paths: BTreeMap<&String, Vec<String>> = files.filter_map(|file| Some((file, path(file)?))).collect();
    let inside = |outer: &[String]| -> BTreeSet<String> {
        paths
            .values()
            .filter(|path| path.starts_with(outer))
            .filter_map(|path| path.get(outer.len()).cloned())
            .collect()
    };
    paths.iter().map(|(file, path)| ((*file).clone(), Place { inside: inside(path) })).collect()
}
