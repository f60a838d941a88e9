//! The collected output of all generators before it is written. A generator can insert text into another one's file,
//! and nothing is written after an error.

mod archive;
mod insert;
mod metadata;
mod names;
mod write;

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::error::Failure;
use super::generator::{Generated, GeneratedFile};
use insert::Insertion;
use names::OutputNames;
use protoward_source::paths::System;
pub use write::write;

/// The outputs of a run.
///
/// ```
/// use protoward_plugin::{Generated, GeneratedFile, Output};
///
/// let file = |name: &str, content: &str, point: Option<&str>| GeneratedFile {
///     name: name.into(),
///     content: content.into(),
///     insertion_point: point.map(Into::into),
///     info: None,
/// };
/// let generated = |files| Generated { files, ..Generated::default() };
/// let mut output = Output::default();
/// output.add("gen", "protoc-gen-a", generated(vec![file("a.h", "  // @@protoc_insertion_point(more)\n", None)]));
/// output.add("gen", "protoc-gen-b", generated(vec![file("a.h", "int more;", Some("more"))]));
/// let places = output.finish().map_err(|_| "it fits together")?;
/// assert_eq!(places[0].files["a.h"].content, b"  int more;\n  // @@protoc_insertion_point(more)\n");
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug)]
pub struct Output {
    system: System,
    /// By location; folders have a trailing slash.
    places: IndexMap<String, Collected>,
    failures: Vec<Failure>,
    warnings: Vec<String>,
    allow_escape: bool,
}

/// A folder or an archive with its expected files.
#[derive(Clone, Debug)]
pub struct OutputPlace {
    /// The location as the user wrote it.
    pub location: String,
    /// `true` for an archive: a `.zip`, `.jar` or `.srcjar`.
    pub is_archive: bool,
    /// The files by relative path.
    pub files: BTreeMap<String, Content>,
}

impl OutputPlace {
    /// Returns the paths of the files for a `make` rule; paths in an archive are prefixed with its name.
    pub fn paths(&self) -> impl Iterator<Item = String> {
        let slash = if self.is_archive || self.location.ends_with('/') { "" } else { "/" };
        let path = move |name: &String| format!("{}{slash}{name}", self.location);
        self.files.keys().map(path).map(|path| path.strip_prefix("./").map(str::to_owned).unwrap_or(path))
    }
}

/// A file with its generator.
#[derive(Clone, Debug)]
pub struct Content {
    /// The content with all insertions.
    pub content: Vec<u8>,
    /// The generator that created the file, regardless of insertions by others.
    pub generator: String,
}

#[derive(Debug)]
struct Collected {
    place: OutputPlace,
    names: OutputNames,
}

impl Default for Output {
    fn default() -> Self {
        Self::of(System::HERE)
    }
}

impl Output {
    /// Creates the outputs of generators that make names by the rules of a system.
    pub fn of(system: System) -> Self {
        Self { system, places: IndexMap::new(), failures: Vec::new(), warnings: Vec::new(), allow_escape: false }
    }

    /// Sets whether files may be outside of their folder (`--unsafe_allow_out_dir_escape`).
    #[must_use]
    pub fn allow_escape(mut self, allow: bool) -> Self {
        self.allow_escape = allow;
        self
    }

    /// Adds the result of a generator for a folder or archive. [`finish`](Self::finish) reports problems.
    pub fn add(&mut self, location: &str, generator: &str, generated: Generated) {
        let is_archive = archive::is_archive(location);
        let key = if is_archive || location.ends_with('/') { location.to_owned() } else { format!("{location}/") };
        let names = || OutputNames::new(self.system, is_archive, self.allow_escape);
        let collected = self.places.entry(key).or_insert_with(|| Collected {
            place: OutputPlace { location: location.to_owned(), is_archive, files: BTreeMap::new() },
            names: names(),
        });
        let mut files = generated.files.into_iter().peekable();
        while let Some(file) = files.next() {
            let added = match file.insertion_point.clone() {
                None => collected.file(generator, file, &mut self.warnings),
                Some(point) => {
                    let first = Insertion::new(file);
                    // Consecutive insertions at the same point are merged.
                    let insertion = first.with_following(&mut files, &point);
                    collected.insert(generator, &point, insertion, &mut self.warnings)
                }
            };
            self.failures.extend(added.err().map(|failure| *failure));
        }
    }

    /// Returns the warnings about what was added so far, such as names in archives that leave their folder.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Returns all folders and archives, in the order in which they were first named.
    ///
    /// # Errors
    /// Fails for duplicate files, missing insertion points, and invalid names.
    pub fn finish(self) -> Result<Vec<OutputPlace>, Vec<Failure>> {
        if self.failures.is_empty() {
            Ok(self.places.into_values().map(|collected| collected.place).collect())
        } else {
            Err(self.failures)
        }
    }
}

impl Collected {
    fn file(&mut self, generator: &str, file: GeneratedFile, warnings: &mut Vec<String>) -> Result<(), Box<Failure>> {
        let path = self.names.admit(generator, &file.name, warnings)?;
        match self.place.files.get(&path) {
            Some(taken) => Err(names::twice(generator, &file.name, &taken.generator)),
            None => {
                let generator = generator.to_owned();
                self.place.files.insert(path, Content { content: file.content, generator });
                Ok(())
            }
        }
    }

    fn insert(
        &mut self,
        generator: &str,
        point: &str,
        insertion: Insertion,
        warnings: &mut Vec<String>,
    ) -> Result<(), Box<Failure>> {
        let path = self.names.path(&insertion.name);
        let Some(target) = self.place.files.get_mut(&path) else {
            let why = "as an insertion into a file that no generator before it makes for this folder";
            return Err(Failure::output(generator, &insertion.name, why));
        };
        let Some(at) = insert::insert(&mut target.content, point, &insertion.content) else {
            let why = format!("as an insertion at `@@protoc_insertion_point({point})`, which the file does not have");
            return Err(Failure::output(generator, &insertion.name, why));
        };
        let meta = format!("{path}.pb.meta");
        if insertion.info.is_none() && !self.place.files.contains_key(&meta) {
            return Ok(());
        }
        let before = self.place.files.get(&meta).map(|meta| meta.content.as_slice());
        match metadata::shifted(before, insertion.info.as_deref().unwrap_or_default(), &insertion.content, at) {
            Ok(Some(content)) => {
                let generator = generator.to_owned();
                self.place.files.entry(meta).or_insert(Content { content: Vec::new(), generator }).content = content;
            }
            Ok(None) => {}
            Err(metadata::NotMetadata) => {
                warnings.push(format!("{meta}: is not a valid `GeneratedCodeInfo`, and stays as it is"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
