//! The correspondence of modules between the two sides of a comparison.

use std::collections::{BTreeMap, HashMap};

use super::layout::Layout;
use super::prepared::Prepared;
use super::workspace::Workspace;
use protoward_settings::{Config, Module};

/// The modules of one side, with the files that identify them.
pub(super) struct PairedSide<'a> {
    config: &'a Config,
    /// The import paths of files, with their modules.
    files: Vec<(&'a str, usize)>,
}

impl<'a> PairedSide<'a> {
    fn of(side: &'a Workspace) -> Self {
        Self::new(&side.config, &side.modules)
    }

    fn new(config: &'a Config, files: &'a [(String, usize)]) -> Self {
        Self { config, files: files.iter().map(|(name, module)| (&**name, *module)).collect() }
    }
}

/// Returns the new module of each old one; `None` for a module that was removed with all of its files.
///
/// A folder or a name identifies a module that still has some of its files. Without common files a name counts more, because
/// another module may have the folder. Other modules went where most of their files are.
pub(super) fn paired(old: &Workspace, new: &Workspace) -> Vec<Option<usize>> {
    pairs(&PairedSide::of(old), &PairedSide::of(new))
}

impl Layout {
    /// Returns the module that each module of this new side was in an older version, if any.
    pub fn modules_before<'o>(&self, old: &'o Prepared) -> Vec<Option<&'o Module>> {
        let targets = self.here.iter().flat_map(|here| &here.targets);
        let new =
            PairedSide { config: &self.config, files: targets.map(|target| (&*target.name, target.module)).collect() };
        let mut before = vec![None; self.config.modules.len()];
        let pairs = pairs(&PairedSide::new(old.config(), &old.setting.modules), &new);
        for (module, now) in old.config().modules.iter().zip(pairs) {
            if let Some(now) = now {
                before[now].get_or_insert(module);
            }
        }
        before
    }
}

fn pairs(old: &PairedSide<'_>, new: &PairedSide<'_>) -> Vec<Option<usize>> {
    let [was, is] = [old, new].map(|side| &side.config.modules);
    if was.len() == 1 && is.len() == 1 {
        return vec![Some(0)];
    }
    let common = common_files(old, new);
    let share = |old: usize, new: usize| common.contains_key(&(old, new));
    let has_name = |old: usize, new: usize| was[old].shares_name(&is[new]);
    let has_folder = |old: usize, new: usize| was[old].path.text == is[new].path.text;
    let mut pairs = Pairs { new_of_old: vec![None; was.len()], taken: vec![false; is.len()] };
    // buf compares the modules of one name, whatever is in them.
    if new.config.is_of_buf() {
        pairs.find(has_name);
    }
    pairs.find(|old, new| has_folder(old, new) && share(old, new));
    pairs.find(|old, new| has_name(old, new) && share(old, new));
    pairs.find(has_name);
    pairs.find(has_folder);
    let mut most: Vec<((usize, usize), usize)> = common.into_iter().collect();
    most.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    most.iter().for_each(|&((was, now), _)| pairs.add(was, now));
    for ((was, now), _) in most {
        pairs.new_of_old[was].get_or_insert(now);
    }
    pairs.new_of_old
}

struct Pairs {
    new_of_old: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    fn add(&mut self, old: usize, new: usize) {
        if self.new_of_old[old].is_none() && !self.taken[new] {
            self.new_of_old[old] = Some(new);
            self.taken[new] = true;
        }
    }

    fn find(&mut self, is_same: impl Fn(usize, usize) -> bool) {
        for was in 0..self.new_of_old.len() {
            if let Some(now) = (0..self.taken.len()).find(|&now| !self.taken[now] && is_same(was, now)) {
                self.add(was, now);
            }
        }
    }
}

/// Returns the number of files that an old and a new module have in common. Pairs without common files are left out.
fn common_files(old: &PairedSide<'_>, new: &PairedSide<'_>) -> BTreeMap<(usize, usize), usize> {
    let now: HashMap<&str, usize> = new.files.iter().copied().collect();
    let mut common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (name, was) in &old.files {
        if let Some(&now) = now.get(name) {
            *common.entry((*was, now)).or_default() += 1;
        }
    }
    common
}
