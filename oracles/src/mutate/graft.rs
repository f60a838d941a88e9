//! Declarations that are rare in real files. They are appended to real files so that mutations can change them.

use super::dialect::Dialect;
use super::outline::{ItemKind, Outline};

/// The comment before the appended declarations.
pub(crate) const MARK: &str = "// grafted";

const PROTO2: &str = r#"
message GraftedMessage {
  optional int32 number = 1 [default = 4];
  optional string text = 2 [default = "x\ty", json_name = "told"];
  optional bytes raw = 3 [default = "\001x"];
  optional double real = 4 [default = 1.5];
  optional bool flag = 5 [default = true];
  optional GraftedKind kind = 6 [default = GRAFTED_TWO];
  required int64 must = 7 [jstype = JS_STRING];
  optional string cord = 8 [ctype = CORD];
  repeated sint32 packed = 9 [packed = true];
  map<int32, GraftedKind> kinds = 10;
  optional group GraftedGroup = 11 { optional int32 deep = 1; required string deeper = 2; }
  oneof choice { string left = 12; uint64 right = 13; GraftedMessage again = 14; }
  optional .google.protobuf.FieldDescriptorProto.Label label = 15;
  extensions 100 to 120, 200, 300 to max;
  reserved 50 to 60, 70;
  reserved "gone", "away";
  message Inner {
    option no_standard_descriptor_accessor = true;
    optional fixed32 a = 1;
    enum Deep { DEEP_A = 1; DEEP_B = 2; reserved 5, -3 to -1; reserved "DEEP_GONE"; }
    extend GraftedMessage { optional Inner scoped = 110; }
  }
}
extend GraftedMessage {
  optional string note = 100;
  repeated int32 notes = 101;
  optional group GraftedExtension = 102 { optional int32 deep = 1; }
}
enum GraftedKind { option allow_alias = true; GRAFTED_ONE = 1; GRAFTED_TWO = 2; GRAFTED_ZWEI = 2; GRAFTED_LOW = -4; }
service GraftedService {
  rpc Get(GraftedMessage) returns (GraftedMessage) { option idempotency_level = IDEMPOTENT; }
  rpc Talk(stream GraftedMessage) returns (stream GraftedMessage.Inner);
}
"#;

const PROTO3: &str = r#"
message GraftedMessage {
  optional int32 number = 1;
  string text = 2 [json_name = "told"];
  bytes raw = 3;
  optional GraftedKind kind = 6;
  int64 must = 7 [jstype = JS_STRING];
  string cord = 8 [ctype = CORD];
  repeated sint32 packed = 9 [packed = false];
  map<string, GraftedMessage> kinds = 10;
  oneof choice { string left = 12; uint64 right = 13; GraftedMessage again = 14; }
  reserved 50 to 60, 70;
  reserved "gone", "away";
  message Inner {
    option no_standard_descriptor_accessor = true;
    fixed32 a = 1;
    enum Deep { DEEP_ZERO = 0; DEEP_B = 2; reserved 5, -3 to -1; reserved "DEEP_GONE"; }
  }
}
enum GraftedKind { option allow_alias = true; GRAFTED_ZERO = 0; GRAFTED_TWO = 2; GRAFTED_ZWEI = 2; GRAFTED_LOW = -4; }
service GraftedService {
  rpc Get(GraftedMessage) returns (GraftedMessage) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Talk(stream GraftedMessage) returns (stream GraftedMessage.Inner);
}
"#;

const EDITION: &str = r#"
message GraftedMessage {
  int32 number = 1 [default = 4, features.field_presence = EXPLICIT];
  string text = 2 [json_name = "told", features.utf8_validation = NONE];
  bytes raw = 3 [features.field_presence = IMPLICIT];
  string inside = 4 [features = { utf8_validation: NONE field_presence: EXPLICIT }];
  string java = 5 [features.(pb.java).utf8_validation = VERIFY];
  GraftedKind kind = 6;
  int64 must = 7 [features.field_presence = LEGACY_REQUIRED, jstype = JS_STRING];
  string cord = 8 [features.(pb.cpp).string_type = CORD];
  repeated sint32 packed = 9 [features.repeated_field_encoding = EXPANDED];
  map<string, string> kinds = 10 [features.utf8_validation = NONE];
  GraftedMessage delimited = 11 [features.message_encoding = DELIMITED];
  oneof choice { string left = 12 [features.utf8_validation = VERIFY]; uint64 right = 13; GraftedMessage again = 14; }
  extensions 100 to 120, 200, 300 to max;
  reserved 50 to 60, 70;
  reserved gone, away;
  message Inner {
    option no_standard_descriptor_accessor = true;
    option features.json_format = LEGACY_BEST_EFFORT;
    fixed32 a = 1;
    enum Deep { option features.enum_type = CLOSED; DEEP_A = 1; DEEP_B = 2; reserved 5, -3 to -1; reserved DEEP_GONE; }
    extend GraftedMessage { Inner scoped = 110; }
  }
}
extend GraftedMessage {
  string note = 100 [features.utf8_validation = VERIFY];
  repeated int32 notes = 101;
}
enum GraftedKind {
  option allow_alias = true;
  option features = { enum_type: OPEN json_format: ALLOW };
  GRAFTED_ZERO = 0; GRAFTED_TWO = 2; GRAFTED_ZWEI = 2; GRAFTED_LOW = -4;
}
service GraftedService {
  rpc Get(GraftedMessage) returns (GraftedMessage) { option idempotency_level = IDEMPOTENT; }
  rpc Talk(stream GraftedMessage) returns (stream GraftedMessage.Inner);
}
"#;

/// Returns the file with appended declarations of its dialect, or `None` if it has them already.
pub(crate) fn graft(text: &str) -> Option<String> {
    if text.contains(MARK) {
        return None;
    }
    let outline = Outline::of(text);
    let (grafted, imports): (&str, &[&str]) = match Dialect::of(text, &outline) {
        Dialect::Proto2 => (PROTO2, &["google/protobuf/descriptor.proto"]),
        Dialect::Proto3 => (PROTO3, &[]),
        Dialect::Edition => (EDITION, &["google/protobuf/java_features.proto", "google/protobuf/cpp_features.proto"]),
    };
    let text = imports.iter().fold(text.to_owned(), |text, import| with_import(&text, import));
    Some(format!("{}\n{MARK}{grafted}", text.trim_end()))
}

/// Returns the file with an import. The import is added only if it is missing.
pub(crate) fn with_import(text: &str, import: &str) -> String {
    let outline = Outline::of(text);
    let imports = || outline.items.iter().filter(|it| it.kind == ItemKind::Import);
    if imports().any(|it| text[it.name.clone()].trim_matches(['"', '\'']) == import) {
        return text.to_owned();
    }
    let head = outline.items.iter().find(|it| it.kind == ItemKind::Package);
    let at = head.or_else(|| outline.items.iter().find(|it| it.kind == ItemKind::Syntax)).map_or(0, |it| it.span.end);
    format!("{}\nimport \"{import}\";{}{}", &text[..at], if at == 0 { "\n" } else { "" }, &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grafts_each_file_once_in_its_own_dialect() {
        let text = graft("edition = \"2023\";\nmessage M {}\n").expect("nothing is grafted yet");
        assert!(text.contains("import \"google/protobuf/cpp_features.proto\";"), "{text}");
        assert!(text.contains("message M {}\n// grafted"), "{text}");
        assert_eq!(graft(&text), None);
        assert!(graft("message M {}").is_some_and(|it| it.contains("optional group GraftedGroup")));
    }

    #[test]
    fn writes_each_import_once() {
        let text = "import 'a.proto';";
        assert_eq!(with_import(text, "a.proto"), text);
    }
}
