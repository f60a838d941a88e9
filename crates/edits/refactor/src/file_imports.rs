//! The imports of all files once declarations have other files.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrangement::Arrangement;
use crate::imports::NewImport;
use crate::new_file::copied_options;
use crate::planner::Planner;
use crate::refusal::Refusal;
use protoward_edit::{Decl, Document, TextEdit};
use protoward_schema::{Element, FileId, Import};
use protoward_source::Place;
use protoward_syntax::ast::{ImportDecl, ImportKind};
use protoward_syntax::literal;

/// The changes to the imports of a file.
#[derive(Debug, Default)]
pub(crate) struct FileImports {
    /// The paths of imports whose lines are removed.
    dropped: BTreeSet<String>,
    /// The paths of plain imports that become public.
    published: BTreeSet<String>,
    /// The new paths of imports that keep their lines, because they have comments.
    replaced: BTreeMap<String, String>,
    pub(crate) added: BTreeSet<NewImport>,
    /// The paths of all imports afterwards.
    all: BTreeSet<String>,
}

/// A reference to another file.
struct Need {
    /// The path of the file that has the element afterwards.
    home: String,
    /// The file of the reference, and that of the element, before.
    via: FileId,
    seen: FileId,
    place: Place,
    /// `true` if the declaration around the reference moves.
    is_moved: bool,
}

/// The references between files, by the path of the file that has them afterwards.
struct Needs {
    after: BTreeMap<String, Vec<Need>>,
    /// The files that each file needs before.
    before: BTreeMap<FileId, BTreeSet<FileId>>,
}

impl Planner<'_> {
    /// Returns the changes to imports by the paths of files.
    ///
    /// # Errors
    /// Fails if files would import each other.
    pub(crate) fn file_imports(&self, it: &Arrangement) -> Result<BTreeMap<String, FileImports>, Refusal> {
        let needs = self.needs(it);
        let mut all = BTreeMap::new();
        for &file in needs.before.keys().filter(|file| !it.removed.contains(file)) {
            let path = self.schema.name(file.into());
            all.insert(path.to_owned(), self.imports_of(it, file, &needs));
        }
        for target in it.targets.iter().filter(|target| target.file.is_none()) {
            let mut imports = FileImports { added: target.carried.clone(), ..FileImports::default() };
            self.add_needed(it, needs.after.get(&target.path), &mut imports);
            all.insert(target.path.clone(), imports);
        }
        match self.cycle(it, &all, &needs) {
            Some(place) => Err(Refusal::Cycle(place)),
            None => Ok(all),
        }
    }

    /// Returns the references of the files that the arrangement concerns.
    fn needs(&self, it: &Arrangement) -> Needs {
        let (mut after, mut before) = (BTreeMap::<String, Vec<Need>>::new(), BTreeMap::new());
        for (file, declared) in self.schema.files.iter().filter(|(_, it)| !self.sources.get(it.source).is_built_in) {
            let uses = self.uses(file);
            let own = self.schema.name(file.into());
            let imports = declared.imports.iter().chain(&declared.option_imports);
            let is_concerned = !it.homes_of(file).is_empty()
                || it.target(own).is_some()
                || imports.into_iter().any(|import| import.file.is_some_and(|file| it.removed.contains(&file)))
                || uses.iter().any(|of| it.target_of(self.schema, of.found).is_some());
            if !is_concerned {
                continue;
            }
            let before = before.entry(file).or_insert_with(BTreeSet::new);
            let options = self.copied_option_ranges(file);
            for of in uses {
                let seen = self.schema.file_of(of.found);
                before.insert(seen);
                let home = it.home(self.schema, of.found).to_owned();
                let span = of.placed.reference.path.span;
                let place = self.sources.place(declared.source, span.range());
                let mut add = |user: &str, is_moved: bool| {
                    if user != home {
                        let need = Need { home: home.clone(), via: file, seen, place, is_moved };
                        after.entry(user.to_owned()).or_default().push(need);
                    }
                };
                match it.target_at(declared.source, span.start as usize) {
                    Some(target) => add(&target.path, true),
                    None => add(own, false),
                }
                if options.iter().any(|range| range.contains(&(span.start as usize))) {
                    let copies = it.targets.iter().filter(|target| target.file.is_none() && target.like == file);
                    copies.for_each(|target| add(&target.path, false));
                }
            }
        }
        Needs { after, before }
    }

    fn copied_option_ranges(&self, file: FileId) -> Vec<std::ops::Range<usize>> {
        let Some(document) = self.texts.get(self.schema[file].source) else { return Vec::new() };
        copied_options(document).map(|option| option.span().range()).collect()
    }

    /// Returns the changes to the imports of a file that exists.
    fn imports_of(&self, it: &Arrangement, file: FileId, needs: &Needs) -> FileImports {
        let mut imports = FileImports::default();
        let declared = &self.schema[file];
        let Some(document) = self.texts.get(declared.source) else { return imports };
        let own = self.schema.name(file.into());
        let needed = needs.after.get(own);
        let before = needs.before.get(&file);
        let forwarded: BTreeSet<&str> = if it.is_forwarded {
            it.homes_of(file).into_iter().filter(|path| *path != own).collect()
        } else {
            BTreeSet::new()
        };
        let is_used = |import: &Import| {
            let path = self.schema.text(import.path);
            let was = |imported: FileId| before.is_some_and(|it| it.iter().any(|&home| self.reaches(imported, home)));
            let is = || needed.into_iter().flatten().any(|need| self.reaches_after(it, path, &need.home));
            forwarded.contains(path) || !import.file.is_some_and(was) || is()
        };
        for import in declared.imports.iter().chain(&declared.option_imports) {
            let path = self.schema.text(import.path).to_owned();
            if let Some(removed) = import.file.filter(|imported| it.removed.contains(imported)) {
                let homes = it.homes_of(removed);
                let homes: Vec<&str> = homes.into_iter().filter(|home| *home != own).collect();
                let is_needed = |home: &&str| needed.into_iter().flatten().any(|need| need.home == **home);
                let is_free = |home: &&str| !imports.all.contains(*home) && !self.has_import(file, home);
                let free: Vec<&str> = homes.iter().copied().filter(|home| is_free(home)).collect();
                let home = free.iter().copied().find(|home| is_needed(home)).or(free.first().copied());
                match home.filter(|_| !import.public && self.import_lines(document, &path).is_none()) {
                    // The comments of the import stay.
                    Some(home) => {
                        imports.all.insert(home.to_owned());
                        imports.replaced.insert(path, home.to_owned());
                    }
                    None => _ = imports.dropped.insert(path),
                }
                if import.public {
                    imports.added.extend(homes.into_iter().map(NewImport::public));
                }
            } else if import.public || is_used(import) || self.import_lines(document, &path).is_none() {
                if forwarded.contains(path.as_str()) && !import.public {
                    imports.published.insert(path.clone());
                }
                imports.all.insert(path);
            } else {
                imports.dropped.insert(path);
            }
        }
        let new = forwarded.iter().filter(|path| !imports.all.contains(**path)).map(|path| NewImport::public(path));
        imports.added.extend(new);
        imports.publish_existing(&|path| self.has_import(file, path));
        let carried = it.target(own).into_iter().flat_map(|target| &target.carried);
        imports.added.extend(carried.filter(|import| !imports.all.contains(&import.path)).cloned());
        self.add_needed(it, needed, &mut imports);
        imports
    }

    fn has_import(&self, file: FileId, path: &str) -> bool {
        let declared = &self.schema[file];
        let mut imports = declared.imports.iter().chain(&declared.option_imports);
        imports.any(|import| self.schema.text(import.path) == path)
    }

    /// Adds the imports that references need.
    fn add_needed(&self, it: &Arrangement, needed: Option<&Vec<Need>>, imports: &mut FileImports) {
        imports.all.extend(imports.added.iter().map(|import| import.path.clone()));
        for need in needed.into_iter().flatten() {
            if imports.all.iter().any(|path| self.reaches_after(it, path, &need.home)) {
                continue;
            }
            let same = self.import_of(need.via, need.seen);
            let is_right = |import: &NewImport| {
                let file = self.schema.find_file(&import.path);
                !file.is_some_and(|file| it.removed.contains(&file)) && self.reaches_after(it, &import.path, &need.home)
            };
            let import = same.filter(is_right).unwrap_or_else(|| NewImport::plain(&need.home));
            imports.all.insert(import.path.clone());
            imports.added.insert(import);
        }
    }

    /// Returns `true` if an import of a path makes another path visible afterwards.
    fn reaches_after(&self, it: &Arrangement, imported: &str, seen: &str) -> bool {
        let mut known = BTreeSet::from([imported.to_owned()]);
        let mut open = vec![imported.to_owned()];
        while let Some(path) = open.pop() {
            if path == seen {
                return true;
            }
            open.extend(self.public_after(it, &path).into_iter().filter(|path| known.insert(path.clone())));
        }
        false
    }

    /// Returns the public imports of a file afterwards.
    fn public_after(&self, it: &Arrangement, path: &str) -> Vec<String> {
        let carried = it.target(path).into_iter().flat_map(|target| &target.carried);
        let mut public: Vec<String> =
            carried.filter(|import| import.is_public()).map(|import| import.path.clone()).collect();
        let Some(file) = self.schema.find_file(path) else { return public };
        let owned = |paths: BTreeSet<&str>| paths.into_iter().map(str::to_owned).collect::<Vec<_>>();
        for import in self.schema[file].imports.iter().filter(|import| import.public) {
            match import.file {
                Some(removed) if it.removed.contains(&removed) => public.extend(owned(it.homes_of(removed))),
                _ => public.push(self.schema.text(import.path).to_owned()),
            }
        }
        if it.is_forwarded {
            public.extend(owned(it.homes_of(file)));
        }
        public
    }

    /// Returns a reference that would make files import each other.
    fn cycle(&self, it: &Arrangement, all: &BTreeMap<String, FileImports>, needs: &Needs) -> Option<Place> {
        let imports = |path: &str| -> Vec<String> {
            match (all.get(path), self.schema.find_file(path)) {
                (Some(own), _) => own.all.iter().cloned().collect(),
                (None, Some(file)) => {
                    let declared = &self.schema[file];
                    let imports = declared.imports.iter().chain(&declared.option_imports);
                    imports.map(|import| self.schema.text(import.path).to_owned()).collect()
                }
                (None, None) => Vec::new(),
            }
        };
        for path in all.keys() {
            let mut known = BTreeSet::new();
            let mut open = vec![path.clone()];
            while let Some(at) = open.pop() {
                for imported in imports(&at) {
                    if imported == *path {
                        return self.cycle_place(it, [path, &at], needs);
                    }
                    if known.insert(imported.clone()) {
                        open.push(imported);
                    }
                }
            }
        }
        None
    }

    /// Returns a reference in one of the files of a cycle, best in a declaration that moves.
    fn cycle_place(&self, it: &Arrangement, [first, last]: [&str; 2], needs: &Needs) -> Option<Place> {
        let own = |path: &str| needs.after.get(path).into_iter().flatten();
        let is_back = |need: &&Need| self.reaches_after(it, last, &need.home) || need.home == first;
        let all = || own(last).chain(own(first));
        let found = all().find(|need| need.is_moved && is_back(need)).or_else(|| all().next());
        let file = self.schema.find_file(first).or_else(|| it.targets.first().map(|target| target.like));
        found.map(|need| need.place).or_else(|| file.map(|file| self.schema.place(Element::File(file))))
    }
}

impl FileImports {
    /// Makes existing imports public instead of adding public ones, because a file can be imported only once.
    fn publish_existing(&mut self, exists: &dyn Fn(&str) -> bool) {
        let is_there =
            |import: &NewImport| exists(&import.path) || self.replaced.values().any(|new| *new == import.path);
        let existing: Vec<NewImport> = self.added.iter().filter(|import| is_there(import)).cloned().collect();
        for import in existing {
            self.added.remove(&import);
            self.dropped.remove(&import.path);
            self.all.insert(import.path.clone());
            self.published.insert(import.path);
        }
    }

    /// Returns `true` if the import of a path is removed.
    pub(crate) fn drops(&self, path: &str) -> bool {
        self.dropped.contains(path)
    }

    /// Returns the edits of the imports that a document has.
    pub(crate) fn edits(&self, document: &Document<'_>) -> Vec<TextEdit> {
        let mut edits = Vec::new();
        for (decl, import) in imports(document) {
            let path = literal::string_lossy(document.text, import.path);
            if self.dropped.contains(&*path) {
                edits.push(document.removal_with_comments(decl));
                continue;
            }
            let new = self.replaced.get(&*path);
            let is_public = self.published.contains(new.map_or(&*path, String::as_str));
            let modifier = if is_public && import.kind == ImportKind::Plain { "public " } else { "" };
            match new {
                Some(new) => {
                    let quote = &document.text[import.path.range()][..1];
                    edits.push(TextEdit::new(import.path.range(), format!("{modifier}{quote}{new}{quote}")));
                }
                None if !modifier.is_empty() => {
                    edits.push(TextEdit::insert(import.path.start as usize, modifier));
                }
                None => {}
            }
        }
        edits
    }
}

/// Returns the imports of a document.
fn imports<'t>(document: &'t Document<'t>) -> impl Iterator<Item = (Decl<'t>, &'t ImportDecl)> {
    document.root().items().filter_map(|decl| match decl {
        Decl::Import(import) => Some((decl, import)),
        _ => None,
    })
}
