//! Declarations that give every operator something to change, in every edition.

use crate::mutate::edition::Edition;

pub(super) const OPTIONS_FILE: &str = "truth/options.proto";
/// The name of a file with a package of its own that has one declaration of each kind.
pub(super) const ALONE_FILE: &str = "truth/truth_alone.proto";

/// Declarations with placeholders. `OPT` is the label of a singular field, `RESERVED` reserved names, and `EXT` extension ranges.
const DECLARATIONS: &str = r#"
message TruthHost {
  option (truth.options.of_message) = "one";
  OPT int32 number = 1 [(truth.options.of_field) = "one"];
  OPT string text = 2;
  OPT bytes raw = 3;
  OPT TruthColor color = 4;
  OPT TruthTwin twin = 5;
  repeated int64 longs = 6;
  repeated TruthEntry entries = 7;
  map<string, int32> counts = 8;
  map<int32, TruthTwin> twins = 9;
  oneof first_choice { string left = 10; int32 right = 11; TruthTwin middle = 12; }
  oneof second_choice { bool yes = 13; bytes no = 14; }
  OPT bool flag = 15;
  OPT double real = 16;
  repeated TruthColor colors = 17;
  OPT sint32 zigzag = 18;
  OPT fixed64 fixed = 19;
  OPT float small = 20;
  OPT uint32 unsigned = 21;
  OPT string snake_case_name = 22;
  OPT string renamed = 23 [json_name = "customName"];
  OPT TruthSparse sparse = 24;
  map<string, TruthColor> palette = 25;
  OPT TruthBeside beside = 26;
  reserved 40 to 49, 60;
  reserved RESERVED;
  EXT
}
message TruthTwin { OPT int32 number = 1; OPT string text = 2; }
message TruthEntry { OPT string key = 1; OPT int32 value = 2; }
message TruthAll {
  OPT double f_double = 1;
  OPT float f_float = 2;
  OPT int32 f_int32 = 3;
  OPT int64 f_int64 = 4;
  OPT uint32 f_uint32 = 5;
  OPT uint64 f_uint64 = 6;
  OPT sint32 f_sint32 = 7;
  OPT sint64 f_sint64 = 8;
  OPT fixed32 f_fixed32 = 9;
  OPT fixed64 f_fixed64 = 10;
  OPT sfixed32 f_sfixed32 = 11;
  OPT sfixed64 f_sfixed64 = 12;
  OPT bool f_bool = 13;
  OPT string f_string = 14;
  OPT bytes f_bytes = 15;
  repeated int32 r_int32 = 16;
  repeated sint64 r_sint64 = 17;
  repeated fixed32 r_fixed32 = 18;
  repeated bool r_bool = 19;
  repeated string r_string = 20;
  repeated double r_double = 21;
  message Nested { OPT int32 deep = 1; enum Deep { TRUTH_DEEP_UNSET = 0; TRUTH_DEEP_ONE = 1; } OPT Deep kind = 2; }
  repeated Nested nested = 22;
  OPT Nested.Deep deep = 23;
  reserved 900 to max;
}
enum TruthColor {
  option (truth.options.of_enum) = "one";
  TRUTH_COLOR_UNSET = 0; TRUTH_RED = 1 [(truth.options.of_value) = "one"]; TRUTH_BLUE = 2; TRUTH_GREEN = 3;
  reserved 7 to 9;
  reserved RESERVED;
}
enum TruthHue { TRUTH_HUE_UNSET = 0; TRUTH_HUE_A = 1; TRUTH_HUE_B = 2; TRUTH_HUE_C = 3; }
enum TruthSparse {
  option allow_alias = true;
  TRUTH_SPARSE_UNSET = 0; TRUTH_SPARSE_ONE = 1; TRUTH_SPARSE_EIN = 1; TRUTH_SPARSE_LOW = -5; TRUTH_SPARSE_HIGH = 100000;
}
service TruthService {
  rpc Get(TruthTwin) returns (TruthHost);
  rpc List(TruthTwin) returns (stream TruthHost) { option (truth.options.of_method) = "one"; }
}
service TruthOtherService { rpc Put(TruthHost) returns (TruthTwin); }
"#;

const EXTENSIBLE: &str = r#"
message TruthOther { OPT int32 number = 1; extensions 1000 to 1999; }
message TruthSet { option message_set_wire_format = true; extensions 4 to 1000000; }
message TruthSetLike { extensions 4 to 1000000; }
extend TruthHost {
  OPT int32 truth_note = 1000;
  OPT string truth_text = 1001;
  repeated int32 truth_list = 1002;
  OPT TruthTwin truth_twin = 1003;
}
extend TruthOther { OPT string other_note = 1100; }
message TruthScope { OPT int32 number = 1; extend TruthHost { OPT TruthTwin in_scope = 1010; } }
extend TruthSet { OPT TruthTwin in_set = 100; }
extend TruthSetLike { OPT TruthTwin in_set_like = 100; }
"#;

const RANGES: &str = r#"extensions 1000 to 1999;
  extensions 2000 to 2100 [(truth.options.of_range) = "one"];
  extensions 3000 to 3999 [
    declaration = { number: 3001, full_name: ".truth.declared_one", type: "int32" },
    declaration = { number: 3002, full_name: ".truth.declared_two", type: "bool", repeated: true }
  ];"#;

const PROTO2: &str = r#"
message TruthStrict {
  required int32 must = 1;
  optional TruthTwin may = 2;
  optional group TruthGroup = 3 { optional int32 in_group = 1; repeated string more = 2; }
  repeated int32 packed = 4 [packed = true];
  optional int32 with_default = 5 [default = 4];
}
"#;

const PROTO3: &str = r#"
message TruthStrict {
  optional int32 maybe = 1;
  repeated int32 expanded = 4 [packed = false];
}
"#;

const EDITIONS: &str = r#"
message TruthStrict {
  int32 must = 1 [features.field_presence = LEGACY_REQUIRED];
  int32 bare = 2 [features.field_presence = IMPLICIT];
  TruthTwin delimited = 3 [features.message_encoding = DELIMITED];
  repeated int32 expanded = 4 [features.repeated_field_encoding = EXPANDED];
  int32 with_default = 5 [default = 4, features.field_presence = EXPLICIT];
  string unchecked = 6 [features.utf8_validation = NONE];
  TruthClosed closed = 7 [features.field_presence = EXPLICIT];
  TruthOpen open = 8;
  repeated TruthClosed closed_list = 9;
}
enum TruthClosed { option features.enum_type = CLOSED; TRUTH_CLOSED_A = 0; TRUTH_CLOSED_B = 1; TRUTH_CLOSED_C = 2; }
enum TruthOpen { option features.enum_type = OPEN; TRUTH_OPEN_A = 0; TRUTH_OPEN_B = 1; TRUTH_OPEN_C = 2; }
"#;

const VISIBILITY: &str = r#"
export message TruthExported { int32 number = 1; }
local message TruthLocal { int32 number = 1; TruthExported exported = 2; }
export enum TruthExportedKind { TRUTH_EXPORTED_UNSET = 0; TRUTH_EXPORTED_ONE = 1; }
"#;

/// Returns the declarations that are added to the file itself.
pub(super) fn declarations(edition: Edition) -> String {
    let mut text = DECLARATIONS.to_owned();
    if edition != Edition::Proto3 {
        text += EXTENSIBLE;
    }
    text += match edition {
        Edition::Proto2 => PROTO2,
        Edition::Proto3 => PROTO3,
        Edition::E2023 | Edition::E2024 | Edition::E2026 => EDITIONS,
    };
    if edition >= Edition::E2024 {
        text += VISIBILITY;
    }
    written(&text, edition)
}

/// Returns a neighbor file of the same package, which imports another file publicly and has an unused import.
pub(super) fn sibling(edition: Edition, package: &str, folder: &str) -> String {
    let head = head(edition, package);
    let text = "message TruthBeside { OPT TruthBase base = 1; OPT string text = 2; }\n\
                enum TruthBesideKind { TRUTH_BESIDE_UNSET = 0; TRUTH_BESIDE_ONE = 1; }\n";
    let imports = format!("import public \"{folder}truth_base.proto\";\nimport \"google/protobuf/empty.proto\";\n");
    format!("{head}{imports}{}", written(text, edition))
}

/// Returns a file of another package that has fields of this one's types, and one of type `Any`.
pub(super) fn carrier(edition: Edition, package: &str, file: &str) -> String {
    let other = if edition == Edition::Proto3 { "" } else { "OPT PACKAGE.TruthOther other = 2; " };
    let text = format!(
        "message TruthCarrier {{ OPT PACKAGE.TruthHost host = 1; {other}OPT google.protobuf.Any any = 3; \
         map<string, PACKAGE.TruthTwin> twins = 4; }}\n"
    );
    let imports = format!("import \"{file}\";\nimport \"google/protobuf/any.proto\";\n");
    format!("{}{imports}{}", head(edition, "truth.carrier"), written(&text.replace("PACKAGE", package), edition))
}

pub(super) fn base(edition: Edition, package: &str) -> String {
    let text = "message TruthBase { OPT int32 number = 1; repeated string texts = 2; }\n";
    format!("{}{}", head(edition, package), written(text, edition))
}

pub(super) fn options(edition: Edition) -> String {
    let kinds = [
        ("File", "of_file"),
        ("Message", "of_message"),
        ("Field", "of_field"),
        ("Oneof", "of_oneof"),
        ("Enum", "of_enum"),
        ("EnumValue", "of_value"),
        ("Service", "of_service"),
        ("Method", "of_method"),
        ("ExtensionRange", "of_range"),
    ];
    let mut text = head(edition, "truth.options");
    text += "import \"google/protobuf/descriptor.proto\";\n";
    for (kind, name) in kinds {
        text += &format!(
            "extend google.protobuf.{kind}Options {{ OPT string {name} = 58711; OPT int32 {name}_level = 58712; }}\n"
        );
    }
    text += "message OptionTag { OPT string name = 1; OPT int32 level = 2; }\n";
    text += "extend google.protobuf.FieldOptions { OPT OptionTag tag = 58713; repeated string words = 58714; }\n";
    written_with(&text, optional(edition))
}

pub(super) fn alone(edition: Edition) -> String {
    let text = "import \"google/protobuf/descriptor.proto\";\nimport \"google/protobuf/empty.proto\";\n\
                import public \"google/protobuf/duration.proto\";\n\
                message TruthAlone { OPT int32 number = 1; }\n\
                enum TruthAloneKind { TRUTH_ALONE_UNSET = 0; TRUTH_ALONE_ONE = 1; }\n\
                extend google.protobuf.MessageOptions { OPT int32 alone = 58721; }\n\
                service TruthAloneService { rpc Ping(google.protobuf.Empty) returns (google.protobuf.Empty); }\n";
    format!("{}{}", head(edition, "truth.alone"), written_with(text, optional(edition)))
}

fn head(edition: Edition, package: &str) -> String {
    let syntax = match edition {
        Edition::Proto2 | Edition::Proto3 => format!("syntax = \"{edition}\";"),
        Edition::E2023 | Edition::E2024 | Edition::E2026 => format!("edition = \"{edition}\";"),
    };
    let style = if edition >= Edition::E2024 {
        "option features.enforce_naming_style = STYLE_LEGACY;\noption features.default_symbol_visibility = EXPORT_ALL;\n"
    } else {
        ""
    };
    format!("{syntax}\npackage {package};\n{style}")
}

/// Returns the label of a singular extension, which proto3 requires too.
const fn optional(edition: Edition) -> &'static str {
    match edition {
        Edition::Proto2 | Edition::Proto3 => "optional",
        Edition::E2023 | Edition::E2024 | Edition::E2026 => "",
    }
}

fn written(text: &str, edition: Edition) -> String {
    let ranges = if edition == Edition::Proto3 { "" } else { RANGES };
    let reserved = if edition.has_features() { "was_here, WAS_THERE" } else { "\"was_here\", \"WAS_THERE\"" };
    let label = if edition == Edition::Proto2 { "optional" } else { "" };
    written_with(&text.replace("RESERVED", reserved).replace("EXT\n", &format!("{ranges}\n")), label)
}

fn written_with(text: &str, label: &str) -> String {
    let label = if label.is_empty() { String::new() } else { format!("{label} ") };
    text.replace("OPT ", &label)
}
