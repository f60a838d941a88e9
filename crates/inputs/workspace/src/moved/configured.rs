//! The configuration of an older version whose files were in other folders.

use std::collections::BTreeSet;

use super::pairs::folder;
use super::{Matched, Search};
use crate::find::Finder;
use crate::found::{ConfiguredInput, TargetFile, parent};
use crate::own_files::admits;
use protoward_settings::Config;
use protoward_source::tree_path::below;
use protoward_source::{Report, Sources, join};

impl Search<'_> {
    /// Returns the old files with their old configuration, if there is one for all of them. The policy of both sides can be
    /// compared then, as for a folder that did not move.
    pub(super) fn configured(
        &self,
        matched: &Matched<'_>,
        sources: &mut Sources,
    ) -> Option<(ConfiguredInput, Vec<TargetFile>)> {
        let paths: Vec<&String> = matched.wanted.iter().map(|&at| &matched.old[at].content.path).collect();
        let folders: BTreeSet<&str> = paths.iter().map(|path| parent(path)).collect();
        let mut only: Option<(String, Config)> = None;
        for folder in folders {
            let (root, config) = Finder::new(self.then, sources, &mut Report::default()).nearest(folder)??;
            match &only {
                Some((other, _)) if *other != root => return None,
                Some(_) => {}
                None => only = Some((root, config)),
            }
        }
        let (root, config) = only?;
        let modules: Vec<_> =
            config.modules.iter().map(|it| (join(&root, &it.path.text), admits(&root, &config, it))).collect();
        let target = |path: &&String| {
            let mut named = modules.iter().enumerate().filter(|(_, (_, admits))| admits(path));
            named.find_map(|(module, (folder, _))| {
                Some(TargetFile { name: below(path, folder)?.to_owned(), path: (*path).clone(), module })
            })
        };
        let targets = paths.iter().map(target).collect::<Option<Vec<_>>>()?;
        let tree = self.then.tree.clone();
        let within = self.within(matched, &root);
        let missing = Vec::new();
        Some((
            ConfiguredInput {
                tree,
                root,
                config,
                is_in_file: true,
                missing,
                lent: Vec::new(),
                within,
                is_inherited: false,
                inherited: None,
            },
            targets,
        ))
    }

    /// Returns the location of the input in the folder of the old configuration, if all files show the same one; otherwise that of
    /// the new side.
    fn within(&self, matched: &Matched<'_>, root: &str) -> String {
        let &Matched { pairs, new, old, .. } = matched;
        let folders: BTreeSet<&str> = pairs.iter().map(|pair| folder(&new[pair.new], &old[pair.old])).collect();
        let only = folders.first().filter(|_| folders.len() == 1).and_then(|only| below(only, root));
        only.unwrap_or(&self.here.found.within).to_owned()
    }
}
