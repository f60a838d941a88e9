//! Schemas in documents: patterns, defaults, formats, examples, values that a URL cannot have.

use serde_json::{Value as Json, json};

use super::{HEAD, document};

const FIELD_INFO: (&str, &str) = (
    "google/api/field_info.proto",
    "syntax = \"proto3\"; package google.api; import \"google/protobuf/descriptor.proto\";
    extend google.protobuf.FieldOptions { FieldInfo field_info = 291403980; }
    message FieldInfo {
        enum Format { FORMAT_UNSPECIFIED = 0; UUID4 = 1; IPV4 = 2; IPV6 = 3; IPV4_OR_IPV6 = 4; }
        Format format = 1;
        repeated TypeReference referenced_types = 2;
    }
    message TypeReference { string type_name = 1; }",
);

/// Returns the properties of the message `M`, which is the body of a method.
fn properties(head: &str, declarations: &str) -> Json {
    let rule = "option (google.api.http) = { post: \"/m\" body: \"*\" };";
    let text = format!("{head} service S {{ rpc A(M) returns (M) {{ {rule} }} }} {declarations}");
    let document = document(&text, &[FIELD_INFO], "");
    document["components"]["schemas"]["a.v1.M"]["properties"].clone()
}

#[test]
fn texts_of_integers_and_masks_have_patterns() {
    let head =
        format!("{HEAD} import \"google/protobuf/field_mask.proto\"; import \"google/protobuf/wrappers.proto\";");
    let found = properties(
        &head,
        "message M { int64 a = 1; fixed64 b = 2; google.protobuf.Int64Value c = 3; google.protobuf.FieldMask d = 4; }",
    );
    let pattern = |name: &str| found[name]["pattern"].as_str().unwrap().to_owned();
    assert_eq!(
        (pattern("a"), pattern("b"), pattern("c")),
        ("^(0|-?[1-9][0-9]{0,18})$".into(), "^(0|[1-9][0-9]{0,19})$".into(), "^(0|-?[1-9][0-9]{0,18})$".into())
    );
    let mask = pattern("d");
    assert_eq!(mask, r"^(\*|[A-Za-z0-9.]+(,[A-Za-z0-9.]+)*)?$");
}

#[test]
fn masks_of_updates_have_the_paths_of_their_message() {
    let head = format!(
        "{HEAD} import \"google/protobuf/field_mask.proto\"; import \"google/protobuf/timestamp.proto\";
        service S {{
            rpc A(Update) returns (Book) {{ option (google.api.http) = {{ patch: \"/a/{{book.id}}\" body: \"book\" }}; }}
            rpc B(Other) returns (Book) {{ option (google.api.http) = {{ patch: \"/b/{{book.id}}\" body: \"book\" }}; }}
            rpc C(Query) returns (Book) {{ option (google.api.http).get = \"/c\"; }}
        }}
        message Update {{ Book book = 1; google.protobuf.FieldMask update_mask = 2; }}
        message Other {{ Book book = 1; google.protobuf.FieldMask mask = 2; }}
        message Query {{ google.protobuf.FieldMask update_mask = 1; }}
        message Book {{
            string id = 1; google.protobuf.Timestamp create_time = 2; Author main_author = 3; repeated Author authors = 4;
            map<string, string> labels = 5; Nothing nothing = 6; string odd_2 = 7;
        }}
        message Author {{ string name = 1; Book first_book = 2; }} message Nothing {{}}"
    );
    let document = document(&head, &[], "");
    let pattern = |path: &str, verb: &str| {
        let parameters = document["paths"][path][verb]["parameters"].as_array().unwrap();
        let mask = parameters.iter().find(|it| it["name"].as_str().unwrap().to_lowercase().ends_with("mask")).unwrap();
        mask["schema"]["pattern"].as_str().unwrap().to_owned()
    };
    let path = r"(id|createTime|mainAuthor(\.(name|firstBook(\.[A-Za-z0-9.]+)?))?|authors|labels(\.[a-z][A-Za-z0-9]*)?|nothing)";
    assert_eq!(pattern("/a/{bookId}", "patch"), format!(r"^(\*|{path}(,{path})*)?$"));
    for (path, verb) in [("/b/{bookId}", "patch"), ("/c", "get")] {
        assert_eq!(pattern(path, verb), r"^(\*|[A-Za-z0-9.]+(,[A-Za-z0-9.]+)*)?$");
    }
}

/// The server refuses unknown members of requests. A response may have members that are newer than the document.
#[test]
fn messages_in_requests_have_no_other_members() {
    let head = format!("{HEAD} import \"google/protobuf/empty.proto\";").replace("proto3", "proto2");
    let text = format!(
        "{head} service S {{
            rpc A(M) returns (Answer) {{ option (google.api.http) = {{ post: \"/m\" body: \"*\" }}; }}
            rpc B(Query) returns (Answer) {{ option (google.api.http).get = \"/q\"; }}
            rpc C(Part) returns (Answer) {{ option (google.api.http) = {{ put: \"/p/{{id}}\" body: \"*\" }}; }}
        }}
        message M {{ map<string, Inner> inner = 1; optional Open open = 2; optional google.protobuf.Empty nothing = 3; }}
        message Inner {{ optional M again = 1; }} message Open {{ extensions 5; }}
        message Part {{ optional string id = 1; optional Inner inner = 2; }} message Query {{ optional int32 size = 1; }}
        message Answer {{ optional Inner inner = 1; }}"
    );
    let document = document(&text, &[], "");
    let schemas = &document["components"]["schemas"];
    for (name, expected) in [("M", json!(false)), ("Inner", json!(false)), ("Open", Json::Null), ("Answer", Json::Null)]
    {
        assert_eq!(schemas[format!("a.v1.{name}")]["additionalProperties"], expected, "{name}");
    }
    assert_eq!(schemas["a.v1.M"]["properties"]["nothing"]["additionalProperties"], false);
    let part = &document["paths"]["/p/{id}"]["put"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(part["additionalProperties"], false, "{part}");
}

#[test]
fn numbers_have_the_bounds_of_their_types() {
    let head = format!("{HEAD} import \"buf/validate/validate.proto\";");
    let found = properties(
        &head,
        "message M {
            int32 a = 1;
            uint32 b = 2;
            int32 c = 3 [(buf.validate.field).int32 = { gt: 1 }];
            int32 d = 4 [(buf.validate.field).int32 = { lt: 5 }];
            uint64 e = 5 [(buf.validate.field).uint64 = { gte: 1, lt: 1001 }];
            uint64 f = 6 [(buf.validate.field).uint64 = { gte: 21, lt: 10 }];
            repeated uint64 g = 7 [(buf.validate.field).repeated.items.uint64 = { lt: 10 }];
        }",
    );
    for (name, keyword, expected) in [
        ("a", "minimum", json!(i32::MIN)),
        ("a", "maximum", json!(i32::MAX)),
        ("b", "minimum", json!(0)),
        ("b", "maximum", json!(u32::MAX)),
        ("c", "exclusiveMinimum", json!(1)),
        ("c", "minimum", Json::Null),
        ("c", "maximum", json!(i32::MAX)),
        ("d", "exclusiveMaximum", json!(5)),
        ("d", "minimum", json!(i32::MIN)),
        ("d", "maximum", Json::Null),
        ("e", "pattern", json!("^(1000|[1-9][0-9]{0,2})$")),
        ("e", "minimum", Json::Null),
        ("e", "x-buf-validate", Json::Null),
    ] {
        assert_eq!(found[name][keyword], expected, "{name} {keyword}");
    }
    let outside = found["f"]["pattern"].as_str().unwrap();
    assert!(outside.starts_with("^(0|[1-9]|2[1-9]|[3-9][0-9]|"), "{outside}");
    assert_eq!(found["g"]["items"]["pattern"], "^(0|[1-9])$");
}

#[test]
fn defaults_of_proto2_are_in_the_form_of_json() {
    let head = HEAD.replace("proto3", "proto2");
    let found = properties(
        &head,
        "message M {
            optional int32 a = 1 [default = -3]; optional int64 b = 2 [default = 4]; optional bool c = 3 [default = true];
            optional double d = 4 [default = -inf]; optional float e = 5 [default = 1.5];
            optional string f = 6 [default = \"x, \\\"y\\\"\"]; optional E g = 7 [default = ONE];
            optional bytes h = 8 [default = \"hi\"]; optional bytes i = 9 [default = \"\\001\"]; optional int32 j = 10;
        }
        enum E { ZERO = 0; ONE = 1; }",
    );
    for (name, expected) in [
        ("a", json!(-3)),
        ("b", json!("4")),
        ("c", json!(true)),
        ("d", json!("-Infinity")),
        ("e", json!(1.5)),
        ("f", json!("x, \"y\"")),
        ("g", json!("ONE")),
        ("h", json!("aGk=")),
        ("i", Json::Null),
        ("j", Json::Null),
    ] {
        assert_eq!(found[name]["default"], expected, "{name}");
    }
    assert_eq!(found["g"]["$ref"], "#/components/schemas/a.v1.E");
}

#[test]
fn formats_of_field_info_are_formats() {
    let head = format!("{HEAD} import \"google/api/field_info.proto\"; import \"google/protobuf/any.proto\";");
    let field =
        |number: u32, format: &str| format!("string f{number} = {number} [(google.api.field_info).format = {format}];");
    let fields = [field(1, "UUID4"), field(2, "IPV4"), field(3, "IPV6"), field(4, "IPV4_OR_IPV6")].concat();
    let any = "google.protobuf.Any any = 5 [(google.api.field_info).referenced_types = { type_name: \"Book\" }];";
    let found = properties(&head, &format!("message M {{ {fields} {any} }}"));
    assert_eq!([&found["f1"]["format"], &found["f2"]["format"], &found["f3"]["format"]], ["uuid", "ipv4", "ipv6"]);
    assert_eq!(found["f4"]["anyOf"], json!([{"format": "ipv4"}, {"format": "ipv6"}]));
    assert_eq!(found["any"]["x-google-referenced-types"], json!(["Book"]));
}

#[test]
fn names_of_resources_and_constraints_have_examples() {
    let head = format!("{HEAD} import \"google/api/resource.proto\"; import \"buf/validate/validate.proto\";");
    let found = properties(
        &head,
        "message M {
            option (google.api.resource) = { type: \"x/Book\" pattern: \"shelves/{shelf}/books/{book}\" };
            string name = 1;
            string other = 2 [(google.api.resource_reference).type = \"x/Book\"];
            string limited = 3 [(google.api.resource_reference).type = \"x/Book\", (buf.validate.field).string.max_len = 3];
            string unknown = 4 [(google.api.resource_reference).type = \"x/Shelf\"];
            int32 number = 5 [(buf.validate.field).int32 = { gt: 1, example: [2, 3] }];
        }",
    );
    for (name, expected) in [
        ("name", json!(["shelves/my-shelf/books/my-book"])),
        ("other", json!(["shelves/my-shelf/books/my-book"])),
        ("limited", Json::Null),
        ("unknown", Json::Null),
        ("number", json!([2, 3])),
    ] {
        assert_eq!(found[name]["examples"], expected, "{name}");
    }
}

#[test]
fn names_deprecated_values() {
    let text = format!(
        "{HEAD} service S {{ rpc A(M) returns (M) {{ option (google.api.http) = {{ post: \"/m\" body: \"*\" }}; }} }}
        message M {{ E e = 1; }}
        enum E {{
            ZERO = 0;
            // The first.
            ONE = 1 [deprecated = true];
            TWO = 2 [deprecated = true];
        }}"
    );
    let schema = &document(&text, &[], "")["components"]["schemas"]["a.v1.E"];
    assert_eq!(schema["x-deprecated-values"], json!(["ONE", "TWO"]));
    assert_eq!(schema["description"], "- `ONE`: Deprecated. The first.\n- `TWO`: Deprecated.");
}

#[test]
fn parameters_have_no_null() {
    let text = format!(
        "{HEAD} import \"google/protobuf/struct.proto\"; import \"google/protobuf/wrappers.proto\";
        service S {{ rpc A(M) returns (M) {{ option (google.api.http) = {{ get: \"/m\" }}; }} }}
        message M {{
            google.protobuf.StringValue one = 1; repeated google.protobuf.Int32Value many = 2;
            google.protobuf.NullValue nothing = 3; google.protobuf.DoubleValue real = 4;
        }}"
    );
    let document = document(&text, &[], "");
    let parameters = document["paths"]["/m"]["get"]["parameters"].as_array().unwrap();
    let schema = |name: &str| &parameters.iter().find(|it| it["name"] == name).unwrap()["schema"];
    assert_eq!(schema("one")["type"], "string");
    assert_eq!(schema("many")["items"]["type"], "integer");
    assert_eq!(schema("nothing"), &json!({"type": "string", "enum": ["NULL_VALUE"]}));
    assert_eq!(schema("real")["oneOf"].as_array().map(Vec::len), Some(2));
}

#[test]
fn distinguishes_streams_of_raw_bodies_from_streams_of_lines() {
    let body = (
        "google/api/httpbody.proto",
        "syntax = \"proto3\"; package google.api; message HttpBody { string content_type = 1; bytes data = 2; }",
    );
    let text = format!(
        "{HEAD} import \"google/api/httpbody.proto\";
        service S {{ rpc A(M) returns (stream google.api.HttpBody) {{ option (google.api.http) = {{ get: \"/m\" }}; }} }}
        message M {{}}"
    );
    let response = &document(&text, &[body], "")["paths"]["/m"]["get"]["responses"]["200"];
    assert_eq!(response["content"], json!({"*/*": {"schema": {}}}));
    let description = response["description"].as_str().unwrap();
    assert!(description.contains("one after the other") && !description.contains("line"), "{description}");
}
