//! The syntax tree as generic nodes, for snapshots and for checks of invariants.

use std::fmt::Write as _;

use protoward_syntax::ast::{
    CommentLocations, CompactOptions, EnumDecl, EnumMember, EnumValueDecl, ExtendDecl, ExtensionsDecl, FieldDecl, File,
    FileItem, ImportDecl, Member, MessageDecl, MethodDecl, MethodType, OneofDecl, OneofMember, OptionDecl, PackageDecl,
    Path, RangeDecl, Reserved, ReservedDecl, ServiceDecl, ServiceMember, Span, SyntaxDecl, TypeExpr, VisibilityDecl,
};
use protoward_syntax::{comments, literal};

/// A node for any construct of the syntax.
pub(super) struct Node {
    name: String,
    span: Span,
    around: Option<CommentLocations>,
    children: Vec<Node>,
}

fn node(name: impl Into<String>, span: Span, children: impl IntoIterator<Item = Node>) -> Node {
    Node { name: name.into(), span, around: None, children: children.into_iter().collect() }
}

fn declaration(name: impl Into<String>, span: Span, around: CommentLocations, children: Vec<Node>) -> Node {
    Node { around: Some(around), ..node(name, span, children) }
}

fn leaf(name: &str, span: Span) -> Node {
    node(name, span, [])
}

/// Returns the root node of a file.
pub(super) fn of(file: &File) -> Node {
    let File { syntax, items, span, lines: _ } = file;
    node("file", *span, syntax.iter().map(of_syntax).chain(items.iter().map(of_item)))
}

fn of_syntax(decl: &SyntaxDecl) -> Node {
    let SyntaxDecl { span, around, is_edition, value } = decl;
    let name = if *is_edition { "edition" } else { "syntax" };
    declaration(name, *span, *around, vec![leaf("value", *value)])
}

fn of_item(item: &FileItem) -> Node {
    match item {
        FileItem::Package(PackageDecl { span, around, name }) => {
            declaration("package", *span, *around, vec![of_path(name)])
        }
        FileItem::Import(ImportDecl { span, around, kind, kind_span, path }) => {
            let children = vec![leaf("kind", *kind_span), leaf("path", *path)];
            declaration(format!("import {kind:?}"), *span, *around, children)
        }
        FileItem::Option(option) => of_option(option),
        FileItem::Message(message) => of_message(message),
        FileItem::Enum(decl) => of_enum(decl),
        FileItem::Extend(extend) => of_extend(extend),
        FileItem::Service(service) => of_service(service),
    }
}

fn of_path(path: &Path) -> Node {
    leaf(if path.plain { "name" } else { "name with blanks" }, path.span)
}

fn of_visibility(visibility: Option<&VisibilityDecl>) -> Option<Node> {
    visibility.map(|word| leaf(if word.is_export { "export" } else { "local" }, word.span()))
}

fn of_message(message: &MessageDecl) -> Node {
    let MessageDecl { span, around, visibility, name, body } = message;
    let mut children: Vec<Node> = of_visibility(visibility.as_ref()).into_iter().collect();
    children.push(leaf("name", *name));
    children.extend(body.iter().map(of_member));
    declaration("message", *span, *around, children)
}

fn of_member(member: &Member) -> Node {
    match member {
        Member::Field(field) => of_field(field),
        Member::Oneof(oneof) => of_oneof(oneof),
        Member::Message(message) => of_message(message),
        Member::Enum(decl) => of_enum(decl),
        Member::Extend(extend) => of_extend(extend),
        Member::Extensions(extensions) => of_extensions(extensions),
        Member::Reserved(reserved) => of_reserved(reserved),
        Member::Option(option) => of_option(option),
    }
}

fn of_field(field: &FieldDecl) -> Node {
    let FieldDecl { span, around, label, ty, name, number, options } = field;
    let mut children = Vec::new();
    children.extend(label.zip(field.label_span()).map(|(label, span)| leaf(&format!("{label:?}"), span)));
    children.push(of_type(ty));
    children.extend([leaf("name", *name), leaf("number", *number)]);
    children.extend(options.as_deref().map(of_options));
    let group = field.group_body();
    children.extend(group.into_iter().flatten().map(of_member));
    declaration(if group.is_some() { "group" } else { "field" }, *span, *around, children)
}

fn of_type(ty: &TypeExpr) -> Node {
    match ty {
        TypeExpr::Named(path) => node("type", path.span, [of_path(path)]),
        TypeExpr::Group(group) => leaf("group", group.span),
        TypeExpr::Map(map) => node("map", map.span, [of_path(&map.key), of_path(&map.value)]),
    }
}

fn of_options(options: &CompactOptions) -> Node {
    node("options", options.span, options.items.iter().map(|option| Node { around: None, ..of_option(option) }))
}

fn of_option(option: &OptionDecl) -> Node {
    let OptionDecl { span, around, name_span, name, value } = option;
    let parts = name.iter().map(|part| {
        let kind = if part.is_extension { "extension" } else { "part" };
        node(kind, part.span, [of_path(&part.name)])
    });
    let children = vec![node("name", *name_span, parts), leaf(&format!("value {:?}", value.kind), value.span)];
    declaration("option", *span, *around, children)
}

fn of_oneof(oneof: &OneofDecl) -> Node {
    let OneofDecl { span, around, name, body } = oneof;
    let mut children = vec![leaf("name", *name)];
    children.extend(body.iter().map(|member| match member {
        OneofMember::Field(field) => of_field(field),
        OneofMember::Option(option) => of_option(option),
    }));
    declaration("oneof", *span, *around, children)
}

fn of_extend(extend: &ExtendDecl) -> Node {
    let ExtendDecl { span, around, extendee, fields } = extend;
    let mut children = vec![of_path(extendee)];
    children.extend(fields.iter().map(of_field));
    declaration("extend", *span, *around, children)
}

fn of_range(range: &RangeDecl) -> Node {
    let end = (range.end != range.start).then(|| leaf("end", range.end));
    node("range", range.span, [leaf("start", range.start)].into_iter().chain(end))
}

fn of_extensions(extensions: &ExtensionsDecl) -> Node {
    let ExtensionsDecl { span, around, ranges, options } = extensions;
    let mut children: Vec<Node> = ranges.iter().map(of_range).collect();
    children.extend(options.as_deref().map(of_options));
    declaration("extensions", *span, *around, children)
}

fn of_reserved(reserved: &ReservedDecl) -> Node {
    let ReservedDecl { span, around, what } = reserved;
    let children = match what {
        Reserved::Numbers(ranges) => ranges.iter().map(of_range).collect(),
        Reserved::Strings(names) => names.iter().map(|&name| leaf("string", name)).collect(),
        Reserved::Identifiers(names) => names.iter().map(|&name| leaf("name", name)).collect(),
    };
    declaration("reserved", *span, *around, children)
}

fn of_enum(decl: &EnumDecl) -> Node {
    let EnumDecl { span, around, visibility, name, body } = decl;
    let mut children: Vec<Node> = of_visibility(visibility.as_ref()).into_iter().collect();
    children.push(leaf("name", *name));
    children.extend(body.iter().map(|member| match member {
        EnumMember::Value(value) => of_value(value),
        EnumMember::Reserved(reserved) => of_reserved(reserved),
        EnumMember::Option(option) => of_option(option),
    }));
    declaration("enum", *span, *around, children)
}

fn of_value(value: &EnumValueDecl) -> Node {
    let EnumValueDecl { span, around, name, number, options } = value;
    let mut children = vec![leaf("name", *name), leaf("number", *number)];
    children.extend(options.as_deref().map(of_options));
    declaration("value", *span, *around, children)
}

fn of_service(service: &ServiceDecl) -> Node {
    let ServiceDecl { span, around, name, body } = service;
    let mut children = vec![leaf("name", *name)];
    children.extend(body.iter().map(|member| match member {
        ServiceMember::Method(method) => of_method(method),
        ServiceMember::Option(option) => of_option(option),
    }));
    declaration("service", *span, *around, children)
}

fn of_method(method: &MethodDecl) -> Node {
    let MethodDecl { span, around, name, input, output, options, body } = method;
    let mut children = vec![leaf("name", *name)];
    children.extend(of_method_type(input));
    children.extend(of_method_type(output));
    let options = options.iter().map(of_option);
    match body {
        Some(span) => children.push(node("body", *span, options)),
        None => assert_eq!(options.count(), 0, "options stand in a body"),
    }
    declaration("method", *span, *around, children)
}

fn of_method_type(ty: &MethodType) -> Vec<Node> {
    ty.stream.map(|span| leaf("stream", span)).into_iter().chain([of_path(&ty.name)]).collect()
}

impl Node {
    /// Checks the invariants of a tree: spans are in the text and on character boundaries, children are within their parents, and
    /// siblings are in order.
    pub(super) fn check(&self, text: &str) {
        let Span { start, end } = self.span;
        assert!(start <= end && end as usize <= text.len(), "{} at {start}..{end} lies in the text", self.name);
        assert!(text.get(self.span.range()).is_some(), "{} at {start}..{end} lies on letters", self.name);
        if let Some(around) = self.around {
            assert!(around.before <= start, "comments of {} at {start} stand in front of it", self.name);
            assert!((start..=end).contains(&around.behind), "{} at {start}..{end} ends in front of them", self.name);
            comments::before(text, around, start);
            comments::behind(text, around);
        }
        let mut at = start;
        for child in &self.children {
            assert!(child.span.start >= at, "{} in {} at {start} stands in order", child.name, self.name);
            assert!(child.span.end <= end, "{} at {at} lies in {} at {start}..{end}", child.name, self.name);
            child.check(text);
            at = child.span.end;
        }
    }

    /// Returns one line for each node and each comment.
    pub(super) fn dump(&self, text: &str) -> String {
        let mut dump = String::new();
        self.dump_into(&mut dump, text, 0);
        dump
    }

    fn dump_into(&self, dump: &mut String, text: &str, depth: usize) {
        let indent = "  ".repeat(depth);
        let _ = write!(dump, "{indent}{} {}..{}", self.name, self.span.start, self.span.end);
        if self.children.is_empty() {
            let _ = write!(dump, " {:?}", self.span.of(text));
        }
        dump.push('\n');
        if let Some(around) = self.around {
            let comments = comments::before(text, around, self.span.start);
            let trailing = comments::behind(text, around);
            let kinds = comments.detached.iter().map(|comment| ("detached", comment));
            let kinds = kinds.chain(comments.leading.iter().map(|comment| ("leading", comment)));
            for (kind, comment) in kinds.chain(trailing.iter().map(|comment| ("trailing", comment))) {
                let _ = writeln!(dump, "{indent}  // {kind} {comment:?}");
            }
        }
        for child in &self.children {
            child.dump_into(dump, text, depth + 1);
        }
    }

    /// Checks that every string of the tree can be decoded.
    pub(super) fn values(&self, text: &str) {
        if self.name == "string" || self.name == "path" {
            literal::string(text, self.span);
        }
        self.children.iter().for_each(|child| child.values(text));
    }
}
