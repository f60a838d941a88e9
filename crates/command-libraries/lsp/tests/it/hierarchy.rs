//! The call hierarchy of services, methods and messages.

use crate::client::{Client, below};
use lsp_types::CallHierarchyItem;
use lsp_types::request::{CallHierarchyIncomingCalls, CallHierarchyOutgoingCalls, CallHierarchyPrepare};
use serde_json::{from_value, json};

const ITEM: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nimport \"google/protobuf/timestamp.proto\";\n\nmessage Item {\n  \
    string name = 1;\n  google.protobuf.Timestamp made = 2;\n}\n";
const SHOP: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nimport \"item.proto\";\n\nmessage Basket {\n  repeated Item items = 1;\n}\n\n\
    service Shop {\n  rpc Put(Item) returns (Basket);\n  rpc Trade(stream Item) returns (stream Item);\n}\n";

/// Returns the name, the scope and the file of an item.
fn shown(item: &CallHierarchyItem, client: &Client) -> String {
    let file = below(&item.uri, client.folder.path());
    let file = file.rsplit('/').next().unwrap_or(&file);
    format!("{} in {} of {file}", item.name, item.detail.as_deref().unwrap_or("no scope"))
}

fn prepare(client: &mut Client, name: &str, marked: &str) -> Vec<CallHierarchyItem> {
    let params = client.at(name, marked, json!({}));
    client.request::<CallHierarchyPrepare>(params).unwrap_or_default()
}

/// Returns the callers of an item, with the lines on which they name it.
fn incoming(client: &mut Client, item: &CallHierarchyItem) -> Vec<String> {
    let params = from_value(json!({ "item": item })).unwrap();
    let calls = client.request::<CallHierarchyIncomingCalls>(params).unwrap();
    let lines =
        |ranges: &[lsp_types::Range]| ranges.iter().map(|it| format!(" {}", it.start.line + 1)).collect::<String>();
    calls.iter().map(|call| format!("{}:{}", shown(&call.from, client), lines(&call.from_ranges))).collect()
}

/// Returns what an item calls, with the lines on which it does.
fn outgoing(client: &mut Client, item: &CallHierarchyItem) -> Vec<String> {
    let params = from_value(json!({ "item": item })).unwrap();
    let calls = client.request::<CallHierarchyOutgoingCalls>(params).unwrap();
    let lines =
        |ranges: &[lsp_types::Range]| ranges.iter().map(|it| format!(" {}", it.start.line + 1)).collect::<String>();
    calls.iter().map(|call| format!("{}:{}", shown(&call.to, client), lines(&call.from_ranges))).collect()
}

#[test]
fn messages_reach_methods_and_methods_send_messages() {
    let mut client = Client::open(&[("item.proto", ITEM), ("shop.proto", SHOP)]);
    client.show("shop.proto");
    // A reference is the declaration that it means.
    let item = prepare(&mut client, "shop.proto", &SHOP.replace("Put(Item", "Put(It|em"));
    assert_eq!(item.iter().map(|it| shown(it, &client)).collect::<Vec<_>>(), ["Item in shop.v1 of item.proto"]);
    let callers = [
        "Basket in shop.v1 of shop.proto: 8",
        "Put in shop.v1.Shop of shop.proto: 12",
        "Trade in shop.v1.Shop of shop.proto: 13 13",
    ];
    assert_eq!(incoming(&mut client, &item[0]), callers);
    assert_eq!(outgoing(&mut client, &item[0]), ["Timestamp in google.protobuf of timestamp.proto: 9"]);

    let put = prepare(&mut client, "shop.proto", &SHOP.replace("rpc Put", "rpc P|ut"));
    let sent = ["Item in shop.v1 of item.proto: 12", "Basket in shop.v1 of shop.proto: 12"];
    assert_eq!(outgoing(&mut client, &put[0]), sent);
    assert_eq!(incoming(&mut client, &put[0]), ["Shop in shop.v1 of shop.proto: 12"]);

    let shop = prepare(&mut client, "shop.proto", &SHOP.replace("service Shop", "service Sh|op"));
    let methods = ["Put in shop.v1.Shop of shop.proto: 12", "Trade in shop.v1.Shop of shop.proto: 13"];
    assert_eq!(outgoing(&mut client, &shop[0]), methods);
    assert_eq!(incoming(&mut client, &shop[0]), [""; 0]);

    assert_eq!(prepare(&mut client, "shop.proto", &SHOP.replace("Item items", "Item it|ems")), []);
    client.end();
}

#[test]
fn uses_of_files_of_the_program() {
    let mut client = Client::open(&[("item.proto", ITEM)]);
    client.show("item.proto");
    let timestamp = prepare(&mut client, "item.proto", &ITEM.replace("Timestamp made", "Time|stamp made"));
    assert_eq!(incoming(&mut client, &timestamp[0]), ["Item in shop.v1 of item.proto: 9"]);
    assert_eq!(outgoing(&mut client, &timestamp[0]), [""; 0]);
    client.end();
}
