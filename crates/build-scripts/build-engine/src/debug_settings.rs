//! The settings of a configuration of prost-build. It has no getters, so the settings are parsed from its `Debug` output.

use std::path::PathBuf;

use prost_build::Config;

/// Returns the path of the descriptor set.
pub(super) fn file_descriptor_set_path(config: &Config) -> Option<PathBuf> {
    path(config, "file_descriptor_set_path")
}

/// Returns the output folder that `Config::out_dir` has set.
pub(super) fn out_dir(config: &Config) -> Option<PathBuf> {
    path(config, "out_dir")
}

/// Returns `true` if well-known types are generated.
pub(super) fn compiles_well_known_types(config: &Config) -> bool {
    format!("{config:?}").contains(" prost_types: false")
}

/// Returns the extern paths: packages and types of other crates.
pub(super) fn extern_paths(config: &Config) -> Vec<(String, String)> {
    let debug_text = format!("{config:?}");
    let Some((_, mut rest)) = debug_text.split_once(" extern_paths: [") else { return Vec::new() };
    let mut pairs = Vec::new();
    while let Some(pair) = rest.strip_prefix(['(', ',', ' ']) {
        rest = pair.trim_start_matches([',', ' ', '(']);
        let Some((proto, rest_of_pair)) = text(rest) else { break };
        let Some((rust, rest_of_pair)) = rest_of_pair.strip_prefix(", ").and_then(text) else { break };
        pairs.push((proto, rust));
        rest = rest_of_pair.strip_prefix(')').unwrap_or(rest_of_pair);
    }
    pairs
}

fn path(config: &Config, name: &str) -> Option<PathBuf> {
    let debug_text = format!("{config:?}");
    let (_, rest) = debug_text.split_once(&format!(" {name}: Some("))?;
    text(rest).map(|(path, _)| path.into())
}

/// Parses a quoted string, and returns it with the rest of the text.
fn text(debug_text: &str) -> Option<(String, &str)> {
    let quoted = debug_text.strip_prefix('"')?;
    let mut text = String::new();
    let mut characters = quoted.char_indices();
    loop {
        match characters.next()? {
            (at, '"') => return Some((text, &quoted[at + 1..])),
            (_, '\\') => text.push(characters.next()?.1),
            (_, character) => text.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn reads_paths() {
        let mut config = Config::new();
        assert_eq!((file_descriptor_set_path(&config), out_dir(&config)), (None, None));
        config.file_descriptor_set_path("out\\a \"b\"/set.bin").out_dir("there");
        assert_eq!(file_descriptor_set_path(&config).unwrap().to_str(), Some("out\\a \"b\"/set.bin"));
        assert_eq!(out_dir(&config).unwrap().to_str(), Some("there"));
    }

    #[test]
    fn reads_extern_paths() {
        let mut config = Config::new();
        assert_eq!(extern_paths(&config), []);
        config.extern_path(".a", "::a").extern_path(".b.C", "Box<\"x\">");
        let pairs = [(".a", "::a"), (".b.C", "Box<\"x\">")];
        assert_eq!(extern_paths(&config), pairs.map(|(proto, rust)| (proto.to_owned(), rust.to_owned())));
    }

    #[test]
    fn detects_well_known_types() {
        let mut config = Config::new();
        assert!(!compiles_well_known_types(&config));
        config.compile_well_known_types();
        assert!(compiles_well_known_types(&config));
    }
}
