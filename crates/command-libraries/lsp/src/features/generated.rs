//! The way from a declaration to the Rust code that protoward generated for it, as the implementation of the declaration.

use std::fs;
use std::path::{Path, PathBuf};

use crate::asked::Refusal;
use crate::position::{Encoding, Lines};
use crate::project::Project;
use crate::server::Server;
use crate::uri::uri;
use lsp_types::request::{GotoImplementationParams, GotoImplementationResponse};
use lsp_types::{Location, Uri};
use protoward_config::{ConfigValue, Node};
use protoward_ide_index::{DeclarationKind, File, Target};
use protoward_syntax::ast::Span;

/// The generators of Rust code.
const GENERATORS: [&str; 2] = ["prost", "tonic"];

/// The largest file that is searched.
const LIMIT: u64 = 16 << 20;

pub(crate) fn implementation(
    server: &mut Server,
    params: GotoImplementationParams,
) -> Result<Option<GotoImplementationResponse>, Refusal> {
    let Some((asked, offset)) = server.asked_at(&params.text_document_position_params) else { return Ok(None) };
    let project = asked.project;
    let Some(target) = project.analysis.definition(asked.id, offset as u32) else { return Ok(None) };
    let file = project.analysis.file(target.file);
    let wanted = Wanted::new(file, target);
    let mut locations = Vec::new();
    for path in outputs(project).iter().flat_map(|folder| files_of(folder, &file.package)) {
        locations.extend(wanted.in_file(&path, server.client.encoding));
    }
    Ok((!locations.is_empty()).then_some(GotoImplementationResponse::Array(locations)))
}

/// Returns the folders of generated Rust code that the configuration names.
fn outputs(project: &Project) -> Vec<PathBuf> {
    let Some(prepared) = &project.prepared else { return Vec::new() };
    let text = |node: &Node, key: &str| match &node.value {
        ConfigValue::Table(table) => Some(table.get(key)?.string()?.text),
        _ => None,
    };
    let rust = prepared
        .config()
        .generate
        .iter()
        .filter(|table| text(table, "plugin").is_some_and(|plugin| GENERATORS.contains(&plugin.as_str())));
    rust.filter_map(|table| Some(project.root.join(text(table, "out").or_else(|| text(table, "out_dir"))?))).collect()
}

/// Returns the files in a folder that have the code of a package: `shop.v1.rs`, or `src/shop/v1.rs` of a crate and the like.
fn files_of(folder: &Path, package: &str) -> Vec<PathBuf> {
    let name = if package.is_empty() { "_" } else { package };
    let nested = name.replace('.', "/");
    let candidates = [format!("{name}.rs"), format!("{nested}.rs"), format!("{nested}/mod.rs")];
    let all = candidates.iter().flat_map(|name| [folder.join(name), folder.join("src").join(name)]);
    all.filter(|path| fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() <= LIMIT)).collect()
}

/// The item of a declaration in generated code.
struct Wanted {
    /// The modules around the item, outermost first.
    modules: Vec<String>,
    /// The items: the types of a message or enum, or the modules of a service.
    items: Vec<String>,
    /// A field, a variant or a method inside of the item.
    member: Option<String>,
}

impl Wanted {
    fn new(file: &File, target: Target) -> Self {
        let declaration = file.get(target.declaration);
        let name = file.name_of(target.declaration);
        let is_member = !declaration.kind.is_type() && declaration.kind != DeclarationKind::Service;
        let mut around = Vec::new();
        let mut next = declaration.parent;
        while let Some(parent) = next {
            // A oneof is an enum in the module of its message.
            around.push(file.name_of(parent));
            next = file.get(parent).parent;
        }
        around.reverse();
        let item = if is_member { around.pop().unwrap_or(name) } else { name };
        let is_of_service = matches!(declaration.kind, DeclarationKind::Service | DeclarationKind::Method);
        let items = if is_of_service {
            ["client", "server"].map(|side| comparable(&format!("{item}{side}"))).to_vec()
        } else {
            vec![comparable(item)]
        };
        // The variants of an enum lose the name of the enum in front of them.
        let member = comparable(name);
        let member =
            member.strip_prefix(&comparable(item)).filter(|rest| !rest.is_empty()).unwrap_or(&member).to_owned();
        let modules = around.into_iter().map(comparable).collect();
        Self { modules, items, member: is_member.then_some(member) }
    }

    fn in_file(&self, path: &Path, encoding: Encoding) -> Vec<Location> {
        let (Ok(text), Some(uri)) = (fs::read_to_string(path), uri(path)) else { return Vec::new() };
        let lines = Lines::new(&text, encoding);
        let found = self.items.iter().filter_map(|item| self.find(&text, item));
        found.map(|span| at(&uri, &lines, span)).collect()
    }

    /// Returns the name of an item, or of its member. Generated code is formatted: what ends an item is less indented than its
    /// members.
    fn find(&self, text: &str, item: &str) -> Option<Span> {
        let mut open: Vec<(usize, String)> = Vec::new();
        let mut found = None;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let offset = start;
            let code = line.trim();
            start += line.len();
            if code.is_empty() {
                continue;
            }
            let indentation = line.len() - line.trim_start().len();
            if let Some((depth, at)) = found {
                if indentation <= depth {
                    return Some(at);
                }
                if let Some(member) = self.member.as_deref().and_then(|member| member_in(code, member)) {
                    return Some(span(offset + indentation, member));
                }
                continue;
            }
            open.retain(|(depth, _)| *depth < indentation);
            let Some((keyword, name)) = item_in(code) else { continue };
            let is_here = open.iter().map(|(_, name)| name).eq(&self.modules);
            if is_here && comparable(name.1) == item {
                let name = span(offset + indentation, name);
                match &self.member {
                    None => return Some(name),
                    Some(_) => found = Some((indentation, name)),
                }
            } else if keyword == "mod" {
                open.push((indentation, comparable(name.1)));
            }
        }
        found.map(|(_, at)| at)
    }
}

/// Returns the keyword and the name of a public item in a line, with the offset of the name.
fn item_in(code: &str) -> Option<(&str, (usize, &str))> {
    let (keyword, rest) = code.strip_prefix("pub ")?.split_once(' ')?;
    matches!(keyword, "struct" | "enum" | "mod").then_some(())?;
    Some((keyword, (code.len() - rest.len(), identifier(rest))))
}

/// Returns the name of a member with its offset, if a line declares it: `pub name: …`, `Name = 1,`, `Name(…)`, `async fn name(`.
fn member_in<'c>(code: &'c str, wanted: &str) -> Option<(usize, &'c str)> {
    let rest =
        ["pub async fn ", "pub fn ", "async fn ", "fn ", "pub "].iter().find_map(|start| code.strip_prefix(start));
    let rest = rest.unwrap_or(code);
    let name = identifier(rest.strip_prefix("r#").unwrap_or(rest));
    (!name.is_empty() && comparable(name) == wanted).then_some((code.len() - rest.len(), name))
}

fn identifier(code: &str) -> &str {
    let end = code.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(code.len());
    &code[..end]
}

/// Returns a name without what the conventions of Rust change: `HTTPRule`, `HttpRule` and `http_rule` are one name.
fn comparable(name: &str) -> String {
    name.chars().filter(|letter| *letter != '_').map(|letter| letter.to_ascii_lowercase()).collect()
}

fn span(line: usize, (offset, name): (usize, &str)) -> Span {
    let start = (line + offset) as u32;
    Span { start, end: start + name.len() as u32 }
}

fn at(uri: &Uri, lines: &Lines<'_>, span: Span) -> Location {
    Location::new(uri.clone(), lines.span(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "pub struct Order {\n    pub id: String,\n    pub r#type: i32,\n}\npub mod order {\n    pub struct Line {\n        \
        pub item_id: String,\n    }\n    pub enum Kind {\n        Unspecified = 0,\n        Gift = 1,\n    }\n}\n\
        pub mod order_service_client {\n    impl X {\n        pub async fn get_order(\n}\n}\n";

    /// Returns the one-based line of the generated code for a declaration.
    fn line(schema: &str, name: &str) -> Option<usize> {
        let file = File::new("a.proto", schema);
        let (declaration, _) = file.iter().find(|(id, _)| file.full_name(*id) == name).expect("it is declared");
        let mut analysis = protoward_ide_index::Analysis::default();
        let target = Target { file: analysis.add(file.clone()), declaration };
        let wanted = Wanted::new(&file, target);
        let span = wanted.items.iter().find_map(|item| wanted.find(CODE, item))?;
        Some(CODE[..span.start as usize].matches('\n').count() + 1)
    }

    #[test]
    fn declarations_lead_to_their_items() {
        let schema = "message Order { string id = 1; int32 type = 2; message Line { string item_id = 1; } enum Kind { \
            KIND_UNSPECIFIED = 0; KIND_GIFT = 1; } } service OrderService { rpc GetOrder(Order) returns (Order); } message Gone {}";
        assert_eq!(line(schema, "Order"), Some(1));
        assert_eq!(line(schema, "Order.id"), Some(2));
        assert_eq!(line(schema, "Order.type"), Some(3));
        assert_eq!(line(schema, "Order.Line"), Some(6));
        assert_eq!(line(schema, "Order.Line.item_id"), Some(7));
        assert_eq!(line(schema, "Order.Kind"), Some(9));
        assert_eq!(line(schema, "Order.KIND_GIFT"), Some(11));
        assert_eq!(line(schema, "OrderService"), Some(14));
        assert_eq!(line(schema, "OrderService.GetOrder"), Some(16));
        assert_eq!(line(schema, "Gone"), None);
    }
}
