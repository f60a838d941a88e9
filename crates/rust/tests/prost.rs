//! The code is that of prost-build and tonic-prost-build, byte for byte, where nothing else is asked for.

use std::collections::BTreeMap;

use prost::Message as _;
use protoward_compiler::{Compiler, MemoryTree};
use protoward_rust::{Comments, Generator, Services, Settings};
use protoward_schema::descriptor::encode_files;

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
"#;

/// The files that both generators write.
struct Case {
    settings: Settings,
    config: prost_build::Config,
    builder: Option<tonic_prost_build::Builder>,
}

impl Case {
    fn new() -> Self {
        let mut settings = Settings::default();
        settings.comments = Comments::Prost;
        settings.prost_names = true;
        Self { settings, config: prost_build::Config::new(), builder: None }
    }

    fn with_services(mut self) -> Self {
        self.settings.services = Some(Services::default());
        self.builder = Some(tonic_prost_build::configure());
        self
    }

    fn services(
        mut self,
        ours: impl FnOnce(&mut Services),
        theirs: impl FnOnce(tonic_prost_build::Builder) -> tonic_prost_build::Builder,
    ) -> Self {
        if let Some(services) = &mut self.settings.services {
            ours(services);
        }
        self.builder = self.builder.map(theirs);
        self
    }

    fn assert_same(mut self) {
        let tree = MemoryTree::new([("order.proto", PROTO2), ("shop.proto", PROTO3)]);
        let compiled = Compiler::new().resolver(tree).compile(["order.proto", "shop.proto"]).expect("it is right");
        let schema = compiled.schema();
        let files: Vec<_> = schema.files.ids().collect();

        let generator = Generator::new(schema, &files, &self.settings).expect("paths are right");
        let ours: BTreeMap<String, String> =
            generator.modules().into_iter().map(|module| (module.file, module.code)).collect();

        let out = tempfile::tempdir().expect("there is room");
        let bytes = encode_files(schema, files.iter().copied(), true);
        let set = prost_types::FileDescriptorSet::decode(&*bytes).expect("it is one");
        self.config.out_dir(out.path());
        match self.builder {
            Some(builder) => builder.out_dir(out.path()).compile_fds_with_config(set, self.config),
            None => self.config.compile_fds(set),
        }
        .expect("it can be generated");
        for entry in std::fs::read_dir(out.path()).expect("it is there") {
            let path = entry.expect("it is there").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("it has a name").to_owned();
            let theirs = std::fs::read_to_string(&path).expect("it is text");
            let ours = ours.get(&name).map_or("", String::as_str);
            let difference = theirs.lines().zip(ours.lines()).find(|(theirs, ours)| theirs != ours);
            assert!(theirs == ours, "{name}: {difference:?}");
        }
    }
}

#[test]
fn messages_are_those_of_prost_build() {
    Case::new().assert_same();
}

#[test]
fn services_are_those_of_tonic_prost_build() {
    Case::new().with_services().assert_same();
}

#[test]
fn options_of_services_do_what_they_do_in_tonic_prost_build() {
    let attribute = "#[cfg(feature = \"server\")]";
    Case::new()
        .with_services()
        .services(
            |services| {
                services.use_arc_self = true;
                services.generate_default_stubs = true;
                services.build_transport = false;
                services.codec_path = "crate::Codec".to_owned();
                services.disable_comments =
                    vec!["shop.v1.a_rather_long_name_of_a_package.that_makes_lines_long.Shop".to_owned()];
                services.server_attributes.structs.push(("Shop".to_owned(), attribute.to_owned()));
                services.server_attributes.modules.push(("that_makes_lines_long".to_owned(), attribute.to_owned()));
                services.server_attributes.traits.push((".".to_owned(), "/// More.".to_owned()));
                services.client_attributes.modules.push(("lines_long".to_owned(), attribute.to_owned()));
            },
            |builder| {
                builder
                    .use_arc_self(true)
                    .generate_default_stubs(true)
                    .build_transport(false)
                    .codec_path("crate::Codec")
                    .disable_comments(["shop.v1.a_rather_long_name_of_a_package.that_makes_lines_long.Shop"])
                    .server_attribute("Shop", attribute)
                    .server_mod_attribute("that_makes_lines_long", attribute)
                    .trait_attribute(".", "/// More.")
                    .client_mod_attribute("lines_long", attribute)
            },
        )
        .assert_same();
}

#[test]
fn options_of_messages_do_what_they_do_in_prost_build() {
    let mut case = Case::new();
    case.settings.btree_map.insert(".", ());
    case.settings.bytes.insert("raw", ());
    case.settings.boxed.insert("Line.empty", ());
    case.settings.skip_debug.insert("Nested", ());
    case.settings.disable_comments.insert(".shop.v1.type.Order", ());
    case.settings.enable_type_names = true;
    case.settings.retain_enum_prefix = true;
    case.settings.compile_well_known_types = true;
    case.settings.prost_path = Some("crate::prost".to_owned());
    case.settings.extern_paths.push((".google.protobuf.Timestamp".to_owned(), "crate::r#type::Time".to_owned()));
    case.settings.type_name_domains.insert("Order", "shop.example".to_owned());
    case.config
        .btree_map(["."])
        .bytes(["raw"])
        .boxed("Line.empty")
        .skip_debug(["Nested"])
        .disable_comments([".shop.v1.type.Order"])
        .enable_type_names()
        .retain_enum_prefix()
        .compile_well_known_types()
        .prost_path("crate::prost")
        .extern_path(".google.protobuf.Timestamp", "crate::r#type::Time")
        .type_name_domain(["Order"], "shop.example");
    case.assert_same();
}

#[test]
fn attributes_have_the_layout_that_prettyplease_gives_them() {
    let long =
        "#[derive(serde::Serialize,)] #[serde(rename_all=\"camelCase\", deny_unknown_fields, tag = \"of_this_kind\")]";
    let odd =
        "/// Docs.\n#[doc = \"more\"] #[a::b(c = 1,d(e, 'f', b\"g\"))] // gone\n#[x{a b}] #[y[1,2 , 3]] #[z = \"é\"]";
    let mut case = Case::new();
    case.settings.type_attributes.insert(".", long.to_owned());
    case.settings.message_attributes.insert("Order", odd.to_owned());
    case.settings.enum_attributes.insert("one_of_these", "#[derive(Eq)]".to_owned());
    case.settings.field_attributes.insert(".", odd.to_owned());
    case.config
        .type_attribute(".", long)
        .message_attribute("Order", odd)
        .enum_attribute("one_of_these", "#[derive(Eq)]")
        .field_attribute(".", odd);
    case.assert_same();
}
