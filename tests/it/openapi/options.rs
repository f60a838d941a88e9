//! Options of gnostic and of protoc-gen-openapiv2.

use serde_json::{Value as Json, json};

use super::{HEAD, document, ids};

const GNOSTIC: (&str, &str) = (
    "openapiv3/annotations.proto",
    "syntax = \"proto3\"; package openapi.v3; import \"google/protobuf/descriptor.proto\";
    extend google.protobuf.FileOptions { Document document = 1143; }
    extend google.protobuf.MethodOptions { Operation operation = 1143; }
    extend google.protobuf.MessageOptions { Schema schema = 1143; }
    extend google.protobuf.FieldOptions { Schema property = 1143; }
    message Document { Info info = 2; repeated Server servers = 3; Components components = 5; repeated Requirement security = 6; repeated Tag tags = 7; }
    message Info { string title = 1; string description = 2; string version = 6; License license = 5; }
    message License { string name = 1; string url = 2; }
    message Server { string url = 1; string description = 2; }
    message Tag { string name = 1; string description = 2; }
    message Components { Schemes security_schemes = 7; }
    message Schemes { repeated NamedScheme additional_properties = 1; }
    message NamedScheme { string name = 1; SchemeOrReference value = 2; }
    message SchemeOrReference { Scheme security_scheme = 1; }
    message Scheme { string type = 1; string description = 2; string name = 3; string in = 4; string scheme = 5; Flows flows = 7; }
    message Flows { Flow implicit = 1; Flow authorization_code = 4; }
    message Flow { string authorization_url = 1; string token_url = 2; string refresh_url = 3; Strings scopes = 4; }
    message Strings { repeated NamedString additional_properties = 1; }
    message NamedString { string name = 1; string value = 2; }
    message Requirement { repeated NamedTexts additional_properties = 1; }
    message NamedTexts { string name = 1; Texts value = 2; }
    message Texts { repeated string value = 1; }
    message Operation { repeated string tags = 1; string summary = 2; string description = 3; string operation_id = 5; bool deprecated = 9; repeated Requirement security = 10; }
    message Schema { string title = 8; double maximum = 10; bool exclusive_maximum = 11; int64 max_length = 14; string format = 31; string description = 30; Any example = 5; Default default = 29; bool nullable = 1; }
    message Any { string yaml = 2; }
    message Default { oneof oneof { double number = 1; bool boolean = 2; string string = 3; } }",
);

const OPENAPIV2: (&str, &str) = (
    "protoc-gen-openapiv2/options/annotations.proto",
    "syntax = \"proto3\"; package grpc.gateway.protoc_gen_openapiv2.options; import \"google/protobuf/descriptor.proto\";
    extend google.protobuf.FileOptions { Swagger openapiv2_swagger = 1042; }
    extend google.protobuf.MethodOptions { Operation openapiv2_operation = 1042; }
    extend google.protobuf.MessageOptions { Schema openapiv2_schema = 1042; }
    extend google.protobuf.ServiceOptions { Tag openapiv2_tag = 1042; }
    extend google.protobuf.FieldOptions { JSONSchema openapiv2_field = 1042; }
    message Swagger { Info info = 2; string host = 3; string base_path = 4; repeated Scheme schemes = 5; SecurityDefinitions security_definitions = 11; repeated SecurityRequirement security = 12; }
    message Info { string title = 1; string description = 2; string version = 6; }
    enum Scheme { UNKNOWN = 0; HTTP = 1; HTTPS = 2; }
    message SecurityDefinitions { map<string, SecurityScheme> security = 1; }
    message SecurityScheme {
        enum Type { TYPE_INVALID = 0; TYPE_BASIC = 1; TYPE_API_KEY = 2; TYPE_OAUTH2 = 3; }
        enum In { IN_INVALID = 0; IN_QUERY = 1; IN_HEADER = 2; }
        enum Flow { FLOW_INVALID = 0; FLOW_IMPLICIT = 1; FLOW_PASSWORD = 2; FLOW_APPLICATION = 3; FLOW_ACCESS_CODE = 4; }
        Type type = 1; string description = 2; string name = 3; In in = 4; Flow flow = 5; string authorization_url = 6; string token_url = 7; Scopes scopes = 8;
    }
    message Scopes { map<string, string> scope = 1; }
    message SecurityRequirement { message Value { repeated string scope = 1; } map<string, Value> security_requirement = 1; }
    message Operation { repeated string tags = 1; string summary = 2; string description = 3; string operation_id = 5; bool deprecated = 11; }
    message Schema { JSONSchema json_schema = 1; string example = 6; }
    message Tag { string name = 1; string description = 2; }
    message JSONSchema { string title = 5; string description = 6; string default = 7; string example = 9; double minimum = 13; uint64 min_length = 16; string pattern = 17; repeated string required = 26; string format = 36; }",
);

#[test]
fn options_of_gnostic_have_precedence_over_comments() {
    let text = format!(
        "{HEAD} import \"openapiv3/annotations.proto\";
        option (openapi.v3.document) = {{
            info: {{ title: \"Books\" license: {{ name: \"MIT\" }} }}
            servers: {{ url: \"https://a.example.com\" }}
            tags: {{ name: \"Extra\" description: \"More.\" }}
            components: {{ security_schemes: {{ additional_properties: {{ name: \"key\" value: {{ security_scheme: {{ type: \"apiKey\" name: \"k\" in: \"header\" }} }} }} }} }}
            security: {{ additional_properties: {{ name: \"key\" value: {{}} }} }}
        }};
        service S {{
            // A comment.
            rpc Get(M) returns (M) {{
                option (google.api.http) = {{ get: \"/v1\" additional_bindings {{ get: \"/v2\" }} }};
                option (openapi.v3.operation) = {{ operation_id: \"get\" summary: \"Own\" tags: \"Extra\" tags: \"Other\" security: {{ additional_properties: {{ name: \"unknown\" value: {{}} }} }} }};
            }}
        }}
        message M {{
            option (openapi.v3.schema).title = \"A message\";
            // A comment.
            string id = 1 [(openapi.v3.property) = {{ description: \"Own.\" max_length: 5 example: {{ yaml: \"abc\" }} default: {{ string: \"x\" }} }}];
            double number = 2 [(openapi.v3.property) = {{ maximum: 3 exclusive_maximum: true }}];
        }}"
    );
    let found = document(&text, &[GNOSTIC], "version=9");
    assert_eq!(found["info"], json!({"title": "Books", "version": "9", "license": {"name": "MIT"}}));
    assert_eq!(found["servers"], json!([{"url": "https://a.example.com"}]));
    assert_eq!(found["security"], json!([{"key": []}]));
    assert_eq!(found["components"]["securitySchemes"]["key"], json!({"type": "apiKey", "name": "k", "in": "header"}));
    assert_eq!(ids(&found), ["get", "get_2"]);
    let get = &found["paths"]["/v1"]["get"];
    assert_eq!((&get["summary"], &get["description"]), (&json!("Own"), &json!("A comment.")));
    // A requirement without its scheme would be invalid.
    assert_eq!(get["security"], json!([]));
    let tags: Vec<&Json> = found["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    assert_eq!(tags, ["S", "Extra", "Other"]);
    let message = &found["components"]["schemas"]["a.v1.M"];
    assert_eq!(message["title"], "A message");
    let expected =
        json!({"type": "string", "description": "Own.", "maxLength": 5, "default": "x", "examples": ["abc"]});
    assert_eq!(message["properties"]["id"], expected);
    assert_eq!(message["properties"]["number"]["exclusiveMaximum"], 3);
}

#[test]
fn reads_options_of_openapiv2() {
    let text = format!(
        "{HEAD} import \"protoc-gen-openapiv2/options/annotations.proto\";
        option (grpc.gateway.protoc_gen_openapiv2.options.openapiv2_swagger) = {{
            info: {{ title: \"Books\" version: \"2\" }} host: \"a.example.com\" base_path: \"/base\" schemes: HTTP
            security_definitions: {{ security: {{ key: \"key\" value: {{ type: TYPE_API_KEY name: \"k\" in: IN_HEADER }} }} }}
            security: {{ security_requirement: {{ key: \"key\" value: {{}} }} }}
        }};
        service S {{
            option (grpc.gateway.protoc_gen_openapiv2.options.openapiv2_tag) = {{ description: \"Own.\" }};
            rpc Get(M) returns (M) {{
                option (google.api.http) = {{ get: \"/v1\" }};
                option (grpc.gateway.protoc_gen_openapiv2.options.openapiv2_operation) = {{ summary: \"Own\" deprecated: true }};
            }}
        }}
        message M {{
            option (grpc.gateway.protoc_gen_openapiv2.options.openapiv2_schema) = {{ json_schema: {{ title: \"A message\" }} example: \"{{\\\"id\\\": \\\"a\\\"}}\" }};
            string id = 1 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = {{ min_length: 2 example: \"\\\"b\\\"\" pattern: \"^b\" }}];
        }}"
    );
    let found = document(&text, &[OPENAPIV2], "");
    assert_eq!(found["info"], json!({"title": "Books", "version": "2"}));
    assert_eq!(found["servers"], json!([{"url": "http://a.example.com/base"}]));
    assert_eq!(found["security"], json!([{"key": []}]));
    assert_eq!(found["components"]["securitySchemes"]["key"], json!({"type": "apiKey", "name": "k", "in": "header"}));
    assert_eq!(found["tags"], json!([{"name": "S", "description": "Own."}]));
    let get = &found["paths"]["/v1"]["get"];
    assert_eq!((&get["summary"], &get["deprecated"]), (&json!("Own"), &json!(true)));
    let message = &found["components"]["schemas"]["a.v1.M"];
    assert_eq!((&message["title"], &message["examples"]), (&json!("A message"), &json!([{"id": "a"}])));
    let expected = json!({"type": "string", "pattern": "^b", "minLength": 2, "examples": ["b"]});
    assert_eq!(message["properties"]["id"], expected);
}

#[test]
fn oauth2_schemes_have_flows() {
    let service = "service S { rpc Get(M) returns (M) { option (google.api.http) = { get: \"/v1\" }; } } message M {}";
    let scheme = |import: &str, option: &str, other, parameter: &str| {
        let text = format!("{HEAD} import \"{import}\"; option {option}; {service}");
        let found = document(&text, &[other], parameter);
        let schemes = found.get("securityDefinitions").unwrap_or_else(|| &found["components"]["securitySchemes"]);
        schemes["o"].clone()
    };
    let gnostic = "(openapi.v3.document) = { components: { security_schemes: { additional_properties: { name: \"o\" value: {
        security_scheme: { type: \"oauth2\" description: \"d\" flows: { authorization_code: { authorization_url: \"https://a\" token_url: \"https://t\"
        refresh_url: \"https://r\" scopes: { additional_properties: { name: \"read\" value: \"Reads.\" } } } } } } } } } }";
    let of_gnostic = |parameter| scheme(GNOSTIC.0, gnostic, GNOSTIC, parameter);
    let openapiv2 = "(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_swagger) = { security_definitions: { security: { key: \"o\" value: {
        type: TYPE_OAUTH2 flow: FLOW_APPLICATION token_url: \"https://t\" scopes: { scope: { key: \"read\" value: \"Reads.\" } } } } } }";
    let of_openapiv2 = |parameter| scheme(OPENAPIV2.0, openapiv2, OPENAPIV2, parameter);
    let scopes = json!({"read": "Reads."});
    let flow =
        json!({"authorizationUrl": "https://a", "tokenUrl": "https://t", "refreshUrl": "https://r", "scopes": scopes});
    assert_eq!(of_gnostic(""), json!({"type": "oauth2", "description": "d", "flows": {"authorizationCode": flow}}));
    assert_eq!(
        of_gnostic("openapi=2.0"),
        json!({"type": "oauth2", "description": "d", "flow": "accessCode", "authorizationUrl": "https://a", "tokenUrl": "https://t", "scopes": scopes})
    );
    let flow = json!({"tokenUrl": "https://t", "scopes": scopes});
    assert_eq!(of_openapiv2(""), json!({"type": "oauth2", "flows": {"clientCredentials": flow}}));
    assert_eq!(
        of_openapiv2("openapi=2.0"),
        json!({"type": "oauth2", "flow": "application", "tokenUrl": "https://t", "scopes": scopes})
    );
}

/// Any one of the scopes of a service is enough.
#[test]
fn scopes_of_services_are_requirements() {
    const CLIENT: (&str, &str) = (
        "google/api/client.proto",
        "syntax = \"proto3\"; package google.api; import \"google/protobuf/descriptor.proto\";
        extend google.protobuf.ServiceOptions { string oauth_scopes = 1050; }",
    );
    let text = format!(
        "{HEAD} import \"google/api/client.proto\";
        service S {{ option (google.api.oauth_scopes) = \"https://a/read, https://a/all\"; rpc Get(M) returns (M) {{ option (google.api.http) = {{ get: \"/v1\" }}; }} }}
        service T {{ rpc List(M) returns (M) {{ option (google.api.http) = {{ get: \"/v2\" }}; }} }}
        message M {{}}"
    );
    let parameter = "security=oauth2:implicit:https://a,security=apiKey:query:key";
    let found = document(&text, &[CLIENT], parameter);
    let flow = json!({"authorizationUrl": "https://a", "scopes": {"https://a/read": "", "https://a/all": ""}});
    assert_eq!(
        found["components"]["securitySchemes"]["oauth2"],
        json!({"type": "oauth2", "flows": {"implicit": flow}})
    );
    assert_eq!(found["security"], json!([{"oauth2": []}, {"apiKey": []}]));
    let own = json!([{"oauth2": ["https://a/read"]}, {"oauth2": ["https://a/all"]}, {"apiKey": []}]);
    assert_eq!(found["paths"]["/v1"]["get"]["security"], own);
    assert_eq!(found["paths"]["/v2"]["get"].get("security"), None);
    assert_eq!(document(&text, &[CLIENT], "security=basic")["paths"]["/v1"]["get"].get("security"), None);
}

/// 64-bit integers are strings in JSON, for which keywords of numbers have no meaning.
#[test]
fn options_of_numbers_fit_the_strings_of_64_bits() {
    let text = format!(
        "{HEAD} import \"protoc-gen-openapiv2/options/annotations.proto\";
        service S {{ rpc Post(M) returns (M) {{ option (google.api.http) = {{ post: \"/v1\" body: \"*\" }}; }} }}
        message M {{
            int64 wide = 1 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = {{ default: \"5\" example: \"7\" minimum: 1 }}];
            int32 small = 2 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = {{ default: \"5\" minimum: 1 }}];
            string text = 3 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = {{ default: \"5\" minimum: 1 }}];
            uint64 own = 4 [(grpc.gateway.protoc_gen_openapiv2.options.openapiv2_field) = {{ minimum: 1 pattern: \"^1$\" }}];
        }}"
    );
    let found = document(&text, &[OPENAPIV2], "");
    let of = |name: &str| found["components"]["schemas"]["a.v1.M"]["properties"][name].clone();
    let pattern = of("wide")["pattern"].as_str().unwrap().to_owned();
    assert!(pattern.starts_with("^(") && !pattern.contains('0') || !pattern.contains("(0|"), "{pattern}");
    assert_eq!(
        of("wide"),
        json!({"type": "string", "format": "int64", "pattern": pattern, "default": "5", "examples": ["7"]})
    );
    assert_eq!((of("small")["default"].clone(), of("small")["minimum"].clone()), (json!(5), json!(1)));
    assert_eq!(of("text"), json!({"type": "string", "default": "5"}));
    assert_eq!(of("own"), json!({"type": "string", "format": "uint64", "pattern": "^1$"}));
}
