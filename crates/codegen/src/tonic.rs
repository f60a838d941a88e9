//! tonic-prost-build over descriptors, which generates what it generates of files.
//!
//! Its function for files lets prost-build read descriptors from one, by prost's generic code: all of that would be
//! compiled with this crate. What that function does beyond the one for descriptors is here.

use std::io;

use prost_build::Config;
use prost_types::FileDescriptorSet;
use tonic_prost_build::{Builder, NON_PATH_TYPE_ALLOWLIST};

/// Generates code from descriptors as tonic-prost-build does from files.
pub fn compile(builder: Builder, mut config: Config, extended_types: bool, set: FileDescriptorSet) -> io::Result<()> {
    config.type_attribute(".", "#[allow(clippy::all)]");
    let _understood = extended_types.then(ExtendedTypes::understood);
    builder.compile_fds_with_config(set, config)
}

/// While it is there, tonic takes well-known types that are no paths in Rust as they are.
struct ExtendedTypes {
    before: &'static [&'static str],
}

impl ExtendedTypes {
    fn understood() -> Self {
        const TYPES: &[&str] = &["()", "bool", "i32", "i64", "u32", "u64", "f32", "f64"];
        Self { before: NON_PATH_TYPE_ALLOWLIST.replace(TYPES) }
    }
}

impl Drop for ExtendedTypes {
    fn drop(&mut self) {
        NON_PATH_TYPE_ALLOWLIST.set(self.before);
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::Path;

    use prost::Message as _;
    use prost_build::Config;
    use tonic_prost_build::Builder;

    use crate::passes::{self, Files};
    use protoward_compiler::Compiler;
    use protoward_source::MemoryTree;

    const TEXT: &str = r#"
        syntax = "proto3";
        package a;
        import "google/protobuf/wrappers.proto";
        message A { google.protobuf.BoolValue b = 1; }
        enum E { ZERO = 0; }
        service S { rpc M(A) returns (stream google.protobuf.BoolValue) { option deprecated = true; } }
    "#;

    fn generated(generate: impl FnOnce(Builder, Config) -> io::Result<()>) -> Files {
        let out = tempfile::tempdir().expect("there is room");
        let builder = tonic_prost_build::configure().type_attribute(".a.A", "#[a]").out_dir(out.path());
        let mut config = Config::new();
        config.type_attribute(".", "#[b]");
        generate(builder, config).expect("it can be generated");
        passes::read(out.path()).expect("it was written")
    }

    #[test]
    fn descriptors_give_what_files_give() {
        let compiler = Compiler::new().resolver(MemoryTree::new([("a.proto", TEXT)]));
        let set = compiler.compile(["a.proto"]).expect("it is right").file_descriptor_set();
        let file = tempfile::NamedTempFile::new().expect("there is room");
        std::fs::write(&file, set.encode_to_vec()).expect("there is room");
        let protos: &[&Path] = &[];
        // The last one tells that nothing is left of the one before.
        for extended_types in [false, true, false] {
            let theirs = generated(|builder, config| {
                let builder = builder.with_extended_rust_types(extended_types).skip_protoc_run();
                builder.file_descriptor_set_path(&file).compile_with_config(config, protos, protos)
            });
            let ours = generated(|builder, config| super::compile(builder, config, extended_types, set.clone()));
            assert!(ours == theirs);
            let code = std::str::from_utf8(&ours["a.rs"]).expect("it is Rust");
            assert_eq!(code.contains("super::bool"), !extended_types, "{code}");
        }
    }
}
