//! The older version of an input whose files were in other folders.
//!
//! The old files are searched in the whole version, by their declarations, content and import paths.

mod adopted;
mod configured;
mod content;
mod foreign;
mod moved_in;
mod pairs;
mod roots;

pub(super) use adopted::adopted;
pub(super) use content::Content;
pub use foreign::ForeignFile;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use pairs::{NewFile, OldFile, Pair, is_in};
use roots::Roots;

use super::diagnostics;
use super::find::Finder;
use super::found::{ConfiguredInput, TargetFile, parent};
use super::layout::{Layout, NewSideFiles};
use super::select::Selection;
use super::whole::WholeVersion;
use protoward_deps::{Origin, Requirement};
use protoward_inputs::{InputError, OpenedFiles};
use protoward_settings::Config;
use protoward_source::tree_path::{below, relative};
use protoward_source::{ReadError, Report, Sources, join};

/// Finds the files of the new side in a whole version. If there are none, the reason is added to `report`.
pub(super) fn select(
    whole: &WholeVersion,
    layout: &Layout,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Selection> {
    let search = Search { here: layout.here.as_deref()?, whole, then: &whole.files, layout, own: None };
    search.run(sources).map_err(|problems| report.append(problems)).ok()
}

/// Returns the selection with files that moved into the input since; `own` if there are none.
///
/// A file moved into the input if it is new on the new side and an old file outside of the input has the same declarations and is
/// gone.
pub(super) fn with_moved_in(
    own: Selection,
    layout: &Layout,
    whole: impl FnOnce() -> Result<Option<WholeVersion>, InputError>,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Selection> {
    let Some(here) = layout.here.as_deref() else { return Some(own) };
    let names: HashSet<&str> = own.targets.iter().map(|target| &*target.name).collect();
    if here.targets.iter().all(|target| names.contains(&*target.name)) {
        return Some(own);
    }
    let moved = match whole() {
        Ok(None) => return Some(own),
        Ok(Some(whole)) => {
            Search { here, whole: &whole, then: &whole.files, layout, own: Some(&own) }.run_for_moved_in(sources)
        }
        Err(error) => Err(Report::from_iter([error.into()])),
    };
    moved.map(|selection| selection.unwrap_or(own)).map_err(|problems| report.append(problems)).ok()
}

/// The files of both sides, and the old ones to compare.
struct Matched<'a> {
    pairs: &'a [Pair],
    /// The indices of the old files to compare.
    wanted: &'a BTreeSet<usize>,
    new: &'a [NewFile],
    old: &'a [OldFile],
}

/// Returns a path out of a tree, relative to the root of the tree: `../shared` for `../../shared` in a folder of it.
fn outward(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match parts.last() {
            Some(last) if part == ".." && *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

struct Search<'a> {
    here: &'a NewSideFiles,
    whole: &'a WholeVersion,
    then: &'a OpenedFiles,
    layout: &'a Layout,
    /// The older version of the input; `None` if the whole does not contain it.
    own: Option<&'a Selection>,
}

fn unreadable(error: ReadError) -> Report {
    Report::from_iter([protoward_inputs::unreadable(&error, None)])
}

impl Search<'_> {
    fn run(&self, sources: &mut Sources) -> Result<Selection, Report> {
        let old = self.old_files().map_err(unreadable)?;
        if old.is_empty() {
            return Err(Report::from_iter([diagnostics::no_old_schema(&self.whole.name)]));
        }
        let new = self.new_files(&old).map_err(unreadable)?;
        let pairs = self.pairs(&new, &old)?;
        if pairs.is_empty() {
            let input = self.here.found.tree.display(&self.here.path);
            let WholeVersion { name, reference, .. } = self.whole;
            let problem = diagnostics::not_in_older_version(&input, old.len(), name, reference);
            return Err(Report::from_iter([problem]));
        }
        let wanted = self.wanted(&pairs, &new, &old).map_err(unreadable)?;
        self.selection(&Matched { pairs: &pairs, wanted: &wanted, new: &new, old: &old }, sources)
    }

    /// Returns `None` if no file moved in.
    fn run_for_moved_in(&self, sources: &mut Sources) -> Result<Option<Selection>, Report> {
        if !self.has_gone_files().map_err(unreadable)? {
            return Ok(None);
        }
        let mut old = self.old_files().map_err(unreadable)?;
        old.retain(|file| file.is_own || file.is_gone);
        if old.iter().all(|file| file.is_own) {
            return Ok(None);
        }
        let new = self.new_files(&old).map_err(unreadable)?;
        let pairs = self.pairs(&new, &old)?;
        if pairs.iter().all(|pair| old[pair.old].is_own) {
            return Ok(None);
        }
        let wanted = self.wanted(&pairs, &new, &old).map_err(unreadable)?;
        self.selection(&Matched { pairs: &pairs, wanted: &wanted, new: &new, old: &old }, sources).map(Some)
    }

    fn pairs(&self, new: &[NewFile], old: &[OldFile]) -> Result<Vec<Pair>, Report> {
        pairs::pair(new, old).map_err(|tie| {
            let folders = tie.old.map(|at| pairs::folder(&new[tie.new], &old[at]).to_owned());
            let file = self.here.found.tree.display(&new[tie.new].content.path);
            Report::from_iter([diagnostics::moved_from_several(&file, &folders, &self.whole.reference)])
        })
    }

    /// Returns `true` if the whole has files outside of the input that are gone. Texts are not read, because most inputs have no
    /// such files.
    fn has_gone_files(&self) -> Result<bool, ReadError> {
        let own: HashSet<&str> = self.own_targets().iter().map(|target| &*target.path).collect();
        let files = self.then.tree.files(&self.then.path, ".proto")?;
        Ok(files.iter().any(|path| !own.contains(&**path) && self.is_gone(path)))
    }

    /// Returns `true` if the new side lacks a file of the older version.
    fn is_gone(&self, path: &str) -> bool {
        !matches!(self.here.found.tree.read(&self.whole.now(path)), Ok(Some(_)))
    }

    fn old_files(&self) -> Result<Vec<OldFile>, ReadError> {
        let tree = &self.then.tree;
        let own: BTreeSet<&str> = self.own_targets().iter().map(|target| &*target.path).collect();
        let file = |path: String| {
            let is_own = own.contains(&*path);
            let is_gone = self.is_gone(&path);
            // Other files cannot have moved in.
            let is_looked_at = self.own.is_none() || is_own || is_gone;
            let bytes = if is_looked_at { tree.read(&path)?.unwrap_or_default() } else { Vec::new() };
            Ok(OldFile { is_gone, is_own, content: Content::new(path, bytes) })
        };
        tree.files(&self.then.path, ".proto")?.into_iter().map(file).collect()
    }

    fn new_files(&self, old: &[OldFile]) -> Result<Vec<NewFile>, ReadError> {
        let own: BTreeMap<&str, &str> = self.own_targets().iter().map(|it| (&*it.name, &*it.path)).collect();
        let places: BTreeMap<&str, usize> = old.iter().enumerate().map(|(at, it)| (&*it.content.path, at)).collect();
        let file = |TargetFile { name, path, .. }: &TargetFile| {
            let bytes = self.here.found.tree.read(path)?.unwrap_or_default();
            let within = below(path, &self.here.path).unwrap_or_default().to_owned();
            let unmoved = own.get(&**name).and_then(|path| places.get(path)).copied();
            Ok(NewFile { name: name.clone(), within, content: Content::new(path.clone(), bytes), unmoved })
        };
        self.here.targets.iter().map(file).collect()
    }

    /// Returns the files in the older version of the input.
    fn own_targets(&self) -> &[TargetFile] {
        self.own.map_or(&[], |own| &own.targets)
    }

    /// Returns the indices of the old files to compare: the counterparts of new ones, and deleted ones in the same
    /// folders.
    fn wanted(&self, pairs: &[Pair], new: &[NewFile], old: &[OldFile]) -> Result<BTreeSet<usize>, ReadError> {
        let mut wanted: BTreeSet<usize> = pairs.iter().map(|pair| pair.old).collect();
        wanted.extend((0..old.len()).filter(|at| old[*at].is_own));
        // A folder that still exists is a separate input.
        let is_looked_at =
            |folder: &&str| self.own.is_none() || !self.here.found.tree.is_folder(&self.whole.now(folder));
        let folders: BTreeSet<&str> = pairs
            .iter()
            .filter(|pair| !new[pair.new].within.is_empty() && !old[pair.old].is_own)
            .map(|pair| pairs::folder(&new[pair.new], &old[pair.old]))
            .filter(is_looked_at)
            .collect();
        let is_beside = |file: &OldFile| folders.iter().any(|folder| is_in(&file.content.path, folder));
        let has_names = |file: &OldFile| new.iter().any(|new| new.content.in_common(&file.content) > 0);
        let lost: Vec<usize> = (0..old.len())
            .filter(|at| !wanted.contains(at) && old[*at].is_gone && (is_beside(&old[*at]) || has_names(&old[*at])))
            .collect();
        if !lost.is_empty() {
            let elsewhere = self.elsewhere(new)?;
            let is_nowhere = |at: &usize| {
                let content = &old[*at].content;
                !elsewhere.iter().any(|other| other.in_common(content) > 0 || other.bytes == content.bytes)
            };
            wanted.extend(lost.into_iter().filter(is_nowhere));
        }
        Ok(wanted)
    }

    /// Returns files of the new side outside of the input: a file that moved there is not deleted.
    fn elsewhere(&self, new: &[NewFile]) -> Result<Vec<Content>, ReadError> {
        let tree = &self.here.found.tree;
        let own: BTreeSet<&str> = new.iter().map(|file| &*file.content.path).collect();
        let others = tree.files(self.whole.here(), ".proto")?.into_iter().filter(|path| !own.contains(&**path));
        others.map(|path| Ok(Content::new(path.clone(), tree.read(&path)?.unwrap_or_default()))).collect()
    }

    fn selection(&self, matched: &Matched<'_>, sources: &mut Sources) -> Result<Selection, Report> {
        let &Matched { pairs, old, .. } = matched;
        let (found, mut targets, foreign) =
            match self.own.is_none().then(|| self.configured(matched, sources)).flatten() {
                Some((found, targets)) => (found, targets, Vec::new()),
                None => {
                    let (found, targets) = self.rooted(matched, sources);
                    (found, targets, self.foreign(matched, sources))
                }
            };
        let names: BTreeSet<usize> = pairs.iter().map(|pair| pair.old).collect();
        let is_paired = |target: &TargetFile| names.iter().any(|at| old[*at].content.path == target.path);
        let is_own = |target: &TargetFile| self.own_targets().iter().any(|own| own.path == target.path);
        targets.retain(|target| {
            !self.here.is_narrowed
                || is_paired(target)
                || is_own(target)
                || self.layout.filter.admits_in(target, &found.config)
        });
        targets.sort_by(|a, b| a.name.cmp(&b.name));
        if let Some(twice) = targets.windows(2).find(|pair| pair[0].name == pair[1].name) {
            return Err(Report::from_iter([diagnostics::name_in_two_modules(&found, &twice[0], &twice[1], 0)]));
        }
        Ok(Selection {
            found,
            targets,
            others: Vec::new(),
            modules: Default::default(),
            filter: self.layout.filter.clone(),
            unread: self.own.map(|own| own.unread.clone()).unwrap_or_default(),
            passed_over: Vec::new(),
            foreign,
        })
    }

    /// Returns the old files with the roots of their imports.
    fn rooted(&self, matched: &Matched<'_>, sources: &mut Sources) -> (ConfiguredInput, Vec<TargetFile>) {
        let roots = self.roots(matched, sources);
        let paths = matched.wanted.iter().map(|&at| matched.old[at].content.path.clone());
        if let Some(own) = self.own {
            let targets = paths.map(|path| own.target(path, &roots)).collect();
            return (own.found.with_folders(&roots), targets);
        }
        let target = |path: String| {
            let module = roots.module_of(&path).unwrap_or_default();
            let name = below(&path, &roots.modules[module]).unwrap_or(&path).to_owned();
            TargetFile { name, path, module }
        };
        let targets = paths.map(target).collect();
        let found = ConfiguredInput {
            tree: self.then.tree.clone(),
            root: String::new(),
            config: Config { dependencies: self.dependencies(), ..roots.config() },
            is_in_file: true,
            missing: Vec::new(),
            lent: self.here.found.lend(&self.here.found.config.include),
            within: String::new(),
            is_inherited: false,
            inherited: None,
        };
        (found, targets)
    }

    /// Returns the dependencies of the new side, with paths from the root of the tree.
    fn dependencies(&self) -> Vec<Requirement> {
        let here = &self.here.found.root;
        let inside = |path: &str| relative(here, path).and_then(|path| self.whole.then(&path));
        let from_root = |path: &str| inside(path).unwrap_or_else(|| outward(here, path));
        let dependency = |it: &Requirement| match &it.origin {
            Origin::Folder(path) => Requirement { origin: Origin::Folder(from_root(path)), ..it.clone() },
            Origin::Git { .. } => it.clone(),
        };
        self.layout.config.dependencies.iter().map(dependency).collect()
    }

    /// Returns the root folders of the old files: those of the old configuration, or else those from which their
    /// imports resolve.
    fn roots(&self, matched: &Matched<'_>, sources: &mut Sources) -> Roots {
        let &Matched { pairs, wanted, new, old } = matched;
        let mut roots = Roots::default();
        if let Some(Selection { found, .. }) = self.own {
            roots.configured(&found.root, &found.config, &*self.then.tree);
        }
        let folders: BTreeSet<&str> = wanted.iter().map(|at| parent(&old[*at].content.path)).collect();
        for folder in folders {
            // An unreadable old configuration is skipped, because it can no longer be fixed.
            let nearest = Finder::new(self.then, sources, &mut Report::default()).nearest(folder);
            if let Some(Some((root, config))) = nearest {
                roots.configured(&root, &config, &*self.then.tree);
            }
        }
        for word in &self.here.found.config.include {
            let folder = self.whole.then(&join(&self.here.found.root, &word.text));
            let Some(folder) = folder else { continue };
            if self.then.tree.is_folder(&folder) && !roots.includes.contains(&folder) {
                roots.includes.push(folder);
            }
        }
        wanted.iter().for_each(|&at| roots.add_include_around(&old[at].content.path));
        let all: BTreeSet<&str> = old.iter().map(|file| &*file.content.path).collect();
        let natural = |at: usize| {
            let path = &old[at].content.path;
            let names = pairs.iter().filter(|pair| pair.old == at).map(|pair| &new[pair.new].name);
            let root =
                names.filter_map(|name| path.strip_suffix(&**name)).find(|root| root.is_empty() || root.ends_with('/'));
            root.map_or_else(|| parent(path), |root| root.trim_end_matches('/')).to_owned()
        };
        let paired = |at: &usize| pairs.iter().any(|pair| pair.old == *at);
        for is_paired in [true, false] {
            let open: Vec<(&Content, String)> = wanted
                .iter()
                .filter(|at| paired(at) == is_paired && roots.module_of(&old[**at].content.path).is_none())
                .map(|&at| (&old[at].content, natural(at)))
                .collect();
            roots.guessed(&open, &all);
        }
        roots
    }
}
