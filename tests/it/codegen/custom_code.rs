//! Code of other generators for messages, enums and services.

use std::fmt::Write as _;

use protoward_build::custom::schema::{EnumId, MessageId, Schema, ServiceId};
use protoward_build::custom::{CustomCode, EnumCode, MessageCode, ServiceCode};
use protoward_rust::RustSettings;
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
    let mut settings = RustSettings::default();
    settings.extern_paths.push((".shop.v1.Elsewhere".to_owned(), "crate::Elsewhere".to_owned()));
    let code = |custom: &[&dyn CustomCode]| {
        let mut files = generate(&schema, &files, &settings, &Additions::default(), custom).unwrap();
        String::from_utf8(files.remove("shop.v1.rs").unwrap()).unwrap()
    };
    assert_eq!(code(&[&Names]), code(&[]) + ADDED);
    assert_eq!(code(&[&Names, &Names]), code(&[]) + ADDED + ADDED);
}

#[test]
fn adds_code_of_a_build_script() {
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

/// Types of other crates get no code, because they are not generated. The list of types for other crates is the same.
#[test]
fn shared_types_get_code_in_the_crate_that_provides_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    std::fs::create_dir_all(at("proto")).unwrap();
    std::fs::write(
        at("proto/money.proto"),
        "syntax = \"proto3\"; package money; message Money {} enum Unit { U = 0; }",
    )
    .unwrap();
    let order = "syntax = \"proto3\"; package order; import \"money.proto\"; message Order { money.Money price = 1; }";
    std::fs::write(at("proto/order.proto"), order).unwrap();
    let generated = |builder: protoward_build::Builder, proto: &str, out: &str| {
        std::fs::create_dir_all(at(out)).unwrap();
        let builder = builder.out_dir(at(out)).emit_rerun_if_changed(false).provides("crate::proto");
        builder.compile_protos(&[at(proto)], &[at("proto")]).unwrap();
        let list = std::fs::read_to_string(at(out).join("protoward/protoward.provides")).unwrap();
        (at(out).join("protoward/protoward.provides"), list)
    };
    let builder = || protoward_build::configure().custom_code(Names);
    let (money, list) = generated(builder(), "proto/money.proto", "money");
    assert_eq!(list, generated(protoward_build::configure(), "proto/money.proto", "plain").1);
    let code = std::fs::read_to_string(at("money/money.rs")).unwrap();
    assert!(code.ends_with("// message money.Money as Money with []\n// enum money.Unit as Unit\n"), "{code}");
    // Outside of a build script, the name of the package is that of the environment, which may have none.
    let named = list.lines().map(|line| match line.split_once(' ') {
        Some(("package", _)) => "package money-types\n".to_owned(),
        Some(("library", _)) => "library money_types::proto\n".to_owned(),
        _ => format!("{line}\n"),
    });
    std::fs::write(&money, named.collect::<String>()).unwrap();
    generated(builder().provided_by(money), "proto/order.proto", "order");
    let code = std::fs::read_to_string(at("order/order.rs")).unwrap();
    assert!(code.ends_with("// message order.Order as Order with [\"price\"]\n"), "{code}");
    assert!(code.contains("::money_types::proto::money::Money>") && !at("order/money.rs").exists(), "{code}");
}
