//! Code lenses: the references of types, the breaking changes of the file, and requests to send.

use super::navigation::uses;
use crate::asked::Refusal;
use crate::finding::Origin;
use crate::server::Server;
use lsp_types::{CodeLens, CodeLensParams, Command, Position, Range};
use protoward_ide_index::{DeclarationKind, Target};
use serde_json::json;

/// The command of the editor that shows locations.
const SHOW_REFERENCES: &str = "protoward.showReferences";

/// The command of the editor that fills in a request of a method and sends it, with `protoward call`.
const SEND_REQUEST: &str = "protoward.sendRequest";

pub(crate) fn lenses(server: &mut Server, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    let Some(uri) = server.uri(&asked.path) else { return Ok(None) };
    let mut lenses = Vec::new();
    let findings = server.findings.get(&asked.path).into_iter().flatten();
    let broken = findings.filter(|finding| finding.origin == Origin::Breaking).count();
    if broken > 0 {
        let title = if broken == 1 { "1 breaking change".to_owned() } else { format!("{broken} breaking changes") };
        let range = Range::new(Position::new(0, 0), Position::new(0, 0));
        lenses.push(CodeLens { range, command: Some(command(title, String::new(), None)), data: None });
    }
    for (declaration, it) in asked.file().iter().filter(|(_, it)| it.kind.is_type()) {
        let range = asked.lines.span(it.name);
        let locations = uses(server, asked.project, Target { file: asked.id, declaration });
        let title = match locations.len() {
            1 => "1 reference".to_owned(),
            count => format!("{count} references"),
        };
        let arguments = vec![json!(uri), json!(range.start), json!(locations)];
        let command = command(title, SHOW_REFERENCES.to_owned(), Some(arguments));
        lenses.push(CodeLens { range, command: Some(command), data: None });
    }
    for (declaration, it) in asked.file().iter().filter(|(_, it)| it.kind == DeclarationKind::Method) {
        let full_name = asked.file().full_name(declaration);
        let Some((service, method)) = full_name.rsplit_once('.') else { continue };
        let arguments = vec![json!(asked.project.root), json!(format!("{service}/{method}"))];
        let command = command("send request".to_owned(), SEND_REQUEST.to_owned(), Some(arguments));
        lenses.push(CodeLens { range: asked.lines.span(it.name), command: Some(command), data: None });
    }
    Ok(Some(lenses))
}

fn command(title: String, command: String, arguments: Option<Vec<serde_json::Value>>) -> Command {
    Command { title, command, arguments }
}
