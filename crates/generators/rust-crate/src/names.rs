//! Names for the code in addition to messages and services.

pub(crate) use protoward_rust::WELL_KNOWN;
pub(crate) use protoward_rust::ident::{bare, identifier};
pub(crate) use protoward_rust::package_path as module_path;
pub(crate) use protoward_rust::paths::is_below;
pub(crate) use protoward_rust::{NameAllocator, type_below};

/// The path of a module, outermost module first.
pub(super) type Path = Vec<String>;

/// Returns the Rust path of a type by the extern path of the type itself, or by the longest one that contains it.
pub(crate) fn extern_type(extern_paths: &[(String, String)], full_name: &str) -> Option<String> {
    let path = format!(".{full_name}");
    let known = |path: &str| extern_paths.iter().find(|(proto, _)| proto == path).map(|(_, rust)| rust);
    if let Some(rust) = known(&path) {
        return Some(rust.clone());
    }
    path.rmatch_indices('.').find_map(|(at, _)| Some(type_below(known(&path[..at])?, &path[at + 1..])))
}
