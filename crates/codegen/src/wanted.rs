//! What the options of one thing to generate ask for beside what prost and tonic do.

use std::path::Path;

use super::additions::Additions;
use super::beside::{Home, Homes};
use super::custom_options::{self, Elsewhere};
use super::names::{Externs, Names, Rules, Services};
use super::options::{self, INCLUDE_FILE, MODULE_TREE, OptionRow, OptionValue, PROST_COMMENTS, PROST_NAMES};
use super::passes::Wanted;
use super::providers::Extras;
use super::settings::{Generate, Plugin};
use super::{field_types, json, services};
use protoward_schema::Schema;

/// The passes over descriptors and code.
pub(super) fn of(entry: &Generate) -> Wanted {
    Wanted {
        comments: !is_set(entry, PROST_COMMENTS),
        but_of_services: false,
        names: names(entry).then(|| rules(entry)),
    }
}

/// Whether there is to be a file with all modules that nobody named.
pub(super) fn tree(entry: &Generate) -> bool {
    let asked = entry.get(MODULE_TREE).map(OptionValue::flag);
    asked.unwrap_or_else(|| entry.get(INCLUDE_FILE).is_none())
}

/// The file of what has no package.
pub(super) fn nameless(entry: &Generate) -> &str {
    entry.get("default_package_filename").map_or("_", OptionValue::text)
}

/// Whether names are chosen so that they do not clash.
pub(super) fn names(entry: &Generate) -> bool {
    !is_set(entry, PROST_NAMES)
}

/// What is generated for services, if anything.
pub(super) fn services(entry: &Generate) -> Option<Services> {
    let flag = |name| entry.get(name).is_none_or(OptionValue::flag);
    let built = Services {
        client: flag("build_client"),
        server: flag("build_server"),
        transport: flag("build_transport"),
        extended_types: is_set(entry, "with_extended_rust_types"),
        arc_self: is_set(entry, "use_arc_self"),
    };
    (entry.plugin == Plugin::Tonic && built.any()).then_some(built)
}

/// What there is to be of services beside what tonic makes.
pub(super) fn of_services(entry: &Generate, root: &Path, homes: &Homes) -> services::Settings {
    services::Settings {
        modules: is_set(entry, options::SERVICE_MODULES),
        in_process_client: is_set(entry, options::IN_PROCESS_CLIENT),
        mock_server: is_set(entry, options::MOCK_SERVER),
        status_details: is_set(entry, options::STATUS_DETAILS),
        config: entry.get(options::SERVICE_CONFIG).map(|path| root.join(path.text())),
        rest: is_set(entry, options::REST),
        home: homes.of(services::MODULE),
        json_home: home(entry, options::JSON_PATH, homes.of(json::MODULE)),
    }
}

/// What is to be made of prost's code.
pub(super) fn additions(entry: &Generate, homes: &Homes) -> Additions {
    Additions {
        custom_options: custom_options(entry),
        json: json::Settings {
            is_wanted: is_set(entry, options::JSON) || is_set(entry, options::REST),
            rest: is_set(entry, options::REST),
            ignore_unknown: is_set(entry, options::JSON_IGNORE_UNKNOWN),
            emit_defaults: is_set(entry, options::JSON_EMIT_DEFAULTS),
            proto_names: is_set(entry, options::JSON_PROTO_NAMES),
            enum_numbers: is_set(entry, options::JSON_ENUM_NUMBERS),
            home: home(entry, options::JSON_PATH, homes.of(json::MODULE)),
            packages: homes.packages.clone(),
        },
        field_types: field_types(entry, homes),
    }
}

/// Which custom options have constants.
pub(super) fn custom_options(entry: &Generate) -> custom_options::Settings {
    custom_options::Settings { paths: list(entry, options::CUSTOM_OPTIONS) }
}

/// What is wanted for fields that prost does not have.
fn field_types(entry: &Generate, homes: &Homes) -> field_types::Settings {
    field_types::Settings {
        open_enums: field_types::OpenEnums {
            enums: list(entry, options::OPEN_ENUMS),
            home: home(entry, options::OPEN_ENUMS_PATH, homes.of(field_types::OPEN_ENUMS)),
        },
        setters: list(entry, options::SETTERS),
        unknown_fields: field_types::UnknownFields {
            messages: list(entry, options::UNKNOWN_FIELDS),
            home: homes.of(field_types::UNKNOWN_FIELDS),
        },
        attributes: entry.get(options::FIELD_TYPE_ATTRIBUTE).map(|value| value.pairs().to_vec()).unwrap_or_default(),
    }
}

/// What messages have that other crates are to know of.
pub(super) fn extras(entry: &Generate, schema: &Schema) -> Extras {
    let kept = field_types::UnknownFields { messages: list(entry, options::UNKNOWN_FIELDS), home: Home::default() };
    Extras { json: is_set(entry, options::JSON) || is_set(entry, options::REST), kept: kept.kept(schema) }
}

/// Where a module is: with somebody else, if the option says so.
fn home(entry: &Generate, option: &str, otherwise: Home) -> Home {
    entry.get(option).map_or(otherwise, |path| Home::Elsewhere(path.text().to_owned()))
}

/// Where types are that are not generated.
pub(super) fn elsewhere(entry: &Generate) -> Elsewhere {
    Elsewhere {
        extern_paths: entry.get("extern_path").map(|value| value.pairs().to_vec()).unwrap_or_default(),
        prost_types: entry.get(options::PROST_TYPES_PATH).map(|path| path.text().to_owned()),
    }
}

fn list(entry: &Generate, name: &str) -> Vec<String> {
    entry.get(name).map(|value| value.list().to_vec()).unwrap_or_default()
}

fn rules(entry: &Generate) -> Rules {
    let externs = entry.get("extern_path").map(OptionValue::pairs).unwrap_or_default();
    Rules {
        strip_enum_prefix: !is_set(entry, "retain_enum_prefix"),
        externs: Externs::new(
            externs.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(),
            !is_set(entry, "compile_well_known_types"),
        ),
        services: services(entry),
    }
}

fn is_set(entry: &Generate, name: &str) -> bool {
    entry.get(name).is_some_and(OptionValue::flag)
}

/// Options whose paths are those of messages, enums and what is in them.
const BY_PATH: &[&str] = &[
    "boxed",
    "btree_map",
    "bytes",
    "disable_comments",
    "enum_attribute",
    "extern_path",
    "field_attribute",
    "message_attribute",
    "skip_debug",
    "type_attribute",
    "type_name_domain",
];

/// The options, with paths by which prost finds what goes by another name.
pub(super) fn options(entry: &Generate, names: &Names) -> Vec<(&'static OptionRow, OptionValue)> {
    let with_paths = |row: &OptionRow, value: &OptionValue| match value {
        OptionValue::List(paths) if BY_PATH.contains(&row.name) => {
            let others = paths.iter().flat_map(|path| names.paths(path));
            OptionValue::List(paths.iter().cloned().chain(others).collect())
        }
        OptionValue::Pairs(pairs) if BY_PATH.contains(&row.name) => {
            let others = pairs
                .iter()
                .flat_map(|(path, text)| names.paths(path).into_iter().map(move |path| (path, text.clone())));
            OptionValue::Pairs(pairs.iter().cloned().chain(others).collect())
        }
        value => value.clone(),
    };
    entry.options().map(|(row, value)| (row, with_paths(row, value))).collect()
}
