//! The protoc mode compared with protoc: for the same command line, the exit code, the output, the files and the positions of
//! errors are the same.
//!
//! `fixtures/protoc` has the recorded behavior of protoc, so that the tests do not need protoc. `cargo xtask oracle protoc`
//! records it again.

#[path = "protoc/table.rs"]
mod table;

use std::path::Path;

use super::environment;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/protoc");

#[test]
fn command_lines_have_the_recorded_results_of_protoc() {
    let families = table::families(Path::new(FIXTURES));
    let count: usize = families.iter().map(|family| family.cases.len()).sum();
    let differences: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = families.iter().map(|family| scope.spawn(|| differences(family))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let differences = differences.concat();
    assert!(differences.is_empty(), "protoc did otherwise:\n{differences}");
    assert!(count >= 200, "the answers are there");
}

fn differences(family: &table::Family) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_protoward"));
    let text = family.text(family.cases.iter().map(|case| &case.recorded));
    assert_eq!(std::fs::read_to_string(family.path()).unwrap(), text, "{}: as it would be recorded", family.name);
    let mut differences = String::new();
    for case in &family.cases {
        let ours = family.ask(environment::tool("sh"), (program, Some("protoc")), case).unwrap();
        if !ours.agrees(&case.recorded) {
            let name = &family.name;
            let line = &case.line;
            let protoc = case.recorded.text();
            differences.push_str(&format!("{name}: {line}\n--- protoc\n{protoc}--- protoward\n{}\n", ours.text()));
        }
    }
    differences
}
