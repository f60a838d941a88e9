//! Validation by the rules of `buf.validate`. `cargo xtask oracle rust --only validation` builds and runs such code.

use std::path::{Path, PathBuf};

use protoward_rust_crate::{OptionValue, generate, warnings};
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
    let new: Vec<_> = with.keys().filter(|file| !plain.contains_key(*file)).collect();
    assert_eq!(new, ["accounts.common.rules.binpb"]);
}

#[test]
fn warns_about_rules_that_the_engine_cannot_evaluate() {
    let text = r#"
        edition = "2023";
        package shop.v1;
        import "buf/validate/validate.proto";
        extend buf.validate.StringRules {
          bool trimmed = 1161 [(buf.validate.predefined).cel = {id: "trimmed", expression: "this == this.trim()"}];
        }
        message Order {
          option (buf.validate.message).cel = {id: "names", expression: "this.names.join('') != ''"};
          repeated string names = 1 [(buf.validate.field).repeated.items.cel_expression = "this.charAt(0) == 'a'"];
          Price price = 2 [(buf.validate.field).cel_expression = "this == shop.v1.Price{units: 1}"];
          map<string, string> notes = 3 [(buf.validate.field).map.keys.cel_expression = "this.split('/').size() == 2"];
          string join = 4 [(buf.validate.field).cel_expression = "this.startsWith('join(')", (buf.validate.field).string.min_len = 1];
        }
        message Price {
          option (buf.validate.message).cel_expression = "!has(this.units) || bool('true')";
          int32 units = 1;
        }
    "#;
    let rules = FolderTree::new(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/language/common-protos/third_party/protovalidate"),
    );
    let schema = compiled(Layered::new().with(MemoryTree::new([("shop.proto", text)])).with(rules), ["shop.proto"]);
    let found = |options: &[(&str, OptionValue)]| {
        warnings(&schema, &[entry(options)]).iter().map(|it| super::rendered(it) + "\n").collect::<String>()
    };
    assert_eq!(found(&[]), "");
    super::snapshot("validation", "warnings", &found(&[flag("validate", true)]));
}

#[test]
fn refuses_impossible_validation() {
    let refused = |options: &[(&str, OptionValue)]| {
        let report = generate(&accounts(), &[entry(options)], Path::new("")).unwrap_err();
        report.iter().map(super::rendered).collect::<String>()
    };
    let validate = || flag("validate", true);
    let text = |name, value: &str| (name, OptionValue::Text(value.to_owned()));
    let in_crates = refused(&[validate(), text("layout", "workspace")]);
    assert!(in_crates.contains("`validate` cannot be generated together with `layout`"), "{in_crates}");
    let for_earlier = refused(&[validate(), text("runtime", "tonic-0.13")]);
    assert!(for_earlier.contains("`validate`"), "{for_earlier}");
}
