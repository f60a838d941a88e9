//! Whether the builder of build scripts has a method for each option of the generator, and sets no others.

use std::collections::BTreeSet;
use std::path::Path;

use protoward_rust::{OPTIONS, option};

/// Options that no build script has, each with the reason.
const NOT_OF_BUILD_SCRIPTS: &[(&str, &str)] = &[
    ("crate_name", "a build script writes to a crate that exists"),
    ("layout", "a build script writes to a crate that exists"),
];

/// The parts of the builder, without those that only run it.
const FILES: &[&str] = &["additions.rs", "builder.rs", "common_methods.rs", "config.rs", "extras.rs"];

/// The methods that set an option by its name.
const SETTERS: &[&str] = &["set_flag", "set_text", "set_list", "add", "add_pair"];

fn source() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../build/src");
    FILES.iter().map(|file| std::fs::read_to_string(folder.join(file)).expect("the builder has the file")).collect()
}

/// Returns the names of methods: those after `fn`, and those in lists, which end with a semicolon.
fn methods(source: &str) -> BTreeSet<&str> {
    let lines = source.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let names = lines.filter_map(|line| {
        let declared = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("fn "));
        declared.map_or_else(|| line.strip_suffix(';'), |rest| rest.split(['(', '<']).next())
    });
    names.collect()
}

#[test]
fn every_option_has_a_method() {
    let source = source();
    let methods = methods(&source);
    let is_excused = |name: &str| NOT_OF_BUILD_SCRIPTS.iter().any(|(excused, _)| *excused == name);
    let missing: Vec<_> = OPTIONS.iter().map(|row| row.name).filter(|name| !methods.contains(name)).collect();
    let missing: Vec<_> = missing.into_iter().filter(|name| !is_excused(name)).collect();
    assert!(missing.is_empty(), "the builder lacks {missing:?}");
    NOT_OF_BUILD_SCRIPTS.iter().for_each(|(name, _)| assert!(!methods.contains(name), "`{name}` is a method"));
}

#[test]
fn every_name_is_an_option() {
    let source = source();
    for setter in SETTERS {
        for call in source.split(&format!("options.{setter}(\"")).skip(1) {
            let name = call.split('"').next().unwrap_or_default();
            assert!(option(name).is_some(), "`{name}` is no option");
        }
    }
}
