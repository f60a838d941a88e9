//! Open enums, unknown fields, extensions and setters: the code in `generated` is current, and behaves as it should.
//!
//! After a change, `UPDATE=1 cargo test -p protoward-rust --test field_types` writes the code again.

mod extensions;
mod fields;

use std::fs;
use std::path::Path;

use protoward_compiler::{Compiled, Compiler, MemoryTree};
use protoward_rust::{Generator, Runtime, RustSettings};

#[allow(missing_docs, dead_code, unreachable_pub, deprecated, clippy::all, reason = "it is generated")]
mod changed {
    pub mod fields {
        pub mod edition {
            include!("generated/changed/fields.edition.rs");
        }
        pub mod extended {
            include!("generated/changed/fields.extended.rs");
        }
        pub mod p2 {
            include!("generated/changed/fields.p2.rs");
        }
        pub mod r#type {
            include!("generated/changed/fields.r#type.rs");
        }
        pub mod extended_edition {
            include!("generated/changed/fields.extended_edition.rs");
        }
    }
}

/// The same messages, generated without additions.
#[allow(missing_docs, dead_code, unreachable_pub, deprecated, clippy::all, reason = "it is generated")]
mod plain {
    pub mod fields {
        pub mod edition {
            include!("generated/plain/fields.edition.rs");
        }
        pub mod extended {
            include!("generated/plain/fields.extended.rs");
        }
        pub mod p2 {
            include!("generated/plain/fields.p2.rs");
        }
        pub mod r#type {
            include!("generated/plain/fields.r#type.rs");
        }
    }
}

fn settings() -> RustSettings {
    let mut settings = RustSettings::default();
    for path in [".fields.p2.Kind", ".fields.type"] {
        settings.open_enums.insert(path, ());
    }
    for path in [".fields.p2", ".fields.edition", ".fields.extended"] {
        settings.unknown_fields.insert(path, ());
    }
    settings.negative_zeros.insert(".fields.type.Real", ());
    settings.extensions.insert(".", ());
    settings.setters.insert(".", ());
    settings
}

fn compiled() -> Compiled {
    let files = [
        ("proto2.proto", include_str!("proto2.proto")),
        ("proto3.proto", include_str!("proto3.proto")),
        ("edition.proto", include_str!("edition.proto")),
        ("extensions.proto", include_str!("extensions.proto")),
        ("extensions_edition.proto", include_str!("extensions_edition.proto")),
    ];
    let names = files.map(|(name, _)| name);
    Compiler::new().resolver(MemoryTree::new(files)).compile(names).expect("the schema is right")
}

fn assert_current(folder: &str, settings: &RustSettings) {
    let compiled = compiled();
    let files: Vec<_> = compiled.schema().files.ids().collect();
    let generator = Generator::new(compiled.schema(), &files, settings).expect("there are no extern paths");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field_types/generated").join(folder);
    for module in generator.modules() {
        let path = folder.join(&module.file);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &module.code).expect("it can be written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let difference = expected.lines().zip(module.code.lines()).find(|(expected, code)| expected != code);
        assert!(expected == module.code, "{} is not current: {difference:?}", path.display());
    }
}

#[test]
fn lays_code_out_as_prettyplease() {
    let compiled = compiled();
    let files: Vec<_> = compiled.schema().files.ids().collect();
    let settings = settings();
    let generator = Generator::new(compiled.schema(), &files, &settings).expect("there are no extern paths");
    for module in generator.modules() {
        let (head, code) = module.code.split_once('\n').expect("it has lines");
        let laid_out = prettyplease::unparse(&syn::parse_file(code).expect("it is Rust"));
        let difference = laid_out.lines().zip(code.lines()).find(|(expected, code)| expected != code);
        assert!(laid_out == code, "{head} {}: {difference:?}", module.file);
    }
}

#[test]
fn matches_the_checked_in_code() {
    assert_current("plain", &RustSettings::default());
    assert_current("changed", &settings());
}

#[test]
fn accepts_another_path_of_the_runtime() {
    let compiled = compiled();
    let schema = compiled.schema();
    let files: Vec<_> = schema.files.ids().collect();
    let mut settings = settings();
    settings.runtime_path = Some("::other::run".to_owned());
    settings.extern_paths.push((".fields.p2.Kind".to_owned(), "::other::Kind".to_owned()));
    let code = |settings: &RustSettings| {
        let generator = Generator::new(schema, &files, settings).expect("the path is right");
        generator.modules().into_iter().map(|it| it.code).collect::<String>()
    };
    let newest = code(&settings);
    assert!(newest.contains("pub unknown_fields_: ::other::run::fields::UnknownFields,"));
    assert!(newest.contains("pub must: ::other::run::fields::open_enum::OpenEnum<::other::Kind>,"));
    settings.runtime = Runtime::Prost013Tonic013;
    assert!(code(&settings).contains("pub unknown_fields_: ::other::run::fields::prost_0_13::UnknownFields,"));
}
