//! What is not wanted: decisions about findings, found by what a finding is about.

use std::collections::BTreeMap;

use super::{Finding, Rule};
use protoward_schema::{Element, FileId, Schema};

/// A decision that some findings are fine. A finding must fit all that it names; one that names nothing fits all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignore {
    /// The rules; none for all of them.
    pub rules: Vec<&'static Rule>,
    /// A file or a folder, by the name it is imported by, on either side.
    pub path: Option<String>,
    /// The full name of something, on either side: it, and what is in it. A package is named as well.
    pub element: Option<String>,
}

/// Decisions, in the order in which they were made.
///
/// ```
/// use protoward_rules::{Ignore, Ignores, Settings, check};
/// use protoward_compiler::Compiler;
/// use protoward_source::{MemoryTree, Sources};
/// let mut sources = Sources::default();
/// let mut schema = |text: &str| {
///     let tree = MemoryTree::new([("user.proto", text)]);
///     Compiler::new().resolver(tree).load(["user.proto"], &mut sources).link(&sources).schema()
/// };
/// let old = schema("syntax = \"proto3\"; message User { string name = 1; int64 created_at = 4; }");
/// let new = schema("syntax = \"proto3\"; message User { string name = 1; }");
/// let finding = &check(&old, &new, &Settings::default())[0];
/// let element = |name: &str| Ignore { element: Some(name.to_owned()), ..Ignore::default() };
/// let ignores = Ignores::new(vec![element("User.name"), element("User.created_at"), element("User")]);
/// assert_eq!(ignores.matching(finding, &old, &new), [1, 2]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Ignores {
    ignores: Vec<Ignore>,
    everywhere: Vec<usize>,
    by_path: BTreeMap<String, Vec<usize>>,
    by_element: BTreeMap<String, Vec<usize>>,
}

impl Ignores {
    /// Puts decisions in order, so that those about a finding are found without asking all of them.
    pub fn new(ignores: Vec<Ignore>) -> Self {
        let mut this = Self { ignores, ..Self::default() };
        for (index, ignore) in this.ignores.iter().enumerate() {
            let list = match (&ignore.element, ignore.path.as_deref().map(trimmed)) {
                (Some(element), _) => this.by_element.entry(element.trim_start_matches('.').to_owned()).or_default(),
                (None, Some("")) | (None, None) => &mut this.everywhere,
                (None, Some(path)) => this.by_path.entry(path.to_owned()).or_default(),
            };
            list.push(index);
        }
        this
    }

    /// The decisions, in the order in which they were given.
    pub fn all(&self) -> &[Ignore] {
        &self.ignores
    }

    /// The decisions that name a file, or a folder around it.
    pub fn around(&self, path: &str) -> Vec<usize> {
        let lists = upwards(path, '/').filter_map(|path| self.by_path.get(path));
        lists.flatten().copied().collect()
    }

    /// Which decisions are about a finding, in order.
    pub fn matching(&self, finding: &Finding, old: &Schema, new: &Schema) -> Vec<usize> {
        if self.ignores.is_empty() {
            return Vec::new();
        }
        let paths = paths(finding, old, new);
        let mut found = self.everywhere.clone();
        for path in &paths {
            let lists = upwards(path, '/').filter_map(|path| self.by_path.get(path));
            found.extend(lists.flatten());
        }
        if !self.by_element.is_empty() {
            for name in names(finding, old, new) {
                let lists = upwards(&name, '.').filter_map(|name| self.by_element.get(name));
                found.extend(lists.flatten());
            }
        }
        found.retain(|&index| {
            let Ignore { rules, path, element: _ } = &self.ignores[index];
            let path = path.as_deref().map(trimmed).unwrap_or_default();
            let is_of_rule = rules.is_empty() || rules.contains(&finding.rule);
            is_of_rule && (path.is_empty() || paths.iter().any(|it| is_in(it, path)))
        });
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// A path as people write it, in the form in which files are named.
fn trimmed(path: &str) -> &str {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    if path == "." { "" } else { path }
}

fn is_in(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A name, and the names of all that it stands in.
fn upwards(name: &str, separator: char) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(name), move |name| name.rsplit_once(separator).map(|(outer, _)| outer))
}

/// The files that a finding is about: the new one, the old one.
pub(super) fn files(finding: &Finding, old: &Schema, new: &Schema) -> (Option<FileId>, Option<FileId>) {
    (finding.element.map(|it| new.file_of(it)), finding.old_element.map(|it| old.file_of(it)))
}

fn paths<'a>(finding: &Finding, old: &'a Schema, new: &'a Schema) -> Vec<&'a str> {
    let (now, was) = files(finding, old, new);
    let now = now.map(|file| new.text(new[file].path));
    let was = was.map(|file| old.text(old[file].path));
    now.into_iter().chain(was.filter(|was| now != Some(*was))).collect()
}

fn names(finding: &Finding, old: &Schema, new: &Schema) -> Vec<String> {
    let now = finding.element.map(|element| (new, element));
    let was = finding.old_element.map(|element| (old, element));
    let mut names: Vec<String> =
        now.into_iter().chain(was).flat_map(|(schema, it)| element_names(schema, it)).collect();
    names.dedup();
    names
}

/// The names by which people call an element; of a file, its package.
pub(super) fn element_names(schema: &Schema, element: Element) -> Vec<String> {
    match element {
        Element::File(file) => vec![schema.package(file).to_owned()],
        Element::EnumValue(value) => {
            let parent = schema.full_name(schema[value].parent.into());
            vec![schema.full_name(element), format!("{parent}.{}", schema.name(element))]
        }
        _ => vec![schema.full_name(element)],
    }
}

/// Whether the package of a finding's file, on either side, says of itself that it is not stable.
pub fn is_unstable(finding: &Finding, old: &Schema, new: &Schema) -> bool {
    let (now, was) = files(finding, old, new);
    now.is_some_and(|file| super::settings::is_unstable(new.package(file)))
        || was.is_some_and(|file| super::settings::is_unstable(old.package(file)))
}
