//! The symbols of a document and of all projects.

use std::iter::Peekable;

use crate::asked::{AskedFile, Refusal};
use crate::position::Lines;
use crate::project::Project;
use crate::server::Server;
use lsp_types::{
    DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Location, OneOf, SymbolInformation, SymbolKind, Uri,
    WorkspaceSymbol, WorkspaceSymbolParams, WorkspaceSymbolResponse,
};
use protoward_ide_index::{Declaration, DeclarationId, DeclarationKind, File};

/// The maximum number of symbols that a search returns.
const MAX_FOUND: usize = 256;

pub(crate) fn of_document(
    server: &mut Server,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>, Refusal> {
    let Some(asked) = server.asked(&params.text_document) else { return Ok(None) };
    if !server.client.nests_symbols {
        return Ok(Some(DocumentSymbolResponse::Flat(list(&asked, &params.text_document.uri))));
    }
    let symbols = members(&asked, None, &mut asked.file().iter().peekable());
    Ok(Some(DocumentSymbolResponse::Nested(symbols)))
}

/// Returns the symbols for editors that know only lists of them.
fn list(asked: &AskedFile<'_>, uri: &Uri) -> Vec<SymbolInformation> {
    let file = asked.file();
    let symbol = |(id, declaration): (DeclarationId, &Declaration)| {
        let scope = declaration.parent.map(|parent| file.name_of(parent).to_owned());
        #[expect(deprecated, reason = "the type has no constructor")]
        SymbolInformation {
            name: shown_name(file.name_of(id)),
            kind: kind(declaration.kind),
            tags: None,
            deprecated: None,
            location: Location::new(uri.clone(), asked.lines.span(declaration.span)),
            container_name: scope,
        }
    };
    file.iter().map(symbol).collect()
}

/// Returns a name that an editor does not refuse, as it does an empty one.
fn shown_name(name: &str) -> String {
    if name.is_empty() { "?".to_owned() } else { name.to_owned() }
}

/// Takes the symbols inside of a declaration, which follow it with theirs. The parser bounds the recursion.
fn members<'f>(
    asked: &AskedFile<'_>,
    parent: Option<DeclarationId>,
    declarations: &mut Peekable<impl Iterator<Item = (DeclarationId, &'f Declaration)>>,
) -> Vec<DocumentSymbol> {
    let file = asked.file();
    let lines = &asked.lines;
    let mut symbols = Vec::new();
    while let Some((id, declaration)) = declarations.next_if(|(_, declaration)| declaration.parent == parent) {
        #[expect(deprecated, reason = "the type has no constructor")]
        symbols.push(DocumentSymbol {
            name: shown_name(file.name_of(id)),
            detail: Some(declaration.kind.word().to_owned()),
            kind: kind(declaration.kind),
            tags: None,
            deprecated: None,
            range: lines.span(declaration.span),
            selection_range: lines.span(declaration.name),
            children: Some(members(asked, Some(id), declarations)).filter(|children| !children.is_empty()),
        });
    }
    symbols
}

pub(crate) fn of_workspace(
    server: &mut Server,
    params: WorkspaceSymbolParams,
) -> Result<Option<WorkspaceSymbolResponse>, Refusal> {
    let query = params.query.to_ascii_lowercase();
    let mut found = Vec::new();
    for project in server.projects() {
        // The files of the program are no part of anybody's workspace.
        for (_, file) in project.analysis.files().filter(|(_, file)| project.is_on_disk(&file.name)) {
            let is_found = |id: DeclarationId| {
                if query.contains('.') {
                    file.full_name(id).to_ascii_lowercase().contains(&query)
                } else {
                    matches(file.name_of(id), &query)
                }
            };
            let found_in = file.iter().filter(|(id, _)| is_found(*id));
            found.extend(found_in.map(|(id, declaration)| FoundSymbol { project, file, id, declaration }));
        }
    }
    // Only what is shown is sorted and described: a letter is in most names of a workspace.
    if found.len() > MAX_FOUND {
        found.select_nth_unstable_by(MAX_FOUND, |one, other| one.rank(&query).cmp(&other.rank(&query)));
        found.truncate(MAX_FOUND);
    }
    found.sort_by(|one, other| one.rank(&query).cmp(&other.rank(&query)));
    let symbols = found.iter().filter_map(|found| found.symbol(server)).collect();
    Ok(Some(WorkspaceSymbolResponse::Nested(symbols)))
}

/// A declaration that a search has found.
struct FoundSymbol<'s> {
    project: &'s Project,
    file: &'s File,
    id: DeclarationId,
    declaration: &'s Declaration,
}

impl<'s> FoundSymbol<'s> {
    /// Returns the place among the results: exact names first, then starts of names, then types. Names and files break ties, so that
    /// the order does not depend on the order in which files were read.
    fn rank(&self, query: &str) -> impl Ord + use<'s> {
        let name = self.file.name_of(self.id);
        let is_prefix = name.get(..query.len()).is_some_and(|start| start.eq_ignore_ascii_case(query));
        let is_exact = is_prefix && name.len() == query.len();
        (!is_exact, !is_prefix, !self.declaration.kind.is_type(), name.len(), name, &self.file.name, self.id)
    }

    fn symbol(&self, server: &Server) -> Option<WorkspaceSymbol> {
        let Self { project, file, id, declaration } = self;
        let uri = project.path(&file.name).and_then(|path| server.uri(&path))?;
        let lines = Lines::of(file, server.client.encoding);
        Some(WorkspaceSymbol {
            name: file.name_of(*id).to_owned(),
            kind: kind(declaration.kind),
            tags: None,
            container_name: Some(file.scope_name(declaration.parent)),
            location: OneOf::Left(Location::new(uri, lines.span(declaration.name))),
            data: None,
        })
    }
}

/// Returns `true` if a name contains the letters of a query in their order.
fn matches(name: &str, query: &str) -> bool {
    let mut letters = name.bytes();
    query.bytes().all(|wanted| letters.any(|letter| letter.to_ascii_lowercase() == wanted))
}

pub(super) const fn kind(kind: DeclarationKind) -> SymbolKind {
    match kind {
        DeclarationKind::Message | DeclarationKind::Group => SymbolKind::STRUCT,
        DeclarationKind::Enum => SymbolKind::ENUM,
        DeclarationKind::EnumValue => SymbolKind::ENUM_MEMBER,
        DeclarationKind::Field | DeclarationKind::Extension => SymbolKind::FIELD,
        DeclarationKind::Oneof => SymbolKind::OBJECT,
        DeclarationKind::Service => SymbolKind::INTERFACE,
        DeclarationKind::Method => SymbolKind::METHOD,
    }
}
