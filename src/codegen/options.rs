//! The options of the generators, by the names of their builder methods. One row is one option.

use std::fmt;

use prost_build::Config;
use tonic_prost_build::Builder;

use super::settings::Plugin;

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// On or off.
    Flag(bool),
    /// A text.
    Text(String),
    /// Texts.
    List(Vec<String>),
    /// Pairs of a path and what holds for it, in order.
    Pairs(Vec<(String, String)>),
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionKind {
    /// On or off.
    Flag,
    /// A text.
    Text,
    /// Texts.
    List,
    /// Pairs of a path and what holds for it.
    Pairs,
}

impl fmt::Display for OptionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "`true` or `false`",
            Self::Text => "a text",
            Self::List => "a list of texts",
            Self::Pairs => "a table of texts by path",
        })
    }
}

impl OptionValue {
    pub(super) const fn kind(&self) -> OptionKind {
        match self {
            Self::Flag(_) => OptionKind::Flag,
            Self::Text(_) => OptionKind::Text,
            Self::List(_) => OptionKind::List,
            Self::Pairs(_) => OptionKind::Pairs,
        }
    }

    // A value is set only where its kind fits, so the rests below are never seen.

    pub(super) const fn flag(&self) -> bool {
        matches!(self, Self::Flag(true))
    }

    pub(super) fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { "" }
    }

    fn list(&self) -> &[String] {
        if let Self::List(list) = self { list } else { &[] }
    }

    fn pairs(&self) -> &[(String, String)] {
        if let Self::Pairs(pairs) = self { pairs } else { &[] }
    }
}

/// One option.
#[derive(Debug)]
pub struct OptionRow {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub kind: OptionKind,
    pub(super) set: Set,
}

type OnConfig = fn(&mut Config, &OptionValue);
type OnBuilder = fn(Builder, &OptionValue) -> Builder;

/// Where an option goes.
#[derive(Debug)]
pub(super) enum Set {
    /// To prost, which tonic builds on.
    Prost(OnConfig),
    /// To tonic.
    Tonic(OnBuilder),
    /// To tonic, which hands it on to prost; without tonic, to prost.
    Either(OnConfig, OnBuilder),
    /// To both, which do different things with it.
    Both(OnConfig, OnBuilder),
    /// Nowhere: it is seen to in this room.
    Here,
}

impl OptionRow {
    /// Whether a plugin has the option.
    pub const fn is_for(&self, plugin: Plugin) -> bool {
        match (&self.set, plugin) {
            (Set::Tonic(_), Plugin::Prost) => false,
            (Set::Prost(_) | Set::Tonic(_) | Set::Either(..) | Set::Both(..) | Set::Here, _) => true,
        }
    }
}

/// The option of this name.
pub fn option(name: &str) -> Option<&'static OptionRow> {
    OPTIONS.iter().find(|row| row.name == name)
}

const fn row(name: &'static str, kind: OptionKind, set: Set) -> OptionRow {
    OptionRow { name, kind, set }
}

/// A row for a method that takes a path and a text, once for each pair.
macro_rules! pairs {
    ($method:ident) => {
        Set::Either(
            |config, value| {
                for (path, text) in value.pairs() {
                    config.$method(path, text);
                }
            },
            |builder, value| value.pairs().iter().fold(builder, |builder, (path, text)| builder.$method(path, text)),
        )
    };
    (tonic $method:ident) => {
        Set::Tonic(|builder, value| {
            value.pairs().iter().fold(builder, |builder, (path, text)| builder.$method(path, text))
        })
    };
}

/// A row for a method that takes paths: all at once in prost, one by one in tonic.
macro_rules! paths {
    ($method:ident) => {
        Set::Either(
            |config, value| {
                config.$method(value.list());
            },
            |builder, value| value.list().iter().fold(builder, Builder::$method),
        )
    };
}

/// A row for a method of tonic that takes one value.
macro_rules! tonic {
    ($method:ident, $value:ident) => {
        Set::Tonic(|builder, value| builder.$method(value.$value()))
    };
}

/// A row for a method of prost that takes one text.
macro_rules! prost {
    ($method:ident) => {
        Set::Prost(|config, value| {
            config.$method(value.text());
        })
    };
    ($method:ident if) => {
        Set::Prost(|config, value| {
            if value.flag() {
                config.$method();
            }
        })
    };
}

/// All options, sorted by name; they are applied in this order.
pub const OPTIONS: &[OptionRow] = &[
    row("boxed", OptionKind::List, {
        Set::Either(
            |config, value| {
                for path in value.list() {
                    config.boxed(path);
                }
            },
            |builder, value| value.list().iter().fold(builder, Builder::boxed),
        )
    }),
    row("btree_map", OptionKind::List, paths!(btree_map)),
    row("build_client", OptionKind::Flag, tonic!(build_client, flag)),
    row("build_server", OptionKind::Flag, tonic!(build_server, flag)),
    row("build_transport", OptionKind::Flag, tonic!(build_transport, flag)),
    row("bytes", OptionKind::List, paths!(bytes)),
    row("client_attribute", OptionKind::Pairs, pairs!(tonic client_attribute)),
    row("client_mod_attribute", OptionKind::Pairs, pairs!(tonic client_mod_attribute)),
    row("codec_path", OptionKind::Text, tonic!(codec_path, text)),
    row("compile_well_known_types", OptionKind::Flag, {
        Set::Either(
            |config, value| {
                if value.flag() {
                    config.compile_well_known_types();
                }
            },
            |builder, value| builder.compile_well_known_types(value.flag()),
        )
    }),
    row("default_package_filename", OptionKind::Text, prost!(default_package_filename)),
    // prost leaves out comments of messages and enums, tonic those of services and methods.
    row("disable_comments", OptionKind::List, {
        Set::Both(
            |config, value| {
                config.disable_comments(value.list());
            },
            |builder, value| builder.disable_comments(value.list()),
        )
    }),
    row("emit_package", OptionKind::Flag, tonic!(emit_package, flag)),
    row("enable_type_names", OptionKind::Flag, prost!(enable_type_names if)),
    row("enum_attribute", OptionKind::Pairs, pairs!(enum_attribute)),
    row("extern_path", OptionKind::Pairs, pairs!(extern_path)),
    row("field_attribute", OptionKind::Pairs, pairs!(field_attribute)),
    row(FILE_DESCRIPTOR_SET_PATH, OptionKind::Text, Set::Here),
    row("format", OptionKind::Flag, {
        Set::Prost(|config, value| {
            config.format(value.flag());
        })
    }),
    row("generate_default_stubs", OptionKind::Flag, tonic!(generate_default_stubs, flag)),
    row(INCLUDE_FILE, OptionKind::Text, {
        Set::Either(
            |config, value| {
                config.include_file(value.text());
            },
            |builder, value| builder.include_file(value.text()),
        )
    }),
    row("message_attribute", OptionKind::Pairs, pairs!(message_attribute)),
    row(PROST_COMMENTS, OptionKind::Flag, Set::Here),
    row("prost_path", OptionKind::Text, prost!(prost_path)),
    row("prost_types_path", OptionKind::Text, prost!(prost_types_path)),
    row("proto_path", OptionKind::Text, tonic!(proto_path, text)),
    row("retain_enum_prefix", OptionKind::Flag, prost!(retain_enum_prefix if)),
    row("server_attribute", OptionKind::Pairs, pairs!(tonic server_attribute)),
    row("server_mod_attribute", OptionKind::Pairs, pairs!(tonic server_mod_attribute)),
    row("skip_debug", OptionKind::List, {
        Set::Either(
            |config, value| {
                config.skip_debug(value.list());
            },
            |builder, value| builder.skip_debug(value.list()),
        )
    }),
    row(SKIP_SOURCE_INFO, OptionKind::Flag, Set::Here),
    row("trait_attribute", OptionKind::Pairs, pairs!(tonic trait_attribute)),
    row("type_attribute", OptionKind::Pairs, pairs!(type_attribute)),
    row("type_name_domain", OptionKind::Pairs, {
        Set::Prost(|config, value| {
            for (path, domain) in value.pairs() {
                config.type_name_domain([path], domain);
            }
        })
    }),
    row("use_arc_self", OptionKind::Flag, tonic!(use_arc_self, flag)),
    row(UTF8_NONE_AS_STRING, OptionKind::Flag, Set::Here),
    row("with_extended_rust_types", OptionKind::Flag, tonic!(with_extended_rust_types, flag)),
];

pub(super) const FILE_DESCRIPTOR_SET_PATH: &str = "file_descriptor_set_path";
pub(super) const INCLUDE_FILE: &str = "include_file";
pub(super) const PROST_COMMENTS: &str = "prost_comments";
pub(super) const SKIP_SOURCE_INFO: &str = "skip_source_info";
pub(super) const UTF8_NONE_AS_STRING: &str = "utf8_none_as_string";
