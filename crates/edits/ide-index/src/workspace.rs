//! All files of a workspace with an index of their names, which one edit changes for one file only.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::file::{Declaration, DeclarationId, DeclarationKind, File};
use protoward_syntax::ast::ImportKind;

/// The id of a file in an [`Analysis`]. It stays the same when the text changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A state of an [`Analysis`]: each change has a later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision(u64);

/// A declaration in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    /// The file that declares it.
    pub file: FileId,
    /// The declaration inside the file.
    pub declaration: DeclarationId,
}

/// The files of a workspace, kept current edit by edit.
///
/// Files may have errors, miss, or contradict each other: everything that can be understood is found.
///
/// ```
/// use protoward_ide_index::Analysis;
///
/// let mut analysis = Analysis::default();
/// analysis.set("a.proto", "import \"b.proto\"; message A { b.B field = 1;");
/// let file = analysis.set("b.proto", "package b; message B {}");
/// let use_of_b = analysis.find_file("a.proto").unwrap();
/// let found = analysis.definition(use_of_b, 32).unwrap();
/// assert_eq!((found.file, analysis.full_name(found)), (file, "b.B".to_owned()));
/// assert_eq!(analysis.references(found).len(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    files: Vec<Option<File>>,
    ids: HashMap<String, FileId>,
    revision: Revision,
    /// The last change of each file.
    changes: Vec<Revision>,
    /// The types, services, methods and extensions by full name.
    names: HashMap<String, Vec<Target>>,
    /// The groups by the full names of their fields, which are the names of the groups in lower case.
    group_fields: HashMap<String, Vec<Target>>,
    /// The files of each package, and of each package around one.
    packages: HashMap<String, BTreeSet<FileId>>,
    /// The files that import a name.
    importers: HashMap<String, BTreeSet<FileId>>,
}

impl Analysis {
    /// Creates an empty analysis that takes the place of another one: all of its revisions are later than `revision`.
    pub fn since(revision: Revision) -> Self {
        Self { revision: Revision(revision.0 + 1), ..Self::default() }
    }

    /// Adds a file, or replaces its text.
    pub fn set(&mut self, name: &str, text: impl Into<std::sync::Arc<str>>) -> FileId {
        self.add(File::new(name, text))
    }

    /// Adds a file that was read elsewhere, or replaces it.
    pub fn add(&mut self, file: File) -> FileId {
        self.revision.0 += 1;
        self.load(file)
    }

    /// Adds a file as a part of the current revision: what is known of this revision was found in the same text.
    pub fn load(&mut self, file: File) -> FileId {
        let id = match self.ids.get(&file.name) {
            Some(&id) => id,
            None => {
                let id = FileId(u32::try_from(self.files.len()).expect("fewer than 2^32 files"));
                self.ids.insert(file.name.clone(), id);
                self.files.push(None);
                self.changes.push(self.revision);
                id
            }
        };
        self.forget(id);
        self.index(id, &file);
        self.changes[id.0 as usize] = self.revision;
        self.files[id.0 as usize] = Some(file);
        id
    }

    /// Removes a file; nothing happens if there is none of this name.
    pub fn remove(&mut self, name: &str) {
        if let Some(id) = self.find_file(name) {
            self.forget(id);
            self.revision.0 += 1;
            self.changes[id.0 as usize] = self.revision;
        }
    }

    /// Returns the revision of the last change.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// Returns `true` if a file, or a file that it imports directly or through others, has changed since a revision.
    ///
    /// ```
    /// use protoward_ide_index::Analysis;
    ///
    /// let mut analysis = Analysis::default();
    /// let a = analysis.set("a.proto", "import \"b.proto\";");
    /// let b = analysis.set("b.proto", "");
    /// let before = analysis.revision();
    /// analysis.set("a.proto", "import \"b.proto\"; message A {}");
    /// assert!(analysis.has_changed(a, before) && !analysis.has_changed(b, before));
    /// ```
    pub fn has_changed(&self, id: FileId, since: Revision) -> bool {
        if self.revision <= since {
            return false;
        }
        let mut seen = HashSet::from([id]);
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            let index = id.0 as usize;
            if self.changes[index] > since {
                return true;
            }
            // A file that was removed earlier has no imports.
            let Some(file) = &self.files[index] else { continue };
            // An import without a file has never been there. It gets a later revision when it is added.
            let imported = file.imports.iter().filter_map(|import| self.ids.get(&import.name).copied());
            open.extend(imported.filter(|&id| seen.insert(id)));
        }
        false
    }

    /// Returns the file with an import name.
    pub fn find_file(&self, name: &str) -> Option<FileId> {
        let id = *self.ids.get(name)?;
        self.files[id.0 as usize].is_some().then_some(id)
    }

    /// Returns the file with an id.
    ///
    /// # Panics
    /// Panics if the file was removed.
    pub fn file(&self, id: FileId) -> &File {
        self.files[id.0 as usize].as_ref().expect("the file was not removed")
    }

    /// Returns all files in the order in which they were first added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.files.iter().enumerate().filter_map(|(index, file)| Some((FileId(index as u32), file.as_ref()?)))
    }

    /// Returns the files with a package.
    pub fn files_of_package<'a>(&'a self, package: &'a str) -> impl Iterator<Item = FileId> + 'a {
        let inside = self.packages.get(package).into_iter().flatten().copied();
        inside.filter(move |&id| self.file(id).package == package)
    }

    /// Returns the declaration of a target.
    pub fn declaration(&self, target: Target) -> &Declaration {
        self.file(target.file).get(target.declaration)
    }

    /// Returns the full name of a declaration.
    pub fn full_name(&self, target: Target) -> String {
        self.file(target.file).full_name(target.declaration)
    }

    /// Returns the types, services, methods and extensions with a full name; several if files contradict each other.
    pub fn named(&self, full_name: &str) -> &[Target] {
        self.names.get(full_name).map_or(&[], Vec::as_slice)
    }

    /// Returns the groups whose fields have a full name.
    pub(crate) fn group_fields(&self, full_name: &str) -> &[Target] {
        self.group_fields.get(full_name).map_or(&[], Vec::as_slice)
    }

    /// Returns all indexed full names with their declarations, in no particular order.
    pub(crate) fn all_names(&self) -> impl Iterator<Item = (&str, &[Target])> {
        self.names.iter().map(|(name, targets)| (name.as_str(), targets.as_slice()))
    }

    /// Returns the files that import a file directly.
    pub fn importers(&self, name: &str) -> impl Iterator<Item = FileId> {
        self.importers.get(name).into_iter().flatten().copied()
    }

    /// Returns a file and all files that it sees: its imports, and the public imports of those.
    pub fn visible(&self, id: FileId) -> BTreeSet<FileId> {
        let mut seen = BTreeSet::from([id]);
        let mut open: Vec<FileId> = self.file(id).imports.iter().filter_map(|it| self.find_file(&it.name)).collect();
        while let Some(file) = open.pop() {
            if seen.insert(file) {
                let public = self.file(file).imports.iter().filter(|import| import.kind == ImportKind::Public);
                open.extend(public.filter_map(|import| self.find_file(&import.name)));
            }
        }
        seen
    }

    /// Returns the files that import a file, directly or through others.
    pub fn dependents(&self, name: &str) -> BTreeSet<FileId> {
        let mut found = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            for importer in self.importers(name) {
                if found.insert(importer) {
                    open.push(&self.file(importer).name);
                }
            }
        }
        found
    }

    /// Returns `true` if one of the files is in a package or in a package inside of it.
    pub(crate) fn has_package(&self, package: &str, files: &BTreeSet<FileId>) -> bool {
        self.packages.get(package).is_some_and(|inside| !inside.is_disjoint(files))
    }

    fn index(&mut self, id: FileId, file: &File) {
        for (declaration, full_name) in indexed(file) {
            self.names.entry(full_name).or_default().push(Target { file: id, declaration });
        }
        for (declaration, full_name) in group_fields(file) {
            self.group_fields.entry(full_name).or_default().push(Target { file: id, declaration });
        }
        for package in around(&file.package) {
            self.packages.entry(package.to_owned()).or_default().insert(id);
        }
        for import in &file.imports {
            self.importers.entry(import.name.clone()).or_default().insert(id);
        }
    }

    fn forget(&mut self, id: FileId) {
        let Some(file) = self.files[id.0 as usize].take() else { return };
        indexed(&file).for_each(|(_, full_name)| remove(&mut self.names, &full_name, id));
        group_fields(&file).for_each(|(_, full_name)| remove(&mut self.group_fields, &full_name, id));
        for package in around(&file.package) {
            if let Some(files) = self.packages.get_mut(package) {
                files.remove(&id);
                if files.is_empty() {
                    self.packages.remove(package);
                }
            }
        }
        for import in &file.imports {
            if let Some(importers) = self.importers.get_mut(&import.name) {
                importers.remove(&id);
            }
        }
    }
}

/// Returns the declarations that other files may name, with their full names.
fn indexed(file: &File) -> impl Iterator<Item = (DeclarationId, String)> {
    let is_named = |kind: DeclarationKind| {
        kind.is_type()
            || matches!(kind, DeclarationKind::Service | DeclarationKind::Method | DeclarationKind::Extension)
    };
    file.iter().filter(move |(_, declaration)| is_named(declaration.kind)).map(|(id, _)| (id, file.full_name(id)))
}

/// Returns the groups of a file with the full names of their fields.
fn group_fields(file: &File) -> impl Iterator<Item = (DeclarationId, String)> {
    let groups = file.iter().filter(|(_, declaration)| declaration.kind == DeclarationKind::Group);
    groups.map(|(id, _)| {
        let full_name = file.full_name(id);
        let own = full_name.rfind('.').map_or(0, |dot| dot + 1);
        (id, format!("{}{}", &full_name[..own], full_name[own..].to_ascii_lowercase()))
    })
}

/// Removes the declarations of a file from an index.
fn remove(index: &mut HashMap<String, Vec<Target>>, full_name: &str, file: FileId) {
    if let Some(targets) = index.get_mut(full_name) {
        targets.retain(|target| target.file != file);
        if targets.is_empty() {
            index.remove(full_name);
        }
    }
}

/// Returns a package and the packages around it.
fn around(package: &str) -> impl Iterator<Item = &str> {
    let first = Some(package).filter(|package| !package.is_empty());
    std::iter::successors(first, |package| package.rsplit_once('.').map(|(outer, _)| outer))
}
