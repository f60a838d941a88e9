//! Violations of messages, named as protovalidate names them. `cargo xtask oracle validate` compares drawn ones.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use protoward_common_protos::CommonProtos;
use protoward_compiler::{Compiler, MemoryTree};
use protoward_constraints::Validator;
use protoward_dynamic::{Codec, UnknownKeys};
use protoward_schema::Schema;
use protoward_source::{Place, Sources, text_with_help};

const SCHEMA: &str = r#"edition = "2023";
package shop;
import "buf/validate/validate.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";

extend buf.validate.Int32Rules {
  int32 factor = 1161 [(buf.validate.predefined).cel = {
    id: "int32.factor"
    expression: "this % rule == 0 ? '' : 'not a multiple of %d'.format([rule])"
  }];
}

message Values {
  int32 range = 1 [(buf.validate.field).int32 = {gte: 2, lt: 5}];
  double exclusive = 2 [(buf.validate.field).double = {gt: 5, lt: 2}];
  string mail = 3 [(buf.validate.field).string.email = true];
  bytes data = 4 [(buf.validate.field).bytes = {len: 2, pattern: "^a"}];
  int32 factor = 5 [(buf.validate.field).int32.(shop.factor) = 3];
  map<int32, string> names = 6 [(buf.validate.field).map = {keys: {int32: {gt: 0}}, values: {string: {in: ["a", "b"]}}}];
  repeated string list = 7 [(buf.validate.field).repeated = {unique: true, items: {string: {max_len: 2}}}];
  Values inner = 8;
  google.protobuf.Duration time = 9 [(buf.validate.field).duration.lte = {seconds: 90}];
  string header = 10 [(buf.validate.field).string = {well_known_regex: KNOWN_REGEX_HTTP_HEADER_NAME}];
  string own = 11 [(buf.validate.field).cel_expression = "this != 'x'"];
  map<string, Values> by_name = 12;
  map<int32, string> several = 13 [(buf.validate.field).map.keys = {
    cel: {id: "one", expression: "this != 1"}
    cel: {expression: "this != 2"}
    cel: {id: "three", expression: "this != 3", message: "not three"}
    cel: {id: "four", expression: "this != 4"}
  }];
}

message Groups {
  option (buf.validate.message).oneof = {fields: ["a", "b"], required: true};
  string a = 1;
  string b = 2;
  oneof choice {
    option (buf.validate.oneof).required = true;
    string c = 3;
  }
  string d = 4 [(buf.validate.field).required = true];
}

message Made {
  option (buf.validate.message).cel = {
    id: "made"
    expression: "this == shop.Made{count: 1, numbers: [1, 2], names: {'a': 1u}, sub: shop.Sub{text: 'x'}, wait: duration('1.5s'), wrapped: 4}"
  };
  int32 count = 1;
  repeated int64 numbers = 2;
  map<string, uint32> names = 3;
  Sub sub = 4;
  google.protobuf.Duration wait = 5;
  google.protobuf.Int32Value wrapped = 6;
}

message Sub { string text = 1; }

message Large {
  option (buf.validate.message).cel = {id: "large", expression: "this != shop.Large{count: 3000000000}"};
  int32 count = 1;
}

message Failing {
  option (buf.validate.message).cel = {id: "rate", expression: "10 / this.count > 1"};
  int32 count = 1 [(buf.validate.field).int32 = {not_in: [7]}];
  string unknown = 2 [(buf.validate.field).string = {min_len: 1}, (buf.validate.field).cel_expression = "this.trim().sizes() > 1"];
}

message Pattern { string text = 1 [(buf.validate.field).string = {min_len: 1, pattern: "(?=a)"}]; }
message Misfit { string text = 1 [(buf.validate.field).bytes.min_len = 1]; }
message Group { option (buf.validate.message).oneof = {fields: ["text", "none"]}; string text = 1; }

message Zone {
  google.protobuf.Timestamp at = 1 [(buf.validate.field).cel_expression = "this.getHours('Europe/Berlin') == 14"];
}
"#;

fn compiled() -> (Schema, Sources) {
    let files = MemoryTree::new([("shop.proto", SCHEMA)]);
    Compiler::new().resolver(files).resolver(CommonProtos).compile(["shop.proto"]).unwrap().into_parts()
}

/// Returns the errors about a message in JSON.
fn errors(ty: &str, json: &str) -> String {
    let (schema, mut sources) = compiled();
    let ty = schema.find_message(&format!("shop.{ty}")).unwrap();
    let message = Codec::new(&schema).from_json(ty, json, UnknownKeys::Refuse).unwrap();
    let validated = Validator::new(&schema).validate_named(&message);
    let source = sources.add("message", "message", None);
    let report = validated.report(&schema, Place::whole(source), &sources);
    assert_eq!(validated.is_valid(), report.is_empty());
    text_with_help(&report, &sources).replace("message:1:1:", "").replace(" [invalid-message]", "")
}

/// Asserts the violations of a message of the type `Values`.
#[track_caller]
fn violates(json: &str, expected: &str) {
    assert_eq!(errors("Values", json).trim_end(), expected, "{json}");
}

#[test]
fn violations_have_paths_ids_and_messages() {
    violates("{}", "");
    violates(r#"{"range": 1}"#, "`range`: must be greater than or equal to 2 and less than 5 (`int32.gte_lt`)");
    violates(r#"{"exclusive": 3}"#, "`exclusive`: must be greater than 5 or less than 2 (`double.gt_lt_exclusive`)");
    violates(
        r#"{"exclusive": "NaN"}"#,
        "`exclusive`: must be greater than 5 or less than 2 (`double.gt_lt_exclusive`)",
    );
    violates(r#"{"mail": "a"}"#, "`mail`: must be a valid email address (`string.email`)");
    violates(r#"{"mail": ""}"#, "`mail`: value is empty, which is not a valid email address (`string.email_empty`)");
    violates(r#"{"data": "YmM="}"#, "`data`: must match regex pattern `^a` (`bytes.pattern`)");
    violates(r#"{"factor": 4}"#, "`factor`: not a multiple of 3 (`int32.factor`)");
    violates(
        r#"{"names": {"0": "a", "1": "c"}}"#,
        "the key of `names[0]`: must be greater than 0 (`int32.gt`)\n`names[1]`: must be in list [a, b] (`string.in`)",
    );
    violates(
        r#"{"list": ["abc", "abc"]}"#,
        "`list`: repeated value must contain unique items (`repeated.unique`)\n\
         `list[0]`: must be at most 2 characters (`string.max_len`)\n`list[1]`: must be at most 2 characters (`string.max_len`)",
    );
    violates(r#"{"time": "91s"}"#, "`time`: must be less than or equal to 90s (`duration.lte`)");
    violates(
        r#"{"header": "a b"}"#,
        "`header`: must be a valid HTTP header name (`string.well_known_regex.header_name`)",
    );
    violates(r#"{"own": "x"}"#, "`own`: \"this != 'x'\" returned false (`this != 'x'`)");
    violates(
        r#"{"inner": {"byName": {"a b": {"range": 9}}}}"#,
        "`inner.by_name[\"a b\"].range`: must be greater than or equal to 2 and less than 5 (`int32.gte_lt`)",
    );
}

#[test]
fn rules_of_a_list_have_their_index() {
    let (schema, _) = compiled();
    let ty = schema.find_message("shop.Values").unwrap();
    let json = r#"{"several": {"1": "", "2": "", "3": "", "4": ""}}"#;
    let message = Codec::new(&schema).from_json(ty, json, UnknownKeys::Refuse).unwrap();
    let validated = Validator::new(&schema).validate_named(&message);
    let found: Vec<_> = validated.violations.iter().map(|it| (it.rule_id.as_str(), it.rule_path.as_str())).collect();
    let expected = [
        ("one", "map.keys.cel[0]"),
        ("", "map.keys.cel[1]"),
        ("three", "map.keys.cel[2]"),
        ("four", "map.keys.cel[3]"),
    ];
    assert_eq!(found, expected);
    assert_eq!(
        errors("Values", r#"{"several": {"2": ""}}"#).trim_end(),
        "the key of `several[2]`: \"this != 2\" returned false"
    );
}

#[test]
fn groups_and_required_fields_are_named() {
    let expected = "one of a, b must be set (`message.oneof`)\n\
                    `choice`: exactly one field is required in oneof (`required`)\n`d`: value is required (`required`)\n";
    assert_eq!(errors("Groups", "{}"), expected);
    let both = r#"{"a": "1", "b": "2", "c": "3", "d": "4"}"#;
    assert_eq!(errors("Groups", both), "only one of a, b can be set (`message.oneof`)\n");
}

#[test]
fn messages_of_any_depth_are_validated() {
    let deep = |depth: usize| format!("{}{{\"range\": 1}}{}", "{\"inner\":".repeat(depth), "}".repeat(depth));
    assert!(errors("Values", &deep(60)).starts_with(&format!("`{}range`: must be", "inner.".repeat(60))));
}

#[test]
fn expressions_make_messages() {
    let json =
        r#"{"count": 1, "numbers": [1, 2], "names": {"a": 1}, "sub": {"text": "x"}, "wait": "1.5s", "wrapped": 4}"#;
    assert_eq!(errors("Made", json), "");
    assert!(errors("Made", &json.replace("1.5s", "1.6s")).starts_with("\"this == shop.Made"));
    let too_large = "the rule `cel` of `shop.Large` cannot be evaluated: the number is too large";
    assert!(errors("Large", "{}").contains(too_large), "{}", errors("Large", "{}"));
}

#[test]
fn rules_that_cannot_be_evaluated_are_errors_at_their_places() {
    let at = |line: &str, part: &str| {
        let (row, text) = SCHEMA.lines().enumerate().find(|(_, text)| text.contains(line)).unwrap();
        format!("shop.proto:{}:{}:", row + 1, text.find(part).unwrap() + 1)
    };
    let failing = errors("Failing", r#"{"count": 0}"#);
    let divided = format!(
        "{}the rule `cel` of `shop.Failing` cannot be evaluated: division by zero [unusable-rule]\n",
        at("10 / this", "10 /")
    );
    // The expression is refused for every message.
    let unknown = format!(
        "{}the rule `cel_expression` of `shop.Failing.unknown` cannot be evaluated for `unknown`: unknown function \
         `value.sizes()` [unusable-rule]\n  help: did you mean `size`?\n",
        at("sizes()", "sizes")
    );
    assert_eq!(failing, format!("{divided}{unknown}"));
    let pattern = errors("Pattern", r#"{"text": "a"}"#);
    assert!(pattern.starts_with(&at("(?=a)", "pattern: ")), "{pattern}");
    let misfit = errors("Misfit", "{}");
    assert!(misfit.starts_with(&at("message Misfit", "(buf.validate.field)")), "{misfit}");
    assert!(
        misfit
            .contains("the rule `bytes` of `shop.Misfit.text` cannot be evaluated for `text`: it is for another type")
    );
    let group = errors("Group", "{}");
    assert!(group.contains("it names a field that the message does not have"), "{group}");
}

#[test]
fn time_zones_of_regions_are_known_or_an_error() {
    let summer = errors("Zone", r#"{"at": "2024-07-01T12:00:00Z"}"#);
    if protoward_cel::times::HAS_REGIONS {
        assert_eq!(summer, "");
        assert!(errors("Zone", r#"{"at": "2024-01-01T12:00:00Z"}"#).starts_with("`at`: "));
    } else {
        assert!(summer.contains("neither `UTC` nor an offset such as `+02:00`"), "{summer}");
    }
}
