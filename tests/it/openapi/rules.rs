//! Rules that are not in the schema, and settings that change what a document says of the routes.

use serde_json::json;

use super::{HEAD, document, ids, make};
use protoward_source::MemoryTree;

fn schema() -> String {
    format!(
        "{HEAD} service S {{
            rpc Get(M) returns (M) {{ option (google.api.http) = {{ get: \"/v1/{{id}}\" }}; }}
            rpc List(M) returns (M);
        }}
        message M {{ string id = 1; string page_token = 2; int32 size = 3; }}
        message Problem {{ string title = 1; }}"
    )
}

#[test]
fn methods_without_rules_can_be_described() {
    let found = document(&schema(), &[], "unbound=true");
    assert_eq!(ids(&found), ["S_List", "S_Get"]);
    let body = &found["paths"]["/a.v1.S/List"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["$ref"], "#/components/schemas/a.v1.M");
    assert_eq!(ids(&document(&schema(), &[], "")), ["S_Get"]);
}

#[test]
fn replaces_rules_by_a_service_yaml() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.yaml");
    let yaml =
        "http:\n  rules:\n  - selector: a.v1.S.Get\n    get: /v2/{id}\n  - selector: a.v1.S.List\n    get: /v2\n";
    std::fs::write(&path, yaml).unwrap();
    let parameter = format!("service_yaml={}", path.display());
    let found = document(&schema(), &[], &parameter);
    assert_eq!(ids(&found), ["S_List", "S_Get"]);
    assert!(found["paths"]["/v2"]["get"].is_object() && found["paths"]["/v2/{id}"]["get"].is_object(), "{found}");
    std::fs::write(&path, yaml.replace("S.Get", "S.Gett")).unwrap();
    let tree = || MemoryTree::new([("a.proto".to_owned(), schema())]);
    let shown = make(tree(), &["a.proto".to_owned()], &parameter).shown();
    let expected = "service.yaml:3:15: cannot find the method `a.v1.S.Gett`\n  help: did you mean `a.v1.S.Get`?\n";
    assert!(shown.ends_with(expected), "{shown}");
    let shown = make(tree(), &["a.proto".to_owned()], "service_yaml=missing.yaml").shown();
    assert!(shown.starts_with("`service_yaml=missing.yaml`: cannot read the service YAML: "), "{shown}");
}

#[test]
fn ignored_parameters_are_not_in_the_document() {
    let found = document(&schema(), &[], "ignored_parameters=page_token,ignored_parameters=key");
    let parameters = found["paths"]["/v1/{id}"]["get"]["parameters"].as_array().unwrap();
    assert_eq!(parameters.iter().map(|it| &it["name"]).collect::<Vec<_>>(), ["id", "size"]);
}

#[test]
fn errors_can_have_another_body() {
    let found = document(&schema(), &[], "error_body=a.v1.Problem");
    let media = &found["components"]["responses"]["Error"]["content"]["application/json"];
    assert_eq!(media["schema"], json!({"$ref": "#/components/schemas/a.v1.Problem"}));
    assert_eq!(found["components"]["schemas"]["google.rpc.Status"], json!(null));
    let tree = MemoryTree::new([("a.proto".to_owned(), schema())]);
    let shown = make(tree, &["a.proto".to_owned()], "error_body=a.v1.Problm").shown();
    assert_eq!(shown, "`error_body=a.v1.Problm`: the schema has no such message; did you mean `a.v1.Problem`?\n");
}

#[test]
fn bodies_do_not_need_fields_that_the_path_sets() {
    let required = "[(google.api.field_behavior) = REQUIRED]";
    let text = format!(
        "{HEAD} import \"google/api/field_behavior.proto\";
        service S {{
            rpc Put(PutRequest) returns (M) {{ option (google.api.http) = {{ put: \"/v1/{{thing.name}}\" body: \"*\" }}; }}
            rpc Two(TwoRequest) returns (M) {{ option (google.api.http) = {{ put: \"/v2/{{thing.name}}\" body: \"*\" }}; }}
            rpc Deep(DeepRequest) returns (M) {{ option (google.api.http) = {{ put: \"/v3/{{outer.thing.name}}\" body: \"outer\" }}; }}
        }}
        message Thing {{ string name = 1 {required}; string value = 2; }}
        message Needy {{ string name = 1 {required}; string value = 2 {required}; }}
        message PutRequest {{ Thing thing = 1 {required}; }}
        message TwoRequest {{ Needy thing = 1 {required}; }}
        message Outer {{ Thing thing = 1 {required}; }}
        message DeepRequest {{ Outer outer = 1; }}
        message M {{}}"
    );
    let found = document(&text, &[], "");
    let body = |path: &str| found["paths"][path]["put"]["requestBody"].clone();
    let schema = |path: &str| body(path)["content"]["application/json"]["schema"].clone();
    let put = schema("/v1/{thingName}");
    assert_eq!((&put["required"], &put["properties"]["thing"]["required"]), (&json!(null), &json!(null)), "{found:#}");
    assert_eq!(put["properties"]["thing"]["properties"].as_object().unwrap().keys().collect::<Vec<_>>(), ["value"]);
    assert_eq!(body("/v1/{thingName}")["required"], json!(null));
    let two = schema("/v2/{thingName}");
    assert_eq!((&two["required"], &two["properties"]["thing"]["required"]), (&json!(["thing"]), &json!(["value"])));
    let deep = schema("/v3/{outerThingName}");
    assert_eq!((&deep["required"], &deep["properties"]["thing"]["required"]), (&json!(null), &json!(null)));
}

#[test]
fn parameters_have_distinct_names() {
    let text = format!(
        "{HEAD} service S {{ rpc Get(M) returns (M) {{ option (google.api.http) = {{ get: \"/v1\" }}; }} }}
        message M {{ option deprecated_legacy_json_field_conflicts = true; int32 a_b = 1; int32 aB = 2; }}"
    )
    .replace("proto3", "proto2")
    .replace("int32", "optional int32");
    let found = document(&text, &[], "");
    let parameters = found["paths"]["/v1"]["get"]["parameters"].as_array().unwrap();
    assert_eq!(parameters.iter().map(|it| &it["name"]).collect::<Vec<_>>(), ["aB"]);
}
