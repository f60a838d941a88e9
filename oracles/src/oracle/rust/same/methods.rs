//! Calls the methods of prost-build's and tonic-prost-build's builders by name. protoward-build has the same methods, so the same
//! macros work for both.

use protoward_rust_crate::OptionValue;

pub(super) fn flag(value: &OptionValue) -> bool {
    matches!(value, OptionValue::Flag(true))
}

pub(super) fn text(value: &OptionValue) -> &str {
    if let OptionValue::Text(text) = value { text } else { "" }
}

pub(super) fn list(value: &OptionValue) -> &[String] {
    if let OptionValue::List(list) = value { list } else { &[] }
}

pub(super) fn pairs(value: &OptionValue) -> &[(String, String)] {
    if let OptionValue::Pairs(pairs) = value { pairs } else { &[] }
}

/// Sets an option of prost's `Config`, with or without tonic.
macro_rules! of_prost {
    ($config:expr, $name:expr, $value:expr) => {
        match $name {
            "prost_types_path" => _ = $config.prost_types_path(text($value)),
            _ => of_any_prost!($config, $name, $value),
        }
    };
}

/// Like [`of_prost`], for options that all versions have.
macro_rules! of_any_prost {
    ($config:expr, $name:expr, $value:expr) => {
        match $name {
            "default_package_filename" => _ = $config.default_package_filename(text($value)),
            "disable_comments" => _ = $config.disable_comments(list($value)),
            "enable_type_names" if flag($value) => _ = $config.enable_type_names(),
            "format" => _ = $config.format(flag($value)),
            "prost_path" => _ = $config.prost_path(text($value)),
            "retain_enum_prefix" if flag($value) => _ = $config.retain_enum_prefix(),
            "type_name_domain" => {
                pairs($value).iter().for_each(|(path, domain)| _ = $config.type_name_domain([path], domain));
            }
            _ => {}
        }
    };
}

/// Sets an option of prost's `Config` when it is used without tonic's builder. Paths of files are relative to `$out`.
macro_rules! of_prost_alone {
    ($config:expr, $name:expr, $value:expr, $out:expr) => {
        match $name {
            "boxed" => list($value).iter().for_each(|path| _ = $config.boxed(path)),
            "btree_map" => _ = $config.btree_map(list($value)),
            "bytes" => _ = $config.bytes(list($value)),
            "compile_well_known_types" if flag($value) => _ = $config.compile_well_known_types(),
            "enum_attribute" => pairs($value).iter().for_each(|(path, it)| _ = $config.enum_attribute(path, it)),
            "extern_path" => pairs($value).iter().for_each(|(path, it)| _ = $config.extern_path(path, it)),
            "field_attribute" => pairs($value).iter().for_each(|(path, it)| _ = $config.field_attribute(path, it)),
            "file_descriptor_set_path" => _ = $config.file_descriptor_set_path($out.join(text($value))),
            "include_file" => _ = $config.include_file(text($value)),
            "message_attribute" => pairs($value).iter().for_each(|(path, it)| _ = $config.message_attribute(path, it)),
            "protoc_arg" => list($value).iter().for_each(|arg| _ = $config.protoc_arg(arg)),
            "skip_debug" => _ = $config.skip_debug(list($value)),
            "type_attribute" => pairs($value).iter().for_each(|(path, it)| _ = $config.type_attribute(path, it)),
            _ => {}
        }
    };
}

/// Sets an option of tonic's builder, and returns the builder.
macro_rules! of_tonic {
    ($builder:expr, $name:expr, $value:expr, $out:expr) => {{
        let builder = $builder;
        match $name {
            "btree_map" => list($value).iter().fold(builder, |builder, path| builder.btree_map(path)),
            "bytes" => list($value).iter().fold(builder, |builder, path| builder.bytes(path)),
            "disable_comments" => builder.disable_comments(list($value)),
            "emit_package" => builder.emit_package(flag($value)),
            "skip_debug" => builder.skip_debug(list($value)),
            "trait_attribute" => {
                pairs($value).iter().fold(builder, |builder, (path, it)| builder.trait_attribute(path, it))
            }
            "with_extended_rust_types" => builder.with_extended_rust_types(flag($value)),
            _ => of_any_tonic!(builder, $name, $value, $out),
        }
    }};
}

/// Like [`of_tonic`], for versions before 0.14.
macro_rules! of_earlier_tonic {
    ($builder:expr, $name:expr, $value:expr, $out:expr) => {{
        let builder = $builder;
        match $name {
            "btree_map" => builder.btree_map(list($value)),
            "bytes" => builder.bytes(list($value)),
            "disable_comments" => list($value).iter().fold(builder, |builder, path| builder.disable_comments(path)),
            "emit_package" if !flag($value) => builder.disable_package_emission(),
            "skip_debug" => list($value).iter().fold(builder, |builder, path| builder.skip_debug(path)),
            _ => of_any_tonic!(builder, $name, $value, $out),
        }
    }};
}

/// Like [`of_tonic`], for options that all versions have.
macro_rules! of_any_tonic {
    ($builder:expr, $name:expr, $value:expr, $out:expr) => {{
        let builder = $builder;
        let all = pairs($value).iter();
        match $name {
            "boxed" => list($value).iter().fold(builder, |builder, path| builder.boxed(path)),
            "build_client" => builder.build_client(flag($value)),
            "build_server" => builder.build_server(flag($value)),
            "build_transport" => builder.build_transport(flag($value)),
            "client_attribute" => all.fold(builder, |builder, (path, it)| builder.client_attribute(path, it)),
            "client_mod_attribute" => all.fold(builder, |builder, (path, it)| builder.client_mod_attribute(path, it)),
            "codec_path" => builder.codec_path(text($value)),
            "compile_well_known_types" => builder.compile_well_known_types(flag($value)),
            "enum_attribute" => all.fold(builder, |builder, (path, it)| builder.enum_attribute(path, it)),
            "extern_path" => all.fold(builder, |builder, (path, it)| builder.extern_path(path, it)),
            "field_attribute" => all.fold(builder, |builder, (path, it)| builder.field_attribute(path, it)),
            "file_descriptor_set_path" => builder.file_descriptor_set_path($out.join(text($value))),
            "generate_default_stubs" => builder.generate_default_stubs(flag($value)),
            "include_file" => builder.include_file(text($value)),
            "message_attribute" => all.fold(builder, |builder, (path, it)| builder.message_attribute(path, it)),
            "proto_path" => builder.proto_path(text($value)),
            "protoc_arg" => list($value).iter().fold(builder, |builder, arg| builder.protoc_arg(arg)),
            "server_attribute" => all.fold(builder, |builder, (path, it)| builder.server_attribute(path, it)),
            "server_mod_attribute" => all.fold(builder, |builder, (path, it)| builder.server_mod_attribute(path, it)),
            "type_attribute" => all.fold(builder, |builder, (path, it)| builder.type_attribute(path, it)),
            "use_arc_self" => builder.use_arc_self(flag($value)),
            _ => builder,
        }
    }};
}

pub(super) use {of_any_prost, of_any_tonic, of_earlier_tonic, of_prost, of_prost_alone, of_tonic};
