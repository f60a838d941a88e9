//! Two versions of an image, of which only the differing files become schemas.

use std::collections::HashMap;

use super::blocks::Blocks;
use super::diagnostics;
use super::link::link;
use super::raw::{self, File, Message, RawError};
use super::valid::validate;
use crate::Schema;
use crate::unchanged::{self, Kinds, MustCompare};
use protoward_source::{Diagnostic, SourceId, Sources, parallel};

/// The files of an image that are compared, and the names of all its targets.
#[derive(Clone, Debug)]
pub struct ComparedPart {
    /// The differing files with their dependencies.
    pub schema: Schema,
    /// The names of all files that are not imports.
    pub targets: Vec<String>,
}

/// An image that is not decoded yet.
#[derive(Clone, Copy, Debug)]
pub struct Encoded<'a> {
    /// The image in binary form.
    pub bytes: &'a Blocks,
    /// The source of the image, for diagnostics.
    pub source: SourceId,
}

/// The error of an image, with its side.
#[derive(Clone, Debug)]
pub enum InvalidImage {
    /// The new image is invalid.
    New(Box<Diagnostic>),
    /// The old image is invalid.
    Old(Box<Diagnostic>),
}

/// Decodes both images like [`decode`](super::decode()), but leaves out unchanged files whose imports are unchanged and that no
/// other file needs. The names and locations of these files are read without linking.
///
/// # Errors
/// Returns an error if an image is not a descriptor set, or if a differing file uses a missing type.
pub fn decode_both(
    new: Encoded<'_>,
    old: Encoded<'_>,
    keep: &MustCompare<'_>,
    is_well_known: &dyn Fn(&str) -> bool,
    sources: &mut Sources,
) -> Result<(ComparedPart, ComparedPart), InvalidImage> {
    let Encoded { bytes: new, source: new_image } = new;
    let Encoded { bytes: old, source: old_image } = old;
    let threads = parallel::threads(None);
    let not_read = |image, error| Box::new(diagnostics::not_an_image(image, error));
    let new = ImageFiles::read(new, threads).map_err(|error| InvalidImage::New(not_read(new_image, error)))?;
    let old = ImageFiles::read(old, threads).map_err(|error| InvalidImage::Old(not_read(old_image, error)))?;
    let (needed_new, needed_old) = needed_on_both_sides(&new, &old, keep, is_well_known, threads);
    let not_linked = |image, error| Box::new(diagnostics::not_linked(image, error));
    let new = new.part(&needed_new, sources).map_err(|error| InvalidImage::New(not_linked(new_image, error)))?;
    let old = old.part(&needed_old, sources).map_err(|error| InvalidImage::Old(not_linked(old_image, error)))?;
    Ok((new, old))
}

/// One image, file by file.
struct ImageFiles<'a> {
    pieces: Vec<&'a [u8]>,
    files: Vec<File<'a>>,
}

impl<'a> ImageFiles<'a> {
    fn read(bytes: &'a Blocks, threads: usize) -> Result<Self, RawError> {
        let pieces = bytes.pieces()?;
        let files = parallel::map(pieces.len(), threads, |at| raw::file(pieces[at]));
        Ok(Self { files: files.into_iter().collect::<Result<_, _>>()?, pieces })
    }

    /// Returns the files by name. A duplicate name maps to `None`, because linking reports it as an error.
    fn by_name(&self) -> HashMap<&'a str, Option<usize>> {
        let mut by_name = HashMap::with_capacity(self.files.len());
        for (at, file) in self.files.iter().enumerate() {
            by_name.entry(file.name).and_modify(|twice| *twice = None).or_insert(Some(at));
        }
        by_name
    }

    fn part(self, needed: &[bool], sources: &mut Sources) -> Result<ComparedPart, super::link_error::LinkError> {
        let own = self.files.iter().filter(|file| !file.is_import);
        let targets = own.map(|file| file.name.to_owned()).collect();
        let files: Vec<File<'_>> =
            self.files.into_iter().zip(needed).filter(|(_, needed)| **needed).map(|(file, _)| file).collect();
        files.iter().try_for_each(validate)?;
        let schema = link(&files, &mut |path| sources.add(path, path, None))?;
        Ok(ComparedPart { schema, targets })
    }
}

/// Returns the kinds of declarations in a file, at any depth. Decoding has limited the nesting depth.
fn kinds(file: &File<'_>) -> Kinds {
    let mut enums = !file.enums.is_empty();
    let mut extensions = !file.extensions.is_empty();
    let mut open: Vec<&Message<'_>> = file.messages.iter().collect();
    while let Some(message) = open.pop() {
        enums |= !message.enums.is_empty();
        extensions |= !message.extensions.is_empty();
        open.extend(&message.messages);
    }
    Kinds::of(!file.messages.is_empty(), enums, extensions)
}

fn needed_on_both_sides(
    new: &ImageFiles<'_>,
    old: &ImageFiles<'_>,
    keep: &MustCompare<'_>,
    is_well_known: &dyn Fn(&str) -> bool,
    threads: usize,
) -> (Vec<bool>, Vec<bool>) {
    let new_by_name = new.by_name();
    let old_by_name = old.by_name();
    let find = |by_name: &HashMap<&str, Option<usize>>, name: &str| by_name.get(name).copied().flatten();
    let counterpart = |at: usize| {
        let name = new.files[at].name;
        find(&new_by_name, name)?;
        find(&old_by_name, name).filter(|&old_at| old.pieces[old_at] == new.pieces[at])
    };
    let same_on_old_side: Vec<Option<usize>> = (0..new.files.len()).map(counterpart).collect();
    let mut new_of_old = vec![None; old.files.len()];
    for (at, same) in same_on_old_side.iter().enumerate() {
        if let Some(same) = *same {
            new_of_old[same] = Some(at);
        }
    }
    let imports = |file: &File<'_>, by_name: &HashMap<&str, Option<usize>>| -> Vec<usize> {
        let names = file.dependencies.iter().chain(&file.option_dependencies);
        names.filter_map(|name| find(by_name, name)).collect()
    };
    let files = unchanged::Files {
        imports: new.files.iter().map(|file| imports(file, &new_by_name)).collect(),
        packages: new.files.iter().map(|file| file.package.unwrap_or_default()).collect(),
        kinds: new.files.iter().map(kinds).collect(),
        is_target: new.files.iter().map(|file| !file.is_import).collect(),
        keep: parallel::map(new.files.len(), threads, |at| keep(new.pieces[at])),
        is_own: new.files.iter().map(|file| !file.is_import && !is_well_known(file.name)).collect(),
        same: same_on_old_side.iter().map(Option::is_some).collect(),
    };
    let others = || old.files.iter().zip(&new_of_old).filter(|(_, same)| same.is_none()).map(|(file, _)| file);
    let imported = others().flat_map(|file| imports(file, &old_by_name)).filter_map(|at| new_of_old[at]);
    let others = unchanged::ChangedFiles {
        packages: others().map(|file| file.package.unwrap_or_default()).collect(),
        imports: imported.collect(),
    };
    let needed_new = unchanged::needed_files(&files, &others);
    let needed_old = new_of_old.iter().map(|same| same.is_none_or(|at| needed_new[at])).collect();
    (needed_new, needed_old)
}
