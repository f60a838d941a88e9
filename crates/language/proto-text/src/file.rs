//! Files and services as `.proto` text.

use super::declared::Declared;
use super::enumeration::enumeration;
use super::message::{Extends, message};
use super::option_owner::OptionOwner;
use super::options::statements;
use super::tokens::{Dialect, ident, path, quoted};
use protoward_schema::Edition;
use protoward_schema::descriptor::raw;

/// Returns the syntax and the package of a file as text.
pub(super) fn head(file: &raw::File<'_>) -> String {
    let mut out = match (file.syntax, file.edition) {
        (None | Some(""), _) => "syntax = \"proto2\";\n".to_owned(),
        (Some("editions"), edition) => format!("edition = {};\n", quoted(&edition_name(edition.unwrap_or_default()))),
        (Some(syntax), _) => format!("syntax = {};\n", quoted(syntax)),
    };
    if let Some(package) = file.package.filter(|package| !package.is_empty()) {
        out.push_str(&format!("package {};\n", path(package)));
    }
    out
}

/// Returns the text of a file. A property without syntax becomes a syntax error, which the compiler reports.
pub(super) fn text(file: &raw::File<'_>, declared: &Declared) -> String {
    let dialect = Dialect::of(file, declared);
    let mut out = head(file);
    let indices = file.public_dependencies.iter().chain(&file.weak_dependencies);
    let is_import = |index: i32| usize::try_from(index).is_ok_and(|index| index < file.dependencies.len());
    if let Some(index) = indices.copied().find(|&index| !is_import(index)) {
        out.push_str(&format!("import {};\n", ident(&format!("there is no import with the index {index}"))));
    }
    for (at, import) in file.dependencies.iter().enumerate() {
        let is_in = |list: &[i32]| list.iter().any(|&index| usize::try_from(index) == Ok(at));
        let is_weak = is_in(&file.weak_dependencies);
        let kind = if is_in(&file.public_dependencies) {
            "public "
        } else if is_weak {
            "weak "
        } else {
            ""
        };
        out.push_str(&format!("import {kind}{};\n", quoted(import)));
    }
    for import in &file.option_dependencies {
        out.push_str(&format!("import option {};\n", quoted(import)));
    }
    statements(OptionOwner::File, file.options, &mut out);
    let mut extends = Extends::new(&dialect, &file.messages, &file.extensions);
    for it in &file.messages {
        if !extends.up_to(it, &mut out) {
            message(it, &dialect, &mut out);
        }
    }
    file.enums.iter().for_each(|it| enumeration(it, &dialect, &mut out));
    extends.rest(&mut out);
    file.services.iter().for_each(|it| service(it, &it.methods, &mut out));
    out
}

/// Writes a service with some of its methods.
pub(super) fn service(it: &raw::Service<'_>, methods: &[raw::Method<'_>], out: &mut String) {
    out.push_str(&format!("service {} {{\n", ident(it.name)));
    statements(OptionOwner::Service, it.options, out);
    for method in methods {
        let stream = |is_streaming| if is_streaming { "stream " } else { "" };
        let input = path(method.input);
        let output = path(method.output);
        let client = stream(method.client_streaming);
        let server = stream(method.server_streaming);
        let name = ident(method.name);
        out.push_str(&format!("rpc {name} ({client}{input}) returns ({server}{output}) {{\n"));
        statements(OptionOwner::Method, method.options, out);
        out.push_str("}\n");
    }
    out.push_str("}\n");
}

fn edition_name(edition: i32) -> String {
    Edition(edition).name().map_or_else(|| edition.to_string(), str::to_owned)
}
