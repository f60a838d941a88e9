//! Checks that protoward has every public method of prost-build's `Config` and tonic-prost-build's `Builder`, in the newest
//! locked versions. Each method must exist by name, also as an option of `protoward.toml` and `--opt`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use protoward_rust_crate::{OPTIONS, option};

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

/// A builder of another crate, and the files of protoward's counterpart.
struct Surface {
    package: &'static str,
    file: &'static str,
    of: &'static str,
    ours: &'static [&'static str],
}

const SURFACES: &[Surface] = &[
    Surface {
        package: "prost-build",
        file: "src/config.rs",
        of: "impl Config {",
        ours: &["config.rs", "common_methods.rs", "foreign.rs"],
    },
    Surface {
        package: "prost-build",
        file: "src/config.rs",
        of: "impl Config {",
        ours: &["builder.rs", "common_methods.rs", "foreign.rs"],
    },
    Surface {
        package: "tonic-prost-build",
        file: "src/lib.rs",
        of: "impl Builder {",
        ours: &["builder.rs", "common_methods.rs", "foreign.rs"],
    },
];

/// Methods that are not options, each with the reason.
const NO_OPTIONS: &[(&str, &str)] = &[
    ("compile_fds", "it generates; `protoward generate` takes an image as its input"),
    ("compile_fds_with_config", "it generates"),
    ("compile_protos", "it generates, as does `protoward generate`"),
    ("compile_with_config", "it generates"),
    ("generate", "it generates without writing, as does `--dry-run`"),
    ("load_fds", "it compiles, as does `protoward build`"),
    ("new", "it makes a configuration"),
    ("out_dir", "it is `out`, and `-o`"),
    ("service_generator", "it is code"),
];

/// Methods of `Config` that protoward's builder does not need, each with the reason.
const NOT_OF_THE_BUILDER: &[(&str, &str)] = &[
    ("generate", "it would be code of messages alone; `prost_build::Config` has it"),
    ("new", "`configure` makes a builder"),
];

/// Prints the missing methods. Returns `true` if there are none.
pub(super) fn check() -> Result<bool, Error> {
    let missing = missing()?;
    missing.iter().for_each(|line| println!("MISSING {line}"));
    if missing.is_empty() {
        println!("every method of prost-build and tonic-prost-build is offered: {} options", OPTIONS.len());
    }
    Ok(missing.is_empty())
}

fn missing() -> Result<Vec<String>, Error> {
    let mut missing = Vec::new();
    for surface in SURFACES {
        let theirs = methods(&read(&folder_of(surface.package)?.join(surface.file))?, surface.of);
        if theirs.is_empty() {
            return Err(Error::Incomplete { package: surface.package.into(), what: format!("`{}`", surface.of) });
        }
        let mut ours = BTreeSet::new();
        for file in surface.ours {
            ours.extend(all_methods(&read(&workspace::root().join("crates/build-scripts/build/src").join(file))?));
        }
        let of_builder = !surface.ours.contains(&"config.rs");
        for name in &theirs {
            let is_excused = of_builder && is_among(NOT_OF_THE_BUILDER, name);
            if !is_excused && !ours.contains(name) {
                missing.push(format!("{} `{name}` in {}", surface.package, surface.ours.join(" and ")));
            }
            if option(name).is_none() && !is_among(NO_OPTIONS, name) {
                missing.push(format!("{} `{name}` among the options", surface.package));
            }
        }
    }
    Ok(missing)
}

fn is_among(list: &[(&str, &str)], name: &str) -> bool {
    list.iter().any(|(known, _)| *known == name)
}

/// Returns the names of the public methods in an `impl`, which ends at a line that begins with a brace.
fn methods(source: &str, of: &str) -> BTreeSet<String> {
    let bodies = source.split(of).skip(1).map(|rest| rest.split("\n}").next().unwrap_or(rest));
    bodies.flat_map(code).filter_map(|line| line.strip_prefix("pub fn ")).filter_map(method).collect()
}

/// Returns the names after `fn`, and those in protoward's lists of methods.
fn all_methods(source: &str) -> BTreeSet<String> {
    let listed = |line: &str| line.ends_with(';');
    code(source)
        .filter_map(|line| {
            let declared = line.strip_prefix("pub fn ").or_else(|| line.strip_prefix("fn "));
            declared.or_else(|| listed(line).then_some(line))
        })
        .filter_map(method)
        .collect()
}

/// Returns the lines that are not comments.
fn code(source: &str) -> impl Iterator<Item = &str> {
    source.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

/// Returns the name at the start of `rest`, if parameters or the end of a list item follow.
fn method(rest: &str) -> Option<String> {
    let name: String = rest.chars().take_while(|letter| letter.is_ascii_lowercase() || *letter == '_').collect();
    let follows = rest[name.len()..].starts_with(['(', '<', ';']);
    (!name.is_empty() && follows).then_some(name)
}

/// Returns the folder with the source of a locked package.
fn folder_of(package: &str) -> Result<PathBuf, Error> {
    let arguments = ["metadata", "--format-version", "1", "--locked", "--all-features"];
    // Cargo only asks rustc for its version, so no wrapper is needed, and rustc need not be on the `PATH`.
    let rustc = Path::new(env!("CARGO")).with_file_name("rustc");
    let rustc = if rustc.is_file() { rustc } else { "rustc".into() };
    let run = Run::cargo().args(arguments).current_dir(workspace::root()).env("RUSTC", rustc).env("RUSTC_WRAPPER", "");
    let unreadable = |why: String| Error::Unreadable { command: run.line(), why };
    let metadata: serde_json::Value =
        serde_json::from_slice(&run.finish()?.stdout).map_err(|error| unreadable(error.to_string()))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let versions = packages.filter(|it| it["name"] == package);
    let newest = versions.max_by_key(|it| numbers(it["version"].as_str().unwrap_or_default()));
    let manifest = newest.and_then(|it| it["manifest_path"].as_str());
    let folder = manifest.and_then(|path| Path::new(path).parent());
    folder.map(Path::to_owned).ok_or_else(|| unreadable(format!("there is no `{package}`")))
}

fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|number| number.parse().ok()).collect()
}

fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(Error::at(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_methods_and_no_others() {
        let source = "impl A {\n    /// pub fn no() {\n    pub fn one(&self) {\n        call();\n    }\n    fn own() {}\n    \
                      pub fn two<P>(\n    ) {\n    }\n}\nimpl B {\n    pub fn three() {}\n}\n";
        assert_eq!(methods(source, "impl A {"), ["one", "two"].map(str::to_owned).into());
    }

    #[test]
    fn offers_every_method() {
        assert_eq!(missing().expect("cargo knows its packages"), Vec::<String>::new());
    }

    #[test]
    fn excused_methods_are_no_options() {
        for (name, _) in NO_OPTIONS {
            assert!(option(name).is_none(), "{name}");
        }
    }
}
