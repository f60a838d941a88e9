//! What is done to descriptors before prost gets them, and to the code that it makes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use prost_types::FileDescriptorSet;

use super::comments::Comments;
use super::names::{Names, Path, Rules, module_path};
use super::tree::{self, Modules};

/// Files by their paths in the output folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is asked for; prost does none of it.
#[derive(Debug)]
pub struct Wanted {
    /// Comments that are valid for rustdoc.
    pub comments: bool,
    /// Whether those of services are somebody else's.
    pub but_of_services: bool,
    /// Names that do not clash.
    pub names: Option<Rules>,
}

/// What was done, and is to be undone or ended once there is code.
#[derive(Debug)]
pub struct Passes {
    comments: Option<Comments>,
    names: Names,
    packages: BTreeSet<Path>,
}

impl Passes {
    /// The passes over a set, which becomes what prost is to get.
    pub fn over(set: &mut FileDescriptorSet, wanted: &Wanted) -> Self {
        let packages = BTreeSet::from_iter(set.file.iter().map(|file| module_path(file.package())));
        let comments = wanted.comments.then(|| Comments::take(set, wanted.but_of_services));
        let names = wanted.names.as_ref().map(|rules| Names::given(set, rules)).unwrap_or_default();
        Self { comments, names, packages }
    }

    /// What is called otherwise than prost would call it.
    pub const fn names(&self) -> &Names {
        &self.names
    }

    /// What is called otherwise, once there is no more to do.
    pub fn into_names(self) -> Names {
        self.names
    }

    /// Ends the passes on generated files, and says which module each of them holds.
    pub fn ended(&self, files: Files, nameless: &str) -> (Files, Modules) {
        let mut files = self.with_names(files);
        let mut modules = BTreeMap::new();
        let mut note = |path: &Path| {
            let file = tree::file_of(path, nameless);
            if files.contains_key(&file) {
                modules.insert(path.clone(), file);
            }
        };
        for path in &self.packages {
            note(path);
        }
        for merge in self.names.merges() {
            note(&merge.into);
        }
        let modules = super::beside::added(modules, &files);
        if !self.names.merges().is_empty() {
            add_to_include_files(&mut files, &modules);
        }
        if let Some(comments) = &self.comments {
            files.values_mut().for_each(|code| comments.put_back_in(code));
        }
        (files, modules)
    }

    fn with_names(&self, files: Files) -> Files {
        if !self.names.has_marks() {
            return files;
        }
        let mut files = tree::merged(files, &self.names);
        for code in files.values_mut() {
            if let Ok(text) = str::from_utf8(code) {
                *code = self.names.put_back(text).into_bytes();
            }
        }
        files
    }
}

fn add_to_include_files(files: &mut Files, modules: &Modules) {
    for code in files.values_mut() {
        let text = str::from_utf8(code).ok().filter(|text| tree::is_include_file(text));
        if let Some(text) = text.and_then(|text| tree::with_modules(text, modules)) {
            *code = text.into_bytes();
        }
    }
}

/// The files that a generator has written below a folder.
pub fn read(out: &std::path::Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in walkdir::WalkDir::new(out) {
        let entry = entry?;
        let name = entry.path().strip_prefix(out).ok().and_then(std::path::Path::to_str);
        if let (true, Some(name)) = (entry.file_type().is_file(), name) {
            files.insert(name.replace(std::path::MAIN_SEPARATOR, "/"), std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}
