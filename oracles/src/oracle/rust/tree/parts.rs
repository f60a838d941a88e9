//! Groups of modules that are compiled together, each with all its dependencies.

use std::collections::{BTreeMap, BTreeSet};

use prost_build::Module;
use protoward_schema::FileId;

use super::corpora::Corpus;
use super::crates::{Part, Tree};

/// Returns parts of about `bytes` bytes. Every module of the tree is in at least one part.
pub(super) fn parts(corpus: &Corpus, tree: &Tree, bytes: usize) -> Vec<Part> {
    let needs = needs(corpus, tree);
    let mut parts = Vec::new();
    let mut part = Part::new();
    let mut size = 0;
    for module in tree.modules.keys() {
        if part.contains(module) {
            continue;
        }
        for needed in closure(module, &needs) {
            size += if part.contains(&needed) { 0 } else { tree.modules[&needed].len() };
            part.insert(needed);
        }
        if size > bytes {
            parts.push(std::mem::take(&mut part));
            size = 0;
        }
    }
    parts.extend((!part.is_empty()).then_some(part));
    parts
}

fn closure(module: &str, needs: &BTreeMap<String, BTreeSet<String>>) -> Part {
    let mut found = Part::new();
    let mut open = vec![module.to_owned()];
    while let Some(module) = open.pop() {
        if found.insert(module.clone()) {
            open.extend(needs.get(&module).into_iter().flatten().cloned());
        }
    }
    found
}

/// Returns the dependencies of each module: the packages of its files' imports, and its submodules that contain messages.
fn needs(corpus: &Corpus, tree: &Tree) -> BTreeMap<String, BTreeSet<String>> {
    let schema = &corpus.schema;
    let module_of = |file: FileId| Module::from_protobuf_package_name(schema.package(file)).to_file_name_or("_");
    let mut needs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in schema.files.ids() {
        let imports = schema[file].imports.iter().filter_map(|import| import.file).map(module_of);
        needs.entry(module_of(file)).or_default().extend(imports.filter(|module| tree.modules.contains_key(module)));
    }
    for module in tree.modules.keys() {
        let Some((outer, name)) = module.trim_end_matches(".rs").rsplit_once('.') else { continue };
        let outer = format!("{outer}.rs");
        let is_named = |code: &String| code.contains(&format!("{name}::"));
        if tree.modules.get(&outer).is_some_and(is_named) {
            needs.entry(outer).or_default().insert(module.clone());
        }
    }
    needs
}
