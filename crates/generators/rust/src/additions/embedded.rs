//! The descriptors of a schema as a constant in the generated code, for servers with reflection.

use std::collections::BTreeMap;

/// Adds the constant to the file of each package, and the file with the descriptors. `include` is not the file of a package.
/// The new file is named after the first package file, so that several runs can share a folder.
pub fn add(files: &mut BTreeMap<String, Vec<u8>>, include: Option<&str>, descriptors: Vec<u8>) {
    let is_code = |name: &str| name.ends_with(".rs") && Some(name) != include;
    let Some(first) = files.keys().find(|name| is_code(name)) else { return };
    let descriptor_set = descriptor_file(first);
    let constant = descriptors_constant("all generated files and their imports", &descriptor_set);
    for (_, code) in files.iter_mut().filter(|(name, _)| is_code(name)) {
        code.extend_from_slice(constant.as_bytes());
    }
    files.insert(descriptor_set, descriptors);
}

/// Returns the name of the descriptor file next to a file of code.
pub fn descriptor_file(code: &str) -> String {
    format!("{}.binpb", code.trim_end_matches(".rs"))
}

/// Returns the constant that includes a descriptor file.
pub fn descriptors_constant(of: &str, descriptor_set: &str) -> String {
    format!(
        "/// The descriptors of {of}, as a `FileDescriptorSet`.\n\
         pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!({descriptor_set:?});\n"
    )
}
