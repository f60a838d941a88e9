//! The correspondence of modules between the two sides of a comparison.

use std::collections::{BTreeMap, HashMap};

use super::workspace::Workspace;
use protoward_settings::Module;

/// Returns the new module of each old one, if any. Modules are matched by name, then by folder, then by the number of
/// common files.
pub(super) fn paired(old: &Workspace, new: &Workspace) -> Vec<Option<usize>> {
    let mut pairs =
        Pairs { new_of_old: vec![None; old.config.modules.len()], taken: vec![false; new.config.modules.len()] };
    let name = |module: &Module| module.name.as_ref().map(|name| name.text.clone());
    pairs.find(old, new, |old, new| name(old).is_some() && name(old) == name(new));
    pairs.find(old, new, |old, new| old.path.text == new.path.text);
    for (was, now) in by_common_files(old, new) {
        pairs.add(was, now);
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

    fn find(&mut self, old: &Workspace, new: &Workspace, is_same: impl Fn(&Module, &Module) -> bool) {
        for (was, module) in old.config.modules.iter().enumerate() {
            let same = |other: &usize| !self.taken[*other] && is_same(module, &new.config.modules[*other]);
            if let Some(now) = (0..new.config.modules.len()).find(same) {
                self.add(was, now);
            }
        }
    }
}

/// Returns pairs of modules with common files, in descending order of their number.
fn by_common_files(old: &Workspace, new: &Workspace) -> Vec<(usize, usize)> {
    let now: HashMap<&str, usize> = new.modules.iter().map(|(name, module)| (&**name, *module)).collect();
    let mut common: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (name, was) in &old.modules {
        if let Some(&now) = now.get(&**name) {
            *common.entry((*was, now)).or_default() += 1;
        }
    }
    let mut pairs: Vec<((usize, usize), usize)> = common.into_iter().collect();
    pairs.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    pairs.into_iter().map(|(pair, _)| pair).collect()
}
