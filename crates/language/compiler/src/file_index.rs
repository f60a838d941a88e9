//! The search for files that an import may mean. It lists folders, so it runs only when an import is not found.

use std::cell::OnceCell;
use std::sync::Arc;

use super::lookup::HashMap;
use super::settings::CompilerSettings;
use super::well_known::well_known_types;
use protoward_source::{Resolver, nearest};

/// Maximum number of proposed files.
const MAX_PROPOSALS: usize = 3;

/// Folders with more files than this are not searched for similar names.
const MAX_COMPARED: usize = 200;

/// Minimum length of a name for the search for similar names. Most shorter names are similar.
const SHORTEST: usize = 3;

/// The index of existing files, for proposals. It is built when the first name does not resolve.
pub(super) struct FileIndex<'a> {
    pub(super) resolvers: &'a [Arc<dyn Resolver>],
    built_in: &'a [Arc<dyn Resolver>],
    names: OnceCell<Names>,
}

struct Names {
    by_file: HashMap<String, Vec<String>>,
    by_folder: HashMap<String, Vec<String>>,
    /// The files that are part of the program.
    built_in: Vec<String>,
}

impl<'a> FileIndex<'a> {
    pub(super) fn new(settings: &'a CompilerSettings) -> Self {
        Self { resolvers: &settings.resolvers, built_in: &settings.built_in, names: OnceCell::new() }
    }

    /// Returns the remedy that a resolver knows for a missing file.
    pub(super) fn help(&self, name: &str) -> Option<String> {
        self.resolvers.iter().chain(self.built_in).find_map(|resolver| resolver.help(name))
    }

    /// Returns the files that `name` may mean. Files with the same last component come first, as `user/v1/user.proto`
    /// for `user.proto`. Otherwise, files with a similar name in the same folder or among the built-in files are
    /// returned.
    pub(super) fn like(&self, name: &str) -> Vec<&str> {
        let (folder, file) = split(name);
        let Names { by_file, by_folder, built_in } = self.names.get_or_init(|| self.names());
        if let Some(same) = by_file.get(file) {
            return same[..same.len().min(MAX_PROPOSALS)].iter().map(String::as_str).collect::<Vec<_>>();
        }
        let beside = by_folder.get(folder).filter(|names| names.len() <= MAX_COMPARED).map_or(&[][..], Vec::as_slice);
        let stems = nearest(stem(file), beside.iter().map(|name| stem(split(name).1)).collect::<Vec<_>>());
        let is_near = |name: &&str| stems.contains(&stem(split(name).1));
        let beside: Vec<&str> = beside.iter().map(String::as_str).filter(is_near).take(MAX_PROPOSALS).collect();
        if beside.is_empty() || stem(file).len() < SHORTEST {
            nearest(name, built_in.iter().map(String::as_str))
        } else {
            beside
        }
    }

    fn names(&self) -> Names {
        let all = |resolvers: &[Arc<dyn Resolver>]| resolvers.iter().flat_map(|it| it.names("")).collect::<Vec<_>>();
        Names::new(all(self.resolvers), well_known_types().map(str::to_owned).chain(all(self.built_in)).collect())
    }
}

impl Names {
    fn new(mut names: Vec<String>, built_in: Vec<String>) -> Self {
        names.sort_by_cached_key(|name| (name.matches('/').count(), name.clone()));
        names.dedup();
        let (mut by_file, mut by_folder) = (HashMap::<_, Vec<_>>::default(), HashMap::<_, Vec<_>>::default());
        for name in names {
            let (folder, file) = split(&name);
            by_file.entry(file.to_owned()).or_default().push(name.clone());
            by_folder.entry(folder.to_owned()).or_default().push(name);
        }
        Self { by_file, by_folder, built_in }
    }
}

fn split(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

fn stem(file: &str) -> &str {
    file.strip_suffix(".proto").unwrap_or(file)
}
