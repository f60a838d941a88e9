//! Validation by the rules of `buf.validate`. `cargo xtask oracle validate` builds and runs such code.

use std::path::{Path, PathBuf};

use protoward_rust_crate::{OptionValue, generate};
use protoward_schema::Schema;
use protoward_source::{FolderTree, Layered, MemoryTree};

use super::names::{compiled, entry, files, flag};

fn accounts() -> Schema {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = |path: &str| FolderTree::new(PathBuf::from(root).join(path));
    let own = folder("fixtures/codegen/validation/proto");
    let rules = folder("crates/language/common-protos/third_party/protovalidate");
    compiled(Layered::new().with(own).with(rules), ["accounts.proto"])
}

#[test]
fn validates_messages_and_services() {
    let schema = accounts();
    let validate = flag("validate", true);
    let plain = files(&schema, &[]);
    let with = files(&schema, &[validate]);
    let added: String = ["accounts.common.rs", "accounts.v1.rs"]
        .map(|file| {
            format!("// {file}\n{}", with[file].strip_prefix(&plain[file]).expect("prost's code stays as it is"))
        })
        .concat();
    super::snapshot("validation", "added", &added);
    let without_rules = plain.keys().filter(|file| *file != "buf.validate.rs");
    assert!(with.keys().eq(without_rules), "no file is added, and none declares rules");
}

fn shop(text: &str) -> Schema {
    let rules = FolderTree::new(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/language/common-protos/third_party/protovalidate"),
    );
    compiled(Layered::new().with(MemoryTree::new([("shop.proto", text)])).with(rules), ["shop.proto"])
}

/// Generates the code of a file, and returns the errors.
fn errors(text: &str) -> String {
    match generate(&shop(text), &[entry(&[flag("validate", true)])], Path::new("")) {
        Ok(_) => String::new(),
        Err(report) => report.iter().map(|it| super::rendered(it) + "\n").collect(),
    }
}

#[test]
fn refuses_rules_that_cannot_be_generated() {
    let text = r#"
        edition = "2023";
        package shop.v1;
        import "buf/validate/validate.proto";
        extend buf.validate.StringRules {
          bool trimmed = 1161 [(buf.validate.predefined).cel = {id: "trimmed", expression: "this.trimmed()"}];
        }
        message Order {
          option (buf.validate.message).cel = {id: "names", expression: "this.number == ''"};
          option (buf.validate.message).oneof = {fields: ["name", "none"]};
          repeated string names = 1 [(buf.validate.field).repeated.items.cel_expression = "this.charAt(0) == 1"];
          string name = 2 [(buf.validate.field).int32.gt = 1];
          string pattern = 3 [(buf.validate.field).string.pattern = "("];
          repeated Order orders = 4 [(buf.validate.field).repeated.unique = true];
          string predefined = 5 [(buf.validate.field).string.(trimmed) = true];
          bool ignored = 6 [(buf.validate.field).int32.gt = 1, (buf.validate.field).ignore = IGNORE_ALWAYS];
        }
    "#;
    super::snapshot("validation", "refused", &errors(text));
}

/// The crate of the code may have no standard library, only `alloc`.
#[test]
fn rules_of_messages_need_no_standard_library() {
    let text = r#"
        edition = "2023";
        package shop.v1;
        import "buf/validate/validate.proto";
        message Order {
          option (buf.validate.message).cel = {id: "id", expression: "this.id == 'a' ? '' : 'b' + this.id"};
          string id = 1 [(buf.validate.field).required = true, (buf.validate.field).string.pattern = "^a"];
          Order next = 2 [(buf.validate.field).required = true, (buf.validate.field).cel = {
            id: "next"
            expression: "this.id.matches('^a') && [this.id, 'b'].unique() && this.names.map(it, it + 'a') == ['a']"
          }];
          repeated string names = 3 [(buf.validate.field).repeated.unique = true];
          bytes data = 4 [(buf.validate.field).bytes.pattern = "a+"];
          string raw = 5 [features.utf8_validation = NONE, (buf.validate.field).string.max_len = 3];
          oneof choice {
            option (buf.validate.oneof).required = true;
            Order inner = 6;
            string other = 7;
          }
        }
    "#;
    let strict = ("required", OptionValue::Text("strict".to_owned()));
    let files = files(&shop(text), &[flag("validate", true), strict]);
    let code = &files["shop.v1.rs"];
    assert!(code.contains("alloc::borrow::Cow<") && code.contains("alloc::boxed::Box::new"), "{code}");
    assert!(!code.contains("::std::"), "{code}");
}

#[test]
fn whole_crates_are_validated() {
    let layout = ("layout", OptionValue::Text("workspace".to_owned()));
    let files = files(&accounts(), &[flag("validate", true), layout]);
    let manifest = files.iter().find(|(path, _)| path.ends_with("accounts-v1/Cargo.toml")).expect("it is a crate").1;
    assert!(manifest.contains("protoward-runtime = { version = \"0.1\", features = [\"validate\"] }"), "{manifest}");
}

#[test]
fn services_of_earlier_versions_of_tonic_are_validated() {
    for (version, module, body) in [("tonic-0.12", "tonic_0_12", "BoxBody"), ("tonic-0.13", "tonic_0_13", "Body")] {
        let runtime = ("runtime", OptionValue::Text(version.to_owned()));
        let code = &files(&accounts(), &[flag("validate", true), runtime])["accounts.v1.rs"];
        assert!(code.contains(&format!("::protoward_runtime::grpc::{module}::checked(")), "{version}");
        assert!(code.contains(&format!("T: ::tonic::client::GrpcService<::tonic::body::{body}>")), "{version}");
    }
}

#[test]
fn time_zones_of_regions_need_an_option() {
    let text = r#"
        edition = "2023";
        package shop.v1;
        import "buf/validate/validate.proto";
        import "google/protobuf/timestamp.proto";
        message Order {
          google.protobuf.Timestamp at = 1 [(buf.validate.field).cel_expression = "this.getHours('Europe/Berlin') < 12"];
        }
    "#;
    let refused = errors(text);
    assert!(refused.contains("the rules of the time zone `Europe/Berlin` are not known"), "{refused}");
    assert!(refused.contains("use `UTC` or an offset such as `+02:00`, or set `validate_time_zones`"), "{refused}");
    let with = files(&shop(text), &[flag("validate", true), flag("validate_time_zones", true)]);
    assert!(with["shop.v1.rs"].contains(".part_in(__cel::Part::Hours, \"Europe/Berlin\")?"), "{}", with["shop.v1.rs"]);
}
