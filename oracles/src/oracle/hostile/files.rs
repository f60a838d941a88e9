/// Names and contents of files. `a.proto` is compiled.
pub(super) type Files = Vec<(String, Vec<u8>)>;
