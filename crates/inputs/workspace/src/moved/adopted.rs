//! The roots of an older version without a configuration.
//!
//! Such a version uses the modules of the newer one. If the change that added the configuration also changed the roots of
//! imports, its files would not find each other there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::content::Content;
use super::roots::Roots;
use crate::files;
use crate::found::{ConfiguredInput, upwards};
use protoward_common_protos::package;
use protoward_compiler::well_known;
use protoward_deps::{Origin, Requirement};
use protoward_settings::{Config, Module};
use protoward_source::tree_path::below;
use protoward_source::{LocatedText, Report, join, parallel};

/// Returns an older version with the roots from which its imports resolve; `None` if those of its configuration do.
pub(crate) fn adopted(found: &ConfiguredInput) -> Option<ConfiguredInput> {
    let targets = files::targets(found, &mut Report::default());
    let read = |path: &String| found.tree.read(path).ok().flatten().unwrap_or_default();
    let content = |at: usize| Content::new(targets[at].path.clone(), read(&targets[at].path));
    let contents: Vec<Content> = parallel::map(targets.len(), parallel::threads(None), content);
    let folder = |path: &LocatedText| join(&found.root, &path.text);
    let modules: Vec<String> = found.config.modules.iter().map(|module| folder(&module.path)).collect();
    let includes: Vec<String> = found.config.include.iter().map(folder).collect();
    let is_there = |root: &str, import: &str| matches!(found.tree.read(&join(root, import)), Ok(Some(_)));
    let is_lost = |content: &Content| {
        let roots = || modules.iter().chain(&includes);
        let lost = content.imports.iter().filter(|import| well_known(import).is_none() && package(import).is_none());
        let mut lost = lost.filter(|import| !roots().any(|root| is_there(root, import)));
        lost.any(|import| upwards(&content.path).skip(1).any(|root| is_there(root, import)))
    };
    if !contents.iter().any(is_lost) {
        return None;
    }
    let all = found.tree.files("", ".proto").ok()?;
    let all: BTreeSet<&str> = all.iter().map(String::as_str).collect();
    let guess = |at: usize| {
        let own = contents.iter().zip(&targets).filter(|(_, target)| target.module == at);
        let own: Vec<(&Content, String)> = own.map(|(content, _)| (content, modules[at].clone())).collect();
        let mut guess = Roots { modules: Vec::new(), includes: [&modules[..], &includes[..]].concat() };
        guess.guessed(&own, &all);
        guess.modules.into_iter().next().unwrap_or_else(|| modules[at].clone())
    };
    let mut guessed: Vec<String> = (0..modules.len()).map(guess).collect();
    // A file has the import path that others write.
    for (content, target) in contents.iter().zip(&targets) {
        let root = guessed[target.module].clone();
        for import in content.imports.iter().filter(|import| !modules.iter().any(|root| is_there(root, import))) {
            let path = join(&root, import);
            if let Some(imported) = targets.iter().find(|target| target.path == path) {
                guessed[imported.module].clone_from(&root);
            }
        }
    }
    let mut roots: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, root) in guessed.into_iter().enumerate() {
        roots.entry(root).or_default().push(at);
    }
    Some(found.with_roots(&roots))
}

impl ConfiguredInput {
    /// Returns the input with modules that have other roots. If one is outside of the folder of the configuration, paths are
    /// relative to the tree.
    fn with_roots(&self, roots: &BTreeMap<String, Vec<usize>>) -> Self {
        let is_inside = roots.keys().all(|root| below(root, &self.root).is_some());
        let base = if is_inside { &*self.root } else { "" };
        let moved = |path: &str| {
            let path = join(&self.root, path);
            LocatedText::unplaced(below(&path, base).unwrap_or(&path))
        };
        let all = |words: &[LocatedText]| words.iter().map(|word| moved(&word.text)).collect::<Vec<_>>();
        let module = |(root, own): (&String, &Vec<usize>)| {
            let own: Vec<&Module> = own.iter().map(|&at| &self.config.modules[at]).collect();
            // A root above a module has only the files of that module.
            let includes = own.iter().flat_map(|module| {
                if module.includes.is_empty() { vec![moved(&module.path.text)] } else { all(&module.includes) }
            });
            let name = if let [only] = own[..] { only.name.clone() } else { None };
            let excludes = own.iter().flat_map(|module| all(&module.excludes)).collect();
            let path = LocatedText::unplaced(below(root, base).unwrap_or(root));
            Module { name, path, includes: includes.collect(), excludes, ..Module::default() }
        };
        let dependency = |it: &Requirement| match &it.origin {
            Origin::Folder(path) if !is_inside => {
                Requirement { origin: Origin::Folder(join(&self.root, path)), ..it.clone() }
            }
            Origin::Folder(_) | Origin::Git { .. } => it.clone(),
        };
        let config = Config {
            modules: roots.iter().map(module).collect(),
            include: all(&self.config.include),
            vendor: self.config.vendor.as_ref().map(|it| moved(&it.text)),
            dependencies: self.config.dependencies.iter().map(dependency).collect(),
            ..self.config.clone()
        };
        let within = if is_inside { self.within.clone() } else { join(&self.root, &self.within) };
        let inherited = Some(Arc::new((self.root.clone(), self.config.clone())));
        let tree = self.tree.clone();
        let root = base.to_owned();
        Self {
            tree,
            root,
            config,
            is_in_file: self.is_in_file,
            missing: Vec::new(),
            lent: self.lent.clone(),
            within,
            is_inherited: true,
            inherited,
        }
    }
}
