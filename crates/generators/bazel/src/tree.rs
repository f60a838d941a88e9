//! The BUILD files of a tree, each with the settings of its folder.

use std::collections::{BTreeMap, BTreeSet};

use super::build_files::BuildFiles;
use super::build_text::BuildText;
use super::directives::{Directives, Mode, Settings};
use super::glob;
use super::label::{around, folder_of};
use super::problem::Problem;
use super::proto_file::ProtoFile;
use super::starlark::Statements;
use protoward_source::tree_path::below;

/// The BUILD files of a tree, by their folders.
#[derive(Debug, Default)]
pub(crate) struct Tree<'t> {
    packages: BTreeMap<&'t str, Package<'t>>,
    /// The folders whose BUILD files cannot be read. They are left alone.
    unreadable: BTreeSet<&'t str>,
    /// The settings without any directive.
    defaults: Settings<'t>,
}

/// A folder with a BUILD file, which is a package of Bazel.
#[derive(Debug)]
pub(crate) struct Package<'t> {
    /// The path of the BUILD file.
    pub(crate) path: &'t str,
    pub(crate) source: &'t str,
    pub(crate) text: BuildText<'t>,
    settings: Settings<'t>,
    is_ignored: bool,
}

impl Package<'_> {
    /// Returns `true` if directives say that the BUILD file is left alone.
    pub(crate) fn is_left_alone(&self) -> bool {
        self.is_ignored || self.settings.mode == Mode::Disable
    }
}

impl<'t> Tree<'t> {
    /// Reads BUILD files. Those with errors are left out, with a problem for each.
    pub(crate) fn new(build_files: &'t BuildFiles) -> (Self, Vec<Problem>) {
        let unreadable = build_files.unreadable.iter().map(|path| folder_of(path)).collect();
        let mut tree = Self { unreadable, ..Self::default() };
        let mut problems = Vec::new();
        let mut texts: Vec<(&str, &String, &String)> =
            build_files.texts.iter().map(|(path, text)| (folder_of(path), path, text)).collect();
        // Settings of a folder come before those of the folders in it.
        texts.sort_unstable();
        for (folder, path, source) in texts {
            let statements = match Statements::new(source) {
                Ok(statements) => statements,
                Err(error) => {
                    problems.push(Problem::Syntax { path: path.clone(), error });
                    tree.unreadable.insert(folder);
                    continue;
                }
            };
            let directives = Directives::new(&statements.comments);
            let settings = tree.settings(folder).clone().with(folder, &directives);
            let text = BuildText::new(folder, source, statements, settings.rule);
            let is_ignored = directives.is_ignored;
            tree.packages.insert(folder, Package { path, source, text, settings, is_ignored });
        }
        (tree, problems)
    }

    pub(crate) fn packages(&self) -> impl Iterator<Item = (&'t str, &Package<'t>)> {
        self.packages.iter().map(|(folder, package)| (*folder, package))
    }

    pub(crate) fn package(&self, folder: &str) -> Option<&Package<'t>> {
        self.packages.get(folder)
    }

    /// Returns the settings of a folder: those of the innermost BUILD file around it.
    pub(crate) fn settings(&self, folder: &str) -> &Settings<'t> {
        let inner = around(folder).find_map(|folder| self.packages.get(folder));
        inner.map_or(&self.defaults, |package| &package.settings)
    }

    /// Returns `true` if the targets of a folder are not known, because its BUILD file cannot be read.
    pub(crate) fn is_unreadable(&self, folder: &str) -> bool {
        self.unreadable.contains(folder)
    }

    fn has_build_file(&self, folder: &str) -> bool {
        self.packages.contains_key(folder) || self.is_unreadable(folder)
    }

    /// Returns `true` if files of a package get no new targets.
    pub(crate) fn is_left_alone(&self, folder: &str) -> bool {
        self.is_unreadable(folder)
            || self.settings(folder).mode == Mode::Disable
            || self.package(folder).is_some_and(Package::is_left_alone)
    }

    /// Returns the folder and the name of the target of a BUILD file that has a file.
    pub(crate) fn target_of(&self, path: &str) -> Option<(&'t str, &str)> {
        let (folder, package) = around(folder_of(path)).find_map(|folder| self.packages.get_key_value(folder))?;
        Some((folder, package.text.library_of(below(path, folder)?)?))
    }

    /// Returns `true` if a directive excludes a file or a folder around it.
    pub(crate) fn is_excluded(&self, path: &str, package: &str) -> bool {
        self.settings(package).excluded.iter().any(|(folder, pattern)| {
            let part = below(path, folder);
            part.is_some_and(|part| around(part).any(|part| !part.is_empty() && glob::matches(pattern, part)))
        })
    }

    /// Returns the package of the files of a folder. That is the folder itself, unless it cannot be one, or an outer package has one of
    /// the files: a BUILD file in the folder would take it away.
    pub(crate) fn package_of<'f>(&self, folder: &'f str, files: &[&ProtoFile]) -> &'f str {
        let can_be_package = |folder: &&str| self.has_build_file(folder) || is_package_name(folder);
        let own = around(folder).find(can_be_package).unwrap_or_default();
        let outer = around(own).find(|folder| self.has_build_file(folder));
        let has_file = |outer: &&str| {
            let has = |file: &&ProtoFile| self.package(outer)?.text.library_of(below(&file.path, outer)?);
            files.iter().any(|file| has(file).is_some())
        };
        outer.filter(has_file).unwrap_or(own)
    }
}

/// Returns `true` for a name that Bazel accepts for a package. Before version 8, it has only ASCII letters.
fn is_package_name(folder: &str) -> bool {
    folder.chars().all(|letter| letter.is_ascii() && !letter.is_ascii_control() && letter != ':' && letter != '\\')
}
