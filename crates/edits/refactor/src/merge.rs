//! Merges of files into one, which have the same package, syntax and options.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrangement::{Arrangement, Target};
use crate::imports::NewImport;
use crate::new_file::OUTER_CLASS;
use crate::planner::Planner;
use crate::refactoring::Refactoring;
use crate::refusal::Refusal;
use crate::relocate::{BROKEN_BY_FILES, check_path};
use crate::units::UnitComments;
use protoward_edit::{Decl, option_name};
use protoward_schema::FileId;

impl Planner<'_> {
    /// Returns the edits that move all declarations of some files to the file with an import path, which may be one of them, and
    /// remove the other files.
    ///
    /// # Errors
    /// Fails if the files have different packages, editions or options, or would import each other with a third one.
    pub fn merge(&self, files: &[FileId], into: &str) -> Result<Refactoring, Refusal> {
        let schema = self.schema;
        check_path(into)?;
        let existing = schema.find_file(into);
        let from: Vec<FileId> = files.iter().copied().filter(|file| Some(*file) != existing).collect();
        let Some(&first) = from.first() else { return Err(Refusal::SameFile) };
        let like = existing.unwrap_or(first);
        for &file in &from {
            self.texts.get(schema[file].source).ok_or(Refusal::NoText(file.into()))?;
            if schema.package(file) != schema.package(like) {
                return Err(Refusal::OtherPackage(file.into()));
            }
            self.check_language(like, file)?;
            if let Some(name) = self.differing_option(like, file) {
                return Err(Refusal::OtherOption(file.into(), name));
            }
        }
        let is_merged = |file: Option<FileId>| file.is_some_and(|file| from.contains(&file) || Some(file) == existing);
        let public = from.iter().flat_map(|&file| &schema[file].imports);
        let public = public.filter(|import| import.public && !is_merged(import.file));
        let carried: BTreeSet<NewImport> = public.map(|import| NewImport::public(schema.text(import.path))).collect();
        let package = schema.package(like).to_owned();
        let target = Target { path: into.to_owned(), file: existing, package, like, carried };
        let units = from.iter().flat_map(|&file| self.units(file, UnitComments::All));
        let mut arrangement = Arrangement::new(units.map(|unit| (unit, 0)).collect(), vec![target]);
        arrangement.removed.extend(&from);
        let mut refactoring = Refactoring { breaks: Some(BROKEN_BY_FILES), ..Refactoring::default() };
        self.arrange(&arrangement, &mut refactoring)?;
        Ok(refactoring)
    }

    /// Returns the name of an option that two files do not have in common. Each file has its own class in Java.
    fn differing_option(&self, one: FileId, other: FileId) -> Option<String> {
        let [mut one, mut other] = [one, other].map(|file| self.options_of(file));
        let names: BTreeSet<String> = one.keys().chain(other.keys()).cloned().collect();
        names.into_iter().find(|name| name != OUTER_CLASS && one.remove(name) != other.remove(name))
    }

    /// Returns the values of the options of a file as they are written, by name.
    fn options_of(&self, file: FileId) -> BTreeMap<String, Vec<String>> {
        let mut all = BTreeMap::<String, Vec<String>>::new();
        let Some(document) = self.texts.get(self.schema[file].source) else { return all };
        let root = document.root();
        for decl in root.items() {
            if let Decl::Option(option) = decl {
                let words: Vec<&str> = root.text(option.value.span).split_whitespace().collect();
                all.entry(option_name(option, document.text)).or_default().push(words.join(" "));
            }
        }
        all
    }
}
