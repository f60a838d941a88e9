//! Two versions of an image, of which only what differs becomes schemas.

use std::collections::HashMap;

use super::blocks::Blocks;
use super::diagnostics;
use super::link::link;
use super::raw::{self, File, Message, RawError};
use crate::Schema;
use crate::twins::{self, Keep, Kinds};
use protoward_source::{Diagnostic, SourceId, Sources, parallel};

/// The part of an image that is to be compared, and what the whole has.
#[derive(Clone, Debug)]
pub struct Part {
    /// What differs, with what it needs.
    pub schema: Schema,
    /// The names of all files that are not only imported.
    pub targets: Vec<String>,
}

/// An image that is not read yet.
#[derive(Clone, Copy, Debug)]
pub struct Encoded<'a> {
    /// Its bytes, in binary form.
    pub bytes: &'a Blocks,
    /// Its place among the sources, for diagnostics.
    pub source: SourceId,
}

/// An image that is wrong.
#[derive(Clone, Debug)]
pub enum Wrong {
    /// The new side.
    New(Box<Diagnostic>),
    /// The old side.
    Old(Box<Diagnostic>),
}

/// As [`decode`](super::decode) of both, but in both schemas files are left out that are the same on both sides, as is all
/// that they import, and that nothing else needs. Names and places of the others are read; they are not linked.
///
/// # Errors
/// When one of them is no descriptor set, or a type is missing in what differs.
pub fn decode_both(
    new: Encoded<'_>,
    old: Encoded<'_>,
    keep: &Keep<'_>,
    is_well_known: &dyn Fn(&str) -> bool,
    sources: &mut Sources,
) -> Result<(Part, Part), Wrong> {
    let Encoded { bytes: new, source: new_image } = new;
    let Encoded { bytes: old, source: old_image } = old;
    let threads = parallel::threads(None);
    let not_read = |image, error| Box::new(diagnostics::not_an_image(image, error));
    let new = Side::read(new, threads).map_err(|error| Wrong::New(not_read(new_image, error)))?;
    let old = Side::read(old, threads).map_err(|error| Wrong::Old(not_read(old_image, error)))?;
    let (wants_new, wants_old) = wanted(&new, &old, keep, is_well_known, threads);
    let not_linked = |image, error| Box::new(diagnostics::not_linked(image, error));
    let new = new.part(&wants_new, sources).map_err(|error| Wrong::New(not_linked(new_image, error)))?;
    let old = old.part(&wants_old, sources).map_err(|error| Wrong::Old(not_linked(old_image, error)))?;
    Ok((new, old))
}

/// An image, file by file.
struct Side<'a> {
    pieces: Vec<&'a [u8]>,
    files: Vec<File<'a>>,
}

impl<'a> Side<'a> {
    fn read(bytes: &'a Blocks, threads: usize) -> Result<Self, RawError> {
        let pieces = bytes.pieces()?;
        let files = parallel::map(pieces.len(), threads, |at| raw::file(pieces[at]));
        Ok(Self { files: files.into_iter().collect::<Result<_, _>>()?, pieces })
    }

    /// By name; a name that is there twice is an error that linking finds, so both are taken for other ones.
    fn by_name(&self) -> HashMap<&'a str, Option<usize>> {
        let mut by_name = HashMap::with_capacity(self.files.len());
        for (at, file) in self.files.iter().enumerate() {
            by_name.entry(file.name).and_modify(|twice| *twice = None).or_insert(Some(at));
        }
        by_name
    }

    fn part(self, wanted: &[bool], sources: &mut Sources) -> Result<Part, super::link::LinkError> {
        let own = self.files.iter().filter(|file| !file.is_import);
        let targets = own.map(|file| file.name.to_owned()).collect();
        let files: Vec<File<'_>> =
            self.files.into_iter().zip(wanted).filter(|(_, wanted)| **wanted).map(|(file, _)| file).collect();
        let schema = link(&files, &mut |path| sources.add(path, path, None))?;
        Ok(Part { schema, targets })
    }
}

/// What a file declares, at any depth; how deep messages nest was bounded when they were read.
fn kinds(file: &File<'_>) -> Kinds {
    let (mut enums, mut extensions) = (!file.enums.is_empty(), !file.extensions.is_empty());
    let mut open: Vec<&Message<'_>> = file.messages.iter().collect();
    while let Some(message) = open.pop() {
        enums |= !message.enums.is_empty();
        extensions |= !message.extensions.is_empty();
        open.extend(&message.messages);
    }
    Kinds::of(!file.messages.is_empty(), enums, extensions)
}

fn wanted(
    new: &Side<'_>,
    old: &Side<'_>,
    keep: &Keep<'_>,
    is_well_known: &dyn Fn(&str) -> bool,
    threads: usize,
) -> (Vec<bool>, Vec<bool>) {
    let (new_by_name, old_by_name) = (new.by_name(), old.by_name());
    let find = |by_name: &HashMap<&str, Option<usize>>, name: &str| by_name.get(name).copied().flatten();
    let twin = |at: usize| {
        let name = new.files[at].name;
        find(&new_by_name, name)?;
        find(&old_by_name, name).filter(|&old_at| old.pieces[old_at] == new.pieces[at])
    };
    let twins: Vec<Option<usize>> = (0..new.files.len()).map(twin).collect();
    let mut new_of_old = vec![None; old.files.len()];
    for (at, twin) in twins.iter().enumerate() {
        if let Some(twin) = *twin {
            new_of_old[twin] = Some(at);
        }
    }
    let imports = |file: &File<'_>, by_name: &HashMap<&str, Option<usize>>| -> Vec<usize> {
        let names = file.dependencies.iter().chain(&file.option_dependencies);
        names.filter_map(|name| find(by_name, name)).collect()
    };
    let files = twins::Files {
        imports: new.files.iter().map(|file| imports(file, &new_by_name)).collect(),
        packages: new.files.iter().map(|file| file.package.unwrap_or_default()).collect(),
        kinds: new.files.iter().map(kinds).collect(),
        is_target: new.files.iter().map(|file| !file.is_import).collect(),
        keep: parallel::map(new.files.len(), threads, |at| keep(new.pieces[at])),
        is_own: new.files.iter().map(|file| !file.is_import && !is_well_known(file.name)).collect(),
        same: twins.iter().map(Option::is_some).collect(),
    };
    let others = || old.files.iter().zip(&new_of_old).filter(|(_, twin)| twin.is_none()).map(|(file, _)| file);
    let imported = others().flat_map(|file| imports(file, &old_by_name)).filter_map(|at| new_of_old[at]);
    let others = twins::Others {
        packages: others().map(|file| file.package.unwrap_or_default()).collect(),
        imports: imported.collect(),
    };
    let wants_new = twins::wanted(&files, &others);
    let wants_old = new_of_old.iter().map(|twin| twin.is_none_or(|at| wants_new[at])).collect();
    (wants_new, wants_old)
}
