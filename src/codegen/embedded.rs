//! The descriptors of a schema as a constant in its code, as servers with reflection want them.

use std::collections::BTreeMap;

/// Adds the constant to the file of each package, and the file that it is the content of; `include` is no file of a package.
/// That file is named after the first of the others, so that several runs may share a folder.
pub(super) fn add(files: &mut BTreeMap<String, Vec<u8>>, include: Option<&str>, descriptors: Vec<u8>) {
    let is_code = |name: &str| name.ends_with(".rs") && Some(name) != include;
    let Some(first) = files.keys().find(|name| is_code(name)) else { return };
    let set = format!("{}.binpb", first.trim_end_matches(".rs"));
    let constant = format!(
        "/// The descriptors of everything that was generated with this, as a `FileDescriptorSet`.\n\
         pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!({set:?});\n"
    );
    for (_, code) in files.iter_mut().filter(|(name, _)| is_code(name)) {
        code.extend_from_slice(constant.as_bytes());
    }
    files.insert(set, descriptors);
}
