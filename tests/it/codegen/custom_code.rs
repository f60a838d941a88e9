//! Code of other generators for messages, enums and services.

use std::fmt::Write as _;

use protoward_build::custom::schema::{EnumId, MessageId, Schema, ServiceId};
use protoward_build::custom::{CustomCode, EnumCode, MessageCode, ServiceCode};
use protoward_rust::Settings;
use protoward_rust::additions::{Additions, generate};

use super::names::one_file;

const TEXT: &str = "syntax = \"proto3\"; package shop.v1;
message User { string name = 1; message Address { oneof kind { string street = 1; } } map<string, Role> roles = 2; enum Role { NONE = 0; } }
message Elsewhere {}
service Users { rpc Get(User) returns (User); }
";

/// Writes a comment for each declaration.
#[derive(Debug)]
struct Names;

impl CustomCode for Names {
    fn message(&self, schema: &Schema, id: MessageId, code: &MessageCode) -> String {
        let members: Vec<&str> = code.members.iter().map(|(_, member)| member.name.as_str()).collect();
        format!("// message {} as {} with {members:?}\n", schema.full_name(id.into()), code.path)
    }

    fn enumeration(&self, schema: &Schema, id: EnumId, code: &EnumCode) -> String {
        format!("// enum {} as {}\n", schema.full_name(id.into()), code.path)
    }

    fn service(&self, schema: &Schema, id: ServiceId, code: &ServiceCode) -> String {
        let mut text = format!("// service {} as {}\n", schema.full_name(id.into()), code.contract);
        code.methods.iter().for_each(|method| _ = writeln!(text, "// method {}", method.path));
        text
    }
}

const ADDED: &str = "// message shop.v1.User as User with [\"name\", \"roles\"]
// message shop.v1.User.Address as user::Address with [\"kind\"]
// enum shop.v1.User.Role as user::Role
";

#[test]
fn declarations_get_code_in_their_package() {
    let schema = one_file(TEXT);
    let files: Vec<_> = schema.files.ids().collect();
    let mut settings = Settings::default();
    settings.extern_paths.push((".shop.v1.Elsewhere".to_owned(), "crate::Elsewhere".to_owned()));
    let code = |custom: &[&dyn CustomCode]| {
        let mut files = generate(&schema, &files, &settings, &Additions::default(), custom).unwrap();
        String::from_utf8(files.remove("shop.v1.rs").unwrap()).unwrap()
    };
    assert_eq!(code(&[&Names]), code(&[]) + ADDED);
    assert_eq!(code(&[&Names, &Names]), code(&[]) + ADDED + ADDED);
}

#[test]
fn a_build_script_adds_code() {
    let folder = tempfile::tempdir().unwrap();
    let proto = folder.path().join("shop.proto");
    std::fs::write(&proto, TEXT).unwrap();
    let code = |builder: protoward_build::Builder| {
        let out = tempfile::tempdir().unwrap();
        let builder = builder.out_dir(out.path()).emit_rerun_if_changed(false);
        builder
            .extern_path(".shop.v1.Elsewhere", "crate::Elsewhere")
            .compile_protos(&[&*proto], &[folder.path()])
            .unwrap();
        std::fs::read_to_string(out.path().join("shop.v1.rs")).unwrap()
    };
    let plain = code(protoward_build::configure());
    let services = "// service shop.v1.Users as Users\n// method /shop.v1.Users/Get\n";
    assert_eq!(code(protoward_build::configure().custom_code(Names)), plain + ADDED + services);
}
