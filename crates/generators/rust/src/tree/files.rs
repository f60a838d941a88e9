//! The generated files.

use super::include::{included, render};
use super::{Files, HEAD, Modules};
use crate::Generator;

/// Returns the files of all modules. If `include` is a file name, adds a file of that name that includes all modules.
pub fn generated(generator: &Generator<'_>, include: Option<&str>) -> (Files, Modules) {
    let mut files = Files::new();
    let mut modules = Modules::new();
    for module in generator.modules() {
        modules.insert(module.path, module.file.clone());
        files.insert(module.file, module.code.into_bytes());
    }
    if let Some(include) = include {
        files.insert(include.to_owned(), include_file(&modules).into_bytes());
    }
    (files, modules)
}

/// Returns the file that includes all modules, as prost writes it.
pub fn include_file(modules: &Modules) -> String {
    render(HEAD, modules, included)
}

/// Adds the modules whose files the generator did not write: those of packages that contain only options.
pub fn with_added(mut modules: Modules, files: &Files, generator: &Generator<'_>) -> Modules {
    for &file in generator.files() {
        let path = generator.package_path(generator.schema().package(file));
        let name = generator.file_name(&path);
        if files.contains_key(&name) {
            modules.insert(path, name);
        }
    }
    modules
}
