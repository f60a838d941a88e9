//! An old side of a comparison: its files as read, and the selection of those to compile.

use std::sync::{Arc, Mutex, PoisonError};

use super::compiler::Compiler;
use super::load::{self, Lookups};
use super::loaded::Loaded;
use super::lookup::HashMap;
use super::new_files::{NewFiles, package, threads};
use super::read::{self, Bytes, Display, LookupResult};
use protoward_schema::unchanged;
use protoward_source::{ContentId, Report, Sources, parallel};

/// An old side as read.
pub(super) struct OldSide {
    seen: Lookups<OldSideFile>,
    /// For each file of the new side, `true` if the comparison with this old side needs it. The same answer holds for
    /// the old side.
    pub(super) is_needed: Vec<bool>,
    /// For each file of the new side, `true` if this side has the same text.
    is_same: Vec<bool>,
}

/// The result of looking up a name on the old side.
enum OldSideFile {
    /// The text of this file of the new side, and the displayed path of the old side.
    Same { file: usize, display: Display },
    /// A different text whose tree is not kept.
    Unparsed { display: Display, text: Arc<UnparsedText> },
    /// A different text, or no file.
    Other(Box<LookupResult>),
}

/// A text that was parsed, without its tree.
struct UnparsedText {
    text: Arc<str>,
    imports: Vec<Box<str>>,
    package: String,
}

/// The texts of several old sides, which have many in common. Trees are several times as large as texts, so they are
/// made again when their side is compiled.
#[derive(Default)]
pub(super) struct SharedTexts(Mutex<HashMap<ContentId, Arc<UnparsedText>>>);

impl SharedTexts {
    fn find(&self, id: ContentId) -> Option<Arc<UnparsedText>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).map(Arc::clone)
    }

    /// Removes the tree of a text, and keeps the text for other sides.
    fn add(&self, id: Option<ContentId>, found: LookupResult) -> OldSideFile {
        let (display, text) = match found {
            LookupResult::Text { display, text, read } => {
                let package = package(&text, &read.parsed);
                let imports = read.imports.iter().filter(|import| import.is_possible);
                let imports = imports.map(|import| import.name.clone()).collect();
                (display, Arc::new(UnparsedText { text, imports, package }))
            }
            other => return OldSideFile::Other(Box::new(other)),
        };
        if let Some(id) = id {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&text));
        }
        OldSideFile::Unparsed { display, text }
    }
}

impl OldSide {
    /// Reads an old side. `compilers` are those of the new and the old side, and `targets` the requested files of the old side.
    pub(super) fn new(
        new: &NewFiles,
        compilers: [&Compiler; 2],
        targets: &[String],
        texts: Option<&SharedTexts>,
        sources: &Sources,
    ) -> Self {
        let [new_settings, settings] = compilers.map(Compiler::settings);
        let text = |file: usize| sources.get(new.files[file].source).text.as_deref();
        // The id of the new content is determined after its text was read, so that it is not that of an earlier text.
        let is_same = |name: &str, id: ContentId| {
            let file = new.complete(name)?;
            let (new_id, _) = read::content(&new_settings, name)?;
            (id == new_id).then_some(file)
        };
        let read = |name: &str, id: Option<ContentId>| match read::bytes(&settings, name) {
            Bytes::Read { display, bytes } => {
                let same = new.complete(name).filter(|&file| text(file).is_some_and(|text| text.as_bytes() == &*bytes));
                match (same, texts) {
                    (Some(file), _) => OldSideFile::Same { file, display },
                    (None, Some(texts)) => texts.add(id, read::parsed(settings.any_comments, display, &bytes)),
                    (None, None) => OldSideFile::Other(Box::new(read::parsed(settings.any_comments, display, &bytes))),
                }
            }
            Bytes::Unreadable(error) => OldSideFile::Other(Box::new(LookupResult::Unreadable(error))),
            Bytes::Nowhere => OldSideFile::Other(Box::new(LookupResult::Nowhere)),
        };
        let look = |name: &str| {
            let Some((id, display)) = read::content(&settings, name) else { return read(name, None) };
            if let Some(file) = is_same(name, id) {
                return OldSideFile::Same { file, display };
            }
            match texts.and_then(|texts| texts.find(id)) {
                Some(text) => OldSideFile::Unparsed { display, text },
                None => read(name, Some(id)),
            }
        };
        let imports = |seen: &OldSideFile, add: &mut dyn FnMut(&str)| match seen {
            OldSideFile::Same { file, .. } => new.files[*file].imports.iter().for_each(|import| add(import)),
            OldSideFile::Unparsed { text, .. } => text.imports.iter().for_each(|import| add(import)),
            OldSideFile::Other(found) => found.imports().for_each(|import| add(&import.name)),
        };
        let seen = load::find_all(targets, settings.threads, look, imports);
        let mut is_same = vec![false; new.files.len()];
        for file in seen.iter() {
            if let OldSideFile::Same { file, .. } = file {
                is_same[*file] = true;
            }
        }
        let is_needed = needed(new, &seen, &is_same, targets);
        Self { seen, is_needed, is_same }
    }

    /// Returns `true` if the side has a file of the new one, by index, and its comparison needs it.
    pub(super) fn shares(&self, file: usize) -> bool {
        self.is_needed[file] && self.is_same[file]
    }

    /// Returns the side with another selection of files.
    pub(super) fn with_needed(self, is_needed: &[bool]) -> Self {
        Self { is_needed: is_needed.to_vec(), ..self }
    }

    /// Parses the needed files, or takes the trees of the new side where the text is the same.
    pub(super) fn load(self, new: &NewFiles, compiler: &Compiler, targets: &[String], sources: &mut Sources) -> Loaded {
        let (settings, Self { seen, is_needed, .. }) = (compiler.settings(), self);
        let mut open: Vec<(usize, OldSideFile)> = Vec::new();
        let mut found = seen.map(|index, seen| {
            match seen {
                OldSideFile::Same { file, .. } if !is_needed[file] => {}
                OldSideFile::Other(other) => return Some(*other),
                seen => open.push((index, seen)),
            }
            None
        });
        let parsed = parallel::map(open.len(), threads(settings.threads, open.len()), |at| match &open[at].1 {
            OldSideFile::Same { file, display } => new.files[*file].found(display.clone(), sources),
            OldSideFile::Unparsed { display, text } => Some(read::of_text(display.clone(), Arc::clone(&text.text))),
            OldSideFile::Other(_) => None,
        });
        for ((index, _), parsed) in open.into_iter().zip(parsed) {
            parsed.into_iter().for_each(|parsed| found.set(index, parsed));
        }
        let targets: Vec<String> = targets.iter().filter(|name| found.get(name).is_some()).cloned().collect();
        let mut report = Report::default();
        let files = load::number(&settings, &targets, found, sources, &mut report);
        Loaded::new(files, &settings, sources, report)
    }
}

/// Returns for each file of the new side whether the file is needed.
fn needed(new: &NewFiles, seen: &Lookups<OldSideFile>, is_same: &[bool], was_target: &[String]) -> Vec<bool> {
    let mut is_old_target = vec![false; new.files.len()];
    was_target.iter().filter_map(|name| new.find(name)).for_each(|file| is_old_target[file] = true);
    let mut others = unchanged::ChangedFiles::default();
    let mut packages = Vec::new();
    let mut shared = |name: &str| match seen.get(name) {
        Some(OldSideFile::Same { file, .. }) => others.imports.push(*file),
        Some(OldSideFile::Unparsed { .. } | OldSideFile::Other(_)) | None => {}
    };
    for file in seen.iter() {
        match file {
            OldSideFile::Same { .. } => {}
            OldSideFile::Unparsed { text, .. } => {
                packages.push(text.package.clone());
                text.imports.iter().for_each(|import| shared(import));
            }
            OldSideFile::Other(found) => {
                packages.extend(package_of(found));
                found.imports().for_each(|import| shared(&import.name));
            }
        }
    }
    others.packages = packages.iter().map(String::as_str).collect();
    let files = new.to_select(|file, is_target| is_same[file] && is_target == is_old_target[file]);
    unchanged::needed_files(&files, &others)
}

/// Returns the package of a text, empty if the text declares none; `None` without a text.
fn package_of(found: &LookupResult) -> Option<String> {
    match found {
        LookupResult::Text { text, read, .. } => Some(package(text, &read.parsed)),
        _ => None,
    }
}
