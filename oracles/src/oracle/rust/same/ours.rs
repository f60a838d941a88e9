//! The library for build scripts, in each form of a migrated script: with protoward's builder alone, with protoward's `Config`,
//! and with prost-build's own `Config`.

use std::path::{Path, PathBuf};

use protoward_build::prost_build::Config;
use protoward_rust_crate::Plugin;

use super::case::{Case, WrittenFiles, read};
use super::methods::{flag, list, of_any_prost, of_any_tonic, of_prost, of_prost_alone, of_tonic, pairs, text};
use super::theirs;

/// Runs protoward with output into a folder.
pub(super) fn written(case: &Case<'_>, out: &Path) -> WrittenFiles {
    let files: Vec<PathBuf> = case.group.files.iter().map(PathBuf::from).collect();
    let roots: Vec<PathBuf> = case.roots.iter().map(|root| root.to_path_buf()).collect();
    let nowhere = Path::new("no-protoc-here");
    // `disable_comments` of the builder applies to services only, as in tonic. That of `Config` applies to messages.
    let by_both = case.options.iter().any(|(name, _)| *name == "disable_comments");
    let turn = if by_both { case.turn.max(1) } else { case.turn };
    let generate = || match (case.plugin, turn) {
        (Plugin::Prost, 0) => prost(case, out).compile_protos(&files, &roots),
        (Plugin::Prost, 1) => {
            let mut config = prost(case, out);
            let fds = config.load_fds(&files, &roots)?;
            config.compile_fds(fds)
        }
        // prost-build's `Config` does not have protoward's own options.
        (Plugin::Prost, _) => {
            let mut config = Config::from(theirs::prost(case, nowhere, out));
            config.prost_comments(true).prost_names(true).module_tree(false).emit_rerun_if_changed(false);
            if skips_source_info(case) {
                config.skip_source_info();
            }
            config.compile_protos(&files, &roots)
        }
        (Plugin::Tonic, 0) => with_options_of_prost(case, tonic(case, out)).compile_protos(&files, &roots),
        (Plugin::Tonic, 1) => tonic(case, out).compile_with_config(config(case), &files, &roots),
        (Plugin::Tonic, _) => tonic(case, out).compile_with_config(theirs::config(case, nowhere), &files, &roots),
    };
    let written = theirs::caught(generate).and_then(|()| read(out));
    // With prost-build's `Config`, prost-build generates the code of messages.
    if turn > 1 { written.and_then(|files| theirs::formatted(case, files)) } else { written }
}

fn skips_source_info(case: &Case<'_>) -> bool {
    case.options.iter().any(|(name, value)| *name == "skip_source_info" && flag(value))
}

/// Returns a configuration with the options that tonic's builder does not have.
pub(super) fn config(case: &Case<'_>) -> Config {
    let mut config = Config::new();
    config
        .prost_comments(true)
        .prost_names(true)
        .module_tree(false)
        .emit_rerun_if_changed(false)
        .protoc_executable("no-protoc-here");
    for (name, value) in &case.options {
        of_prost!(config, *name, value);
    }
    if skips_source_info(case) {
        config.skip_source_info();
    }
    config
}

pub(super) fn prost(case: &Case<'_>, out: &Path) -> Config {
    let mut config = config(case);
    config.out_dir(out);
    for (name, value) in &case.options {
        of_prost_alone!(config, *name, value, out);
    }
    config
}

pub(super) fn tonic(case: &Case<'_>, out: &Path) -> protoward_build::Builder {
    let builder = protoward_build::configure()
        .out_dir(out)
        .emit_rerun_if_changed(false)
        .prost_comments(true)
        .prost_names(true)
        .module_tree(false);
    let builder = if skips_source_info(case) { builder.skip_source_info() } else { builder };
    case.options.iter().fold(builder, |builder, (name, value)| of_tonic!(builder, *name, value, out))
}

/// Sets the options of `Config` on the builder.
fn with_options_of_prost(case: &Case<'_>, builder: protoward_build::Builder) -> protoward_build::Builder {
    let builder = builder.protoc_executable("no-protoc-here");
    case.options.iter().fold(builder, |builder, (name, value)| match *name {
        "default_package_filename" => builder.default_package_filename(text(value)),
        "enable_type_names" if flag(value) => builder.enable_type_names(),
        "format" => builder.format(flag(value)),
        "prost_path" => builder.prost_path(text(value)),
        "prost_types_path" => builder.prost_types_path(text(value)),
        "retain_enum_prefix" if flag(value) => builder.retain_enum_prefix(),
        "type_name_domain" => {
            pairs(value).iter().fold(builder, |builder, (path, domain)| builder.type_name_domain([path], domain))
        }
        _ => builder,
    })
}
