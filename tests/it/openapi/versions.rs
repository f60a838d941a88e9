//! Documents of older versions of OpenAPI.

use serde_json::{Value as Json, json};

use super::{HEAD, document, make};
use protoward_source::MemoryTree;

fn schema() -> String {
    let head = format!("{HEAD} import \"google/protobuf/wrappers.proto\"; import \"google/protobuf/struct.proto\";");
    format!(
        "{head} service S {{
            rpc Get(M) returns (M) {{
                option (google.api.http) = {{ get: \"/v1/{{id}}\" additional_bindings {{ custom {{ kind: \"TRACE\" path: \"/v1\" }} }} }};
            }}
            rpc Put(M) returns (stream M) {{ option (google.api.http) = {{ put: \"/v1/{{id}}\" body: \"inner\" }}; }}
        }}
        message M {{
            string id = 1; google.protobuf.StringValue title = 2; repeated E many = 3; E one = 4; double real = 5;
            google.protobuf.NullValue nothing = 6; map<int32, int64> sizes = 7; bytes raw = 8;
            oneof either {{ bool yes = 9; bool no = 10; }}
            Inner inner = 11;
        }}
        message Inner {{ E kind = 1; string old = 2 [deprecated = true]; }}
        enum E {{ ZERO = 0; ONE = 1; }}"
    )
}

/// Returns all keys in a document, wherever they are.
fn keys(value: &Json) -> Vec<&str> {
    match value {
        Json::Object(object) => {
            object.iter().flat_map(|(key, value)| std::iter::once(key.as_str()).chain(keys(value))).collect()
        }
        Json::Array(values) => values.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

/// Returns all references in a document.
fn references(value: &Json) -> Vec<&str> {
    match value {
        Json::Object(object) => {
            let own = object.get("$ref").and_then(Json::as_str);
            own.into_iter().chain(object.values().flat_map(references)).collect()
        }
        Json::Array(values) => values.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn uses_the_keywords_of_3_0() {
    let found = document(&schema(), &[], "openapi=3.0");
    assert_eq!(found["openapi"], "3.0.3");
    let properties = &found["components"]["schemas"]["a.v1.M"]["properties"];
    assert_eq!(properties["title"], json!({"type": "string", "nullable": true}));
    assert_eq!(properties["nothing"], json!({"type": "string", "nullable": true, "enum": [null]}));
    let keys = keys(&found);
    for keyword in ["dependentSchemas", "propertyNames", "contentEncoding", "const", "examples"] {
        assert!(!keys.contains(&keyword), "{keyword}");
    }
}

#[test]
fn uses_the_sections_of_2_0() {
    let found = document(&schema(), &[], "openapi=2.0,server=https://a.example.com/base,server=/,security=bearer");
    assert_eq!(found["swagger"], "2.0");
    assert_eq!([&found["host"], &found["basePath"]], ["a.example.com", "/base"]);
    assert_eq!(found["schemes"], json!(["https"]));
    assert_eq!(found["securityDefinitions"]["bearer"]["type"], "apiKey");
    let get = &found["paths"]["/v1/{id}"]["get"];
    let parameter = |name: &str| {
        let parameters = get["parameters"].as_array().unwrap();
        parameters.iter().find(|it| it["name"] == name).unwrap().clone()
    };
    assert_eq!(parameter("one"), json!({"name": "one", "in": "query", "type": "string", "enum": ["ZERO", "ONE"]}));
    assert_eq!(
        parameter("many"),
        json!({
            "name": "many", "in": "query", "type": "array", "collectionFormat": "multi",
            "items": {"type": "string", "enum": ["ZERO", "ONE"]}
        })
    );
    assert_eq!(parameter("real"), json!({"name": "real", "in": "query", "type": "number", "format": "double"}));
    assert_eq!(parameter("inner.old")["x-deprecated"], true);
    assert_eq!(get["responses"]["200"]["schema"]["$ref"], "#/definitions/a.v1.M");
    assert_eq!(get["responses"]["4XX"], Json::Null);
    let put = &found["paths"]["/v1/{id}"]["put"];
    assert_eq!(put["consumes"], json!(["application/json"]));
    assert_eq!(put["produces"], json!(["application/x-ndjson", "text/event-stream", "application/json"]));
    let body = put["parameters"].as_array().unwrap().iter().find(|it| it["in"] == "body").unwrap();
    assert_eq!(body["schema"]["$ref"], "#/definitions/a.v1.Inner");
    assert!(found["paths"]["/v1"]["x-additionalOperations"]["TRACE"].is_object());
    assert_eq!(found["components"], Json::Null);
    let keys = keys(&found);
    for keyword in ["oneOf", "anyOf", "nullable", "content", "requestBody", "trace", "explode"] {
        assert!(!keys.contains(&keyword), "{keyword}");
    }
    for reference in references(&found) {
        let target = found.pointer(reference.trim_start_matches('#'));
        assert!(target.is_some(), "{reference}");
    }
}

#[test]
fn rejects_schemes_that_a_version_does_not_have() {
    let tree = || MemoryTree::new([("a.proto".to_owned(), schema())]);
    let shown = |parameter: &str| make(tree(), &["a.proto".to_owned()], parameter).shown();
    assert_eq!(shown("openapi=3.0,security=mutualTLS"), "`security=mutualTLS` needs `openapi=3.1`\n");
    let words = "`security=openIdConnect` needs `openapi=3.0` or `openapi=3.1`\n";
    assert_eq!(shown("openapi=2.0,security=openIdConnect:https://a"), words);
}
