//! The old side of two versions: what is the same as on the new one is neither parsed nor linked once more.

use std::collections::{BTreeMap, BTreeSet};

use super::inputs::{Inputs, Options};
use super::load::{self, Loaded, LoadedFile};
use super::read::{self, Bytes, Found};
use super::well_known::well_known;
use protoward_schema::twins::{self, Keep};
use protoward_source::{Report, Sources, parallel};

/// The old side as it was read, and what of both is wanted.
pub(super) struct Survey {
    seen: BTreeMap<String, Seen>,
    /// By file of the new side: whether it becomes part of the schema.
    wanted: Vec<bool>,
}

/// What a name came to on the old side.
enum Seen {
    /// The text of this file of the new side; and its path as a person knows it.
    Same { file: usize, display: String },
    /// Anything else.
    Other(Box<Found>),
}

impl Survey {
    /// Reads the old side.
    pub(super) fn new(new: &Loaded, old: &Inputs, options: &Options, sources: &Sources, keep: &Keep<'_>) -> Self {
        let by_name: BTreeMap<&str, usize> = new.files.iter().enumerate().map(|(at, file)| (&*file.name, at)).collect();
        let look = |name: &str| match read::bytes(old, options, name) {
            Bytes::Read { display, bytes } => {
                match by_name.get(name).filter(|&&file| is_text(new, file, sources, &bytes)) {
                    Some(&file) => Seen::Same { file, display },
                    None => Seen::Other(Box::new(read::parsed(display, &bytes))),
                }
            }
            Bytes::Unreadable(error) => Seen::Other(Box::new(Found::Unreadable(error))),
            Bytes::Nowhere => Seen::Other(Box::new(Found::Nowhere)),
        };
        let imports = |seen: &Seen, add: &mut dyn FnMut(&str)| match seen {
            Seen::Same { file, .. } => new.files[*file].imports.iter().for_each(|import| add(&import.name)),
            Seen::Other(found) => found.imports().for_each(|import| add(&import.name)),
        };
        let seen = load::find_all(&old.targets, options, look, imports);
        let wanted = wanted(new, old, &seen, options, sources, keep);
        Self { seen, wanted }
    }

    /// Whether a file of the new side becomes part of its schema.
    pub(super) fn wants(&self, file: usize) -> bool {
        self.wanted[file]
    }

    /// Parses what is wanted of the old side.
    pub(super) fn load(
        self,
        new: &Loaded,
        old: &Inputs,
        options: &Options,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Loaded {
        let Self { seen, wanted } = self;
        let (mut same, mut found) = (Vec::new(), BTreeMap::new());
        // What is read by name ends up by name again.
        for (name, seen) in seen {
            match seen {
                Seen::Same { file, display } if wanted[file] => same.push((name, file, display)),
                Seen::Same { .. } => {}
                Seen::Other(other) => drop(found.insert(name, *other)),
            }
        }
        let text = |file: usize| sources.get(new.files[file].source).text.as_deref().unwrap_or_default();
        let threads = parallel::threads(options.threads).min(same.len() / WORTH_A_THREAD + 1);
        let parsed = parallel::map(same.len(), threads, |at| {
            let (_, file, display) = &same[at];
            read::of_text(display.clone(), text(*file))
        });
        found.extend(same.into_iter().map(|(name, ..)| name).zip(parsed));
        let targets = old.targets.iter().filter(|name| found.contains_key(*name)).cloned().collect();
        load::number(&Inputs { resolvers: old.resolvers.clone(), targets }, options, found, sources, report)
    }
}

/// How many files are worth a thread of their own.
const WORTH_A_THREAD: usize = 16;

/// Whether a file of the new side is understood, and has this text.
fn is_text(new: &Loaded, file: usize, sources: &Sources, bytes: &[u8]) -> bool {
    let file = &new.files[file];
    let text = sources.get(file.source).text.as_deref();
    file.is_whole && text.is_some_and(|text| text.as_bytes() == bytes)
}

/// What is wanted of the new side, and with it of the old one.
fn wanted(
    new: &Loaded,
    old: &Inputs,
    seen: &BTreeMap<String, Seen>,
    options: &Options,
    sources: &Sources,
    keep: &Keep<'_>,
) -> Vec<bool> {
    let count = new.files.len();
    let mut is_target = vec![false; count];
    new.targets.iter().for_each(|&file| is_target[file] = true);
    let was_target: BTreeSet<&str> = old.targets.iter().map(String::as_str).collect();
    let is_same = |(file, is_target): (&LoadedFile, &bool)| {
        let is_seen = matches!(seen.get(&file.name), Some(Seen::Same { .. }));
        is_seen && *is_target == was_target.contains(&*file.name)
    };
    let same = new.files.iter().zip(&is_target).map(is_same).collect();
    let is_own = |(file, is_target): (&LoadedFile, &bool)| *is_target && well_known(&file.name).is_none();
    let is_own = new.files.iter().zip(&is_target).map(is_own).collect();
    let text = |file: &LoadedFile| sources.get(file.source).text.as_deref().unwrap_or_default();
    let threads = parallel::threads(options.threads).min(count / WORTH_A_THREAD + 1);
    let looked = parallel::map(count, threads, |at| {
        let file = &new.files[at];
        (read::package(text(file), &file.parsed), is_target[at] && keep(text(file).as_bytes()))
    });
    let (packages, keep): (Vec<String>, Vec<bool>) = looked.into_iter().unzip();
    let imports = new.files.iter().map(|file| file.imports.iter().filter_map(|import| import.file).collect());
    let files = twins::Files {
        imports: imports.collect(),
        packages: packages.iter().map(String::as_str).collect(),
        kinds: new.files.iter().map(|file| file.outline.kinds()).collect(),
        is_target,
        keep,
        is_own,
        same,
    };
    let others = || seen.values().filter_map(Seen::other);
    let other_packages: Vec<String> = others().filter_map(Found::package).collect();
    let shared = |name: &String| match seen.get(name) {
        Some(Seen::Same { file, .. }) => Some(*file),
        Some(Seen::Other(_)) | None => None,
    };
    let others = twins::Others {
        packages: other_packages.iter().map(String::as_str).collect(),
        imports: others().flat_map(Found::imports).filter_map(|import| shared(&import.name)).collect(),
    };
    twins::wanted(&files, &others)
}

impl Seen {
    fn other(&self) -> Option<&Found> {
        match self {
            Self::Same { .. } => None,
            Self::Other(found) => Some(found),
        }
    }
}
