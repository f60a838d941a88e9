//! Conversion of an entry's options to settings of the generator and of the additions, which do not know configurations.

use std::path::Path;

use super::additions::Additions;
use super::custom_options;
use super::diagnostics;
use super::providers::MessageExtras;
use super::services;
use super::settings::Generate;
use protoward_rust::additions::json;
use protoward_rust::{OptionValue, Plugin, Runtime, RustSettings, Services, TONIC_ALLOW_CLIPPY};
use protoward_source::Diagnostic;

/// Returns the settings of the generator.
pub(super) fn settings(entry: &Generate) -> Result<RustSettings, Box<Diagnostic>> {
    let mut settings = RustSettings::default();
    settings.runtime = runtime(entry)?;
    if entry.plugin == Plugin::Tonic {
        settings.services = Some(Services::default());
        if settings.runtime.allows_clippy() {
            settings.type_attributes.insert(".", TONIC_ALLOW_CLIPPY.to_owned());
        }
    }
    entry.options.apply(&mut settings);
    Ok(settings)
}

fn runtime(entry: &Generate) -> Result<Runtime, Box<Diagnostic>> {
    entry.text("runtime").map_or(Ok(Runtime::default()), str::parse).map_err(|why| diagnostics::unknown_runtime(&why))
}

/// Returns `true` if a module file with the default name is written.
pub(super) fn writes_module_tree(entry: &Generate) -> bool {
    let value = entry.get("module_tree").map(OptionValue::flag);
    value.unwrap_or_else(|| entry.get("include_file").is_none())
}

/// Returns the settings of the additions to services.
fn service_settings(entry: &Generate, root: &Path, is_for_crates: bool) -> services::ServiceSettings {
    services::ServiceSettings {
        modules: entry.is_set("service_modules"),
        in_process_client: entry.is_set("in_process_client"),
        mock_server: entry.is_set("mock_server"),
        config: entry.text("service_config").map(|path| root.join(path)),
        rest: has_routes(entry),
        rest_client: entry.is_set("rest_client"),
        rest_settings: services::RestSettings {
            service_yaml: entry.text("service_yaml").map(|path| root.join(path)),
            unbound: entry.is_set("unbound"),
            connect: entry.is_set("connect"),
            ignored_parameters: entry.list("ignored_parameters").to_vec(),
            error_body: entry.text("error_body").map(str::to_owned),
        },
        is_for_crates,
    }
}

/// Returns the additions of an entry. `is_for_crates` is `true` if whole crates are generated.
pub(super) fn additions(entry: &Generate, root: &Path, is_for_crates: bool) -> Additions {
    Additions {
        code: code(entry, is_for_crates),
        custom_options: custom_options(entry),
        services: service_settings(entry, root, is_for_crates),
    }
}

fn code(entry: &Generate, is_crate: bool) -> protoward_rust::additions::Additions {
    let mut additions = entry.options.additions();
    let json = &mut additions.json;
    json.is_enabled = has_json(entry);
    json.is_rest = has_routes(entry);
    json.is_crate = is_crate;
    if is_crate {
        json.feature = Some(json::FEATURE.to_owned());
    }
    additions
}

/// Returns the settings of the constants for custom options.
pub(super) fn custom_options(entry: &Generate) -> custom_options::CustomOptionSettings {
    custom_options::CustomOptionSettings { paths: entry.list("custom_options").to_vec() }
}

/// Returns the additions to messages that are recorded in the list of types for other crates.
pub(super) fn provided_extras(entry: &Generate) -> MessageExtras {
    MessageExtras { json: has_json(entry) }
}

/// Returns `true` if services have routes: `connect` implies `rest`.
fn has_routes(entry: &Generate) -> bool {
    entry.is_set("rest") || entry.is_set("connect")
}

/// Returns `true` if messages have JSON: by an option of their own, or because routes and clients over HTTP need it.
pub(super) fn has_json(entry: &Generate) -> bool {
    ["json", "connect", "rest", "rest_client"].into_iter().any(|option| entry.is_set(option))
}
