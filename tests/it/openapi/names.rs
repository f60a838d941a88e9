//! Names in documents: ids of operations, tags, path parameters, summaries.

use protoward_source::MemoryTree;
use serde_json::{Value as Json, json};

use super::{HEAD, document, ids, make};

fn rpc(name: &str, rule: &str) -> String {
    format!("rpc {name}(M) returns (M) {{ option (google.api.http) = {{ {rule} }}; }}\n")
}

/// Returns the texts at a pointer of all objects in a list.
fn texts<'a>(list: &'a Json, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().filter_map(|it| it[key].as_str()).collect()
}

#[test]
fn services_of_one_name_have_different_ids_and_tags() {
    let file = |package: &str| {
        let rule = rpc("Get", &format!("get: \"/{package}\""));
        format!(
            "syntax = \"proto3\"; package {package}; import \"google/api/annotations.proto\";
            // From {package}.
            service S {{ {rule} }} message M {{}}"
        )
    };
    let tree = MemoryTree::new([("a.proto", file("a.v1")), ("b.proto", file("b"))]);
    let made = make(tree, &["a.proto".to_owned(), "b.proto".to_owned()], "per=all,format=json");
    let document: Json = serde_json::from_slice(&made.result.unwrap().files[0].content).unwrap();
    assert_eq!(ids(&document), ["a_v1_S_Get", "b_S_Get"]);
    assert_eq!(texts(&document["tags"], "name"), ["a.v1.S", "b.S"]);
    assert_eq!(texts(&document["tags"], "description"), ["From a.v1.", "From b."]);
    assert_eq!(document["paths"]["/b"]["get"]["tags"], json!(["b.S"]));
}

#[test]
fn all_operations_have_different_ids() {
    let first = rpc("Get", "get: \"/a\" additional_bindings { get: \"/b\" }");
    let second = rpc("Get_2", "get: \"/c\"");
    let third = rpc("B_Get", "get: \"/d\"");
    let fourth = rpc("Get", "get: \"/e\"");
    let text = format!("{HEAD} service A {{ {first} {second} {third} }} service A_B {{ {fourth} }} message M {{}}");
    assert_eq!(ids(&document(&text, &[], "")), ["A_Get", "A_Get_3", "A_Get_2", "A_B_Get", "A_B_Get_2"]);
}

#[test]
fn path_parameters_have_names_that_tools_accept() {
    let rules = rpc("A", "get: \"/a/{inner.item_id}/{other}/{inner_item_id}\"");
    let text = format!(
        "{HEAD} service S {{ {rules} }}
        message M {{ M inner = 1; string item_id = 2; string other = 3 [json_name = \"@o\"]; string inner_item_id = 4; }}"
    );
    let parameters = |document: &Json, path: &str| -> Vec<(String, Json)> {
        let parameters = document["paths"][path]["get"]["parameters"].as_array().unwrap();
        let in_path = parameters.iter().filter(|it| it["in"] == "path");
        in_path.map(|it| (it["name"].as_str().unwrap().to_owned(), it["x-field-path"].clone())).collect()
    };
    let by_json = document(&text, &[], "");
    let expected = [
        ("innerItemId".to_owned(), json!("inner.itemId")),
        ("_o".to_owned(), json!("@o")),
        ("innerItemId1".to_owned(), json!("innerItemId")),
    ];
    assert_eq!(parameters(&by_json, "/a/{innerItemId}/{_o}/{innerItemId1}"), expected);
    let by_name = document(&text, &[], "naming=proto");
    let expected = [
        ("inner_item_id".to_owned(), json!("inner.item_id")),
        ("other".to_owned(), Json::Null),
        ("inner_item_id1".to_owned(), json!("inner_item_id")),
    ];
    assert_eq!(parameters(&by_name, "/a/{inner_item_id}/{other}/{inner_item_id1}"), expected);
    // The server reads query parameters by the names of fields.
    let query = texts(&by_json["paths"]["/a/{innerItemId}/{_o}/{innerItemId1}"]["get"]["parameters"], "name");
    assert!(query.contains(&"itemId"), "{query:?}");
}

#[test]
fn every_operation_has_a_summary_and_errors() {
    let rules =
        [rpc("ListBooks", "get: \"/a\""), format!("// Gets a book, e.g. Emma. More.\n{}", rpc("Get", "get: \"/b\""))];
    let text = format!("{HEAD} service S {{ {} }} message M {{}}", rules.concat());
    let document = document(&text, &[], "");
    assert_eq!(document["paths"]["/a"]["get"]["summary"], "List books");
    assert_eq!(document["paths"]["/b"]["get"]["summary"], "Gets a book, e.g. Emma");
    let responses = &document["paths"]["/a"]["get"]["responses"];
    for status in ["4XX", "default"] {
        assert_eq!(responses[status]["$ref"], "#/components/responses/Error");
    }
    let error = &document["components"]["responses"]["Error"]["content"]["application/json"]["schema"];
    assert_eq!(error["$ref"], "#/components/schemas/google.rpc.Status");
    assert_eq!((&document["security"], &document["servers"]), (&json!([]), &json!([{"url": "/"}])));
}
