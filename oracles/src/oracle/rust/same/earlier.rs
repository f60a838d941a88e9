//! Versions of prost-build and tonic-build before 0.14, with protoc, and protoward's output for them.

use std::path::{Path, PathBuf};

use protoward_build::Runtime;
use protoward_rust_crate::{OptionValue, Plugin};

use super::case::{Case, Options, WrittenFiles, read};
use super::methods::{flag, list, of_any_prost, of_any_tonic, of_earlier_tonic, of_prost_alone, pairs, text};
use super::{ours, theirs};

/// Options that these versions do not have.
const LATER: &[&str] = &["prost_types_path", "trait_attribute", "with_extended_rust_types"];

/// A function that generates with a version of prost-build and tonic-build.
pub(super) type Generate = fn(&Case<'_>, &Path, &Path) -> WrittenFiles;

/// The runtimes, each with the function that runs the original generators.
pub(super) const RUNTIMES: &[(Runtime, Generate)] =
    &[(Runtime::Prost013Tonic012, of_tonic_012), (Runtime::Prost013Tonic013, of_tonic_013)];

/// Returns the options that these versions have with the same meaning.
pub(super) fn options(options: &Options) -> Options {
    let mut options = options.clone();
    options.retain(|(name, _)| !LATER.contains(name));
    for (name, value) in &mut options {
        // In these versions, each call replaces the value of earlier calls.
        if let (&mut "type_name_domain", OptionValue::Pairs(pairs)) = (name, value) {
            pairs.drain(..pairs.len().saturating_sub(1));
        }
    }
    options
}

/// Runs protoward with output into a folder.
pub(super) fn ours(case: &Case<'_>, runtime: Runtime, out: &Path) -> WrittenFiles {
    let (files, roots) = inputs(case);
    let generate = || match case.plugin {
        Plugin::Prost => ours::prost(case, out).runtime(runtime).compile_protos(&files, &roots),
        Plugin::Tonic => {
            ours::tonic(case, out).runtime(runtime).compile_with_config(ours::config(case), &files, &roots)
        }
    };
    theirs::caught(generate).and_then(|()| read(out))
}

fn inputs(case: &Case<'_>) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let files = case.group.files.iter().map(PathBuf::from).collect();
    (files, case.roots.iter().map(|root| root.to_path_buf()).collect())
}

/// Returns a configuration with the options that tonic's builder does not have.
fn config(case: &Case<'_>, protoc: &Path) -> prost_build_013::Config {
    let mut config = prost_build_013::Config::new();
    config.protoc_executable(protoc);
    for (name, value) in &case.options {
        of_any_prost!(config, *name, value);
        if *name == "skip_source_info" && flag(value) {
            config.skip_source_info();
        }
    }
    config
}

fn prost(case: &Case<'_>, protoc: &Path, out: &Path) -> prost_build_013::Config {
    let mut config = config(case, protoc);
    config.out_dir(out);
    for (name, value) in &case.options {
        of_prost_alone!(config, *name, value, out);
    }
    config
}

macro_rules! written {
    ($name:ident, $tonic:ident) => {
        fn $name(case: &Case<'_>, protoc: &Path, out: &Path) -> WrittenFiles {
            let (files, roots) = inputs(case);
            let generate = || match case.plugin {
                Plugin::Prost => prost(case, protoc, out).compile_protos(&files, &roots),
                Plugin::Tonic => {
                    let builder = $tonic::configure().out_dir(out).emit_rerun_if_changed(false);
                    let builder = case
                        .options
                        .iter()
                        .fold(builder, |builder, (name, value)| of_earlier_tonic!(builder, *name, value, out));
                    builder.compile_protos_with_config(config(case, protoc), &files, &roots)
                }
            };
            theirs::caught(generate).and_then(|()| theirs::read_formatted(case, out))
        }
    };
}

written!(of_tonic_012, tonic_build_012);
written!(of_tonic_013, tonic_build_013);
