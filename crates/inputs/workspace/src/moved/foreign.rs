//! Files that moved into an input from another project: the configurations that judged them before.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pairs::innermost;
use super::{Matched, Search};
use crate::find::Finder;
use crate::found::parent;
use protoward_settings::Config;
use protoward_source::{Report, Sources, join};

/// A file of another project of the older version.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ForeignFile {
    /// The import path in the newer version.
    pub name: String,
    /// The configuration of the other project.
    pub config: Arc<Config>,
    /// The index of its module in that configuration.
    pub was: usize,
    /// The index of its module in the configuration of the newer version.
    pub is: usize,
}

impl Search<'_> {
    /// Returns the files that had another configuration than the older version of the input.
    pub(super) fn foreign(&self, matched: &Matched<'_>, sources: &mut Sources) -> Vec<ForeignFile> {
        let own = self.own.map(|own| own.found.root.as_str());
        let mut known: BTreeMap<&str, Option<(String, Arc<Config>)>> = BTreeMap::new();
        let mut files = Vec::new();
        for pair in matched.pairs.iter().filter(|pair| !matched.old[pair.old].is_own) {
            let path = &matched.old[pair.old].content.path;
            let nearest = known.entry(parent(path)).or_insert_with_key(|folder| {
                // An unreadable old configuration is skipped, because it can no longer be fixed.
                let found = Finder::new(self.then, sources, &mut Report::default()).nearest(folder).flatten();
                found.filter(|(root, _)| own != Some(root.as_str())).map(|(root, config)| (root, Arc::new(config)))
            });
            let Some((root, config)) = nearest else { continue };
            let modules = config.modules.iter().map(|module| join(root, &module.path.text));
            let Some(was) = innermost(modules, path) else { continue };
            let name = matched.new[pair.new].name.clone();
            files.push(ForeignFile { name, config: Arc::clone(config), was, is: self.here.targets[pair.new].module });
        }
        files
    }
}
