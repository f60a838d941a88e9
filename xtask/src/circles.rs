//! Compares the circles of files, in which the files of a crate use each other, with the table of `docs/architecture.md`.
//!
//! A file uses another if it imports one of its items, or names one in a path. `mod` and `pub use` use nothing, and an item that a
//! module only passes on counts as used from the file that defines it. A module may use the items of the modules that contain it.
//! Test modules, modules with another `path`, and paths in macro calls are left out.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use protoward_kit::workspace;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};
use walkdir::WalkDir;

type Circle = BTreeSet<PathBuf>;
type Name = Vec<String>;

/// The modules of a crate by their paths.
#[derive(Default)]
struct Modules(BTreeMap<Name, Module>);

#[derive(Default)]
struct Module {
    file: PathBuf,
    /// The names that `use` brings into scope, with their paths.
    imports: BTreeMap<String, Name>,
    /// The paths in the code, and those of `use` without `pub`.
    used: Vec<Name>,
}

impl Modules {
    /// Reads a file, and those of its modules in `folder`.
    fn read(&mut self, name: Name, file: PathBuf, folder: &Path) {
        let mut syntax = syn::parse_file(&fs::read_to_string(&file).unwrap()).unwrap();
        for item in &syntax.items {
            let Item::Mod(ItemMod { ident, content: None, attrs, .. }) = item else { continue };
            if !attrs.iter().any(|it| it.path().is_ident("path") || is_test(it)) {
                let inner = folder.join(ident.to_string());
                let file = Some(inner.with_extension("rs")).filter(|file| file.is_file());
                self.read(inside(&name, ident), file.unwrap_or_else(|| inner.join("mod.rs")), &inner);
            }
        }
        let mut module = Module { file, ..Module::default() };
        module.visit_file_mut(&mut syntax);
        self.0.insert(name, module);
    }

    /// Returns the module that defines the item of a path; `None` for a module, and for items of other crates.
    fn defining(&self, within: &Name, path: &[String]) -> Option<&Module> {
        let (first, inner) = path.split_first()?;
        match first.as_str() {
            "crate" => self.item(&Name::new(), inner),
            "self" => self.item(within, inner),
            "super" => {
                let supers = path.iter().take_while(|part| *part == "super").count();
                self.item(&within[..within.len().checked_sub(supers)?].to_vec(), &path[supers..])
            }
            _ if self.0.contains_key(&inside(within, first)) => self.item(within, path),
            _ => self.through(within, path),
        }
    }

    fn item(&self, within: &Name, path: &[String]) -> Option<&Module> {
        let (first, rest) = path.split_first()?;
        let child = inside(within, first);
        match self.0.contains_key(&child) {
            true => self.item(&child, rest),
            false if self.0.get(within)?.imports.contains_key(first) => self.through(within, path),
            false => self.0.get(within),
        }
    }

    /// Follows an import of the first name of a path.
    fn through(&self, within: &Name, path: &[String]) -> Option<&Module> {
        let target = self.0.get(within)?.imports.get(&path[0]).filter(|target| target[0] != path[0])?;
        self.defining(within, &[target, &path[1..]].concat())
    }

    fn circles(&self) -> BTreeSet<Circle> {
        let uses = self.0.iter().map(|(name, module)| {
            let used = module.used.iter().filter_map(|path| self.defining(name, path)).map(|used| &used.file);
            let around = |file: &&PathBuf| (0..=name.len()).any(|end| self.0[&name[..end]].file == **file);
            (&module.file, used.filter(|file| !around(file)).collect::<BTreeSet<_>>())
        });
        let uses: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = uses.collect();
        let reached = uses.keys().map(|&from| {
            let mut found = BTreeSet::new();
            let mut open = vec![from];
            while let Some(file) = open.pop() {
                open.extend(uses[file].iter().filter(|it| found.insert(**it)));
            }
            (from, found)
        });
        let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = reached.collect();
        let circle = |(file, others): (&&PathBuf, &BTreeSet<&PathBuf>)| {
            others.iter().filter(|other| reached[**other].contains(*file)).map(|it| (*it).clone()).collect::<Circle>()
        };
        reached.iter().map(circle).filter(|circle| circle.len() > 1).collect()
    }
}

impl VisitMut for Module {
    fn visit_item_use_mut(&mut self, item: &mut ItemUse) {
        self.add(&item.tree, &Name::new(), matches!(item.vis, Visibility::Inherited));
    }

    fn visit_item_mod_mut(&mut self, item: &mut ItemMod) {
        if !item.attrs.iter().any(is_test) {
            visit_mut::visit_item_mod_mut(self, item);
        }
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            self.used.push(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        }
        visit_mut::visit_path_mut(self, path);
    }
}

impl Module {
    /// Adds the names of an import, which the module uses itself if `is_own`.
    fn add(&mut self, tree: &UseTree, before: &Name, is_own: bool) {
        let (ident, known) = match tree {
            UseTree::Path(path) => return self.add(&path.tree, &inside(before, &path.ident), is_own),
            UseTree::Group(group) => return group.items.iter().for_each(|tree| self.add(tree, before, is_own)),
            UseTree::Name(name) => (name.ident.to_string(), None),
            UseTree::Rename(name) => (name.ident.to_string(), Some(name.rename.to_string())),
            UseTree::Glob(_) => ("*".to_owned(), None),
        };
        let path = if ident == "self" { before.clone() } else { inside(before, &ident) };
        if is_own {
            self.used.push(path.clone());
        }
        self.imports.insert(known.unwrap_or_else(|| path[path.len() - 1].clone()), path);
    }
}

fn inside(name: &[String], inner: &impl ToString) -> Name {
    [name, &[inner.to_string()]].concat()
}

fn is_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
}

#[test]
fn documents_all_circles() {
    let root = workspace::root();
    let mut found = BTreeSet::new();
    let crates = WalkDir::new(root.join("crates")).min_depth(2).max_depth(2);
    let crates = crates.into_iter().map(|entry| entry.unwrap().into_path());
    for source in
        crates.chain([root.to_owned(), root.join("oracles"), root.join("xtask")]).map(|folder| folder.join("src"))
    {
        let mut modules = Modules::default();
        let start = ["lib.rs", "main.rs"].map(|name| source.join(name)).into_iter().find(|file| file.is_file());
        let Some(start) = start else { continue };
        modules.read(Name::new(), start, &source);
        let circles = modules.circles().into_iter();
        found.extend(circles.map(|it| it.iter().map(|file| file.strip_prefix(root).unwrap().to_owned()).collect()));
    }
    let page = fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| files |")).skip(2);
    let documented = rows.take_while(|line| line.starts_with('|')).map(|line| {
        let cell = line.split('|').nth(1).unwrap();
        cell.split('`').skip(1).step_by(2).map(PathBuf::from).collect()
    });
    assert_eq!(found, documented.collect::<BTreeSet<Circle>>());
}
