/// The contents of files, by name. Each file follows the files that it imports.
pub(in crate::oracle) type Texts = Vec<(String, Vec<u8>)>;
