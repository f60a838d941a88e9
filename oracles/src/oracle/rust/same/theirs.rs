//! Runs the original prost-build and tonic-prost-build with protoc.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use protoward_rust_crate::Plugin;

use super::case::{Case, WrittenFiles, read};
use super::methods::{flag, list, of_any_prost, of_any_tonic, of_prost, of_prost_alone, of_tonic, pairs, text};

/// Runs the generator with output into a folder.
pub(super) fn written(case: &Case<'_>, protoc: &Path, out: &Path) -> WrittenFiles {
    let files: Vec<PathBuf> = case.group.files.iter().map(PathBuf::from).collect();
    let roots: Vec<PathBuf> = case.roots.iter().map(|root| root.to_path_buf()).collect();
    let generate = || match case.plugin {
        Plugin::Prost => prost(case, protoc, out).compile_protos(&files, &roots),
        Plugin::Tonic => tonic(case, out).compile_with_config(config(case, protoc), &files, &roots),
    };
    caught(generate).and_then(|()| read_formatted(case, out))
}

/// Reads the files of a folder, and formats them if necessary.
pub(super) fn read_formatted(case: &Case<'_>, out: &Path) -> WrittenFiles {
    read(out).and_then(|files| formatted(case, files))
}

/// Formats the files with prettyplease if prost-build was told not to: protoward's code is always formatted.
pub(super) fn formatted(case: &Case<'_>, files: BTreeMap<String, Vec<u8>>) -> WrittenFiles {
    if case.options.iter().all(|(name, value)| *name != "format" || flag(value)) {
        return Ok(files);
    }
    let format = |(name, code): (String, Vec<u8>)| {
        let text = String::from_utf8_lossy(&code);
        let Some((head, items)) = text.split_once('\n').filter(|(head, _)| head.starts_with("// This file is")) else {
            return Ok((name, code));
        };
        let file = syn::parse_file(items).map_err(|error| format!("{name} is not Rust: {error}"))?;
        let is_tree = file.items.iter().all(|item| matches!(item, syn::Item::Mod(_) | syn::Item::Macro(_)));
        let code = if is_tree { code } else { format!("{head}\n{}", prettyplease::unparse(&file)).into_bytes() };
        Ok((name, code))
    };
    files.into_iter().map(format).collect()
}

/// Runs a generator, and returns its error or panic as text.
pub(super) fn caught<E: Display>(generate: impl FnOnce() -> Result<(), E>) -> Result<(), String> {
    match catch_unwind(AssertUnwindSafe(generate)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(payload) => {
            let text = payload.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default();
            Err(format!("it panicked: {text}"))
        }
    }
}

/// Returns a configuration with the options that tonic's builder does not have.
pub(super) fn config(case: &Case<'_>, protoc: &Path) -> prost_build::Config {
    let mut config = prost_build::Config::new();
    config.protoc_executable(protoc);
    for (name, value) in &case.options {
        of_prost!(config, *name, value);
        if *name == "skip_source_info" && flag(value) {
            config.skip_source_info();
        }
    }
    config
}

pub(super) fn prost(case: &Case<'_>, protoc: &Path, out: &Path) -> prost_build::Config {
    let mut config = config(case, protoc);
    config.out_dir(out);
    for (name, value) in &case.options {
        of_prost_alone!(config, *name, value, out);
    }
    config
}

pub(super) fn tonic(case: &Case<'_>, out: &Path) -> tonic_prost_build::Builder {
    let builder = tonic_prost_build::configure().out_dir(out).emit_rerun_if_changed(false);
    case.options.iter().fold(builder, |builder, (name, value)| of_tonic!(builder, *name, value, out))
}
