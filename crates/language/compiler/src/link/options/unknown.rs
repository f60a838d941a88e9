//! The search for the option that an unknown name may mean: similar fields, and extensions that are not imported.

use super::diagnostics;
use super::model::OptionsContext;
use crate::link::proposals::TypeProposal;
use crate::link::resolve;
use protoward_schema::{FileId, MessageId};
use protoward_source::{Diagnostic, nearest};
use protoward_syntax::ast::NamePart;

pub(super) fn unknown(cx: OptionsContext<'_, '_, '_>, message: MessageId, name: &str, part: &NamePart) -> Diagnostic {
    let model = cx.model;
    let mut fields =
        model.decls.messages[message].fields.iter().map(|&field| model.field_name(field)).collect::<Vec<_>>();
    fields.retain(|name| !part.is_extension && *name != "uninterpreted_option");
    let mut near: Vec<String> = nearest(name, fields).iter().map(|&name| name.to_owned()).collect();
    let extensions = extensions_of(cx, message);
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_near = |full_name: &str| {
        let other = full_name.rsplit('.').next().unwrap_or(full_name);
        if part.is_extension { !nearest(last, [other]).is_empty() } else { last == other }
    };
    let seen = extensions.iter().filter(|(full_name, file)| sees(cx, *file) && is_near(full_name));
    near.extend(seen.take(3).map(|(full_name, _)| format!("({full_name})")));
    let ends_so = |full_name: &str| {
        let before = full_name.strip_suffix(name.trim_start_matches('.'));
        before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let proposal = extensions.iter().find(|(full_name, file)| ends_so(full_name) && !sees(cx, *file));
    let proposal = proposal.filter(|_| near.is_empty() || part.is_extension);
    let proposal = proposal.map(|(full_name, file)| {
        let name = model.units[file.index()].name;
        let import = model.units[cx.lookup.file.index()].new_import(cx.sources, name);
        (TypeProposal { full_name, file: name, id: Some(*file) }, import)
    });
    let near: Vec<&str> = near.iter().map(String::as_str).collect();
    let written = part.span.of(cx.text);
    let place = cx.place(part.span);
    diagnostics::unknown(written, model.full_name(message), place, &near, proposal)
}

fn sees(cx: OptionsContext<'_, '_, '_>, file: FileId) -> bool {
    cx.lookup.scopes.sees(cx.lookup.file, file)
}

/// Returns all extensions of a message by full name, with the declaring files.
fn extensions_of(cx: OptionsContext<'_, '_, '_>, message: MessageId) -> Vec<(String, FileId)> {
    let decls = cx.model.decls;
    let extensions = cx.model.extensions_of(message).iter();
    extensions.map(|&id| (resolve::full_name(decls, id), decls.fields[id].file)).collect()
}
