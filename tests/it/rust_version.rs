//! The stated `rust-version` is sufficient for all dependencies. The code of this repository is checked by clippy's lint
//! `incompatible_msrv`, which is enabled in the workspace.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn no_dependency_needs_a_newer_rust() {
    let args = ["metadata", "--format-version", "1", "--locked"];
    let output = crate::environment::cargo().args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let stated: BTreeMap<&str, &str> = packages
        .iter()
        .filter_map(|package| Some((package["id"].as_str()?, package["rust_version"].as_str()?)))
        .collect();
    let ours = packages.iter().find(|package| package["name"] == "protoward").unwrap();
    let limit = version(ours["rust_version"].as_str().unwrap());
    let needed = normal_dependencies(&metadata, ours["id"].as_str().unwrap());
    assert!(needed.len() > 50, "the graph was walked");
    let newer: Vec<_> =
        needed.iter().filter(|id| stated.get(id.as_str()).is_some_and(|stated| version(stated) > limit)).collect();
    assert!(newer.is_empty(), "these ask for more than {limit:?}: {newer:#?}");
}

/// Returns all packages that a build of a package needs, without those for tests and examples.
fn normal_dependencies(metadata: &Value, root: &str) -> BTreeSet<String> {
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let mut found = BTreeSet::new();
    let mut open = vec![root.to_owned()];
    while let Some(id) = open.pop() {
        for dependency in nodes[id.as_str()]["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            let next = dependency["pkg"].as_str().unwrap();
            if kinds.iter().any(|kind| kind["kind"] != "dev") && found.insert(next.to_owned()) {
                open.push(next.to_owned());
            }
        }
    }
    found
}
