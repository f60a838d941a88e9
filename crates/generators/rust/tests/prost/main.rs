//! The code is that of prost-build and tonic-build, byte for byte, where nothing else is asked for; for each version of both.

mod theirs;

use std::collections::BTreeMap;
use std::path::Path;

use protoward_compiler::{Compiler, MemoryTree};
use protoward_rust::{Comments, Generator, Runtime, RustSettings, Services};
use protoward_schema::descriptor::encode_files;

use theirs::{Builder, assert_same};

const PROTO2: &str = r#"
syntax = "proto2";
package shop.v1.type;
import "google/protobuf/wrappers.proto";
// Detached.

// An order, see https://shop.example/orders [1] and [this](that).
//   indented
message Order {
  required string id = 1 [default = "a\"\n\\"];
  optional bytes raw = 2 [default = "\001\"\x7f\\"];
  optional Kind kind = 3 [default = KIND_OLD];
  repeated int32 numbers = 4 [packed = true];
  repeated Kind kinds = 5;
  optional group Part = 6 { optional Order whole = 1; optional Part next = 2; }
  optional double weight = 7 [default = inf];
  enum Kind { option allow_alias = true; KIND_NEW = 0; KIND_OLD = -1 [deprecated = true]; KIND_AGED = -1; KIND_1 = 2; }
  message Line { optional Order order = 1; optional Line first = 2 [deprecated = true]; optional Empty empty = 3; }
  message Empty {}
  repeated Line lines = 8; // trailing
  /* A block
   * comment. */
  optional google.protobuf.BytesValue bytes = 9;
  optional bool self = 10;
  optional bool async = 11;
  optional Empty empty = 12;
  optional int32 gen = 13;
  repeated Empty boxes = 14;
  extensions 100 to 200;
}
extend Order { optional int32 more = 100; }
"#;

const PROTO3: &str = r#"
syntax = "proto3";
package shop.v1.a_rather_long_name_of_a_package.that_makes_lines_long;
import "order.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message AMessageWhoseNameIsLongEnoughToBreakTheLineOfAnAttribute {
  map<string, shop.v1.type.Order.Line> lines_by_the_name_of_the_customer_who_ordered_them = 1;
  map<int32, Nested.E> kinds = 2;
  oneof one_of_these { string text = 3; bytes raw = 4 [deprecated = true]; AMessageWhoseNameIsLongEnoughToBreakTheLineOfAnAttribute inner = 5; Nested nested = 6; }
  optional int32 optional_number = 7;
  repeated int32 packed = 8;
  repeated int32 unpacked = 9 [deprecated = true];
  repeated shop.v1.type.Order orders = 10;
  Nested.E kind = 11;
  google.protobuf.Timestamp time = 12;
  message Nested { enum E { A = 0; E_B = 1; } E e = 1; float f = 2; oneof nested { bool x = 2000; } message Nested {} }
  // The value.
  oneof scalar { sint64 a = 13; fixed32 b = 14; }
}
// A service.
service Shop {
  // Orders.
  rpc Order (shop.v1.type.Order) returns (AMessageWhoseNameIsLongEnoughToBreakTheLineOfAnAttribute);
  rpc Up (stream shop.v1.type.Order) returns (google.protobuf.Empty) { option deprecated = true; }
  rpc DownWithANameThatIsLongEnoughToBreakTheLineOfItsHandler (google.protobuf.Empty) returns (stream shop.v1.type.Order);
  rpc Both (stream shop.v1.type.Order) returns (stream shop.v1.type.Order);
}
service Nothing {}
service Values {
  rpc Bytes (google.protobuf.BytesValue) returns (google.protobuf.Timestamp);
  rpc gen (google.protobuf.StringValue) returns (google.protobuf.Empty);
}
"#;

/// Requests that tonic-build takes for types of the package since 0.14, and whose code does not compile there.
const PLAIN: &str = r#"
syntax = "proto3";
package gen.plain;
import "google/protobuf/wrappers.proto";
service Plain { rpc Negate (google.protobuf.BoolValue) returns (google.protobuf.BoolValue); }
"#;

const FILES: [(&str, &str); 3] = [("order.proto", PROTO2), ("shop.proto", PROTO3), ("plain.proto", PLAIN)];

/// Compares the files that both generators write; `theirs` writes them into a folder, from descriptors.
fn compare(settings: &RustSettings, theirs: impl FnOnce(&[u8], &Path)) {
    let compiled = Compiler::new().resolver(MemoryTree::new(FILES)).compile(FILES.map(|(name, _)| name));
    let compiled = compiled.expect("it is right");
    let schema = compiled.schema();
    let files: Vec<_> = schema.files.ids().collect();

    let generator = Generator::new(schema, &files, settings).expect("paths are right");
    let ours: BTreeMap<String, String> =
        generator.modules().into_iter().map(|module| (module.file, module.code)).collect();

    let out = tempfile::tempdir().expect("there is room");
    theirs(&encode_files(schema, files.iter().copied(), true), out.path());
    let mut compared = 0;
    for entry in std::fs::read_dir(out.path()).expect("it is there") {
        let path = entry.expect("it is there").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("it has a name").to_owned();
        let theirs = std::fs::read_to_string(&path).expect("it is text");
        let ours = ours.get(&name).map_or("", String::as_str);
        let difference = theirs.lines().zip(ours.lines()).find(|(theirs, ours)| theirs != ours);
        assert!(theirs == ours, "{} {name}: {difference:?}", settings.runtime);
        compared += 1;
    }
    assert_eq!(compared, ours.len(), "{:?}", ours.keys());
}

fn settings(runtime: Runtime, services: Option<Services>) -> RustSettings {
    let mut settings = RustSettings::default();
    settings.comments = Comments::Prost;
    settings.prost_names = true;
    settings.runtime = runtime;
    settings.services = services;
    settings
}

#[test]
fn messages_are_those_of_prost_build() {
    assert_same!(|settings| settings.services = None, |config| (), None);
}

#[test]
fn services_are_those_of_tonic_build() {
    assert_same!(|settings| (), |config| (), Some(|builder| builder));
}

#[test]
fn writes_only_the_sides_that_are_built() {
    let no_server =
        |settings: &mut RustSettings| settings.services.as_mut().expect("there are some").build_server = false;
    assert_same!(|settings| no_server(settings), |config| (), Some(|builder| builder.build_server(false)));
}

#[test]
fn leaves_the_package_out_of_names_of_services_as_tonic_build() {
    let no_package =
        |settings: &mut RustSettings| settings.services.as_mut().expect("there are some").emit_package = false;
    assert_same!(|settings| no_package(settings), |config| (), Some(|builder| builder.without_package()));
}

#[test]
fn options_of_services_do_what_they_do_in_tonic_build() {
    const ATTRIBUTE: &str = "#[cfg(feature = \"server\")]";
    const SHOP: &str = "shop.v1.a_rather_long_name_of_a_package.that_makes_lines_long.Shop";
    let set = |settings: &mut RustSettings| {
        let has_traits = settings.runtime == Runtime::Prost014Tonic014;
        let services = settings.services.as_mut().expect("there are some");
        services.use_arc_self = true;
        services.generate_default_stubs = true;
        services.build_transport = false;
        services.codec_path = Some("crate::Codec".to_owned());
        services.disable_comments = vec![SHOP.to_owned(), format!("{SHOP}.Order")];
        services.server_attributes.structs.push(("Shop".to_owned(), ATTRIBUTE.to_owned()));
        services.server_attributes.modules.push(("that_makes_lines_long".to_owned(), ATTRIBUTE.to_owned()));
        services.client_attributes.modules.push(("lines_long".to_owned(), ATTRIBUTE.to_owned()));
        if has_traits {
            services.server_attributes.traits.push((".".to_owned(), "/// More.".to_owned()));
        }
    };
    assert_same!(
        |settings| set(settings),
        |config| (),
        Some(|builder| builder
            .use_arc_self(true)
            .generate_default_stubs(true)
            .build_transport(false)
            .codec_path("crate::Codec")
            .without_comments(SHOP)
            .without_comments(&format!("{SHOP}.Order"))
            .server_attribute("Shop", ATTRIBUTE)
            .server_mod_attribute("that_makes_lines_long", ATTRIBUTE)
            .with_trait_attribute(".", "/// More.")
            .client_mod_attribute("lines_long", ATTRIBUTE))
    );
}

#[test]
fn options_of_messages_do_what_they_do_in_prost_build() {
    let set = |settings: &mut RustSettings| {
        settings.services = None;
        settings.btree_map.insert(".", ());
        settings.bytes.insert("raw", ());
        settings.boxed.insert("Line.empty", ());
        settings.boxed.insert("Order.boxes", ());
        settings.boxed.insert("one_of_these.nested", ());
        settings.skip_debug.insert("Nested", ());
        settings.disable_comments.insert(".shop.v1.type.Order", ());
        settings.enable_type_names = true;
        settings.retain_enum_prefix = true;
        settings.compile_well_known_types = true;
        settings.prost_path = Some("crate::prost".to_owned());
        settings.extern_paths.push((".google.protobuf.Timestamp".to_owned(), "crate::r#type::Time".to_owned()));
        settings.extern_paths.push((".shop.v1.type.Order.Kind".to_owned(), "crate::gen::Kind".to_owned()));
        settings.type_name_domains.insert("Order", "shop.example".to_owned());
    };
    assert_same!(
        |settings| set(settings),
        |config| {
            config
                .btree_map(["."])
                .bytes(["raw"])
                .boxed("Line.empty")
                .boxed("Order.boxes")
                .boxed("one_of_these.nested")
                .skip_debug(["Nested"])
                .disable_comments([".shop.v1.type.Order"])
                .enable_type_names()
                .retain_enum_prefix()
                .compile_well_known_types()
                .prost_path("crate::prost")
                .extern_path(".google.protobuf.Timestamp", "crate::r#type::Time")
                .extern_path(".shop.v1.type.Order.Kind", "crate::gen::Kind")
                .type_name_domain(["Order"], "shop.example");
        },
        None
    );
}

#[test]
fn finds_packages_of_other_code_where_prost_build_does() {
    let set = |settings: &mut RustSettings| {
        settings.prost_path = Some("crate::prost".to_owned());
        settings.extern_paths.push((".shop.v1.type".to_owned(), "crate::gen::shop".to_owned()));
    };
    assert_same!(
        |settings| set(settings),
        |config| {
            config.prost_path("crate::prost").extern_path(".shop.v1.type", "crate::gen::shop");
        },
        Some(|builder| builder)
    );
}

#[test]
fn attributes_have_the_layout_that_prettyplease_gives_them() {
    const LONG: &str =
        "#[derive(serde::Serialize,)] #[serde(rename_all=\"camelCase\", deny_unknown_fields, tag = \"of_this_kind\")]";
    const ODD: &str =
        "/// Docs.\n#[doc = \"more\"] #[a::b(c = 1,d(e, 'f', b\"g\"))] // gone\n#[x{a b}] #[y[1,2 , 3]] #[z = \"é\"]";
    let set = |settings: &mut RustSettings| {
        settings.services = None;
        settings.type_attributes.insert(".", LONG.to_owned());
        settings.message_attributes.insert("Order", ODD.to_owned());
        settings.enum_attributes.insert("one_of_these", "#[derive(Eq)]".to_owned());
        settings.field_attributes.insert(".", ODD.to_owned());
    };
    assert_same!(
        |settings| set(settings),
        |config| {
            config
                .type_attribute(".", LONG)
                .message_attribute("Order", ODD)
                .enum_attribute("one_of_these", "#[derive(Eq)]")
                .field_attribute(".", ODD);
        },
        None
    );
}
