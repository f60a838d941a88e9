//! The files below the folder of a module that are its own.

use protoward_settings::{Config, Module};
use protoward_source::join;
use protoward_source::paths::below;

/// Returns a predicate that decides by path whether a file belongs to a module.
pub(super) fn admits(root: &str, config: &Config, module: &Module) -> impl Fn(&str) -> bool + use<> {
    let includes: Vec<String> = module.includes.iter().map(|path| join(root, &path.text)).collect();
    let imports = config.include.iter().chain(&config.vendor).filter(|path| path.text != module.path.text);
    let imports = imports.filter(|path| below(&path.text, &module.path.text).is_some());
    let excludes: Vec<String> = module.excludes.iter().chain(imports).map(|path| join(root, &path.text)).collect();
    move |path: &str| {
        (includes.is_empty() || includes.iter().any(|folder| below(path, folder).is_some()))
            && !excludes.iter().any(|folder| below(path, folder).is_some())
    }
}
