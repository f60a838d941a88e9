//! Compares the tables of `docs/architecture.md` with the crates.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

const LARGEST_FILE: usize = 600;
const SMALL_CRATE: usize = 1000;

type Table = BTreeMap<String, BTreeSet<String>>;

/// Returns the rows of all tables with a heading: the first cell, and the names in the second one.
fn documented(heading: &str) -> Vec<(String, BTreeSet<String>)> {
    let page = fs::read_to_string("docs/architecture.md").unwrap();
    let tables = page.split("\n\n").filter(|paragraph| paragraph.trim_start().starts_with(heading));
    let rows = tables.flat_map(|table| table.trim_start().lines().skip(2));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
        (names(cells[0]).remove(0), names(cells[1]).into_iter().collect())
    })
    .collect()
}

/// Returns the folders of `crates`, in which the crates are.
fn folders() -> Vec<PathBuf> {
    fs::read_dir("crates").unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Returns the folders of the crates.
fn crates() -> Vec<PathBuf> {
    let entries = folders().into_iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

/// Returns the names in backticks.
fn names(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Returns the published crates, each with its dependencies on other crates of the workspace.
fn actual() -> Table {
    crates()
        .into_iter()
        .map(|folder| {
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            (folder.file_name().unwrap().to_str().unwrap().to_owned(), manifest.parse::<toml::Table>().unwrap())
        })
        .filter(|(_, manifest)| manifest["package"].get("publish") != Some(&toml::Value::Boolean(false)))
        .map(|(name, manifest)| {
            let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
            let dependencies = dependencies.into_iter().flat_map(toml::Table::keys);
            let own = dependencies.filter_map(|name| Some(name.strip_prefix("protoward-")?.to_owned()));
            (name, own.collect())
        })
        .collect()
}

#[test]
fn documents_the_dependencies_of_the_manifests() {
    let documented: Table = documented("| crate | depends on |").into_iter().collect();
    assert_eq!(documented, actual());
}

#[test]
fn crates_depend_on_those_above_them() {
    let rows = documented("| crate | depends on |");
    for (index, (name, dependencies)) in rows.iter().enumerate() {
        for dependency in dependencies {
            let above = rows[..index].iter().any(|(name, _)| name == dependency);
            assert!(above, "`{name}` depends on `{dependency}`, which is not above it");
        }
    }
}

#[test]
fn every_crate_has_a_purpose_on_the_page() {
    let described: BTreeSet<String> = documented("| crate | holds |").into_iter().map(|(name, _)| name).collect();
    assert_eq!(described, actual().into_keys().collect());
}

#[test]
fn crates_are_in_the_folder_of_their_table() {
    let page = fs::read_to_string("docs/architecture.md").unwrap();
    for path in crates().iter().filter(|path| path.join("Cargo.toml").exists()) {
        let folder = path.parent().unwrap().file_name().unwrap();
        let name = path.file_name().unwrap();
        let folder = folder.to_str().unwrap();
        let name = name.to_str().unwrap();
        let section = page.split("\n### ").find(|section| section.starts_with(&format!("`crates/{folder}`\n")));
        let names = names(section.unwrap_or_else(|| panic!("`crates/{folder}` has no section")));
        assert!(names.iter().any(|it| it == name), "`{name}` is not in the section of `crates/{folder}`");
    }
}

#[test]
fn small_crates_have_a_reason() {
    let documented: BTreeSet<String> = documented("| crate | reason |").into_iter().map(|(name, _)| name).collect();
    let published = actual();
    let is_small = |folder: &PathBuf| {
        let files = WalkDir::new(folder.join("src")).into_iter().map(Result::unwrap);
        let files = files.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
        files.map(|entry| fs::read_to_string(entry.path()).unwrap().lines().count()).sum::<usize>() < SMALL_CRATE
    };
    let names = crates().into_iter().filter(is_small).map(|it| it.file_name().unwrap().to_str().unwrap().to_owned());
    let small: BTreeSet<String> = names.filter(|name| published.contains_key(name)).collect();
    assert_eq!(documented, small, "left: crates with a reason, right: crates with fewer than {SMALL_CRATE} lines");
}

#[test]
fn every_folder_of_crates_says_what_is_inside() {
    for folder in folders() {
        let page = fs::read_to_string(folder.join("README.md")).unwrap();
        assert!(page.lines().count() <= 15, "{}: the page says the idea, and no more", folder.display());
    }
}

#[test]
fn files_stay_readable() {
    for entry in ["src", "crates"].into_iter().flat_map(WalkDir::new).map(Result::unwrap) {
        let is_generated = entry.path().components().any(|part| part.as_os_str() == "generated");
        if !is_generated && entry.path().extension().is_some_and(|ending| ending == "rs") {
            let lines = fs::read_to_string(entry.path()).unwrap().lines().count();
            assert!(lines <= LARGEST_FILE, "{} has {lines} lines; one idea per file", entry.path().display());
        }
    }
}

/// Returns the text of all Rust files of a crate.
fn code_of(folder: &Path) -> String {
    let folders = ["src", "tests", "examples"].map(|part| folder.join(part));
    let entries = folders.iter().flat_map(WalkDir::new).filter_map(Result::ok);
    let files = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "rs"));
    files.map(|entry| fs::read_to_string(entry.path()).unwrap()).collect()
}

#[test]
fn dependencies_are_used() {
    for folder in crates().into_iter().chain([".".into(), "oracles".into(), "xtask".into()]) {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap().parse::<toml::Table>().unwrap();
        let code = code_of(&folder);
        let words: BTreeSet<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for section in ["dependencies", "dev-dependencies"] {
            for name in manifest.get(section).and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::keys) {
                assert!(words.contains(&*name.replace('-', "_")), "{}: `{name}` is not used", folder.display());
            }
        }
    }
}

/// Packages are built from their own files, and those of other packages are not there.
#[test]
fn embedded_files_are_in_their_package() {
    let packages =
        crates().into_iter().map(|folder| (folder.join("src"), folder)).chain([("src".into(), "src".into())]);
    let mut embedded = 0;
    for (sources, package) in packages {
        let package = package.canonicalize().unwrap();
        for entry in WalkDir::new(sources).into_iter().filter_map(Result::ok) {
            let path = entry.path();
            if path.extension().is_none_or(|ending| ending != "rs") {
                continue;
            }
            let text = fs::read_to_string(path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let calls = ["include_str!(\"", "include_bytes!(\""].into_iter().flat_map(|call| code.split(call).skip(1));
            for name in calls.map(|rest| rest.split('"').next().unwrap()) {
                let file = path.parent().unwrap().join(name).canonicalize().unwrap();
                assert!(file.starts_with(&package), "{}: `{name}` is not in the package", path.display());
                embedded += 1;
            }
        }
    }
    assert!(embedded > 10, "{embedded}");
}
