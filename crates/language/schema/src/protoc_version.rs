//! The version of protoc whose bytes, messages and generated code protoward equals.

/// The version that `protoc --version` prints, as in `libprotoc 36.2`.
pub const PROTOC_VERSION: &str = "36.2";

/// The version that protoc sends to plugins as `compiler_version`, and that its Python code demands of the library: a
/// major number of its own before the two numbers of [`PROTOC_VERSION`].
///
/// Source: [Version support](https://protobuf.dev/support/version-support/).
pub const PROTOC_LIBRARY_VERSION: [i32; 3] = [7, 36, 2];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_those_of_one_release() {
        let [_, minor, patch] = PROTOC_LIBRARY_VERSION;
        assert_eq!(PROTOC_VERSION, format!("{minor}.{patch}"));
    }
}
